import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { readOrderFile } from '../../src/cli/order-source.js';
import { generateUniverse } from '../../src/market/universe.js';
import { limitedAccounts } from '../../src/risk/limits/layers.js';
import { parseLimits, placeLimits } from '../../src/scenarios/limits-file.js';
import { PROFILES } from '../../src/scenarios/profiles.js';
import { scratchFolder, startSmars } from '../support/command.js';
import { documentBlocks, USER_DOCUMENTS } from '../support/documents.js';

const folder = scratchFolder();
afterAll(folder.remove);
const shown = (languages: string): string[] =>
  USER_DOCUMENTS.flatMap((path) => documentBlocks(path, languages)).map(({ text }) => text);
const ORDERS = shown('csv').filter((text) => text.startsWith('ClOrdID,'));
const LIMITS = shown('json|jsonc').filter((text) => text.includes('"firm":'));
ORDERS.forEach((text, n) => {
  writeFileSync(join(folder.path, `orders-${n}.csv`), text);
});
LIMITS.forEach((text, n) => {
  writeFileSync(join(folder.path, `limits-${n}.json`), text);
});
const each = <T>(texts: readonly T[]): number[] => [...texts.keys()];

/** Every command that takes files of the user's, as short as it can be. */
const COMMANDS: readonly (readonly [name: string, (limits: string, orders: string) => string[]])[] =
  [
    ['limits', (limits) => ['limits', limits]],
    [
      'run',
      (limits, orders) => [
        'run',
        '--set',
        'clock.end=09:30:02',
        '--limits',
        limits,
        '--orders',
        orders,
      ],
    ],
    [
      'run, beside',
      (limits, orders) => [
        'run',
        '--set',
        'clock.end=09:30:02',
        '--limits',
        limits,
        '--orders',
        orders,
        '--beside',
      ],
    ],
    [
      'whatif',
      (limits) => [
        'whatif',
        '--set',
        'clock.end=09:30:02',
        '--only',
        'unmatched-account',
        '--limits',
        limits,
      ],
    ],
    [
      'load',
      (limits, orders) => [
        'load',
        '--duration',
        '0.2s',
        '--warmup',
        '0s',
        '--waiting',
        'block',
        '--limits',
        limits,
        '--orders',
        orders,
      ],
    ],
    [
      'load, runaway',
      (limits, orders) => [
        'load',
        'runaway',
        '--duration',
        '0.2s',
        '--warmup',
        '0s',
        '--waiting',
        'block',
        '--limits',
        limits,
        '--orders',
        orders,
      ],
    ],
  ];

describe('files that the documents show', () => {
  test('include orders and limits', () => {
    expect([ORDERS.length, LIMITS.length].every((count) => count > 0)).toBe(true);
  });

  test.each(COMMANDS)('work together in smars %s', async (_, command) => {
    for (const limits of each(LIMITS)) {
      for (const orders of each(ORDERS)) {
        const { code, err } = await startSmars(
          command(`limits-${limits}.json`, `orders-${orders}.csv`),
          { cwd: folder.path },
        ).ended;
        expect([code, /(?:limits|orders)-\d/.exec(err)?.input]).toEqual([0, undefined]);
      }
    }
  });

  // The files name stocks; one profile has none with a name.
  const named = PROFILES.filter(({ universe }) => universe.named !== false);
  test.each(named.map((profile) => [profile.name, profile] as const))(
    'fit the load profile %s',
    async (_, profile) => {
      const symbols = generateUniverse(profile.universe, profile.seed).map(({ symbol }) => symbol);
      for (const text of LIMITS) {
        const file = parseLimits(text, 'limits.json');
        expect(() => placeLimits(file, { servers: profile.servers, symbols })).not.toThrow();
        const names = {
          symbols,
          retailFlag: 1,
          servers: profile.servers,
          accounts: limitedAccounts(file.limits),
        };
        for (const n of each(ORDERS))
          expect(
            (await readOrderFile(join(folder.path, `orders-${n}.csv`), names)).count,
          ).toBeGreaterThan(0);
      }
    },
  );
});
