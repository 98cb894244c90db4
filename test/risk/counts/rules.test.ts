import { describe, expect, test } from 'vitest';
import { lastTrade } from '../../../src/risk/counts/rules.js';
import { ServerWord } from '../../../src/risk/counts/tables.js';
import { answer, judge, type LoneGate, loneGate, receive } from '../../support/gate.js';

const enforce = { mode: 'enforce' } as const;
const one = (lone: LoneGate, priceTicks: number, parent = 0): string =>
  judge(lone, [{ parent, priceTicks }])[0]!;

describe('the last trade of a symbol', () => {
  const limits = { fatFinger: { ...enforce, percent: 0, dollars: 0.1 } };

  test('is the middle of the quote before the server has executed anything', () => {
    const lone = loneGate(limits);
    expect(lastTrade(lone.gate.catalogue!, 0)).toBe(200_000);
    expect([one(lone, 201_000), one(lone, 201_001)]).toEqual(['admitted', 'fat-finger']);
  });

  test('is the server’s own execution until the quote moves, for its symbol alone', () => {
    const lone = loneGate(limits, [{}, { symbol: 1 }]);
    expect(one(lone, 201_000)).toBe('admitted');
    answer(lone, [{ executed: 100, priceTicks: 200_700 }]);
    expect([one(lone, 201_700), one(lone, 201_701)]).toEqual(['admitted', 'fat-finger']);
    expect([one(lone, 201_000, 1), one(lone, 201_001, 1)]).toEqual(['admitted', 'fat-finger']);
    lone.quotes.midTicks[0] = 200_100;
    expect([one(lone, 201_100), one(lone, 201_101)]).toEqual(['admitted', 'fat-finger']);
  });

  test('stays where an order ends without an execution', () => {
    const lone = loneGate(limits);
    judge(lone, [{}]);
    answer(lone, [{ cancelled: 100, priceTicks: 150_000 }]);
    expect(lastTrade(lone.gate.catalogue!, 0)).toBe(200_000);
  });

  test('is not kept while no check of the rules is on', () => {
    const lone = loneGate({ explain: true });
    judge(lone, [{}]);
    answer(lone, [{ executed: 100, priceTicks: 150_000 }]);
    expect(lone.gate.catalogue!.trades.priceTicks[0]).toBe(0);
    expect(lone.gate.catalogue!.whole.words[ServerWord.RULES]).toBe(0);
  });
});

describe('the collar of market orders', () => {
  const limits = { marketCollar: { ...enforce, percent: 5, dollars: 0.5 } };

  test('goes by the touch at the receipt of the parent, and not by a later one', () => {
    const lone = loneGate(limits, [{}, { side: 'sell' }]);
    lone.quotes.askTicks[0] = 300_000;
    lone.quotes.bidTicks[0] = 100_000;
    expect([one(lone, 210_210), one(lone, 210_211)]).toEqual(['admitted', 'market-collar']);
    expect([one(lone, 189_810, 1), one(lone, 189_809, 1)]).toEqual(['admitted', 'market-collar']);
    receive(lone);
    expect([one(lone, 315_000), one(lone, 315_001)]).toEqual(['admitted', 'market-collar']);
  });

  test('is $0.50 where 5 % are less, and leaves orders with a limit price alone', () => {
    const lone = loneGate(limits, [{}, { limitTicks: 50_000 }]);
    lone.quotes.askTicks[0] = 10_000;
    receive(lone);
    expect([one(lone, 15_000), one(lone, 15_001)]).toEqual(['admitted', 'market-collar']);
    expect(one(lone, 50_000, 1)).toBe('admitted');
  });
});

test('a rule that is on for one symbol alone opens the rules for the whole server', () => {
  const layers = { symbols: { B: { roundLot: enforce } } } as const;
  const lone = loneGate({ layers }, [{}, { symbol: 1 }]);
  expect(lone.gate.catalogue!.whole.words[ServerWord.RULES]).toBe(1);
  const verdicts = judge(lone, [
    { parent: 0, quantity: 99 },
    { parent: 1, quantity: 99 },
  ]);
  expect(verdicts).toEqual(['admitted', 'round-lot']);
});

test('dollars of a collar may be a symbol’s own', () => {
  const layers = { symbols: { B: { fatFinger: { dollars: 1 } } } } as const;
  const fatFinger = { ...enforce, percent: 0, dollars: 0.1 };
  const lone = loneGate({ fatFinger, layers }, [{}, { symbol: 1 }]);
  expect([one(lone, 201_001), one(lone, 210_000, 1), one(lone, 210_001, 1)]).toEqual([
    'fat-finger',
    'admitted',
    'fat-finger',
  ]);
});
