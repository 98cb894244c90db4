import { BEHAVIOUR_NAMES } from '../../deployment/builds.js';
import { type Sleeper, wake } from '../../memory/waiting.js';
import type { KillScope } from '../../risk/stops/kill.js';
import { type NamedScope, namedScope } from '../../risk/stops/scope-forms.js';
import { logAct, readAct } from '../memory/acts.js';
import { type FleetPlan, symbolsOf } from '../spec.js';
import type { FleetView } from './view.js';

/** What one server did about one human act; times in ns. */
export interface KillAnswer {
  readonly server: number;
  /** Whether the scope can be about this server at all. */
  readonly isConcerned: boolean;
  /** From the request until the server had acknowledged it. */
  readonly ackNs: number;
  /**
   * From the request to the last hand-over of children before the acknowledgement; below 0 when
   * that was before the request, NaN when there was none.
   */
  readonly lastOutNs: number;
  /**
   * Children, of any scope, that this server handed over after the request was published and before
   * it acknowledged it, at most: the last turn's, when they left after the request's time and after
   * the server had last looked for requests. Never more than one turn.
   */
  readonly sentAfter: number;
  /** Children that had passed the gate and were taken back before their hand-over. */
  readonly recalled: number;
  /** The barrier: no child of the scope with a later sequence may reach a venue. */
  readonly sequence: number;
}

/** A kill or a re-arm and what came of it. */
export interface KillReport {
  readonly scope: NamedScope;
  /** True for a kill, false for a re-arm. */
  readonly engaged: boolean;
  /** When it was requested, ns since the start of the fleet. */
  readonly requestNs: number;
  readonly row: number;
  /** By server, those that have acknowledged it. */
  readonly answers: readonly KillAnswer[];
}

/**
 * Requests a kill or a re-arm at a time of the fleet's clock and wakes every thread; returns its
 * row.
 */
export function requestAct(
  view: FleetView,
  sleepers: readonly Sleeper[],
  scope: KillScope,
  engaged: boolean,
  requestNs: number,
): number {
  const { control } = view;
  const row = logAct(control.acts, control.control.acts, { scope, engaged, requestNs });
  for (const sleeper of sleepers) wake(sleeper);
  return row;
}

/** Whether every server has acknowledged the act of a row. */
export function isAcknowledged({ cells }: FleetView, row: number): boolean {
  return cells.every(({ counts }) => Atomics.load(counts.acts, 0) > row);
}

/** What is known of the act of a row. */
export function reportAct({ control, cells, plan }: FleetView, row: number): KillReport {
  const act = readAct(control.acts, row);
  const answers: KillAnswer[] = [];
  cells.forEach(({ counts, acknowledgements }, index) => {
    if (Atomics.load(counts.acts, 0) <= row) return;
    answers.push({
      server: index + 1,
      isConcerned: act.scope.kind !== 'server' || act.scope.server === index + 1,
      ackNs: acknowledgements.ackNs[row]! - act.requestNs,
      lastOutNs: acknowledgements.lastOutNs[row]! - act.requestNs,
      sentAfter: acknowledgements.sentAfter[row]!,
      recalled: acknowledgements.recalled[row]!,
      sequence: acknowledgements.sequence[row]!,
    });
  });
  return { ...act, scope: namedScope(act.scope, symbolsOf(plan), BEHAVIOUR_NAMES), row, answers };
}

/** All acts of a run so far. */
export function reportActs(view: FleetView): KillReport[] {
  const count = Atomics.load(view.control.control.acts, 0);
  return Array.from({ length: count }, (_, row) => reportAct(view, row));
}

/**
 * Where repeated cycles are: trading until a time, or waiting until everybody has acknowledged a
 * row.
 */
export interface CycleState {
  readonly cycles: NonNullable<FleetPlan['killCycles']>;
  done: number;
  /** The row that is waited for, −1 while the scope trades. */
  row: number;
  engaged: boolean;
  tradeUntilNs: number;
}

export function openCycles(
  cycles: NonNullable<FleetPlan['killCycles']>,
  beginNs: number,
): CycleState {
  return { cycles, done: 0, row: -1, engaged: false, tradeUntilNs: beginNs + cycles.tradeMs * 1e6 };
}

/**
 * Takes the next step of the cycles when it is time; `request` makes a human act and returns its
 * row.
 */
export function stepCycles(
  state: CycleState,
  view: FleetView,
  nowNs: number,
  request: (scope: KillScope, engaged: boolean) => number,
): void {
  const { cycles } = state;
  if (state.row >= 0) {
    if (!isAcknowledged(view, state.row)) return;
    state.row = -1;
    if (state.engaged) {
      state.engaged = false;
      state.row = request(cycles.scope, false);
      return;
    }
    state.done++;
    state.tradeUntilNs = nowNs + cycles.tradeMs * 1e6;
  }
  if (state.done >= cycles.count || nowNs < state.tradeUntilNs) return;
  state.engaged = true;
  state.row = request(cycles.scope, true);
}
