/**
 * Question: how much does it cost to decide a child, by the behaviour of its parent?
 *
 *   1,000 open parents in 1,000 stocks ──► decideChildren ──► rows
 *
 * Children are neither gated nor executed. After each turn, outside the measured time, every parent
 * gets its quantity back. Power Peg sends one child, or five identical ones, a parent and turn: on
 * the build that asks in its loop how much is left, and on the next, which does not ask. A flagged
 * parent of build 2012 asks the retail venue. An ordinary parent is split over the venues by
 * displayed size, and a resting parent shows a child at the touch. The floor is a loop that only
 * writes as many rows.
 */

import { assert } from '../src/base/input-error.js';
import { RandomStream } from '../src/base/random.js';
import { Behaviour, buildIndex } from '../src/deployment/builds.js';
import { REUSED_FLAG } from '../src/deployment/flags.js';
import { Engine } from '../src/embed/engine.js';
import { monotonicNs, openClock, readClock } from '../src/fleet/threads/clock.js';
import { allocateTable } from '../src/memory/table.js';
import { OrderAttribute } from '../src/orders/codes.js';
import { createOrderFlow } from '../src/orders/flow.js';
import { BELIEF_SCHEMA } from '../src/orders/outstanding.js';
import { openWorking, WORKING_HEAD, WORKING_SCHEMA, workingCount } from '../src/orders/working.js';
import { decideChildren, takeParent } from '../src/router/router.js';
import type { Router } from '../src/router/state.js';
import type { Server } from '../src/server/server.js';
import { rowWriter } from './harness/floors.js';
import { Suite } from './harness/suite.js';
import { stocksAlike } from './support/stocks.js';

const PARENTS = 1000;
const CHILDREN_MAX = 8192;
const ROUNDS = 200;
const WARM_UP = 50;
const TURNS = 20;
const SEED = 1;
/** Time between two children of a Power Peg parent. */
const INTERVAL_NS = 1000;
const ENDLESS_SHARES = 2 ** 30;

interface Case {
  readonly name: string;
  readonly behaviour: Behaviour;
  readonly build: 2003 | 2005 | 2012;
  /** Children of a Power Peg parent in a turn. */
  readonly alike: number;
}

const CASES: readonly Case[] = [
  { name: 'Power Peg of 2003, 1 a parent', behaviour: Behaviour.POWER_PEG, build: 2003, alike: 1 },
  { name: 'Power Peg of 2003, 5 a parent', behaviour: Behaviour.POWER_PEG, build: 2003, alike: 5 },
  { name: 'Power Peg of 2005, 1 a parent', behaviour: Behaviour.POWER_PEG, build: 2005, alike: 1 },
  { name: 'Power Peg of 2005, 5 a parent', behaviour: Behaviour.POWER_PEG, build: 2005, alike: 5 },
  { name: 'retail liquidity', behaviour: Behaviour.RETAIL_LIQUIDITY, build: 2012, alike: 0 },
  { name: 'ordinary', behaviour: Behaviour.ORDINARY, build: 2012, alike: 0 },
  { name: 'resting', behaviour: Behaviour.RESTING, build: 2012, alike: 0 },
];

/**
 * A router whose parents all have one behaviour. All routers of this process have the same shape.
 */
function openRouter({ behaviour, build }: Case): Router {
  const stocks = stocksAlike(PARENTS, 3_900_000);
  const engine = new Engine({
    stocks,
    build,
    parentsMax: PARENTS,
    childrenMax: CHILDREN_MAX,
    market: { displayedSeconds: 6 },
  });
  const { server, flagMask, parents, free, working, children, counts, quotes, depth } = (
    engine.server as Server
  ).router;
  // Name by name: V8 gives each object that is spread into a shape of its own.
  const router: Router = {
    server,
    build: buildIndex(build),
    flagMask,
    settings: { pegShares: 100, pegIntervalNs: INTERVAL_NS, improvementTicks: 10 },
    parents,
    free,
    working: [...working, openWorking(allocateTable(WORKING_SCHEMA, PARENTS + WORKING_HEAD))],
    children,
    counts,
    quotes,
    depth,
    resting: { showShares: 100, chaseTicks: 100, beliefs: allocateTable(BELIEF_SCHEMA, PARENTS) },
  };
  const random = new RandomStream(SEED, 'bench/behaviours');
  const flow = createOrderFlow(1);
  const pegs = behaviour === Behaviour.POWER_PEG;
  flow.flags[0] = pegs || behaviour === Behaviour.RETAIL_LIQUIDITY ? REUSED_FLAG : 0;
  flow.attributes[0] = behaviour === Behaviour.RESTING ? OrderAttribute.RESTING : 0;
  for (let n = 0; n < PARENTS; n++) {
    flow.symbol[0] = random.below(PARENTS);
    flow.side[0] = random.below(2);
    flow.quantity[0] = pegs ? ENDLESS_SHARES : 100 * (1 + random.below(17));
    takeParent(router, flow, 0, 0);
  }
  assert(
    router.build === buildIndex(build) && workingCount(router.working[behaviour]!) === PARENTS,
    'bench/behaviours: a parent has another behaviour',
  );
  return router;
}

/** Gives every parent its quantity back after a turn. */
function restore({ parents, resting }: Router): void {
  parents.leaves.set(parents.ordered);
  parents.step.fill(0);
  resting!.beliefs.restTicks.fill(0);
}

const clock = openClock(monotonicNs());
const cases = CASES.map((one) => ({
  ...one,
  router: openRouter(one),
  roundsNs: [] as number[],
  nowNs: 0,
  epoch: 1,
  children: 0,
}));

/** Runs a round of one case; returns ns a child. */
function playRound(one: (typeof cases)[number]): number {
  const { router } = one;
  let children = 0;
  let tookNs = 0;
  for (let turn = 0; turn < TURNS; turn++) {
    one.nowNs += Math.max(1, one.alike) * INTERVAL_NS;
    one.epoch++;
    const begin = readClock(clock);
    const count = decideChildren(router, one.nowNs, one.epoch, CHILDREN_MAX);
    tookNs += readClock(clock) - begin;
    assert(count >= PARENTS, `bench/behaviours: ${count} children of ${one.name}`);
    children += count;
    restore(router);
  }
  one.children += children;
  return tookNs / children;
}

const rows = rowWriter(PARENTS);
const written: number[] = [];

for (let round = -WARM_UP; round < ROUNDS; round++) {
  const begin = readClock(clock);
  for (let turn = 0; turn < TURNS; turn++) rows.write();
  if (round >= 0) written.push((readClock(clock) - begin) / (TURNS * PARENTS));
  for (const one of cases) {
    const tookNs = playRound(one);
    if (round >= 0) one.roundsNs.push(tookNs);
  }
}

const suite = new Suite({
  question: 'what does it cost to decide a child, by what the router does with its parent?',
  unit: 'child',
  work:
    `${PARENTS.toLocaleString('en-US')} open parents in as many stocks, ` +
    `${ROUNDS} rounds of ${TURNS} turns, seed ${SEED}`,
});
suite.floorMeasured('write the rows', written);
for (const { name, roundsNs } of cases) suite.addMeasured(name, roundsNs);
suite.finish(() => {
  const visits = (ROUNDS + WARM_UP) * TURNS * PARENTS;
  const shares = cases.map(({ name, children }) => `${name} ${(children / visits).toFixed(2)}`);
  const sink = cases.reduce(
    (sum, { router }) => sum + router.children.words[0]! + router.counts.sequence[0]!,
    rows.sink(),
  );
  return [`children a parent: ${shares.join('; ')}`, `sink ${sink}`];
});
