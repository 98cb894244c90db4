import { InputError } from '../base/input-error.js';
import type { ListedStock } from '../market/universe.js';
import { parseUniverse } from '../scenarios/universe-file.js';
import { type Flag, type FlagValues, textFlag } from './command.js';
import { readText } from './file-text.js';
import { refuseFlagAndSetting } from './settings.js';

/** The value of --universe that makes the stocks from the orders. */
export const FROM_ORDERS = 'from-orders';

export const UNIVERSE_FLAG: Flag = {
  type: 'string',
  value: 'FILE',
  about:
    'stocks from a CSV or NDJSON file in place of the generated ones, or from-orders for those ' +
    'that --orders names (see smars list symbols)',
};

/** Reads the file of --universe; undefined without the flag. */
export function readUniverse(flags: FlagValues): ListedStock[] | undefined {
  const path = textFlag(flags, 'universe');
  if (path === undefined) return undefined;
  if (path === FROM_ORDERS)
    throw new InputError(
      `--universe ${path}: goes with --orders FILE of run, whatif, tune and list ` +
        'symbols; list symbols --csv prints a universe file of it',
    );
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
  // A stock from orders without a limit price has the median price that the scenario sets.
  const price = flags.universe === FROM_ORDERS ? [] : ['price'];
  const fields = ['stocks', 'named', 'listed', ...price, ...decided];
  refuseFlagAndSetting(flags, settings, { universe: fields.map((name) => `universe.${name}`) });
}
