import { hostVenues } from '../src/fleet/venue-thread/venues.js';
import { answering, isReady } from '../src/threads/answer.js';

/** Runs the venues of a fleet until it ends: one task for the whole life of the thread. */
const runThread = answering(hostVenues);

export { isReady, runThread };
