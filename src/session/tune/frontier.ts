import type { CheckRow } from '../../risk/catalogue/row.js';
import type { LimitChanges } from '../../risk/limits/limits.js';
import type { SpreadMeasures } from '../result/measures.js';
import { type BoundOptions, boundOf, stopsMore, tolerantBound } from './bounds.js';
import type { Training, TunedLimits } from './tune.js';
import { classLayers, type SymbolChanges } from './variants.js';

/** What a bound prevents against what it costs: the points of a frontier, and sets of them. */

/** The tolerances at which a frontier has points. */
export const FRONTIER_TOLERANCES: readonly number[] = [0, 1e-5, 1e-4, 1e-3, 1e-2];

/** A bound to try: that of a tolerance, or, with `tolerance` null, the largest with its margin. */
export interface TriedBound {
  readonly row: CheckRow;
  readonly tolerance: number | null;
  readonly bound: number;
  /** What it is beside the check's own bound: a window, a profile, classes of volume. */
  readonly variant?: string | undefined;
  /** Parameters of the check that go with it. */
  readonly changes?: Readonly<Record<string, unknown>> | undefined;
  /** Limits of symbols that go with it. */
  readonly symbols?: SymbolChanges | undefined;
}

/** Bounds of a check that are less than this share of the wider one apart are tried as one. */
const APART_MIN = 0.01;

/**
 * Returns the bounds of a check to try, the widest first: the tuned one, and those of other
 * tolerances that are at least 1 % away from it and from each other. A check that stops more than
 * one order is tried at tolerances too: they show what lies below its largest measure.
 */
export function boundsToTry(
  row: CheckRow,
  days: readonly SpreadMeasures[],
  options: BoundOptions,
  tolerances: readonly number[],
): TriedBound[] {
  const tuned = boundOf(row, days, options);
  if (tuned === null || days.every(({ measured }) => measured === 0)) return [];
  const own = { row, tolerance: stopsMore(row) ? null : options.tolerance, bound: tuned };
  const kept: TriedBound[] = [own];
  for (const tolerance of [...tolerances].sort((a, b) => a - b)) {
    const bound = tolerantBound(row, days, tolerance)!;
    if (kept.every((other) => areApart(bound, other.bound))) kept.push({ row, tolerance, bound });
  }
  return kept.sort((a, b) => b.bound - a.bound);
}

const areApart = (a: number, b: number): boolean =>
  a !== b && Math.abs(a - b) >= APART_MIN * Math.max(a, b);

/**
 * Returns all bounds of a training to try: those of each check, of its windows at the same
 * tolerances, and once each its profile and its classes of volume. `stocks` are those of the day
 * that they are tried on.
 */
export function allToTry(
  { checks, classes }: Training,
  { bounds, variants, profiles }: TunedLimits,
  options: BoundOptions,
  tolerances: readonly number[],
  stocks: readonly { readonly symbol: string; readonly advShares: number }[],
): TriedBound[] {
  return checks.flatMap(({ row, days }) => {
    const own = boundsToTry(row, days, options, tolerances);
    const windows = (days[0]?.windows ?? []).flatMap(({ seconds }, place) =>
      boundsToTry(
        row,
        days.map((day) => day.windows![place]!),
        options,
        tolerances,
      ).map((one) => ({
        ...one,
        variant: `${seconds} s`,
        changes: { windowSeconds: seconds },
      })),
    );
    const tuned = bounds.find(({ check }) => check === row.name)!;
    const of = { row, tolerance: tuned.stops ? null : options.tolerance };
    const profiled = profiles
      .filter(({ check }) => check === row.name)
      .map(({ bound, profile }) => ({ ...of, bound, variant: 'profile', changes: { profile } }));
    const symbols =
      classes === 0 || tuned.bound === null
        ? {}
        : classLayers(
            [row],
            [tuned],
            variants.filter(({ check }) => check === row.name),
            classes,
            stocks,
          );
    const classed =
      Object.keys(symbols).length === 0
        ? []
        : [{ ...of, bound: tuned.bound!, variant: 'classes', symbols }];
    return [...own, ...windows, ...profiled, ...classed];
  });
}

