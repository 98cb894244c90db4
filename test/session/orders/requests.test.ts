import { describe, expect, test } from 'vitest';
import {
  ChildWord,
  childSlot,
  instrumentSide,
  instrumentSymbol,
  isAdmitted,
} from '../../../src/orders/children.js';
import { ParentState, Side } from '../../../src/orders/codes.js';
import { messagesSent } from '../../../src/risk/counts/messages.js';
import { SideWord } from '../../../src/risk/counts/tables.js';
import type { GateLimits } from '../../../src/risk/limits/limits.js';
import { createDay } from '../../../src/session/day/create.js';
import type { Day } from '../../../src/session/day/day.js';
import type { DaySpec } from '../../../src/session/day/spec.js';
import { reconcile } from '../../../src/session/result/reconcile.js';
import { summariseDay } from '../../../src/session/result/result.js';
import { advanceDay } from '../../../src/session/session.js';
import { dayOf, orderStates, QUIET_DAY } from '../../support/day.js';
import { NO_LIMITS } from '../../support/server.js';

type Instruction = 'newest' | 'oldest' | 'both' | 'decrement';

const TICK_NS = 1e8;
const END_NS = 30e9;
const SIZES = { median: 600, sdLn: 0.5, roundTo: 100, max: 2000 };
const BOOKS = {
  ...QUIET_DAY.market,
  displayedSeconds: 3,
  venue: 'book',
  wander: true,
} as const;

/**
 * Half a minute on two servers, with orders that rest on both sides of four stocks, and others that
 * take.
 */
function matchingDay(
  instruction: Instruction,
  changes: Partial<DaySpec> = {},
  risk: Partial<GateLimits> = {},
  seed = 1,
): Day {
  const spec: DaySpec = {
    ...dayOf([2012, 2012]),
    clock: { ...QUIET_DAY.clock, end: '09:30:30' },
    universe: {
      ...QUIET_DAY.universe,
      advShares: { median: 600_000, sdLn: 0 },
      dailyVolatility: { median: 0.3, sdLn: 0 },
    },
    market: { ...QUIET_DAY.market, wander: true },
    flow: [
      {
        kind: 'quotes',
        from: '09:30:00',
        sides: 'both',
        firstPlace: 0,
        endPlace: 4,
        sizes: { ...SIZES, median: 9000, max: 9000 },
      },
      {
        kind: 'retail',
        from: '09:30:00',
        to: '09:30:28',
        perSecond: 4,
        flaggedShare: 0,
        firstPlace: 0,
        endPlace: 4,
        sizes: SIZES,
      },
    ],
    resting: { showShares: 500, chaseTicks: 100 },
    risk: {
      ...NO_LIMITS,
      selfMatch: { mode: 'enforce', per: 'firm', instruction },
      ...risk,
    },
    ...changes,
  };
  return createDay(spec, seed);
}

interface OpenChild {
  readonly symbol: number;
  readonly side: number;
  readonly priceTicks: number;
}

/** The children that rest and were sent before a time. */
function restingBefore({ faults }: Day, atNs: number): OpenChild[] {
  return faults!.serverReports.flatMap(({ outstanding: o, cells }) =>
    Array.from({ length: cells.outstanding[0]! }, (_, row) => row)
      .filter((row) => o.isResting[row] === 1 && o.sentNs[row]! < atNs)
      .map((row) => ({
        symbol: instrumentSymbol(o.instrument[row]!),
        side: instrumentSide(o.instrument[row]!),
        priceTicks: o.limitTicks[row]!,
      })),
  );
}

/** The children that the gates have admitted since they had decided so many. */
function admittedSince({ servers }: Day, sequences: readonly number[]): OpenChild[] {
  return servers.flatMap(({ router, children }, index) => {
    const count = router.counts.sequence[0]! - sequences[index]!;
    return Array.from({ length: count }, (_, n) => childSlot(children, sequences[index]! + n))
      .filter((slot) => isAdmitted(children.words[slot + ChildWord.INSTRUMENT]!))
      .map((slot) => ({
        symbol: instrumentSymbol(children.words[slot + ChildWord.INSTRUMENT]!),
        side: instrumentSide(children.words[slot + ChildWord.INSTRUMENT]!),
        priceTicks: children.words[slot + ChildWord.LIMIT]!,
      }));
  });
}

