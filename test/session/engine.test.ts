import { describe, expect, test } from 'vitest';
import { InputError } from '../../src/base/assert.js';
import { Engine, type EngineChild, RefusedError } from '../../src/session/engine.js';
import { thinStock } from '../support/market.js';

const stocks = [thinStock(), thinStock({ symbol: 'SLIM' })];

/** Turns an engine until its orders are done, at most so many times. */
function finish(engine: Engine, turns = 50): EngineChild[] {
  const children: EngineChild[] = [];
  for (let n = 0; n < turns && engine.openOrders > 0; n++) children.push(...engine.turn(n * 1e8));
  return children;
}

describe('an engine', () => {
  test('routes a parent order over its venues until it is done, and tells of its fills', () => {
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
    finish(engine);
    expect(fills.every(({ symbol }) => symbol === 'SLIM')).toBe(true);
  });

  test('of 2005 runs away with a flagged order, one of 2012 and one with the check do not', () => {
    const sent = (options: Partial<ConstructorParameters<typeof Engine>[0]>) => {
      const engine = new Engine({ stocks, ...options });
      engine.submit({ symbol: 'THIN', side: 'buy', quantity: 100, isFlagged: true });
      const children = Array.from({ length: 5 }, (_, n) => engine.turn(n * 1e8)).flat();
      return children.filter(({ verdict }) => verdict === 'admitted').reduce((sum, { executed }) => sum + executed, 0);
    };
    expect(sent({ build: 2005 })).toBe(500);
    expect(sent({ build: 2012 })).toBe(100);
    expect(sent({ build: 2005, limits: { parentQuantity: { mode: 'enforce', toleranceShares: 0 } } })).toBe(100);
  });

  test('asks a venue of the caller’s own, and takes no answer that cannot be', () => {
    const engine = new Engine({ stocks });
    engine.submit({ symbol: 'THIN', side: 'buy', quantity: 100 });
    const children = engine.turn(0, ({ quantity, limitPrice }) => ({ executed: quantity - 10, price: limitPrice }));
    expect(children.map(({ executed }) => executed)).toEqual([90]);
    expect(engine.server.positions.customerShares[0]).toBe(90);
    expect(() => engine.turn(1e8, () => ({ executed: 11, price: 20 }))).toThrow('executed 11 of 10');
  });

  test('that is killed sends nothing until it is armed again', () => {
    const engine = new Engine({ stocks });
    engine.submit({ symbol: 'THIN', side: 'buy', quantity: 100 });
    engine.kill({ kind: 'firm' });
    expect(engine.turn(0)).toEqual([]);
    engine.rearm({ kind: 'firm' });
    expect(engine.turn(1e8)).toHaveLength(1);
  });

  test.each([
    [{ symbol: 'THIM', side: 'buy', quantity: 1 }, "symbol 'THIM' is not known; did you mean 'THIN'?"],
    [{ symbol: 'THIN', side: 'long', quantity: 1 }, "side is 'long'; must be buy or sell"],
    [{ symbol: 'THIN', side: 'buy', quantity: 1.5 }, 'quantity is 1.5; must be a whole number'],
    [{ symbol: 'THIN', side: 'buy', quantity: 1, limitPrice: 0 }, 'limitPrice is 0; must be $0.0001 or more'],
  ])('refuses an order that is not one: %o', (order, reason) => {
    expect(() => new Engine({ stocks }).submit(order as never)).toThrow(reason);
  });

  test('says when its table is full', () => {
    const engine = new Engine({ stocks, parentsMax: 1 });
    engine.submit({ symbol: 'THIN', side: 'buy', quantity: 1 });
    const again = () => engine.submit({ symbol: 'THIN', side: 'buy', quantity: 1 });
    expect(again).toThrow(RefusedError);
    expect(again).toThrow(
      expect.objectContaining({ code: 'SMARS_REFUSED', reason: 'full', message: 'order for 1 THIN: the table of parents is full' }),
    );
  });

  test.each([
    [{ stocks: [] }, 'stocks is []; there must be one at least'],
    [{ stocks: [...stocks, thinStock()] }, "stocks: 'THIN' is there twice"],
    [{ stocks, build: 2008 }, 'build is 2008; must be one of 2003, 2005, 2012'],
  ])('is not made of what cannot be: %o', (options, reason) => {
    expect(() => new Engine(options as never)).toThrow(new InputError(reason));
  });

  test('gives its fills out to a loop, until the signal says so', async () => {
    const engine = new Engine({ stocks });
    const abort = new AbortController();
    const fills = engine.fills({ signal: abort.signal });
    engine.submit({ symbol: 'THIN', side: 'buy', quantity: 250 });
    const executed = finish(engine).filter((child) => child.executed > 0);
    abort.abort();
    engine.submit({ symbol: 'THIN', side: 'buy', quantity: 100 });
    finish(engine);
    const taken: EngineChild[] = [];
    for await (const fill of fills) taken.push(fill);
    expect(taken).toEqual(executed);
    for await (const _ of engine.fills({ signal: abort.signal })) expect.unreachable('it is aborted already');
  });
});
