import { InputError, nearestName } from '../../base/input-error.js';
import type { GateLimits, LimitChanges, LimitField, LimitLayers } from './limits.js';

/** The layers of a firm's limits, each over the one before it. */
export const LAYER_NAMES = ['firm', 'server', 'account', 'symbol'] as const;
/** A layer by its name. */
export type LayerName = (typeof LAYER_NAMES)[number];

/** The layers in which a limit has a meaning, and why it has none in the others. */
interface LayerRule {
  readonly field: LimitField;
  readonly layers: readonly LayerName[];
  readonly why: string;
}

// Stryker disable all: a table of names and reasons, which tests compare with the catalogue.
const EVERY = LAYER_NAMES;
const BY_SYMBOL = ['firm', 'server', 'symbol'] as const;
const BY_SERVER = ['firm', 'server'] as const;
const FIRM = ['firm'] as const;
const BY_ACCOUNT = ['firm', 'account'] as const;
const ONE_CUSTOMER = 'it is one sum of an account, over all servers and symbols';
const ONE_ORDER = 'it looks at one order, so any layer may set it';
const ALL_ACCOUNTS = 'a server keeps it by symbol, for all accounts together';

/** THE table of which layers may set which check, by the checks' names in the catalogue. */
export const LAYER_RULES: Readonly<Record<string, LayerRule>> = {
  'max-quantity': { field: 'maxQuantity', layers: EVERY, why: ONE_ORDER },
  'max-notional': { field: 'maxNotional', layers: EVERY, why: ONE_ORDER },
  collar: { field: 'collar', layers: EVERY, why: ONE_ORDER },
  'parent-quantity': {
    field: 'parentQuantity',
    layers: EVERY,
    why: 'it looks at one parent, so any layer may set it',
  },
  'adv-share': { field: 'advShare', layers: BY_SYMBOL, why: ALL_ACCOUNTS },
  'quote-collar': { field: 'quoteCollar', layers: BY_SYMBOL, why: ALL_ACCOUNTS },
  'static-collar': { field: 'staticCollar', layers: BY_SYMBOL, why: ALL_ACCOUNTS },
  'fat-finger': { field: 'fatFinger', layers: BY_SYMBOL, why: ALL_ACCOUNTS },
  'market-collar': { field: 'marketCollar', layers: BY_SYMBOL, why: ALL_ACCOUNTS },
  'parent-adv': { field: 'parentAdv', layers: BY_SYMBOL, why: ALL_ACCOUNTS },
  'outstanding-share': { field: 'outstandingShare', layers: BY_SYMBOL, why: ALL_ACCOUNTS },
  'short-sales': { field: 'shortSales', layers: BY_SYMBOL, why: ALL_ACCOUNTS },
  'short-sale-price': { field: 'shortSalePrice', layers: BY_SYMBOL, why: ALL_ACCOUNTS },
  'trading-hours': { field: 'tradingHours', layers: BY_SYMBOL, why: ALL_ACCOUNTS },
  'easy-to-borrow': { field: 'easyToBorrow', layers: BY_SYMBOL, why: ALL_ACCOUNTS },
  'tick-size': {
    field: 'tickSize',
    layers: BY_SERVER,
    why: 'a server knows the exempt strategies for all of its symbols',
  },
  'round-lot': { field: 'roundLot', layers: BY_SYMBOL, why: ALL_ACCOUNTS },
  'order-types': { field: 'orderTypes', layers: BY_SYMBOL, why: ALL_ACCOUNTS },
  'market-orders': { field: 'marketOrders', layers: BY_SYMBOL, why: ALL_ACCOUNTS },
  'cumulative-adv': { field: 'cumulativeAdv', layers: BY_SYMBOL, why: ALL_ACCOUNTS },
  position: { field: 'position', layers: BY_SYMBOL, why: ALL_ACCOUNTS },
  locate: { field: 'locate', layers: BY_SYMBOL, why: ALL_ACCOUNTS },
  'restricted-list': { field: 'restrictedList', layers: BY_SYMBOL, why: ALL_ACCOUNTS },
  'server-rate': {
    field: 'serverRate',
    layers: BY_SERVER,
    why: 'it counts all orders of a server',
  },
  'server-gross': {
    field: 'serverGross',
    layers: BY_SERVER,
    why: 'it adds up all orders of a server',
  },
  'open-orders': {
    field: 'openOrders',
    layers: BY_SERVER,
    why: 'it counts all orders of a server',
  },
  'message-rate': {
    field: 'messageRate',
    layers: BY_SERVER,
    why: 'it counts all messages of a server',
  },
  'order-to-trade': {
    field: 'orderToTrade',
    layers: BY_SERVER,
    why: 'it counts all messages of a server',
  },
  'rolling-volume': {
    field: 'rollingVolume',
    layers: FIRM,
    why: 'its windows are the same for all servers and symbols',
  },
  'rolling-gross': { field: 'rollingGross', layers: FIRM, why: 'it is one sum of the firm' },
  'symbol-rate': {
    field: 'symbolRate',
    layers: BY_SERVER,
    why: 'a server paces all of its symbols alike',
  },
  'duplicate-orders': {
    field: 'duplicateOrders',
    layers: BY_SERVER,
    why: 'what it stops is the server',
  },
  'executions-per-parent': {
    field: 'executionsPerParent',
    layers: BY_SERVER,
    why: 'the parents that it holds are counted for all symbols',
  },
  'self-match': {
    field: 'selfMatch',
    layers: BY_SERVER,
    why: 'it compares the orders of a server with each other',
  },
  'stale-quote': {
    field: 'staleQuote',
    layers: BY_SERVER,
    why: 'a server judges all of its quotes alike',
  },
  'unconfigured-limit': {
    field: 'unconfiguredLimit',
    layers: BY_SERVER,
    why: 'it asks whether there are limits for the account, the symbol or the strategy at all',
  },
  'gross-exposure': {
    field: 'grossExposure',
    layers: FIRM,
    why: 'it is one sum of the firm; a server has server-gross',
  },
  'net-exposure': { field: 'netExposure', layers: FIRM, why: 'it is one sum of the firm' },
  'open-exposure': { field: 'openExposure', layers: FIRM, why: 'it is one sum of the firm' },
  'account-gross': { field: 'accountGross', layers: BY_ACCOUNT, why: ONE_CUSTOMER },
  'account-net': { field: 'accountNet', layers: BY_ACCOUNT, why: ONE_CUSTOMER },
  'account-open': { field: 'accountOpen', layers: BY_ACCOUNT, why: ONE_CUSTOMER },
  'loss-limit': { field: 'lossLimit', layers: FIRM, why: 'it is one sum of the firm' },
  'unmatched-account': {
    field: 'unmatchedAccount',
    layers: FIRM,
    why: 'it is one sum of the firm, of what all servers executed unmatched',
  },
};
// Stryker restore all

