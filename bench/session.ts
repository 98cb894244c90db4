/**
 * Question: how long does the whole morning take, on one thread, after start-up?
 *
 *   knight-2012: 2 h 15 min simulated, 500 stocks, 8 servers ──► router ──► gate ──► venues ──► books
 *
 * The floor is the same number of children copied as 40-byte records. Peak memory is the process's.
 */
import { cpus } from 'node:os';
import { Bench } from 'tinybench';
import { KNIGHT_2012 } from '../src/scenarios/knight.js';
import { runSession } from '../src/session/session.js';

const RUNS = 7;
const RECORD_WORDS = 10;
/** Two blocks of 8 MB: beyond the second-level cache. */
const BLOCK_RECORDS = 200_000;

const first = runSession(KNIGHT_2012);
const children = first.children;
const from = new Int32Array(BLOCK_RECORDS * RECORD_WORDS).fill(1);
const to = new Int32Array(BLOCK_RECORDS * RECORD_WORDS);
let sink = 0;

const bench = new Bench({ iterations: RUNS, time: 0, warmup: false });
bench
  .add('floor: copy a record for each child', () => {
    for (let done = 0; done < children; done += BLOCK_RECORDS) {
      from[0] = done;
      to.set(from);
    }
    sink += to[0]!;
  })
  .add('knight-2012, the whole morning', () => {
    sink += runSession(KNIGHT_2012).children;
  });
await bench.run();

console.log(
  `${cpus()[0]?.model.trim()}, Node ${process.version}, ${RUNS} runs each, seed ${KNIGHT_2012.seed}, ${children.toLocaleString('en-US')} children`,
);
let floorMs = Number.NaN;
for (const { name, result } of bench.tasks) {
  if (result.state !== 'completed') throw new Error(`${name}: ${result.state}`);
  const { p50, min } = result.latency;
  if (Number.isNaN(floorMs)) floorMs = p50;
  const rate = (children / p50 / 1000).toFixed(2);
  console.log(
    `${name.padEnd(38)} p50 ${p50.toFixed(0)} ms, min ${min.toFixed(0)} ms, ${rate} M children/s, ${(p50 / floorMs).toFixed(1)} × floor`,
  );
}
console.log(`peak memory ${(process.resourceUsage().maxRSS / 1024).toFixed(0)} MB; digest ${first.digest}; sink ${sink}`);
