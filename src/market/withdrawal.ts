import {
  evenQuantile,
  exponential,
  inverseNormal,
  type Lognormal,
  naturalLog,
} from '../base/numerics.js';
import { mix32, mixWith, RandomStream } from '../base/random.js';
import { PRICE_TICKS_MAX } from '../base/ranges.js';
import { SESSION_SECONDS } from '../base/units.js';
import type { Table } from '../memory/table.js';
import { sideSign } from '../orders/codes.js';
import {
  decayTable,
  type Impact,
  type ImpactSpec,
  placeQuote,
  type WithdrawalTerms,
} from './impact.js';
import type { Quotes } from './quotes.js';
import type { Stock } from './universe.js';

const { LN2, abs, max, min, round, sqrt } = Math;

/** The terms of a market whose `impact` names the model and gives none. */
export const WITHDRAWAL_TERMS: WithdrawalTerms = {
  reachTimes: { median: 209, sdLn: 0.67 },
  refillSeconds: 20,
  bearTimes: 77,
  strength: { median: 0.021, sdLn: 0 },
  exponent: 0.81,
  gapsPerSecond: 0.00026,
  gapDepth: { median: 0.045, sdLn: 0.91 },
  gapSeconds: 28,
  riseSeconds: 2,
  fallSeconds: 13,
};

/** Without a term for it, W goes no further than where stub quotes stand. */
const MOST_TIMES = 100;

/**
 * One row a symbol. `taken`, `stepShares`, `netShares`, `withdrawn` and `target` are signed: above
 * 0 for buying.
 */
export const WITHDRAWAL_SCHEMA = {
  /** v, shares a second. */
  ownPerSecond: 'f64',
  /** V, shares. */
  advShares: 'f64',
  /** p σ. */
  staysScale: 'f64',
  /** K v τ, shares. */
  reachShares: 'f64',
  /** w. */
  strength: 'f64',
  /** t, shares. */
  taken: 'f64',
  /** Shares since the last step. */
  stepShares: 'f64',
  /** Q, shares. */
  netShares: 'f64',
  /** g. */
  gap: 'f64',
  /** W now, and where it goes. */
  withdrawn: 'f64',
  target: 'f64',
} as const;
export type Withdrawal = Table<typeof WITHDRAWAL_SCHEMA>;

/** The daily volume at which w has its median. */
const THIN_SHARES = 3_000_000;

/**
 * Steps of the places at which K and w are drawn: the fractional parts of √2 and √3, which have no
 * relation with each other or with the steps of the universe.
 */
const STEP_REACH = 0.41421356237309503;
const STEP_STRENGTH = 0.7320508075688772;

/**
 * Writes the terms of each stock. Spreads are drawn as those of the universe are: evenly over the
 * places, from where the seed begins.
 */
export function openWithdrawal(
  stocks: readonly Stock[],
  withdrawal: Withdrawal,
  { permanent, withdrawal: terms = WITHDRAWAL_TERMS }: ImpactSpec,
  seed: number,
): void {
  const random = new RandomStream(seed, 'withdrawal');
  const { thinExponent = 0 } = terms;
  const reachShift = random.fraction();
  const strengthShift = random.fraction();
  stocks.forEach(({ advShares, dailyVolatility }, symbol) => {
    const own = advShares / SESSION_SECONDS;
    withdrawal.ownPerSecond[symbol] = own;
    withdrawal.advShares[symbol] = advShares;
    withdrawal.staysScale[symbol] = permanent * dailyVolatility;
    const reach = evenQuantile(terms.reachTimes, symbol * STEP_REACH + reachShift);
    withdrawal.reachShares[symbol] = reach * own * terms.refillSeconds;
    const thin = exponential(thinExponent * naturalLog(THIN_SHARES / advShares));
    const place = symbol * STEP_STRENGTH + strengthShift;
    withdrawal.strength[symbol] = thin * evenQuantile(terms.strength, place);
    withdrawal.gap[symbol] = 1;
  });
}

/**
 * What the model needs beside its rows: numbers, and what remains of each decay after so many
 * epochs. A step takes a second, or an epoch if that is longer.
 */
export interface WithdrawalPace {
  readonly terms: WithdrawalTerms;
  readonly stepEpochs: number;
  readonly stepSeconds: number;
  readonly decay: Float64Array;
  readonly refill: Float64Array;
  readonly rise: Float64Array;
  readonly fall: Float64Array;
  readonly mixedSeed: number;
  /** The furthest that W goes. */
  readonly most: number;
}

/** Returns the numbers of a market whose epochs last `epochSeconds`. */
export function withdrawalPace(
  { halfLifeSeconds, withdrawal: terms = WITHDRAWAL_TERMS }: ImpactSpec,
  epochSeconds: number,
  seed: number,
): WithdrawalPace {
  const stepEpochs = max(1, round(1 / epochSeconds));
  const remains = (halfLife: number): Float64Array =>
    decayTable(halfLife, epochSeconds, stepEpochs);
  return {
    terms,
    stepEpochs,
    stepSeconds: stepEpochs * epochSeconds,
    decay: remains(halfLifeSeconds),
    refill: remains(terms.refillSeconds * LN2),
    rise: remains(terms.riseSeconds * LN2),
    fall: remains(terms.fallSeconds * LN2),
    mixedSeed: mix32(seed ^ 0x6a95),
    most: naturalLog(terms.mostTimes ?? MOST_TIMES),
  };
}

/**
 * Marks the symbols of [begin, end) that traded since their last mark, and those whose step is due:
 * one in every `stepEpochs` epochs, each symbol in its turn.
 */
