import { dollars } from '../../base/units.js';
import { BEHAVIOUR_NAMES, Behaviour, BUILDS } from '../../deployment/builds.js';
import { feesReceived } from '../../market/fills.js';
import { VENUE_COUNT, VENUE_NAMES } from '../../market/venues.js';
import { combineDigests, digestRegion } from '../../memory/digest.js';
import { VERDICT_NAMES } from '../../orders/codes.js';
import type { OrderFlow } from '../../orders/flow.js';
import { workingCount } from '../../orders/working.js';
import { ACCOUNT_CHECKS } from '../../risk/catalogue/account-rows.js';
import { CheckMode, type CheckModeName, LIMIT_MODE_NAMES } from '../../risk/catalogue/modes.js';
import {
  type FindingsAccount,
  listFindings,
  type NamedFinding,
  sumFindings,
} from '../../risk/counts/findings.js';
import { type CustomCheckResult, summariseCustom } from '../../risk/gate/custom-checks.js';
import { actingMode, breachesOf, checkCount } from '../../risk/gate/face.js';
import { limitedAccounts } from '../../risk/limits/layers.js';
import { type RecordedAct, readActs } from '../../risk/stops/authority.js';
import { accountImmediate, type ImmediateAccount } from '../../router/immediate.js';
import { openParents, type Server } from '../../server/server.js';
import type { Day } from '../day/day.js';
import type { LimitAlert } from '../day/ladders.js';
import { type DayEvent, readEvents } from '../log/events.js';
import { countTries, type OrderTries, waitingOrders } from '../orders/tries.js';
import { type DepthResult, summariseDepth } from './depth.js';
import { type DeskResult, summariseDesk } from './desk.js';
import { type FaultResult, summariseFaults } from './faults.js';
import { type InFlightResult, summariseInFlight } from './in-flight.js';
import { computeLoss } from './loss.js';
import { type CheckMeasures, summariseMeasures } from './measures.js';
import { drawRaises, type LimitRaise } from './raises.js';
import { reconcile } from './reconcile.js';
import { summariseRunaway } from './runaway.js';
import { summariseTape, type TapeResult } from './tape.js';

/** The activity of one server, in counts. */
export interface ServerResult {
  readonly server: number;
  readonly build: number;
  readonly honoursFlag: boolean;
  readonly parents: number;
  readonly parentsFilled: number;
  readonly parentsRefused: number;
  /** Immediate orders that did not execute in full at once. */
  readonly parentsCancelled: number;
  readonly parentsOpen: number;
  readonly children: number;
  readonly admitted: number;
  readonly executions: number;
  readonly shares: number;
  readonly unmatchedExecutions: number;
  readonly alerts: number;
}

/**
 * The outcome of a day, as `--json` prints it (version 1). Money is in dollars, times in ns since
 * the bell.
 */
