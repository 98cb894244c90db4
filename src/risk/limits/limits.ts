import type { LimitProfile } from '../../base/limit-profiles.js';
import { NS_PER_SECOND } from '../../base/units.js';
import { allocateTable, type Table } from '../../memory/table.js';
import { VERDICT_COUNT, Verdict } from '../../orders/codes.js';
import type { CatalogueLimits } from '../catalogue/catalogue.js';
import { type CheckModeName, isUnbounded, LIMIT_MODE_NAMES } from '../catalogue/modes.js';

/**
 * The limits of the gate in a scenario, those of the second pass included. At each of them, L
 * passes and L + 1 does not.
 */
export interface GateLimits extends CatalogueLimits {
  /**
   * Puts an order that fails the short way to every check, records all findings, and acts on the
   * most severe. By default the first check that refuses is the last one asked.
   */
  readonly explain?: boolean | undefined;
  /** Limits of servers, accounts and symbols. */
  readonly layers?: LimitLayers | undefined;
  /** What is measured beside the checks in mode `measure`. No file sets it: `tune` does. */
  readonly measuring?: MeasuringTerms | undefined;
  /** Largest quantity of a child, shares. Rule 15c3-5(c)(1)(ii); RTS 6 Art. 15(1)(c). */
  readonly maxQuantity: { readonly mode: CheckModeName; readonly shares: number };
  /**
   * Largest notional of a child at its limit price, dollars. Rule 15c3-5(c)(1)(ii); RTS 6 Art.
   * 15(1)(b).
   */
  readonly maxNotional: { readonly mode: CheckModeName; readonly dollars: number };
  /**
   * How far a child may be priced beyond the touch at the time its parent was received, per cent.
   * Knight's was 9.5 % and was not applied to orders meant for the opening auction (the SEC found,
   * ¶21); `auctionOrders` applies it.
   */
  readonly collar: {
    readonly mode: CheckModeName;
    readonly percent: number;
    readonly auctionOrders: boolean;
  };
  /**
   * Shares sent and not cancelled may pass the parent's quantity by no more than the tolerance: the
   * comparison of orders leaving with orders entering that was missing (¶21).
   */
  readonly parentQuantity: { readonly mode: CheckModeName; readonly toleranceShares: number };
  /**
   * Working plus executed notional of the firm, dollars, a multiple of $100; falls only by
   * cancellations. Rule 15c3-5(c)(1)(i); NYSE Rule 7.19 counts the same way.
   */
  readonly grossExposure: {
    readonly mode: CheckModeName;
    readonly dollars: number;
    readonly profile?: LimitProfile | undefined;
  };
  /**
   * Children a second of one server, and how many seconds' worth a burst may run ahead. RTS 6 Art.
   * 15(1)(d).
   */
  readonly serverRate: {
    readonly mode: CheckModeName;
    readonly perSecond: number;
    readonly windowSeconds: number;
  };
}

/** What is measured beside each check in mode `measure` as it is set. */
export interface MeasuringTerms {
  /** Windows over which rates and the rolling gross are measured too, seconds. */
  readonly windowsSeconds: readonly number[];
  /** How many classes of volume are measured apart; 0 for none. */
  readonly classes: number;
  /** Whether the largest measure of each five minutes is kept. */
  readonly hasGrid: boolean;
}

/** A check of the gate, by its field. */
export type LimitField = Exclude<keyof GateLimits, 'explain' | 'layers' | 'measuring'>;
/**
 * The changes of a layer below the firm: of each check, only parameters that differ from the layer
 * above.
 */
export type LimitChanges = {
  readonly [F in LimitField]?: Partial<NonNullable<GateLimits[F]>> | undefined;
};
/** The layers below the firm: by number of a server, by Account (FIX tag 1), by symbol. */
export interface LimitLayers {
  readonly servers?: Readonly<Record<string, LimitChanges>> | undefined;
  readonly accounts?: Readonly<Record<string, LimitChanges>> | undefined;
  readonly symbols?: Readonly<Record<string, LimitChanges>> | undefined;
}

