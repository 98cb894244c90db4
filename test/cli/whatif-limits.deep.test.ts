import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { type Outcome, ROOT, scratchFolder, smars } from '../support/command.js';
import { BRIEF, type Matrix, rowsOf } from '../support/matrix.js';
import { SMALL, writeScenario } from '../support/scenarios.js';

const folder = scratchFolder();
afterAll(folder.remove);
const small = writeScenario(folder.path, SMALL);

/** Runs the matrix of the small day with these controls alone. */
const whatif = (only: string, ...flags: string[]): Promise<Outcome> =>
  smars('whatif', small, '--only', only, '--json', ...flags);

describe('smars whatif with limits and checks of the user’s own', () => {
  test('--limits adds a row for each limit of the file and one for the whole file', async () => {
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
      whatif('max-quantity,position,server-rate,unconfigured-limit', ...flags),
      whatif('fleet-audit', ...BRIEF),
      smars('whatif', small, '--short', ...flags),
      whatif('unconfigured-limit,fleet-audit', '--loss-below', '1', ...flags),
    ]);
    const { rows } = JSON.parse(all.out) as Matrix;
    const none = (JSON.parse(bare.out) as Matrix).rows[0]!;
    expect(rows.map(({ name, value }) => [name, value])).toEqual([
      ['none', ''],
      ['max-quantity', 'shares 1,000,000'],
      ['position', 'dollars $5,000; per server; mode shadow'],
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
    expect(short.out).toMatch(/^position +dollars \$5,000; per server; mode shadow$/m);
    const { sets } = (JSON.parse(minimal.out) as { minimal: { sets: { controls: string[] }[] } })
      .minimal;
    expect(sets.map(({ controls }) => controls)).toEqual([['unconfigured-limit'], ['fleet-audit']]);
  });

  test('--check adds a row with its parameters and acts in that row only', async () => {
    const check = join(ROOT, 'test', 'examples', 'burst-check.js');
    const flags = ['--sets', 'burst+fleet-audit', '--check', check, ...BRIEF];
    const { rows } = JSON.parse((await whatif('burst,max-quantity', ...flags)).out) as Matrix;
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

  test('adds a row for controls of the scenario, which act in that row only', async () => {
    const settings = ['mode=enforce', 'toleranceShares=100'];
    const on = settings.flatMap((setting) => ['--set', `risk.parentQuantity.${setting}`]);
    const { rows } = JSON.parse((await whatif('parent-quantity', ...on, ...BRIEF)).out) as Matrix;
    expect(rows.map(({ name, value }) => [name, value])).toEqual([
      ['none', ''],
      ['as set', ''],
      ['parent-quantity', 'toleranceShares 100'],
    ]);
    const [none, asSet, alone] = rows.map(({ seeds }) => seeds[0]!.cell);
    expect(none!.unmatchedExecutions).toBeGreaterThan(1000);
    expect(asSet).toEqual(alone);
  });
});
