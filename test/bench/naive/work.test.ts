import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { openColumnsDesk } from '../../../bench/naive/columns.js';
import { openEmitterDesk } from '../../../bench/naive/emitter.js';
import { createClosureGate, createMapGate } from '../../../bench/naive/gates.js';
import { openObjectsDesk } from '../../../bench/naive/objects.js';
import {
  beginPlay,
  type Desk,
  type Listener,
  playTurns,
  WIDE_LIMITS,
  type Work,
  type WorkChild,
  workStocks,
} from '../../../bench/naive/work.js';
import { DIST } from '../../support/command.js';

const TURNS = 40;

/** A child in words, to be compared. */
const wordsOf = ({ order, venue, quantity, priceTicks, verdict, executed }: WorkChild): string =>
  `order ${order}, venue ${venue}: ${quantity} at ${priceTicks}, ${verdict}, executed ${executed}`;

/** The children of some turns of a desk, in words. */
function childrenOf(work: Work, open: (work: Work, listener: Listener) => Desk): string[] {
  const seen: string[] = [];
  const desk = open(work, (child) => seen.push(wordsOf(child)));
  expect(playTurns(beginPlay(work), desk, TURNS)).toBe(seen.length);
  return seen;
}

const TWINS: readonly (readonly [string, (work: Work, listener: Listener) => Desk])[] = [
  [
    'objects and closures',
    (work, listener) => openObjectsDesk(work, createClosureGate(work.limits), listener),
  ],
  [
    'a gate by Maps',
    (work, listener) => openObjectsDesk(work, createMapGate(work.limits), listener),
  ],
  [
    'an EventEmitter',
    (work, listener) => openEmitterDesk(work, createClosureGate(work.limits), listener),
  ],
];

const mode = fc.constantFrom('off' as const, 'enforce' as const);
/** Limits that some children pass and others do not. */
const works: fc.Arbitrary<Work> = fc
  .record({
    seed: fc.nat(1_000_000),
    stocks: fc.integer({ min: 1, max: 12 }).map(workStocks),
    open: fc.integer({ min: 1, max: 20 }),
    limits: fc.record({
      maxQuantity: fc.record({
        mode,
        shares: fc.integer({ min: 1, max: 12 }).map((lots) => 100 * lots),
      }),
      maxNotional: fc.record({ mode, dollars: fc.integer({ min: 200, max: 2500 }) }),
      collar: fc.constant({ mode: 'enforce' as const, percent: 9.5, auctionOrders: false }),
      parentQuantity: fc.record({ mode, toleranceShares: fc.constant(0) }),
      grossExposure: fc.record({
        mode,
        dollars: fc.integer({ min: 1, max: 2000 }).map((units) => 100 * units),
      }),
      serverRate: fc.record({
        mode,
        perSecond: fc.integer({ min: 1, max: 300 }),
        windowSeconds: fc.constantFrom(0.1, 1, 3),
      }),
    }),
  })
  .map((work) => work satisfies Work);

describe('the twins of the benchmark', () => {
  test.each(TWINS)('make the same children, verdicts and fills: %s', (_, open) => {
    fc.assert(
      fc.property(works, (work) => {
        expect(childrenOf(work, open)).toEqual(childrenOf(work, openColumnsDesk));
      }),
      { numRuns: 60 },
    );
  });

  test('make children that each check refuses, and some that are filled in part', () => {
    const seen = new Set<string>();
    fc.assert(
      fc.property(works, (work) => {
        for (const child of childrenOf(work, openColumnsDesk))
          seen.add(/, ([a-z-]+), executed/.exec(child)![1]!);
      }),
      { numRuns: 60 },
    );
    expect([...seen].sort()).toEqual([
      'admitted',
      'gross-exposure',
      'max-notional',
      'max-quantity',
      'server-rate',
    ]);
  });

  test('make the same with a thread of venues and a message an order', async () => {
    const built = join(DIST, 'bench', 'naive', 'messages.js');
    expect(existsSync(built)).toBe(true);
    const { MessagesDesk } = (await import(
      pathToFileURL(built).href
    )) as typeof import('../../../bench/naive/messages.js');
    const limits = { ...WIDE_LIMITS, maxQuantity: { mode: 'enforce', shares: 900 } } as const;
    const work: Work = { stocks: workStocks(8), limits, open: 12, seed: 5 };
    const seen: string[] = [];
    const desk = new MessagesDesk(work, createClosureGate(limits));
    desk.onChild = (child) => seen.push(wordsOf({ ...child, order: child.order.id }));
    await desk.play(beginPlay(work), TURNS);
    await desk.close();
    expect(seen).toEqual(childrenOf(work, openColumnsDesk));
    expect(seen.some((child) => child.includes('quantity,'))).toBe(true);
  });

  test('refuse nothing in the measured work, and split its orders over several venues', () => {
    const work: Work = { stocks: workStocks(50), limits: WIDE_LIMITS, open: 50, seed: 1 };
    const children = childrenOf(work, openColumnsDesk);
    expect(children.filter((child) => !child.includes(', admitted,'))).toEqual([]);
    expect(children.length).toBeGreaterThan(3 * TURNS * 50);
  });
});
