import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type MatrixRow, readCell } from '../../src/report/matrix.js';
import { CALIBRATED_INPUTS } from '../../src/scenarios/calibration.js';
import { CONTROLS, controlSettings, withoutControls } from '../../src/scenarios/controls.js';
import type { DayResult } from '../../src/session/result/result.js';
import { linesWider, type Outcome, ROOT, scratchFolder, smars } from '../support/command.js';
import { SMALL, writeScenario } from '../support/scenarios.js';

interface Matrix {
  version: number;
  command: string;
  scenario: string;
  finished: boolean;
  conditions: { node: string };
  rows: MatrixRow[];
}

const folder = scratchFolder();
afterAll(folder.remove);
const small = writeScenario(folder.path, SMALL);

/** Half a minute behind the bell is enough where it is not about the whole day. */
const BRIEF = ['--set', 'clock.end=09:30:30', '--skip-normal'];

const PROGRESS = /^(?: {0,2}\d+ % {2}\d+ of \d+ runs\n)*$/;

/** The cells of the rows of a table, by their first cell. */
function rowsOf(text: string): Map<string, string[]> {
  const table = text.split('\n\n')[1]!.split('\n').slice(2);
  return new Map(
    table.map((line) => {
      const [name, ...cells] = line.split(/ {2,}/);
      return [name!, cells];
    }),
  );
}

