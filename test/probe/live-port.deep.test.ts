import { describe, expect, test } from 'vitest';
import type { ProbeFindings } from '../../src/probe/probe.js';
import type { GatewayHole } from '../support/holed-checks.js';
import { benchOf, EIGHT_STOCKS } from '../support/probe-bench.js';
import { probeHoled } from '../support/probe-target.js';

/** The last stock is dear, so that its notional counts before its quantity. */
const STOCKS = EIGHT_STOCKS.map((stock) =>
  stock.symbol === 'H'
    ? { ...stock, bidTicks: 999_800, askTicks: 1_000_200, openTicks: 1_000_000 }
    : stock,
);
const BENCH = benchOf(
  {
    'max-quantity': { shares: 500 },
    'max-notional': { dollars: 15_000 },
    'gross-exposure': { dollars: 60_000 },
    'server-rate': { perSecond: 400, windowSeconds: 0.25 },
  },
  { perSecond: 300, stocks: STOCKS },
);
const LIMITS = {
  maxQuantityShares: 500,
  maxNotionalDollars: 15_000,
  grossExposureDollars: 60_000,
  ratePerSecond: 400,
  rateWindowSeconds: 0.25,
};

const wrongOf = ({ results }: ProbeFindings): string[] =>
  results.flatMap(({ check, fault }) => (fault === undefined ? [] : [`${check}: ${fault}`]));

describe('a gateway over FIX, with a venue behind it', () => {
  test('passes when it has no hole', async () => {
    const findings = await probeHoled(BENCH, LIMITS, [], {});
    expect(findings.results.filter(({ verdict }) => verdict === 'pass')).toHaveLength(10);
    expect(wrongOf(findings)).toEqual([]);
    expect(findings).toMatchObject({ stopped: undefined, leftOpen: 0 });
  });

  test.each<[GatewayHole, string[], string]>([
    ['check-off', ['max-quantity'], 'max-quantity: no-check'],
    ['check-after-send', ['max-quantity'], 'max-quantity: after-send'],
    ['off-by-one', ['max-quantity'], 'max-quantity: off-by-one'],
    ['refund-twice', ['gross-exposure'], 'gross-exposure: refund-twice'],
    ['limit-per-session', ['gross-exposure'], 'gross-exposure: per-session'],
    ['rate-off', ['server-rate'], 'server-rate: no-check'],
    ['kill-misses-session', ['mass-cancel'], 'mass-cancel: kill-misses-session'],
    ['restart-rearms', ['manual-kill'], 'manual-kill: re-arms'],
  ])('names the hole %s', async (hole, only, named) => {
    expect(wrongOf(await probeHoled(BENCH, LIMITS, [hole], { only }))).toEqual([named]);
  });

  test.each([526, 'none'] as const)('finds orders again whose ids change: %s', async (carries) => {
    const only = ['max-quantity', 'gross-exposure'];
    const findings = await probeHoled(BENCH, LIMITS, [], { only }, { carries });
    expect(wrongOf(findings)).toEqual([]);
    expect(findings.results.map(({ verdict }) => verdict)).toEqual([
      'pass',
      'pass',
      'pass',
      'pass',
    ]);
  });
});
