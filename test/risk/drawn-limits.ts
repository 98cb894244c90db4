import fc from 'fast-check';
import { CATALOGUE_ROWS } from '../../src/risk/catalogue/catalogue.js';
import type { CheckModeName } from '../../src/risk/catalogue/modes.js';
import {
  INSTRUCTION_NAMES,
  ORDER_TYPE_NAMES,
  type OwnerName,
  TIME_IN_FORCE_NAMES,
} from '../../src/risk/catalogue/row.js';
import type { GateLimits } from '../../src/risk/limits/limits.js';
import type { PlainSettings } from './plain-firm.js';
import { accountOf, anyLayers, mergePlainly } from './plain-layers.js';

/** Limits for the second pass and its plain twin. */

const mode = fc.oneof(
  { weight: 6, arbitrary: fc.constant<CheckModeName>('off') },
  { weight: 3, arbitrary: fc.constant<CheckModeName>('enforce') },
  { weight: 1, arbitrary: fc.constantFrom<CheckModeName>('warn', 'shadow') },
);
const pick = <T>(...values: T[]): fc.Arbitrary<T> => fc.constantFrom(...values);
const per = pick<OwnerName>('server', 'server', 'firm', 'account');
export const anyLimits = fc.record({
  maxNotional: fc.record({ mode, dollars: pick(2000, 9000) }),
  collar: fc.record({ mode, percent: pick(1, 5), auctionOrders: fc.boolean() }),
  explain: fc.boolean(),
  maxQuantity: fc.record({ mode, shares: pick(99, 399) }),
  unmatchedAccount: fc.record({ mode, dollars: pick(500, 5000) }),
  executionsPerParent: fc.record({ mode, executions: pick(2, 6), parentsMax: pick(1, 2) }),
  duplicateOrders: fc.record({
    mode,
    orders: pick(3, 6),
    softOrders: pick(1, 3),
    windowSeconds: pick(0.5, 1),
  }),
  symbolRate: fc.record({
    mode,
    perSecond: pick(3, 8),
    softPerSecond: pick(1, 2),
    windowSeconds: pick(0.1, 1, 2),
  }),
  advShare: fc.record({ mode, percent: pick(0.1, 0.399) }),
  quoteCollar: fc.record({ mode, percent: pick(0.1, 5) }),
  staticCollar: fc.record({
    mode,
    percent: pick(0.2, 5, 10),
    softPercent: pick(0.1, 1, 5),
    reference: pick<'open' | 'close' | 'last' | 'mean'>('open', 'close', 'last', 'mean'),
  }),
  cumulativeAdv: fc.record({ mode, percent: pick(0.4, 1), softPercent: pick(0.2, 0.4), per }),
  position: fc.record({ mode, dollars: pick(2000, 9000), per }),
  serverGross: fc.record({ mode, dollars: pick(3000, 20_000) }),
  netExposure: fc.record({ mode, dollars: pick(2000, 10_000) }),
  openExposure: fc.record({ mode, dollars: pick(2000, 9000) }),
  accountGross: fc.record({ mode, dollars: pick(2000, 9000, 30_000) }),
  accountNet: fc.record({ mode, dollars: pick(2000, 9000) }),
  accountOpen: fc.record({ mode, dollars: pick(2000, 9000) }),
  messageRate: fc.record({
    mode,
    perSecond: pick(3, 8),
    logOutTimes: pick(0.5, 1, 1.5, 3),
    windowSeconds: pick(0.1, 1, 2),
  }),
  rollingVolume: fc.record({
    mode,
    percent: pick(0.1, 0.399),
    windowSeconds: pick(0.5, 2),
    per,
  }),
  rollingGross: fc.record({
    mode,
    dollars: pick(2000, 9000, 30_000),
    windowSeconds: pick(0.5, 2, 5),
  }),
  orderToTrade: fc.record({ mode, ratio: pick(1, 2.5), messagesMin: pick(0, 3, 8) }),
  lossLimit: fc.record({ mode, dollars: pick(1000), marks: pick(1, 3) }),
  locate: fc.record({ mode, shares: pick(0, 100), per }),
  fatFinger: fc.record({ mode, percent: pick(0, 0.1, 2), dollars: pick(0, 0.0201, 0.5) }),
  marketCollar: fc.record({ mode, percent: pick(0, 0.1, 5), dollars: pick(0, 0.02, 1.001) }),
  parentAdv: fc.record({ mode, percent: pick(0.299, 0.3, 1000) }),
  outstandingShare: fc.record({ mode, percent: pick(0.03, 100), softPercent: pick(0.02, 0.03) }),
  shortSales: fc.record({ mode }),
  easyToBorrow: fc.record({ mode }),
  tickSize: fc.record({ mode }),
  roundLot: fc.record({ mode }),
  marketOrders: fc.record({ mode }),
  orderTypes: fc.record({
    mode,
    types: fc.subarray([...ORDER_TYPE_NAMES], { minLength: 1 }),
    timesInForce: fc.subarray([...TIME_IN_FORCE_NAMES], { minLength: 1 }),
    instructions: fc.subarray([...INSTRUCTION_NAMES]),
  }),
  shortSalePrice: fc.record({ mode, percent: pick(0, 0.05, 0.1, 1) }),
  tradingHours: fc.record({ mode, fromSeconds: pick(-1, 0.2), toSeconds: pick(2, 9) }),
  restrictedList: fc.record({ mode, symbols: pick<string[]>([], ['B']) }),
  selfMatch: fc.record({ mode, per }),
  openOrders: fc.record({ mode, orders: pick(2, 5) }),
  staleQuote: fc.record({
    mode,
    milliseconds: pick(100, 500),
    spreadPercent: fc.constant(20),
    goodQuotes: pick(1, 3),
  }),
  unconfiguredLimit: fc.record({ mode, strategies: fc.constant(['ordinary', 'retail-liquidity']) }),
});
/** The same limits with layers of servers, accounts and symbols. */
export const layeredLimits = fc
  .tuple(anyLimits, anyLayers(true))
  .map(([limits, layers]) => ({ ...limits, layers }));