describe('smars whatif', () => {
  let full: Outcome;
  let json: Outcome;
  beforeAll(async () => {
    [full, json] = await Promise.all([
      smars('whatif', small, '--skip-normal'),
      smars('whatif', small, '--skip-normal', '--json', '--threads', '1'),
    ]);
  });

  test('has a row for no control, for each alone, and for all', () => {
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

  test('says of each when it tripped, when the flow stopped, and what it cost', () => {
    const rows = rowsOf(full.out);
    const [tripped, stopped, excess, , loss, avoided] = rows.get('none')!;
    expect([tripped, stopped, avoided]).toEqual(['–', '+300.0s', '$0']);
    expect(Number(excess!.replaceAll(',', ''))).toBeGreaterThan(10_000);
    // What acts before the bell or refuses every child beyond its parent leaves nothing to lose.
    expect(rows.get('fleet-audit')!.slice(0, 6)).toEqual(['09:29:00', '–', '0', '$0', '$0', loss]);
    expect(rows.get('pre-open-alerts')!.slice(0, 6)).toEqual(['+0.0s', '–', '0', '$0', '$0', loss]);
    expect(rows.get('parent-quantity')!.slice(1, 6)).toEqual(['–', '0', '$0', '$0', loss]);
    expect(rows.get('manual-kill')!.slice(0, 2)).toEqual(['+240.0s', '+240.0s']);
    expect(rows.get('all')!.slice(1, 5)).toEqual(['–', '0', '$0', '$0']);
    // Aggregate limits of a whole firm, and checks for what does not happen there, find nothing in
    // so small a day.
    const quiet = [
      'intake-counts',
      'order-entry',
      'quote-collar',
      'restricted-list',
      'self-match',
      'open-orders',
      'stale-quote',
      'server-gross',
      'net-exposure',
      'loss-limit',
      'limit-up-limit-down',
      'cancel-on-disconnect',
    ];
    const found = CONTROLS.filter(({ name }) => !quiet.includes(name));
    for (const { name } of found) expect(`${name} ${rows.get(name)![0]}`).not.toMatch(/ –$/);
  });

  test('has no control that lessens the excess trip after the excess has stopped', () => {
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

  test('--json answers with the same matrix, and nothing but JSON', () => {
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

  test('takes its rows from the very days that smars run shows', async () => {
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

  test('--short leaves out the checks of single orders', async () => {
    const { code, out } = await smars('whatif', small, '--short', ...BRIEF);
    const short = CONTROLS.filter((control) => control.short).map(({ name }) => name);
    expect([code, [...rowsOf(out).keys()]]).toEqual([0, ['none', ...short, 'all']]);
    expect(short).not.toContain('max-quantity');
  });

  test('--only takes these controls, in the order in which they are named', async () => {
    const { out } = await smars('whatif', small, '--only', 'manual-kill,fleet-audit', ...BRIEF);
    expect([...rowsOf(out).keys()]).toEqual(['none', 'manual-kill', 'fleet-audit', 'all']);
  });

  test('--seeds N gives the median and range over N seeds; one control alone has no row for all', async () => {
    const args = [
      'whatif',
      small,
      '--only',
      'gross-exposure',
      '--seeds',
      '5',
      '--seed',
      '21',
      ...BRIEF,
    ];
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

  test('--sensitivity moves each calibrated input to either end and says how the loss moves, and why it may', async () => {
    const { code, out, err } = await smars('whatif', small, '--sensitivity', ...BRIEF);
    expect([code, linesWider(out)]).toEqual([0, []]);
    expect(err).toMatch(PROGRESS);
    const rows = rowsOf(out);
    const inputs = CALIBRATED_INPUTS.flatMap(({ path, low, high }) => [
      `${path}=${low}`,
      `${path}=${high}`,
    ]);
    expect([...rows.keys()]).toEqual(['as calibrated', ...inputs]);
    expect(rows.get('as calibrated')!.length).toBe(1);
    // A larger discount to the buyer of the block costs more, a smaller one less.
    expect(rows.get('after.blockDiscount=0.04')![1]).toMatch(/^−\d+\.\d %$/);
    expect(rows.get('after.blockDiscount=0.09')![1]).toMatch(/^\+\d+\.\d %$/);
    for (const { path } of CALIBRATED_INPUTS)
      expect(out).toMatch(new RegExp(`^${path.replaceAll('.', '\\.')}\n {2}\\w`, 'm'));
  });

  test('--sets gives combinations a row each, and knows their names', async () => {
    const { out } = await smars(
      'whatif',
      small,
      '--only',
      'fleet-audit',
      '--sets',
      'gross-exposure+manual-kill',
      ...BRIEF,
    );
    expect([...rowsOf(out).keys()]).toEqual(['none', 'fleet-audit', 'gross-exposure+manual-kill']);
    expect(
      await smars('whatif', small, '--sets', 'fleet-audit+gros-exposure', ...BRIEF),
    ).toMatchObject({
      code: 2,
      out: '',
      err: expect.stringContaining("--sets 'gros-exposure': is not a control; did you mean"),
    });
  });

  test('--loss-below finds the minimal sets that keep it, each of which does', async () => {
    const args = [
      '--only',
      'max-quantity,fleet-audit,gross-exposure,manual-kill',
      '--loss-below',
      '1',
      '--json',
      ...BRIEF,
    ];
    const answer = JSON.parse((await smars('whatif', small, ...args)).out) as {
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

  const POSITION = join(folder.path, 'position.json');
  writeFileSync(
    POSITION,
    JSON.stringify({ version: 1, firm: { position: { mode: 'enforce', dollars: 4000 } } }),
  );
  const SERVER = '{"servers":{"2":{"maxNotional":{"mode":"enforce","dollars":9}}}}';
  test.each<{ row: string; flags: string[]; on: string[] }>([
    { row: 'gross-exposure', flags: [], on: ['risk.grossExposure.mode=enforce'] },
    {
      row: 'max-quantity',
      flags: [
        '--set',
        'risk.maxQuantity.shares=50',
        '--seed',
        '5',
        '--set',
        'market.displayedSeconds=2',
      ],
      on: ['risk.maxQuantity.mode=enforce'],
    },
    {
      row: 'as set',
      flags: ['--set', 'universe.price.median=40', '--set', `risk.layers=${SERVER}`],
      on: [],
    },
    { row: 'limits-file', flags: ['--limits', POSITION], on: [] },
    { row: 'burst', flags: ['--check', join(ROOT, 'test', 'examples', 'burst-check.js')], on: [] },
  ])(
    'counts on the normal morning of $row what smars run refuses there under the same flags',
    async ({ row, flags, on }) => {
      const brief = [
        '--set',
        'clock.start=09:29:59',
        '--set',
        'clock.end=09:30:03',
        '--json',
        ...flags,
      ];
      const only = row === 'as set' || row === 'limits-file' ? 'fleet-audit' : row;
      const matrix = await smars('whatif', '--only', only, ...brief);
      const morning = await smars(
        'run',
        'normal-morning',
        ...brief,
        ...on.flatMap((setting) => ['--set', setting]),
      );
      expect([matrix.err.replace(PROGRESS, ''), matrix.code]).toEqual(['', 0]);
      const { rows } = JSON.parse(matrix.out) as Matrix;
      const { result } = JSON.parse(morning.out) as { result: DayResult };
      const { refused, children } = rows.find(({ name }) => name === row)!.normal!;
      expect({ refused, children }).toEqual({
        refused: result.children - result.admitted,
        children: result.children,
      });
      expect([rows[0]!.normal!.refused, refused > 0]).toEqual([0, row !== 'gross-exposure']);
    },
  );

  test('says which settings the normal morning has no place for', async () => {
    const settings = [
      'clock.end=09:30:05',
      'flow.0.kind=auction',
      'deployment.flagServers=[8]',
      'actions=[]',
      'flow.8.orders=700',
    ];
    const args = [
      'whatif',
      '--only',
      'manual-kill',
      ...settings.flatMap((setting) => ['--set', setting]),
    ];
    const [json, text] = await Promise.all([smars(...args, '--json'), smars(...args)]);
    const { leftOut } = (JSON.parse(json.out) as { normalMorning: { leftOut: string[] } })
      .normalMorning;
    expect(leftOut).toEqual([
      '--set deployment.flagServers=[8]: a normal morning has its own',
      '--set actions=[]: nobody needs to act on a normal morning',
      'manual-kill: it ends before the call',
    ]);
    expect(text.out.replaceAll(/\s+/g, ' ')).toContain(
      `The normal morning is without ${leftOut[2]}.`,
    );
    expect(rowsOf(text.out).has('manual-kill')).toBe(true);
  });

  test('--limits gives each limit of the file a row with its value, a row for the file, and none without any of it', async () => {
    const path = join(folder.path, 'limits.json');
    const text = {
      version: 3,
      firm: {
        'max-quantity': { mode: 'enforce', shares: 1_000_000 },
        position: { mode: 'shadow', dollars: 5000 },
      },
    };
    writeFileSync(
      path,
      JSON.stringify({
        ...text,
        servers: { 3: { 'server-rate': { mode: 'enforce', perSecond: 2 } } },
      }),
    );
    const flags = ['--limits', path, ...BRIEF];
    const [all, bare, short, minimal] = await Promise.all([
      smars(
        'whatif',
        small,
        '--only',
        'max-quantity,position,server-rate,unconfigured-limit',
        '--json',
        ...flags,
      ),
      smars('whatif', small, '--only', 'fleet-audit', '--json', ...BRIEF),
      smars('whatif', small, '--short', ...flags),
      smars(
        'whatif',
        small,
        '--only',
        'unconfigured-limit,fleet-audit',
        '--loss-below',
        '1',
        '--json',
        ...flags,
      ),
    ]);
    const { rows } = JSON.parse(all.out) as Matrix;
    const none = (JSON.parse(bare.out) as Matrix).rows[0]!;
    expect(rows.map(({ name, value }) => [name, value])).toEqual([
      ['none', ''],
      ['max-quantity', 'shares 1,000,000'],
      ['position', 'dollars $5,000; mode shadow'],
      [
        'server-rate',
        'perSecond 1,000/s; windowSeconds 3 s; 1 server with values of its own; mode off',
      ],
      ['unconfigured-limit', 'strategies ordinary, retail-liquidity; symbols none'],
      ['limits-file', ''],
      ['all', ''],
    ]);
    expect(rows[0]!.seeds).toEqual(none.seeds);
    const excess = Object.fromEntries(
      rows.map(({ name, seeds }) => [name, seeds[0]!.cell.unmatchedExecutions]),
    );
    expect(excess.none).toBeGreaterThan(1000);
    expect([excess['max-quantity'], excess.position]).toEqual([excess.none, excess.none]);
    expect(excess['server-rate']).toBeLessThan(excess.none!);
    expect([excess['unconfigured-limit'], excess['limits-file']]).toEqual([0, 0]);
    expect([...rowsOf(short.out).keys()]).toEqual(
      expect.arrayContaining(['position', 'unconfigured-limit', 'limits-file']),
    );
    expect(short.out).toMatch(/^position +dollars \$5,000; mode shadow$/m);
    const { sets } = (JSON.parse(minimal.out) as { minimal: { sets: { controls: string[] }[] } })
      .minimal;
    expect(sets.map(({ controls }) => controls)).toEqual([['unconfigured-limit'], ['fleet-audit']]);
  });

  test('--check gives each check of the user’s own a row with its parameters, and acts in no other', async () => {
    const check = join(ROOT, 'test', 'examples', 'burst-check.js');
    const args = [
      'whatif',
      small,
      '--only',
      'burst,max-quantity',
      '--sets',
      'burst+fleet-audit',
      '--json',
      '--check',
      check,
      ...BRIEF,
    ];
    const { rows } = JSON.parse((await smars(...args)).out) as Matrix;
    expect(rows.map(({ name, value }) => [name, value])).toEqual([
      ['none', ''],
      ['burst', 'ordersPerSecond 5'],
      ['max-quantity', 'shares 99'],
      ['burst+fleet-audit', ''],
      ['all', ''],
    ]);
    const [none, burst] = rows.map(({ seeds }) => seeds[0]!.cell);
    expect([none!.refused, none!.trippedNs]).toEqual([0, null]);
    expect(burst!.refused).toBeGreaterThan(0);
    expect(burst!.trippedNs).not.toBeNull();
  });

  test('has a row for a scenario that sets controls itself, which act in no other row', async () => {
    const on = [
      '--set',
      'risk.parentQuantity.mode=enforce',
      '--set',
      'risk.parentQuantity.toleranceShares=100',
    ];
    const { rows } = JSON.parse(
      (await smars('whatif', small, '--only', 'parent-quantity', '--json', ...on, ...BRIEF)).out,
    ) as Matrix;
    expect(rows.map(({ name, value }) => [name, value])).toEqual([
      ['none', ''],
      ['as set', ''],
      ['parent-quantity', 'toleranceShares 100'],
    ]);
    const [none, asSet, alone] = rows.map(({ seeds }) => seeds[0]!.cell);
    expect(none!.unmatchedExecutions).toBeGreaterThan(1000);
    expect(asSet).toEqual(alone);
  });

  test('--out leaves the matrix as JSON and CSV, and --csv prints the same', async () => {
    const path = join(folder.path, 'matrix');
    const args = ['whatif', small, '--only', 'fleet-audit', ...BRIEF];
    expect((await smars(...args, '--out', path)).code).toBe(0);
    const csv = readFileSync(join(path, 'matrix.csv'), 'utf8');
    expect((await smars(...args, '--csv')).out).toBe(csv);
    const [head, ...lines] = csv.trimEnd().split('\n');
    expect(head).toMatch(/^set,seed,tripped_ns,.*,normal_parents_abandoned$/);
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
