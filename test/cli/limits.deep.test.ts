import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { LIMITS_EXAMPLE } from '../../src/scenarios/limits-example.js';
import { linesWider, scratchFolder, smars } from '../support/command.js';
import { accepts, type JsonSchema } from '../support/json-schema.js';

const folder = scratchFolder();
afterAll(folder.remove);

function file(name: string, text: string): string {
  const path = join(folder.path, name);
  writeFileSync(path, text);
  return path;
}
const example = file('limits.json', LIMITS_EXAMPLE);
const lines = LIMITS_EXAMPLE.split('\n');
const lineOf = (text: string): number => lines.findIndex((line) => line.includes(text)) + 1;

interface Answer {
  limits: { digest: string; file: string | null; version: number | null; changed: boolean };
  checks: {
    check: string;
    mode: string;
    values: { parameter: string; value: unknown; from: object; overrode: object[] }[];
  }[];
}
const json = async (...args: string[]): Promise<Answer> => {
  const { code, out, err } = await smars(...args, '--json');
  expect(code, err).toBe(0);
  return JSON.parse(out) as Answer;
};

describe('smars limits', () => {
  test('--example prints a file that smars and the published schema accept', async () => {
    const { out } = await smars('limits', '--example');
    expect(out).toBe(LIMITS_EXAMPLE);
    const schema = JSON.parse((await smars('schema', '--limits')).out) as JsonSchema;
    const bare = out.replaceAll(/^ *\/\/.*$/gm, '');
    expect(accepts(schema, JSON.parse(bare))).toBe(true);
  });

  test('prints the firm’s limits, those off, and the count of layered ones', async () => {
    const { code, out, err } = await smars('limits', example);
    expect([code, err, linesWider(out.slice(out.indexOf('\n')))]).toEqual([0, '', []]);
    expect(out).toMatch(/^limits [0-9a-f]{16} of .*limits\.json, version 1$/m);
    expect(out).toMatch(
      new RegExp(
        `^max-quantity +enforce +shares 10,000 +${lineOf('"max-quantity": { "mode"')}$`,
        'm',
      ),
    );
    expect(out).toMatch(/^off: .*locate/ms);
    expect(out).toContain('1 server, 2 accounts, 3 symbols with limits of their own');
  });

  test('--explain shows the source of each value and what it overrode', async () => {
    const asked = ['limits', example, '--explain', 'WZE', '--server', '8', '--account', 'CLIENT-A'];
    const { checks } = await json(...asked);
    const find = (check: string, parameter: string) =>
      checks
        .find((row) => row.check === check)!
        .values.find((value) => value.parameter === parameter);
    expect(find('max-quantity', 'shares')).toEqual({
      parameter: 'shares',
      unit: 'shares',
      value: 2000,
      from: { layer: 'symbol', name: 'WZE', line: lineOf('"WZE"') },
      overrode: [
        { value: 5000, from: { layer: 'account', name: 'CLIENT-A', line: lineOf('"CLIENT-A"') } },
        { value: 10_000, from: { layer: 'firm', line: lineOf('"max-quantity": { "mode"') } },
      ],
    });
    expect(find('server-rate', 'perSecond')).toMatchObject({
      value: 500,
      from: { layer: 'server', name: '8' },
    });
    expect(find('executions-per-parent', 'parentsMax')).toMatchObject({
      value: 3,
      from: { layer: 'default' },
      overrode: [],
    });
    const { out } = await smars(...asked);
    expect(linesWider(out.slice(out.indexOf('\n')))).toEqual([]);
    expect(out).toMatch(/^max-quantity +mode +enforce +firm:\d+$/m);
    const overrode = ['over +5,000 +account CLIENT-A:\\d+', 'over +10,000 +firm:\\d+'];
    const shares = ['^ +shares +2,000 +symbol WZE:\\d+', ...overrode].join('\n +');
    expect(out).toMatch(new RegExp(`${shares}$`, 'm'));
  });

  test('shows a scenario’s limits without a file', async () => {
    const { out } = await smars('limits', '--scenario', 'clean-rollout');
    expect(out).toMatch(/^limits [0-9a-f]{16} of scenario clean-rollout$/m);
    expect(out).toMatch(/^collar +enforce +percent 9\.5 %; auctionOrders no +scenario$/m);
  });

  test.each<[args: string[], message: string | RegExp]>([
    [['limits', 'no-such.json'], 'no-such.json: there is no such file'],
    [['limits', '.'], '.: is a directory, not a limits file'],
    [
      ['limits', example, '--explain', 'WZEE'],
      "--explain 'WZEE': is not one of the universe's 500 symbols; did you mean 'WZE'?",
    ],
    [['limits', example, '--server', '3'], '--server goes with --explain SYMBOL'],
    [
      ['limits', example, '--explain', 'GT', '--server', '9'],
      "--server is '9'; must be a whole number from 1 to 8",
    ],
    [
      ['limits', example, '--explain', 'GT', '--account', 'ME'],
      "--account 'ME': has no limits of its own; accounts with limits: CLIENT-A, CLIENT-B",
    ],
    [
      ['limits', '--explain', 'GT', '--account', 'ME'],
      "--account 'ME': has no limits of its own; no account has limits of its own",
    ],
    [['limits', example, '--example'], /limits\.json and --example: give one of them$/],
    [
      ['schema', '--limits', '--load'],
      'smars schema: --load, --limits, --gateway, --venue, --target, --sweep, --scenario and ' +
        '--profile: give one of them',
    ],
    [['run', '--limits', 'no-such.json'], 'no-such.json: there is no such file'],
  ])('refuses %j', async (args, message) => {
    const { code, out, err } = await smars(...args);
    expect([code, out]).toEqual([2, '']);
    expect(err.trimEnd()).toMatch(message);
  });
});

