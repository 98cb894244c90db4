import {
  anyObject,
  demand,
  type Form,
  fields,
  list,
  optional,
  text,
  truth,
} from '../base/forms.js';
import { InputError } from '../base/input-error.js';
import { STOCKS_MAX } from '../base/ranges.js';
import { REUSED_FLAG } from '../deployment/flags.js';
import { parseOrderBytes } from '../flow/order-file.js';
import { validateForm } from '../forms/form.js';
import { type ListedStock, symbolsOf } from '../market/universe.js';
import type { OrderFlow } from '../orders/flow.js';
import { limitedAccounts } from '../risk/limits/layers.js';
import { listProfileStocks, listStocks } from '../scenarios/listed-stocks.js';
import * as load from '../scenarios/parse.js';
import { DEFAULT_DATE } from '../scenarios/parts.js';
import type { LoadProfile } from '../scenarios/profile.js';
import type { Scenario } from '../scenarios/schema.js';
import {
  stocksFromOrders,
  VOLUME_FACTOR,
  wrongSymbols,
} from '../scenarios/universe-from-orders.js';

/** Own stocks and orders for users of the library. */

const TEXT_MAX = 2 ** 29;
const DAYS_MAX = 260;
const orderTexts = list(fields({ text: text(0, TEXT_MAX), source: text(0, 4096) }), 1, DAYS_MAX);
const optionsForm: Form = fields({ anyDate: optional(truth) });

/** Options of `parseOrders`. */
export interface OrderFileOptions {
  /** Whether orders may have any trading day as their date; one file has one date. */
  readonly anyDate?: boolean | undefined;
}

/**
 * Reads a file of parent orders, as `smars run --orders FILE` does: CSV with a header, or one JSON
 * object a line. Returns them in columns, sorted by arrival, with ClOrdIDs and Accounts: the `flow`
 * of a day's `orders`, or of a fleet's arrivals of kind `replay`. Throws an InputError that lists
 * the first 20 faults with source, line, field, value and reason.
 *
 * @param given - the text
 * @param source - how messages call the file
 * @param world - the scenario or load profile that the orders are for: its stocks, servers, date
 *   and the accounts with limits in its `risk`
 */
export function parseOrders(
  given: string,
  source: string,
  world: Scenario | LoadProfile,
  options: OrderFileOptions = {},
): OrderFlow {
  demand(text(0, TEXT_MAX), given, 'parseOrders', 'text');
  demand(text(0, 4096), source, 'parseOrders', 'source');
  demandWorld(world, 'parseOrders');
  demand(optionsForm, options, 'parseOrders');
  const isDay = 'deployment' in world;
  return parseOrderBytes(new TextEncoder().encode(given), source, {
    ...namesOf(world),
    symbols: symbolsOf(world),
    date: isDay && options.anyDate !== true ? (world.date ?? DEFAULT_DATE) : undefined,
  });
}

/**
 * Returns a scenario or load profile with these stocks in place of its own, as `--universe` does. A
 * stream over all stocks is one over all of these; any other keeps its places. Values that a stock
 * leaves out are drawn. Throws an InputError where a stream lies beyond the stocks.
 *
 * @param stocks - as `parseUniverse` gives them
 */
export function withStocks<World extends Scenario | LoadProfile>(
  world: World,
  stocks: readonly ListedStock[],
): World {
  demandWorld(world, 'withStocks');
  demand(list(anyObject, 1, STOCKS_MAX), stocks, 'withStocks', 'stocks');
  const placed =
    'deployment' in world ? listStocks(world, stocks) : listProfileStocks(world, stocks);
  demandWorld(placed, 'withStocks');
  return placed as World;
}

/** The text of a file of orders, and how messages call it. */
export interface OrderText {
  readonly text: string;
  readonly source: string;
}

/** Stocks made from orders, and what was assumed of them. */
export interface StocksOfOrders {
  /** In the order in which the files first name them, for `withStocks`. */
  readonly stocks: readonly ListedStock[];
  /** The stocks without a limit price, whose price is `unpricedDollars`. */
  readonly unpriced: readonly string[];
  readonly unpricedDollars: number;
  /** A stock's daily volume over the shares that are ordered in it on a day. */
  readonly volumeFactor: number;
}

/**
 * Makes the stocks that files of orders name, a file a day, as `--universe from-orders` does. A
 * price is the median of a stock's limit prices, or else the median price of the world's universe;
 * a daily volume is `volumeFactor` times the shares ordered on a mean day; volatilities are left to
 * be drawn. Then `withStocks` puts them into the world, and `parseOrders` reads the files for it.
 * Throws an InputError that lists the faults of a file, or says why its symbols make no universe.
 *
 * @param days - the files; orders may have any trading day as their date
 * @param world - the scenario or load profile that the orders are for
 */
export function universeFromOrders(
  days: readonly OrderText[],
  world: Scenario | LoadProfile,
): StocksOfOrders {
  demand(orderTexts, days, 'universeFromOrders', 'days');
  demandWorld(world, 'universeFromOrders');
  const names = { ...namesOf(world), collectsSymbols: true };
  let symbols: readonly string[] = [];
  const flows = days.map(({ text: given, source }) => {
    const bytes = new TextEncoder().encode(given);
    const flow = parseOrderBytes(bytes, source, { ...names, symbols });
    symbols = flow.symbols!;
    const wrong = wrongSymbols(symbols);
    if (wrong !== undefined) throw new InputError(`${source}: ${wrong}`);
    return flow;
  });
  const unpricedDollars = world.universe.price.median;
  const { listed, unpriced } = stocksFromOrders(symbols, flows, unpricedDollars);
  return { stocks: listed, unpriced, unpricedDollars, volumeFactor: VOLUME_FACTOR };
}

/** The names that orders for a world may have, beside their symbols. */
function namesOf(world: Scenario | LoadProfile) {
  return {
    retailFlag: REUSED_FLAG,
    servers: 'deployment' in world ? world.deployment.rollout.servers : world.servers,
    accounts: limitedAccounts(world.risk),
  };
}

/** Checks a scenario, or a load profile, which has no deployment. */
function demandWorld(world: unknown, called: string): void {
  demand(anyObject, world, called, 'world');
  if (Object.hasOwn(world as object, 'arrivals'))
    validateForm(load.PROFILE, world, `${called}: world`);
  else load.validateScenario(world, `${called}: world`);
}
