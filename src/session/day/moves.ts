import type { Quotes } from '../../market/quotes.js';

/** Seconds over which the largest short move is taken. */
export const MOVE_SECONDS = 3;

/**
 * What a day keeps of its stocks for the result alone: middles of the last seconds, the largest
 * ratio of two middles three seconds apart, and the number of pauses, each by symbol.
 */
export interface Moves {
  /** Rows of symbols, one a second in turn. */
  readonly middles: Int32Array;
  readonly largestRatio: Float64Array;
  readonly pauses: Int32Array;
  /** The first pauses, in order. */
  readonly noted: NotedPause[];
  /** One number: the firm's shares at the primary venue by 10:00; NaN before. */
  readonly primaryByTen: Float64Array;
}

/** A pause as it begins: the place of the stock, times in ns since the bell, and the middle. */
interface NotedPause {
  readonly symbol: number;
  readonly startNs: number;
  readonly endNs: number;
  readonly midTicks: number;
  readonly reason: string;
}

/** The most pauses that are noted. */
const NOTED_MAX = 5000;

/** Counts a pause that begins, and notes it unless there were too many. */
export function notePause({ pauses, noted }: Moves, pause: NotedPause): void {
  pauses[pause.symbol] = pauses[pause.symbol]! + 1;
  if (noted.length < NOTED_MAX) noted.push(pause);
}

export function openMoves({ openTicks }: Quotes): Moves {
  const symbols = openTicks.length;
  const middles = new Int32Array(symbols * MOVE_SECONDS);
  for (let row = 0; row < MOVE_SECONDS; row++) middles.set(openTicks, row * symbols);
  return {
    middles,
    largestRatio: new Float64Array(symbols).fill(1),
    pauses: new Int32Array(symbols),
    noted: [],
    primaryByTen: new Float64Array(1).fill(Number.NaN),
  };
}

/** Notes the middles of a second, numbered from the bell. */
export function noteMoves(
  { middles, largestRatio }: Moves,
  { midTicks }: Quotes,
  second: number,
): void {
  const symbols = midTicks.length;
  const row = (second % MOVE_SECONDS) * symbols;
  for (let symbol = 0; symbol < symbols; symbol++) {
    const mid = midTicks[symbol]!;
    const before = middles[row + symbol]!;
    const largest = largestRatio[symbol]!;
    if (mid > before * largest) largestRatio[symbol] = mid / before;
    else if (before > mid * largest) largestRatio[symbol] = before / mid;
    middles[row + symbol] = mid;
  }
}
