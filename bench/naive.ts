/**
 * Question: how much does the design gain? The same routing, gating, filling and booking by columns
 * and rows, and by the code that one would write first.
 *
 *   100 open orders in 1,000 stocks, at most seven children each a turn ──► router ──► gate, seven checks ──► venues ──► books
 *
 * `bench/naive/work.ts` defines the work. A test proves that all twins make the same children,
 * verdicts and fills. Finished orders are replaced within the measured time. The floor copies a row
 * of 32 bytes for each child.
 */

import { median } from '../src/report/format.js';
import { copier } from './harness/floors.js';
import { Suite } from './harness/suite.js';
import { openColumnsDesk } from './naive/columns.js';
import { openEmitterDesk } from './naive/emitter.js';
import { createClosureGate, createMapGate } from './naive/gates.js';
import { MessagesDesk } from './naive/messages.js';
import { openObjectsDesk } from './naive/objects.js';
import {
  beginPlay,
  type Desk,
  playTurns,
  WIDE_LIMITS,
  type Work,
  workStocks,
} from './naive/work.js';

const SEED = 1;
const ROW_BYTES = 32;
const CHILDREN_A_TURN = 512;
const TURNS = 1;
const ROUNDS = 11;
/** Batches of a round for the twin that waits for another thread. */
const MESSAGE_BATCHES = 20;
const work: Work = { stocks: workStocks(1000), limits: WIDE_LIMITS, open: 100, seed: SEED };

const suite = new Suite({
  question: 'what does the design buy over what one would write first?',
  unit: 'child',
  work:
    `${work.open.toLocaleString('en-US')} open orders of up to 5,000 shares in ` +
    `${work.stocks.length.toLocaleString('en-US')} stocks, split over six venues and a dark ` +
    `pool, seven checks, filled and booked, seed ${SEED}`,
  rounds: ROUNDS,
});
let children = 0;
const { copy, sink } = copier(CHILDREN_A_TURN * ROW_BYTES);
suite.floor('copy the rows', CHILDREN_A_TURN, copy);
const desks: readonly (readonly [string, Desk])[] = [
  ['columns and rows, as here', openColumnsDesk(work)],
  ['objects and closures', openObjectsDesk(work, createClosureGate(work.limits))],
  ['objects, gate by Maps', openObjectsDesk(work, createMapGate(work.limits))],
  ['objects and EventEmitter', openEmitterDesk(work, createClosureGate(work.limits))],
];
for (const [name, desk] of desks) {
  const play = beginPlay(work);
  suite.addCounted(name, () => {
    const done = playTurns(play, desk, TURNS);
    children += done;
    return done;
  });
}
const messages = new MessagesDesk(work, createClosureGate(work.limits));
const play = beginPlay(work);
const tookNs: number[] = [];
for (let round = -3; round < ROUNDS; round++) {
  const samples: number[] = [];
  for (let batch = 0; batch < MESSAGE_BATCHES; batch++) {
    const begin = performance.now();
    const done = await messages.play(play, TURNS);
    samples.push(((performance.now() - begin) * 1e6) / done);
    children += done;
  }
  if (round >= 0) tookNs.push(median(samples));
}
await messages.close();
suite.addMeasured('a message an order', tookNs);
suite.finish(() => [`sink: ${children} children, ${sink()}`]);
