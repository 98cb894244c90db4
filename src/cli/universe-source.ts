import { InputError } from '../base/assert.js';
import type { ListedStock } from '../market/universe.js';
import { parseUniverse } from '../scenarios/universe-file.js';
import { type Flag, type FlagValues, textFlag } from './command.js';
import { readText } from './file-text.js';
import { refuseFlagAndSetting } from './settings.js';

export const UNIVERSE_FLAG: Flag = {
  type: 'string',
  value: 'FILE',
  about: 'stocks from a CSV or NDJSON file in place of the generated ones (see smars list symbols)',
};

/** Reads the file of --universe; undefined without the flag. */
export function readUniverse(flags: FlagValues): ListedStock[] | undefined {
  const path = textFlag(flags, 'universe');
  if (path === undefined) return undefined;
  if (!/\.(?:csv|ndjson|jsonl)$/i.test(path))
    throw new InputError(
      `--universe ${path}: the name of a universe file must end in .csv, .ndjson or .jsonl`,
    );
  return parseUniverse(readText(path, 'a universe file'), path);
}

/** The fields of a universe that a list of stocks decides, whatever --set says. */
export function refuseUniverseSettings(
  flags: FlagValues,
  settings: readonly string[],
  listed: readonly ListedStock[],
): void {
  const decided = (['advShares', 'dailyVolatility'] as const).filter((name) =>
    listed.every((stock) => stock[name] !== undefined),
  );
  const fields = ['stocks', 'named', 'listed', 'price', ...decided];
  refuseFlagAndSetting(flags, settings, { universe: fields.map((name) => `universe.${name}`) });
}