/** One row a verdict: the mode of its check, and the bound in the gate's unit. */
export const LIMIT_SCHEMA = { mode: 'u8', bound: 'f64' } as const;
/** Modes and bounds of the first pass, a row a verdict. */
export type LimitTable = Table<typeof LIMIT_SCHEMA>;

/** The collar and the pacing of the rate, one row. */
export const LIMIT_DETAIL_SCHEMA = {
  collarFraction: 'f64',
  collarAuctionOrders: 'u8',
  rateIncrementNs: 'f64',
  rateToleranceNs: 'f64',
} as const;
/** Collar and pacing of the first pass, one row. */
export type LimitDetails = Table<typeof LIMIT_DETAIL_SCHEMA>;

/** The tables of a gate's limits, for the layout of a buffer. */
export const LIMIT_LAYOUT = {
  limits: { schema: LIMIT_SCHEMA, capacity: VERDICT_COUNT },
  details: { schema: LIMIT_DETAIL_SCHEMA, capacity: 1 },
} as const;

/** Allocates the tables of a gate's limits and writes them. */
export function allocateLimits(spec: GateLimits): { limits: LimitTable; details: LimitDetails } {
  const limits = allocateTable(LIMIT_SCHEMA, VERDICT_COUNT);
  const details = allocateTable(LIMIT_DETAIL_SCHEMA, 1);
  writeLimits(spec, limits, details);
  return { limits, details };
}

/**
 * Writes the limits into a block of the gate's tables. A check that is off has an infinite bound,
 * so that the gate needs no test for it; so has one that is only measured.
 */
export function writeLimits(
  spec: GateLimits,
  limits: LimitTable,
  details: LimitDetails,
  block = 0,
): void {
  const set = (check: number, mode: CheckModeName, bound: number): void => {
    const row = block * VERDICT_COUNT + check;
    limits.mode[row] = LIMIT_MODE_NAMES.indexOf(mode);
    limits.bound[row] = isUnbounded(mode) ? Number.POSITIVE_INFINITY : bound;
  };
  set(Verdict.KILLED, 'enforce', 0);
  set(Verdict.MAX_QUANTITY, spec.maxQuantity.mode, spec.maxQuantity.shares);
  set(Verdict.MAX_NOTIONAL, spec.maxNotional.mode, spec.maxNotional.dollars * 10_000);
  set(Verdict.COLLAR, spec.collar.mode, 0);
  set(Verdict.PARENT_QUANTITY, spec.parentQuantity.mode, spec.parentQuantity.toleranceShares);
  set(Verdict.GROSS_EXPOSURE, spec.grossExposure.mode, spec.grossExposure.dollars * 10_000);
  set(Verdict.SERVER_RATE, spec.serverRate.mode, spec.serverRate.perSecond);
  details.collarFraction[block] = collarFraction(spec.collar);
  details.collarAuctionOrders[block] = spec.collar.auctionOrders ? 1 : 0;
  const rated = !isUnbounded(spec.serverRate.mode);
  const increment = rated ? Math.floor(NS_PER_SECOND / spec.serverRate.perSecond) : 0;
  details.rateIncrementNs[block] = increment;
  // A bucket that is smaller than one child still holds one.
  const tolerance = Math.max(
    0,
    Math.floor(spec.serverRate.windowSeconds * NS_PER_SECOND) - increment,
  );
  details.rateToleranceNs[block] = rated ? tolerance : Number.POSITIVE_INFINITY;
}

/** A collar that is measured has no width, so that its parents keep the touch at their receipt. */
function collarFraction({ mode, percent }: GateLimits['collar']): number {
  if (mode === 'measure') return 0;
  return mode === 'off' ? Number.POSITIVE_INFINITY : percent / 100;
}
