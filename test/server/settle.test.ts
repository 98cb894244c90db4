import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { allocateCapture } from '../../src/capture/memory.js';
import { CAPTURE_WORDS } from '../../src/capture/record.js';
import { openTap, openTapRing, publishTap, tapTurn } from '../../src/capture/tap.js';
import { BUILD_NAMES } from '../../src/deployment/builds.js';
import { DEFAULT_FEE_TICKS } from '../../src/market/venues.js';
import { openConsumer } from '../../src/memory/ring.js';
import { Side, sideSign, Verdict } from '../../src/orders/codes.js';
import { openParents, type Server } from '../../src/server/server.js';
import { settleServer } from '../../src/server/settle.js';
import { turnBegin, turnEnd, turnServer } from '../../src/server/turn.js';
import { readRows } from '../support/capture.js';
import { childrenOf, type WrittenChild } from '../support/children.js';
import { smallMarket, thinStock } from '../support/market.js';
import { answerLast, give, type SmallServer, smallServer } from '../support/server.js';

/**
 * Settles answered children of some parents, in a server whose parents have been sent as much;
 * returns how many answers there were.
 */
function settle({ server }: SmallServer, rows: readonly WrittenChild[], nowNs = 0): number {
  childrenOf(rows, 0, server.children);
  for (const { parent = 0, quantity = 100, verdict = Verdict.ADMITTED } of rows) {
    if (verdict === Verdict.ADMITTED) server.router.parents.working[parent]! += quantity;
  }
  return settleServer(server, 0, rows.length, nowNs);
}

type AnsweredChild = Required<
  Pick<
    WrittenChild,
    'parent' | 'side' | 'venue' | 'executed' | 'executedAtTicks' | 'middleTicks' | 'verdict'
  >
>;

/** Keeps the account of answers one by one: sums by parent, and totals. */
function accountOf(rows: readonly AnsweredChild[], orders: readonly number[]) {
  const owed = [...orders];
  const sums = orders.map(() => ({
    matched: 0,
    cash: 0,
    beyond: 0,
    beyondCash: 0,
    midCash: 0,
  }));
  const totals = {
    answers: 0,
    fees: 0,
    errorFees: 0,
    executions: 0,
    errorExecutions: 0,
    gross: 0,
  };
  for (const { parent, side, venue, executed, executedAtTicks, middleTicks, verdict } of rows) {
    if (verdict !== Verdict.ADMITTED) continue;
    totals.answers++;
    const matched = Math.min(owed[parent]!, executed);
    const beyond = executed - matched;
    owed[parent]! -= matched;
    const sum = sums[parent]!;
    sum.matched += sideSign(side) * matched;
    sum.cash -= sideSign(side) * matched * executedAtTicks;
    sum.beyond += sideSign(side) * beyond;
    sum.beyondCash -= sideSign(side) * beyond * executedAtTicks;
    sum.midCash -= sideSign(side) * beyond * middleTicks;
    totals.fees += matched * DEFAULT_FEE_TICKS[venue]!;
    totals.errorFees += beyond * DEFAULT_FEE_TICKS[venue]!;
    totals.gross += beyond * executedAtTicks;
    if (matched > 0) totals.executions++;
    if (beyond > 0) totals.errorExecutions++;
  }
  return { sums, totals };
}

