import { symbolsOf } from '../../market/universe.js';
import { VERDICT_NAMES, Verdict } from '../../orders/codes.js';
import { hasVerdict } from '../../orders/verdict-set.js';
import { type CheckModeName, LIMIT_MODE_NAMES } from '../../risk/catalogue/modes.js';
import {
  type FindingsAccount,
  listFindings,
  type NamedFinding,
  sumFindings,
} from '../../risk/counts/findings.js';
import { openFirm } from '../../risk/counts/open.js';
import { breachesOf, checkCount, modeOf, softOf } from '../../risk/gate/face.js';
import { limitedAccounts } from '../../risk/limits/layers.js';
import { readActs } from '../../risk/stops/authority.js';
import { isServerKilled } from '../../risk/stops/kill.js';
import { State, stateFor } from '../../risk/stops/states.js';
import { recordedOrders } from '../arrivals.js';
import type { FleetView } from './view.js';

/**
 * The result of one check of the gates, over all servers and since the start. Times are ns since
 * the start; money is in ticks × shares.
 */
export interface CheckTally {
  readonly name: string;
  readonly mode: CheckModeName;
  readonly breaches: number;
  readonly refused: number;
  /** Orders above its soft level and within the hard one. */
  readonly soft: number;
  /**
   * The first breach: when a gate found it, and what all servers had handed to the venues before
   * and after it; null without a breach.
   */
  readonly first: {
    readonly atNs: number;
    readonly childrenBefore: number;
    readonly moneyBefore: number;
    readonly childrenAfter: number;
    readonly moneyAfter: number;
  } | null;
}

/** A stop by a check: a scope that it moved to a worse state. */
export interface CheckStop {
  readonly act: string;
  readonly scope: string;
  /** The number of the server, the place of the symbol, or 0 for the firm. */
  readonly scopeId: number;
  /** The name of the symbol. */
  readonly symbol?: string;
  readonly check: string;
  readonly atNs: number;
}

/**
 * Executions that matched no parent: when the first and the last came, and what stopped them; null
 * if nothing did.
 */
export interface RunawayTally {
  readonly executions: number;
  readonly money: number;
  readonly firstNs: number;
  readonly lastNs: number;
  readonly stoppedBy: string | null;
}

/**
 * Returns the checks of the gates: all of the first pass, and those of the second pass if it is on.
 */
export function drawChecks({ servers, cells, control }: FleetView): CheckTally[] {
  const { catalogue } = servers[0]!.gate;
  const { limits } = control;
  return Array.from({ length: checkCount({ catalogue }) - 1 }, (_, index) => {
    const check = index + 1;
    const over = (of: (server: FleetView['servers'][number]) => number): number =>
      servers.reduce((sum, server) => sum + of(server), 0);
    return {
      name: VERDICT_NAMES[check]!,
      mode: LIMIT_MODE_NAMES[modeOf({ limits, catalogue }, check)]!,
      breaches: over(({ gate }) => breachesOf(gate, check).count[check]!),
      refused: over(({ gate }) => breachesOf(gate, check).refused[check]!),
      soft: over(({ gate }) => softOf(gate, check)),
      first: firstBreach(cells, check),
    };
  });
}

function firstBreach(cells: FleetView['cells'], check: number): CheckTally['first'] {
  let atNs = Number.POSITIVE_INFINITY;
  const sums = { childrenBefore: 0, moneyBefore: 0, childrenAfter: 0, moneyAfter: 0 };
  for (const { counts, detections, breaches } of cells) {
    if (detections.atNs[check]! < atNs) atNs = detections.atNs[check]!;
    // A server that has not looked since the breach has sent nothing since.
    const hasSeen = hasVerdict(breaches.seen, 0, check);
    const children = hasSeen ? detections.children[check]! : counts.sent[0]!;
    const money = hasSeen ? detections.money[check]! : counts.sentMoney[0]!;
    sums.childrenBefore += children;
    sums.moneyBefore += money;
    sums.childrenAfter += counts.sent[0]! - children;
    sums.moneyAfter += counts.sentMoney[0]! - money;
  }
  return Number.isFinite(atNs) ? { atNs, ...sums } : null;
}

