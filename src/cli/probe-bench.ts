import { InputError } from '../base/input-error.js';
import { SERVERS_MAX } from '../base/ranges.js';
import { isWholeTicks, priceTicks, TICKS_PER_CENT, TICKS_PER_DOLLAR } from '../base/units.js';
import { ordinarySpreadTicks } from '../market/impact.js';
import { generateUniverse } from '../market/universe.js';
import {
  type Bench,
  isEnforced,
  type LayerChange,
  numberOf,
  type ProbeStock,
  type Setting,
  type Settings,
} from '../probe/bench.js';
import type { Sight } from '../probe/port.js';
import { explainLimits } from '../scenarios/limits-explained.js';
import { type LimitsFile, limitsWithin } from '../scenarios/limits-file.js';
import { findProfile } from '../scenarios/profiles.js';
import type { TargetSettings } from '../target/settings.js';
import { type FlagValues, integerFlag, listFlag, textFlag } from './command.js';
import { readMassCancel } from './target-venue.js';
import { readUniverse } from './universe-source.js';

/** What a probe knows before it begins: stocks, limits, sessions. */

const RATE = { default: 50, low: 1, high: 1000 } as const;
const ORDERS = { default: 5000, low: 1, high: 1_000_000 } as const;
type Touch = Pick<ProbeStock, 'bidTicks' | 'askTicks'>;
const RATES = ['server-rate', 'symbol-rate', 'message-rate'] as const;

/** Makes the bench of a target's settings, a limits file, and the flags of the probe. */
export function readBench(
  flags: FlagValues,
  file: LimitsFile,
  { sessions, version }: TargetSettings,
): Bench {
  const sight = readSight(flags);
  const stocks = readStocks(flags, sight);
  const symbols = stocks.map(({ symbol }) => symbol);
  const { limits } = limitsWithin(file.limits, { servers: SERVERS_MAX, symbols });
  const [first] = sessions;
  const known = new Map<string, Settings>();
  const limitsAt = (symbol: string, account = first!.account): Settings => {
    const key = `${symbol} ${account ?? ''}`;
    const before = known.get(key);
    if (before !== undefined) return before;
    const checks = explainLimits(limits, file, { symbol, account });
    const settings = Object.fromEntries(
      checks.map(({ check, values }) => [
        check,
        Object.fromEntries(values.map(({ parameter, value }) => [parameter, value])) as Setting,
      ]),
    );
    known.set(key, settings);
    return settings;
  };
  const wanted = integerFlag(flags, 'rate', RATE.low, RATE.high) ?? RATE.default;
  const { stops, scope } = readMassCancel(flags, version);
  return {
    stocks,
    sessions: sessions.length,
    sight,
    accounts: sessions.map(({ account }) => account),
    limitsAt,
    layers: layersOf(file),
    perSecond: Math.min(wanted, slowest(limitsAt(symbols[0]!)) / 2),
    ordersMax: integerFlag(flags, 'max-orders', ORDERS.low, ORDERS.high) ?? ORDERS.default,
    killCommand: textFlag(flags, 'kill-exec') !== undefined,
    massCancel: scope,
    massCancelStops: stops,
    canMassCancel: version === '4.4',
  };
}

/** What the layers of the file set, check by check. */
function layersOf({ written }: LimitsFile): LayerChange[] {
  return (['server', 'account', 'symbol'] as const).flatMap((layer) =>
    Object.entries(written[`${layer}s`] ?? {}).flatMap(([name, checks]) =>
      Object.keys(checks).map((check) => ({ layer, name, check })),
    ),
  );
}

/** How it is seen what the target lets through. */
function readSight(flags: FlagValues): Sight {
  const hasVenue = textFlag(flags, 'venue') !== undefined;
  if (flags.executes !== true) return hasVenue ? 'venue' : 'word';
  const others = ['venue', 'target-is-mine', 'target-unmarked'];
  const other = others.find((name) => flags[name] !== undefined);
  if (other === 'venue')
    throw new InputError(
      '--executes and --venue: a target sends to a venue, or executes by itself',
    );
  if (other !== undefined)
    throw new InputError(
      `--executes and --${other}: orders that are to be executed go to a test system on this ` +
        'machine alone',
    );
  return 'fills';
}