describe('the answers of the venues', () => {
  test('are matched while the parent is owed shares, then unmatched; one may count as both', () => {
    const small = smallServer({ build: 2005 });
    give(small, [{ quantity: 250, flagged: true }]);
    const at = { executedAtTicks: 200_200, middleTicks: 200_000 };
    const rows = [
      { executed: 100, ...at },
      { executed: 100, ...at },
      { executed: 80, ...at },
      { executed: 10, ...at },
      { executed: 0, ...at },
      { executed: 0, verdict: Verdict.SERVER_RATE },
    ];
    expect(settle(small, rows, 9)).toBe(5);
    const { positions, book, router, tally } = small.server;
    expect([positions.customerShares[0], positions.errorShares[0]]).toEqual([250, 40]);
    expect([book.customerExecutions[0], book.errorExecutions[0]]).toEqual([3, 2]);
    expect([book.errorGross[0], book.firstErrorNs[0], book.lastErrorNs[0]]).toEqual([
      40 * 200_200,
      9,
      9,
    ]);
    expect([router.parents.filled[0], router.parents.working[0]]).toEqual([290, 0]);
    expect([tally.executions[2], tally.shares[2]]).toEqual([4, 290]);
  });

  test('give back the reservation of what was cancelled, at the limit and not at the price', () => {
    const small = smallServer({ risk: { grossExposure: { mode: 'enforce', dollars: 1000 } } });
    give(small, [{ quantity: 100 }]);
    small.server.gate.cells.exposureMoney[0] = 100 * 200_300;
    settle(small, [{ executed: 60, executedAtTicks: 200_200, priceTicks: 200_300 }]);
    expect(small.server.gate.cells.exposureMoney[0]).toBe(60 * 200_300);
  });

  const plain = ({ positions, book, router, gate, tally }: Server) => [
    ...[
      positions.customerShares,
      positions.customerCash,
      positions.errorShares,
      positions.errorCash,
      positions.errorMidCash,
    ],
    ...[
      book.customerFees,
      book.errorFees,
      book.customerExecutions,
      book.errorExecutions,
      book.errorGross,
    ],
    ...[
      router.parents.filled,
      router.parents.working,
      gate.cells.exposureMoney,
      tally.executions,
      tally.shares,
    ],
  ];

  const answer = fc.record({
    parent: fc.nat({ max: 2 }),
    venue: fc.constantFrom(0, 2),
    quantity: fc.constantFrom(50, 90),
    executed: fc.nat({ max: 50 }),
    executedAtTicks: fc.constantFrom(190_000, 250_000),
    middleTicks: fc.constantFrom(199_000, 200_100),
    verdict: fc.constantFrom(
      Verdict.ADMITTED,
      Verdict.ADMITTED,
      Verdict.ADMITTED,
      Verdict.SERVER_RATE,
    ),
  });
  const answers = fc.array(fc.tuple(answer, fc.integer({ min: 1, max: 4 })), { maxLength: 10 });
  const ordered = fc.array(fc.integer({ min: 1, max: 300 }), { minLength: 3, maxLength: 3 });

  test('by runs come to the sums of single answers', () => {
    fc.assert(
      fc.property(answers, ordered, (runs, orders) => {
        const small = smallServer({
          build: 2005,
          market: smallMarket([thinStock(), thinStock(), thinStock()]),
        });
        give(
          small,
          orders.map((quantity, symbol) => ({
            quantity,
            symbol,
            side: symbol === 1 ? ('sell' as const) : ('buy' as const),
            flagged: true,
          })),
        );
        const rows = runs.flatMap(([row, times]) =>
          Array.from({ length: times }, () => ({
            ...row,
            symbol: row.parent,
            side: row.parent === 1 ? Side.SELL : Side.BUY,
          })),
        );
        const count = settle(small, rows.slice(0, 64));
        const { sums, totals } = accountOf(rows.slice(0, 64), orders);
        const { positions, book } = small.server;
        expect(count).toBe(totals.answers);
        sums.forEach((sum, symbol) => {
          expect(positions.customerShares[symbol]! - sum.matched).toBe(0);
          expect(positions.customerCash[symbol]! - sum.cash).toBe(0);
          expect(positions.errorShares[symbol]! - sum.beyond).toBe(0);
          expect(positions.errorCash[symbol]! - sum.beyondCash).toBe(0);
          expect(positions.errorMidCash[symbol]! - sum.midCash).toBe(0);
        });
        expect([book.customerFees[0], book.errorFees[0], book.errorGross[0]]).toEqual([
          totals.fees,
          totals.errorFees,
          totals.gross,
        ]);
        expect([book.customerExecutions[0], book.errorExecutions[0]]).toEqual([
          totals.executions,
          totals.errorExecutions,
        ]);
      }),
      { seed: 20120801, numRuns: 300 },
    );
  });

  test('go to a tap child by child, also refused ones, with the unmatched shares', () => {
    const memory = allocateCapture(1, 'drop');
    const consumer = openConsumer(memory.rings[0]!, CAPTURE_WORDS);
    fc.assert(
      fc.property(answers, ordered, fc.nat({ max: 30 }), (runs, orders, cut) => {
        const small = smallServer({
          build: 2005,
          market: smallMarket([thinStock(), thinStock(), thinStock()]),
        });
        const { server } = small;
        give(
          small,
          orders.map((quantity, symbol) => ({ quantity, symbol, flagged: true })),
        );
        server.tap = openTap(
          openTapRing(memory, 0, () => 0),
          server.children,
          0,
        );
        const rows = runs
          .flatMap(([row, times]) =>
            Array.from({ length: times }, () => ({ ...row, symbol: row.parent })),
          )
          .slice(0, 64);
        const owed = [...orders];
        const expected = rows.map(({ parent, executed, verdict }) => {
          if (verdict !== Verdict.ADMITTED) return [server.router.parents.orderId[parent], 0];
          const matched = Math.min(owed[parent]!, executed);
          owed[parent] = owed[parent]! - matched;
          return [server.router.parents.orderId[parent], executed - matched];
        });
        const at = Math.min(cut, rows.length);
        tapTurn(server.tap, rows.length, 0);
        childrenOf(rows, 0, server.children);
        settleServer(server, 0, at, 0);
        settleServer(server, at, rows.length, 0);
        publishTap(server.tap.ring);
        expect(readRows(consumer).map(({ order, unmatched }) => [order, unmatched])).toEqual(
          expected,
        );
      }),
      { seed: 20120801, numRuns: 200 },
    );
  });

  test('settled in several parts leave the state of settling at once', () => {
    const order = fc.record({
      quantity: fc.integer({ min: 1, max: 900 }),
      flagged: fc.boolean(),
      side: fc.constantFrom('buy' as const, 'sell' as const),
    });
    const orders = fc.array(order, { minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(
        orders,
        fc.constantFrom(...BUILD_NAMES),
        fc.nat({ max: 60 }),
        (written, build, cut) => {
          const market = () =>
            smallMarket([thinStock({ advShares: 100_000 })], {
              fadeProbability: 0.4,
              retailProbability: 0.5,
            });
          const [whole, parts] = [
            smallServer({ build, market: market() }),
            smallServer({ build, market: market() }),
          ];
          for (const small of [whole, parts]) give(small, written);
          for (let epoch = 1; epoch < 4; epoch++) {
            const counts = [whole, parts].map((small) => {
              const count = turnServer(small.server, epoch, epoch, 64);
              answerLast(small, count, epoch);
              return count;
            });
            const count = counts[0]!;
            const begin = turnBegin(whole.server, count);
            const at = begin + Math.min(cut, count);
            const end = turnEnd(whole.server);
            const answered = settleServer(whole.server, begin, end, epoch);
            expect(
              settleServer(parts.server, begin, at, epoch) +
                settleServer(parts.server, at, end, epoch),
            ).toBe(answered);
          }
          expect(plain(parts.server)).toEqual(plain(whole.server));
          expect(openParents(parts.server)).toBe(openParents(whole.server));
        },
      ),
      { seed: 20120801, numRuns: 100 },
    );
  });
});