/** Returns what checks have stopped, in the order of the journal of acts. */
export function drawStops({ memory, plan }: FleetView): CheckStop[] {
  if (memory.secondPass === undefined) return [];
  return readActs(openFirm(memory.secondPass).acts)
    .filter(({ check }) => check !== 0)
    .map(({ act, scope, scopeId, check, atNs }) => ({
      act,
      scope,
      scopeId,
      ...(scope === 'symbol' && { symbol: symbolsOf(plan)[scopeId]! }),
      check: VERDICT_NAMES[check]!,
      atNs,
    }));
}

/** Returns the executions that matched no parent, or null if there were none. */
export function drawRunaway(view: FleetView): RunawayTally | null {
  const astray = view.servers.filter(({ book }) => book.errorExecutions[0]! > 0);
  if (astray.length === 0) return null;
  const over = (of: (server: FleetView['servers'][number]) => number): number =>
    astray.reduce((sum, server) => sum + of(server), 0);
  return {
    executions: over(({ book }) => book.errorExecutions[0]!),
    money: over(({ book }) => book.errorGross[0]!),
    firstNs: Math.min(...astray.map(({ book }) => book.firstErrorNs[0]!)),
    lastNs: Math.max(...astray.map(({ book }) => book.lastErrorNs[0]!)),
    stoppedBy: astray.every((server) => isStopped(view, server)) ? stopperOf(view, astray) : null,
  };
}

/**
 * Returns whether a server is stopped: it is killed or halted, or its gate has refused children
 * since its last execution that matched no parent.
 */
function isStopped(
  { cells }: FleetView,
  { number, gate, book }: FleetView['servers'][number],
): boolean {
  if (isServerKilled(gate.kill, number)) return true;
  const { catalogue } = gate;
  if (catalogue !== undefined && stateFor(catalogue.firm.states, number, 0, 0) >= State.HALTED)
    return true;
  return cells[number - 1]!.counts.lastRefusedNs[0]! > book.lastErrorNs[0]!;
}

/**
 * Returns the check that stopped the servers: the one that killed or halted, or refused most. Where
 * the state of a scope refused most, that is the check that put scopes into the state.
 */
function stopperOf(view: FleetView, astray: FleetView['servers']): string {
  const stops = drawStops(view);
  const final = stops.find(({ act, scope }) => act !== 'reduce' && scope !== 'symbol');
  if (final !== undefined) return final.check;
  const counts = new Map<string, number>();
  for (const { gate } of astray) {
    for (let check = 1; check < checkCount(gate); check++) {
      const refused = breachesOf(gate, check).refused[check]!;
      if (refused > 0)
        counts.set(VERDICT_NAMES[check]!, (counts.get(VERDICT_NAMES[check]!) ?? 0) + refused);
    }
  }
  const most = largest(counts);
  if (most === VERDICT_NAMES[Verdict.HALTED] || most === VERDICT_NAMES[Verdict.REDUCING])
    return largest(countBy(stops.map(({ check }) => check))) ?? most;
  return most === undefined || most === VERDICT_NAMES[Verdict.KILLED] ? 'the kill switch' : most;
}

function countBy(names: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return counts;
}

function largest(counts: ReadonlyMap<string, number>): string | undefined {
  return [...counts].sort(([, a], [, b]) => b - a)[0]?.[0];
}

/** The findings of all gates, and the names of what they refer to. */
function findingsOf({ servers, plan }: FleetView): Parameters<typeof sumFindings> {
  const { arrivals } = plan;
  const limited = limitedAccounts(plan.risk);
  const named = (arrivals.kind === 'live' ? arrivals.accounts : undefined) ?? limited;
  return [
    servers.flatMap(({ number, gate }) =>
      gate.catalogue === undefined ? [] : [{ server: number, findings: gate.catalogue.findings }],
    ),
    {
      symbols: symbolsOf(plan),
      accountOf: (_, code) => named[code - 1],
      flow: recordedOrders(arrivals)?.flow ?? {},
    },
  ];
}

/** Returns the account of the findings of all gates. */
export function drawFindings(view: FleetView): FindingsAccount {
  return sumFindings(...findingsOf(view));
}

/** Returns all findings of all gates, by time. */
export function fleetFindings(view: FleetView): NamedFinding[] {
  return listFindings(...findingsOf(view));
}