const meets = (a: OpenChild, b: OpenChild): boolean =>
  a.symbol === b.symbol &&
  a.side !== b.side &&
  (a.side === Side.BUY ? a.priceTicks >= b.priceTicks : a.priceTicks <= b.priceTicks);

/** Whether every parent's shares are filled, working or left, and the gates count what is open. */
function expectConserved({ servers, faults }: Day): void {
  servers.forEach(({ router: { parents }, gate }, index) => {
    const { outstanding: o, cells } = faults!.serverReports[index]!;
    const open = new Float64Array(parents.capacity);
    const bySide = new Float64Array(8);
    for (let row = 0; row < cells.outstanding[0]!; row++) {
      open[o.parent[row]!]! += o.shares[row]!;
      const at = (instrumentSymbol(o.instrument[row]!) << 1) | instrumentSide(o.instrument[row]!);
      bySide[at]! += o.shares[row]!;
    }
    const { state, ordered, filled, working, leaves } = parents;
    const astray = Array.from(state, (_, parent) => parent).filter(
      (parent) =>
        state[parent] === ParentState.WORKING &&
        (working[parent] !== open[parent] ||
          filled[parent]! + working[parent]! + leaves[parent]! !== ordered[parent]),
    );
    expect(astray).toEqual([]);
    const { words } = gate.catalogue!.sides;
    expect(Array.from(bySide, (_, at) => words[(at << 2) + SideWord.WORKING]!)).toEqual([
      ...bySide,
    ]);
  });
}

/** Plays a day tick by tick; in each of them nothing admitted may meet what still rests. */
function playWatched(day: Day): void {
  for (let nowNs = 0; nowNs < END_NS; nowNs += TICK_NS) {
    advanceDay(day, nowNs);
    const sequences = day.servers.map(({ router }) => router.counts.sequence[0]!);
    advanceDay(day, nowNs + TICK_NS);
    const rested = restingBefore(day, day.cursor.nowNs[0]! - TICK_NS);
    for (const child of admittedSince(day, sequences))
      expect(rested.filter((other) => meets(child, other))).toEqual([]);
    expectConserved(day);
  }
}

const cellsOf = ({ faults }: Day, name: 'cancelsAsked' | 'cancelsIgnored'): number =>
  faults!.serverReports.reduce((sum, { cells }) => sum + cells[name][0]!, 0);
const outcomesOf = (day: Day): string[] =>
  summariseDay(day)
    .findings.counts.map(({ check, outcome }) => `${check} ${outcome}`)
    .sort();

const CASES = [
  ['oldest', 'oldest-cancelled', 'cancel oldest'],
  ['both', 'both-cancelled', 'cancel both'],
  ['decrement', 'decremented', 'decrement and cancel'],
] as const;

