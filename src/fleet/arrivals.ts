import { InputError } from '../base/input-error.js';
import { createSchedule, SCHEDULE_KINDS, type ScheduleSpec } from '../flow/schedule.js';
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
  /** Open loop: parents come one by one over FIX; only `smars gateway` has it. */
  | { readonly kind: 'live' }
  /**
   * Open loop: the orders of a flow, at their own times divided by `speed`. An order with a session
   * goes to that server.
   */
  | { readonly kind: 'replay'; readonly flow: OrderFlow; readonly speed: number };

/** What of a fleet's plan its arrivals go with. */
interface ArrivalsPlan {
  readonly arrivals: Arrivals;
  readonly parentsPerServer: number;
  readonly universe: { readonly stocks: number };
  readonly router: RouterTerms;
  readonly record?: object | undefined;
  readonly seed: number;
}

/**
 * Checks where a fleet's parents come from, and how they are given to servers. Throws an InputError
 * with field, value and reason.
 */
export function checkArrivals(plan: ArrivalsPlan): void {
  const { arrivals } = plan;
  if (arrivals.kind === 'max')
    within('arrivals.openParents', arrivals.openParents, 1, plan.parentsPerServer);
  else if (arrivals.kind === 'replay') {
    if (!(arrivals.speed > 0)) refuse('arrivals.speed', arrivals.speed, 'a number above 0');
    const stray = arrivals.flow.symbol
      .subarray(0, arrivals.flow.count)
      .findIndex((symbol) => symbol < 0 || symbol >= plan.universe.stocks);
    if (stray >= 0)
      refuse(
        `arrivals.flow.symbol[${stray}]`,
        arrivals.flow.symbol[stray],
        `a place of the ${plan.universe.stocks} stocks`,
      );
  } else if (arrivals.kind === 'live') {
    if (plan.record !== undefined)
      throw new InputError('fleet.record: a journal does not hold cancels; must be absent here');
  } else if (SCHEDULE_KINDS.includes(arrivals.kind)) createSchedule(arrivals, plan.seed);
  else
    refuse(
      'arrivals.kind',
      (arrivals as { kind: unknown }).kind,
      `max, replay, or one of ${SCHEDULE_KINDS.join(', ')}`,
    );
  checkAssign(plan);
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
