import { InputError } from '../base/input-error.js';
import { TICKS_PER_DOLLAR } from '../base/units.js';
import { generateUniverse, type Stock, type UniverseSpec } from '../market/universe.js';
import { table } from '../report/format.js';
import { PROFILES } from '../scenarios/profiles.js';
import { EXIT, type FlagValues, type Terminal } from './command.js';
import { readProfile } from './load-arrivals.js';
import { readOwnWorld } from './own-world.js';
import { readScenario } from './scenario-source.js';
import { FROM_ORDERS, readUniverse } from './universe-source.js';

/** The columns by the names that a universe file has, so that the CSV is one. */
const COLUMNS: readonly (readonly [string, (row: Stock) => string])[] = [
  ['Symbol', ({ symbol }) => symbol],
  ['Price', ({ openTicks }) => String(openTicks / TICKS_PER_DOLLAR)],
  ['DailyVolume', ({ advShares }) => String(advShares)],
  ['DailyVolatility', ({ dailyVolatility }) => String(dailyVolatility)],
  ['IndexMember', ({ indexMember }) => yesNo(indexMember)],
  ['SharesOutstanding', ({ sharesOutstanding }) => String(sharesOutstanding ?? '')],
  ['EasyToBorrow', ({ easyToBorrow }) => (easyToBorrow === undefined ? '' : yesNo(easyToBorrow))],
  ['Tick', ({ tickDollars }) => String(tickDollars ?? '')],
  ['RoundLot', ({ roundLotShares }) => String(roundLotShares ?? '')],
  ['PreviousClose', ({ previousCloseDollars }) => String(previousCloseDollars ?? '')],
];
/** Columns that every universe has; the others are shown if a stock has a value. */
const ALWAYS = 5;

const yesNo = (value: boolean): string => (value ? 'Y' : 'N');

/** Prints the stocks of a scenario, a load profile or a universe file. */
export async function listSymbols(
  operand: string | undefined,
  flags: FlagValues,
  terminal: Terminal,
): Promise<number> {
  if (flags.json === true && flags.csv === true)
    throw new InputError('--json and --csv: give one of them');
  const { name, universe, seed } = await readSource(operand, flags, terminal);
  const rows = generateUniverse(universe, seed);
  const columns = COLUMNS.filter(
    ([, textOf], column) => column < ALWAYS || rows.some((row) => textOf(row) !== ''),
  );
  const cells = rows.map((row) => columns.map(([, textOf]) => textOf(row)));
  const heads = columns.map(([head]) => head);
  if (flags.json === true) terminal.answer(`${writeJson(name, rows)}\n`);
  else if (flags.csv === true)
    terminal.answer(`${[heads, ...cells].map((line) => line.map(quoted).join(',')).join('\n')}\n`);
  else {
    const aligns = heads.map((_, column) => (column === 0 ? 'left' : 'right'));
    terminal.answer(`${table(heads, cells.map(rounded), aligns)}\n`);
  }
  return EXIT.GOOD;
}

interface Source {
  readonly name: string;
  readonly universe: UniverseSpec;
  readonly seed: number;
}

async function readSource(
  operand: string | undefined,
  flags: FlagValues,
  terminal: Terminal,
): Promise<Source> {
  if (flags.orders !== undefined) {
    if (flags.universe !== FROM_ORDERS)
      throw new InputError(`--orders goes with --universe ${FROM_ORDERS}`);
    return (await readOwnWorld(operand, flags, undefined, terminal)).scenario;
  }
  const listed = readUniverse(flags);
  if (PROFILES.some(({ name }) => name === operand))
    return readProfile(operand, flags, undefined, listed);
  return readScenario(operand, flags, undefined, listed && { listed, isFlowReplaced: true });
}

/** The answer of --json; prices are dollars. */
function writeJson(name: string, rows: readonly Stock[]): string {
  const stocks = rows.map(({ symbol, openTicks, ...rest }) => ({
    symbol,
    priceDollars: openTicks / TICKS_PER_DOLLAR,
    ...rest,
  }));
  return JSON.stringify({ version: 1, command: 'list', of: 'symbols', name, stocks }, null, 2);
}

/** A cell by RFC 4180. */
const quoted = (text: string): string =>
  /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;

/** For a table, a volatility to four places. */
const rounded = (cells: string[]): string[] =>
  cells.map((cell, column) => (column === 3 ? Number(cell).toFixed(4) : cell));
