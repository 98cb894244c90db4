import { NS_PER_SECOND } from '../../base/units.js';
import type { Region } from '../../memory/arena.js';
import { allocateLayout, openTables, type Table } from '../../memory/table.js';
import {
  ALERT_CLASSES,
  completeSetting,
  GUARD_CHECKS,
  type GuardRow,
} from '../../risk/catalogue/catalogue.js';
import type { CheckModeName } from '../../risk/catalogue/modes.js';
import { FINDING_COUNT_SCHEMA, FINDING_SCHEMA, type Findings } from '../../risk/counts/findings.js';
import type { Action, Operations } from './spec.js';

/** The memory of the operation checks. It exists only if a scenario sets one of them. */

/** By alert class: the time since which an alert is unacknowledged (NaN: none), and its level. */
const ALERT_SCHEMA = { raisedNs: 'f64', level: 'u8' } as const;
/** The levels of an unacknowledged alert. */
export const AlertLevel = { NONE: 0, SHOWN: 1, ESCALATED: 2, HALTED: 3 } as const;
/** By server: the acknowledged mails of its old code. */
const MAIL_SCHEMA = { read: 'f64' } as const;
/**
 * Row = (server index × symbols + symbol) × 2 + side: shares ordered by the server's parents, and
 * shares executed for it by the venues.
 */
const DROP_SCHEMA = { ordered: 'f64', executed: 'f64' } as const;
/** The two comparisons of the drop copy: executions against parents, and against the books. */
export const DropFault = { ORDERS: 0, BOOKS: 1 } as const;
/** By server: 1 once a mismatch is reported and not yet acted on. */
const DROP_TOLD_SCHEMA = { told: 'u8' } as const;
/** Row = second modulo the window: the member's executed shares up to that second. */
const VOLUME_SCHEMA = { shares: 'f64' } as const;
/**
 * One row: the time of the next drop-copy comparison, and whether the volume breaker has paused the
 * member.
 */
const GUARD_CELL_SCHEMA = { nextCopyNs: 'f64', memberPaused: 'u8' } as const;

type GuardField = GuardRow['field'];
type GuardSetting = { readonly mode: CheckModeName } & Readonly<Record<string, unknown>>;

export interface Guards {
  readonly buffer: Region;
  readonly settings: Readonly<Record<GuardField, GuardSetting>>;
  readonly findings: Findings;
  readonly alerts: Table<typeof ALERT_SCHEMA>;
  readonly mails: Table<typeof MAIL_SCHEMA>;
  readonly drops: Table<typeof DROP_SCHEMA>;
  readonly dropTold: Table<typeof DROP_TOLD_SCHEMA>;
  readonly volume: Table<typeof VOLUME_SCHEMA>;
  readonly cell: Table<typeof GUARD_CELL_SCHEMA>;
}

const GUARD_FINDINGS_MAX = 8192;

/** Returns the settings of the operation checks by field, completed with defaults. */
function completeGuards(operations: Operations): Guards['settings'] {
  const settings = GUARD_CHECKS.map((row) => [
    row.field,
    completeSetting(row, operations[row.field] as never),
  ]);
  return Object.fromEntries(settings) as Guards['settings'];
}

/** Actions that need the journal of acts or the states of firm, servers and symbols. */
const RECORDED_ACTS: readonly Action['do'][] = ['halt', 'reduce', 're-arm', 'raise'];

/** Returns whether a day needs the states and the journal of acts, which the second pass keeps. */
export function needsStates(operations: Operations, actions: readonly Action[]): boolean {
  return isGuardOn(operations) || actions.some((action) => RECORDED_ACTS.includes(action.do));
}

function isGuardOn(operations: Operations): boolean {
  return GUARD_CHECKS.some(({ field }) => (operations[field]?.mode ?? 'off') !== 'off');
}

/** Allocates the memory; returns undefined if all operation checks are off. */
export function openGuards(
  operations: Operations,
  servers: number,
  symbols: number,
): Guards | undefined {
  if (!isGuardOn(operations)) return undefined;
  const settings = completeGuards(operations);
  const copied = settings.dropCopy.mode === 'off' ? 0 : servers * symbols * 2;
  const seconds = Math.ceil(parameterOf({ settings }, 'volumeBreaker', 'windowSeconds'));
  const layout = {
    alerts: { schema: ALERT_SCHEMA, capacity: ALERT_CLASSES.length },
    mails: { schema: MAIL_SCHEMA, capacity: servers },
    drops: { schema: DROP_SCHEMA, capacity: Math.max(1, copied) },
    dropTold: { schema: DROP_TOLD_SCHEMA, capacity: servers },
    volume: { schema: VOLUME_SCHEMA, capacity: seconds },
    cell: { schema: GUARD_CELL_SCHEMA, capacity: 1 },
    findings: { schema: FINDING_SCHEMA, capacity: GUARD_FINDINGS_MAX },
    findingCounts: { schema: FINDING_COUNT_SCHEMA, capacity: 1 },
  } as const;
  const buffer = allocateLayout(layout);
  const { findings, findingCounts, ...tables } = openTables(buffer, layout);
  tables.alerts.raisedNs.fill(Number.NaN);
  return { buffer, settings, ...tables, findings: { rows: findings, counts: findingCounts } };
}

/** Returns a numeric parameter. */
export function parameterOf(
  { settings }: Pick<Guards, 'settings'>,
  field: GuardField,
  name: string,
): number {
  return settings[field][name] as number;
}
/** Returns a parameter in seconds as ns. */
export function nanosecondsOf(
  guards: Pick<Guards, 'settings'>,
  field: GuardField,
  name: string,
): number {
  return parameterOf(guards, field, name) * NS_PER_SECOND;
}
