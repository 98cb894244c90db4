/**
 * Refusals of the long way, as `judgeOrder` of src/risk/gate/long-way.ts, by states, and by checks
 * that do nothing but refuse. The others, findings while there is room for them, and all that only
 * warns are left to TypeScript.
 */
import {
  LOCATED,
  OPEN_CREDIT,
  OPEN_ORDERS,
  REACH,
  TICKS,
  ARRIVAL,
  levelOf,
  sideRow,
  symbolRow,
} from './count-words';
import { hasCredit } from './credit';
import { breaksRule, moreToLocate } from './rules';
import { Server } from './state';
import {
  accountMode,
  isPaced,
  meetsAccount,
  messagesSent,
  mostMessages,
  rolledGross,
  rolledVolume,
  volumeMax,
} from './sums';
import {
  ACCOUNT_GROSS,
  ACCOUNT_NET,
  ACCOUNT_OPEN,
  ACTIVE,
  ADV_SHARE,
  COLLAR_CHECK,
  ENFORCE,
  EXECUTIONS_PER_PARENT,
  FAT_FINGER,
  GROSS_EXPOSURE,
  HALTED,
  HALTED_STATE,
  KILLED,
  LOCATE_CHECK,
  MAX_NOTIONAL,
  MAX_QUANTITY,
  MESSAGE_RATE,
  NET_EXPOSURE,
  OFF,
  OPEN_EXPOSURE,
  OPEN_ORDERS_CHECK,
  ORDER_TO_TRADE,
  PARENT_QUANTITY,
  QUOTE_COLLAR,
  REDUCING,
  REDUCING_STATE,
  RESTRICTED_LIST,
  ROLLING_GROSS,
  ROLLING_VOLUME,
  SELF_MATCH_CHECK,
  SERVER_RATE,
  SYMBOL_RATE,
  UNCONFIGURED_LIMIT,
} from './verdicts';
import {
  ALIKE,
  INSTRUMENT,
  LIMIT,
  QUANTITY,
  SYMBOL_MASK,
  VERDICT_MASK,
  addF,
  f8,
  i4,
  rowAt,
  touchOf,
} from './words';

/** What a check says of an order. */
@inline
const PASSES: i32 = 0;
@inline
const FAILS: i32 = 1;
/** The long way has to say it. */
@inline
const UNSAID: i32 = 2;

@inline
function said(fails: bool): i32 {
  return fails ? FAILS : PASSES;
}

/**
 * Refuses `run` children alike, if a check refuses each of them and has no other effect. Returns
 * whether it has.
 */
export function refuseRun(
  s: Server,
  child: i32,
  run: i32,
  nowNs: f64,
  arrivalNs: f64,
  creditMoney: f64,
  second: bool,
): bool {
  if (second && load<i32>(s.findingRows) != s.findingsMax) return false;
  const first = rowAt(s.words, s.mask, child);
  const check = refusingCheck(s, first, nowNs, arrivalNs, creditMoney, second);
  if (check == 0) return false;
  const verdict = (check << 27) | ((check & 32) << 16);
  for (let n = 0; n < run; n++) {
    const at = rowAt(s.words, s.mask, child + n);
    store<i32>(at, (load<i32>(at, INSTRUMENT) & ~VERDICT_MASK) | verdict, INSTRUMENT);
    store<i32>(at, run - n, ALIKE);
  }
  if (check <= GROSS_EXPOSURE)
    countRefused(s.firstBreaches, s.firstRefused, s.firstBreachNs, check, run, nowNs);
  if (second) {
    countRefused(s.breaches, s.refused, s.breachNs, check, run, nowNs);
    addF(s.findingsDropped, <f64>run);
  }
  return true;
}
function countRefused(
  breaches: usize,
  refused: usize,
  firstNs: usize,
  check: i32,
  run: i32,
  nowNs: f64,
): void {
  addF(f8(breaches, check), <f64>run);
  addF(f8(refused, check), <f64>run);
  const began = f8(firstNs, check);
  if (isNaN(load<f64>(began))) store<f64>(began, nowNs);
}

