/**
 * Question: how long does the whole morning take on one thread, after start-up?
 *
 *   knight-2012: 2 h 15 min simulated, 500 stocks, 8 servers ──► router ──► gate ──► venues ──► books
 *
 * The floor is the same number of children copied as 40-byte records. Peak memory is the process's.
 */
import { median } from '../src/report/format.js';
import { KNIGHT_2012 } from '../src/scenarios/knight.js';
import { runSession } from '../src/session/session.js';
import { Suite } from './harness/suite.js';

const RUNS = 7;
const RECORD_WORDS = 10;
/** Two blocks of 8 MB: larger than the second-level cache. */
const BLOCK_RECORDS = 200_000;

const first = runSession(KNIGHT_2012);
const children = first.children;
const from = new Int32Array(BLOCK_RECORDS * RECORD_WORDS).fill(1);
const to = new Int32Array(BLOCK_RECORDS * RECORD_WORDS);
let sink = 0;

const suite = new Suite({
  question: 'how long does the whole morning take, on one thread, after start-up?',
  unit: 'child',
  work:
    `knight-2012 with ${children.toLocaleString('en-US')} children, ${RUNS} runs, ` +
    `seed ${KNIGHT_2012.seed}`,
  rounds: RUNS,
  warmUpRounds: 1,
  roundMs: 1,
});
suite.floor('copy a record for each', children, () => {
  for (let done = 0; done < children; done += BLOCK_RECORDS) {
    from[0] = done;
    to.set(from);
  }
  sink += to[0]!;
});
const tookMs: number[] = [];
suite.add('knight-2012', children, () => {
  const begin = performance.now();
  sink += runSession(KNIGHT_2012).children;
  tookMs.push(performance.now() - begin);
});
suite.finish(() => {
  const warmMs = tookMs.slice(1);
  const [p50, min] = [median(warmMs).toFixed(0), Math.min(...warmMs).toFixed(0)];
  const peakMB = (process.resourceUsage().maxRSS / 1024).toFixed(0);
  return [
    `a morning: p50 ${p50} ms, min ${min} ms; peak memory ${peakMB} MB`,
    `digest ${first.digest}; sink ${sink}`,
  ];
});
