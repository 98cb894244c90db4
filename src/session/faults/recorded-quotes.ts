import { mixPair } from '../../base/random.js';
import { NS_PER_SECOND } from '../../base/units.js';
import { copyQuotes, type Quotes } from '../../market/quotes.js';
import { noteQuote } from '../../risk/counts/exposure.js';
import type { Day } from '../day/day.js';
import { type Faults, isMisleading } from '../day/faults.js';

/**
 * Recorded quotes or wrong values instead of live quotes: the firm has its own quote table, which
 * follows the market's except for the stocks of the fault.
 */

/** Updates the quotes that the servers see. Call it before they decide. */
export function feedQuotes(day: Day, faults: Faults): void {
  const seen = day.servers[0]!.router.quotes;
  const { quotes } = day.market;
  if (seen === quotes) return;
  copyQuotes(quotes, seen);
  for (const { unheard } of faults.serverReports) unheard.misled.fill(0);
  for (const [row, fault] of faults.list.entries()) {
    if (!isMisleading(fault) || faults.holds.holds[row] === 0) continue;
    const { firstPlace = 0, endPlace = 0, offPercent = 0 } = fault;
    for (let symbol = firstPlace; symbol < endPlace; symbol++) {
      wrongQuote(seen, symbol, offPercent / 100, day.seed);
      for (const { unheard } of faults.serverReports) unheard.misled[symbol] = 1;
    }
  }
}

/**
 * Writes the recorded or wrong quote of a stock: its distance from the opening print is drawn from
 * its place and the seed, its spread is the market's.
 */
function wrongQuote(seen: Quotes, symbol: number, off: number, seed: number): void {
  const draw = (2 * (mixPair(seed ^ 0x7e57, symbol) >>> 16)) / 65_535 - 1;
  const half = (seen.askTicks[symbol]! - seen.bidTicks[symbol]!) >> 1;
  const middle = Math.max(
    200,
    Math.round((seen.openTicks[symbol]! * (1 + off * draw)) / 100) * 100,
  );
  seen.midTicks[symbol] = middle;
  seen.bidTicks[symbol] = middle - half;
  seen.askTicks[symbol] = middle + half;
}

/**
 * Gives the stale-quote check the recording time of recorded quotes; we assume that they carry it.
 * Call it after all quotes are noted.
 */
export function noteRecorded(day: Day, { list, holds }: Faults, nowNs: number): void {
  for (const [row, { kind, firstPlace = 0, endPlace = 0, agedHours = 0 }] of list.entries()) {
    if (kind !== 'recorded-quotes' || holds.holds[row] === 0) continue;
    const recordedNs = nowNs - agedHours * 3600 * NS_PER_SECOND;
    for (const { gate } of day.servers) {
      if (gate.catalogue === undefined) continue;
      for (let symbol = firstPlace; symbol < endPlace; symbol++)
        noteQuote(gate.catalogue, symbol, recordedNs);
    }
  }
}
