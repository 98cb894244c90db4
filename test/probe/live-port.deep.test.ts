import { describe, expect, test } from 'vitest';
import { LivePort } from '../../src/probe/live-port.js';
import type { ProbeFindings } from '../../src/probe/probe.js';
import { defaultTarget } from '../../src/target/settings.js';
import type { GatewayHole } from '../support/holed-checks.js';
import { HoledGateway } from '../support/holed-gateway.js';
import { benchOf, EIGHT_STOCKS } from '../support/probe-bench.js';
import { probeHoled } from '../support/probe-target.js';
import { startTargetVenue } from '../support/target-venue.js';

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

describe('a target that is no test system', () => {
  const open = (port: number, sight: 'venue' | 'fills' | 'word') =>
    LivePort.open({
      door: {
        place: { host: '127.0.0.1', port, isTls: false },
        settings: defaultTarget(),
        consent: { mine: undefined, acceptsUnmarked: false },
        tls: undefined,
      },
      sight,
      commands: {},
    });

  test.each(['venue', 'fills', 'word'] as const)(
    'is known by a fill that did not come to the venue: %s',
    async (sight) => {
      const elsewhere = await startTargetVenue({ anySymbol: true });
      const port = await open(elsewhere.port, sight);
      const order = { symbol: 'GT', quantity: 100, priceTicks: 200_000 };
      port.send(0, { ...order, side: '1' });
      const sold = port.send(0, { ...order, side: '2' });
      await port.until(() => sold.answer === 'ended', 2000);
      expect(port.alarm).toEqual(
        sight === 'venue' ? expect.stringMatching(/a fill of .* it trades elsewhere$/) : undefined,
      );
      expect(sold).toMatchObject(
        sight === 'fills'
          ? { arrivedShares: 100, filledMoney: 100 * 200_000 }
          : { arrivedShares: 0, arrivedMs: undefined },
      );
      await port.close();
      await elsewhere.end();
    },
  );

  test('gets no order when its Logon does not say that it is one', async () => {
    const venue = await startTargetVenue({ anySymbol: true });
    const gateway = await HoledGateway.start({ venuePort: venue.port, isMarked: false });
    await expect(open(gateway.port, 'venue')).rejects.toThrow(
      'does not say in its Logon that it is a test system (464=Y); no order was sent',
    );
    expect(gateway.counts.orders).toBe(0);
    await gateway.close();
    await venue.end();
  });
});

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
