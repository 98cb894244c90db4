import { nearestName } from '../base/input-error.js';
import {
  PRICE_DOLLARS_MAX,
  SHARES_MAX,
  SYMBOL_CHARACTERS_MAX,
  VOLUME_MAX,
} from '../base/ranges.js';
import { isWholeTicks } from '../base/units.js';
import type { ListedStock } from '../market/universe.js';
import { VOLATILITY_MAX } from './parts.js';

/** A field of a universe file: the property that it sets, and the names that headers may have. */
export interface UniverseField {
  readonly property: keyof ListedStock;
  /** As `names` gives it first, for messages. */
  readonly name: string;
  /** In lower case without blanks, dashes and underscores. */
  readonly names: readonly string[];
  readonly isRequired: boolean;
  /** Returns the value of a text, or undefined where it is not one. */
  readonly read: (text: string) => string | number | boolean | undefined;
  /** A predicate: `must be …`. */
  readonly reason: string;
}

const NUMBER = /^\d+(?:\.\d+)?(?:[eE][+-]?\d+)?$/;
const YES_NO: Readonly<Record<string, boolean>> = {
  y: true,
  yes: true,
  true: true,
  1: true,
  n: false,
  no: false,
  false: false,
  0: false,
};

const wholeOf = (most: number) => ({
  read: (text: string): number | undefined => {
    const value = NUMBER.test(text) ? Number(text) : Number.NaN;
    return Number.isInteger(value) && value >= 1 && value <= most ? value : undefined;
  },
  reason: `must be a whole number from 1 to ${most.toLocaleString('en-US')}`,
});
const DOLLARS = {
  read: (text: string): number | undefined => {
    const value = NUMBER.test(text) ? Number(text) : Number.NaN;
    return isWholeTicks(value) && value <= PRICE_DOLLARS_MAX ? value : undefined;
  },
  reason:
    `must be dollars above 0 and up to ${PRICE_DOLLARS_MAX.toLocaleString('en-US')}, with at ` +
    'most four decimal places',
};
const ANSWER = {
  read: (text: string): boolean | undefined => {
    const word = text.toLowerCase();
    return Object.hasOwn(YES_NO, word) ? YES_NO[word] : undefined;
  },
  reason: 'must be Y or N, 1 or 0, true or false',
};

const field = (
  property: keyof ListedStock,
  name: string,
  others: readonly string[],
  rule: Pick<UniverseField, 'read' | 'reason'>,
  isRequired = false,
): UniverseField => ({ property, name, names: [plain(name), ...others], isRequired, ...rule });

/** The fields of a universe file. A number beside a name is the tag of FIX. */
export const UNIVERSE_FIELDS: readonly UniverseField[] = [
  field(
    'symbol',
    'Symbol',
    ['55', 'ticker'],
    {
      // biome-ignore lint/suspicious/noControlCharactersInRegex: symbols must not have them
      read: (text) => (/^[^\u0000-\u001f\u007f-\u009f]{1,32}$/u.test(text) ? text : undefined),
      reason:
        `must be a text of 1 to ${SYMBOL_CHARACTERS_MAX} characters without control ` +
        'characters',
    },
    true,
  ),
  field('priceDollars', 'Price', ['pricedollars', 'open', 'last', 'close'], DOLLARS, true),
  field(
    'advShares',
    'DailyVolume',
    ['averagedailyvolume', 'adv', 'advshares', 'volume'],
    wholeOf(VOLUME_MAX),
  ),
  field('dailyVolatility', 'DailyVolatility', ['volatility'], {
    read: (text) => {
      const value = NUMBER.test(text) ? Number(text) : Number.NaN;
      return value <= VOLATILITY_MAX ? value : undefined;
    },
    reason: `must be the fraction that a day's return spreads, 0 to ${VOLATILITY_MAX}: 0.02 is 2 %`,
  }),
  field('indexMember', 'IndexMember', ['index'], ANSWER),
  field('sharesOutstanding', 'SharesOutstanding', ['outstanding'], wholeOf(VOLUME_MAX)),
  field('easyToBorrow', 'EasyToBorrow', ['etb'], ANSWER),
  field('tickDollars', 'Tick', ['ticksize', 'tickdollars', 'minpriceincrement', '969'], DOLLARS),
  field(
    'roundLotShares',
    'RoundLot',
    ['lot', 'lotsize', 'roundlotshares', '561'],
    wholeOf(SHARES_MAX),
  ),
  field(
    'previousCloseDollars',
    'PreviousClose',
    ['prevclose', 'prevclosepx', 'previousclosedollars', '140'],
    DOLLARS,
  ),
];

function plain(name: string): string {
  return name.toLowerCase().replace(/[\s_-]/g, '');
}

/**
 * Returns the field that a header calls `name`: undefined for a column of the user's own, whose
 * name begins with `x-`, or the reason why the name is refused.
 */
export function fieldNamed(name: string): UniverseField | undefined | string {
  if (/^x-/i.test(name)) return undefined;
  const known = UNIVERSE_FIELDS.find(({ names }) => names.includes(plain(name)));
  if (known !== undefined) return known;
  const every = UNIVERSE_FIELDS.flatMap(({ names }) => names);
  const nearest = name.length <= 64 ? nearestName(plain(name), every) : undefined;
  const near = UNIVERSE_FIELDS.find(({ names }) => names.some((one) => one === nearest));
  const hint =
    near === undefined
      ? `known names: ${UNIVERSE_FIELDS.map((one) => one.name).join(', ')}`
      : `did you mean '${near.name}'?`;
  return `is not a field of a stock; ${hint} (a column of your own begins with x-)`;
}