describe('--limits', () => {
  const tight = file(
    'tight.json',
    `{ "version": 12, // one share and no more
      "firm": {
        "max-quantity": { "mode": "enforce", "shares": 50 },
        "unconfigured-limit": { "mode": "off" }
      },
      "symbols": { "GT": { "max-quantity": { "shares": 1000000 } } },
      "accounts": { "BIG": { "max-quantity": { "mode": "off" } } } }`,
  );

  test('applies the file to a day, and records it in summary and scenario', async () => {
    const out = join(folder.path, 'run');
    const run = await smars(
      'run',
      'clean-rollout',
      '--limits',
      tight,
      '--set',
      'clock.end=09:30:20',
      '--out',
      out,
    );
    expect(run.code).toBe(0);
    const summary = JSON.parse(readFileSync(join(out, 'summary.json'), 'utf8')) as Answer & {
      result: { checks: { name: string; refused: number }[] };
    };
    const { limits } = await json('limits', tight, '--scenario', 'clean-rollout');
    expect(summary.limits).toEqual({
      digest: limits.digest,
      file: tight,
      version: 12,
      changed: false,
    });
    expect(run.out).toMatch(
      new RegExp(`^limits ${limits.digest.slice(0, 16)} of .*tight\\.json, version 12$`, 'm'),
    );
    expect(
      summary.result.checks.find(({ name }) => name === 'max-quantity')!.refused,
    ).toBeGreaterThan(0);
    const again = await smars(
      'run',
      join(out, 'scenario.json'),
      '--set',
      'clock.end=09:30:20',
      '--json',
    );
    expect((JSON.parse(again.out) as typeof summary).result).toEqual(
      JSON.parse(JSON.stringify(summary.result)),
    );
    const changed = await json(
      'run',
      'clean-rollout',
      '--limits',
      tight,
      '--set',
      'clock.end=09:29',
      '--set',
      'risk.maxQuantity.shares=60',
    );
    expect(changed.limits).toMatchObject({ version: 12, changed: true });
  });

  test('applies the limits of its Account and symbol to each order', async () => {
    const orders = file(
      'orders.csv',
      ['ClOrdID,Symbol,Side,OrderQty,OrdType,Price,TransactTime,Account']
        .concat([
          'A,CO,1,100,2,3.00,09:31:00,',
          'B,CO,1,100,2,3.00,09:31:00,BIG',
          'C,GT,1,100,2,13.00,09:31:00,',
          'D,CO,1,40,2,3.00,09:31:00,OTHER',
        ])
        .join('\n'),
    );
    const day = [
      'run',
      'clean-rollout',
      '--orders',
      orders,
      '--set',
      'clock.end=09:32',
      '--limits',
    ];
    const { result } = (await json(...day, tight)) as unknown as {
      result: { parentsFilled: number; checks: { name: string; refused: number }[] };
    };
    const refusedBy = (name: string): number =>
      result.checks.find((check) => check.name === name)?.refused ?? 0;
    expect(refusedBy('max-quantity')).toBeGreaterThan(0);
    expect(result.parentsFilled).toBe(3);
    const strict = file(
      'strict.json',
      readFileSync(tight, 'utf8').replace(
        '"unconfigured-limit": { "mode": "off" }',
        '"unconfigured-limit": { "mode": "enforce" }',
      ),
    );
    const denied = (await json(...day, strict)) as unknown as typeof result extends never
      ? never
      : { result: typeof result };
    expect(
      denied.result.checks.find(({ name }) => name === 'unconfigured-limit')!.refused,
    ).toBeGreaterThan(0);
    expect(denied.result.parentsFilled).toBe(2);
  });

  test('applies to every run of a matrix and every seed', async () => {
    const settings = ['--set', 'clock.end=09:30:05', '--limits', tight, '--threads', '2'];
    const matrix = (await json(
      'whatif',
      'clean-rollout',
      '--only',
      'max-quantity',
      '--skip-normal',
      ...settings,
    )) as Answer & {
      rows: { name: string; seeds: { cell: { refused: number } }[] }[];
    };
    expect(matrix.limits).toMatchObject({ file: tight, version: 12, changed: false });
    const refused = matrix.rows.map(({ name, seeds }) => [name, seeds[0]!.cell.refused > 0]);
    expect(refused).toEqual([
      ['none', false],
      ['max-quantity', true],
      ['limits-file', true],
    ]);
    const seeds = (await json('run', 'clean-rollout', '--seeds', '2', ...settings)) as Answer & {
      results: { checks: { name: string; refused: number }[] }[];
    };
    expect(seeds.limits.version).toBe(12);
    for (const { checks } of seeds.results)
      expect(checks.find(({ name }) => name === 'max-quantity')!.refused).toBeGreaterThan(0);
  });

  test('applies in the threads of a load', async () => {
    const load = (await json(
      'load',
      '--limits',
      tight,
      '--duration',
      '1s',
      '--warmup',
      '0s',
      '--rate',
      '2k',
    )) as Answer & {
      accounts: { servers: { refusedChildren: number; admitted: number; children: number }[] };
    };
    expect(load.limits).toMatchObject({ file: tight, version: 12, changed: false });
    const sum = (what: 'refusedChildren' | 'children' | 'admitted') =>
      load.accounts.servers.reduce((all, server) => all + server[what], 0);
    expect(sum('refusedChildren')).toBeGreaterThan(0);
    expect(sum('refusedChildren')).toBe(sum('children') - sum('admitted'));
  });
});
