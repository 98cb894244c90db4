import { InputError, suggest } from '../base/assert.js';
import { money, NS_PER_MS, NS_PER_SECOND } from '../base/units.js';
import type { Table } from '../memory/table.js';
import { Verdict } from '../orders/codes.js';
import { CATALOGUE_ROWS, type CatalogueRow, completeSetting } from './catalogue.js';
import type { Catalogue } from './catalogue-space.js';
import { RateWord, SymbolWord } from './exposure.js';
import { CHECK_MODE_NAMES } from './limits.js';
import { raisedValue } from './raises.js';

/** One row a verdict, in the unit of its measure; `first` is the lower of hard and soft, where the short way ends. All are infinite while a check is off. */
export const BOUND_SCHEMA = { mode: 'u8', hard: 'f64', soft: 'f64', first: 'f64' } as const;
export type Bounds = Table<typeof BOUND_SCHEMA>;

/** Bounds that are proportions, worked out by symbol: shares of one order, shares traded, ticks from the reference. `barred` has a bit for each list that stops it. */
export const SYMBOL_BOUND_SCHEMA = {
  orderMax: 'f64',
  tradedSoft: 'f64',
  tradedMax: 'f64',
  referenceTicks: 'i32',
  staticSoft: 'f64',
  staticMax: 'f64',
  barred: 'u8',
} as const;
/** By behaviour: 1 where nobody has set limits for the strategy. */
export const STRATEGY_SCHEMA = { barred: 'u8' } as const;
export const STRATEGIES_MAX = 128;
export const Barred = { RESTRICTED: 1, UNCONFIGURED: 2 } as const;

/** What the checks over time and the quotes go by, one row, but for what stands in RATE_SCHEMA. */
export const PACE_SCHEMA = {
  alikeWindowNs: 'f64',
  spreadPercent: 'f64',
  goodQuotes: 'i32',
  parentsMax: 'i32',
  lossMarks: 'i32',
  markEveryNs: 'f64',
  conservativeMarks: 'u8',
} as const;

/** Keeps a proportion that comes out on a whole number there. */
const ROUNDING = 1e-6;

/** Works all bounds out: the settings, with raises in force in place of their hard levels. Throws an InputError where a list names what there is not. */
export function writeBounds(catalogue: Catalogue, nowNs: number): void {
  const { bounds } = catalogue;
  bounds.hard.fill(Number.POSITIVE_INFINITY);
  bounds.soft.fill(Number.POSITIVE_INFINITY);
  for (const row of CATALOGUE_ROWS) {
    const setting = catalogue.settings[row.field]!;
    const check = row.verdict;
    bounds.mode[check] = CHECK_MODE_NAMES.indexOf(setting.mode);
    if (setting.mode === 'off') continue;
    const hard = levelOf(row, 'hard', setting);
    bounds.hard[check] = inMeasure(row, hard === undefined ? 0 : raisedValue(catalogue.firm.raises, check, hard, nowNs));
    const soft = levelOf(row, 'soft', setting);
    if (soft !== undefined) bounds.soft[check] = inMeasure(row, soft);
  }
  for (let check = 0; check < bounds.capacity; check++) bounds.first[check] = Math.min(bounds.hard[check]!, bounds.soft[check]!);
  writePace(catalogue);
  writeLists(catalogue);
  writeSymbols(catalogue);
}

function levelOf(row: CatalogueRow, level: 'hard' | 'soft', setting: Record<string, unknown>): number | undefined {
  const name = (row as { hard?: string; soft?: string })[level];
  return name === undefined ? undefined : (setting[name] as number);
}

/** A level in the unit of its measure: money, ns, a fraction, or as it is. */
function inMeasure(row: CatalogueRow, level: number): number {
  const { hard } = row as { hard?: string };
  const unit = (row.parameters as readonly { name: string; unit: string }[]).find(({ name }) => name === hard)?.unit;
  if (unit === 'dollars' || unit === 'credit-dollars') return money(level);
  if (unit === 'percent') return level / 100;
  if (unit === 'milliseconds') return level * NS_PER_MS;
  return level;
}

