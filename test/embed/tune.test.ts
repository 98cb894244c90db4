import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, test } from 'vitest';
import { tuneLimits } from '../../src/embed/tune.js';
import { createOrderFlow } from '../../src/orders/flow.js';
import { applySettings } from '../../src/scenarios/parse.js';
import type { TuneOptions } from '../../src/session/tune/tune.js';
import { DIST } from '../support/command.js';
import { SMALL } from '../support/scenarios.js';

const DAY = applySettings(SMALL, ['clock.end=09:30:05', 'flow=[]']);
const OPTIONS: TuneOptions = {
  seeds: [1],
  tolerance: 0,
  margin: 2,
  checks: ['max-quantity', 'cumulative-adv'],
  workerFile: pathToFileURL(join(DIST, 'workers', 'session.js')),
};

/** A day of one order. */
function orderOf(quantity: number) {
  const flow = createOrderFlow(1);
  flow.count = 1;
  flow.quantity[0] = quantity;
  flow.arrivalNs[0] = 1e9;
  return { flow, beside: false };
}

describe('limits tuned by the library', () => {
  test('are those of own orders, a training day each for every seed', async () => {
    const orders = [orderOf(300), orderOf(700)];
    const { days, bounds } = await tuneLimits(DAY, { ...OPTIONS, seeds: [8, 1], orders });
    expect(days).toEqual([
      { seed: 1, orders: 0 },
      { seed: 1, orders: 1 },
      { seed: 8, orders: 0 },
      { seed: 8, orders: 1 },
    ]);
    // Children have at most the displayed size, so the largest is that of an order or less.
    expect(bounds.map(({ check, measured }) => [check, measured > 0])).toEqual([
      ['max-quantity', true],
      ['cumulative-adv', true],
    ]);
    expect(bounds[0]!.bound).toBeGreaterThan(0);
    expect(bounds[0]!.bound).toBeLessThanOrEqual(700);
  });

  test.each([
    [{ seeds: [] }, 'seeds'],
    [{ seeds: [3, 3] }, 'seeds: 3 is there twice'],
    [{ tolerance: 2 }, 'tolerance'],
    [{ checks: ['position', 'positon'] }, "'positon' is not a check of the gate with a bound"],
    [{ orders: [] }, 'orders'],
    [{ orders: [orderOf(0)] }, 'orders.0: orders.flow.quantity.0'],
    [{ seeds: Array.from({ length: 600 }, (_, n) => n), orders: [orderOf(1), orderOf(2)] }, '1200'],
  ])('are refused for wrong options: %#', async (wrong, message) => {
    const options = { ...OPTIONS, ...wrong } as TuneOptions;
    await expect(tuneLimits(DAY, options)).rejects.toThrow(message);
  });

  test('are refused for a wrong day', async () => {
    const wrong = { ...DAY, clock: { ...DAY.clock, end: 'noon' } };
    await expect(tuneLimits(wrong, OPTIONS)).rejects.toThrow('tuneLimits: normal');
  });
});
