import { InputError, suggest } from '../base/input-error.js';
import { formatTimeOfDay, parseTimeOfDay } from '../base/units.js';
import { BEHAVIOUR_NAMES, BUILDS, WORKING_BEHAVIOURS } from '../deployment/builds.js';
import type { Role } from '../risk/stops/authority.js';
import { ACT_SUBJECTS } from '../scenarios/act-subjects.js';
import type { Day } from '../session/day/day.js';
import type { RunbookAct, RunbookRow, Through } from '../session/day/runbook.js';
import type { Action, ActionBy, RecordAction } from '../session/day/spec.js';

/** The groups of acts, in the order of the page. */
export type ActGroup = 'look' | 'stop' | 'change' | 'trade' | 'call' | 'let-go';

/** The group of the page in which each act stands. */
export const ACT_GROUPS: Readonly<Record<RunbookAct, ActGroup>> = {
  'read-mails': 'look',
  'acknowledge-mails': 'look',
  'trace-mails': 'look',
  'look-up-build': 'look',
  'look-up-flag': 'look',
  'compare-orders': 'look',
  'list-holdings': 'look',
  'stop-firm': 'stop',
  'stop-server': 'stop',
  'stop-symbol': 'stop',
  'stop-account': 'stop',
  'stop-strategy': 'stop',
  'reduce-firm': 'stop',
  'cancel-resting': 'stop',
  'kill-process': 'stop',
  'cut-network': 'stop',
  'exchange-halt': 'stop',
  'flag-off': 'change',
  'roll-back': 'change',
  'deploy-build': 'change',
  'unwind-stock': 'trade',
  'unwind-all': 'trade',
  'block-sale': 'trade',
  'call-exchange': 'call',
  'call-clearing': 'call',
  'call-customers': 'call',
  're-arm-firm': 'let-go',
  're-arm-server': 'let-go',
  're-arm-symbol': 'let-go',
  're-arm-account': 'let-go',
  're-arm-strategy': 'let-go',
  'restore-network': 'let-go',
  'exchange-resume': 'let-go',
};

/** What somebody at the bridge asks for. */
export interface Ask {
  readonly act: RunbookAct;
  readonly through: Through;
  readonly server?: number | undefined;
  readonly symbol?: string | undefined;
  readonly account?: string | undefined;
  readonly behaviour?: string | undefined;
  /** How much of the error account is traded down, above 0 to 1; all of it by default. */
  readonly part?: number | undefined;
  readonly reason?: string | undefined;
}

/** The reason of a stop for which nobody gave one. */
const NO_REASON = 'asked for at the bridge';
/** A line of a scenario has a time of day; an act that takes longer comes after every day. */
const LAST_SECOND_NS = parseTimeOfDay('23:59:59');

/**
 * Refuses an ask that the runbook or the day does not know. Returns its row of the runbook. Throws
 * an InputError.
 */
export function runbookRow(day: Day, { act, through, ...named }: Ask): RunbookRow {
  const rows = day.spec.runbook!.acts;
  const ways = rows.filter((row) => row.act === act);
  if (ways.length === 0)
    throw new InputError(
      `act: '${act}' is not in the runbook; ` +
        suggest(
          act,
          rows.map((row) => row.act),
        ),
    );
  const row = ways.find((way) => way.through === through);
  if (row === undefined)
    throw new InputError(
      `through: '${through}' is no way to ${act}; ` +
        suggest(
          through,
          ways.map((way) => way.through),
        ),
    );
  const subject = ACT_SUBJECTS[act];
  for (const field of ['server', 'symbol', 'account', 'behaviour'] as const)
    if (subject !== field && named[field] !== undefined)
      throw new InputError(`${field}: does nothing in ${act}`);
  if (named.part !== undefined && ACT_GROUPS[act] !== 'trade')
    throw new InputError(`part: does nothing in ${act}`);
  if (subject === 'server') demandServer(day, named.server);
  else if (subject !== 'none') {
    const names = namesOf(day, subject);
    const given = named[subject] ?? '';
    if (!names.includes(given))
      throw new InputError(`${subject}: '${given}' is not known here; ${suggest(given, names)}`);
  }
  return row;
}

/** The stocks, the accounts or the strategies of a day, by name. */
export function namesOf(day: Day, subject: 'symbol' | 'account' | 'behaviour'): string[] {
  if (subject === 'symbol') return day.market.stocks.map(({ symbol }) => symbol);
  if (subject === 'account') return [...day.accountCodes.keys()];
  const behaviours = day.servers[0]!.router.working.length;
  return WORKING_BEHAVIOURS.filter((name) => BEHAVIOUR_NAMES.indexOf(name) < behaviours);
}

/** Refuses a server that the day does not have. */
export function demandServer({ servers }: Day, server: number | undefined): void {
  if (!servers.some(({ number }) => number === server))
    throw new InputError(`server: is ${server}; must be 1 to ${servers.length}`);
}

