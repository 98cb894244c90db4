import { InputError } from '../../base/input-error.js';
import { parseTimeOfDay } from '../../base/units.js';
import { BEHAVIOUR_NAMES, BUILDS, buildIndex } from '../../deployment/builds.js';
import { VENUE_NAMES } from '../../market/venues.js';
import { logEvent } from '../../metrics/events.js';
import { raiseLimit } from '../../risk/people.js';
import type { Authority, Role } from '../../risk/stops/authority.js';
import type { StateScope } from '../../risk/stops/states.js';
import { restartRouter } from '../../router/router.js';
import { restingOrders } from '../../server/reports.js';
import type { DueAction } from '../day/actions.js';
import type { Day } from '../day/day.js';
import type { Action, ScopedAction } from '../day/spec.js';
import { acknowledgeAlert } from '../guards/alerts.js';
import { stop } from '../guards/find.js';
import { turnLink } from '../guards/links.js';
import { haltMember } from '../guards/venues.js';
import { EventKind } from '../log/event-kinds.js';
import { beginUnwind, sellBlock } from './desk.js';
import { HeldOut, letGo, letIn } from './held-out.js';

/**
 * Acts of people: each happens once, at its time, and is logged. An act that restarts something
 * needs roles and a reason.
 */

/** Performs the acts that are due. */
export function actPeople(day: Day, nowNs: number): void {
  const { cursor, actions } = day;
  while (cursor.nextAction[0]! < actions.length && actions[cursor.nextAction[0]!]!.atNs <= nowNs)
    act(day, cursor.nextAction[0]!++, nowNs);
}

function act(day: Day, row: number, nowNs: number): void {
  const action = day.actions[row]!;
  switch (action.do) {
    case 'notice':
      if (
        action.ifExcess === true &&
        day.servers.every(({ book }) => book.errorExecutions[0] === 0)
      )
        return;
      logEvent(day.events, nowNs, EventKind.NOTICE, 0, row, 0);
      return;
    case 'deploy':
      deploy(day, action, nowNs);
      if (action.by !== undefined) logEvent(day.events, nowNs, EventKind.ACT, 0, row, 0);
      return;
    case 'flag':
      turnFlag(day, action, nowNs);
      logEvent(day.events, nowNs, EventKind.ACT, 0, row, 0);
      return;
    case 'record':
      logEvent(day.events, nowNs, EventKind.ACT, action.server ?? 0, row, 0);
      return;
    case 'kill':
    case 'halt':
    case 'reduce': {
      const { by = [], reason = '' } = action;
      stop(day, scopeOf(day, action), action.do, { roles: by, reason, nowNs });
      if (action.do === 'kill')
        logEvent(
          day.events,
          nowNs,
          EventKind.KILL,
          serverOf(action),
          isPlain(action) ? 0 : row + 1,
          0,
        );
      else logEvent(day.events, nowNs, EventKind.ACT, serverOf(action), row, 0);
      return;
    }
    case 'watch':
      return;
    default:
      tryAct(day, row, action, nowNs);
  }
}

type RefusableAction = Exclude<
  DueAction,
  { do: 'notice' | 'deploy' | 'flag' | 'record' | 'kill' | 'halt' | 'reduce' | 'watch' }
>;

/** Tries an act. A refused act changes nothing, and the log gives the reason. */
function tryAct(day: Day, row: number, action: RefusableAction, nowNs: number): void {
  try {
    carryOut(day, row, action, nowNs);
    logEvent(day.events, nowNs, EventKind.ACT, serverOf(action), row, 0);
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    day.refusals[row] = error.message;
    logEvent(day.events, nowNs, EventKind.ACT, serverOf(action), row, 1);
  }
}

