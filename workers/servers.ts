import { hostServers } from '../src/fleet/server-thread/host.js';
import { answering, isReady } from '../src/threads/answer.js';

/** Hosts servers of a fleet until it ends: one task for the whole life of the thread. */
const runThread = answering(hostServers);

export { isReady, runThread };
