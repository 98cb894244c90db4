import { dollars, formatTimeOfDay } from '../../base/units.js';
import type { EventLog } from '../../metrics/events.js';
import { VERDICT_NAMES, Verdict } from '../../orders/codes.js';
import { ALERT_CLASSES } from '../../risk/catalogue/catalogue.js';
import { CheckMode } from '../../risk/catalogue/modes.js';
import { findingName, Outcome } from '../../risk/counts/findings.js';
import type { Day } from '../day/day.js';
import { doneShares } from '../day/desk.js';
import { EventKind } from './event-kinds.js';
import { tellAct } from './tell-acts.js';
import { tellFaultEvent } from './tell-faults.js';
import { tellAlarm, tellAlert, tellOperation } from './tell-guards.js';

/** An event of the log as text. */
export interface DayEvent {
  readonly at: string;
  /** Nanoseconds since the bell; null on an earlier day. */
  readonly timeNs: number | null;
  readonly kind: string;
  readonly server: number;
  /** The check of a breach or finding; null for other events. */
  readonly check: string | null;
  readonly text: string;
  /** The error account at the end of the event's tick: unmatched executions, and gross dollars. */
  readonly unmatchedExecutions: number;
  readonly grossDollars: number;
}

const NOTHING = { check: null, unmatchedExecutions: 0, grossDollars: 0 };
const KIND_NAMES = Object.keys(EventKind).map((name) => name.toLowerCase().replaceAll('_', '-'));

/**
 * Returns the log as sentences, in order. The alerts of one server become one event: the first,
 * with their number.
 */
export function readEvents(day: Day, log: EventLog): DayEvent[] {
  const { rows, counts } = log;
  const alerts = new Map<number, number>();
  for (let row = 0; row < counts.count[0]!; row++) {
    const server = rows.server[row]!;
    if (rows.kind[row] === EventKind.ALERT) alerts.set(server, (alerts.get(server) ?? 0) + 1);
  }
  const told = new Set<number>();
  const events: DayEvent[] = [];
  for (let row = 0; row < counts.count[0]!; row++) {
    const kind = rows.kind[row]!;
    const server = rows.server[row]!;
    if (kind === EventKind.ALERT) {
      if (told.has(server)) continue;
      told.add(server);
    }
    const text = tell(
      day,
      kind,
      server,
      rows.first[row]!,
      rows.second[row]!,
      alerts.get(server) ?? 0,
    );
    const earlier = kind === EventKind.ROLLOUT_STEP;
    const timeNs = earlier ? null : rows.timeNs[row]!;
    const at =
      timeNs === null ? day.manifest.records[rows.first[row]!]!.date : formatTimeOfDay(timeNs, 1);
    const standing = {
      unmatchedExecutions: day.standings.unmatched[row]!,
      grossDollars: dollars(day.standings.gross[row]!),
    };
    events.push({
      at,
      timeNs,
      kind: KIND_NAMES[kind]!,
      server,
      check: checkOf(day, kind, rows.first[row]!),
      text,
      ...standing,
    });
  }
  if (counts.dropped[0]! > 0)
    events.push({
      at: '',
      timeNs: null,
      kind: 'dropped',
      server: 0,
      text: `${counts.dropped[0]} events found the log full`,
      ...NOTHING,
    });
  return events;
}

/** The outcome of a first breach, by the mode of its check. */
const BREACH_OUTCOMES: Readonly<Record<number, string>> = {
  [CheckMode.WARN]: 'warned',
  [CheckMode.ENFORCE]: 'refused',
  [CheckMode.SHADOW]: 'in shadow: it would have been refused, and was sent',
};

/** What self-match prevention did, in the field's words, where it cancelled resting orders. */
const PREVENTIONS: Readonly<Record<number, string>> = {
  [Outcome.OLDEST_CANCELLED]: 'cancel oldest',
  [Outcome.BOTH_CANCELLED]: 'cancel both',
  [Outcome.DECREMENTED]: 'decrement and cancel',
};

