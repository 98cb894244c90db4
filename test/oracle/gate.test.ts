import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { InputError } from '../../src/base/input-error.js';
import { OracleGate } from '../../src/oracle/gate.js';
import { parseLimits } from '../../src/scenarios/limits-file.js';
import { draws } from '../support/draws.js';

const STOCKS = ['GT', 'KO'].map((symbol) => ({
  symbol,
  openTicks: 200_000,
  advShares: 1e6,
  dailyVolatility: 0.02,
  indexMember: true,
}));

const limitsOf = (firm: object, more: object = {}) =>
  parseLimits(JSON.stringify({ version: 1, firm, ...more }), 'limits.json');

const LIMITS = { shares: 1000, order: 15_000, gross: 60_000 };
const FIRM = {
  'max-quantity': { mode: 'enforce', shares: LIMITS.shares },
  'max-notional': { mode: 'enforce', dollars: LIMITS.order },
  'gross-exposure': { mode: 'enforce', dollars: LIMITS.gross },
};

const orderOf = (quantity: number, dollars: number, account?: string) => ({
  symbol: 0,
  isSell: false,
  attributes: 0,
  quantity,
  limitTicks: dollars * 10_000,
  account,
});

describe('the gate of an oracle', () => {
  test('keeps sums as plain ones do, with what is at the venue against its will', () => {
    const act = fc.record({
      shares: fc.integer({ min: 1, max: 1200 }),
      dollars: fc.integer({ min: 5, max: 25 }),
      // Whether the order comes to the venue, whatever the gate says.
      comes: fc.boolean(),
      // Which open order ends afterwards, and with what share executed.
      ends: fc.option(fc.tuple(fc.nat(), fc.double({ min: 0, max: 1, noNaN: true }))),
    });
    fc.assert(
      fc.property(fc.array(act, { maxLength: 60 }), (acts) => {
        const gate = new OracleGate({ limits: limitsOf(FIRM), stocks: STOCKS, ordersMax: 0 });
        const open = new Map<number, { shares: number; dollars: number }>();
        let money = 0;
        acts.forEach(({ shares, dollars, comes, ends }, number) => {
          const order = orderOf(shares, dollars);
          const cost = shares * dollars;
          const expected =
            shares > LIMITS.shares
              ? 'max-quantity'
              : cost > LIMITS.order
                ? 'max-notional'
                : money + cost > LIMITS.gross
                  ? 'gross-exposure'
                  : undefined;
          const check = gate.admit(number, order, number);
          expect(check).toBe(expected);
          if (check !== undefined && comes) gate.force(number, order, check, number);
          if (check === undefined || comes) {
            open.set(number, { shares, dollars });
            money += cost;
          }
          if (ends === null || open.size === 0) return;
          const [place, part] = ends;
          const [ending, held] = [...open][place % open.size]!;
          const executed = Math.floor(held.shares * part);
          gate.settle(ending, executed, held.dollars * 10_000, number);
          open.delete(ending);
          money -= (held.shares - executed) * held.dollars;
        });
      }),
      { numRuns: draws(100) },
    );
  });

  test('takes each order beyond a rate for one leak, and no more', () => {
    const rate = { 'server-rate': { mode: 'enforce', perSecond: 10, windowSeconds: 1 } };
    const gate = new OracleGate({ limits: limitsOf(rate), stocks: STOCKS, ordersMax: 0 });
    let leaks = 0;
    // Twice the rate for ten seconds: the bucket has ten more at first.
    for (let number = 0; number < 200; number++) {
      const order = orderOf(1, 1);
      const nowNs = number * 50e6;
      const check = gate.admit(number, order, nowNs);
      if (check === undefined) continue;
      expect(check).toBe('server-rate');
      gate.force(number, order, check, nowNs);
      leaks++;
    }
    expect(leaks).toBeGreaterThanOrEqual(200 - 100 - 10);
    expect(leaks).toBeLessThan(200 - 100);
  });

  test('has the limits of accounts, and judges a market order at the opening price', () => {
    const accounts = { DESK: { 'max-quantity': { mode: 'enforce', shares: 10 } } };
    const limits = limitsOf(FIRM, { accounts });
    const gate = new OracleGate({ limits, stocks: STOCKS, ordersMax: 0 });
    expect(gate.admit(1, orderOf(11, 5, 'DESK'), 0)).toBe('max-quantity');
    expect(gate.admit(2, orderOf(11, 5), 0)).toBeUndefined();
    expect(gate.admit(3, orderOf(751, 0), 0)).toBe('max-notional');
    expect(gate.admit(4, orderOf(750, 0), 0)).toBeUndefined();
  });

  test('refuses limits of stocks that nobody loads', () => {
    const limits = limitsOf({}, { symbols: { GM: { 'max-quantity': { mode: 'off' } } } });
    expect(() => new OracleGate({ limits, stocks: STOCKS, ordersMax: 0 })).toThrow(InputError);
  });
});
