/**
 * The checks of one order by the rules of a market, and the trades that they look at, as
 * src/risk/gate/checks/rules.ts and src/risk/counts/rules.ts.
 */
import { levelOf } from './count-words';
import { Server } from './state';
import {
  EASY_TO_BORROW,
  FAT_FINGER,
  MARKET_COLLAR,
  MARKET_ORDERS,
  ORDER_TYPES,
  OUTSTANDING_SHARE,
  PARENT_ADV,
  ROLLING_GROSS,
  ROUND_LOT,
  SHORT_SALES,
  SHORT_SALE_PRICE,
  TICK_SIZE,
  TRADING_HOURS,
} from './verdicts';
import { f8, i4 } from './words';

// Of OrderAttribute.
@inline
const AUCTION: u8 = 1;
@inline
const RESTING: u8 = 4;
@inline
const IMMEDIATE: u8 = 8;
@inline
const SWEEP: u8 = 128;
@inline
const SHORT: u8 = 32;
@inline
const SHORT_EXEMPT: u8 = 64;

/** Keeps a proportion that equals a whole number on it. */
@inline
const ROUNDING: f64 = 1e-6;

/** Shares of a sale to locate once `sent` shares of it are out: `sharesToLocate`. */
@inline
export function toLocate(s: Server, parent: i32, sent: f64): f64 {
  if ((load<u8>(s.attributes + <usize>parent) & (SHORT | SHORT_EXEMPT)) != 0) return sent;
  const beyond = sent - <f64>load<i32>(i4(s.ordered, parent));
  return beyond > 0 ? beyond : 0;
}
/** The shares that `shares` more of a parent need located, a sale. */
@inline
export function moreToLocate(s: Server, parent: i32, shares: f64): f64 {
  const sent = load<f64>(f8(s.filled, parent)) + <f64>load<i32>(i4(s.working, parent));
  return toLocate(s, parent, sent + shares) - toLocate(s, parent, sent);
}
/** Notes an execution as the last trade of its symbol. */
@inline
export function noteTrade(s: Server, symbol: i32, price: i32): void {
  store<i32>(i4(s.tradeTicks, symbol), price);
  store<i32>(i4(s.tradeMiddleTicks, symbol), load<i32>(i4(s.midTicks, symbol)));
}
function lastTrade(s: Server, symbol: i32): i32 {
  const middle = load<i32>(i4(s.midTicks, symbol));
  const own = load<i32>(i4(s.tradeTicks, symbol));
  return own != 0 && load<i32>(i4(s.tradeMiddleTicks, symbol)) == middle ? own : middle;
}
function lowestTrade(s: Server, symbol: i32): i32 {
  const seen = load<i32>(i4(s.tradeLowTicks, symbol));
  const last = lastTrade(s, symbol);
  return seen == 0 ? last : min(seen, last);
}
/** Notes the last trade if it is the lowest since the bell. */
@inline
export function noteLow(s: Server, symbol: i32, nowNs: f64): void {
  if (nowNs >= 0) store<i32>(i4(s.tradeLowTicks, symbol), lowestTrade(s, symbol));
}

/** Whether orders of one parent and price meet all of these checks, as `meetsRules`. */
export function meetsRules(
  s: Server,
  p: i32,
  symbol: i32,
  price: i32,
  largest: i32,
  total: f64,
  count: i32,
  nowNs: f64,
): bool {
  const levels = levelOf(s.boundClass, symbol);
  for (let n = 0; n < s.judgedCount; n++) {
    const check = load<i32>(i4(s.judged, n));
    if (check < FAT_FINGER || check == ROLLING_GROSS) continue;
    const level = load<f64>(f8(s.hardBounds, levels + check));
    if (level == Infinity) continue;
    let shares = total;
    if (check == ROUND_LOT) {
      if (<f64>count * <f64>largest != total) return false;
      shares = <f64>largest;
    }
    if (breaksRule(s, p, check, level, symbol, shares, price, nowNs)) return false;
    if (
      check == OUTSTANDING_SHARE &&
      <f64>load<i32>(i4(s.ordered, p)) > load<f64>(f8(s.outstandingSoft, symbol))
    )
      return false;
  }
  return true;
}

