import { InputError, suggest } from '../base/input-error.js';
import { formatTimeOfDay } from '../base/units.js';
import { BUILDS } from '../deployment/builds.js';
import type { Role } from '../risk/stops/authority.js';
import type { Day } from '../session/day/day.js';
import type { RunbookAct, RunbookRow, Through } from '../session/day/runbook.js';
import type { Action, ActionBy } from '../session/day/spec.js';

/** What an act needs to be told beside its name. */
export type Subject = 'none' | 'server' | 'symbol';

/** What each act is about, and the group of the page in which it stands. */
export const ACT_KINDS: Readonly<
  Record<RunbookAct, { readonly subject: Subject; readonly group: ActGroup }>
> = {
  'read-mails': { subject: 'none', group: 'look' },
  'acknowledge-mails': { subject: 'none', group: 'look' },
  'trace-mails': { subject: 'none', group: 'look' },
  'look-up-build': { subject: 'server', group: 'look' },
  'look-up-flag': { subject: 'server', group: 'look' },
  'compare-orders': { subject: 'server', group: 'look' },
  'stop-firm': { subject: 'none', group: 'stop' },
  'stop-server': { subject: 'server', group: 'stop' },
  'stop-symbol': { subject: 'symbol', group: 'stop' },
  'kill-process': { subject: 'server', group: 'stop' },
  'cut-network': { subject: 'server', group: 'stop' },
  'exchange-halt': { subject: 'none', group: 'stop' },
  'flag-off': { subject: 'none', group: 'change' },
  'roll-back': { subject: 'none', group: 'change' },
  'deploy-build': { subject: 'server', group: 'change' },
  'call-exchange': { subject: 'none', group: 'call' },
  'call-clearing': { subject: 'none', group: 'call' },
  'call-customers': { subject: 'none', group: 'call' },
  're-arm-firm': { subject: 'none', group: 'let-go' },
  're-arm-server': { subject: 'server', group: 'let-go' },
  're-arm-symbol': { subject: 'symbol', group: 'let-go' },
  'restore-network': { subject: 'server', group: 'let-go' },
  'exchange-resume': { subject: 'none', group: 'let-go' },
};
/** The groups of acts, in the order of the page. */
export type ActGroup = 'look' | 'stop' | 'change' | 'call' | 'let-go';

/** What somebody at the bridge asks for. */
export interface Ask {
  readonly act: RunbookAct;
  readonly through: Through;
  readonly server?: number | undefined;
  readonly symbol?: string | undefined;
  readonly reason?: string | undefined;
}

const NEW_STOPS = 'asked for at the bridge';
const SECOND_ROLE: Role = 'supervisor';

/**
 * Refuses an ask that the runbook or the day does not know. Returns its row of the runbook. Throws
 * an InputError.
 */
export function runbookRow(day: Day, { act, through, server, symbol }: Ask): RunbookRow {
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
  const { subject } = ACT_KINDS[act];
  if (subject === 'server' && !day.servers.some(({ number }) => number === server))
    throw new InputError(`server: is ${server}; must be 1 to ${day.servers.length}`);
  const symbols = day.market.stocks.map((stock) => stock.symbol);
  if (subject === 'symbol' && !symbols.includes(symbol ?? ''))
    throw new InputError(
      `symbol: '${symbol}' is not known here; ${suggest(symbol ?? '', symbols)}`,
    );
  return row;
}

/** Returns the line of the scenario for an ask that takes effect at a time, or fails then. */
export function lineOf(
  day: Day,
  ask: Ask,
  { role, atNs, askedNs, failed }: { role: Role; atNs: number; askedNs: number; failed?: string },
): Action {
  const at = formatTimeOfDay(atNs);
  const by: ActionBy = { by: [role], asked: formatTimeOfDay(askedNs) };
  const { act, through, server, symbol, reason } = ask;
  const { subject } = ACT_KINDS[act];
  const named = subject === 'server' ? { server } : subject === 'symbol' ? { symbol } : {};
  if (failed !== undefined) return { at, do: 'record', act, through, ...named, failed, ...by };
  return (
    effectOf(day, ask, at, { ...by, ...(reason !== undefined && { reason }) }) ?? {
      at,
      do: 'record',
      act,
      through,
      ...named,
      ...by,
    }
  );
}

/** Returns the act of the day that an ask comes to; undefined where no server sees anything. */
function effectOf(
  day: Day,
  { act, through, server, symbol, reason = NEW_STOPS }: Ask,
  at: string,
  by: ActionBy,
): Action | undefined {
  const justified = { ...by, by: [...by.by!, SECOND_ROLE], reason };
  switch (act) {
    case 'acknowledge-mails':
      if (day.guards?.settings.alertAcknowledgement.mode !== 'enforce') return undefined;
      return { at, do: 'acknowledge', alert: 'mails', by: by.by! };
    case 'stop-firm':
      return { at, do: 'kill', scope: 'firm', ...by, reason };
    case 'stop-server':
      return { at, do: 'kill', scope: 'server', server, ...by, reason };
    case 'kill-process':
      return { at, do: 'kill', scope: 'server', server, ...by, reason: `its process, ${through}` };
    case 'stop-symbol':
      return { at, do: 'kill', scope: 'symbol', symbol, ...by, reason };
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
    default:
      return undefined;
  }
}

const allServers = ({ servers }: Day): number[] => servers.map(({ number }) => number);

/** The build before the rollout. */
const oldBuild = ({ spec }: Day): number => spec.deployment.rollout.initialBuild;

/** The servers on another build than before the rollout, or all where there is none. */
function rolledOut(day: Day): number[] {
  const on = day.servers.filter(({ router }) => BUILDS[router.build]!.build !== oldBuild(day));
  return on.length === 0 ? allServers(day) : on.map(({ number }) => number);
}
