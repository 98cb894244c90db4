import { dollars, NS_PER_MINUTE } from '../../base/units.js';
import { Behaviour, BUILDS } from '../../deployment/builds.js';
import { feesReceived } from '../../market/fills.js';
import { VENUE_COUNT, VENUE_NAMES } from '../../market/venues.js';
import { combineDigests, digestBuffer } from '../../memory/digest.js';
import { VERDICT_NAMES } from '../../orders/codes.js';
import type { OrderFlow } from '../../orders/flow.js';
import { workingCount } from '../../orders/working.js';
import { CHECK_MODE_NAMES, CheckMode, type CheckModeName } from '../../risk/catalogue/modes.js';
import { type Findings, type FindingsAccount, sumFindings } from '../../risk/counts/findings.js';
import { type CustomCheckResult, summariseCustom } from '../../risk/gate/custom-checks.js';
import { actingMode, breachesOf, checkCount } from '../../risk/gate/face.js';
import { type RecordedAct, readActs } from '../../risk/stops/authority.js';
import { accountImmediate, type ImmediateAccount } from '../../router/immediate.js';
import { openParents, type Server } from '../../server/server.js';
import { type Day, tickEnd } from '../day/day.js';
import { type DayEvent, readEvents } from '../log/events.js';
import { type FaultResult, summariseFaults } from './faults.js';
import { computeLoss } from './loss.js';
import { priceMove } from './stocks.js';

/**
 * What a server did. Dollars are dollars, counts are counts, times are ns since the bell or null.
 */
export interface ServerResult {
  readonly server: number;
  readonly build: number;
  readonly honoursFlag: boolean;
  readonly parents: number;
  readonly parentsFilled: number;
  readonly parentsRefused: number;
  /** Immediate orders of which not everything was executed at once. */
  readonly parentsCancelled: number;
  readonly parentsOpen: number;
  readonly children: number;
  readonly admitted: number;
  readonly executions: number;
  readonly shares: number;
  readonly unmatchedExecutions: number;
  readonly alerts: number;
}

/** The outcome of a day: version 1 of what `--json` prints. Money in dollars. */
export interface DayResult {
  readonly version: 1;
  readonly seed: number;
  readonly digest: string;
  readonly parents: number;
  readonly parentsFilled: number;
  readonly parentsOpen: number;
  readonly parentsRefused: number;
  readonly parentsCancelled: number;
  readonly ordersWaited: number;
  readonly ordersUnassigned: number;
  /** Orders that were due before the clock starts and entered when it did. */
  readonly ordersBeforeStart: number;
  /** Orders that still waited for room at the end, and orders that were due only after it. */
  readonly ordersWaiting: number;
  readonly ordersAfterEnd: number;
  readonly children: number;
  readonly admitted: number;
  /**
   * The part of the day that matched no parent and went to the error account. `parents` are those
   * that Power Peg worked.
   */
  readonly runaway: {
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
  };
  readonly retail: {
    readonly parents: number;
    readonly filled: number;
    readonly open: number;
    readonly executions: number;
    readonly shares: number;
    readonly feesDollars: number;
  };
  /** Orders that were executed at once or cancelled; absent where none came. */
  readonly immediate?: ImmediateAccount;
  readonly loss: {
    readonly totalDollars: number;
    readonly shortfallDollars: number;
    readonly spreadDollars: number;
    readonly feesDollars: number;
    readonly unwindDollars: number;
    readonly bustedStocks: number;
    readonly bustPercent: number;
  };
  readonly checks: readonly {
    readonly name: string;
    readonly mode: CheckModeName;
    readonly breaches: number;
    readonly refused: number;
    readonly firstNs: number | null;
  }[];
  /** Checks of the user's own; empty where there are none. */
  readonly ownChecks: readonly CustomCheckResult[];
  readonly servers: readonly ServerResult[];
  readonly venues: readonly {
    readonly name: string;
    readonly orders: number;
    readonly executions: number;
    readonly shares: number;
    readonly feesDollars: number;
  }[];
  /** What went astray; absent where nothing could. */
  readonly mishaps?: FaultResult;
  readonly events: readonly DayEvent[];
  /**
   * The findings of the gates' second stage and of the checks around the servers, and the recorded
   * acts; both empty if all of these are off.
   */
  readonly findings: FindingsAccount;
  readonly acts: readonly RecordedAct[];
  /** Differences between the firm's books and the venues' own: all exactly 0. */
  readonly reconciliation: {
    readonly shares: number;
    readonly cashDollars: number;
    readonly feesDollars: number;
  };
}