export type Limits = ReturnType<typeof anyLimits.generate>['value'] &
  Pick<GateLimits, 'layers'> &
  Partial<Pick<GateLimits, 'parentQuantity'>>;

type OwnedField = 'cumulativeAdv' | 'position' | 'locate' | 'selfMatch' | 'rollingVolume';

/** Returns whose sum a check compares: a server's while the check is off in all layers. */
function perOf(field: OwnedField, all: Limits) {
  const named = Object.values(all.layers ?? {}).flatMap((group) => Object.values(group ?? {}));
  const isOn = all[field].mode !== 'off' || named.some((changes) => field in (changes as object));
  return isOn ? all[field].per : 'server';
}

/**
 * Returns limits in the units of the twin's measures. `all` are the limits with their layers, where
 * `limits` are those of a place.
 */
export function plainSettings(limits: Limits, all: Limits = limits): PlainSettings {
  const modes = Object.fromEntries(
    CATALOGUE_ROWS.map(({ name, field }) => [name, limits[field].mode]),
  );
  const { symbolRate: rate } = limits;
  return {
    explain: limits.explain,
    mode: {
      ...modes,
      'max-quantity': limits.maxQuantity.mode,
      'max-notional': limits.maxNotional.mode,
      collar: limits.collar.mode,
      'parent-quantity': limits.parentQuantity?.mode ?? 'off',
      killed: 'enforce',
      halted: 'enforce',
      reducing: 'enforce',
    },
    per: {
      'cumulative-adv': perOf('cumulativeAdv', all),
      position: perOf('position', all),
      locate: perOf('locate', all),
      'self-match': perOf('selfMatch', all),
      'rolling-volume': perOf('rollingVolume', all),
    },
    hard: hardOf(limits),
    soft: {
      'outstanding-share': Math.round(limits.outstandingShare.softPercent * 10_000),
      'cumulative-adv': Math.round(limits.cumulativeAdv.softPercent * 1000),
      'duplicate-orders': limits.duplicateOrders.softOrders,
    },
    symbolRate: {
      incrementNs: Math.floor(1e9 / rate.perSecond),
      softIncrementNs: Math.floor(1e9 / rate.softPerSecond),
      windowNs: rate.windowSeconds * 1e9,
    },
    alikeWindowNs: limits.duplicateOrders.windowSeconds * 1e9,
    collarPercent: limits.quoteCollar.percent,
    bandPercent: limits.collar.percent,
    parentsMax: limits.executionsPerParent.parentsMax,
    lossMarks: limits.lossLimit.marks,
    goodQuotes: limits.staleQuote.goodQuotes,
    restricted: limits.restrictedList.symbols,
    own: [],
    accounts: Number.POSITIVE_INFINITY,
    named: Object.keys(limits.layers?.accounts ?? {}).length,
    strategies: [0, 1],
    ...plainRates(limits),
    reference: limits.staticCollar.reference,
    collar: limits.staticCollar,
    fallPercent: limits.shortSalePrice.percent,
    finger: limits.fatFinger,
    market: limits.marketCollar,
    hours: limits.tradingHours,
    kinds: [
      ...limits.orderTypes.types,
      ...limits.orderTypes.timesInForce,
      ...limits.orderTypes.instructions,
    ],
  };
}

