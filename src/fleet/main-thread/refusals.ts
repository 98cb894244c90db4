import { type MeasureUnit, unitOf } from '../../risk/catalogue/units.js';
import { type Findings, findingName, Outcome } from '../../risk/counts/findings.js';
import type { FleetView } from './view.js';

/** Why a gate refused a child: what it measured, and the bound. */
export interface Refused {
  /** In the check's unit: money in ticks × shares, times in ns. */
  readonly value: number;
  readonly bound: number;
  readonly unit: MeasureUnit;
}

/** What of a fleet's servers is read. */
type Gates = readonly {
  readonly gate: { readonly catalogue?: { findings: Findings } | undefined };
}[];

/** Reads what the gates of a running fleet measured of the orders that they refused. */
export class Refusals {
  readonly #findings: readonly (Findings | undefined)[];
  /** By server: findings that have been read, and those of orders that were not asked for yet. */
  readonly #read: number[];
  readonly #known: readonly Map<number, Refused>[];

  constructor(servers: Gates | FleetView['servers']) {
    this.#findings = servers.map(({ gate }) => gate.catalogue?.findings);
    this.#read = servers.map(() => 0);
    this.#known = servers.map(() => new Map());
  }

  /**
   * Returns what the gate of a server, from 1, measured when the check first refused a child of the
   * order; undefined when its table of findings had no room any more. Ask when the child's row has
   * come, and once.
   */
  take(server: number, orderId: number, verdict: number): Refused | undefined {
    const known = this.#known[server - 1]!;
    const findings = this.#findings[server - 1];
    if (findings === undefined) return undefined;
    const { rows, counts } = findings;
    const end = counts.rows[0]!;
    for (let row = this.#read[server - 1]!; row < end; row++) {
      const key = keyOf(rows.orderId[row]!, rows.check[row]!);
      if (rows.outcome[row] === Outcome.REFUSED && !known.has(key))
        known.set(key, {
          value: rows.value[row]!,
          bound: rows.bound[row]!,
          unit: unitOf(findingName(rows.check[row]!)),
        });
    }
    this.#read[server - 1] = end;
    const key = keyOf(orderId, verdict);
    const found = known.get(key);
    known.delete(key);
    return found;
  }
}

/** Checks of orders are numbered below 64. */
const keyOf = (orderId: number, check: number): number => orderId * 64 + check;