/** Whether `shares` of a parent are beyond the bound of a check, whose hard level is `level`. */
export function breaksRule(
  s: Server,
  p: i32,
  check: i32,
  level: f64,
  symbol: i32,
  shares: f64,
  price: i32,
  nowNs: f64,
): bool {
  const side = <i32>load<u8>(s.side + <usize>p);
  const sign = 1 - 2 * side;
  switch (check) {
    case FAT_FINGER: {
      const last = lastTrade(s, symbol);
      const share = floor<f64>(<f64>last * level + ROUNDING);
      return <f64>(sign * (price - last)) > max(load<f64>(f8(s.fingerTicks, symbol)), share);
    }
    case MARKET_COLLAR: {
      const touch = load<i32>(i4(s.touchTicks, p));
      const share = floor<f64>(<f64>touch * level + ROUNDING);
      const beyond = load<i32>(i4(s.limitTicks, p)) == 0 ? sign * (price - touch) : 0;
      return <f64>beyond > max(load<f64>(f8(s.marketTicks, symbol)), share);
    }
    case PARENT_ADV:
      return <f64>load<i32>(i4(s.ordered, p)) > load<f64>(f8(s.parentMax, symbol));
    case OUTSTANDING_SHARE:
      return <f64>load<i32>(i4(s.ordered, p)) > load<f64>(f8(s.outstandingMax, symbol));
    case SHORT_SALES: {
      const marks = load<u8>(s.exemptToo + <usize>symbol) == 0 ? SHORT : SHORT | SHORT_EXEMPT;
      const isMarked = side == 1 && (load<u8>(s.attributes + <usize>p) & marks) != 0;
      return (isMarked ? 1.0 : 0.0) > level;
    }
    case EASY_TO_BORROW: {
      const needs =
        side == 1 &&
        load<u8>(s.isHardToBorrow + <usize>symbol) != 0 &&
        moreToLocate(s, p, shares) > 0;
      return (needs ? 1.0 : 0.0) > level;
    }
    case TICK_SIZE:
      return <f64>ticksBeyond(s, p, symbol, price) > level;
    case ROUND_LOT:
      return <f64>(<i64>shares % <i64>load<i32>(i4(s.lotShares, symbol))) > level;
    case MARKET_ORDERS:
      return (load<i32>(i4(s.limitTicks, p)) == 0 ? 1.0 : 0.0) > level;
    case ORDER_TYPES: {
      const barred = <i32>load<u8>(s.barredKinds + <usize>symbol);
      return ((kindsOf(s, p) & barred) == 0 ? 0.0 : 1.0) > level;
    }
    case SHORT_SALE_PRICE:
      return isLowShortSale(s, p, side, level, symbol, price);
    case TRADING_HOURS: {
      const early = load<f64>(f8(s.opensNs, symbol)) - nowNs;
      return max(0.0, max(early, nowNs - load<f64>(f8(s.closesNs, symbol)))) > level;
    }
    default:
      return false;
  }
}
/** The bits of src/risk/counts/order-kinds.ts. */
function kindsOf(s: Server, p: i32): i32 {
  const marks = load<u8>(s.attributes + <usize>p);
  const type = load<i32>(i4(s.limitTicks, p)) == 0 ? 1 : 2;
  const time = (marks & AUCTION) != 0 ? 8 : (marks & IMMEDIATE) != 0 ? 16 : 4;
  return type | time | ((marks & RESTING) != 0 ? 32 : 0) | ((marks & SWEEP) != 0 ? 64 : 0);
}
function ticksBeyond(s: Server, p: i32, symbol: i32, price: i32): i32 {
  const behaviour = <usize>load<u8>(s.behaviour + <usize>p);
  if (load<u8>(s.tickExempt + behaviour) != 0) return 0;
  if (price == load<i32>(i4(s.midTicks, symbol))) return 0;
  const own = load<i32>(i4(s.tickTicks, symbol));
  return price % (own == 0 ? (price >= 10000 ? 100 : 1) : own);
}
/** Whether a sale marked short is at or below the bid, after too far a fall of the price. */
function isLowShortSale(
  s: Server,
  p: i32,
  side: i32,
  level: f64,
  symbol: i32,
  price: i32,
): bool {
  if (side != 1 || (load<u8>(s.attributes + <usize>p) & SHORT) == 0) return false;
  const bid = load<i32>(i4(s.bidTicks, symbol));
  if (price > bid || bid > load<i32>(i4(s.askTicks, symbol))) return false;
  const close = load<i32>(i4(s.closeTicks, symbol));
  const fallMax = ceil<f64>(<f64>close * level - ROUNDING) - 1;
  return <f64>(close - lowestTrade(s, symbol)) > fallMax;
}