describe.each(CASES)('self-match prevention by %s', (instruction, outcome, told) => {
  test.each([
    ['at venues that show sizes', {}],
    ['in books', { market: BOOKS }],
  ] as const)('conserves shares and leaves nothing to meet, %s', (_, changes) => {
    const day = matchingDay(instruction, changes);
    playWatched(day);
    advanceDay(day, day.endNs);
    expect(reconcile(day)).toEqual({ shares: 0, cashDollars: 0, feesDollars: 0 });
    expect(outcomesOf(day)).toContain(`self-match ${outcome}`);
    expect(summariseDay(day).runaway.unmatchedShares).toBe(0);
    const { open = 0, filled = 0 } = orderStates(day);
    expect(open + filled).toBe(day.flow.count);
    const { events, findings } = summariseDay(day);
    const texts = events.filter(({ kind }) => kind === 'breach').map(({ text }) => text);
    const firsts = [1, 2].map((server) => findings.first.find((row) => row.server === server)!);
    expect(firsts.map((first) => first.outcome)).toContain(outcome);
    expect(texts.sort()).toEqual(
      firsts.map(
        (first) =>
          `server ${first.server}: first breach of self-match, ` +
          `${first.outcome === outcome ? told : first.outcome}`,
      ),
    );
  });

  test('sends more cancels than the refusal of the newest, and counts them as messages', () => {
    const risk = { messageRate: { mode: 'warn', perSecond: 1e6, windowSeconds: 3 } } as const;
    const [day, plain] = [matchingDay(instruction, {}, risk), matchingDay('newest', {}, risk)];
    for (const of of [day, plain]) {
      advanceDay(of, of.endNs);
      const admitted = of.servers.reduce((sum, { gate }) => sum + gate.cells.admitted[0]!, 0);
      const sent = of.servers.reduce(
        (sum, { gate }) => sum + messagesSent(gate.catalogue!.messages!),
        0,
      );
      expect(sent).toBe(admitted + cellsOf(of, 'cancelsAsked'));
    }
    expect(cellsOf(day, 'cancelsAsked')).toBeGreaterThan(cellsOf(plain, 'cancelsAsked'));
  });
});

describe.each(CASES)('a cancel by %s', (instruction, outcome) => {
  test('asks in vain while cancels are lost, and then refuses the newer order', () => {
    const day = matchingDay(instruction, {
      faults: [{ kind: 'cancels-lost', at: '09:30:00', until: '09:30:30' }],
    });
    advanceDay(day, day.endNs);
    expect(cellsOf(day, 'cancelsIgnored')).toBe(cellsOf(day, 'cancelsAsked'));
    expect(cellsOf(day, 'cancelsIgnored')).toBeGreaterThan(0);
    expect(outcomesOf(day)).toContain('self-match refused');
    expectConserved(day);
    expect(reconcile(day)).toEqual({ shares: 0, cashDollars: 0, feesDollars: 0 });
  });

  test('refuses the newer order of a pair whose older one is on a lost connection', () => {
    const day = matchingDay(instruction, {
      actions: [{ at: '09:30:05', do: 'disconnect', server: 1 }],
    });
    advanceDay(day, 10e9);
    const asked = day.faults!.serverReports[0]!.cells.cancelsAsked[0]!;
    advanceDay(day, 25e9);
    expect(day.faults!.serverReports[0]!.cells.cancelsAsked[0]).toBe(asked);
    expect(day.faults!.serverReports[0]!.requests!.isCut[0]).toBe(1);
    expect(outcomesOf(day)).toContain('self-match refused');
  });

  test('is of its own server where per says so', () => {
    const own = { selfMatch: { mode: 'enforce', per: 'server', instruction } } as const;
    const day = matchingDay(instruction, {}, own);
    advanceDay(day, day.endNs);
    expect(outcomesOf(day)).toContain(`self-match ${outcome}`);
    expect(cellsOf(day, 'cancelsAsked')).not.toBe(0);
  });
});

test('the newest is what goes without a word, and asks nothing of the gates', () => {
  const plain = { selfMatch: { mode: 'enforce', per: 'firm' } } as const;
  const [named, unnamed] = [matchingDay('newest'), matchingDay('newest', {}, plain)];
  for (const day of [named, unnamed]) advanceDay(day, day.endNs);
  expect(summariseDay(named).digest).toBe(summariseDay(unnamed).digest);
  expect(outcomesOf(named)).toEqual(['self-match refused']);
  expect(named.faults!.serverReports[0]!.requests).toBe(undefined);
});

test('a server may have an instruction of its own', () => {
  const layers = { servers: { 2: { selfMatch: { instruction: 'oldest' } } } } as const;
  const day = matchingDay('newest', {}, { layers });
  advanceDay(day, day.endNs);
  const [first, second] = day.servers.map(({ gate }) => gate.catalogue!.resting?.instruction);
  expect([first, second]).toEqual([undefined, 1]);
  expect(outcomesOf(day)).toEqual(['self-match oldest-cancelled', 'self-match refused']);
});
