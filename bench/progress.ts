/**
 * Question: how much does it cost to learn of an execution?
 *
 *   answers to children of random parents ──► settleParent (always) ──► trackFill (builds since 2005) or leavesInLoop (build 2003)
 *
 * The rows of 4,096 parents fit in the second-level cache; those of 1,000,000 do not. The floor
 * adds the shares to one column of the same parents.
 */

import { RandomStream } from '../src/base/random.js';
import { Behaviour } from '../src/deployment/builds.js';
import { Engine } from '../src/embed/engine.js';
import { leavesInLoop, settleParent, trackFill } from '../src/router/progress.js';
import { FULL } from '../src/router/state.js';
import type { Server } from '../src/server/server.js';
import { Suite } from './harness/suite.js';

const ANSWERS = 65_536;
const SEED = 1;
const SHARES = 100;
const ORDERED = 1_000_000_000;
const STOCK = {
  symbol: 'GT',
  openTicks: 200_000,
  advShares: 2_340_000,
  dailyVolatility: 0.02,
  indexMember: true,
};

/** The router of a server with many open parents, none of which is ever filled. */
function openRouter(parents: number) {
  const engine = new Engine({ stocks: [STOCK], build: 2012, parentsMax: parents });
  for (let n = 0; n < parents; n++) engine.submit({ symbol: 'GT', side: 'buy', quantity: ORDERED });
  if (engine.openOrders !== parents)
    throw new Error(`bench/progress: a parent was not taken (${FULL})`);
  return (engine.server as Server).router;
}

const suite = new Suite({
  question: 'what does it cost that somebody comes to know what was executed?',
  unit: 'answer',
  work:
    `${ANSWERS.toLocaleString('en-US')} answers of ${SHARES} shares to random parents a batch, ` +
    `seed ${SEED}`,
});
let sum = 0;
for (const count of [4096, 1_000_000]) {
  const random = new RandomStream(SEED, 'bench/progress');
  const rows = Int32Array.from({ length: ANSWERS }, () => random.below(count));
  const router = openRouter(count);
  const { parents } = router;
  const size = count < 1e6 ? `${count.toLocaleString('en-US')} open` : '1M open';
  const reset = (): void => {
    sum += parents.filled[rows[0]!]! + parents.leaves[rows[0]!]!;
    parents.filled.fill(0);
  };
  const answer = (parent: number): void => settleParent(parents, parent, SHARES, 0);
  suite.floor(`add to a column, ${size}`, ANSWERS, () => {
    const { filled } = parents;
    for (let n = 0; n < ANSWERS; n++) filled[rows[n]!] = filled[rows[n]!]! + SHARES;
  });
  suite.add(
    `written, ${size}`,
    ANSWERS,
    () => {
      for (let n = 0; n < ANSWERS; n++) answer(rows[n]!);
    },
    reset,
  );
  suite.add(
    `and asked in the loop, ${size}`,
    ANSWERS,
    () => {
      let left = 0;
      for (let n = 0; n < ANSWERS; n++) {
        answer(rows[n]!);
        left += leavesInLoop(parents, rows[n]!);
      }
      sum += left;
    },
    reset,
  );
  const peg = openRouter(count);
  peg.parents.behaviour.fill(Behaviour.POWER_PEG);
  for (const [name, tracking] of [
    ['and tracked', router],
    ['and not, for Power Peg', peg],
  ] as const) {
    suite.add(
      `${name}, ${size}`,
      ANSWERS,
      () => {
        for (let n = 0; n < ANSWERS; n++) {
          settleParent(tracking.parents, rows[n]!, SHARES, 0);
          trackFill(tracking, rows[n]!, 1);
        }
      },
      () => {
        sum += tracking.parents.filled[rows[0]!]!;
        tracking.parents.filled.fill(0);
      },
    );
  }
}
suite.finish(() => [`sink: ${sum}`]);