/** The first check that refuses an order; 0 if none does, or the long way has to say. */
function refusingCheck(
  s: Server,
  row: usize,
  nowNs: f64,
  arrivalNs: f64,
  creditMoney: f64,
  second: bool,
): i32 {
  const symbol = load<i32>(row, INSTRUMENT) & SYMBOL_MASK;
  const levels = second ? levelOf(s.boundClass, symbol) : 0;
  const state = second ? stateOf(s, symbol) : ACTIVE;
  if (state > HALTED_STATE) return 0;
  for (let n = 0; n < s.judgedCount; n++) {
    const check = load<i32>(i4(s.judged, n));
    // The kernel gates nothing while a kill is in force.
    if (check == KILLED) continue;
    if (check == HALTED || check == REDUCING) {
      if (stops(s, check, state, row, symbol)) return check;
      continue;
    }
    const isFirst = check <= GROSS_EXPOSURE;
    const mode = modeOf(s, check, levels, load<i32>(row));
    if (mode == OFF) continue;
    if (mode != ENFORCE) return 0;
    const answer = isFirst
      ? askFirst(s, check, row, nowNs, arrivalNs, creditMoney)
      : askSecond(s, check, row, symbol, levels, nowNs);
    if (answer == FAILS) return check;
    if (answer == UNSAID) return 0;
    if (second && load<f64>(f8(s.softBounds, levels + check)) != Infinity) return 0;
  }
  return 0;
}
@inline
function modeOf(s: Server, check: i32, levels: i32, p: i32): i32 {
  if (check <= GROSS_EXPOSURE) return <i32>load<u8>(s.firstMode + <usize>check);
  if (check >= ACCOUNT_GROSS && check <= ACCOUNT_OPEN) return accountMode(s, p, check);
  return <i32>load<u8>(s.mode + <usize>(levels + check));
}
/** The worst state of the firm, the server and a symbol. */
@inline
export function stateOf(s: Server, symbol: i32): i32 {
  if (s.watches == 0) return ACTIVE;
  return max(s.stateLeast, atomic.load<i32>(i4(s.symbolStates, symbol)));
}
/** Whether a state refuses an order: all of them, or what does not reduce the position. */
function stops(s: Server, check: i32, state: i32, row: usize, symbol: i32): bool {
  if (check == HALTED) return state == HALTED_STATE;
  if (state != REDUCING_STATE) return false;
  const side = <i32>load<u8>(s.side + <usize>load<i32>(row));
  const reach = load<f64>(sideRow(s.sideWords, symbol, side), REACH);
  return reach + <f64>load<i32>(row, QUANTITY) > 0;
}
function askFirst(
  s: Server,
  check: i32,
  row: usize,
  nowNs: f64,
  arrivalNs: f64,
  creditMoney: f64,
): i32 {
  const p = load<i32>(row);
  const shares = load<i32>(row, QUANTITY);
  const price = load<i32>(row, LIMIT);
  const money = <f64>shares * <f64>price;
  const bound = load<f64>(f8(s.bound, check));
  switch (check) {
    case SERVER_RATE:
      return said(arrivalNs - nowNs > load<f64>(s.rateToleranceNs));
    case MAX_QUANTITY:
      return said(<f64>shares > bound);
    case MAX_NOTIONAL:
      return said(money > bound);
    case COLLAR_CHECK: {
      const low = load<i32>(i4(s.collarLowTicks, p));
      const high = load<i32>(i4(s.collarHighTicks, p));
      return said(<f64>max(low - price, price - high) > bound);
    }
    case PARENT_QUANTITY: {
      const sent = load<f64>(f8(s.filled, p)) + <f64>load<i32>(i4(s.working, p));
      return said(sent + <f64>shares - <f64>load<i32>(i4(s.ordered, p)) > bound);
    }
    default:
      return askCredit(s, s.firmLeft, creditMoney, money);
  }
}
/** Whether the firm’s credit is too little. What it would lease, the long way leases. */
function askCredit(s: Server, left: usize, creditMoney: f64, money: f64): i32 {
  if (money <= creditMoney) return PASSES;
  return s.sliceMoney != 0 || hasCredit(left, money - creditMoney) ? UNSAID : FAILS;
}
function askSecond(
  s: Server,
  check: i32,
  row: usize,
  symbol: i32,
  levels: i32,
  nowNs: f64,
): i32 {
  const p = load<i32>(row);
  const shares = <f64>load<i32>(row, QUANTITY);
  const price = load<i32>(row, LIMIT);
  const side = <i32>load<u8>(s.side + <usize>p);
  const hard = load<f64>(f8(s.hardBounds, levels + check));
  if (check >= FAT_FINGER && check != ROLLING_GROSS)
    return said(hard != Infinity && breaksRule(s, p, check, hard, symbol, shares, price, nowNs));
  switch (check) {
    case RESTRICTED_LIST:
      return said((load<u8>(s.barredBy + <usize>symbol) & 1) != 0);
    case UNCONFIGURED_LIMIT: {
      const behaviour = <usize>load<u8>(s.behaviour + <usize>p);
      return said(
        load<u8>(s.barred + behaviour) != 0 || (load<u8>(s.barredBy + <usize>symbol) & 2) != 0,
      );
    }
    case ADV_SHARE:
      return said(shares > load<f64>(f8(s.orderMax, symbol)));
    case QUOTE_COLLAR: {
      const touch = touchOf(s, symbol, side);
      return said(<f64>((1 - 2 * side) * (price - touch)) > floor<f64>(<f64>touch * hard + 1e-6));
    }
    case LOCATE_CHECK: {
      const needed = side == 0 ? 0 : moreToLocate(s, p, shares);
      const located = load<f64>(sideRow(s.sideWords, symbol, 1), LOCATED);
      return said(needed != 0 && located + needed > hard);
    }
    case SELF_MATCH_CHECK: {
      const other = load<f64>(sideRow(s.sideWords, symbol, side ^ 1), TICKS);
      const meets = <f64>(1 - 2 * side) * (<f64>price - other) >= 0;
      return said((meets ? 1.0 : 0.0) > hard);
    }
    // A parent that is held already.
    case EXECUTIONS_PER_PARENT: {
      const most = load<i32>(i4(s.ceiling, p));
      if (load<i32>(i4(s.uses, p)) + 1 <= most) return PASSES;
      return most < 0 ? FAILS : UNSAID;
    }
    case OPEN_ORDERS_CHECK:
      return said(load<f64>(s.serverWords, OPEN_ORDERS) + 1 > hard);
    case SYMBOL_RATE:
      return said(max(0.0, load<f64>(symbolRow(s.symbolWords, symbol), ARRIVAL) - nowNs) > hard);
    case ACCOUNT_GROSS:
    case ACCOUNT_NET:
    case ACCOUNT_OPEN:
      return said(!meetsAccount(s, p, check, side, shares * <f64>price));
    // Beyond it, a try may log the server out.
    case MESSAGE_RATE:
      return isPaced(s.messageWords, nowNs) ? PASSES : UNSAID;
    case ORDER_TO_TRADE:
      return said(messagesSent(s.messageWords) + 1 > mostMessages(s.messageWords));
    case ROLLING_VOLUME: {
      const most = volumeMax(s, symbol, load<f64>(f8(s.hardBounds, ROLLING_VOLUME)));
      return said(rolledVolume(s, symbol, side, nowNs) + shares > most);
    }
    case ROLLING_GROSS:
      return said(rolledGross(s, nowNs) + shares * <f64>price > hard);
    case NET_EXPOSURE: {
      const credit = load<f64>(f8(s.netCreditMoney, side));
      return askCredit(s, side == 0 ? s.buysLeft : s.sellsLeft, credit, shares * <f64>price);
    }
    case OPEN_EXPOSURE: {
      const credit = load<f64>(s.netCreditMoney, OPEN_CREDIT);
      return askCredit(s, s.openLeft, credit, shares * <f64>price);
    }
    default:
      return UNSAID;
  }
}
