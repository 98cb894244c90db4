import fc from 'fast-check';
import type { CheckModeName } from '../../src/risk/catalogue/modes.js';
import type { GateLimits, LimitLayers } from '../../src/risk/limits/limits.js';

/**
 * The plain twin of the layers: each layer writes its parameters, one after the other, over a copy
 * of the firm's limits.
 */

export interface PlainPlace {
  server: number;
  account?: string | undefined;
  symbol: string;
}

type Loose = Record<string, Record<string, unknown>>;

export function mergePlainly<L extends Partial<GateLimits>>(
  limits: L,
  { server, account, symbol }: PlainPlace,
): L {
  const merged = JSON.parse(JSON.stringify(limits)) as Loose;
  const layers = (limits.layers ?? {}) as {
    servers?: Record<string, Loose>;
    accounts?: Record<string, Loose>;
    symbols?: Record<string, Loose>;
  };
  const write = (layer: Loose | undefined): void => {
    for (const check of Object.keys(layer ?? {})) {
      merged[check] ??= { mode: 'off' };
      for (const parameter of Object.keys(layer![check]!))
        merged[check][parameter] = layer![check]![parameter];
    }
  };
  write(layers.servers?.[server]);
  write(account === undefined ? undefined : layers.accounts?.[account]);
  write(layers.symbols?.[symbol]);
  const listed = layers.symbols?.[symbol]?.restrictedList;
  if (listed !== undefined) {
    const others = ((merged.restrictedList!.symbols ?? []) as string[]).filter(
      (name) => name !== symbol,
    );
    merged.restrictedList!.symbols =
      merged.restrictedList!.mode === 'off' ? others : [...others, symbol];
  }
  delete (merged as Record<string, unknown>).layers;
  return merged as unknown as L;
}

const mode = fc.constantFrom<CheckModeName>('off', 'warn', 'enforce', 'enforce', 'shadow');
const some = <T>(record: { [K in keyof T]: fc.Arbitrary<T[K]> }) =>
  fc.record(record, { requiredKeys: [] });
const pick = <T>(...values: T[]): fc.Arbitrary<T> => fc.constantFrom(...values);

/** The limits of one order, for every layer. */
const oneOrder = {
  maxQuantity: some({ mode, shares: pick(0, 40, 99, 399) }),
  maxNotional: some({ mode, dollars: pick(900, 2000, 9000) }),
  collar: some({ mode, percent: pick(0, 1, 5, 10), auctionOrders: fc.boolean() }),
  parentQuantity: some({ mode, toleranceShares: pick(0, 50) }),
};
const bySymbol = {
  ...oneOrder,
  advShare: some({ mode, percent: pick(0.05, 0.1, 0.399) }),
  quoteCollar: some({ mode, percent: pick(0.1, 1, 5) }),
  staticCollar: some({
    mode,
    percent: pick(5, 10),
    softPercent: pick(1, 5),
    reference: pick('open', 'close', 'last', 'mean'),
  }),
  cumulativeAdv: some({ mode, percent: pick(0.4, 1), softPercent: pick(0.2, 0.4) }),
  position: some({ mode, dollars: pick(500, 2000, 9000) }),
  locate: some({ mode, shares: pick(0, 100, 500) }),
  fatFinger: some({ mode, percent: pick(0, 1), dollars: pick(0, 0.5) }),
  marketCollar: some({ mode, percent: pick(0, 5), dollars: pick(0, 1.001) }),
  parentAdv: some({ mode, percent: pick(0.299, 0.3, 1000) }),
  outstandingShare: some({ mode, percent: pick(0.03, 100), softPercent: pick(0.02, 0.03) }),
  easyToBorrow: some({ mode }),
  roundLot: some({ mode }),
  marketOrders: some({ mode }),
  orderTypes: some({ mode, types: pick(['limit'], ['market', 'limit']) }),
  shortSalePrice: some({ mode, percent: pick(0, 0.1) }),
  tradingHours: some({ mode, fromSeconds: pick(-1, 0.2), toSeconds: pick(2, 9) }),
};
const byAccount = {
  ...oneOrder,
  accountGross: some({ mode, dollars: pick(2000, 9000) }),
  accountNet: some({ mode, dollars: pick(2000, 9000) }),
  accountOpen: some({ mode, dollars: pick(2000, 9000) }),
};
const bySymbolAlone = { ...bySymbol, restrictedList: fc.record({ mode }) };
const byServer = {
  ...bySymbol,
  restrictedList: some({ mode, symbols: pick<string[]>([], ['A'], ['B']) }),
  serverGross: some({ mode, dollars: pick(3000, 20_000) }),
  openOrders: some({ mode, orders: pick(2, 5) }),
  messageRate: some({ mode, perSecond: pick(2, 5), logOutTimes: pick(1, 2) }),
  orderToTrade: some({ mode, ratio: pick(1, 3) }),
  selfMatch: some({ mode }),
  tickSize: some({ mode }),
  unconfiguredLimit: some({ mode }),
};

/**
 * Layers of any kind for servers 1 and 2, accounts X and Y and symbols A to C. Without `second`,
 * only checks of the first pass.
 */
export function anyLayers(second: boolean): fc.Arbitrary<LimitLayers> {
  const named = <T>(names: readonly string[], of: { [K in keyof T]: fc.Arbitrary<T[K]> }) =>
    fc.record(Object.fromEntries(names.map((name) => [name, some(of)])), { requiredKeys: [] });
  return fc.record(
    {
      servers: named(['1', '2'], second ? byServer : oneOrder),
      accounts: named(['X', 'Y'], second ? byAccount : oneOrder),
      symbols: named(['A', 'B', 'C'], second ? bySymbolAlone : oneOrder),
    },
    { requiredKeys: [], noNullPrototype: true },
  ) as fc.Arbitrary<LimitLayers>;
}

/** Returns the account of a code, if it has limits. */
export function accountOf({ accounts }: LimitLayers, code: number): string | undefined {
  return Object.keys(accounts ?? {})[code - 1];
}
