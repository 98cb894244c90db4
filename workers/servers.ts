import { hostServers } from '../src/fleet/server-thread/host.js';
import { answering, isReady } from '../src/threads/answer.js';

/** The entry of a host thread. Its one task hosts servers until the fleet ends. */
const runThread = answering(hostServers);

export { isReady, runThread };