export interface DayResult {
  readonly version: 2;
  readonly seed: number;
  readonly digest: string;
  readonly parents: number;
  readonly parentsFilled: number;
  readonly parentsOpen: number;
  readonly parentsRefused: number;
  readonly parentsCancelled: number;
  readonly ordersWaited: number;
  readonly ordersUnassigned: number;
  /** Orders that were due before the clock starts; they enter when it does. */
  readonly ordersBeforeStart: number;
  /** Orders that still waited for room at the end, and orders that were due after it. */
  readonly ordersWaiting: number;
  readonly ordersAfterEnd: number;
  /** Acts that did nothing, since they were due after the end: `kill at 10:20:00`. */
  readonly actionsAfterEnd: readonly string[];
  readonly children: number;
  readonly admitted: number;
  /** First tries that the gates refused, and orders that were left unfilled. */
  readonly tries: OrderTries;
  /**
   * The part of the day that matched no parent and went to the error account. `parents` counts
   * those that Power Peg worked.
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
    /** The end of the tick of the last execution. */
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
  /** Orders that were executed at once or cancelled; absent if there were none. */
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
  /** What the desk unwound by acts of people; absent where nobody asked it to. */
  readonly desk?: DeskResult;
  /** How prices moved, where trading stopped, and the named stocks beside the tape. */
  readonly tape: TapeResult;
  /** The order books; absent if lit venues are displayed sizes. */
  readonly depth?: DepthResult;
  /** What was under way between servers and venues; absent if no venue has a latency. */
  readonly inFlight?: InFlightResult;
  readonly checks: readonly {
    readonly name: string;
    readonly mode: CheckModeName;
    readonly breaches: number;
    readonly refused: number;
    readonly firstNs: number | null;
  }[];
  /** The user's custom checks; empty if there are none. */
  readonly ownChecks: readonly CustomCheckResult[];
  readonly servers: readonly ServerResult[];
  readonly venues: readonly {
    readonly name: string;
    readonly orders: number;
    readonly executions: number;
    readonly shares: number;
    readonly feesDollars: number;
  }[];
  /** The effects of faults; absent on a day without any. */
  readonly faults?: FaultResult;
  readonly events: readonly DayEvent[];
  /**
   * The findings of the gates' second pass and of the operation checks, and the recorded acts; both
   * empty if all of these are off.
   */
  readonly findings: FindingsAccount;
  readonly acts: readonly RecordedAct[];
  /** Raises of limits, refused ones included. */
  readonly raises: readonly LimitRaise[];
  /** How many alerts of sums near their limits were told, and the first 5,000 of them. */
  readonly limitAlerts: { readonly count: number; readonly first: readonly LimitAlert[] };
  /** What the checks in mode `measure` measured; absent if there are none. */
  readonly measures?: readonly CheckMeasures[];
  /** Differences between the firm's books and the venues' own: all exactly 0. */
  readonly reconciliation: {
    readonly shares: number;
    readonly cashDollars: number;
    readonly feesDollars: number;
  };
}

/** Sums up a day, at its end or midway; `withoutDigest` leaves its digest empty. Allocates. */
export function summariseDay(day: Day, withoutDigest = false): DayResult {
  const servers = day.servers.map(summariseServer);
  const total = (pick: (server: ServerResult) => number): number =>
    servers.reduce((sum, server) => sum + pick(server), 0);
  const loss = computeLoss(day);
  const immediate = accountImmediate(day.servers.map(({ router }) => router));
  const depth = summariseDepth(day);
  const inFlight = summariseInFlight(day);
  const desk = summariseDesk(day);
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
    version: 2,
    seed: day.seed,
    digest: withoutDigest ? '' : digestDay(day),
    parents: total((s) => s.parents),
    parentsFilled: total((s) => s.parentsFilled),
    parentsOpen: total((s) => s.parentsOpen),
    parentsRefused: total((s) => s.parentsRefused),
    parentsCancelled: total((s) => s.parentsCancelled),
    ordersWaited: day.cursor.waited[0]!,
    ordersUnassigned: day.cursor.unassigned[0]!,
    ordersBeforeStart: countBefore(day.flow, day.startNs),
    ordersWaiting: waitingOrders(day).length,
    ordersAfterEnd: day.flow.count - day.cursor.nextOrder[0]!,
    actionsAfterEnd: day.actions
      .slice(day.cursor.nextAction[0]!)
      .map((action) => `${action.do} at ${action.at}`),
    children: total((s) => s.children),
    admitted: total((s) => s.admitted),
    tries: countTries(day),
    runaway: summariseRunaway(day),
    retail: summariseRetail(day),
    ...(immediate && { immediate }),
    loss: lossDollars,
    ...(desk && { desk }),
    tape: summariseTape(day, loss.bustPercent),
    ...(depth && { depth }),
    ...(inFlight && { inFlight }),
    checks: summariseChecks(day),
    ownChecks: summariseCustom(day.servers.map(({ gate }) => gate.custom)),
    servers,
    venues: summariseVenues(day),
    ...(day.faults === undefined ? {} : { faults: summariseFaults(day, day.faults) }),
    events: readEvents(day, day.events),
    findings: sumFindings(...findingsOf(day)),
    ...measuresOf(day),
    acts: drawActs(day),
    raises: drawRaises(day),
    limitAlerts: { count: day.ladders.count, first: day.ladders.alerts },
    reconciliation: reconcile(day),
  };
}

