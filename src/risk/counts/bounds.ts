import { InputError, suggest } from '../../base/input-error.js';
import { money, NS_PER_MS, NS_PER_SECOND } from '../../base/units.js';
import type { Table } from '../../memory/table.js';
import { Verdict } from '../../orders/codes.js';
import {
  CATALOGUE,
  CATALOGUE_ROWS,
  type CatalogueRow,
  type CheckSettings,
} from '../catalogue/catalogue.js';
import { isUnbounded, LIMIT_MODE_NAMES } from '../catalogue/modes.js';
import { raisedValue } from '../limits/raises.js';
import { writeMessages } from './messages.js';
import { ownerOf } from './owners.js';
import { LAST_TRADE, MEAN_PRICE, writeRules } from './rules.js';
import type { SecondPass } from './second-pass.js';
import {
  Barred,
  type Bounds,
  LEVEL_SHIFT,
  Owner,
  ServerWord,
  type SYMBOL_BOUND_SCHEMA,
  SymbolWord,
} from './tables.js';
import { closeTicks } from './terms.js';

/** Keeps a proportion that equals a whole number on it. */
const ROUNDING = 1e-6;

/** Returns where the levels of a symbol begin; add a verdict for the row of `Bounds`. */
export function levelsAt(symbolBounds: Table<typeof SYMBOL_BOUND_SCHEMA>, symbol: number): number {
  return symbolBounds.class[symbol]! << LEVEL_SHIFT;
}

/**
 * Writes all bounds from the settings, with raises in force in place of their hard levels. A raise
 * moves the limit of the firm or the server; a symbol's own level stays. Throws an InputError if a
 * list has an unknown name.
 */
export function writeBounds(catalogue: SecondPass, nowNs: number): void {
  const { bounds, settings, classes } = catalogue;
  bounds.hard.fill(Number.POSITIVE_INFINITY);
  bounds.soft.fill(Number.POSITIVE_INFINITY);
  for (const row of CATALOGUE_ROWS) {
    const { raises } = catalogue.firm;
    writeLevels(bounds, row, 0, settings[row.field]!, (hard) =>
      raisedValue(raises, row.verdict, hard, nowNs),
    );
  }
  writeFirst(bounds, 0);
  writePace(catalogue);
  writeMessages(catalogue);
  for (let place = 1; place < classes.changes.length; place++) writeClass(catalogue, place);
  writeTightest(catalogue);
  writeLists(catalogue);
  writeSymbols(catalogue);
  writeRules(catalogue);
  writeExempt(catalogue);
}

/** The verdicts of the checks that add up the whole day. */
const WHOLE_DAY = new Set<number>([Verdict.EXECUTIONS_PER_PARENT]);
for (const row of CATALOGUE)
  if ('verdict' in row && row.kind === 'aggregate') WHOLE_DAY.add(row.verdict);

/** Returns the window of a check, ns; 0 for one order, infinity for the whole day. */
export function windowOf(catalogue: SecondPass, check: number): number {
  const { whole, settings, rolling, rolledGross } = catalogue;
  if (check === Verdict.ROLLING_VOLUME) return rolling!.windowNs;
  if (check === Verdict.ROLLING_GROSS) return rolledGross!.windowsNs[0]!;
  if (check === Verdict.DUPLICATE_ORDERS) return whole.words[ServerWord.ALIKE_WINDOW]!;
  if (check === Verdict.SYMBOL_RATE)
    return (settings.symbolRate!.windowSeconds as number) * NS_PER_SECOND;
  if (check === Verdict.MESSAGE_RATE)
    return (settings.messageRate!.windowSeconds as number) * NS_PER_SECOND;
  return WHOLE_DAY.has(check) ? Number.POSITIVE_INFINITY : 0;
}

