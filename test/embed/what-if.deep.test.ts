import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, expect, test } from 'vitest';
import { whatIf } from '../../src/embed/what-if.js';
import { CLEAN_ROLLOUT } from '../../src/scenarios/knight.js';
import { applySettings } from '../../src/scenarios/parse.js';
import type { MatrixRow } from '../../src/whatif/cells.js';
import { DIST, scratchFolder, smars } from '../support/command.js';
import { flowOf } from '../support/orders.js';
import { SMALL, writeScenario } from '../support/scenarios.js';

const folder = scratchFolder();
afterAll(folder.remove);
const BRIEF = applySettings(SMALL, ['clock.end=09:30:20']);
const brief = writeScenario(folder.path, BRIEF);
const workerFile = pathToFileURL(join(DIST, 'workers', 'session.js'));
const NAMES = ['parent-quantity', 'server-rate'];

test('the library has the rows that the command prints', async () => {
  const told: [number, number][] = [];
  const { rows, finished } = await whatIf(BRIEF, {
    controls: NAMES,
    sets: [NAMES],
    seeds: [BRIEF.seed, BRIEF.seed + 1],
    workerFile,
    onRun: (done, runs) => told.push([done, runs]),
  });
  const flags = ['--only', NAMES.join(','), '--sets', NAMES.join('+'), '--seeds', '2', '--json'];
  const { out } = await smars('whatif', brief, ...flags);
  const printed = (JSON.parse(out) as { rows: MatrixRow[] }).rows;
  expect(finished).toBe(true);
  expect(JSON.parse(JSON.stringify(rows))).toEqual(printed.map(({ value: _, ...row }) => row));
  expect(rows.map(({ name }) => name)).toEqual(['none', ...NAMES, NAMES.join('+'), 'all']);
  // Each of five rows on two seeds and on the normal morning.
  expect(told.at(-1)).toEqual([15, 15]);
});

test('own orders are a day each, and without a normal day nothing is refused in it', async () => {
  const orders = { flow: flowOf([{ symbol: 1, quantity: 300, flagged: true }]), beside: false };
  const days = ['monday', 'tuesday'].map((name) => ({ name, orders }));
  const { rows } = await whatIf(BRIEF, { controls: NAMES, days, normal: false, workerFile });
  for (const { seeds, normal } of rows) {
    expect(normal).toBeUndefined();
    expect(seeds.map(({ day }) => day)).toEqual(['monday', 'tuesday']);
    expect(seeds[0]!.cell).toEqual(seeds[1]!.cell);
  }
});

test('names that are no controls, and a normal day beside own orders, are refused', async () => {
  await expect(whatIf(BRIEF, { controls: ['server-rat'] })).rejects.toThrow(
    "whatIf: controls: 'server-rat' is not a control; did you mean 'server-rate'?",
  );
  await expect(whatIf(BRIEF, { sets: [['collar', 'collar']] })).rejects.toThrow(
    "whatIf: sets.0: 'collar' is there twice",
  );
  const orders = { flow: flowOf([]), beside: false };
  const options = { days: [{ name: 'monday', orders }], normal: CLEAN_ROLLOUT };
  await expect(whatIf(BRIEF, options)).rejects.toThrow('does not go with own orders or stocks');
});