/** The place whose limits are asked for. */
export interface LimitPlace {
  /** From 1. */
  readonly server?: number | undefined;
  readonly account?: string | undefined;
  readonly symbol?: string | undefined;
}

/**
 * The limits in force at a place: the firm's, with the changes of its server, account and symbol
 * laid over them in this order, parameter by parameter.
 */
export function resolveLimits<L extends Pick<GateLimits, 'layers'>>(
  limits: L,
  { server, account, symbol }: LimitPlace,
): L {
  const { layers, ...resolved } = limits;
  const laid: Record<string, unknown> = resolved;
  const lay = (changes: LimitChanges | undefined): void => {
    for (const [field, change] of Object.entries(changes ?? {}))
      if (change !== undefined)
        laid[field] = { mode: 'off', ...(laid[field] as object | undefined), ...change };
  };
  lay(changesOf(layers?.servers, String(server)));
  lay(changesOf(layers?.accounts, account));
  const last = changesOf(layers?.symbols, symbol);
  lay(last);
  if (symbol !== undefined && last?.restrictedList !== undefined) {
    const list = laid.restrictedList as { mode: string; symbols?: readonly string[] };
    const others = (list.symbols ?? []).filter((name) => name !== symbol);
    laid.restrictedList = { ...list, symbols: list.mode === 'off' ? others : [...others, symbol] };
  }
  return laid as unknown as L;
}

function changesOf(
  layer: Readonly<Record<string, LimitChanges>> | undefined,
  name: string | undefined,
): LimitChanges | undefined {
  return layer !== undefined && name !== undefined && Object.hasOwn(layer, name)
    ? layer[name]
    : undefined;
}

/** Returns whether any layer below the firm changes one of the fields. */
export function changesAny(layers: LimitLayers | undefined, fields: readonly string[]): boolean {
  const groups = [layers?.servers, layers?.accounts, layers?.symbols].flatMap((group) =>
    Object.values(group ?? {}),
  );
  return groups.some((changes) =>
    fields.some((field) => changes[field as LimitField] !== undefined),
  );
}

/**
 * Classes of symbols. Class 0 has the symbols without limits of their own; each other class has the
 * symbols whose limits are the same.
 */
export interface SymbolClasses {
  /** By symbol. */
  readonly classOf: Uint16Array;
  /** By class; an empty object for class 0. */
  readonly changes: readonly LimitChanges[];
  /** A symbol of each class; undefined for class 0. */
  readonly examples: readonly (string | undefined)[];
}

/** Most classes of symbols: a class is a number of 16 bits. */
const CLASSES_MAX = 65_535;

/**
 * Puts the symbols of a universe into classes. Throws an InputError if the layers name a symbol
 * that it lacks.
 */
export function classifySymbols(
  limits: Pick<GateLimits, 'layers'>,
  symbols: readonly string[],
): SymbolClasses {
  const classOf = new Uint16Array(symbols.length);
  const changes: LimitChanges[] = [{}];
  const examples: (string | undefined)[] = [undefined];
  const named = Object.entries(limits.layers?.symbols ?? {});
  if (named.length === 0) return { classOf, changes, examples };
  const places = new Map(symbols.map((symbol, place) => [symbol, place]));
  const known = new Map<string, number>();
  for (const [symbol, change] of named) {
    const place = places.get(symbol);
    if (place === undefined)
      throw new InputError(`risk.layers.symbols.${symbol}: ${unknownSymbol(symbol, symbols)}`);
    const text = JSON.stringify(change);
    if (!known.has(text)) {
      if (changes.length > CLASSES_MAX)
        throw new InputError(
          `risk.layers.symbols: more than ${CLASSES_MAX} sets of limits that differ`,
        );
      known.set(text, changes.length);
      changes.push(change);
      examples.push(symbol);
    }
    classOf[place] = known.get(text)!;
  }
  return { classOf, changes, examples };
}

/** Says why a symbol is refused. */
export function unknownSymbol(symbol: string, symbols: readonly string[]): string {
  const near = nearestName(symbol, symbols);
  const known = symbols.length.toLocaleString('en-US');
  const hint = near === undefined ? '' : `; did you mean '${near}'?`;
  return `is not one of the universe's ${known} symbols${hint}`;
}

/** The accounts that have limits of their own, in the order of their codes, which begin with 1. */
export function limitedAccounts({ layers }: Pick<GateLimits, 'layers'>): string[] {
  return Object.keys(layers?.accounts ?? {});
}
