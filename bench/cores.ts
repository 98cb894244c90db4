/**
 * Question: how does the matrix of smars whatif scale with the cores?
 *
 *   mornings of knight-2012 ──► runSessions ──► 1 thread, and one a core        each round a pool of its own, in turn
 *
 * The figure is wall-clock time a morning, the start of threads included. The floor is one morning
 * on this thread.
 */
import { availableParallelism } from 'node:os';
import { median } from '../src/report/format.js';
import { KNIGHT_2012 } from '../src/scenarios/knight.js';
import { runSession } from '../src/session/session.js';
import { runSessions } from '../src/session/session-pool.js';
import { Suite } from './harness/suite.js';

const ROUNDS = 3;
const MORNINGS_A_THREAD = 6;
const cores = availableParallelism();
const mornings = MORNINGS_A_THREAD * cores;
const tasks = Array.from({ length: mornings }, (_, n) => ({
  spec: KNIGHT_2012,
  seed: KNIGHT_2012.seed + n,
}));
let children = 0;

/** Runs all mornings; returns wall-clock ns a morning. */
async function runAll(threads: number): Promise<number> {
  const begin = performance.now();
  for await (const { result } of runSessions(tasks, { threads })) children += result.children;
  return ((performance.now() - begin) * 1e6) / mornings;
}

const here: number[] = [];
const took: number[][] = [[], []];
for (let round = 0; round < ROUNDS; round++) {
  const begin = performance.now();
  children += runSession(KNIGHT_2012).children;
  here.push((performance.now() - begin) * 1e6);
  took[0]!.push(await runAll(1));
  took[1]!.push(await runAll(cores));
}

const suite = new Suite({
  question: 'how does the matrix of smars whatif scale with the cores?',
  unit: 'morning',
  work:
    `${mornings} mornings of knight-2012, ${ROUNDS} rounds in turn, ` +
    `seeds from ${KNIGHT_2012.seed}`,
});
suite.floorMeasured('a morning here', here);
suite.addMeasured('1 thread', took[0]!);
suite.addMeasured(`${cores} threads`, took[1]!);
const gain = median(took[0]!.map((ns, round) => ns / took[1]![round]!));
suite.finish(() => [
  `${cores} threads are ${gain.toFixed(2)} times as fast as 1, by the median of pairs`,
  `sink: ${children} children`,
]);
