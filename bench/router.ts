/**
 * Question: how many children a second does one thread decide, gate, record and fill, at 5 and at 50 a parent?
 *
 *   1,000 parents in 1,000 stocks ──► router ──► gate, the story's seven checks ──► rows, tally, tape ──► venues ──► (settle) ──► the same parents
 *
 * A parent sends as many children alike as its pace allows when it is visited. A turn has 1,000 children, and before it the clock is read once for each parent of it, as where
 * parents are taken live. Every turn is settled; the first figure leaves the time of that out, the second has it. Ordinary parents stand beside it: each is taken, split over the
 * venues by what they display, filled and retired, and the children of one parent differ in venue and size. The floors touch as many rows: a loop that writes and reads their
 * columns and does nothing else, and a copy of their bytes.
 */
import { cpus } from 'node:os';
import { monotonicNs, openClock, readClock } from '../src/fleet/clock.js';
import { CHILD_WORDS } from '../src/orders/children.js';
import { type BenchFirm, openFirm, refreshFirm, settleFirm, turnFirm } from './support/firm.js';

const STOCKS = 1000;
const PARENTS = 1000;
const CHILDREN_PER_TURN = 1000;
const ROUNDS = 300;
const WARM_UP = 50;
const TURNS = 100;
const SEED = 20120801;

const clock = openClock(monotonicNs());

interface Line {
  readonly name: string;
  readonly ns: number[];
}

const shared = { stocks: STOCKS, servers: 1, childrenPerTurn: CHILDREN_PER_TURN, seed: SEED } as const;
const firms = [
  { name: '5 alike a parent', firm: openFirm({ ...shared, build: 2005, parents: PARENTS, childrenPerParent: 5 }) },
  { name: '50 alike a parent', firm: openFirm({ ...shared, build: 2005, parents: PARENTS, childrenPerParent: 50 }) },
  { name: 'ordinary parents', firm: openFirm({ ...shared, build: 2012, parents: 180, childrenPerParent: 0 }) },
].map(({ name, firm }) => ({ name, firm, filled: [] as number[], settled: [] as number[] }));

/** Plays a round and returns its ns a child, without and with the settlement. */
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

const rows = new Int32Array(CHILDREN_PER_TURN * CHILD_WORDS);
const copied = new Int32Array(CHILDREN_PER_TURN * CHILD_WORDS);
let sink = 0;

function loopRows(): void {
  for (let slot = 0; slot < rows.length; slot += CHILD_WORDS) {
    for (let word = 0; word < CHILD_WORDS; word++) rows[slot + word] = slot;
    sink = (sink + rows[slot]!) | 0;
  }
}

function copyRows(): void {
  copied.set(rows);
  sink = (sink + copied[CHILD_WORDS]!) | 0;
}

function timeFloor(touch: () => void): number {
  const begin = readClock(clock);
  for (let turn = 0; turn < TURNS; turn++) touch();
  return (readClock(clock) - begin) / (TURNS * CHILDREN_PER_TURN);
}

const loop: Line = { name: 'floor: write the rows', ns: [] };
const copy: Line = { name: 'floor: copy the rows', ns: [] };
for (let round = 0; round < WARM_UP + ROUNDS; round++) {
  const isCounted = round >= WARM_UP;
  const [loopNs, copyNs] = [timeFloor(loopRows), timeFloor(copyRows)];
  if (isCounted) {
    loop.ns.push(loopNs);
    copy.ns.push(copyNs);
  }
  for (const { firm, filled, settled } of firms) {
    const [filledNs, settledNs] = playRound(firm);
    if (!isCounted) continue;
    filled.push(filledNs);
    settled.push(settledNs);
  }
}

const quantile = (ns: readonly number[], part: number): number => [...ns].sort((a, b) => a - b)[Math.floor(part * (ns.length - 1))]!;

function print({ name, ns }: Line, of: Line): void {
  const [min, p50, p90] = [quantile(ns, 0), quantile(ns, 0.5), quantile(ns, 0.9)];
  const fast = (1000 / min).toFixed(1).padStart(6);
  const usual = (1000 / p50).toFixed(1).padStart(6);
  const times = (p50 / quantile(of.ns, 0.5)).toFixed(1).padStart(5);
  console.log(
    `${name.padEnd(30)} ${min.toFixed(2).padStart(6)} ${p50.toFixed(2).padStart(6)} ${p90.toFixed(2).padStart(6)} ${fast} ${usual} ${times}`,
  );
}

console.log(`${cpus()[0]?.model.trim()}, Node ${process.version}, ${STOCKS} stocks, turns of ${CHILDREN_PER_TURN} children, seed ${SEED}`);
console.log(`${ROUNDS} rounds of ${TURNS} turns each, in turn; × is of the median of the first floor\n`);
console.log(
  `${'ns a child'.padEnd(30)} ${'min'.padStart(6)} ${'p50'.padStart(6)} ${'p90'.padStart(6)} ${'M/s'.padStart(6)} ${'p50'.padStart(6)} ${'×'.padStart(5)}`,
);
print(loop, loop);
print(copy, loop);
for (const { name, firm, filled, settled } of firms) {
  print({ name: `${name}, filled`, ns: filled }, loop);
  print({ name: `${name}, settled`, ns: settled }, loop);
  sink += firm.sink;
}
for (const { name, firm } of firms) console.log(`${name}: ${(firm.children / firm.visits).toFixed(2)} children for each read of the clock`);
console.log(`sink ${sink}`);
