import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CREDIT_UNIT_MONEY } from '../../../src/risk/counts/credit.js';
import {
  areQuotesSane,
  goodQuoteNs,
  noteAllQuotes,
  noteQuote,
  returnNetCredit,
  unitsOf,
} from '../../../src/risk/counts/exposure.js';
import { SymbolWord } from '../../../src/risk/counts/tables.js';
import { distrustQuote } from '../../../src/risk/gate/checks/order.js';
import { answer, judge, loneGate } from '../../support/gate.js';

describe('units', () => {
  test('are rounded up, so that one tick above a limit of whole units is above it', () => {
    expect([0, 1, CREDIT_UNIT_MONEY, CREDIT_UNIT_MONEY + 1].map(unitsOf)).toEqual([0, 1, 1, 2]);
  });
});

describe('the credit of the firm’s net exposure', () => {
  test('stays unbounded when orders are settled', () => {
    const lone = loneGate({ explain: true });
    judge(lone, [{}]);
    answer(lone, [{ cancelled: 60, executed: 40 }]);
    const unbounded = Array.from({ length: 3 }, () => Number.POSITIVE_INFINITY);
    expect([...lone.gate.catalogue!.net.creditMoney]).toEqual(unbounded);
    expect(lone.gate.catalogue!.firm.net[0]!.leftUnits[0]).toBe(0);
  });

  test('returns to the firm from one whole unit beyond two slices on', () => {
    const lone = loneGate({ netExposure: { mode: 'enforce', dollars: 10_000 } }, [{}], {
      creditSliceMoney: 3e6,
    });
    const { net, firm } = lone.gate.catalogue!;
    const left = firm.net[0]!.leftUnits[0]!;
    for (const [held, kept, returned] of [
      [6_999_999, 6_999_999, 0],
      [1_000_000, 1_000_000, 0],
      [7_000_000, 6_000_000, 1],
      [8_500_000, 6_500_000, 3],
    ]) {
      net.creditMoney[0] = held!;
      returnNetCredit(lone.gate.catalogue!);
      expect([net.creditMoney[0], firm.net[0]!.leftUnits[0]]).toEqual([kept, left + returned!]);
    }
  });
});

describe('a quote', () => {
  test('is good in a locked market, and not without prices', () => {
    const { catalogue } = loneGate({ staleQuote: { mode: 'enforce', goodQuotes: 1 } }).gate;
    const { quotes, symbols } = catalogue!;
    const seen = (bid: number, ask: number) => {
      quotes.bidTicks[2] = bid;
      quotes.askTicks[2] = ask;
      noteQuote(catalogue!, 2, 5);
      return symbols.words[16 + SymbolWord.VALID];
    };
    expect([seen(100, 100), seen(0, 0), seen(100, 120), seen(100, 121), seen(101, 100)]).toEqual([
      5,
      Number.NEGATIVE_INFINITY,
      5,
      Number.NEGATIVE_INFINITY,
      Number.NEGATIVE_INFINITY,
    ]);
  });
});

test('all quotes noted in one look are as good as noted one by one, whatever they were', () => {
  const symbols = 8;
  const quote = fc.tuple(fc.integer({ min: 0, max: 3 }), fc.integer({ min: 0, max: 4 }));
  const round = fc.record({
    quotes: fc.array(quote, { minLength: symbols, maxLength: symbols }),
    // In calm rounds, which follow each other, all quotes are good.
    isCalm: fc.boolean(),
    // Single quotes that come again, older than the look, and those that a refusal distrusts.
    single: fc.option(fc.integer({ min: 0, max: symbols - 1 })),
    distrusted: fc.option(fc.integer({ min: 0, max: symbols - 1 })),
  });
  let stale = 0;
  let current = 0;
  fc.assert(
    fc.property(
      fc.array(round, { maxLength: 12 }),
      fc.integer({ min: 1, max: 3 }),
      (rounds, goodQuotes) => {
        const risk = { staleQuote: { mode: 'enforce' as const, goodQuotes, spreadPercent: 100 } };
        const whole = loneGate(risk).gate.catalogue!;
        const each = loneGate(risk).gate.catalogue!;
        const told = loneGate(risk).gate.catalogue!;
        const all = [whole, each, told];
        rounds.forEach(({ quotes, single, distrusted, isCalm }, n) => {
          const nowNs = 10 * n;
          for (const catalogue of all) {
            quotes.forEach(([bid, more], symbol) => {
              catalogue.quotes.bidTicks[symbol] = isCalm ? 2 : bid;
              catalogue.quotes.askTicks[symbol] = isCalm ? 3 : bid + more - 1;
            });
          }
          noteAllQuotes(whole, nowNs);
          noteAllQuotes(told, nowNs, areQuotesSane(told.quotes, told.pace.spreadPercent[0]!));
          for (let symbol = 0; symbol < symbols; symbol++) noteQuote(each, symbol, nowNs);
          for (const catalogue of all) {
            if (single !== null) noteQuote(catalogue, single, nowNs - 5);
            catalogue.order.symbol = distrusted ?? 0;
            if (distrusted !== null) distrustQuote(catalogue);
          }
          for (let symbol = 0; symbol < symbols; symbol++) {
            const sinceNs = goodQuoteNs(each, symbol);
            expect([whole, told].map((one) => goodQuoteNs(one, symbol))).toEqual([
              sinceNs,
              sinceNs,
            ]);
            if (sinceNs < 0) stale++;
            else current++;
          }
        });
      },
    ),
    { numRuns: 100 },
  );
  expect(Math.min(stale, current)).toBeGreaterThan(100);
});

describe('the rate of a symbol', () => {
  test('has the same room before the bell as after it', () => {
    const lone = loneGate({
      symbolRate: { mode: 'enforce', perSecond: 1, softPerSecond: 1, windowSeconds: 1 },
    });
    expect(judge(lone, [{}, {}], -60e9)).toEqual(['admitted', 'symbol-rate']);
    expect(lone.gate.catalogue!.breaches.soft.reduce((sum, soft) => sum + soft, 0)).toBe(0);
  });

  test('counts nothing while it is off', () => {
    const lone = loneGate({ explain: true });
    judge(lone, [{}], 5);
    expect(lone.gate.catalogue!.symbols.words[SymbolWord.ARRIVAL]).toBe(Number.NEGATIVE_INFINITY);
  });
});

describe('a market without working orders', () => {
  test('matches no order at any price, in the last symbol as in the first', () => {
    const parents = [0, 7].flatMap((symbol) => [{ symbol }, { symbol, side: 'sell' as const }]);
    const prices = [{ priceTicks: 0x7ffffffe }, { parent: 1, priceTicks: 0 }];
    for (const first of [0, 2]) {
      for (const { parent = 0, priceTicks } of prices) {
        const lone = loneGate({ selfMatch: { mode: 'enforce' } }, parents);
        expect(judge(lone, [{ parent: first + parent, priceTicks, quantity: 1 }])).toEqual([
          'admitted',
        ]);
      }
    }
  });
});
