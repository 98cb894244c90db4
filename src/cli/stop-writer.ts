import type { Batch, CaptureNames } from '../capture/columns.js';
import { fillTime } from '../capture/reader.js';
import type { BustOfStock, PauseOfStock } from '../session/result/stops.js';

/** Where trading stopped on a day, and which trades were busted. */
export interface Stops {
  readonly pauses: readonly PauseOfStock[];
  readonly busts: readonly BustOfStock[];
}

/** The names that the columns of a table of pauses depend on. */
export function pauseNames(symbols: readonly string[], { pauses }: Stops): CaptureNames {
  const reasons = new Set(pauses.map(({ reason }) => reason));
  return { symbols, lists: { reason: reasons.size === 0 ? [''] : [...reasons] } };
}

/** Fills a batch of the table of pauses: a row for each, in order. */
export function fillPauses(
  batch: Batch,
  { pauses }: Stops,
  { symbols, lists }: CaptureNames,
  originMs: number,
): void {
  const [time, endTime, symbol, price, reason] = batch.cells;
  const places = new Map(symbols.map((name, place) => [name, place]));
  for (const [row, pause] of pauses.entries()) {
    fillTime(time!, row, 1, originMs, pause.startNs);
    fillTime(endTime!, row, 1, originMs, pause.endNs);
    symbol![row] = places.get(pause.symbol)!;
    price![row] = pause.priceDollars;
    reason![row] = lists!.reason!.indexOf(pause.reason);
  }
  batch.rows = pauses.length;
}

/** Fills a batch of the table of busts: a row for each stock. */
export function fillBusts(batch: Batch, { busts }: Stops, symbols: readonly string[]): void {
  const [symbol, reference, price, shares, cash] = batch.cells;
  const places = new Map(symbols.map((name, place) => [name, place]));
  for (const [row, bust] of busts.entries()) {
    symbol![row] = places.get(bust.symbol)!;
    reference![row] = bust.referenceDollars;
    price![row] = bust.priceDollars;
    shares![row] = bust.shares;
    cash![row] = bust.cashDollars;
  }
  batch.rows = busts.length;
}