/** The lowest rate that the limits allow. */
function slowest(limits: Settings): number {
  const rates = RATES.flatMap((name) => {
    const setting = limits[name];
    return isEnforced(setting) ? [numberOf(setting, 'perSecond')] : [];
  });
  return Math.min(Number.POSITIVE_INFINITY, ...rates);
}

/** The stocks of --symbol, of --universe, or those of the load profiles. */
function readStocks(flags: FlagValues, sight: Sight): readonly ProbeStock[] {
  const named = listFlag(flags, 'symbol').map(readSymbol);
  const listed = readUniverse(flags);
  if (named.length > 0 && listed !== undefined)
    throw new InputError('--symbol and --universe: give the stocks by one of them');
  if (named.length > 0) {
    const twice = named.find(({ symbol }, n) => named.findIndex((b) => b.symbol === symbol) !== n);
    if (twice !== undefined) throw new InputError(`--symbol ${twice.symbol}: is given twice`);
    return named;
  }
  const stocks = listed?.map((stock) => ({ ...stock, openTicks: priceTicks(stock.priceDollars) }));
  const { universe, seed } = findProfile('normal-day');
  return (stocks ?? generateUniverse(universe, seed)).map((stock) => ({
    symbol: stock.symbol,
    ...(sight === 'fills' ? touchOf(stock) : lockedAt(stock.openTicks)),
    openTicks: stock.openTicks,
    closeTicks: ticksOf(stock.previousCloseDollars),
    advShares: stock.advShares,
    sharesOutstanding: stock.sharesOutstanding,
    easyToBorrow: stock.easyToBorrow,
    tickTicks: ticksOf(stock.tickDollars),
    roundLotShares: stock.roundLotShares,
  }));
}

const ticksOf = (dollars: number | undefined): number | undefined =>
  dollars === undefined ? undefined : priceTicks(dollars);

type Priced = Pick<ProbeStock, 'openTicks' | 'advShares'>;
const lockedAt = (ticks: number): Touch => ({ bidTicks: ticks, askTicks: ticks });

/** The quote that our own venues open with, at which they execute. */
function touchOf({ openTicks, advShares = 0 }: Priced): Touch {
  const half = ordinarySpreadTicks({ openTicks, advShares }) / 2;
  const step = openTicks >= TICKS_PER_DOLLAR ? TICKS_PER_CENT : 1;
  return {
    bidTicks: Math.max(step, Math.floor((openTicks - half) / step) * step),
    askTicks: Math.ceil((openTicks + half) / step) * step,
  };
}

/** Reads `GT=20` or `GT=19.99/20.01`. */
function readSymbol(text: string): ProbeStock {
  const [, symbol, bid, ask = bid] =
    /^([\x21-\x3c\x3e-\x7e]{1,32})=(\d+(?:\.\d+)?)(?:\/(\d+(?:\.\d+)?))?$/.exec(text) ?? [];
  if (symbol === undefined)
    throw new InputError(
      `--symbol is '${text}'; must be NAME=PRICE or NAME=BID/OFFER in dollars, such as ` +
        'GT=19.99/20.01',
    );
  for (const price of [bid, ask])
    if (!isWholeTicks(Number(price)) || Number(price) > 100_000)
      throw new InputError(
        `--symbol ${text}: ${price} is no price from $0.0001 to $100,000 in steps of $0.0001`,
      );
  const [bidTicks, askTicks] = [priceTicks(Number(bid)), priceTicks(Number(ask))];
  if (askTicks < bidTicks) throw new InputError(`--symbol ${text}: the offer is below the bid`);
  return { symbol, bidTicks, askTicks, openTicks: Math.round((bidTicks + askTicks) / 2) };
}
