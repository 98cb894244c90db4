import { afterAll, expect, test } from 'vitest';
import type { MatrixRow } from '../../src/whatif/cells.js';
import { scratchFolder, smars } from '../support/command.js';
import { SMALL, writeScenario } from '../support/scenarios.js';

const folder = scratchFolder();
afterAll(folder.remove);
const small = writeScenario(folder.path, SMALL);
const SHORT = ['--set', 'clock.end=09:30:20'];
const NAMES = ['max-quantity', 'parent-quantity', 'stale-quote', 'drop-copy', 'manual-kill'];

async function rowsOf(...more: string[]): Promise<MatrixRow[]> {
  const { out } = await smars('whatif', small, ...SHORT, '--json', ...more);
  return (JSON.parse(out) as { rows: MatrixRow[] }).rows;
}

test('rows are alike over any threads, and as when each is run by itself', async () => {
  const only = ['--only', NAMES.join(',')];
  const [one, two] = await Promise.all([
    rowsOf(...only, '--threads', '1', '--seeds', '2'),
    rowsOf(...only, '--threads', '2', '--seeds', '2'),
  ]);
  expect(one).toEqual(two);
  expect(one.map(({ name }) => name)).toEqual(['none', ...NAMES, 'all']);
  // So few rows have no run in shadow.
  const alone = await Promise.all(
    NAMES.map(async (name) => (await rowsOf('--only', name, '--seeds', '2'))[1]),
  );
  expect(one.slice(1, -1)).toEqual(alone);
  const [base, , , stale] = one;
  expect([stale!.seeds, stale!.normal]).toEqual([base!.seeds, base!.normal]);
});
