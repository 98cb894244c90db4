import { hostVenues } from '../src/fleet/venue-thread/venues.js';
import { answering, isReady } from '../src/threads/answer.js';

/** The entry of the venue thread. Its one task runs the venues until the fleet ends. */
const runThread = answering(hostVenues);

export { isReady, runThread };
