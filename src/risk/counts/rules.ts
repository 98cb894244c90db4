import { NS_PER_SECOND, TICKS_PER_DOLLAR } from '../../base/units.js';
import { Side, Verdict } from '../../orders/codes.js';
import type { Parents } from '../../orders/parents.js';
import type { CheckSettings } from '../catalogue/catalogue.js';
import { ORDER_TYPE_CHECKS, RULE_CHECKS } from '../catalogue/rule-rows.js';
import { meanPrice } from './means.js';
import { barredKinds } from './order-kinds.js';
import type { SecondPass } from './second-pass.js';
import { LEVEL_SHIFT, ServerWord } from './tables.js';
import { closeTicks, termsOf } from './terms.js';

/** What the checks of one order by a market's rules keep: their bounds, and the last trades. */

const { OUTSTANDING_SHARE, PARENT_ADV } = Verdict;
/** Keeps a proportion that equals a whole number on it. */
const ROUNDING = 1e-6;

/** The verdicts of these checks. */
export const RULES: readonly number[] = [...RULE_CHECKS, ...ORDER_TYPE_CHECKS].map(
  ({ verdict }) => verdict,
);

/** The lists of `order-types`. */
type KindLists = Readonly<Record<'types' | 'timesInForce' | 'instructions', readonly string[]>>;

/** Writes the bounds of these checks by symbol, from the levels of its class and its terms. */
export function writeRules({
  bounds,
  symbolBounds,
  stocks,
  classSettings,
  whole,
  measures,
}: SecondPass): void {
  const { hard, soft } = bounds;
  stocks.forEach((stock, symbol) => {
    const place = symbolBounds.class[symbol]!;
    const at = place << LEVEL_SHIFT;
    const terms = termsOf(stock);
    const { sharesOutstanding } = terms;
    const shareOf = (shares: number, level: number): number =>
      Math.floor(shares * level + ROUNDING);
    const { fatFinger, marketCollar, shortSales, tradingHours, orderTypes } = classSettings[
      place
    ] as CheckSettings;
    symbolBounds.parentMax[symbol] = shareOf(stock.advShares, hard[at + PARENT_ADV]!);
    symbolBounds.outstandingMax[symbol] = shareOf(sharesOutstanding, hard[at + OUTSTANDING_SHARE]!);
    symbolBounds.outstandingSoft[symbol] = shareOf(
      sharesOutstanding,
      soft[at + OUTSTANDING_SHARE]!,
    );
    symbolBounds.fingerTicks[symbol] = ticksOf(fatFinger!.dollars as number);
    symbolBounds.marketTicks[symbol] = ticksOf(marketCollar!.dollars as number);
    symbolBounds.tickTicks[symbol] = terms.tickTicks;
    symbolBounds.lotShares[symbol] = terms.roundLotShares;
    symbolBounds.isHardToBorrow[symbol] = terms.easyToBorrow ? 0 : 1;
    symbolBounds.exemptToo[symbol] = shortSales!.exemptToo as number;
    const { types, timesInForce, instructions } = orderTypes as unknown as KindLists;
    symbolBounds.barredKinds[symbol] = barredKinds([types, timesInForce, instructions]);
    symbolBounds.opensNs[symbol] = (tradingHours!.fromSeconds as number) * NS_PER_SECOND;
    symbolBounds.closesNs[symbol] = (tradingHours!.toSeconds as number) * NS_PER_SECOND;
  });
  const isOn = classSettings.some((_, place) =>
    RULES.some((check) => hard[(place << LEVEL_SHIFT) + check]! !== Number.POSITIVE_INFINITY),
  );
  const followsTrades = symbolBounds.referenceTicks.some((ticks) => ticks <= LAST_TRADE);
  whole.words[ServerWord.RULES] = isOn || followsTrades || measures !== undefined ? 1 : 0;
}