/** Sums a day up. Allocates; call it when the day is over, or to look at it midway. */
export function summariseDay(day: Day): DayResult {
  const servers = day.servers.map(summariseServer);
  const total = (pick: (server: ServerResult) => number): number =>
    servers.reduce((sum, server) => sum + pick(server), 0);
  const loss = computeLoss(day);
  const immediate = accountImmediate(day.servers.map(({ router }) => router));
  const lossDollars = {
    totalDollars: dollars(loss.total),
    shortfallDollars: dollars(loss.shortfall),
    spreadDollars: dollars(loss.spread),
    feesDollars: dollars(loss.fees),
    unwindDollars: dollars(loss.unwind),
    bustedStocks: loss.bustedStocks,
    bustPercent: loss.bustPercent,
  };
  return {
    version: 1,
    seed: day.seed,
    digest: digestDay(day),
    parents: total((s) => s.parents),
    parentsFilled: total((s) => s.parentsFilled),
    parentsOpen: total((s) => s.parentsOpen),
    parentsRefused: total((s) => s.parentsRefused),
    parentsCancelled: total((s) => s.parentsCancelled),
    ordersWaited: day.cursor.waited[0]!,
    ordersUnassigned: day.cursor.unassigned[0]!,
    ordersBeforeStart: countBefore(day.flow, day.startNs),
    ordersWaiting: countWaiting(day),
    ordersAfterEnd: day.flow.count - day.cursor.nextOrder[0]!,
    children: total((s) => s.children),
    admitted: total((s) => s.admitted),
    runaway: summariseRunaway(day),
    retail: summariseRetail(day),
    ...(immediate && { immediate }),
    loss: lossDollars,
    checks: summariseChecks(day),
    ownChecks: summariseCustom(day.servers.map(({ gate }) => gate.custom)),
    servers,
    venues: summariseVenues(day),
    ...(day.faults === undefined ? {} : { mishaps: summariseFaults(day, day.faults) }),
    events: readEvents(day, day.events),
    findings: drawFindings(day),
    acts: day.firmWords === undefined ? [] : readActs(day.firmWords.acts),
    reconciliation: reconcile(day),
  };
}

/** The findings of gates and guards; those about a symbol name it. */
function drawFindings(day: Day): FindingsAccount {
  const { first, ...account } = sumFindings(findingTables(day));
  const { stocks } = day.market;
  return {
    ...account,
    first: first.map((finding) =>
      finding.scope === 'symbol'
        ? { ...finding, symbol: stocks[finding.scopeId]!.symbol }
        : finding,
    ),
  };
}

function findingTables({ servers, guards }: Day): { server: number; findings: Findings }[] {
  const gates = servers.flatMap(({ number, gate }) =>
    gate.catalogue === undefined ? [] : [{ server: number, findings: gate.catalogue.findings }],
  );
  return guards === undefined ? gates : [...gates, { server: 0, findings: guards.findings }];
}

/** Orders of a flow, which is sorted, that were due before a time. */
function countBefore({ arrivalNs, count }: OrderFlow, ns: number): number {
  const first = arrivalNs.subarray(0, count).findIndex((arrival) => arrival >= ns);
  return first < 0 ? count : first;
}

/** The orders in the queues of servers that had no room. */
function countWaiting({ waiting, next }: Day): number {
  let count = 0;
  for (let server = 0; server < waiting.capacity; server++) {
    for (let order = waiting.head[server]!; order !== -1; order = next.order[order]!) count++;
  }
  return count;
}

/** The digest of everything that a day holds. */
export function digestDay(day: Day): string {
  return combineDigests([
    digestBuffer(day.buffer),
    digestBuffer(day.market.buffer),
    ...day.servers.map(({ buffer }) => digestBuffer(buffer)),
    ...(day.guards === undefined ? [] : [digestBuffer(day.guards.buffer)]),
    ...(day.links === undefined ? [] : [digestBuffer(day.links.buffer)]),
    ...(day.bands === undefined ? [] : [digestBuffer(day.bands.buffer)]),
    ...day.watches.map(({ buffer }) => digestBuffer(buffer)),
    ...(day.faults === undefined
      ? []
      : [day.faults, ...day.faults.serverReports].map(({ buffer }) => digestBuffer(buffer))),
    ...(day.catalogue === undefined
      ? []
      : [day.catalogue.firm, ...day.catalogue.servers].map((buffer) => digestBuffer(buffer))),
  ]);
}

