import { InputError } from '../base/input-error.js';
import { createSchedule, SCHEDULE_KINDS, type ScheduleSpec } from '../flow/schedule.js';
import type { MarketSpec } from '../market/market.js';
import type { OrderFlow } from '../orders/flow.js';
import type { RouterTerms } from '../router/pace.js';
import { refuse, within } from './fields.js';

/** The source of parent orders. */
export type Arrivals =
  /** Open loop: parents arrive on schedule, whether or not the servers keep up. */
  | ScheduleSpec
  /**
   * Closed loop, saturating: each server takes its next parent at once while fewer than
   * `openParents` are open.
   */
  | { readonly kind: 'max'; readonly openParents: number }
  /**
   * Open loop: parents come one by one over FIX; only `smars gateway` has it. `beside` are the
   * orders of a flow that come beside them, as with `replay`. `accounts` are the names of all
   * accounts by code, from 1; an order of any other account has the next code.
   */
  | {
      readonly kind: 'live';
      readonly beside?: { readonly flow: OrderFlow; readonly speed: number } | undefined;
      readonly accounts?: readonly string[] | undefined;
    }
  /**
   * Open loop: the orders of a flow, at their own times divided by `speed`. An order with a session
   * goes to that server.
   */
  | { readonly kind: 'replay'; readonly flow: OrderFlow; readonly speed: number };

/**
 * The highest rate of a schedule, parents a second; of a day, its mean. `undefined` where arrivals
 * have no rate of their own.
 */
function highestRate(arrivals: Arrivals): number | undefined {
  switch (arrivals.kind) {
    case 'constant':
    case 'poisson':
    case 'day':
      return arrivals.perSecond;
    case 'ramp':
      return Math.max(arrivals.fromPerSecond, arrivals.toPerSecond);
    case 'steps':
      return Math.max(...arrivals.steps.map(({ perSecond }) => perSecond));
    case 'spike':
      return Math.max(arrivals.perSecond, arrivals.spikePerSecond);
    case 'microburst':
      return arrivals.perSecond + arrivals.burst / arrivals.periodSeconds;
    default:
      return undefined;
  }
}

/** A load's market, and the rate for which its displayed sizes hold. */
interface RatedMarket {
  readonly market: MarketSpec;
  readonly displayedAtRate?: number | undefined;
  readonly arrivals: Arrivals;
}

/**
 * The market of a load. Where more parents arrive than `displayedAtRate`, its displayed sizes grow
 * in proportion. Throws an InputError if the rate cannot act.
 */
export function marketOfRate({ market, displayedAtRate, arrivals }: RatedMarket): MarketSpec {
  if (displayedAtRate === undefined) return market;
  if (!(displayedAtRate > 0)) refuse('displayedAtRate', displayedAtRate, 'a rate above 0');
  const rate = highestRate(arrivals);
  if (rate === undefined)
    throw new InputError(
      'fleet.displayedAtRate: acts only with arrivals that have a rate; theirs are ' +
        `'${arrivals.kind}'`,
    );
  const times = Math.max(1, rate / displayedAtRate);
  return { ...market, displayedSeconds: market.displayedSeconds * times };
}

interface RecordedOrders {
  readonly flow: OrderFlow;
  readonly speed: number;
}

/** Returns the recorded orders among a fleet's arrivals, if there are any. */
export function recordedOrders(arrivals: Arrivals): RecordedOrders | undefined {
  if (arrivals.kind === 'replay') return arrivals;
  return arrivals.kind === 'live' ? arrivals.beside : undefined;
}

/** What of a fleet's plan its arrivals go with. */
interface ArrivalsPlan {
  readonly arrivals: Arrivals;
  readonly parentsPerServer: number;
  readonly universe: { readonly stocks: number };
  readonly router: RouterTerms;
  readonly seed: number;
}

/**
 * Checks where a fleet's parents come from, and how they are given to servers. Throws an InputError
 * with field, value and reason.
 */
export function checkArrivals(plan: ArrivalsPlan): void {
  const { arrivals } = plan;
  const recorded = recordedOrders(arrivals);
  if (recorded !== undefined) checkRecorded(recorded, plan.universe.stocks);
  else if (arrivals.kind === 'max')
    within('arrivals.openParents', arrivals.openParents, 1, plan.parentsPerServer);
  else if (
    arrivals.kind !== 'live' &&
    (SCHEDULE_KINDS as readonly string[]).includes(arrivals.kind)
  )
    createSchedule(arrivals as ScheduleSpec, plan.seed);
  else if (arrivals.kind !== 'live')
    refuse(
      'arrivals.kind',
      (arrivals as { kind: unknown }).kind,
      `max, replay, or one of ${SCHEDULE_KINDS.join(', ')}`,
    );
  checkAssign(plan);
}

function checkRecorded({ flow, speed }: RecordedOrders, stocks: number): void {
  if (!(speed > 0)) refuse('arrivals.speed', speed, 'a number above 0');
  const stray = flow.symbol
    .subarray(0, flow.count)
    .findIndex((symbol) => symbol < 0 || symbol >= stocks);
  if (stray >= 0)
    refuse(`arrivals.flow.symbol[${stray}]`, flow.symbol[stray], `a place of the ${stocks} stocks`);
}

/** Refuses a rule for giving parents to servers that the fleet cannot keep. */
function checkAssign({ router: { assign }, arrivals: { kind } }: ArrivalsPlan): void {
  if (assign === undefined) return;
  const refused =
    assign === 'least-open'
      ? 'a day can; the feeder of a fleet does not see the open parents of its threads'
      : kind === 'max'
        ? 'does nothing in a closed loop, where each server takes its next parent itself'
        : kind === 'live'
          ? 'does nothing over FIX, where a client names its server or they have turns'
          : undefined;
  if (refused !== undefined) throw new InputError(`fleet.router.assign: '${assign}' ${refused}`);
}
