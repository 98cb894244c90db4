import type { CheckRow } from '../../risk/catalogue/row.js';
import type { LimitChanges } from '../../risk/limits/limits.js';
import { volumeClasses } from '../../risk/limits/volume-classes.js';
import type { CheckMeasures } from '../result/measures.js';
import { type BoundOptions, type TunedBound, tuneBound } from './bounds.js';

/** Bounds of a check beside its own: over other windows, and of classes of volume. */
export interface BoundVariant extends TunedBound {
  /** The window of a rate, seconds; null for a class. */
  readonly windowSeconds: number | null;
  /** The class of volume, from 1, the thinnest stocks; null for a window. */
  readonly volumeClass: number | null;
}

/** Returns the bounds of a rate over each window that its days have measured. */
function tuneWindows(
  row: CheckRow,
  days: readonly CheckMeasures[],
  options: BoundOptions,
): BoundVariant[] {
  return (days[0]?.windows ?? []).map(({ seconds }, place) => ({
    ...tuneBound(
      row,
      days.map(({ windows }) => windows![place]!),
      options,
    ),
    windowSeconds: seconds,
    volumeClass: null,
  }));
}

/** Returns the bounds of each class of volume in which anything was measured. */
function tuneClasses(
  row: CheckRow,
  days: readonly CheckMeasures[],
  options: BoundOptions,
): BoundVariant[] {
  return (days[0]?.classes ?? []).flatMap((_, place): BoundVariant[] => {
    const measured = days.map(({ classes }) => classes![place]!);
    if (measured.every((day) => day.measured === 0)) return [];
    const tuned = tuneBound(row, measured, options);
    return [{ ...tuned, windowSeconds: null, volumeClass: place + 1 }];
  });
}

/** Returns the bounds of a check over other windows and of classes, as they were measured. */
export function tuneVariants(
  row: CheckRow,
  days: readonly CheckMeasures[],
  options: BoundOptions,
): BoundVariant[] {
  return [...tuneWindows(row, days, options), ...tuneClasses(row, days, options)];
}

/** The changes of each symbol's limits, by field. */
export type SymbolChanges = Readonly<Record<string, LimitChanges>>;

/** A stock as far as its class goes. */
interface ClassedStock {
  readonly symbol: string;
  readonly advShares: number;
}

/**
 * Returns a layer for each symbol whose class has a bound that is not the firm's. `bounds` are the
 * firm's and `variants` those of classes, of some checks.
 */
export function classLayers(
  rows: readonly CheckRow[],
  bounds: readonly TunedBound[],
  variants: readonly BoundVariant[],
  classes: number,
  stocks: readonly ClassedStock[],
): SymbolChanges {
  const byClass = Array.from({ length: classes }, (_, place) => {
    const changes = variants.flatMap(({ check, volumeClass, bound }) => {
      const row = rows.find(({ name }) => name === check)!;
      const firm = bounds.find((one) => one.check === check);
      if (volumeClass !== place + 1 || bound === null || bound === firm?.bound) return [];
      const levels = [row.hard!, ...(row.soft === undefined ? [] : [row.soft])];
      return [[row.field, Object.fromEntries(levels.map((level) => [level, bound]))] as const];
    });
    return Object.fromEntries(changes) as LimitChanges;
  });
  const classOf = volumeClasses(
    stocks.map(({ advShares }) => advShares),
    classes,
  );
  return Object.fromEntries(
    stocks.flatMap(({ symbol }, place) => {
      const changes = byClass[classOf[place]!]!;
      return Object.keys(changes).length === 0 ? [] : [[symbol, changes]];
    }),
  );
}