/** The hard levels in the units of the twin's measures. */
function hardOf(limits: Limits): Record<string, number> {
  return {
    'max-quantity': limits.maxQuantity.shares,
    'max-notional': limits.maxNotional.dollars * 10_000,
    'adv-share': Math.floor(limits.advShare.percent * 1000 + 1e-9),
    'cumulative-adv': Math.round(limits.cumulativeAdv.percent * 1000),
    'rolling-volume': Math.floor(limits.rollingVolume.percent * 1000 + 1e-9),
    'rolling-gross': limits.rollingGross.dollars * 10_000,
    position: limits.position.dollars * 10_000,
    'server-gross': limits.serverGross.dollars * 10_000,
    'net-exposure': limits.netExposure.dollars * 10_000,
    'open-exposure': limits.openExposure.dollars * 10_000,
    'account-gross': limits.accountGross.dollars * 10_000,
    'account-net': limits.accountNet.dollars * 10_000,
    'account-open': limits.accountOpen.dollars * 10_000,
    'unmatched-account': limits.unmatchedAccount.dollars * 10_000,
    'loss-limit': limits.lossLimit.dollars * 10_000,
    locate: limits.locate.shares,
    'parent-adv': Math.round(limits.parentAdv.percent * 1000),
    'outstanding-share': Math.round(limits.outstandingShare.percent * 10_000),
    'parent-quantity': limits.parentQuantity?.toleranceShares ?? 0,
    'open-orders': limits.openOrders.orders,
    'duplicate-orders': limits.duplicateOrders.orders,
    'stale-quote': limits.staleQuote.milliseconds * 1e6,
  };
}

function plainRates({
  messageRate,
  orderToTrade,
  rollingVolume,
  rollingGross,
}: Limits): Pick<PlainSettings, 'messages' | 'rollingNs' | 'rollingGrossNs'> {
  const { perSecond, logOutTimes, windowSeconds } = messageRate;
  const { ratio, messagesMin } = orderToTrade;
  return {
    messages: { perSecond, logOutTimes, windowNs: windowSeconds * 1e9, ratio, messagesMin },
    rollingNs: rollingVolume.windowSeconds * 1e9,
    rollingGrossNs: rollingGross.windowSeconds * 1e9,
  };
}

/** Returns the settings in force for a parent on a server. */
export function layeredSettings(
  limits: Limits,
  server: number,
  { symbol: place, account }: { symbol: number; account: number },
): PlainSettings {
  const layers = limits.layers ?? {};
  const symbol = 'AB'[place]!;
  const settings = plainSettings(
    mergePlainly(limits, { server, account: accountOf(layers, account), symbol }),
    limits,
  );
  const ownPosition = layers.symbols?.[symbol]?.position?.dollars !== undefined;
  const accounts = Object.keys(layers.accounts ?? {}).length;
  return {
    ...settings,
    own: ownPosition ? ['position'] : [],
    named: accounts,
    accounts: accounts === 0 ? Number.POSITIVE_INFINITY : accounts,
  };
}