/** Writes the levels of a check for a class whose levels begin at `at`. */
function writeLevels(
  bounds: Bounds,
  row: CatalogueRow,
  at: number,
  setting: Setting,
  raised: (hard: number) => number,
): void {
  const check = at + row.verdict;
  bounds.mode[check] = LIMIT_MODE_NAMES.indexOf(setting.mode);
  bounds.hard[check] = Number.POSITIVE_INFINITY;
  bounds.soft[check] = Number.POSITIVE_INFINITY;
  if (isUnbounded(setting.mode)) return;
  const hard = levelOf(row, 'hard', setting);
  bounds.hard[check] = inMeasure(row, hard === undefined ? 0 : raised(hard));
  const soft = levelOf(row, 'soft', setting);
  if (soft !== undefined) bounds.soft[check] = inMeasure(row, soft);
}

function writeFirst({ hard, soft, first }: Bounds, at: number): void {
  for (let row = at; row < at + (1 << LEVEL_SHIFT); row++)
    first[row] = Math.min(hard[row]!, soft[row]!);
}

/** Writes the levels of a class: the server's, except for checks that the class changes. */
function writeClass({ bounds, classSettings, classes }: SecondPass, place: number): void {
  const at = place << LEVEL_SHIFT;
  for (const column of [bounds.mode, bounds.hard, bounds.soft])
    column.copyWithin(at, 0, 1 << LEVEL_SHIFT);
  for (const row of CATALOGUE_ROWS) {
    const change = classes.changes[place]![row.field] as Partial<Setting> | undefined;
    if (change === undefined) continue;
    const { hard: name } = row as { hard?: string };
    const raised = bounds.hard[row.verdict]!;
    writeLevels(bounds, row, at, classSettings[place]![row.field]!, (hard) => hard);
    const isOwn = name === undefined || change[name] !== undefined;
    if (
      !isOwn &&
      raised !== Number.POSITIVE_INFINITY &&
      bounds.hard[at + row.verdict] !== Number.POSITIVE_INFINITY
    )
      bounds.hard[at + row.verdict] = raised;
  }
  writeFirst(bounds, at);
}

/**
 * Writes the tightest level of any class, which the short way compares first. Sums of the firm or
 * of an account are compared apart, and the server's own then has no limit.
 */
function writeTightest(catalogue: SecondPass): void {
  const { bounds, whole, classes } = catalogue;
  const tightest = (levels: Float64Array, check: number): number =>
    classes.changes.reduce(
      (least, _, place) => Math.min(least, levels[(place << LEVEL_SHIFT) + check]!),
      Number.POSITIVE_INFINITY,
    );
  whole.words[ServerWord.COLLAR] = tightest(bounds.hard, Verdict.QUOTE_COLLAR);
  const ofServer = (check: number): number =>
    ownerOf(catalogue, check) === Owner.SERVER
      ? tightest(bounds.first, check)
      : Number.POSITIVE_INFINITY;
  whole.words[ServerWord.LOCATE] = ofServer(Verdict.LOCATE);
  whole.words[ServerWord.POSITION] = ofServer(Verdict.POSITION);
}

type Setting = CheckSettings[string];

function levelOf(row: CatalogueRow, level: 'hard' | 'soft', setting: Setting): number | undefined {
  const name = (row as { hard?: string; soft?: string })[level];
  return name === undefined ? undefined : (setting[name] as number);
}

/** Converts a level to the unit of its measure: money, ns, a fraction, or the number itself. */
function inMeasure(row: CatalogueRow, level: number): number {
  const { hard } = row as { hard?: string };
  const unit = (row.parameters as readonly { name: string; unit: string }[]).find(
    ({ name }) => name === hard,
  )?.unit;
  if (unit === 'dollars' || unit === 'credit-dollars') return money(level);
  if (unit === 'percent') return level / 100;
  if (unit === 'milliseconds') return level * NS_PER_MS;
  return level;
}

