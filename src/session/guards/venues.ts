import { NS_PER_SECOND } from '../../base/units.js';
import { BandState, watchLimitBands } from '../../market/limit-bands.js';
import type { Day } from '../day/day.js';
import { nanosecondsOf, parameterOf } from '../day/guards.js';
import { notePause } from '../day/moves.js';
import { found } from './find.js';

/** The venues' own measures against a member or a stock. */

/**
 * Check 31, `volume-breaker`: the venues pause a member whose volume in a window is above k times
 * its baseline, by default 3 times in 60 s. There was none in 2012: NYSE saw double the ordinary
 * volume and called. The baseline is the member's ordinary volume: the day's ordered shares a
 * second, times the window. The venues lift the pause themselves (action `member-resume`). Call it
 * each tick; it acts once a second.
 */
export function watchVolume(day: Day, nowNs: number): void {
  const { guards, market } = day;
  if (guards === undefined || nowNs < 0 || nowNs % NS_PER_SECOND !== 0) return;
  const { mode } = guards.settings.volumeBreaker;
  if (mode === 'off') return;
  const { shares } = guards.volume;
  const executed = market.book.totals.shares.reduce((sum, venue) => sum + venue, 0);
  // Volume before the bell belongs to no window.
  if (nowNs === 0) shares.fill(executed);
  const row = (nowNs / NS_PER_SECOND) % shares.length;
  const windowShares = executed - shares[row]!;
  shares[row] = executed;
  const bound =
    parameterOf(guards, 'volumeBreaker', 'timesBaseline') *
    day.baselineSharesPerSecond *
    shares.length;
  if (windowShares <= bound) {
    if (mode !== 'enforce') guards.cell.memberPaused[0] = 0;
    return;
  }
  if (guards.cell.memberPaused[0] !== 0) return;
  guards.cell.memberPaused[0] = 1;
  const windowNs = nanosecondsOf(guards, 'volumeBreaker', 'windowSeconds');
  if (
    found(day, 'volume-breaker', mode, { scopeId: 0, value: windowShares, bound, windowNs }, nowNs)
  )
    market.book.memberHalts.fill(1);
}

/** Makes a venue (a row of VENUES), or all (−1), refuse or accept the member's orders. */
export function haltMember(day: Day, venue: number, isHalted: boolean): void {
  const { memberHalts } = day.market.book;
  if (venue < 0) memberHalts.fill(isHalted ? 1 : 0);
  else memberHalts[venue] = isHalted ? 1 : 0;
  if (day.guards !== undefined && !isHalted) day.guards.cell.memberPaused[0] = 0;
}

/**
 * Check 31, `limit-up-limit-down`: runs after the quotes of a tick are marked. See
 * `market/limit-bands`.
 */
export function watchBands(day: Day, nowNs: number): void {
  const { guards, bands, market, pausedScratch } = day;
  if (guards === undefined || bands === undefined || nowNs < 0) return;
  const { mode } = guards.settings.limitUpLimitDown;
  const count = watchLimitBands(bands, market.quotes, nowNs, mode === 'enforce', pausedScratch);
  const { state, highTicks, lowTicks } = bands.rows;
  for (let n = 0; n < count; n++) {
    const symbol = pausedScratch[n]!;
    const reached = state[symbol]!;
    if (reached === BandState.TRADING) continue;
    if (reached === BandState.PAUSED && mode === 'enforce')
      notePause(day.moves, {
        symbol,
        startNs: nowNs,
        endNs: bands.rows.sinceNs[symbol]!,
        midTicks: market.quotes.midTicks[symbol]!,
        reason: `beyond its band for more than ${bands.spec.limitStateSeconds} s`,
      });
    const isDown = market.quotes.midTicks[symbol]! < bands.rows.referenceTicks[symbol]!;
    const value = isDown ? market.quotes.bidTicks[symbol]! : market.quotes.askTicks[symbol]!;
    const bound = isDown ? lowTicks[symbol]! : highTicks[symbol]!;
    found(
      day,
      'limit-up-limit-down',
      mode,
      { scopeId: symbol, value, bound, windowNs: 300 * NS_PER_SECOND, detail: reached },
      nowNs,
    );
  }
}
