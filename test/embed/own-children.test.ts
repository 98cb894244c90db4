import { describe, expect, test } from 'vitest';
import { Engine } from '../../src/embed/engine.js';
import type { EngineChild, EngineOwnChild } from '../../src/embed/orders.js';
import type { Server } from '../../src/server/server.js';
import { thinStock } from '../support/market.js';

const stocks = [thinStock(), thinStock({ symbol: 'SLIM' })];
const BUY: EngineOwnChild = { symbol: 'THIN', side: 'buy', quantity: 100, limitPrice: 20.02 };

describe('a child of the caller’s router', () => {
  test('is admitted and settled, and its fill is reported and booked', () => {
    const engine = new Engine({ stocks });
    const fills: EngineChild[] = [];
    engine.onFill((child) => fills.push(child));
    const admitted = engine.admit({ ...BUY, venue: 'BATS' }, 5e9);
    expect(admitted).toMatchObject({
      isAdmitted: true,
      verdict: 'admitted',
      sequence: 1,
      orderId: 1,
      venue: 'BATS',
      executed: 0,
    });
    expect(engine.openOrders).toBe(1);
    engine.settle(admitted.sequence, { executed: 60, price: 20.01 });
    expect(fills).toEqual([
      expect.objectContaining({
        sequence: 1,
        executed: 60,
        executedAtPrice: 20.01,
        limitPrice: 20.02,
      }),
    ]);
    expect(engine.server.positions.customerShares[0]).toBe(60);
    expect(engine.openOrders).toBe(0);
    expect(() => engine.settle(admitted.sequence)).toThrow(
      'settle: sequence: is 1; no child of that sequence is out',
    );
  });

  test('keeps its reservation until it is settled, however many children follow', () => {
    const limits = { grossExposure: { mode: 'enforce', dollars: 4100 } } as const;
    const engine = new Engine({ stocks, limits, childrenMax: 16 });
    const first = engine.admit(BUY);
    const second = engine.admit(BUY);
    for (let n = 0; n < 100; n++)
      expect(engine.admit(BUY)).toMatchObject({ isAdmitted: false, verdict: 'gross-exposure' });
    engine.settle(first.sequence);
    expect(engine.admit(BUY).isAdmitted).toBe(true);
    engine.settle(second.sequence, { executed: 100, price: 20.02 });
    expect(engine.admit(BUY).isAdmitted).toBe(false);
    expect(engine.server.positions.customerShares[0]).toBe(100);
  });

  test('fills a submitted parent up to its quantity, and ends it', () => {
    const engine = new Engine({
      stocks,
      limits: { parentQuantity: { mode: 'enforce', toleranceShares: 0 } },
    });
    const orderId = engine.submit({ symbol: 'THIN', side: 'buy', quantity: 150 });
    const first = engine.admit({ ...BUY, orderId });
    expect(engine.admit({ ...BUY, orderId })).toMatchObject({
      isAdmitted: false,
      verdict: 'parent-quantity',
    });
    const rest = engine.admit({ ...BUY, quantity: 50, orderId });
    engine.settle(rest.sequence, { executed: 50, price: 20 });
    expect(engine.waitsFor(orderId)).not.toBe('done');
    engine.settle(first.sequence, { executed: 100, price: 20 });
    expect(engine.waitsFor(orderId)).toBe('done');
    expect(() => engine.admit({ ...BUY, orderId })).toThrow(
      `admit: orderId: is ${orderId}; that order is done`,
    );
  });

  test('carries the findings of the checks', () => {
    const engine = new Engine({
      stocks,
      limits: { explain: true, maxQuantity: { mode: 'enforce', shares: 99 } },
    });
    const { findings, verdict } = engine.admit(BUY);
    expect(verdict).toBe('max-quantity');
    expect(findings).toEqual([
      expect.objectContaining({ check: 'max-quantity', outcome: 'refused', value: 100, bound: 99 }),
    ]);
  });

  test('is refused by a kill of its symbol alone', () => {
    const engine = new Engine({ stocks });
    engine.kill({ kind: 'symbol', symbol: 'SLIM' });
    expect(engine.admit({ ...BUY, symbol: 'SLIM' }).verdict).toBe('killed');
    expect(engine.admit(BUY).verdict).toBe('admitted');
    engine.rearm({ kind: 'symbol', symbol: 'SLIM' });
    expect(engine.admit({ ...BUY, symbol: 'SLIM' }).verdict).toBe('admitted');
  });

  test('has limits of its account', () => {
    const limits = {
      layers: { accounts: { DESK: { maxQuantity: { mode: 'enforce', shares: 50 } } } },
    } as const;
    const engine = new Engine({ stocks, limits });
    expect(engine.admit({ ...BUY, account: 'DESK' }).verdict).toBe('max-quantity');
    expect(engine.admit({ ...BUY, account: 'OTHER' }).verdict).toBe('admitted');
  });

  test('of a sale marked short need a locate, and those of a parent have its mark', () => {
    const limits = { locate: { mode: 'enforce', shares: 100 } } as const;
    const engine = new Engine({ stocks, limits });
    const sale = { ...BUY, side: 'sell', quantity: 60 } as const;
    const verdicts = [
      engine.admit(sale),
      engine.admit({ ...sale, mark: 'short' }),
      engine.admit({ ...sale, mark: 'short-exempt' }),
      engine.admit({ ...sale, mark: 'long' }),
    ].map(({ verdict }) => verdict);
    expect(verdicts).toEqual(['admitted', 'admitted', 'locate', 'admitted']);
    const { symbol, side } = sale;
    const orderId = engine.submit({ symbol, side, mark: 'short', quantity: 90 });
    expect(engine.admit({ ...sale, orderId }).verdict).toBe('locate');
    expect(engine.admit({ ...sale, orderId, mark: 'short', quantity: 40 }).verdict).toBe(
      'admitted',
    );
    expect(() => engine.admit({ ...sale, orderId, mark: 'long' })).toThrow(
      `admit: mark: is 'long'; order ${orderId} has another`,
    );
  });

  test('sweep if they say so, or if their order does', () => {
    const engine = new Engine({ stocks, limits: { orderTypes: { mode: 'enforce' } } });
    expect(engine.admit({ ...BUY, isSweep: true }).verdict).toBe('order-types');
    expect(engine.admit({ ...BUY, isSweep: false }).verdict).toBe('admitted');
    const order = { symbol: 'THIN', side: 'buy', quantity: 100, limitPrice: 20 } as const;
    const orderId = engine.submit({ ...order, isSweep: true });
    expect(engine.admit({ ...BUY, orderId }).verdict).toBe('order-types');
    expect(engine.admit({ ...BUY, orderId, isSweep: true }).verdict).toBe('order-types');
  });

  test.each([
    [{ ...BUY, limitPrice: undefined }, 'admit: limitPrice: is missing'],
    [{ ...BUY, venue: 'NYS' }, 'admit: venue: is "NYS"; did you mean \'NYSE\'?'],
    [{ ...BUY, orderId: 7 }, 'admit: orderId: is 7; must be a whole number from 1 to 1'],
    [{ ...BUY, orderId: 1, side: 'sell' }, 'admit: sell THIN: order 1 is to buy THIN'],
    [{ ...BUY, mark: 'short' }, "admit: mark: is 'short'; a buy has no mark"],
    [{ ...BUY, orderId: 1, mark: 'short' }, "admit: mark: is 'short'; a buy has no mark"],
    [{ ...BUY, orderId: 1, isSweep: true }, 'admit: isSweep: is true; order 1 differs'],
    [{ ...BUY, orderId: 1, account: 'A' }, "admit: account: is 'A'; order 1 has another"],
  ])('is refused where it is none: %o', (child, reason) => {
    const engine = new Engine({ stocks });
    engine.submit({ symbol: 'THIN', side: 'buy', quantity: 100 });
    expect(() => engine.admit(child as never)).toThrow(reason);
    expect((engine.server as Server).router.counts.sequence[0]).toBe(0);
  });

  test.each([
    [
      { executed: 101, price: 20 },
      'settle: executed: is 101; must be a whole number from 0 to 100',
    ],
    [{ executed: 1 }, 'settle: price: is missing'],
    [{ executed: 1, price: Number.NaN }, 'settle: price: is NaN'],
    [{ executed: 1, price: 3e5 }, 'settle: price: is 300000'],
    [
      { executed: 1, prise: 20 },
      "settle: 2 faults\n  prise: is not a field here; did you mean 'price'?",
    ],
  ])('stays out where its answer cannot be: %o', (answer, reason) => {
    const engine = new Engine({ stocks });
    const { sequence } = engine.admit(BUY);
    expect(() => engine.settle(sequence, answer as never)).toThrow(reason);
    engine.settle(sequence, { executed: 100, price: 20 });
    expect(engine.server.positions.customerShares[0]).toBe(100);
  });

  test('is refused when the table of parents is full', () => {
    const engine = new Engine({ stocks, parentsMax: 1 });
    engine.admit(BUY);
    expect(() => engine.admit(BUY)).toThrow(
      expect.objectContaining({ code: 'SMARS_REFUSED', reason: 'full' }),
    );
  });
});