function writePace(catalogue: SecondPass): void {
  const { settings, bounds, pace, whole } = catalogue;
  const { words } = whole;
  const read = (field: string, name: string): number => completed(settings, field, name);
  const isRated = bounds.first[Verdict.SYMBOL_RATE] !== Number.POSITIVE_INFINITY;
  const windowNs = Math.floor(read('symbolRate', 'windowSeconds') * NS_PER_SECOND);
  // The bound of a rate is how far its bucket may run ahead; a bucket smaller than one order still
  // holds one.
  const pacing = (perSecond: number): [incrementNs: number, toleranceNs: number] => {
    if (!isRated || perSecond === Number.POSITIVE_INFINITY) return [0, Number.POSITIVE_INFINITY];
    const increment = Math.floor(NS_PER_SECOND / perSecond);
    return [increment, Math.max(0, windowNs - increment)];
  };
  [words[ServerWord.INCREMENT], words[ServerWord.TOLERANCE]] = pacing(
    bounds.hard[Verdict.SYMBOL_RATE]!,
  );
  [words[ServerWord.SOFT_INCREMENT], words[ServerWord.SOFT_TOLERANCE]] = pacing(
    bounds.soft[Verdict.SYMBOL_RATE]!,
  );
  bounds.hard[Verdict.SYMBOL_RATE] = words[ServerWord.TOLERANCE]!;
  bounds.soft[Verdict.SYMBOL_RATE] = words[ServerWord.SOFT_TOLERANCE]!;
  words[ServerWord.ALIKE_WINDOW] = Math.floor(
    read('duplicateOrders', 'windowSeconds') * NS_PER_SECOND,
  );
  words[ServerWord.ALIKE_MAX] = bounds.first[Verdict.DUPLICATE_ORDERS]!;
  words[ServerWord.STALE_QUOTE] = bounds.first[Verdict.STALE_QUOTE]!;
  words[ServerWord.SELF_MATCH] =
    ownerOf(catalogue, Verdict.SELF_MATCH) === Owner.SERVER
      ? bounds.first[Verdict.SELF_MATCH]!
      : Number.POSITIVE_INFINITY;
  words[ServerWord.OPEN_ORDERS_MAX] = bounds.first[Verdict.OPEN_ORDERS]!;
  words[ServerWord.GROSS_MAX] = bounds.first[Verdict.SERVER_GROSS]!;
  pace.spreadPercent[0] = read('staleQuote', 'spreadPercent');
  pace.goodQuotes[0] = read('staleQuote', 'goodQuotes');
  pace.parentsMax[0] = read('executionsPerParent', 'parentsMax');
  pace.lossMarks[0] = read('lossLimit', 'marks');
  pace.conservativeMarks[0] = read('lossLimit', 'conservativeMarks');
  pace.markEveryNs[0] = read('lossLimit', 'everySeconds') * NS_PER_SECOND;
}

function completed(settings: CheckSettings, field: string, name: string): number {
  return settings[field]![name] as number;
}

function writeSymbols(catalogue: SecondPass): void {
  const { bounds, symbolBounds, stocks, symbols, classSettings } = catalogue;
  const isOwn = ownerOf(catalogue, Verdict.CUMULATIVE_ADV) === Owner.SERVER;
  const { hard, soft } = bounds;
  const { orderMax, tradedSoft, tradedMax, referenceTicks, staticSoft, staticMax, barred } =
    symbolBounds;
  const { words } = symbols;
  stocks.forEach((stock, symbol) => {
    const { advShares } = stock;
    const at = levelsAt(symbolBounds, symbol);
    const word = symbol << 3;
    const collar = classSettings[symbolBounds.class[symbol]!]!.staticCollar!;
    const reference = collar.mode === 'off' ? stock.openTicks : fixedReference(collar, stock);
    referenceTicks[symbol] = reference;
    orderMax[symbol] = Math.floor(advShares * hard[at + Verdict.ADV_SHARE]! + ROUNDING);
    tradedMax[symbol] = Math.floor(advShares * hard[at + Verdict.CUMULATIVE_ADV]! + ROUNDING);
    tradedSoft[symbol] = Math.floor(advShares * soft[at + Verdict.CUMULATIVE_ADV]! + ROUNDING);
    staticMax[symbol] = Math.floor(reference * hard[at + Verdict.STATIC_COLLAR]! + ROUNDING);
    staticSoft[symbol] = Math.floor(reference * soft[at + Verdict.STATIC_COLLAR]! + ROUNDING);
    const ticks = Math.min(staticSoft[symbol]!, staticMax[symbol]!);
    words[word + SymbolWord.ORDER_MAX] = barred[symbol] === 0 ? orderMax[symbol]! : -1;
    words[word + SymbolWord.TRADED_MAX] = isOwn
      ? Math.min(tradedSoft[symbol]!, tradedMax[symbol]!)
      : Number.POSITIVE_INFINITY;
    // No price is in a band that ends before it begins, so each is asked about the price of now.
    const isFixed = reference > LAST_TRADE;
    words[word + SymbolWord.STATIC_LOW] = isFixed ? reference - ticks : Number.POSITIVE_INFINITY;
    words[word + SymbolWord.STATIC_HIGH] = isFixed ? reference + ticks : Number.NEGATIVE_INFINITY;
  });
}

