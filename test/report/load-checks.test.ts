import { describe, expect, test } from 'vitest';
import type { CheckTally, RunawayTally } from '../../src/fleet/main-thread/checks.js';
import type { FleetResult } from '../../src/fleet/result.js';
import { describeChecks } from '../../src/report/load-checks.js';
import { linesWider } from '../support/command.js';

const QUIET: CheckTally = {
  name: 'killed',
  mode: 'enforce',
  breaches: 0,
  refused: 0,
  soft: 0,
  first: null,
};
const TRIPPED: CheckTally = {
  ...QUIET,
  name: 'executions-per-parent',
  breaches: 4_294_967_295,
  refused: 4_294_967_295,
  first: {
    atNs: 1_250_000_000,
    childrenBefore: 1_234_567_890,
    moneyBefore: 9e15,
    childrenAfter: 12,
    moneyAfter: 250_000_000,
  },
};
const RAN: RunawayTally = {
  executions: 1300,
  money: 21e10,
  firstNs: 1_200_000_000,
  lastNs: 1_254_000_000,
  stoppedBy: TRIPPED.name,
};

function told(
  accounts: Partial<FleetResult['accounts']>,
  findings: Partial<FleetResult['findings']> = {},
): string {
  const result = {
    accounts: { checks: [], stops: [], runaway: null, ...accounts },
    findings: { counts: [], dropped: 0, first: [], ...findings },
  } as unknown as FleetResult;
  return describeChecks(result);
}

describe('the checks of a load in words', () => {
  test('leave out checks that were not breached', () => {
    expect(told({ checks: [QUIET] })).toBe('');
  });

  test('show refusals, first breaches and stops in 80 columns, whatever the numbers', () => {
    const stops = [
      { act: 'kill', scope: 'server', scopeId: 8, check: 'unmatched-account', atNs: 1e9 },
      { act: 'reduce', scope: 'symbol', scopeId: 4, symbol: 'S4', check: 'position', atNs: 2e9 },
      { act: 'halt', scope: 'firm', scopeId: 0, check: 'executions-per-parent', atNs: 3e9 },
    ];
    const text = told({ checks: [QUIET, TRIPPED], stops, runaway: RAN });
    expect(linesWider(text)).toEqual([]);
    expect(text).toMatch(/executions-per-parent +enforce +4,294,967,295/);
    expect(text).toMatch(/executions-per-parent +1\.250 s +1,234,567,890 +\$900bn +12 +\$25\.0k/);
    const line = text.replaceAll('\n', ' ');
    expect(line).toContain(
      'server 8 killed by unmatched-account at 1.000 s; ' +
        'S4 may only reduce by position at 2.000 s; the firm halted by',
    );
    expect(line).toContain(
      '1,300, $21.0M, from 1.200 s to 1.254 s since the start. Stopped by executions-per-parent',
    );
    expect(line).toContain(
      'first breached 50.0ms after the first of them (time to detect), ' +
        'the last of them 4.00ms after that',
    );
  });

  test('say when a check was breached before the runaway, and when nothing stopped it', () => {
    const early = { ...TRIPPED, first: { ...TRIPPED.first!, atNs: 1_190_000_000 } };
    expect(told({ checks: [early], runaway: RAN }).replaceAll('\n', ' ')).toContain(
      'first breached 10.0ms before the first of them',
    );
    expect(told({ runaway: { ...RAN, stoppedBy: null } }).replaceAll('\n', ' ')).toContain(
      'Nothing stopped them.',
    );
    expect(
      told({ runaway: { ...RAN, stoppedBy: 'the kill switch' } }).replaceAll('\n', ' '),
    ).toContain('Stopped by the kill switch.');
  });

  test('count the findings, and those that found their table full', () => {
    const counts = [{ check: 'position', outcome: 'refused', count: 4096 }];
    const text = told(
      {},
      { counts, dropped: 12, first: [{} as FleetResult['findings']['first'][number]] },
    );
    expect(text.replaceAll('\n', ' ')).toBe(
      'Findings kept: position refused 4,096; 12 more found their server’s table full.',
    );
  });
});
