import { describe, expect, test } from 'vitest';
import { Engine } from '../../src/embed/engine.js';
import type { GateLimits } from '../../src/risk/limits/limits.js';
import { applySettings } from '../../src/scenarios/parse.js';
import { runSession } from '../../src/session/session.js';
import { SMALL } from '../support/scenarios.js';

/** What the universe says of a stock, and the check that reads it. */
const TERMS = [
  ['outstanding-share', 'outstandingShare', 'sharesOutstanding', 1, 1e9],
  ['easy-to-borrow', 'easyToBorrow', 'easyToBorrow', false, true],
  ['tick-size', 'tickSize', 'tickDollars', 0.07, 0.0001],
  ['round-lot', 'roundLot', 'roundLotShares', 7, 1],
  ['static-collar', 'staticCollar', 'previousCloseDollars', 50, 20],
] as const;

/** What a check needs to be set to beside its mode, to read the term. */
const beside = (field: string) => (field === 'staticCollar' ? { reference: 'close' } : {});
const enforce = (field: string): Partial<GateLimits> => ({
  [field]: { mode: 'enforce', ...beside(field) },
});

describe.each(TERMS)('%s', (name, field, term, strict, lenient) => {
  test('reads the universe of a day', () => {
    const refusedWith = (value: unknown): number => {
      const listed = Array.from({ length: SMALL.universe.stocks }, (_, place) => ({
        symbol: `X${place}`,
        priceDollars: 20,
        advShares: 300_000,
        [term]: value,
      }));
      const day = applySettings(SMALL, [
        'universe.named=false',
        `universe.listed=${JSON.stringify(listed)}`,
        `risk.${field}=${JSON.stringify(enforce(field)[field as keyof GateLimits])}`,
        'actions=[]',
        'clock.tickMs=1000',
      ]);
      return runSession(day).checks.find((check) => check.name === name)!.refused;
    };
    expect(refusedWith(strict)).toBeGreaterThan(0);
    expect(refusedWith(lenient)).toBe(0);
  });

  test('reads the stocks of an engine', () => {
    const verdictWith = (value: unknown): string | undefined => {
      const engine = new Engine({
        stocks: [
          {
            symbol: 'GT',
            openTicks: 200_000,
            advShares: 300_000,
            dailyVolatility: 0.02,
            indexMember: true,
            [term]: value,
          },
        ],
        limits: enforce(field),
      });
      engine.submit({ symbol: 'GT', side: 'sell', quantity: 100, mark: 'short' });
      return engine.turn(0)[0]?.verdict;
    };
    expect([verdictWith(strict), verdictWith(lenient)]).toEqual([name, 'admitted']);
  });
});