/** In place of a reference price: the static collar of the symbol is around the last trade. */
export const LAST_TRADE = 0;
/** The same: it is around the mean of the last five minutes. */
export const MEAN_PRICE = -1;

/** The price that the static collar of a symbol is around now, ticks. */
export function referenceOf(catalogue: SecondPass, symbol: number): number {
  const fixed = catalogue.symbolBounds.referenceTicks[symbol]!;
  if (fixed > LAST_TRADE) return fixed;
  return fixed === LAST_TRADE ? lastTrade(catalogue, symbol) : meanPrice(catalogue, symbol);
}

/** Ticks of a part of the price that the static collar of a symbol is around now. */
export function partOfReference(catalogue: SecondPass, symbol: number, level: number): number {
  return Math.floor(referenceOf(catalogue, symbol) * level + ROUNDING);
}

/** An amount of dollars a share as ticks, the part of a tick left out. */
function ticksOf(dollars: number): number {
  return Math.floor(dollars * TICKS_PER_DOLLAR + ROUNDING);
}

/** Notes the touch that a parent would meet, at its receipt. */
export function noteTouch(
  { parents, quotes }: SecondPass,
  { symbol, side }: Parents,
  parent: number,
): void {
  const stock = symbol[parent]!;
  parents.touchTicks[parent] =
    side[parent] === Side.BUY ? quotes.askTicks[stock]! : quotes.bidTicks[stock]!;
}

/** Notes an execution of the server as the last trade of its symbol. */
export function noteTrade(
  { trades, quotes }: SecondPass,
  symbol: number,
  priceTicks: number,
): void {
  trades.priceTicks[symbol] = priceTicks;
  trades.middleTicks[symbol] = quotes.midTicks[symbol]!;
}

/**
 * The last trade of a symbol that the server knows of: its own last execution while the quote has
 * stood since, and the middle of the quote after that, since other people's trades are what moves
 * it.
 */
export function lastTrade({ trades, quotes }: SecondPass, symbol: number): number {
  const middle = quotes.midTicks[symbol]!;
  const own = trades.priceTicks[symbol]!;
  return own !== 0 && trades.middleTicks[symbol] === middle ? own : middle;
}

/**
 * Notes the last trade if it is the lowest since the bell. Rule 201 goes by trades in regular
 * hours. A server looks at each parent that it receives and each order that it sends.
 */
export function noteLow(catalogue: SecondPass, symbol: number, nowNs: number): void {
  const { lowTicks } = catalogue.trades;
  if (nowNs >= 0) lowTicks[symbol] = lowestTrade(catalogue, symbol);
}

/** The lowest trade of a symbol since the bell that the server knows of, the last one included. */
export function lowestTrade(catalogue: SecondPass, symbol: number): number {
  const seen = catalogue.trades.lowTicks[symbol]!;
  const last = lastTrade(catalogue, symbol);
  return seen === 0 ? last : Math.min(seen, last);
}

/**
 * The most ticks that a price may have fallen without the price test: a fall of the level itself
 * begins it.
 */
export function fallBound({ stocks }: SecondPass, symbol: number, level: number): number {
  return Math.ceil(closeTicks(stocks[symbol]!) * level - ROUNDING) - 1;
}

/** The most ticks that a limit may be beyond the last trade. */
export function fingerBound(catalogue: SecondPass, symbol: number, level: number): number {
  const share = Math.floor(lastTrade(catalogue, symbol) * level + ROUNDING);
  return Math.max(catalogue.symbolBounds.fingerTicks[symbol]!, share);
}

/** The most ticks that a limit of a market order may be beyond the touch at its receipt. */
export function marketBound(
  { symbolBounds, parents }: SecondPass,
  symbol: number,
  parent: number,
  level: number,
): number {
  const share = Math.floor(parents.touchTicks[parent]! * level + ROUNDING);
  return Math.max(symbolBounds.marketTicks[symbol]!, share);
}