/** What a server's first breach of self-match led to, if it cancelled orders; else undefined. */
function tellPrevention({ servers }: Day, server: number, check: number): string | undefined {
  if (check !== Verdict.SELF_MATCH) return undefined;
  const findings = servers[server - 1]!.gate.catalogue?.findings;
  if (findings === undefined) return undefined;
  const row = findings.rows.check.indexOf(check);
  return PREVENTIONS[findings.rows.outcome[row]!];
}

function checkOf(day: Day, kind: number, first: number): string | null {
  if (kind === EventKind.BREACH) return VERDICT_NAMES[first]!;
  if (kind === EventKind.LIMIT_ALERT) return day.ladders.alerts[first]!.check;
  return kind === EventKind.OPERATION ? findingName(day.guards!.findings.rows.check[first]!) : null;
}

function tell(
  day: Day,
  kind: number,
  server: number,
  first: number,
  second: number,
  alerts: number,
): string {
  switch (kind) {
    case EventKind.ROLLOUT_STEP: {
      const step = day.manifest.records[first]!;
      const truth = `${step.outcome}; the server runs build ${step.buildAfter}`;
      return (
        `rollout of build ${step.build} to server ${step.server}: reported ${step.reported}, ` +
        `in fact ${truth}`
      );
    }
    case EventKind.ALERT:
      return `server ${server} mails "Power Peg disabled"; ${alerts} such mails in all`;
    case EventKind.AUDIT_CLEAN:
      return `fleet audit: all servers run build ${first}`;
    case EventKind.AUDIT_STRAY:
      return `fleet audit: server ${server} runs build ${first}, not ${second}`;
    case EventKind.HELD_OUT:
      return `server ${server} is kept out of the market`;
    case EventKind.OPEN:
      return `the bell: ${first} parents are open on ${second} servers`;
    case EventKind.ERROR_ACCOUNT:
      return (
        `the error account passes $${first.toLocaleString('en-US')} gross; the limit is linked ` +
        'to nothing'
      );
    case EventKind.BREACH:
      return (
        `server ${server}: first breach of ${VERDICT_NAMES[first]}, ` +
        `${tellPrevention(day, server, first) ?? BREACH_OUTCOMES[second]}`
      );
    case EventKind.NOTICE:
      return tellAct(day.actions[first]!);
    case EventKind.DEPLOYED:
      return `server ${server} is put on build ${first} and restarted; flags stay`;
    case EventKind.KILL:
      if (first > 0) return tellAct(day.actions[first - 1]!);
      return server === 0 ? 'kill switch: the firm' : `kill switch: server ${server}`;
    case EventKind.PAUSE:
      return `single-stock pause of ${day.market.stocks[first]!.symbol}, five minutes`;
    case EventKind.CANARY_STOPPED:
      return (
        `canary limit passed on server ${server} after ${first} ` +
        `children${second === 0 ? '; stopped, nothing is promoted' : ''}`
      );
    case EventKind.CANARY_PROMOTED:
      return `canary promoted: server ${server} honours the flag`;
    case EventKind.OPERATION:
      return tellOperation(day, first, second);
    case EventKind.ACT:
      return second === 0 ? tellAct(day.actions[first]!) : `refused: ${day.refusals[first]}`;
    case EventKind.DESK:
      return tellDesk(day, first);
    case EventKind.LIMIT_ALERT:
      return tellAlert(day.ladders.alerts[first]!);
    case EventKind.ALARM:
      return tellAlarm(ALERT_CLASSES[first]!, second);
    default:
      return tellFaultEvent(day, kind, server, first, second);
  }
}

function tellDesk({ desk, actions }: Day, place: number): string {
  const order = desk.orders[place]!;
  const { at } = actions[order.row]!;
  const shares = doneShares(order).toLocaleString('en-US');
  const stocks = order.lines.length === 1 ? '1 stock' : `${order.lines.length} stocks`;
  return `the desk has unwound what was asked for at ${at}: ${shares} shares of ${stocks}`;
}
