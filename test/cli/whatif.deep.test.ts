import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  CALIBRATED_INPUTS,
  CHOSEN_RULES,
  calibratedInputsOf,
} from '../../src/scenarios/calibration.js';
import { CONTROLS, controlSettings, withoutControls } from '../../src/scenarios/controls.js';
import type { DayResult } from '../../src/session/result/result.js';
import { readCell } from '../../src/whatif/cells.js';
import { linesWider, type Outcome, scratchFolder, smars } from '../support/command.js';
import { BRIEF, type Matrix, PROGRESS, rowsOf } from '../support/matrix.js';
import { SMALL, writeScenario } from '../support/scenarios.js';

const folder = scratchFolder();
afterAll(folder.remove);
const small = writeScenario(folder.path, SMALL);

describe('smars whatif', () => {
  let full: Outcome;
  let json: Outcome;
  beforeAll(async () => {
    [full, json] = await Promise.all([
      smars('whatif', small, '--skip-normal'),
      smars('whatif', small, '--skip-normal', '--json', '--threads', '1'),
    ]);
  });

  test('has a row for no control, one for each control, and one for all together', () => {
    expect([full.code, linesWider(full.out)]).toEqual([0, []]);
    expect(full.err).toMatch(PROGRESS);
    expect(full.out.split('\n')[0]).toBe(
      `The incident in small: ${CONTROLS.length + 2} runs, seeds from 7`,
    );
    expect([...rowsOf(full.out).keys()]).toEqual([
      'none',
      ...CONTROLS.map(({ name }) => name),
      'all',
    ]);
  });

  test('shows when each control tripped, when the flow stopped, and the cost', () => {
    const rows = rowsOf(full.out);
    const [tripped, stopped, excess, , loss, avoided] = rows.get('none')!;
    expect([tripped, stopped, avoided]).toEqual(['–', '+300.0s', '$0']);
    expect(Number(excess!.replaceAll(',', ''))).toBeGreaterThan(10_000);
    // The loss is 0 under controls that act before the bell or refuse each child beyond its parent.
    expect(rows.get('fleet-audit')!.slice(0, 6)).toEqual(['09:29:00', '–', '0', '$0', '$0', loss]);
    expect(rows.get('pre-open-alerts')!.slice(0, 6)).toEqual(['+0.0s', '–', '0', '$0', '$0', loss]);
    expect(rows.get('parent-quantity')!.slice(1, 6)).toEqual(['–', '0', '$0', '$0', loss]);
    expect(rows.get('manual-kill')!.slice(0, 2)).toEqual(['+240.0s', '+240.0s']);
    expect(rows.get('all')!.slice(1, 5)).toEqual(['–', '0', '$0', '$0']);
    // These do not trip: so small a day stays below firm-wide limits and lacks the other events.
    const quiet = [
      'intake-counts',
      'duplicate-orders',
      'account-gross',
      'account-net',
      'account-open',
      'message-rate',
      'order-to-trade',
      'open-exposure',
      'rolling-gross',
      'order-types',
      'fat-finger',
      'parent-adv',
      'outstanding-share',
      'short-sales',
      'easy-to-borrow',
      'tick-size',
      'order-entry',
      'basket-notional',
      'quote-collar',
      'restricted-list',
      'self-match',
      'open-orders',
      'stale-quote',
      'collar',
      'static-collar',
      'short-sale-price',
      'trading-hours',
      'server-gross',
      'net-exposure',
      'loss-limit',
      'limit-up-limit-down',
      'cancel-on-disconnect',
    ];
    const found = CONTROLS.filter(({ name }) => !quiet.includes(name));
    for (const { name } of found) expect(`${name} ${rows.get(name)![0]}`).not.toMatch(/ –$/);
  });

  test('shows no control as tripped after the excess that it reduced had stopped', () => {
    const rows = (JSON.parse(json.out) as Matrix).rows.map(({ name, seeds }) => ({
      name,
      ...seeds[0]!.cell,
    }));
    const [none] = rows;
    const lessened = rows.filter(
      (row) => row.unmatchedExecutions < none!.unmatchedExecutions && row.stoppedNs !== null,
    );
    expect(lessened.length).toBeGreaterThan(5);
    expect(
      lessened
        .filter(({ trippedNs, stoppedNs }) => trippedNs === null || trippedNs > stoppedNs!)
        .map(({ name }) => name),
    ).toEqual([]);
  });

  test('--json prints the same matrix, and only JSON', () => {
    const matrix = JSON.parse(json.out) as Matrix;
    expect(Object.keys(matrix)).toEqual([
      'version',
      'command',
      'scenario',
      'finished',
      'invocation',
      'conditions',
      'limits',
      'rows',
      'penaltyDollars',
    ]);
    expect(matrix).toMatchObject({
      version: 1,
      command: 'whatif',
      scenario: 'small',
      finished: true,
      conditions: { node: process.version },
    });
    const printed = rowsOf(full.out);
    expect(matrix.rows.map(({ name }) => name)).toEqual([...printed.keys()]);
    for (const { name, seeds } of matrix.rows) {
      expect(seeds.map(({ seed }) => seed)).toEqual([7]);
      expect(printed.get(name)![2]).toBe(
        seeds[0]!.cell.unmatchedExecutions.toLocaleString('en-US'),
      );
    }
  });

  test('shows in each row the same figures as smars run', async () => {
    const rows = (JSON.parse(json.out) as Matrix).rows;
    const controls = {
      none: [],
      'gross-exposure': CONTROLS.filter(({ name }) => name === 'gross-exposure'),
      all: CONTROLS,
    };
    for (const [name, on] of Object.entries(controls)) {
      const bare = writeScenario(folder.path, { ...withoutControls(SMALL), name: `bare-${name}` });
      const flags = controlSettings(SMALL, on).flatMap((setting) => ['--set', setting]);
      const { result } = JSON.parse((await smars('run', bare, '--json', ...flags)).out) as {
        result: DayResult;
      };
      expect(rows.find((row) => row.name === name)!.seeds[0]!.cell).toEqual(readCell(result, on));
    }
  });

  test('--short omits the checks of single orders', async () => {
    const { code, out } = await smars('whatif', small, '--short', ...BRIEF);
    const short = CONTROLS.filter((control) => control.short).map(({ name }) => name);
    expect([code, [...rowsOf(out).keys()]]).toEqual([0, ['none', ...short, 'all']]);
    expect(short).not.toContain('max-quantity');
  });

  test('--only runs the named controls in the given order', async () => {
    const { out } = await smars('whatif', small, '--only', 'manual-kill,fleet-audit', ...BRIEF);
    expect([...rowsOf(out).keys()]).toEqual(['none', 'manual-kill', 'fleet-audit', 'all']);
  });

  test('--seeds N prints median and range; a single control gets no row for all', async () => {
    const flags = '--only gross-exposure --seeds 5 --seed 21'.split(' ');
    const args = ['whatif', small, ...flags, ...BRIEF];
    const [text, json] = await Promise.all([
      smars(...args, '--threads', '1'),
      smars(...args, '--json'),
    ]);
    const matrix = JSON.parse(json.out) as Matrix;
    expect(matrix.rows.map(({ name }) => name)).toEqual(['none', 'gross-exposure']);
    expect(linesWider(text.out)).toEqual([]);
    expect(text.out.split('\n')[0]).toBe('The incident in small: 10 runs, seeds from 21');
    const shown = rowsOf(text.out);
    for (const { name, seeds } of matrix.rows) {
      expect(seeds.map(({ seed }) => seed)).toEqual([21, 22, 23, 24, 25]);
      const [excess] = seeds
        .map(({ cell }) => cell.unmatchedExecutions)
        .sort((a, b) => a - b)
        .slice(2);
      const losses = seeds.map(({ cell }) => cell.lossDollars).sort((a, b) => a - b);
      expect(new Set(losses).size).toBe(5);
      expect(shown.get(name)![2]).toBe(excess!.toLocaleString('en-US'));
      expect(shown.get(name)![4]).toMatch(/^\$[\d.]+[kM]…\$[\d.]+[kM]$/);
      expect(Math.abs(thousands(shown.get(name)![3]!) - losses[2]! / 1000)).toBeLessThanOrEqual(50);
    }
  });

  test('--sensitivity shows how the loss moves with each calibrated input, and why', async () => {
    const { code, out, err } = await smars('whatif', small, '--sensitivity', ...BRIEF);
    expect([code, linesWider(out)]).toEqual([0, []]);
    expect(err).toMatch(PROGRESS);
    const rows = rowsOf(out);
    const own = calibratedInputsOf(SMALL);
    expect(own.length).toBeLessThan(CALIBRATED_INPUTS.length);
    const inputs = own.flatMap(({ path, low, high }) => [`${path}=${low}`, `${path}=${high}`]);
    const rules = CHOSEN_RULES.flatMap(({ path, others }) =>
      others.map((rule) => `${path}=${rule}`),
    );
    expect([...rows.keys()]).toEqual(['as calibrated', ...inputs, ...rules]);
    expect(rows.get('as calibrated')!.length).toBe(1);
    // A larger discount to the buyer of the block costs more, a smaller one less.
    expect(rows.get('after.blockDiscount=0.04')![1]).toMatch(/^−\d+\.\d %$/);
    expect(rows.get('after.blockDiscount=0.09')![1]).toMatch(/^\+\d+\.\d %$/);
    for (const { path } of [...own, ...CHOSEN_RULES])
      expect(out).toMatch(new RegExp(`^${path.replaceAll('.', '\\.')}\n {2}\\w`, 'm'));
  });

  test('--sets adds a row for each combination and refuses unknown names', async () => {
    const flags = '--only fleet-audit --sets gross-exposure+manual-kill'.split(' ');
    const { out } = await smars('whatif', small, ...flags, ...BRIEF);
    expect([...rowsOf(out).keys()]).toEqual(['none', 'fleet-audit', 'gross-exposure+manual-kill']);
    expect(
      await smars('whatif', small, '--sets', 'fleet-audit+gros-exposure', ...BRIEF),
    ).toMatchObject({
      code: 2,
      out: '',
      err: expect.stringContaining("--sets 'gros-exposure': is not a control; did you mean"),
    });
  });

  test('--loss-below finds minimal sets that all keep the loss below the bound', async () => {
    const only = ['--only', 'max-quantity,fleet-audit,gross-exposure,manual-kill'];
    const flags = [...only, '--loss-below', '1', '--json', ...BRIEF];
    const answer = JSON.parse((await smars('whatif', small, ...flags)).out) as {
      minimal: { boundDollars: number; sets: { controls: string[]; lossDollarsMax: number }[] };
    };
    expect(answer.minimal.boundDollars).toBe(1);
    expect(answer.minimal.sets).toContainEqual({ controls: ['fleet-audit'], lossDollarsMax: 0 });
    for (const { controls, lossDollarsMax } of answer.minimal.sets) {
      expect(lossDollarsMax).toBeLessThan(1);
      if (controls.length > 1) expect(controls).not.toContain('fleet-audit');
    }
    expect(await smars('whatif', small, '--loss-below', 'ten')).toMatchObject({ code: 2, out: '' });
  });

  test('--out writes the matrix as JSON and CSV, and --csv prints the same CSV', async () => {
    const path = join(folder.path, 'matrix');
    const args = ['whatif', small, '--only', 'fleet-audit', ...BRIEF];
    expect((await smars(...args, '--out', path)).code).toBe(0);
    const csv = readFileSync(join(path, 'matrix.csv'), 'utf8');
    expect((await smars(...args, '--csv')).out).toBe(csv);
    const [head, ...lines] = csv.trimEnd().split('\n');
    expect(head).toMatch(/^set,seed,tripped_ns,.*,normal_parents_abandoned,day$/);
    expect(lines.map((line) => line.split(',').length)).toEqual(
      lines.map(() => head!.split(',').length),
    );
    expect(lines.map((line) => line.split(',')[0])).toEqual(['none', 'fleet-audit']);
    expect(
      (JSON.parse(readFileSync(join(path, 'summary.json'), 'utf8')) as Matrix).rows,
    ).toHaveLength(2);
  });
});

/** `$1.2M` as thousands. */
function thousands(text: string): number {
  const [, digits, unit] = /^\$([\d.]+)([kM])$/.exec(text)!;
  return Number(digits) * (unit === 'M' ? 1000 : 1);
}
