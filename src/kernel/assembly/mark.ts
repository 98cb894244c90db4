/** Marks of quotes with the withdrawal of makers, as src/market/withdrawal.ts. */
import { exponential, inverseNormal, naturalLog } from './numerics';
import { Marks } from './state';
import { addF, f8, i4, mix32, mixWith } from './words';

const PER_WORD: f64 = 1.0 / 4294967296.0;
const SHALLOWEST: f64 = 0.999;
const DEEPEST: f64 = 0.0001;
const PRICE_TICKS_MAX: f64 = 2000000000.0;
const TICKS_PER_DOLLAR: f64 = 10000.0;
const TICKS_PER_CENT: f64 = 100.0;
const CENT_PER_TICK: f64 = 1.0 / 100.0;

/** The first symbol of [begin, end) with flow, or `end`; four of them at a time, then one. */
@inline
function nextTraded(flow: usize, begin: i32, end: i32): i32 {
  const none = f64x2.splat(0);
  let symbol = begin;
  while (symbol + 4 <= end) {
    const at = f8(flow, symbol);
    const two = f64x2.ne(v128.load(at), none);
    if (v128.any_true(v128.or(two, f64x2.ne(v128.load(at, 16), none)))) break;
    symbol += 4;
  }
  while (symbol < end && load<f64>(f8(flow, symbol)) == 0) symbol++;
  return symbol;
}
/** As `| 0` of a number. */
@inline
function whole(x: f64): i32 {
  return <i32>(<i64>x);
}
export function mark(s: Marks, epoch: i32, begin: i32, end: i32): void {
  const steps = s.stepEpochs;
  const mixedEpoch = mix32(epoch ^ s.mixedSeed);
  let due = begin + steps - 1 - ((epoch + begin + steps - 1) % steps);
  let symbol = begin;
  while (symbol < end) {
    const until = min(due, end);
    for (
      symbol = nextTraded(s.flow, symbol, until);
      symbol < until;
      symbol = nextTraded(s.flow, symbol + 1, until)
    ) {
      passTime(s, epoch, symbol);
      writeQuote(s, symbol);
    }
    if (symbol == end) return;
    passTime(s, epoch, symbol);
    takeStep(s, mixWith(symbol, mixedEpoch), symbol);
    writeQuote(s, symbol);
    symbol++;
    due += steps;
  }
}
function passTime(s: Marks, epoch: i32, symbol: i32): void {
  const flow = f8(s.flow, symbol);
  const shares = load<f64>(flow);
  const marked = i4(s.markedEpoch, symbol);
  const elapsed = min(epoch - load<i32>(marked), s.stepEpochs);
  store<f64>(flow, 0);
  store<i32>(marked, epoch);
  const transient = f8(s.transient, symbol);
  const decayed = load<f64>(transient) * load<f64>(f8(s.decay, elapsed));
  store<f64>(transient, decayed + shares * load<f64>(f8(s.transientPerShare, symbol)));
  const taken = f8(s.taken, symbol);
  store<f64>(taken, load<f64>(taken) * load<f64>(f8(s.refill, elapsed)) + shares);
  addF(f8(s.stepShares, symbol), shares);
  const goal = load<f64>(f8(s.target, symbol));
  const withdrawn = f8(s.withdrawn, symbol);
  const before = load<f64>(withdrawn);
  const grows = goal > 0 ? before < goal : goal < 0 && before > goal;
  const kept = load<f64>(f8(grows ? s.rise : s.fall, elapsed));
  store<f64>(withdrawn, goal + (before - goal) * kept);
}
function takeStep(s: Marks, draw: i32, symbol: i32): void {
  const step = f8(s.stepShares, symbol);
  const shares = load<f64>(step);
  const gap = f8(s.gap, symbol);
  const isOpen = load<f64>(gap) == 1;
  const target = f8(s.target, symbol);
  if (shares == 0 && isOpen) {
    store<f64>(target, 0);
    return;
  }
  const own = load<f64>(f8(s.ownPerSecond, symbol));
  const rate = abs(shares) / s.stepSeconds;
  if (shares != 0) {
    const total = f8(s.netShares, symbol);
    const net = load<f64>(total) + shares;
    const part = abs(net) / load<f64>(f8(s.advShares, symbol));
    const stays = load<f64>(f8(s.staysScale, symbol)) * naturalLog(1.0 + part);
    store<f64>(f8(s.permanent, symbol), net < 0 ? -stays : stays);
    store<f64>(total, net);
    store<f64>(step, 0);
  }
  const perSecond = isOpen ? (s.gapsPerSecond * rate) / (rate + own) : 1.0 / s.gapSeconds;
  if (<f64>(<u32>draw) * PER_WORD < perSecond * s.stepSeconds)
    store<f64>(gap, isOpen ? gapDepth(s, draw) : 1);
  const ratio = rate / (s.bearTimes * own * load<f64>(gap));
  let goal: f64 = 0;
  if (ratio > 1) {
    const times = exponential(s.exponent * naturalLog(ratio)) - 1.0;
    goal = min(load<f64>(f8(s.strength, symbol)) * times, s.most);
  }
  store<f64>(target, shares < 0 ? -goal : goal);
}
function gapDepth(s: Marks, draw: i32): f64 {
  const fraction = (<f64>(<u32>mix32(~draw)) + 0.5) * PER_WORD;
  const depth = s.gapMedian * exponential(s.gapSdLn * inverseNormal(fraction));
  return max(DEEPEST, min(SHALLOWEST, depth));
}
function writeQuote(s: Marks, symbol: i32): void {
  const state = load<f64>(f8(s.transient, symbol));
  const root = state < 0 ? -sqrt(-state) : sqrt(state);
  const move = root + load<f64>(f8(s.permanent, symbol)) + load<f64>(f8(s.withdrawn, symbol));
  const mid = min(load<f64>(f8(s.baseTicks, symbol)) * exponential(move), PRICE_TICKS_MAX);
  const half = mid * load<f64>(f8(s.halfSpread, symbol));
  let bid = 0;
  let ask = 0;
  if (mid >= TICKS_PER_DOLLAR) {
    bid = whole((mid - half) * CENT_PER_TICK) * 100;
    ask = whole(ceil((mid + half) * CENT_PER_TICK) * TICKS_PER_CENT);
  } else {
    bid = whole(mid - half);
    ask = whole(ceil(mid + half));
  }
  bid = max(bid, 1);
  store<i32>(i4(s.midTicks, symbol), max(whole(mid + 0.5), 1));
  store<i32>(i4(s.bidTicks, symbol), bid);
  store<i32>(i4(s.askTicks, symbol), ask > bid ? ask : bid + 1);
}
