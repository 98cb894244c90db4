import { describe, expect, test } from 'vitest';
import { Engine } from '../../src/embed/engine.js';
import { type EngineChild, RefusedError } from '../../src/embed/orders.js';
import { thinStock } from '../support/market.js';

const stocks = [thinStock(), thinStock({ symbol: 'SLIM' })];

/** Turns an engine until its orders are done, at most so many times. */
function finish(engine: Engine, turns = 50, beginNs = 0): EngineChild[] {
  const children: EngineChild[] = [];
  for (let n = 0; n < turns && engine.openOrders > 0; n++)
    children.push(...engine.turn(beginNs + n * 1e8));
  return children;
}

describe('an engine', () => {
  test('routes a parent order over its venues until it is done, and reports its fills', () => {
    const engine = new Engine({ stocks, market: { displayedSeconds: 60 } });
    const fills: EngineChild[] = [];
    const stop = engine.onFill((child) => fills.push(child));
    expect(engine.submit({ symbol: 'SLIM', side: 'sell', quantity: 250, limitPrice: 19 })).toBe(1);
    const children = finish(engine);
    expect(children[0]).toEqual({
      sequence: 1,
      orderId: 1,
      symbol: 'SLIM',
      side: 'sell',
      quantity: 100,
      limitPrice: 19.98,
      venue: 'NYSE',
      verdict: 'admitted',
      executed: 100,
      executedAtPrice: 19.98,
    });
    expect(fills.reduce((sum, { executed }) => sum + executed, 0)).toBe(250);
    expect(engine.openOrders).toBe(0);
    stop();
    engine.submit({ symbol: 'THIN', side: 'buy', quantity: 100 });
    finish(engine, 50, 1e10);
    expect(fills.every(({ symbol }) => symbol === 'SLIM')).toBe(true);
  });

  test('runs away with a flagged order on build 2005, not on 2012 nor with the check', () => {
    const sent = (options: Partial<ConstructorParameters<typeof Engine>[0]>) => {
      const engine = new Engine({ stocks, ...options });
      engine.submit({ symbol: 'THIN', side: 'buy', quantity: 100, isFlagged: true });
      const children = Array.from({ length: 5 }, (_, n) => engine.turn(n * 1e8)).flat();
      return children
        .filter(({ verdict }) => verdict === 'admitted')
        .reduce((sum, { executed }) => sum + executed, 0);
    };
    expect(sent({ build: 2005 })).toBe(500);
    expect(sent({ build: 2012 })).toBe(100);
    expect(
      sent({ build: 2005, limits: { parentQuantity: { mode: 'enforce', toleranceShares: 0 } } }),
    ).toBe(100);
  });

  test('asks the caller’s venue, and refuses an impossible answer', () => {
    const engine = new Engine({ stocks });
    engine.submit({ symbol: 'THIN', side: 'buy', quantity: 100 });
    const children = engine.turn(0, ({ quantity, limitPrice }) => ({
      executed: quantity - 10,
      price: limitPrice,
    }));
    expect(children.map(({ executed }) => executed)).toEqual([90]);
    expect(engine.server.positions.customerShares[0]).toBe(90);
    expect(() => engine.turn(1e8, () => ({ executed: 11, price: 20 }))).toThrow(
      'venue: executed: is 11; must be a whole number from 0 to 10',
    );
  });

  test('sends nothing from a kill to the re-arm', () => {
    const engine = new Engine({ stocks });
    engine.submit({ symbol: 'THIN', side: 'buy', quantity: 100 });
    engine.kill({ kind: 'firm' });
    expect(engine.turn(0)).toEqual([]);
    engine.rearm({ kind: 'firm' });
    expect(engine.turn(1e8)).toHaveLength(1);
  });

  test.each(['kill', 'halt'] as const)(
    'a %s of an account stops its orders alone, until a re-arm',
    (act) => {
      const engine = new Engine({ stocks, limits: { explain: true } });
      const order = { symbol: 'THIN', side: 'buy', quantity: 100 } as const;
      const [mine, other] = ['A', 'B'].map((account) => engine.submit({ ...order, account }));
      engine.act(act, { kind: 'account', account: 'A' });
      const sent = engine.turn(0).filter(({ verdict }) => verdict === 'admitted');
      expect(sent.map(({ orderId }) => orderId)).toEqual([other]);
      expect(engine.waitsFor(mine!)).toBe(act === 'kill' ? 'killed' : 'halted');
      engine.act('re-arm', { kind: 'account', account: 'A' });
      const later = engine.turn(60e9).filter(({ verdict }) => verdict === 'admitted');
      expect(later.map(({ orderId }) => orderId)).toContain(mine);
    },
  );

  test('after reduce an account may only sell what its server holds', () => {
    const engine = new Engine({ stocks, limits: { explain: true } });
    const child = { symbol: 'THIN', quantity: 100, limitPrice: 20, account: 'A' } as const;
    const bought = engine.admit({ ...child, side: 'buy' });
    engine.settle(bought.sequence, { executed: 100, price: 20 });
    engine.act('reduce', { kind: 'account', account: 'A' });
    expect(engine.admit({ ...child, side: 'buy' }).verdict).toBe('reducing');
    expect(engine.admit({ ...child, side: 'buy', account: 'B' }).isAdmitted).toBe(true);
    expect(engine.admit({ ...child, side: 'sell' }).isAdmitted).toBe(true);
  });

  test('refuses unknown acts, and those that a scope or its gate cannot have', () => {
    const engine = new Engine({ stocks });
    const firm = { kind: 'firm' } as const;
    expect(() => engine.act('stop' as never, firm)).toThrow("stop: 'stop' is not an act; ");
    expect(() => engine.act('halt', { kind: 'flag', bit: 0 })).toThrow(
      "halt: 'halt' is for firm, server, symbol and account; a flag can only be killed",
    );
    expect(() => engine.act('halt', firm)).toThrow('set explain in their limits');
    const states = new Engine({ stocks, limits: { explain: true } });
    for (let n = 0; n < 1000; n++) states.act('halt', { kind: 'account', account: `A${n}` });
    states.act('reduce', { kind: 'account', account: 'A7' });
    expect(() => states.act('halt', { kind: 'account', account: 'B' })).toThrow(
      'halt of one account',
    );
  });

  test.each([
    [
      { symbol: 'THIM', side: 'buy', quantity: 1 },
      "submit: symbol: is \"THIM\"; is not one of the universe's 2 symbols; did you mean 'THIN'?",
    ],
    [{ symbol: 'THIN', side: 'bye', quantity: 1 }, 'submit: side: is "bye"; did you mean \'buy\'?'],
    [
      { symbol: 'THIN', side: 'buy', quantity: 1.5 },
      'submit: quantity: is 1.5; must be a whole number from 1 to 100,000,000',
    ],
    [
      { symbol: 'THIN', side: 'buy', quantity: 2 ** 32 + 100 },
      'submit: quantity: is 4294967396; must be a whole number',
    ],
    [
      { symbol: 'THIN', side: 'buy', quantity: 1, limitPrice: 0 },
      'submit: limitPrice: is 0; must be dollars from $0.0001 to $200,000',
    ],
    [
      { symbol: 'THIN', side: 'buy', quantity: 1, limitPrice: 214_748.3648 },
      'submit: limitPrice: is 214748.3648; must be dollars',
    ],
    [
      { symbol: 'THIN', side: 'buy', quantity: 1, limitPrice: 20.00001 },
      'with at most 4 decimal places',
    ],
    [
      { symbol: 'THIN', side: 'buy', quantity: 1, acount: 'A' },
      "submit: acount: is not a field here; did you mean 'account'?",
    ],
    [
      { symbol: 'THIN', side: 'buy', quantity: 1, mark: 'short' },
      "submit: mark: is 'short'; a buy has no mark, only a sale has one",
    ],
    [
      { symbol: 'THIN', side: 'sell', quantity: 1, mark: 'shrt' },
      'submit: mark: is "shrt"; did you mean \'short\'?',
    ],
    [
      { symbol: 'THIN', side: 'buy', quantity: 1, isSweep: true },
      'submit: isSweep: is true, without limitPrice; an intermarket sweep order is a limit order',
    ],
    [{}, 'submit: 3 faults\n  symbol: is missing; must be the name of a symbol'],
    [undefined, 'submit: is missing; must be an object with symbol, side, quantity'],
  ])('refuses an order that is not one and changes nothing: %o', (order, reason) => {
    const engine = new Engine({ stocks });
    expect(() => engine.submit(order as never)).toThrow(reason);
    expect(engine.openOrders).toBe(0);
  });

  test('says when its table is full', () => {
    const engine = new Engine({ stocks, parentsMax: 1 });
    engine.submit({ symbol: 'THIN', side: 'buy', quantity: 1 });
    const again = () => engine.submit({ symbol: 'THIN', side: 'buy', quantity: 1 });
    expect(again).toThrow(RefusedError);
    expect(again).toThrow(
      expect.objectContaining({
        code: 'SMARS_REFUSED',
        reason: 'full',
        message: 'order for 1 THIN: the table is full',
      }),
    );
  });

  test.each([
    [undefined, 'Engine: is missing; must be an object with stocks, build'],
    [{ stocks: [] }, 'Engine: stocks: is []; must be a list of 1 to 50,000'],
    [{ stocks: [...stocks, thinStock()] }, "Engine: stocks: 'THIN' is there twice"],
    [
      {
        stocks,
        market: {
          venues: [
            {
              name: 'NYSE',
              feeTicks: 1,
              displayedWeight: 1,
              latencyMicros: { median: 1, sdLn: 0 },
            },
          ],
        },
      },
      'Engine: market.venues.0.latencyMicros: acts in days and loads; an Engine fills at once',
    ],
    [
      { stocks: [{ ...thinStock(), openTicks: undefined }] },
      'Engine: stocks.0.openTicks: is missing',
    ],
    [
      { stocks: [thinStock({ advShares: Number.NaN })] },
      'Engine: stocks.0.advShares: is NaN; must be a number above 0',
    ],
    [{ stocks, build: 2008 }, 'Engine: build: is 2008; must be one of 2003, 2005, 2012'],
    [
      { stocks, limits: { maxQuantty: {} } },
      "Engine: limits.maxQuantty: is not a field here; did you mean 'maxQuantity'?",
    ],
    [
      { stocks, limits: { 'max-quantity': {} } },
      "Engine: limits.max-quantity: is not a field here; did you mean 'maxQuantity'?",
    ],
    [
      { stocks, limits: { maxQuantity: { mode: 'enfroce', shares: 1 } } },
      'Engine: limits.maxQuantity.mode: is "enfroce"; did you mean \'enforce\'?',
    ],
    [
      { stocks, limits: { maxQuantity: { mode: 'enforce', shares: Number.NaN } } },
      'Engine: limits.maxQuantity.shares: is NaN; must be',
    ],
    [
      { stocks, limits: { maxQuantity: { mode: 'enforce' } } },
      'Engine: limits.maxQuantity.shares: is missing; must be a whole number',
    ],
    [
      { stocks, limits: { restrictedList: { mode: 'enforce', symbols: ['SLIN'] } } },
      "Engine: limits: restrictedList.symbols: 'SLIN' is not one of the universe's 2 symbols; " +
        "did you mean 'SLIM'?",
    ],
    [
      { stocks, limits: { selfMatch: { mode: 'enforce', instruction: 'both' } } },
      "Engine: limits: selfMatch.instruction is 'both', which cancels orders that rest at a venue",
    ],
    [
      { stocks, limits: { layers: { servers: { 2: {} } } } },
      'Engine: limits: layers.servers.2: there is one server',
    ],
    [
      { stocks, limits: { layers: { symbols: { SLIN: {} } } } },
      "layers.symbols: 'SLIN' is not one of the universe's 2 symbols",
    ],
    [
      { stocks, childrenMax: 1 },
      'Engine: childrenMax: is 1; must be a whole number from 16 to 65,536',
    ],
    [{ stocks, seed: -1 }, 'Engine: seed: is -1; must be a whole number from 0 to 4,294,967,295'],
    [{ stocks, checks: [{ name: 'x' }] }, "defineCheck: check 'x': parameters must be an object"],
  ])('is not made of what cannot be: %o', (options, reason) => {
    expect(() => new Engine(options as never)).toThrow(reason);
    expect(() => new Engine(options as never)).toThrow(
      expect.objectContaining({ code: 'SMARS_INPUT' }),
    );
  });

  test('yields its fills to a loop until the signal is aborted', async () => {
    const engine = new Engine({ stocks });
    const abort = new AbortController();
    const fills = engine.fills({ signal: abort.signal });
    engine.submit({ symbol: 'THIN', side: 'buy', quantity: 250 });
    const executed = finish(engine).filter((child) => child.executed > 0);
    abort.abort();
    engine.submit({ symbol: 'THIN', side: 'buy', quantity: 100 });
    finish(engine, 50, 1e10);
    const taken: EngineChild[] = [];
    for await (const fill of fills) taken.push(fill);
    expect(taken).toEqual(executed);
    for await (const _ of engine.fills({ signal: abort.signal }))
      expect.unreachable('it is aborted already');
  });
});
