import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { generateUniverse } from '../../src/market/universe.js';
import { findScenario } from '../../src/scenarios/scenarios.js';
import { scratchFolder, smars } from '../support/command.js';

const folder = scratchFolder();
afterAll(folder.remove);
const stocks = join(folder.path, 'stocks.csv');
writeFileSync(stocks, 'Symbol,Price,ADV,ETB\nABC,12.5,2000000,Y\n"D,F",0.0712,53000,\n');

test('smars list symbols --json has each stock of a scenario, as its day opens', async () => {
  const { code, out, err } = await smars('list', 'symbols', 'knight-2012', '--seed', '5', '--json');
  const { universe } = findScenario('knight-2012');
  const { stocks: listed } = JSON.parse(out) as { stocks: object[] };
  expect([code, err]).toEqual([0, '']);
  expect(listed).toEqual(
    generateUniverse(universe, 5).map(({ openTicks, ...rest }) => ({
      priceDollars: openTicks / 10_000,
      ...rest,
    })),
  );
});

test('smars list symbols --csv is a universe file that gives the same list again', async () => {
  const first = await smars('list', 'symbols', '--universe', stocks, '--csv');
  expect([first.code, first.err]).toEqual([0, '']);
  expect(first.out).toMatch(/^Symbol,Price,DailyVolume,.*,EasyToBorrow\nABC,12.5,2000000,/);
  const again = join(folder.path, 'again.csv');
  writeFileSync(again, first.out);
  expect((await smars('list', 'symbols', '--universe', again, '--csv')).out).toBe(first.out);
});

test('smars list symbols shows a load profile too, and refuses what is no list', async () => {
  const { code, out } = await smars('list', 'symbols', 'normal-day');
  expect([code, out.split('\n')[0]]).toEqual([
    0,
    'Symbol   Price  DailyVolume  DailyVolatility  IndexMember',
  ]);
  expect((await smars('list', 'symbol')).err).toBe(
    "smars list 'symbol': is no list; did you mean 'symbols'?\n",
  );
  expect((await smars('list', '--csv')).err).toBe('--csv goes with smars list symbols\n');
});
