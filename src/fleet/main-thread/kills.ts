import { InputError } from '../../base/input-error.js';
import { NS_PER_MS, NS_PER_SECOND } from '../../base/units.js';
import { BEHAVIOUR_NAMES } from '../../deployment/builds.js';
import { symbolsOf } from '../../market/universe.js';
import { type Sleeper, wake } from '../../memory/waiting.js';
import { openFirm } from '../../risk/counts/open.js';
import { demandAct, type ScopeAct } from '../../risk/stops/acts.js';
import type { KillScope } from '../../risk/stops/kill.js';
import { type NamedScope, namedScope } from '../../risk/stops/scope-forms.js';
import { STOPPED_ACCOUNTS_MAX } from '../../risk/stops/states.js';
import { announceAct, concernsServer, publishAct, readAct } from '../memory/acts.js';
import { accountNames, type FleetPlan, scopeRows } from '../spec.js';
import { type FleetClock, readClock } from '../threads/clock.js';
import type { FleetView } from './view.js';

/** The answer of one server to one human act; times in ns. */
export interface KillAnswer {
  readonly server: number;
  /** Whether the scope concerns this server at all. */
  readonly isConcerned: boolean;
  /** Time from the request until the server acknowledged it. */
  readonly ackNs: number;
  /**
   * Time from the request until this server handed over its last child of the scope. At most 0 when
   * none left after the request; NaN when the server has sent none at all.
   */
  readonly lastOutNs: number;
  /** Children of the scope that this server handed over after the request. */
  readonly sentAfter: number;
  /** Children that passed the gate and were recalled before their hand-over. */
  readonly recalled: number;
  /** The barrier: no child of the scope with a later sequence may reach a venue. */
  readonly sequence: number;
}

/** An act on a scope and what came of it. */
export interface KillReport {
  readonly scope: NamedScope;
  readonly act: ScopeAct;
  /** Whether it stops the scope; false for a re-arm. */
  readonly engaged: boolean;
  /** When it was requested, ns since the start of the fleet. */
  readonly requestNs: number;
  readonly row: number;
  /**
   * Time from the request until the last child of the scope was out of the last server that has
   * answered; 0 when none left after the request.
   */
  readonly lastOutNs: number;
  /** Children of the scope that left after the request, over these servers. */
  readonly sentAfter: number;
  /** The answers of the servers that have acknowledged it. */
  readonly answers: readonly KillAnswer[];
}

/**
 * Returns the rows of an act's scope. Throws an InputError when the act or the scope is unknown,
 * the gates keep no states for the act, or no more accounts can be stopped.
 */
export function demandedRows(view: FleetView, act: ScopeAct, scope: NamedScope): KillScope {
  const rows = scopeRows(scope, view.plan, 'scope');
  demandAct(act, rows, view.memory.secondPass !== undefined, 'fleet.act');
  if (rows.kind === 'account') demandRoom(view, act, rows.account);
  return rows;
}

/** Throws an InputError when so many accounts have been stopped that servers have no row for it. */
function demandRoom({ control }: FleetView, act: ScopeAct, account: number): void {
  if (act === 're-arm') return;
  const stopped = new Set<number>();
  const count = Atomics.load(control.control.announced, 0);
  for (let row = 0; row < count; row++) {
    const { scope } = readAct(control.acts, row);
    if (scope.kind === 'account') stopped.add(scope.account);
  }
  if (stopped.size >= STOPPED_ACCOUNTS_MAX && !stopped.has(account))
    throw new InputError(
      `fleet.act: ${stopped.size} accounts have been stopped, there is no room for another`,
    );
}

/**
 * Requests an act now and wakes every thread. Returns its row. Between stamp and publication stands
 * nothing that could be held up by this thread itself.
 */
export function requestAct(
  view: FleetView,
  sleepers: readonly Sleeper[],
  scope: KillScope,
  act: ScopeAct,
  clock: FleetClock,
): number {
  const { acts, control } = view.control;
  const { secondPass } = view.memory;
  // As in the simulated day, a firm that is re-armed counts its held parents anew.
  if (act === 're-arm' && scope.kind === 'firm' && secondPass !== undefined)
    Atomics.store(openFirm(secondPass).words.heldParents, 0, 0);
  const row = announceAct(acts, control.announced, { scope, act });
  publishAct(acts, control.acts, row, readClock(clock));
  for (const sleeper of sleepers) wake(sleeper);
  return row;
}

