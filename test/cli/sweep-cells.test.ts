import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { readPlan } from '../../src/cli/sweep-cells.js';
import { CONTROLS } from '../../src/scenarios/controls.js';
import { scratchFolder } from '../support/command.js';
import { SMALL, writeScenario } from '../support/scenarios.js';
import { SILENT } from '../support/terminal.js';

const folder = scratchFolder();
afterAll(folder.remove);
const at = (name: string): string => join(folder.path, name);
writeScenario(folder.path, SMALL);
const quantity = { 'max-quantity': { mode: 'enforce', shares: 500 } };
writeFileSync(at('limits.json'), JSON.stringify({ version: 1, firm: quantity }));
for (const day of [1, 2])
  writeFileSync(
    at(`day-${day}.csv`),
    `ClOrdID,Symbol,Side,OrderQty,TransactTime\na,CO,1,${day}00,10:00:00\n`,
  );
writeFileSync(at('stocks.csv'), 'Symbol,Price,DailyVolume\nCO,20,1000000\nNEW,10,500000\n');

const PLAN = { scenarios: ['small.json'], seeds: { first: 1, count: 1 } };

/** The cells of a plan. */
async function cellsOf(part: object) {
  writeFileSync(at('plan.json'), JSON.stringify({ ...PLAN, ...part }));
  return (await readPlan(at('plan.json'), SILENT)).cells;
}
const namesOf = async (part: object): Promise<string[]> =>
  (await cellsOf(part)).map(({ cell }) =>
    [cell.scenario, cell.settings, cell.control, cell.orders].join('|'),
  );

describe('the cells of a plan', () => {
  test('are one for a scenario as it is set', async () => {
    expect(await namesOf({})).toEqual(['small.json||as set|']);
  });

  test('are all combinations of what the plan lists', async () => {
    const settings = [{ name: 'a' }, { name: 'b', set: ['router.improvementTicks=5'] }];
    const controls = ['none', 'locate'];
    const orders = ['day-1.csv', 'day-2.csv'];
    const names = await namesOf({ settings, controls, orders });
    expect(names).toEqual(
      ['a', 'b'].flatMap((variant) =>
        controls.flatMap((control) =>
          orders.map((day) => `small.json|${variant}|${control}|${day}`),
        ),
      ),
    );
    expect(await namesOf({ controls: 'all' })).toHaveLength(CONTROLS.length + 1);
  });

  test('have limits files in place of the scenario’s limits, beside controls', async () => {
    expect(await namesOf({ limits: ['limits.json'] })).toEqual(['small.json||limits.json|']);
    expect(await namesOf({ limits: ['limits.json'], controls: ['none'] })).toEqual([
      'small.json||none|',
      'small.json||limits.json|',
    ]);
  });

  test.each([
    ['settings', {}, { settings: [{ name: 'x', set: ['router.improvementTicks=5'] }] }],
    ['controls', {}, { controls: ['none'] }],
    ['limits', {}, { limits: ['limits.json'] }],
    ['orders', {}, { orders: ['day-1.csv'] }],
    ['another file of orders', { orders: ['day-1.csv'] }, { orders: ['day-2.csv'] }],
    ['beside', { orders: ['day-1.csv'] }, { orders: ['day-1.csv'], beside: true }],
    ['universe', { orders: ['day-1.csv'] }, { orders: ['day-1.csv'], universe: 'stocks.csv' }],
    ['from-orders', { orders: ['day-1.csv'] }, { orders: ['day-1.csv'], universe: 'from-orders' }],
    [
      'limitsOf',
      { scenarios: ['knight-2012'], controls: ['server-rate'] },
      { scenarios: ['knight-2012'], controls: ['server-rate'], limitsOf: 'catalogue' },
    ],
  ])('have another content with %s', async (_, before, after) => {
    const [one] = await cellsOf(before);
    const [other] = await cellsOf(after);
    expect(other!.cell.digest).not.toBe(one!.cell.digest);
  });

  test('have the same content under another name', async () => {
    const [one] = await cellsOf({});
    writeScenario(folder.path, { ...SMALL, name: 'renamed', title: 'Another', seed: 99 });
    const [other] = await cellsOf({ scenarios: ['renamed.json'] });
    expect(other!.cell.digest).toBe(one!.cell.digest);
  });

  test('are refused above ten million days', async () => {
    const part = { controls: 'all', seeds: { first: 0, count: 1_000_000 } };
    await expect(cellsOf(part)).rejects.toThrow(/plan\.json: has [\d,]+ tasks; at most 10,000,000/);
  });
});
