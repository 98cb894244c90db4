import { describe, expect, test } from 'vitest';
import { collarParent } from '../../../src/risk/gate/collar.js';
import type { GateLimits } from '../../../src/risk/limits/limits.js';
import { judge, loneGate } from '../../support/gate.js';

describe('the collar', () => {
  const collar = (auctionOrders: boolean): Partial<GateLimits> => ({
    collar: { mode: 'enforce', percent: 9.5, auctionOrders },
  });
  const FAR = { priceTicks: 400_000 };

  test('is not applied to orders meant for the opening auction, as at Knight', () => {
    expect(judge(loneGate(collar(false), [{ auction: true }]), [FAR])).toEqual(['admitted']);
    expect(
      judge(loneGate(collar(false), [{ auction: true, side: 'sell' }]), [{ priceTicks: 1 }]),
    ).toEqual(['admitted']);
    expect(judge(loneGate(collar(false), [{ auction: false }]), [FAR])).toEqual(['collar']);
  });

  test('is applied to them if auctionOrders says so', () => {
    expect(judge(loneGate(collar(true), [{ auction: true }]), [FAR])).toEqual(['collar']);
    expect(
      judge(loneGate(collar(true), [{ auction: true, side: 'sell' }]), [{ priceTicks: 1 }]),
    ).toEqual(['collar']);
  });

  test('does not stop a buy from being cheap or a sale from being dear', () => {
    const lone = loneGate(collar(true), [{ side: 'buy' }, { side: 'sell' }]);
    expect(judge(lone, [{ priceTicks: 1 }, { parent: 1, priceTicks: 2_000_000_000 }])).toEqual([
      'admitted',
      'admitted',
    ]);
  });

  test('ends on the tick if its per cent end on one', () => {
    for (const [percent, ask, high] of [
      [15, 100, 115],
      [2.5, 200_200, 205_205],
      [9.5, 200_200, 219_219],
      [0.7, 90_000, 90_630],
    ] as const) {
      const lone = loneGate({ collar: { mode: 'enforce', percent, auctionOrders: false } }, [
        {},
        { side: 'sell' },
      ]);
      lone.quotes.askTicks.fill(ask);
      lone.quotes.bidTicks.fill(ask);
      for (const parent of [0, 1]) collarParent(lone.gate, lone.parents, lone.quotes, parent);
      const low = ask - (high - ask);
      expect(judge(lone, [{ priceTicks: high }, { priceTicks: high + 1 }])).toEqual([
        'admitted',
        'collar',
      ]);
      expect(
        judge(lone, [
          { parent: 1, priceTicks: low },
          { parent: 1, priceTicks: low - 1 },
        ]),
      ).toEqual(['admitted', 'collar']);
    }
  });

  test('stays at the quote of the parent’s receipt until it is set again', () => {
    const lone = loneGate(collar(false));
    lone.quotes.askTicks.fill(400_000);
    expect(judge(lone, [{ priceTicks: 219_220 }])).toEqual(['collar']);
    collarParent(lone.gate, lone.parents, lone.quotes, 0);
    expect(judge(lone, [{ priceTicks: 438_000 }, { priceTicks: 438_001 }])).toEqual([
      'admitted',
      'collar',
    ]);
  });
});