function carryOut(day: Day, row: number, action: RefusableAction, nowNs: number): void {
  switch (action.do) {
    case 're-arm':
      demandRightBuild(day, action);
      letGo(day, scopeOf(day, action), authorityOf(action, nowNs));
      return;
    case 'raise':
      raiseLimit(
        day.firmWords!,
        action.check,
        action.value,
        parseTimeOfDay(action.until),
        authorityOf(action, nowNs),
      );
      return;
    case 'acknowledge':
      if (!acknowledgeAlert(day, action.alert))
        throw new InputError(`acknowledgement of '${action.alert}': no such alert is shown`);
      if (action.alert === 'mails') letIn(day, action.by, nowNs);
      return;
    case 'cancel':
      askCancels(day, action.server);
      return;
    case 'unwind':
      beginUnwind(day, row, action, nowNs);
      return;
    case 'block-sale':
      sellBlock(day, row, action, nowNs);
      return;
    case 'disconnect':
    case 'reconnect': {
      const isLost = action.do === 'disconnect';
      if (!turnLink(day, action.server - 1, isLost, nowNs))
        throw new InputError(`${action.do} of server ${action.server}: it is so already`);
      return;
    }
    default:
      haltMember(
        day,
        action.venue === undefined ? -1 : VENUE_NAMES.indexOf(action.venue),
        action.do === 'member-halt',
      );
  }
}

/** Has the servers ask their venues to cancel what rests there. */
function askCancels({ servers }: Day, number: number | undefined): void {
  const asked = number === undefined ? servers : [servers[number - 1]!];
  const resting = asked.flatMap(({ reports }) =>
    reports !== undefined && restingOrders(reports) > 0 ? [reports] : [],
  );
  if (resting.length === 0) throw new InputError('cancel: no order rests at a venue now');
  for (const { cells } of resting) cells.cancelAll[0] = 1;
}

/** Refuses to re-arm a server that a fleet audit keeps out until it runs the expected build. */
function demandRightBuild(
  { seen, servers, expectedBuild }: Day,
  { scope, server: number }: ScopedAction,
): void {
  if (scope !== 'server' || seen.heldOut[number! - 1] !== HeldOut['fleet-audit']) return;
  const { build } = BUILDS[servers[number! - 1]!.router.build]!;
  if (build !== expectedBuild)
    throw new InputError(
      `re-arm of server ${number}: it runs build ${build}, and ${expectedBuild} was meant; ` +
        'deploy that first',
    );
}

function authorityOf(
  { by, reason }: { by: readonly Role[] | undefined; reason: string | undefined },
  nowNs: number,
): Authority {
  return { roles: by ?? [], reason: reason ?? '', nowNs };
}

function deploy(
  day: Day,
  { servers, build }: Extract<Action, { do: 'deploy' }>,
  nowNs: number,
): void {
  for (const number of servers) {
    const { router } = day.servers[number - 1]!;
    restartRouter(router, buildIndex(build), router.flagMask, nowNs);
    logEvent(day.events, nowNs, EventKind.DEPLOYED, number, build, 0);
  }
}

function turnFlag(
  day: Day,
  { servers, honoured }: Extract<Action, { do: 'flag' }>,
  nowNs: number,
): void {
  for (const number of servers) {
    const { router } = day.servers[number - 1]!;
    restartRouter(router, router.build, honoured ? day.flagMask : 0, nowNs);
  }
}

/** Returns whether a stop of the firm or a server has neither people nor a reason for the log. */
const isPlain = ({ scope, by, reason }: ScopedAction): boolean =>
  (scope === 'firm' || scope === 'server') && by === undefined && reason === undefined;

const serverOf = (action: Action): number => ('server' in action ? (action.server ?? 0) : 0);

function scopeOf(day: Day, action: ScopedAction): StateScope {
  if (action.scope === 'server') return { kind: 'server', server: action.server! };
  if (action.scope === 'firm') return { kind: 'firm' };
  if (action.scope === 'account') {
    const name = action.account!;
    return { kind: 'account', account: day.accountCodes.get(name)!, name };
  }
  if (action.scope === 'behaviour') {
    const name = action.behaviour!;
    return { kind: 'behaviour', behaviour: BEHAVIOUR_NAMES.indexOf(name), name };
  }
  return {
    kind: 'symbol',
    symbol: day.market.stocks.findIndex(({ symbol }) => symbol === action.symbol),
  };
}
