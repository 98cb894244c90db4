import { dollars, NS_PER_MINUTE } from '../../base/units.js';
import { Behaviour } from '../../deployment/builds.js';
import { workingCount } from '../../orders/working.js';
import type { Server } from '../../server/server.js';
import { type Day, tickEnd } from '../day/day.js';

/** Returns the `runaway` of a day's result so far. */
export function summariseRunaway(day: Day) {
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

/** Returns the largest distance of the middle from the opening print so far, as a fraction. */
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