function writePace({ settings, bounds, pace, rates }: Catalogue): void {
  const read = (field: string, name: string): number => completed(settings, field, name);
  const isRated = bounds.first[Verdict.SYMBOL_RATE] !== Number.POSITIVE_INFINITY;
  const windowNs = Math.floor(read('symbolRate', 'windowSeconds') * NS_PER_SECOND);
  // The bounds of a rate are what its buckets may run ahead; a bucket smaller than one order still holds one.
  const pacing = (perSecond: number): [incrementNs: number, toleranceNs: number] => {
    if (!isRated || perSecond === Number.POSITIVE_INFINITY) return [0, Number.POSITIVE_INFINITY];
    const increment = Math.floor(NS_PER_SECOND / perSecond);
    return [increment, Math.max(0, windowNs - increment)];
  };
  [rates.words[RateWord.INCREMENT], rates.words[RateWord.TOLERANCE]] = pacing(bounds.hard[Verdict.SYMBOL_RATE]!);
  [rates.words[RateWord.SOFT_INCREMENT], rates.words[RateWord.SOFT_TOLERANCE]] = pacing(bounds.soft[Verdict.SYMBOL_RATE]!);
  bounds.hard[Verdict.SYMBOL_RATE] = rates.words[RateWord.TOLERANCE]!;
  bounds.soft[Verdict.SYMBOL_RATE] = rates.words[RateWord.SOFT_TOLERANCE]!;
  pace.alikeWindowNs[0] = Math.floor(read('duplicateOrders', 'windowSeconds') * NS_PER_SECOND);
  rates.words[RateWord.COLLAR] = bounds.hard[Verdict.QUOTE_COLLAR]!;
  pace.spreadPercent[0] = read('staleQuote', 'spreadPercent');
  pace.goodQuotes[0] = read('staleQuote', 'goodQuotes');
  pace.parentsMax[0] = read('executionsPerParent', 'parentsMax');
  pace.lossMarks[0] = read('lossLimit', 'marks');
  pace.conservativeMarks[0] = read('lossLimit', 'conservativeMarks');
  pace.markEveryNs[0] = read('lossLimit', 'everySeconds') * NS_PER_SECOND;
}

function completed(settings: Catalogue['settings'], field: string, name: string): number {
  return settings[field]![name] as number;
}

function writeSymbols({ bounds, symbolBounds, stocks, symbols }: Catalogue): void {
  const { orderMax, tradedSoft, tradedMax, referenceTicks, staticSoft, staticMax, barred } = symbolBounds;
  const { words } = symbols;
  stocks.forEach(({ advShares, openTicks }, symbol) => {
    referenceTicks[symbol] = openTicks;
    orderMax[symbol] = Math.floor(advShares * bounds.hard[Verdict.ADV_SHARE]! + ROUNDING);
    tradedMax[symbol] = Math.floor(advShares * bounds.hard[Verdict.CUMULATIVE_ADV]! + ROUNDING);
    tradedSoft[symbol] = Math.floor(advShares * bounds.soft[Verdict.CUMULATIVE_ADV]! + ROUNDING);
    staticMax[symbol] = Math.floor(openTicks * bounds.hard[Verdict.STATIC_COLLAR]! + ROUNDING);
    staticSoft[symbol] = Math.floor(openTicks * bounds.soft[Verdict.STATIC_COLLAR]! + ROUNDING);
    const at = symbol << 3;
    const ticks = Math.min(staticSoft[symbol]!, staticMax[symbol]!);
    words[at + SymbolWord.ORDER_MAX] = barred[symbol] === 0 ? orderMax[symbol]! : -1;
    words[at + SymbolWord.TRADED_MAX] = Math.min(tradedSoft[symbol]!, tradedMax[symbol]!);
    words[at + SymbolWord.STATIC_LOW] = openTicks - ticks;
    words[at + SymbolWord.STATIC_HIGH] = openTicks + ticks;
  });
}

function writeLists({ settings, symbolBounds, strategies, stocks, strategyNames }: Catalogue): void {
  symbolBounds.barred.fill(0);
  strategies.barred.fill(0);
  const symbolNames = stocks.map(({ symbol }) => symbol);
  const { restrictedList, unconfiguredLimit } = settings;
  if (restrictedList!.mode !== 'off') {
    for (const name of restrictedList!.symbols as string[]) {
      symbolBounds.barred[rowOf('risk.restrictedList.symbols', name, symbolNames)]! |= Barred.RESTRICTED;
    }
  }
  if (unconfiguredLimit!.mode === 'off') return;
  strategies.barred.fill(1);
  for (const name of unconfiguredLimit!.strategies as string[]) {
    strategies.barred[rowOf('risk.unconfiguredLimit.strategies', name, strategyNames)] = 0;
  }
  // Without a list of symbols, the universe is what limits have been set for.
  const known = unconfiguredLimit!.symbols as string[];
  if (known.length === 0) return;
  const rows = new Set(known.map((name) => rowOf('risk.unconfiguredLimit.symbols', name, symbolNames)));
  for (let symbol = 0; symbol < stocks.length; symbol++) if (!rows.has(symbol)) symbolBounds.barred[symbol]! |= Barred.UNCONFIGURED;
}

function rowOf(place: string, name: string, known: readonly string[]): number {
  const row = known.indexOf(name);
  if (row < 0) throw new InputError(`${place}: '${name}' is not known here; ${suggest(name, known)}`);
  return row;
}

/** The settings of all checks, completed, by field. */
export function completeSettings(limits: Readonly<Record<string, unknown>>): Catalogue['settings'] {
  return Object.fromEntries(CATALOGUE_ROWS.map((row) => [row.field, completeSetting(row, limits[row.field] as never)]));
}