/** Returns the acts, with the name of the account or the behaviour where one is the scope. */
function drawActs({ firmWords, accountCodes }: Day): RecordedAct[] {
  if (firmWords === undefined) return [];
  const names = new Map([...accountCodes].map(([name, code]) => [code, name]));
  return readActs(firmWords.acts).map((act) => {
    if (act.scope === 'behaviour') return { ...act, behaviour: BEHAVIOUR_NAMES[act.scopeId]! };
    return act.scope === 'account' ? { ...act, account: names.get(act.scopeId)! } : act;
  });
}

function measuresOf(day: Day): { measures?: readonly CheckMeasures[] } {
  const measures = summariseMeasures(day);
  return measures === undefined ? {} : { measures };
}

/** The checks in which accounts without limits of their own have one sum together. */
const SHARED = new Set<string>(ACCOUNT_CHECKS.map(({ name }) => name));

/** The findings of gates and guards, and the names of what they refer to. */
function findingsOf(day: Day): Parameters<typeof sumFindings> {
  const { servers, guards, market, spec, flow } = day;
  const limited = limitedAccounts(spec.risk).length;
  const accounts = new Map([...day.accountCodes].map(([name, code]) => [code, name]));
  const gates = servers.flatMap(({ number, gate }) =>
    gate.catalogue === undefined ? [] : [{ server: number, findings: gate.catalogue.findings }],
  );
  return [
    guards === undefined ? gates : [...gates, { server: 0, findings: guards.findings }],
    {
      symbols: market.stocks.map(({ symbol }) => symbol),
      accountOf: (check, code) =>
        code > limited && SHARED.has(check) ? undefined : accounts.get(code),
      flow,
    },
  ];
}

/** Returns all findings of a day so far, by time. */
export function dayFindings(day: Day): NamedFinding[] {
  return listFindings(...findingsOf(day));
}

/** Returns the number of orders due before a time; the flow is sorted. */
function countBefore({ arrivalNs, count }: OrderFlow, ns: number): number {
  const first = arrivalNs.subarray(0, count).findIndex((arrival) => arrival >= ns);
  return first < 0 ? count : first;
}

/** Returns the digest of all buffers of a day. */
export function digestDay(day: Day): string {
  return combineDigests([
    digestRegion(day.buffer),
    digestRegion(day.market.buffer),
    ...day.servers.map(({ buffer }) => digestRegion(buffer)),
    ...(day.guards === undefined ? [] : [digestRegion(day.guards.buffer)]),
    ...(day.links === undefined ? [] : [digestRegion(day.links.buffer)]),
    ...(day.bands === undefined ? [] : [digestRegion(day.bands.buffer)]),
    ...day.watches.map(({ buffer }) => digestRegion(buffer)),
    ...(day.faults === undefined
      ? []
      : [day.faults, ...day.faults.serverReports].map(({ buffer }) => digestRegion(buffer))),
    ...(day.secondPass === undefined
      ? []
      : [day.secondPass.firm, ...day.secondPass.servers].map((buffer) => digestRegion(buffer))),
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
      LIMIT_MODE_NAMES[modes.includes(CheckMode.ENFORCE) ? CheckMode.ENFORCE : modes[0]!]!;
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

function sum(column: Float64Array): number {
  let total = 0;
  for (let row = 0; row < column.length; row++) total += column[row]!;
  return total;
}