/** Lays the limits of symbols of several bounds together. */
export function joinSymbols(all: readonly (SymbolChanges | undefined)[]): SymbolChanges {
  const joined: Record<string, LimitChanges> = {};
  for (const changes of all)
    for (const [symbol, own] of Object.entries(changes ?? {}))
      joined[symbol] = { ...joined[symbol], ...own };
  return joined;
}

/** The loss that is left, dollars, and the share of a normal day that is kept back. */
interface FrontierPoint {
  readonly lossDollars: number;
  readonly share: number;
}

/**
 * Tells of each point whether another one is better: no more loss and no more kept back, and less
 * of one of them.
 */
export function findDominated(points: readonly FrontierPoint[]): boolean[] {
  return points.map((one) =>
    points.some(
      (other) =>
        other.lossDollars <= one.lossDollars &&
        other.share <= one.share &&
        (other.lossDollars < one.lossDollars || other.share < one.share),
    ),
  );
}

/** A point that may be part of a set: one bound of a check. */
interface Candidate extends FrontierPoint {
  readonly check: string;
}

/** A set of candidates by their places, with the loss that they leave together. */
export interface GreedySet {
  readonly places: readonly number[];
  readonly lossDollars: number;
  /** The sum of their shares: together they keep back no more. */
  readonly share: number;
}

/** A check joins a set only if it prevents at least this share of the loss that is left. */
const GAIN = 0.1;
/** Most checks of a greedy set. */
const SET_SIZE_MAX = 4;

/**
 * Of some candidates, returns the places of those to try with a set that is not empty: of each
 * check the one that leaves the least loss alone, and of several the one that keeps back the least.
 * A candidate that prevents nothing alone is not tried.
 */
function bestOfChecks(
  candidates: readonly Candidate[],
  places: readonly number[],
  baseDollars: number,
): number[] {
  const best = new Map<string, number>();
  for (const place of places) {
    const { check, lossDollars, share } = candidates[place]!;
    const other = candidates[best.get(check) ?? -1];
    const isBetter =
      other === undefined ||
      lossDollars < other.lossDollars ||
      (lossDollars === other.lossDollars && share < other.share);
    if (lossDollars < baseDollars && isBetter) best.set(check, place);
  }
  return [...best.values()];
}

/**
 * Builds a set step by step: each step adds the candidate that leaves the least loss, as long as
 * the shares sum up to no more than the tolerance and the loss falls by a tenth. It ends where no
 * loss is left. After the first step it tries one candidate of each check. `lossesOf` gives the
 * losses that sets of several candidates leave; it may give null for one that was not run.
 */
export async function findGreedySet(
  candidates: readonly Candidate[],
  baseDollars: number,
  tolerance: number,
  lossesOf: (sets: readonly (readonly number[])[]) => Promise<readonly (number | null)[]>,
): Promise<GreedySet> {
  let set: GreedySet = { places: [], lossDollars: baseDollars, share: 0 };
  while (set.places.length < SET_SIZE_MAX && set.lossDollars > 0) {
    const checks = set.places.map((place) => candidates[place]!.check);
    const fitting = candidates.flatMap(({ check, share }, place) =>
      checks.includes(check) || set.share + share > tolerance ? [] : [place],
    );
    const next = set.places.length === 0 ? fitting : bestOfChecks(candidates, fitting, baseDollars);
    const sets = next.map((place) => [...set.places, place]);
    const losses =
      set.places.length === 0
        ? next.map((place) => candidates[place]!.lossDollars)
        : sets.length === 0
          ? []
          : await lossesOf(sets);
    let best: GreedySet | undefined;
    for (const [at, places] of sets.entries()) {
      const lossDollars = losses[at]!;
      const share = set.share + candidates[next[at]!]!.share;
      if (lossDollars === null || lossDollars > (1 - GAIN) * set.lossDollars) continue;
      const isBetter =
        best === undefined ||
        lossDollars < best.lossDollars ||
        (lossDollars === best.lossDollars && share < best.share);
      if (isBetter) best = { places, lossDollars, share };
    }
    if (best === undefined) return set;
    set = best;
  }
  return set;
}
