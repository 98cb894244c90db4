/**
 * Question: does a child cost the same however many servers, symbols and open parents there are?
 *
 *   servers 1 … 64, symbols 1 … 10,000, open parents 1 … 1,000,000 ──► a turn: decide, gate, record, fill, settle
 *
 * Each parent sends five identical children through the story's seven checks. One of the three
 * numbers grows; the others stay at 8 servers, 1,000 symbols and 1,000 open parents a server. Open
 * parents grow on one server. A turn has at most 1,000 children, so few open parents make small
 * turns, each with its fixed cost. Parents are in random symbols. The floor copies the rows of a
 * turn. Servers take turns on this thread.
 */
import { monotonicNs, openClock, readClock } from '../src/fleet/threads/clock.js';
import { CHILD_WORDS } from '../src/orders/children.js';
import { copier } from './harness/floors.js';
import { Suite } from './harness/suite.js';
import { type BenchFirm, openFirm, refreshFirm, settleFirm, turnFirm } from './support/firm.js';

const CHILDREN_PER_TURN = 1000;
const CHILDREN_PER_PARENT = 5;
/**
 * Each size has stretches of rounds to itself, so that the caches are its own, and the stretches of
 * all sizes take turns.
 */
const STRETCHES = 6;
const ROUNDS = 60;
/**
 * Children of a round, over as many turns as needed. A round is short, so that a busy machine
 * leaves some rounds undisturbed.
 */
const ROUND_CHILDREN = 10_000;
const SEED = 20120801;

interface Size {
  readonly servers: number;
  readonly stocks: number;
  readonly parents: number;
}

const USUAL: Size = { servers: 8, stocks: 1000, parents: 1000 };
/** `of` is the size with which the others are compared. */
const SERIES: readonly {
  readonly what: keyof Size;
  readonly of: number;
  readonly sizes: readonly Size[];
}[] = [
  {
    what: 'servers',
    of: 1,
    sizes: [1, 2, 4, 8, 16, 32, 64].map((servers) => ({ ...USUAL, servers })),
  },
  {
    what: 'stocks',
    of: 100,
    sizes: [1, 10, 100, 1000, 10_000].map((stocks) => ({ ...USUAL, stocks })),
  },
  {
    what: 'parents',
    of: 1000,
    sizes: [1, 10, 100, 1000, 10_000, 100_000, 1_000_000].map((parents) => ({
      ...USUAL,
      servers: 1,
      parents,
    })),
  },
];

const clock = openClock(monotonicNs());
let sum = 0;

/** Plays one round; returns ns a child. */
function playRound(firm: BenchFirm): number {
  const begin = readClock(clock);
  let children = 0;
  while (children < ROUND_CHILDREN) {
    const count = turnFirm(firm, clock);
    settleFirm(firm, count);
    children += count;
  }
  const took = readClock(clock) - begin;
  refreshFirm(firm);
  return took / children;
}

const suite = new Suite({
  question: 'does a child cost the same however many servers, symbols and open parents there are?',
  unit: 'child',
  work:
    `${CHILDREN_PER_PARENT} children alike a parent, turns of at most ${CHILDREN_PER_TURN}, ` +
    `${STRETCHES} × ${ROUNDS} rounds of ${ROUND_CHILDREN.toLocaleString('en-US')} children, ` +
    `seed ${SEED}`,
});
const { copy, sink } = copier(CHILDREN_PER_TURN * CHILD_WORDS * 4);
suite.floor('copy the rows', CHILDREN_PER_TURN, copy);

const notes: string[] = [];
for (const { what, of, sizes } of SERIES) {
  const lines = sizes.map((size) => ({
    size: size[what],
    firm: openSize(size),
    ns: [] as number[],
  }));
  for (let stretch = -1; stretch < STRETCHES; stretch++) {
    for (const { firm, ns } of lines) {
      for (let round = 0; round < ROUNDS; round++) {
        const took = playRound(firm);
        if (stretch >= 0) ns.push(took);
      }
    }
  }
  for (const { size, firm, ns } of lines) {
    suite.addMeasured(`${what} ${size.toLocaleString('en-US')}`, ns);
    sum += firm.sink;
  }
  const least = lines.map(({ size, ns }) => [size, Math.min(...ns)] as const);
  notes.push(`${what}, min against that of ${of.toLocaleString('en-US')}: ${timesOf(least, of)}`);
}

function openSize({ servers, stocks, parents }: Size): BenchFirm {
  return openFirm({
    build: 2005,
    servers,
    stocks,
    parents,
    childrenPerParent: CHILDREN_PER_PARENT,
    childrenPerTurn: CHILDREN_PER_TURN,
    seed: SEED,
  });
}

function timesOf(least: readonly (readonly [size: number, ns: number])[], of: number): string {
  const base = least.find(([size]) => size === of)![1];
  return least
    .map(([size, ns]) => `${size.toLocaleString('en-US')} ${(ns / base).toFixed(2)}`)
    .join(', ');
}

suite.finish(() => [...notes, `sink ${sum + sink()}`]);