/** Returns the subject that an ask names, by its field. */
export function subjectOf(
  ask: Ask,
): Pick<RecordAction, 'server' | 'symbol' | 'account' | 'behaviour'> {
  const subject = ACT_SUBJECTS[ask.act];
  return subject === 'none' ? {} : { [subject]: ask[subject] };
}

/** Returns the line of the scenario for an ask that takes effect at a time, or fails then. */
export function lineOf(
  day: Day,
  ask: Ask,
  {
    roles,
    atNs,
    askedNs,
    failed,
  }: { roles: readonly Role[]; atNs: number; askedNs: number; failed?: string },
): Action {
  const at = formatTimeOfDay(Math.min(atNs, LAST_SECOND_NS));
  const by: ActionBy = { by: roles, asked: formatTimeOfDay(askedNs) };
  const { act, through, reason } = ask;
  const given = reason === undefined ? by : { ...by, reason };
  const record = { at, do: 'record', act, through, ...subjectOf(ask), ...given } as const;
  if (failed !== undefined) return { ...record, failed };
  return effectOf(day, ask, at, given) ?? record;
}

/** Returns the act of the day that an ask comes to; undefined where no server sees anything. */
function effectOf(
  day: Day,
  { act, through, server, symbol, account, behaviour, part, reason = NO_REASON }: Ask,
  at: string,
  by: ActionBy,
): Action | undefined {
  const justified = { ...by, by: inTwos(by.by!), reason };
  switch (act) {
    case 'acknowledge-mails':
      if (day.guards?.settings.alertAcknowledgement.mode !== 'enforce') return undefined;
      return { at, do: 'acknowledge', alert: 'mails', by: by.by! };
    case 'stop-firm':
      return { at, do: 'kill', scope: 'firm', ...by, reason };
    case 'stop-server':
      return { at, do: 'kill', scope: 'server', server, ...by, reason };
    case 'kill-process':
      return {
        at,
        do: 'kill',
        scope: 'server',
        server,
        ...by,
        reason: by.reason ?? `its process, ${through}`,
      };
    case 'stop-symbol':
      return { at, do: 'kill', scope: 'symbol', symbol, ...by, reason };
    case 'stop-account':
      return { at, do: 'kill', scope: 'account', account, ...by, reason };
    case 'stop-strategy':
      return { at, do: 'kill', scope: 'behaviour', behaviour, ...by, reason };
    case 'reduce-firm':
      return { at, do: 'reduce', scope: 'firm', ...by, reason };
    case 'cancel-resting':
      return { at, do: 'cancel', ...by };
    case 'cut-network':
      return { at, do: 'disconnect', server: server!, ...by };
    case 'restore-network':
      return { at, do: 'reconnect', server: server!, ...by };
    case 'flag-off':
      return { at, do: 'flag', servers: allServers(day), honoured: false, ...by };
    case 'roll-back':
      return { at, do: 'deploy', servers: rolledOut(day), build: oldBuild(day), ...by };
    case 'deploy-build':
      return { at, do: 'deploy', servers: [server!], build: day.expectedBuild, ...by };
    case 'unwind-stock':
    case 'unwind-all':
      return { at, do: 'unwind', ...(symbol && { symbol }), ...(part && { part }), ...by };
    case 'block-sale':
      return { at, do: 'block-sale', ...(part && { part }), ...by };
    case 'exchange-halt':
      return { at, do: 'member-halt', ...by };
    case 'exchange-resume':
      return { at, do: 'member-resume', ...by };
    case 're-arm-firm':
      return { at, do: 're-arm', scope: 'firm', ...justified };
    case 're-arm-server':
      return { at, do: 're-arm', scope: 'server', server, ...justified };
    case 're-arm-symbol':
      return { at, do: 're-arm', scope: 'symbol', symbol, ...justified };
    case 're-arm-account':
      return { at, do: 're-arm', scope: 'account', account, ...justified };
    case 're-arm-strategy':
      return { at, do: 're-arm', scope: 'behaviour', behaviour, ...justified };
    default:
      return undefined;
  }
}

/** The roles of a re-arm: two, and where the runbook has one that may ask, another agrees. */
function inTwos(roles: readonly Role[]): readonly Role[] {
  if (roles.length > 1) return roles;
  return [...roles, roles.includes('supervisor') ? 'risk-officer' : 'supervisor'];
}

const allServers = ({ servers }: Day): number[] => servers.map(({ number }) => number);

/** The build before the rollout. */
const oldBuild = ({ spec }: Day): number => spec.deployment.rollout.initialBuild;

/** The servers on another build than before the rollout, or all where there is none. */
function rolledOut(day: Day): number[] {
  const on = day.servers.filter(({ router }) => BUILDS[router.build]!.build !== oldBuild(day));
  return on.length === 0 ? allServers(day) : on.map(({ number }) => number);
}
