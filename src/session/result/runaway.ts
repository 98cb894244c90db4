import { dollars, NS_PER_MINUTE } from '../../base/units.js';
import { Behaviour } from '../../deployment/builds.js';
import { workingCount } from '../../orders/working.js';
import type { Server } from '../../server/server.js';
import { type Day, tickEnd } from '../day/day.js';

/**
 * The part of the day that matched no parent and went to the error account. `parents` are those
 * that Power Peg worked.
 */
export interface Runaway {
  readonly parents: number;
  readonly children: number;
  readonly admitted: number;
  readonly executions: number;
  readonly shares: number;
  readonly unmatchedExecutions: number;
  readonly unmatchedShares: number;
  readonly stocks: number;
  readonly longStocks: number;
  readonly shortStocks: number;
  readonly longDollars: number;
  readonly shortDollars: number;
  readonly grossDollars: number;
  readonly firstNs: number | null;
  readonly lastNs: number | null;
  /** The end of the tick of the last: until then it may have gone on. */
  readonly untilNs: number | null;
  /**
   * Stocks of the error account that moved by more than 5 % with more than 20 % of the volume,
   * and by more than 10 % with more than 50 %.
   */
  readonly stocksMoved5: number;
  readonly stocksMoved10: number;
}

/** Sums up the runaway of a day so far. */
export function summariseRunaway(day: Day): Runaway {
  const { servers, market } = day;
  const over = (pick: (server: Server) => number): number =>
    servers.reduce((total, server) => total + pick(server), 0);
  const holdings = {
    longStocks: 0,
    shortStocks: 0,
    longDollars: 0,
    shortDollars: 0,
    stocks: 0,
    stocksMoved5: 0,
    stocksMoved10: 0,
    unmatchedShares: 0,
  };
  for (let symbol = 0; symbol < market.stocks.length; symbol++) {
    const volume = over(({ positions }) => positions.errorVolume[symbol]!);
    if (volume === 0) continue;
    const shares = over(({ positions }) => positions.errorShares[symbol]!);
    const cash = over(({ positions }) => positions.errorCash[symbol]!);
    holdings.stocks++;
    holdings.unmatchedShares += volume;
    if (shares > 0) {
      holdings.longStocks++;
      holdings.longDollars -= dollars(cash);
    } else if (shares < 0) {
      holdings.shortStocks++;
      holdings.shortDollars += dollars(cash);
    }
    const moved = priceMove(day, symbol);
    const share = volumeShare(day, symbol);
    if (moved > 0.05 && share > 0.2) holdings.stocksMoved5++;
    if (moved > 0.1 && share > 0.5) holdings.stocksMoved10++;
  }
  const times = servers
    .map(({ book }) => [book.firstErrorNs[0]!, book.lastErrorNs[0]!] as const)
    .filter(([first]) => !Number.isNaN(first));
  const lastNs = times.length === 0 ? null : Math.max(...times.map(([, last]) => last));
  return {
    parents: over(({ router }) => workingCount(router.working[Behaviour.POWER_PEG]!)),
    children: over(({ tally }) => tally.children[Behaviour.POWER_PEG]!),
    admitted: over(({ tally }) => tally.admitted[Behaviour.POWER_PEG]!),
    executions: over(({ tally }) => tally.executions[Behaviour.POWER_PEG]!),
    shares: over(({ tally }) => tally.shares[Behaviour.POWER_PEG]!),
    unmatchedExecutions: over(({ book }) => book.errorExecutions[0]!),
    grossDollars: over(({ book }) => dollars(book.errorGross[0]!)),
    firstNs: times.length === 0 ? null : Math.min(...times.map(([first]) => first)),
    lastNs,
    untilNs: lastNs === null ? null : tickEnd(day, lastNs),
    ...holdings,
  };
}

/** The largest distance of the middle from the opening print so far, as a fraction. */
export function priceMove(day: Day, symbol: number): number {
  const open = day.market.quotes.openTicks[symbol]!;
  return (
    Math.max(day.extremes.highTicks[symbol]! - open, open - day.extremes.lowTicks[symbol]!) / open
  );
}

/**
 * Returns SMARS's share of the volume since the bell: its executions at the venues, against these
 * and the natural volume of the same time; 0 before the first execution.
 */
export function volumeShare(day: Day, symbol: number): number {
  const own = day.market.book.counterparties.volume[symbol]!;
  const elapsed = Math.max(0, Math.min(day.cursor.nowNs[0]!, day.endNs)) / (45 * NS_PER_MINUTE);
  const natural =
    day.market.stocks[symbol]!.advShares * day.spec.after.naturalVolumeShare * elapsed;
  return own === 0 ? 0 : own / (own + natural);
}