/** Returns whether every server has acknowledged the act of a row. */
export function isAcknowledged({ cells }: FleetView, row: number): boolean {
  return cells.every(({ counts }) => Atomics.load(counts.acts, 0) > row);
}

/** Reports the act of a row, with the answers so far. */
export function reportAct({ control, cells, plan }: FleetView, row: number): KillReport {
  const act = readAct(control.acts, row);
  const answers: KillAnswer[] = [];
  cells.forEach(({ counts, acknowledgements }, index) => {
    if (Atomics.load(counts.acts, 0) <= row) return;
    answers.push({
      server: index + 1,
      isConcerned: concernsServer(act.scope, index + 1),
      ackNs: acknowledgements.ackNs[row]! - act.requestNs,
      lastOutNs: acknowledgements.lastOutNs[row]! - act.requestNs,
      sentAfter: acknowledgements.sentAfter[row]!,
      recalled: acknowledgements.recalled[row]!,
      sequence: acknowledgements.sequence[row]!,
    });
  });
  const names = act.scope.kind === 'account' ? accountNames(plan) : new Map();
  const scope = namedScope(act.scope, symbolsOf(plan), BEHAVIOUR_NAMES, names);
  const lastOutNs = answers.reduce((last, answer) => Math.max(last, answer.lastOutNs || 0), 0);
  const sentAfter = answers.reduce((sum, answer) => sum + answer.sentAfter, 0);
  return { ...act, scope, engaged: act.act !== 're-arm', row, lastOutNs, sentAfter, answers };
}

/** Reports all acts of a run so far. */
export function reportActs(view: FleetView): KillReport[] {
  const count = Atomics.load(view.control.control.acts, 0);
  return Array.from({ length: count }, (_, row) => reportAct(view, row));
}

/** A planned act. */
export interface PlannedAct {
  readonly atNs: number;
  readonly scope: KillScope;
  readonly act: ScopeAct;
}

/** Returns the acts of a plan and the re-arms after them, in order of time. */
export function planActs({ kills = [] }: FleetPlan): PlannedAct[] {
  const acts = kills.flatMap(({ atSeconds, scope, act = 'kill', rearmAfterSeconds }) => {
    const first: PlannedAct = { atNs: atSeconds * NS_PER_SECOND, scope, act };
    if (rearmAfterSeconds === undefined) return [first];
    const atNs = (atSeconds + rearmAfterSeconds) * NS_PER_SECOND;
    return [first, { atNs, scope, act: 're-arm' as const }];
  });
  return acts.sort((a, b) => a.atNs - b.atNs);
}

/**
 * The state of repeated cycles: trading until a time, or waiting until every server has
 * acknowledged a row.
 */
export interface CycleState {
  readonly cycles: NonNullable<FleetPlan['killCycles']>;
  done: number;
  /** The row that awaits acknowledgement; −1 while the scope trades. */
  row: number;
  engaged: boolean;
  tradeUntilNs: number;
}

export function openCycles(
  cycles: NonNullable<FleetPlan['killCycles']>,
  beginNs: number,
): CycleState {
  return {
    cycles,
    done: 0,
    row: -1,
    engaged: false,
    tradeUntilNs: beginNs + cycles.tradeMs * NS_PER_MS,
  };
}

/**
 * Takes the next step of the cycles when it is due. `request` makes a human act and returns its
 * row.
 */
export function stepCycles(
  state: CycleState,
  view: FleetView,
  nowNs: number,
  request: (scope: KillScope, act: ScopeAct) => number,
): void {
  const { cycles } = state;
  if (state.row >= 0) {
    if (!isAcknowledged(view, state.row)) return;
    state.row = -1;
    if (state.engaged) {
      state.engaged = false;
      state.row = request(cycles.scope, 're-arm');
      return;
    }
    state.done++;
    state.tradeUntilNs = nowNs + cycles.tradeMs * NS_PER_MS;
  }
  if (state.done >= cycles.count || nowNs < state.tradeUntilNs) return;
  state.engaged = true;
  state.row = request(cycles.scope, cycles.act ?? 'kill');
}
