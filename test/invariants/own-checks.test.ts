import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, describe, expect, test } from 'vitest';
import { runFleet } from '../../src/fleet/fleet.js';
import { defineCheck } from '../../src/risk/gate/custom-checks.js';
import { runSession } from '../../src/session/session.js';
import { ROOT, scratchFolder, smars } from '../support/command.js';
import { everyServer, OPTIONS, RUNAWAY, runUntil } from '../support/fleet.js';
import { SMALL, writeScenario } from '../support/scenarios.js';

const folder = scratchFolder();
afterAll(folder.remove);
const BURST = join(ROOT, 'test', 'examples', 'burst-check.js');

/** Writes a module into the scratch folder; returns its URL. */
function writeModule(name: string, text: string): string {
  const path = join(folder.path, name);
  writeFileSync(path, text);
  return pathToFileURL(path).href;
}

/** Admits a fixed number of orders of each parent: a parent's quantity in orders. */
const perParent = (most: number) =>
  defineCheck({
    name: 'per-parent',
    parameters: { most },
    rows: 'parents',
    columns: { order: 'i32', sent: 'i32', executed: 'f64' },
    admit: ({ parent, orderId }, { order, sent }, { most: bound }) => {
      if (order[parent] !== orderId + 1) {
        order[parent] = orderId + 1;
        sent[parent] = 0;
      }
      if (sent[parent]! >= bound) return false;
      sent[parent]!++;
      return true;
    },
    fill: ({ parent, executed }, columns) => {
      columns.executed[parent]! += executed;
    },
  });

describe('a custom check', () => {
  test('refuses orders after the other checks, and holds a runaway', () => {
    const plain = runSession(SMALL);
    const checked = runSession(SMALL, { checks: [perParent(40)] });
    expect(plain.ownChecks).toEqual([]);
    expect(plain.runaway.unmatchedExecutions).toBeGreaterThan(10_000);
    const [own] = checked.ownChecks;
    expect(own).toMatchObject({ name: 'per-parent', failed: 0, error: null });
    expect(own!.refused).toBe(checked.children - checked.admitted);
    expect(own!.firstNs).toBeGreaterThanOrEqual(0);
    expect(checked.runaway.admitted).toBe(40 * checked.runaway.parents);
    expect(checked.reconciliation).toEqual({ shares: 0, cashDollars: 0, feesDollars: 0 });
  });

  test('that admits every order changes only the way through the gate', () => {
    const all = defineCheck({
      name: 'all',
      parameters: {},
      rows: 'one',
      columns: {},
      admit: () => true,
    });
    const [plain, checked] = [runSession(SMALL), runSession(SMALL, { checks: [all] })];
    expect({ ...checked, ownChecks: [], digest: '' }).toEqual({ ...plain, digest: '' });
  });

  test('passes at L, refuses at L + 1, starts over after its reset, and repeats in any run', () => {
    const runs = [perParent(40), perParent(41), perParent(40)].map((check) =>
      runSession(SMALL, { checks: [check] }),
    );
    expect(runs.map(({ runaway }) => runaway.admitted / runaway.parents)).toEqual([40, 41, 40]);
    expect(runs[2]!.digest).toBe(runs[0]!.digest);
  });

  test('learns of executions', () => {
    const seen: number[] = [];
    const listener = defineCheck({
      name: 'listener',
      parameters: {},
      rows: 'one',
      columns: { executed: 'f64' },
      admit: () => true,
      fill: ({ executed }, columns) => {
        columns.executed[0]! += executed;
        seen[0] = (seen[0] ?? 0) + executed;
      },
    });
    const { servers } = runSession(SMALL, { checks: [listener] });
    expect(seen[0]).toBe(servers.reduce((sum, { shares }) => sum + shares, 0));
  });

  test('that throws refuses the order, is reported, and does not end the run', () => {
    const broken = defineCheck({
      name: 'broken',
      parameters: {},
      rows: 'one',
      columns: {},
      admit: () => {
        throw new Error('no such column');
      },
    });
    const { ownChecks, admitted } = runSession(SMALL, { checks: [broken] });
    expect(admitted).toBe(0);
    expect(ownChecks[0]).toMatchObject({ name: 'broken', error: 'no such column' });
    expect(ownChecks[0]!.failed).toBe(ownChecks[0]!.refused);
    expect(ownChecks[0]!.failed).toBeGreaterThan(0);
  });

  test('runs on every thread of a fleet, which adds up its counts', async () => {
    const checks = [
      writeModule(
        'none.mjs',
        `export default {
          name: 'none', parameters: {}, rows: 'one', columns: {}, admit: () => false };`,
      ),
    ];
    const result = await runFleet(
      { ...RUNAWAY, checks, durationSeconds: 0.3, warmupSeconds: 0 },
      OPTIONS,
    );
    expect(result.ownChecks).toMatchObject([{ name: 'none', failed: 0 }]);
    expect(result.ownChecks[0]!.refused).toBe(
      result.accounts.servers.reduce((sum, { children }) => sum + children, 0),
    );
    expect(result.accounts.servers.every(({ sent }) => sent === 0)).toBe(true);
  });
});