function summariseServer(server: Server): ServerResult {
  const { number, router, gate, tally, book } = server;
  const { counts } = router;
  return {
    server: number,
    build: BUILDS[router.build]!.build,
    honoursFlag: router.flagMask !== 0,
    parents: counts.receivedParents[0]!,
    parentsFilled: counts.filledParents[0]!,
    parentsRefused: counts.refusedParents[0]!,
    parentsCancelled: counts.abandonedParents[0]!,
    parentsOpen: openParents(server),
    children: counts.sequence[0]!,
    admitted: gate.cells.admitted[0]!,
    executions: sum(tally.executions),
    shares: sum(tally.shares),
    unmatchedExecutions: book.errorExecutions[0]!,
    alerts: counts.alerts[0]!,
  };
}

function summariseRunaway(day: Day): DayResult['runaway'] {
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

function summariseRetail(day: Day): DayResult['retail'] {
  const over = (pick: (server: Server) => number): number =>
    day.servers.reduce((total, server) => total + pick(server), 0);
  const pegged = over(({ router }) => workingCount(router.working[Behaviour.POWER_PEG]!));
  const open = over(openParents);
  return {
    parents:
      over(({ router }) => router.counts.receivedParents[0]! - router.counts.refusedParents[0]!) -
      pegged,
    filled: over(({ router }) => router.counts.filledParents[0]!),
    open: open - pegged,
    executions: over(({ tally }) => sum(tally.executions) - tally.executions[Behaviour.POWER_PEG]!),
    shares: over(({ tally }) => sum(tally.shares) - tally.shares[Behaviour.POWER_PEG]!),
    feesDollars: dollars(over(({ book }) => book.customerFees[0]!)),
  };
}

function summariseChecks(day: Day): DayResult['checks'] {
  const rows: DayResult['checks'][number][] = [];
  const checks = checkCount(day.servers[0]!.gate);
  for (let check = 1; check < checks; check++) {
    let breaches = 0;
    let refused = 0;
    let firstNs: number | null = null;
    for (const { gate } of day.servers) {
      const counted = breachesOf(gate, check);
      breaches += counted.count[check]!;
      refused += counted.refused[check]!;
      const first = counted.firstNs[check]!;
      if (!Number.isNaN(first) && (firstNs === null || first < firstNs)) firstNs = first;
    }
    const modes = day.servers.map(({ gate }) => actingMode(gate, check));
    const mode =
      CHECK_MODE_NAMES[modes.includes(CheckMode.ENFORCE) ? CheckMode.ENFORCE : modes[0]!]!;
    rows.push({ name: VERDICT_NAMES[check]!, mode, breaches, refused, firstNs });
  }
  return rows;
}

function summariseVenues(day: Day): DayResult['venues'] {
  const { book } = day.market;
  const { totals } = book;
  return Array.from({ length: VENUE_COUNT }, (_, venue) => ({
    name: VENUE_NAMES[venue]!,
    orders: totals.orders[venue]!,
    executions: totals.executions[venue]!,
    shares: totals.shares[venue]!,
    feesDollars: dollars(feesReceived(book, venue)),
  }));
}

/** Compares the firm's books with what the venues kept of the other side. */
export function reconcile(day: Day): DayResult['reconciliation'] {
  const { book } = day.market;
  const { counterparties } = book;
  let shares = 0;
  let cash = 0;
  for (let symbol = 0; symbol < day.market.stocks.length; symbol++) {
    let own = counterparties.shares[symbol]!;
    let ownCash = counterparties.cash[symbol]!;
    for (const { positions } of day.servers) {
      own += positions.customerShares[symbol]! + positions.errorShares[symbol]!;
      ownCash += positions.customerCash[symbol]! + positions.errorCash[symbol]!;
    }
    shares += Math.abs(own);
    cash += Math.abs(ownCash);
  }
  let fees = 0;
  for (const { book: own } of day.servers) fees += own.customerFees[0]! + own.errorFees[0]!;
  for (let venue = 0; venue < VENUE_COUNT; venue++) fees -= feesReceived(book, venue);
  return { shares, cashDollars: dollars(cash), feesDollars: dollars(Math.abs(fees)) };
}

function sum(column: Float64Array): number {
  let total = 0;
  for (let row = 0; row < column.length; row++) total += column[row]!;
  return total;
}
