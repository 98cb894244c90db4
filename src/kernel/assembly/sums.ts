/**
 * Sums over accounts, messages and windows of time, as src/risk/counts/accounts.ts, messages.ts,
 * rolling.ts and rolling-gross.ts. Those that no check asks for are not there.
 */
import { Server } from './state';
import {
  ACCOUNT_GROSS,
  ACCOUNT_NET,
  ACCOUNT_OPEN,
  ROLLING_GROSS,
  ROLLING_VOLUME,
} from './verdicts';
import { addF, f8 } from './words';

// Of the messages of a server: MessageWord.
@inline
const ARRIVAL: usize = 0;
@inline
const INCREMENT: usize = 8;
@inline
const TOLERANCE: usize = 16;
@inline
const TRY_ARRIVAL: usize = 24;
@inline
const TRY_INCREMENT: usize = 32;
@inline
const SENT: usize = 48;
@inline
const EXECUTED: usize = 56;
@inline
const RATIO: usize = 64;
@inline
const LEAST: usize = 72;

// Of a window: its ten slots, their sum, and the last of them.
@inline
const SLOTS: i64 = 10;
@inline
const TOTAL: usize = 80;
@inline
const SLOT: usize = 88;

// Of the rolling gross: what is working, and executed but in no slot yet; then its window.
@inline
const GROSS_WORKING: usize = 0;
@inline
const GROSS_EXECUTED: usize = 8;
@inline
const GROSS_WINDOW: usize = 128;

/** Whether orders meet all of these sums. */
export function meetsSums(
  s: Server,
  p: i32,
  symbol: i32,
  side: i32,
  shares: f64,
  money: f64,
  count: i32,
  nowNs: f64,
): bool {
  return (
    (s.accountWords == 0 ||
      (meetsAccount(s, p, ACCOUNT_GROSS, side, money) &&
        meetsAccount(s, p, ACCOUNT_NET, side, money) &&
        meetsAccount(s, p, ACCOUNT_OPEN, side, money))) &&
    (s.messageWords == 0 || meetsMessages(s, count, nowNs)) &&
    (s.rollingWords == 0 ||
      rolledVolume(s, symbol, side, nowNs) + shares <=
        volumeMax(s, symbol, load<f64>(f8(s.firstBounds, ROLLING_VOLUME)))) &&
    (s.grossWords == 0 ||
      rolledGross(s, nowNs) + money <= load<f64>(f8(s.firstBounds, ROLLING_GROSS)))
  );
}
/** Counts admitted orders. */
export function reserveSums(
  s: Server,
  p: i32,
  symbol: i32,
  side: i32,
  shares: f64,
  money: f64,
  count: i32,
  nowNs: f64,
): void {
  if (s.accountWords != 0) addF(accountRow(s, p) + ((<usize>side) << 3), money);
  if (s.messageWords != 0) countMessages(s.messageWords, count, nowNs);
  if (s.rollingWords != 0)
    addRolled(windowOf(s, symbol, side), slotOf(nowNs, s.rollingWindowNs), shares);
  if (s.grossWords != 0) addF(s.grossWords + GROSS_WORKING, money);
}
/** Takes answers to orders at a limit price. */
@inline
export function settleSums(
  s: Server,
  p: i32,
  executed: f64,
  cancelled: f64,
  limit: f64,
  executions: i32,
): void {
  const answered = (executed + cancelled) * limit;
  if (s.messageWords != 0) addF(s.messageWords + EXECUTED, <f64>executions);
  if (s.accountWords != 0) {
    const word = accountRow(s, p) + ((<usize>load<u8>(s.side + <usize>p)) << 3);
    addF(word, -answered);
    addF(word + 16, executed * limit);
  }
  if (s.grossWords != 0) {
    addF(s.grossWords + GROSS_WORKING, -answered);
    addF(s.grossWords + GROSS_EXECUTED, executed * limit);
  }
}

/** The place of the account of a parent. */
@inline
function accountOf(s: Server, p: i32): i32 {
  return min(<i32>load<u16>(s.account + ((<usize>p) << 1)), s.accountOther);
}
/** The four words of the account of a parent: working of the sides, executed of the sides. */
@inline
function accountRow(s: Server, p: i32): usize {
  return s.accountWords + ((<usize>accountOf(s, p)) << 5);
}
export function accountMode(s: Server, p: i32, check: i32): i32 {
  return <i32>load<u8>(s.accountMode + <usize>(3 * accountOf(s, p) + check - ACCOUNT_GROSS));
}
export function meetsAccount(s: Server, p: i32, check: i32, side: i32, money: f64): bool {
  const account = accountOf(s, p);
  const w = accountRow(s, p);
  const own = load<f64>(f8(s.accountOwn, 3 * account + check - ACCOUNT_GROSS));
  const bound = isNaN(own) ? load<f64>(f8(s.hardBounds, check)) : own;
  let used: f64;
  let place = 0;
  if (check == ACCOUNT_NET) {
    used = load<f64>(f8(w, side)) + load<f64>(f8(w, 2 + side)) - load<f64>(f8(w, 3 - side));
    place = 1 + side;
  } else {
    used = load<f64>(w) + load<f64>(w, 8);
    if (check == ACCOUNT_OPEN) place = 3;
    else used = used + load<f64>(w, 16) + load<f64>(w, 24);
  }
  return used + money + load<f64>(f8(s.accountOthers, 4 * account + place)) <= bound;
}

