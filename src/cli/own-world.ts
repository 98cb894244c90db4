import { existsSync } from 'node:fs';
import { InputError } from '../base/input-error.js';
import { REUSED_FLAG } from '../deployment/flags.js';
import { symbolsOf } from '../market/universe.js';
import type { OrderFlow } from '../orders/flow.js';
import { count } from '../report/format.js';
import { limitedAccounts } from '../risk/limits/layers.js';
import type { LimitsFile } from '../scenarios/limits-file.js';
import { DEFAULT_DATE } from '../scenarios/parts.js';
import type { Scenario } from '../scenarios/schema.js';
import {
  stocksFromOrders,
  VOLUME_FACTOR,
  wrongSymbols,
} from '../scenarios/universe-from-orders.js';
import type { GivenOrders } from '../session/session.js';
import { type Flag, type FlagValues, listFlag, type Terminal } from './command.js';
import { readOrderFile, tellIgnored } from './order-source.js';
import { readScenario, refuseIdle } from './scenario-source.js';
import { FROM_ORDERS, readUniverse } from './universe-source.js';

/** Most files of orders of one command, each a day. */
const DAYS_MAX = 260;

export const ORDERS_FLAGS: Readonly<Record<'orders' | 'beside', Flag>> = {
  orders: {
    type: 'string',
    value: 'FILE',
    multiple: true,
    about:
      'parent orders from a CSV or NDJSON file in place of the generated flow; several files, ' +
      'joined by commas or each with its flag, are a day each',
  },
  beside: { type: 'boolean', about: 'with --orders: beside the generated flow' },
};

/** The orders of one file. */
export interface OwnDay {
  readonly path: string;
  readonly orders: GivenOrders;
}

/** A scenario on the user's own stocks, and the days of the user's own orders, if any. */
interface OwnWorld {
  readonly scenario: Scenario;
  readonly days: readonly OwnDay[];
}

/**
 * Reads the scenario with --universe and --orders. Where orders replace the flow, reference and
 * findings are dropped, as they concern the flow. Throws an InputError, or an OrderFileError.
 */
export async function readOwnWorld(
  operand: string | undefined,
  flags: FlagValues,
  limits: LimitsFile | undefined,
  terminal: Terminal,
): Promise<OwnWorld> {
  const paths = orderPaths(flags);
  const beside = flags.beside === true;
  if (beside && paths.length === 0) throw new InputError('--beside goes with --orders FILE');
  const isFlowReplaced = paths.length > 0 && !beside;
  if (isFlowReplaced) refuseIdle(flags, ['flow']);
  const { scenario, flows } =
    flags.universe === FROM_ORDERS
      ? await readFromOrders(operand, flags, limits, { paths, isFlowReplaced }, terminal)
      : await readOnStocks(operand, flags, limits, { paths, isFlowReplaced });
  flows.forEach((flow, day) => {
    terminal.tell(tellIgnored(paths[day]!, flow));
  });
  return {
    scenario: isFlowReplaced ? withoutFindings(scenario) : scenario,
    days: flows.map((flow, day) => ({ path: paths[day]!, orders: { flow, beside } })),
  };
}

interface Asked {
  readonly paths: readonly string[];
  readonly isFlowReplaced: boolean;
}
interface ReadWorld {
  readonly scenario: Scenario;
  readonly flows: readonly OrderFlow[];
}

/** Reads the files of orders against the stocks of the scenario, or of a universe file. */
async function readOnStocks(
  operand: string | undefined,
  flags: FlagValues,
  limits: LimitsFile | undefined,
  { paths, isFlowReplaced }: Asked,
): Promise<ReadWorld> {
  const listed = readUniverse(flags);
  const scenario = readScenario(operand, flags, limits, listed && { listed, isFlowReplaced });
  const symbols = symbolsOf(scenario);
  const names = { ...namesOf(scenario, limits, paths.length), symbols };
  const flows: OrderFlow[] = [];
  for (const path of paths) flows.push(await readOrderFile(path, names));
  return { scenario, flows };
}

/** Reads the files of orders for the symbols that they name, and makes the stocks from them. */
async function readFromOrders(
  operand: string | undefined,
  flags: FlagValues,
  limits: LimitsFile | undefined,
  { paths, isFlowReplaced }: Asked,
  terminal: Terminal,
): Promise<ReadWorld> {
  if (paths.length === 0)
    throw new InputError(`--universe ${FROM_ORDERS}: goes with --orders FILE`);
  const bare = readScenario(operand, { ...flags, universe: undefined });
  const names = namesOf(bare, limits, paths.length);
  const flows: OrderFlow[] = [];
  let symbols: readonly string[] = [];
  for (const path of paths) {
    const flow = await readOrderFile(path, { ...names, symbols, collectsSymbols: true });
    symbols = flow.symbols!;
    const wrong = wrongSymbols(symbols);
    if (wrong !== undefined) throw new InputError(`${path}: ${wrong}`);
    flows.push(flow);
  }
  const { listed, unpriced } = stocksFromOrders(symbols, flows, bare.universe.price.median);
  const scenario = readScenario(operand, flags, limits, { listed, isFlowReplaced });
  terminal.tell(tellAssumed(symbols.length, unpriced.length, bare.universe.price.median));
  return { scenario, flows };
}

/** The names that orders may have, beside their symbols. Several days may have any date. */
function namesOf(scenario: Scenario, limits: LimitsFile | undefined, days: number) {
  return {
    retailFlag: REUSED_FLAG,
    servers: scenario.deployment.rollout.servers,
    accounts: limitedAccounts(limits?.limits ?? scenario.risk),
    date: days > 1 ? undefined : (scenario.date ?? DEFAULT_DATE),
  };
}

/** Says what a universe made from orders assumes. */
function tellAssumed(stocks: number, unpriced: number, unpricedDollars: number): string {
  const priced = stocks - unpriced;
  const prices = [
    ...(priced === 0 ? [] : [`the median limit price of ${count(priced)}`]),
    ...(unpriced === 0
      ? []
      : [`$${unpricedDollars}, the scenario’s median, for ${count(unpriced)} without one`]),
  ];
  return [
    `--universe ${FROM_ORDERS}: ${count(stocks)} stocks`,
    `assumed price: ${prices.join(', and ')}`,
    `assumed daily volume: ${VOLUME_FACTOR} times the shares ordered on a day`,
    'volatility as the scenario draws it, index members from a million shares a day\n',
  ].join('; ');
}

/** The paths of --orders. A comma separates two, unless a file has it in its name. */
function orderPaths(flags: FlagValues): string[] {
  const paths = listFlag(flags, 'orders').flatMap((value) =>
    existsSync(value) ? [value] : value.split(','),
  );
  const twice = paths.find((path, place) => paths.indexOf(path) < place);
  if (twice !== undefined) throw new InputError(`--orders ${twice}: is given twice`);
  if (paths.includes('')) throw new InputError('--orders: a path between two commas is empty');
  if (paths.length > DAYS_MAX)
    throw new InputError(`--orders: ${count(paths.length)} files; at most ${DAYS_MAX} days`);
  return paths;
}

/** A scenario without the reference and findings of its own flow. */
function withoutFindings({ reference, findings, ...scenario }: Scenario): Scenario {
  return scenario;
}
