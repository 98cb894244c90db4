import { isMainThread, parentPort, workerData } from 'node:worker_threads';
import { KNIGHT_2012 } from '../../dist/src/scenarios/knight.js';
import { runSession } from '../../dist/src/session/session.js';

/**
 * The digests of the morning until ten seconds after the bell, by seed; as a worker it posts them.
 */
export function digestsOf(seeds) {
  const spec = { ...KNIGHT_2012, clock: { ...KNIGHT_2012.clock, end: '09:30:10' } };
  return seeds.map((seed) => runSession(spec, { seed }).digest);
}

if (!isMainThread && Array.isArray(workerData)) parentPort?.postMessage(digestsOf(workerData));
