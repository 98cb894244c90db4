/**
 * Question: how many children a second does one thread decide, gate, record and fill, at 5 and at
 * 50 a parent?
 *
 *   1,000 parents in 1,000 stocks ──► router ──► gate, the story's seven checks ──► rows, tally, digest ──► venues ──► (settle) ──► the same parents
 *
 * A visited parent sends as many identical children as its pace allows. A turn has 1,000 children.
 * Before it, the clock is read once for each parent, or three times, as a server of a live fleet
 * does. Every turn is settled; "filled" excludes the time of that, "settled" includes it. Ordinary
 * parents run beside them: each is taken, split over the venues by displayed size, filled and
 * retired, and its children differ in venue and size. The kernel takes the turns, or the TypeScript
 * that is its twin. The floors touch as many rows: a loop that
 * only writes and reads their columns, and a copy of their bytes.
 */
import { monotonicNs, openClock, readClock } from '../src/fleet/threads/clock.js';
import { CHILD_WORDS } from '../src/orders/children.js';
import { copier, rowWriter } from './harness/floors.js';
import { Suite } from './harness/suite.js';
import { type BenchFirm, openFirm, refreshFirm, settleFirm, turnFirm } from './support/firm.js';

const CHILDREN_PER_TURN = 1000;
const ROUNDS = 400;
const WARM_UP = 100;
const TURNS = 20;
const SEED = 20120801;

const clock = openClock(monotonicNs());
const shared = {
  stocks: 1000,
  servers: 1,
  childrenPerTurn: CHILDREN_PER_TURN,
  seed: SEED,
} as const;
const ALIKE_5 = { ...shared, build: 2005, parents: 1000, childrenPerParent: 5 } as const;
const ALIKE_50 = { ...ALIKE_5, childrenPerParent: 50 };
const ORDINARY = { ...shared, build: 2012, parents: 140, childrenPerParent: 0 } as const;
const firms = [
  { name: '5 alike a parent', spec: ALIKE_5 },
  { name: '50 alike a parent', spec: ALIKE_50 },
  { name: 'ordinary parents', spec: ORDINARY },
  { name: '5 alike, clock of a fleet', spec: { ...ALIKE_5, clockReads: 'turn' as const } },
  { name: '5 alike, in TypeScript', spec: { ...ALIKE_5, inTypeScript: true } },
  { name: '50 alike, in TypeScript', spec: { ...ALIKE_50, inTypeScript: true } },
  { name: 'ordinary, in TypeScript', spec: { ...ORDINARY, inTypeScript: true } },
].map(({ name, spec }) => ({
  name,
  firm: openFirm(spec),
  filled: [] as number[],
  settled: [] as number[],
}));

/** Plays a round; returns its ns a child, without and with settlement. */
function playRound(firm: BenchFirm): readonly [filled: number, settled: number] {
  let children = 0;
  let filledNs = 0;
  let settledNs = 0;
  for (let turn = 0; turn < TURNS; turn++) {
    const begin = readClock(clock);
    const count = turnFirm(firm, clock);
    const middle = readClock(clock);
    settleFirm(firm, count);
    children += count;
    filledNs += middle - begin;
    settledNs += readClock(clock) - begin;
  }
  refreshFirm(firm);
  return [filledNs / children, settledNs / children];
}

const rows = rowWriter(CHILDREN_PER_TURN);
const { copy, sink } = copier(CHILDREN_PER_TURN * CHILD_WORDS * Int32Array.BYTES_PER_ELEMENT);

function timeFloor(touch: () => void): number {
  const begin = readClock(clock);
  for (let turn = 0; turn < TURNS; turn++) touch();
  return (readClock(clock) - begin) / (TURNS * CHILDREN_PER_TURN);
}

const written: number[] = [];
const copied: number[] = [];
for (let round = -WARM_UP; round < ROUNDS; round++) {
  const [writeNs, copyNs] = [timeFloor(rows.write), timeFloor(copy)];
  if (round >= 0) {
    written.push(writeNs);
    copied.push(copyNs);
  }
  for (const { firm, filled, settled } of firms) {
    const [filledNs, settledNs] = playRound(firm);
    if (round < 0) continue;
    filled.push(filledNs);
    settled.push(settledNs);
  }
}

const suite = new Suite({
  question: 'how many children a second does one thread decide, gate, record and fill?',
  unit: 'child',
  work:
    `1,000 stocks, turns of ${CHILDREN_PER_TURN} children, the story’s seven checks, ` +
    `${ROUNDS} rounds of ${TURNS} turns, seed ${SEED}`,
});
suite.floorMeasured('copy the rows', copied);
suite.floorMeasured('write the rows', written);
for (const { name, filled, settled } of firms) {
  suite.addMeasured(`${name}, filled`, filled);
  suite.addMeasured(`${name}, settled`, settled);
}
suite.finish(() => [
  ...firms.map(
    ({ name, firm }) =>
      `${name}: ${(firm.children / firm.reads).toFixed(2)} children for each read of the clock`,
  ),
  `sink ${firms.reduce((sum, { firm }) => sum + firm.sink, sink() + rows.sink())}`,
]);
