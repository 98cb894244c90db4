import { expect, test } from 'vitest';
import { Engine } from '../../src/embed/engine.js';
import { thinStock } from '../support/market.js';

const stocks = [thinStock(), thinStock({ symbol: 'SLIM' })];
const BUY = { symbol: 'THIN', side: 'buy', quantity: 100 } as const;

test('says that a limit is away from the market, and that an order is done', () => {
  const engine = new Engine({ stocks });
  const away = engine.submit({ ...BUY, limitPrice: 19 });
  const done = engine.submit({ ...BUY, symbol: 'SLIM' });
  expect(engine.waitsFor(done)).toBe('next turn');
  expect(engine.turn(0).every(({ orderId }) => orderId === done)).toBe(true);
  expect([engine.waitsFor(away), engine.waitsFor(done)]).toEqual([
    'limit away from the market',
    'done',
  ]);
  expect(() => engine.waitsFor(3)).toThrow(
    'waitsFor: orderId: is 3; must be a whole number from 1 to 2',
  );
});

test.each([
  { kind: 'firm' },
  { kind: 'server', server: 1 },
  { kind: 'symbol', symbol: 'THIN' },
  { kind: 'behaviour', behaviour: 'ordinary' },
  { kind: 'parent', order: 1 },
  { kind: 'account', account: 'DESK' },
] as const)('an order that a kill of %o stops says so until it is re-armed', (scope) => {
  const engine = new Engine({ stocks });
  const order = engine.submit({ ...BUY, account: 'DESK' });
  engine.kill(scope);
  expect(engine.turn(0).every(({ verdict }) => verdict === 'killed')).toBe(true);
  expect(engine.waitsFor(order)).toBe('killed');
  engine.rearm(scope);
  expect(engine.waitsFor(order)).not.toBe('killed');
});

test('says that the gate refuses an order, a check halts it or Power Peg paces it', () => {
  const refused = new Engine({ stocks, limits: { maxQuantity: { mode: 'enforce', shares: 1 } } });
  refused.submit(BUY);
  refused.turn(0);
  expect(refused.waitsFor(1)).toBe('refused by the gate');

  const halted = new Engine({
    stocks,
    limits: { cumulativeAdv: { mode: 'enforce', percent: 0.001, softPercent: 0.001 } },
  });
  halted.submit(BUY);
  expect(halted.turn(0).map(({ verdict }) => verdict)).toEqual(['cumulative-adv']);
  expect(halted.waitsFor(1)).toBe('halted');
  halted.rearm({ kind: 'symbol', symbol: 'THIN' });
  expect(halted.waitsFor(1)).not.toBe('halted');

  const paced = new Engine({ stocks, build: 2005, pegChildrenPerSecond: 1 });
  paced.submit({ ...BUY, isFlagged: true });
  paced.turn(0);
  expect(paced.waitsFor(1)).toBe('pace');
});