/** The price that a collar stays around all day, ticks; or which price it follows. */
function fixedReference({ reference }: Setting, stock: Parameters<typeof closeTicks>[0]): number {
  if (reference === 'last') return LAST_TRADE;
  if (reference === 'mean') return MEAN_PRICE;
  return reference === 'close' ? closeTicks(stock) : stock.openTicks;
}

function writeLists(catalogue: SecondPass): void {
  const { settings, symbolBounds, strategies, stocks, strategyNames, whole } = catalogue;
  symbolBounds.barred.fill(0);
  strategies.barred.fill(0);
  const symbolNames = stocks.map(({ symbol }) => symbol);
  const { restrictedList, unconfiguredLimit } = settings;
  if (restrictedList!.mode !== 'off') {
    for (const name of restrictedList!.symbols as string[]) {
      symbolBounds.barred[rowOf('risk.restrictedList.symbols', name, symbolNames)]! |=
        Barred.RESTRICTED;
    }
  }
  listSymbols(catalogue);
  whole.words[ServerWord.BARRED] = 0;
  if (unconfiguredLimit!.mode === 'off') return;
  strategies.barred.fill(1);
  for (const name of unconfiguredLimit!.strategies as string[]) {
    strategies.barred[rowOf('risk.unconfiguredLimit.strategies', name, strategyNames)] = 0;
  }
  whole.words[ServerWord.BARRED] = strategyNames.reduce(
    (sum, _, code) => sum + strategies.barred[code]!,
    0,
  );
  // Without a list of symbols, every symbol of the universe has limits.
  const known = unconfiguredLimit!.symbols as string[];
  if (known.length === 0) return;
  const rows = new Set(
    known.map((name) => rowOf('risk.unconfiguredLimit.symbols', name, symbolNames)),
  );
  for (let symbol = 0; symbol < stocks.length; symbol++)
    if (!rows.has(symbol)) symbolBounds.barred[symbol]! |= Barred.UNCONFIGURED;
}

/** Writes the strategies that ticks do not bind. */
function writeExempt({ settings, strategies, strategyNames }: SecondPass): void {
  strategies.tickExempt.fill(0);
  const { mode, exempt } = settings.tickSize!;
  if (mode === 'off') return;
  for (const name of exempt as string[])
    strategies.tickExempt[rowOf('risk.tickSize.exempt', name, strategyNames)] = 1;
}

/** Bars or frees symbols whose own limits restrict them or do not, whatever the list says. */
function listSymbols({ symbolBounds, classes, stocks }: SecondPass): void {
  for (let symbol = 0; symbol < stocks.length; symbol++) {
    const listed = classes.changes[symbolBounds.class[symbol]!]!.restrictedList;
    if (listed === undefined) continue;
    if (listed.mode === 'off') symbolBounds.barred[symbol]! &= ~Barred.RESTRICTED;
    else symbolBounds.barred[symbol]! |= Barred.RESTRICTED;
  }
}

function rowOf(place: string, name: string, known: readonly string[]): number {
  const row = known.indexOf(name);
  if (row < 0)
    throw new InputError(`${place}: '${name}' is not known here; ${suggest(name, known)}`);
  return row;
}