/** A runaway at full load, which the example of a custom check limits. */
const BURST_LOAD = [
  'load',
  '--profile',
  'runaway',
  '--max',
  '--duration',
  '0.2s',
  '--warmup',
  '0s',
  '--check',
  BURST,
];

describe('smars --check', () => {
  test('runs the example in run, whatif and load', async () => {
    const small = writeScenario(folder.path, SMALL);
    const run = await smars('run', small, '--check', BURST);
    expect(run.out).toMatch(/^own check burst: refused [\d,]+ orders$/m);
    const matrix = await smars(
      'whatif',
      small,
      '--check',
      BURST,
      '--only',
      'burst',
      '--skip-normal',
      '--json',
    );
    const { rows } = JSON.parse(matrix.out) as {
      rows: { name: string; seeds: { cell: { unmatchedExecutions: number } }[] }[];
    };
    const excess = (name: string) =>
      rows.find((row) => row.name === name)!.seeds[0]!.cell.unmatchedExecutions;
    expect(excess('burst')).toBeLessThan(excess('none'));
    const load = await smars(...BURST_LOAD);
    expect(load.out).toMatch(/^own check burst: refused [\d,]+ orders$/m);
  });

  test.each(['none', 'all', 'limits-file', 'position'])(
    'may not be named %s in a matrix, where another row has that name',
    async (name) => {
      writeModule(
        `row-${name}.mjs`,
        `export default {
          name: '${name}', parameters: {}, rows: 'one', columns: {}, admit: () => true };`,
      );
      const { code, out, err } = await smars(
        'whatif',
        '--check',
        join(folder.path, `row-${name}.mjs`),
      );
      expect([code, out]).toEqual([2, '']);
      expect(err).toContain(
        `'${name}' is the name of another row; give the check a name of its own`,
      );
    },
  );

  test.each(['enforce', 'off'] as const)(
    'leaves what the venues count under a firm limit in mode %s as it is',
    async (mode) => {
      const risk = { ...RUNAWAY.risk, grossExposure: { mode, dollars: 400_000_000 } };
      const spec = { ...RUNAWAY, risk, checks: [pathToFileURL(BURST).href] };
      const { accounts } = await runUntil(
        spec,
        everyServer(({ executions }) => executions > 0),
      );
      const held = accounts.servers.reduce((sum, { exposureMoney }) => sum + exposureMoney, 0);
      const { exposureMoney, peakExposureMoney, peakNetMoney } = accounts.venues;
      expect(held).toBeGreaterThan(0);
      if (mode === 'enforce') {
        expect(exposureMoney).toBe(held);
        expect(peakExposureMoney).toBeGreaterThanOrEqual(held);
      } else {
        expect([exposureMoney, peakExposureMoney, peakNetMoney]).toEqual([null, null, null]);
      }
    },
  );

  test('refuses a missing file before anything runs', async () => {
    expect(await smars('run', '--check', 'not-there.js')).toMatchObject({
      code: 2,
      out: '',
      err: '--check not-there.js: there is no such file\n',
    });
  });
});
