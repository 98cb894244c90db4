import { money } from '../base/units.js';
import {
  BASKET_NOTIONAL,
  checkControls,
  ORDER_ENTRY,
  runWeight,
  withControls,
} from '../scenarios/controls.js';
import type { Scenario } from '../scenarios/schema.js';
import type { DayResult } from '../session/result/result.js';
import type { DayTask } from '../session/session-pool.js';
import { mapChecks, type ShadowResult } from '../session/shadow.js';
import { BASE_ROW } from './cells.js';
import type { RunSet, TriedControl } from './sets.js';

/**
 * Rows that need no run of their own. One run of a day has many checks in shadow: they count
 * breaches and let every child through. A check that is not breached in it would not have acted
 * either, so its row has the outcome of that run, as the row `none` has.
 * docs/internals/decisions.md ("Risk") has the proof.
 */

/** A run of the matrix: of one row, or of a day that answers several. */
export interface RowTask extends DayTask {
  /** The row of `sets`, or −1 for a run in shadow. */
  readonly set: number;
  /** The day, from 0: of a seed and a file of orders, or the normal day. */
  readonly day: number;
}

/** The runs of one day of the matrix. */
export interface ShadowedDay {
  /** The rows of the matrix, which tasks name by their place. */
  readonly sets: readonly RunSet[];
  /** The run that may answer rows; undefined where too few rows could be answered. */
  readonly shadow: RowTask | undefined;
  /** The runs that it may answer, each with its control; the row `none` has none. */
  readonly maybe: readonly { readonly task: RowTask; readonly control: TriedControl | undefined }[];
  /** Runs that must be made. */
  readonly must: readonly RowTask[];
}

/** With fewer rows to answer, a run in shadow does not pay. */
const ANSWERED_MIN = 4;

/**
 * Operation checks that do nothing without a finding. The others change the day from its start,
 * find nothing while they are not enforced, or slow a day down.
 */
const WATCHING = [
  'fleet-audit',
  'cancel-on-disconnect',
  'drop-copy',
  'alert-acknowledgement',
  'flag-registry',
  'volume-breaker',
];

/** Controls at entry: they do nothing if every order and basket is within their limits. */
const AT_ENTRY: readonly string[] = [ORDER_ENTRY.name, BASKET_NOTIONAL.name];
/** Controls that a run in shadow leaves out, since its outcome tells whether they would act. */
const TOLD_BY_OUTCOME: readonly string[] = [...AT_ENTRY, 'intake-counts', 'pre-open-alerts'];

/** Returns the control of a row that a run in shadow may answer: one check by itself. */
function shadowControl({ name, controls }: RunSet): TriedControl | undefined {
  const [control] = controls;
  if (control === undefined || controls.length > 1 || control.name !== name) return undefined;
  if (control.module !== undefined) return undefined;
  const isOther = WATCHING.includes(name) || TOLD_BY_OUTCOME.includes(name);
  return isOther || checkControls().some(({ check }) => check === control.trips.check)
    ? control
    : undefined;
}

/**
 * Returns a scenario with these controls in shadow, in all layers, and no other control. Those that
 * the outcome tells of are off.
 */
export function inShadow(scenario: Scenario, controls: readonly TriedControl[]): Scenario {
  const counting = controls.filter(({ name }) => !TOLD_BY_OUTCOME.includes(name));
  const changed = withControls(scenario, counting);
  return {
    ...changed,
    risk: mapChecks(changed.risk, shadowed),
    operations: Object.fromEntries(
      Object.entries(changed.operations).map(([field, value]) => [
        field,
        typeof value === 'object' ? shadowed(field, value) : value,
      ]),
    ) as Scenario['operations'],
  };
}

const shadowed = (_: string, setting: object): object =>
  'mode' in setting && setting.mode === 'enforce' ? { ...setting, mode: 'shadow' } : setting;

/**
 * Whether a run in shadow shows that the control of a row would not have acted: its check was on to
 * the end and not breached, or it is one that watches and has found nothing, or the outcome tells
 * it. Alerts of a sum near its limit are no act; the row has them from the run in shadow.
 */
export function isUnbreached(
  result: ShadowResult,
  control: TriedControl,
  { entry }: Pick<Scenario, 'entry'>,
): boolean {
  const { name, trips } = control;
  if (AT_ENTRY.includes(name)) return isWithinEntry(result, entry);
  if (name === 'intake-counts') return hasPlainIntake(result);
  if (name === 'pre-open-alerts') return !isAlertedBeforeOpen(result);
  const acts = result.events.some(
    ({ kind, check }) =>
      kind === trips.event ||
      (trips.check !== undefined && check === trips.check && kind !== 'limit-alert'),
  );
  if (acts) return false;
  if (WATCHING.includes(name)) return true;
  const row = result.checks.find((check) => check.name === trips.check);
  return row?.mode === 'shadow' && row.breaches === 0 && hasAllAlerts(result);
}

/** Whether every alert is kept, since a row tells the first one of its check. */
const hasAllAlerts = ({ limitAlerts: { count, first } }: DayResult): boolean =>
  count === first.length;

/** Whether limits at entry would have let every order and basket pass, unwarned. */
function isWithinEntry({ largestEntry }: ShadowResult, entry: Scenario['entry']): boolean {
  const { softDollars = 0, hardDollars = 0, basketDollars } = entry ?? {};
  const { orderMoney, basketMoney } = largestEntry;
  return (
    orderMoney <= money(Math.min(softDollars, hardDollars)) &&
    (basketDollars === undefined || basketMoney <= money(basketDollars))
  );
}

/**
 * Whether servers took just what they were handed: nothing repeats or loses an order, and none was
 * cancelled before a full server took it.
 */
const hasPlainIntake = ({ faults, immediate }: DayResult): boolean =>
  faults === undefined && immediate === undefined;

/** Whether old code has sent a mail by the bell. */
const isAlertedBeforeOpen = ({ events }: DayResult): boolean =>
  events.some(({ kind, timeNs }) => kind === 'alert' && timeNs !== null && timeNs <= 0);

/** Sorts the runs of one day, of which all have the same seed and orders. */
export function sortRuns(
  base: Scenario,
  tasks: readonly RowTask[],
  sets: readonly RunSet[],
): ShadowedDay {
  const maybe = tasks.flatMap((task) => {
    const set = sets[task.set]!;
    const control = shadowControl(set);
    return control !== undefined || set.name === BASE_ROW ? [{ task, control }] : [];
  });
  const must = tasks.filter((task) => maybe.every((other) => other.task !== task));
  if (maybe.length < ANSWERED_MIN) return { sets, shadow: undefined, maybe: [], must: tasks };
  const controls = maybe.flatMap(({ control }) => control ?? []);
  const shadow = { ...tasks[0]!, set: -1, spec: inShadow(base, controls), isShadow: true };
  return { sets, shadow, maybe, must };
}

/** Returns the runs that must be made, the longest first. */
export function longestFirst(days: readonly ShadowedDay[]): RowTask[] {
  const weighed = days.flatMap(({ sets, must }) =>
    must.map((task) => {
      const [control] = sets[task.set]!.controls;
      return { task, weight: control === undefined ? 0 : runWeight(control) };
    }),
  );
  return weighed.sort((a, b) => b.weight - a.weight).map(({ task }) => task);
}