export function markWithdrawal(
  withdrawal: Withdrawal,
  pace: WithdrawalPace,
  impact: Impact,
  quotes: Quotes,
  epoch: number,
  begin: number,
  end: number,
): void {
  const { flow } = impact;
  const { stepEpochs } = pace;
  const mixedEpoch = mix32(epoch ^ pace.mixedSeed);
  // Counts down to the next symbol whose step is due, which spares a division for each.
  let untilStep = stepEpochs - 1 - ((epoch + begin + stepEpochs - 1) % stepEpochs);
  for (let symbol = begin; symbol < end; symbol++, untilStep--) {
    if (untilStep === 0) {
      passTime(withdrawal, pace, impact, epoch, symbol);
      takeStep(withdrawal, pace, impact, mixWith(symbol, mixedEpoch), symbol);
      untilStep = stepEpochs;
    } else if (flow[symbol] === 0) continue;
    else passTime(withdrawal, pace, impact, epoch, symbol);
    writeWithdrawnQuote(withdrawal, impact, quotes, symbol);
  }
}

/** Adds a symbol's flow since its last mark, and moves its decays on to this epoch. */
function passTime(
  { taken, stepShares, withdrawn, target }: Withdrawal,
  { decay, refill, rise, fall, stepEpochs }: WithdrawalPace,
  { flow, markedEpoch, transient, transientPerShare }: Impact,
  epoch: number,
  symbol: number,
): void {
  const shares = flow[symbol]!;
  const elapsed = min(epoch - markedEpoch[symbol]!, stepEpochs) | 0;
  flow[symbol] = 0;
  markedEpoch[symbol] = epoch;
  transient[symbol] = transient[symbol]! * decay[elapsed]! + shares * transientPerShare[symbol]!;
  taken[symbol] = taken[symbol]! * refill[elapsed]! + shares;
  stepShares[symbol] = stepShares[symbol]! + shares;
  const goal = target[symbol]!;
  const before = withdrawn[symbol]!;
  const grows = goal > 0 ? before < goal : goal < 0 && before > goal;
  const kept = grows ? rise[elapsed]! : fall[elapsed]!;
  withdrawn[symbol] = goal + (before - goal) * kept;
}

/**
 * Ends a step of a symbol: what its flow leaves behind, whether a gap opens or closes, and where W
 * goes. `draw` is a random word.
 */
function takeStep(
  withdrawal: Withdrawal,
  { terms, stepSeconds, most }: WithdrawalPace,
  { permanent }: Impact,
  draw: number,
  symbol: number,
): void {
  const { ownPerSecond, advShares, staysScale, stepShares, netShares } = withdrawal;
  const { gap, target, strength } = withdrawal;
  const shares = stepShares[symbol]!;
  const own = ownPerSecond[symbol]!;
  const rate = abs(shares) / stepSeconds;
  if (shares !== 0) {
    const net = netShares[symbol]! + shares;
    const stays = staysScale[symbol]! * naturalLog(1 + abs(net) / advShares[symbol]!);
    permanent[symbol] = net < 0 ? -stays : stays;
    netShares[symbol] = net;
    stepShares[symbol] = 0;
  }
  const open = gap[symbol] === 1;
  if (shares !== 0 || !open) {
    const perSecond = open ? (terms.gapsPerSecond * rate) / (rate + own) : 1 / terms.gapSeconds;
    if ((draw >>> 0) * PER_WORD < perSecond * stepSeconds)
      gap[symbol] = open ? gapDepth(terms.gapDepth, draw) : 1;
  }
  const ratio = rate / (terms.bearTimes * own * gap[symbol]!);
  const goal =
    ratio > 1
      ? min(strength[symbol]! * (exponential(terms.exponent * naturalLog(ratio)) - 1), most)
      : 0;
  target[symbol] = shares < 0 ? -goal : goal;
}

const PER_WORD = 1 / 0x100000000;
/** A gap is below 1, which says that there is none, and above 0, which would divide by it. */
const SHALLOWEST = 0.999;
const DEEPEST = 0.0001;

/** Returns g of a new gap, from the word that opened it. */
function gapDepth({ median, sdLn }: Lognormal, draw: number): number {
  const fraction = ((mix32(~draw) >>> 0) + 0.5) * PER_WORD;
  return max(DEEPEST, min(SHALLOWEST, median * exponential(sdLn * inverseNormal(fraction))));
}

/** Writes bid, ask and middle of one symbol. */
function writeWithdrawnQuote(
  { withdrawn }: Withdrawal,
  impact: Impact,
  quotes: Quotes,
  symbol: number,
): void {
  const { baseTicks, transient, permanent } = impact;
  const state = transient[symbol]!;
  const move = (state < 0 ? -sqrt(-state) : sqrt(state)) + permanent[symbol]! + withdrawn[symbol]!;
  const mid = min(baseTicks[symbol]! * exponential(move), PRICE_TICKS_MAX);
  placeQuote(impact, quotes, mid, symbol);
}

/**
 * Whether a side of a symbol shows nothing in an epoch, because what the firm took of late has not
 * come back. `draw` is a random word of the place and the epoch.
 */
export function isTakenOut(
  { taken, reachShares }: Withdrawal,
  symbol: number,
  side: number,
  draw: number,
): boolean {
  const shares = taken[symbol]! * sideSign(side);
  return shares > 0 && (mix32(draw) >>> 16) * reachShares[symbol]! < shares * 0x10000;
}
