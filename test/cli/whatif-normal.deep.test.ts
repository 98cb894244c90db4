import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { TUNED_KNIGHT } from '../../src/scenarios/tuned-knight.js';
import type { DayResult } from '../../src/session/result/result.js';
import { linesWider, ROOT, scratchFolder, smars } from '../support/command.js';
import { type Matrix, PROGRESS, rowsOf } from '../support/matrix.js';

const folder = scratchFolder();
afterAll(folder.remove);

describe('the normal morning of smars whatif', () => {
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
      flags: '--set risk.maxQuantity.shares=50 --seed 5 --set market.displayedSeconds=2'.split(' '),
      on: ['risk.maxQuantity.mode=enforce'],
    },
    {
      row: 'as set',
      flags: ['--set', 'universe.price.median=40', '--set', `risk.layers=${SERVER}`],
      on: [],
    },
    { row: 'limits-file', flags: ['--limits', POSITION], on: [] },
    { row: 'burst', flags: ['--check', join(ROOT, 'test', 'examples', 'burst-check.js')], on: [] },
  ])('counts the same refused orders for $row as smars run', async ({ row, flags, on }) => {
    const clock = '--set clock.start=09:29:59 --set clock.end=09:30:03'.split(' ');
    const brief = [...clock, '--json', ...flags];
    const only = row === 'as set' || row === 'limits-file' ? 'fleet-audit' : row;
    const matrix = await smars('whatif', '--only', only, ...brief);
    const settings = on.flatMap((setting) => ['--set', setting]);
    const morning = await smars('run', 'normal-morning', ...brief, ...settings);
    expect([matrix.err.replace(PROGRESS, ''), matrix.code]).toEqual(['', 0]);
    const { rows } = JSON.parse(matrix.out) as Matrix;
    const { result } = JSON.parse(morning.out) as { result: DayResult };
    const { normal } = rows.find(({ name }) => name === row)!;
    const { refused, children } = normal!;
    expect({ refused, children }).toEqual({
      refused: result.children - result.admitted,
      children: result.children,
    });
    const { firstTries, firstTriesRefused, parentsEntered, parentsUnfilled } = normal!;
    expect({
      firstTries,
      firstTriesRefused,
      orders: parentsEntered,
      ordersUnfilled: parentsUnfilled,
    }).toEqual(result.tries);
    expect([rows[0]!.normal!.refused, refused > 0]).toEqual([0, row !== 'gross-exposure']);
  });

  test('says which settings it leaves out', async () => {
    const settings = [
      'clock.end=09:30:05',
      'flow.0.kind=auction',
      'deployment.flagServers=[8]',
      'actions=[]',
    ];
    const flags = settings.flatMap((setting) => ['--set', setting]);
    const args = ['whatif', '--only', 'manual-kill', ...flags];
    const [json, text] = await Promise.all([smars(...args, '--json'), smars(...args)]);
    const { leftOut } = (JSON.parse(json.out) as { normalMorning: { leftOut: string[] } })
      .normalMorning;
    expect(leftOut).toEqual([
      '--set flow.0.kind=auction: its flow has another stream there',
      '--set deployment.flagServers=[8]: a normal morning has its own',
      '--set actions=[]: nobody needs to act on a normal morning',
      'manual-kill: it ends before the call',
    ]);
    expect(text.out.replaceAll(/\s+/g, ' ')).toContain(`The normal day is without ${leftOut[3]}.`);
    expect(rowsOf(text.out).has('manual-kill')).toBe(true);
  });

  test('given with --normal is the day under the story, and the answer says so', async () => {
    const args = '--normal normal-morning --only max-quantity --set clock.end=09:30:04'.split(' ');
    const [json, text] = await Promise.all([
      smars('whatif', ...args, '--json'),
      smars('whatif', ...args),
    ]);
    const { normalMorning, rows } = JSON.parse(json.out) as Matrix & { normalMorning: object };
    expect(normalMorning).toEqual({
      scenario: 'normal-morning',
      oneFirm: true,
      leftOut: ['--set clock.end=09:30:04: a normal day has its own clock'],
    });
    expect(rows[0]!.normal!.parentsEntered).toBeGreaterThan(10_000);
    expect(text.out.replaceAll(/\s+/g, ' ')).toContain(
      'One firm: the bad day has the orders of normal-morning beside its own, and both days the ' +
        'same 8 servers and 8,900 stocks, 500 of knight-2012 and 8,400 of normal-morning.',
    );
  });

  test('tuned limits stand beside those of the catalogue, and a file has its own', async () => {
    const clock = '--set clock.start=09:29:59 --set clock.end=09:30:03'.split(' ');
    const only = ['--only', 'max-quantity,fleet-audit,position'];
    const [both, tuned, own] = await Promise.all([
      smars('whatif', ...only, ...clock, '--limits-of', 'both'),
      smars('whatif', ...only, ...clock, '--json'),
      smars('whatif', 'knight-2012', '--limits-of', 'catalogue', ...only, ...clock, '--json'),
    ]);
    const read = ({ out }: { out: string }) =>
      (JSON.parse(out) as Matrix).rows.map(({ name, value, limits }) => [name, value, limits]);
    const { bound } = TUNED_KNIGHT.bounds['max-quantity']!;
    const told = `shares ${bound.toLocaleString('en-US')}; tuned`;
    expect(read(tuned)[1]).toEqual(['max-quantity', told, 'tuned']);
    expect(read(own)[1]).toEqual(['max-quantity', 'shares 10,000', undefined]);
    expect([...rowsOf(both.out).keys()]).toEqual([
      'none',
      'max-quantity',
      'fleet-audit',
      'position',
      'all',
    ]);
    expect(both.out).toMatch(/^beside +tuned +tries +unfilled +catalogue +tries +unfilled$/m);
    expect(linesWider(both.out)).toEqual([]);
    expect(both.out).toContain('2 controls have their limits tuned on');
  });

  test.each([
    [['--limits-of', 'tunned'], "--limits-of 'tunned': is not one of them; did you mean 'tuned'?"],
    [['--limits-of', 'tuned', '--sensitivity'], '--limits-of and --sensitivity: give one of them'],
    [['--normal', 'normal-dya'], "scenario 'normal-dya' is not known"],
    [['--normal', 'normal-day'], "'normal-day' is a load profile, not a scenario"],
    [['--normal', 'citi-2022', '--skip-normal'], '--normal and --skip-normal: give one of them'],
    [['--normal', 'facebook-2012'], '--normal: facebook-2012 has faults'],
  ])('refuses %j', async (args, fault) => {
    const { code, err, out } = await smars('whatif', ...args);
    expect([code, out]).toEqual([2, '']);
    expect(err).toContain(fault);
  });
});