export function mostMessages(words: usize): f64 {
  const most = load<f64>(words, RATIO) * max(1.0, load<f64>(words, EXECUTED));
  return max(load<f64>(words, LEAST), most);
}
export function messagesSent(words: usize): f64 {
  return load<f64>(words, SENT);
}
export function isPaced(words: usize, nowNs: f64): bool {
  return max(0.0, load<f64>(words, ARRIVAL) - nowNs) <= load<f64>(words, TOLERANCE);
}
function meetsMessages(s: Server, count: i32, nowNs: f64): bool {
  const words = s.messageWords;
  const ahead = max(0.0, load<f64>(words, ARRIVAL) - nowNs);
  return (
    ahead + <f64>(count - 1) * load<f64>(words, INCREMENT) <= load<f64>(words, TOLERANCE) &&
    messagesSent(words) + <f64>count <= mostMessages(words)
  );
}
function countMessages(words: usize, count: i32, nowNs: f64): void {
  addF(words + SENT, <f64>count);
  fillBucket(words + ARRIVAL, load<f64>(words, INCREMENT), count, nowNs);
  fillBucket(words + TRY_ARRIVAL, load<f64>(words, TRY_INCREMENT), count, nowNs);
}
function fillBucket(arrival: usize, increment: f64, count: i32, nowNs: f64): void {
  if (increment > 0)
    store<f64>(arrival, max(load<f64>(arrival), nowNs) + <f64>count * increment);
}

@inline
function slotOf(nowNs: f64, windowNs: f64): f64 {
  return floor((nowNs * <f64>SLOTS) / windowNs);
}
/** The place of a slot, whose number is below zero before the bell. */
@inline
function slotWord(at: usize, slot: i64): usize {
  return at + ((<usize>(((slot % SLOTS) + SLOTS) % SLOTS)) << 3);
}
function rolledAt(at: usize, slot: f64): f64 {
  const total = load<f64>(at, TOTAL);
  const passed = slot - load<f64>(at, SLOT);
  if (passed == 0 || total == 0) return total;
  if (passed < 0 || passed >= <f64>SLOTS) return 0;
  let shares = total;
  const end = <i64>slot;
  for (let gone = end - <i64>passed + 1; gone <= end; gone++)
    shares -= load<f64>(slotWord(at, gone));
  return shares;
}
function addRolled(at: usize, slot: f64, shares: f64): void {
  const total = rolledAt(at, slot);
  const passed = slot - load<f64>(at, SLOT);
  const end = <i64>slot;
  if (passed < 0 || passed >= <f64>SLOTS) memory.fill(at, 0, <usize>SLOTS << 3);
  else
    for (let gone = end - <i64>passed + 1; gone <= end; gone++) store<f64>(slotWord(at, gone), 0);
  addF(slotWord(at, end), shares);
  store<f64>(at, total + shares, TOTAL);
  store<f64>(at, slot, SLOT);
}
/** The window of a side of a symbol. */
@inline
function windowOf(s: Server, symbol: i32, side: i32): usize {
  return s.rollingWords + ((<usize>((symbol << 1) | side)) << 7);
}
export function rolledVolume(s: Server, symbol: i32, side: i32, nowNs: f64): f64 {
  return rolledAt(windowOf(s, symbol, side), slotOf(nowNs, s.rollingWindowNs));
}
export function volumeMax(s: Server, symbol: i32, level: f64): f64 {
  return floor(load<f64>(f8(s.advShares, symbol)) * level + 1e-6);
}
/** What the firm has working, however old, and executed within the window. */
export function rolledGross(s: Server, nowNs: f64): f64 {
  const words = s.grossWords;
  const at = words + GROSS_WINDOW;
  const slot = max(slotOf(nowNs, s.grossWindowNs), load<f64>(at, SLOT));
  return (
    load<f64>(words, GROSS_WORKING) +
    load<f64>(words, GROSS_EXECUTED) +
    load<f64>(s.grossOthers) +
    rolledAt(at, slot)
  );
}
