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
  },
  { perSecond: 300, stocks: STOCKS },
);
const LIMITS = {
  maxQuantityShares: 500,
  maxNotionalDollars: 15_000,
  grossExposureDollars: 60_000,
};

const wrongOf = ({ results }: ProbeFindings): string[] =>
  results.flatMap(({ check, fault }) => (fault === undefined ? [] : [`${check}: ${fault}`]));

describe('a gateway over FIX, with a venue behind it', () => {
  test('passes when it has no hole', async () => {
    const findings = await probeHoled(BENCH, LIMITS, [], {});
    expect(findings.results.filter(({ verdict }) => verdict === 'pass')).toHaveLength(9);
    expect(wrongOf(findings)).toEqual([]);
    expect(findings).toMatchObject({ stopped: undefined, leftOpen: 0 });
  });

  test.each<[GatewayHole, string[], string]>([
    ['check-off', ['max-quantity'], 'max-quantity: no-check'],
    ['check-after-send', ['max-quantity'], 'max-quantity: after-send'],
    ['off-by-one', ['max-quantity'], 'max-quantity: off-by-one'],
    ['refund-twice', ['gross-exposure'], 'gross-exposure: refund-twice'],
    ['limit-per-session', ['gross-exposure'], 'gross-exposure: per-session'],
    ['kill-misses-session', ['mass-cancel'], 'mass-cancel: kill-misses-session'],
    ['restart-rearms', ['manual-kill'], 'manual-kill: re-arms'],
  ])('names the hole %s', async (hole, only, named) => {
    expect(wrongOf(await probeHoled(BENCH, LIMITS, [hole], { only }))).toEqual([named]);
  });

  // So low a rate that even a busy machine sends more.
  const RATED = benchOf({ 'server-rate': { perSecond: 10, windowSeconds: 0.5 } }, { perSecond: 5 });
  const RATE = { ratePerSecond: 10, rateWindowSeconds: 0.5 };

  test.each<[GatewayHole[], string[]]>([
    [[], []],
    [['rate-off'], ['server-rate: no-check']],
  ])('tells a rate that holds from one that does not: %j', async (holes, named) => {
    const findings = await probeHoled(RATED, RATE, holes, { only: ['server-rate'] });
    expect(wrongOf(findings)).toEqual(named);
    expect(findings.results[0]!.verdict).toBe(named.length === 0 ? 'pass' : 'hole');
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
