import type { Axis } from '../model.js';
import { showTick } from './numbers.js';

/** The places and texts of an axis's labels. */
export interface Ticks {
  readonly places: readonly number[];
  readonly labels: readonly string[];
}

const STEPS: Readonly<Record<Exclude<Axis, 'nines'>, readonly number[]>> = {
  clock: [0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200],
  seconds: [
    0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 30, 60, 120, 300, 600,
    1800, 3600,
  ],
  perSecond: Array.from({ length: 10 }, (_, power) =>
    [1, 2, 5].map((step) => step * 10 ** power),
  ).flat(),
};
/** The least distance between two labels of a horizontal axis, pixels. */
const GAP = 16;
/** The least height of a line of labels of a vertical axis, pixels. */
const LINE = 17;

/**
 * Places the labels of a horizontal axis at the least step that keeps them `GAP` apart. `pixels` is
 * the length of the axis, and `widthOf` measures a label. The result has at least two labels
 * wherever the axis has room for two.
 */
export function placeTicks(
  axis: Axis,
  min: number,
  max: number,
  pixels: number,
  widthOf: (label: string) => number,
): Ticks {
  let best: Ticks = { places: [], labels: [] };
  if (!(max > min) || !(pixels > 0)) return best;
  const at = (place: number): number => ((place - min) / (max - min)) * pixels;
  for (const { step, places } of candidates(axis, min, max)) {
    if (places.length > pixels / GAP) continue;
    const labels = places.map((place) => showTick(place, axis, step));
    const fits = places.every((place, tick) => {
      if (tick === 0) return true;
      return (
        at(place) - at(places[tick - 1]!) >=
        (widthOf(labels[tick]!) + widthOf(labels[tick - 1]!)) / 2 + GAP
      );
    });
    if (fits && places.length > best.places.length) best = { places, labels };
    if (best.places.length > 0) break;
  }
  return best;
}

/** Yields sets of places, the densest first. */
function* candidates(
  axis: Axis,
  min: number,
  max: number,
): Generator<{ step: number; places: number[] }> {
  if (axis === 'nines') {
    yield { step: 0, places: nicePercentiles(max).filter((place) => place >= min && place <= max) };
    for (let step = 1; step <= Math.max(1, max); step++)
      yield { step, places: multiples(step, min, max) };
    return;
  }
  for (const step of STEPS[axis])
    if ((max - min) / step < 1000) yield { step, places: multiples(step, min, max) };
  for (let step = 2 * STEPS[axis].at(-1)!; step < 2 * (max - min); step *= 2)
    yield { step, places: multiples(step, min, max) };
}

function multiples(step: number, min: number, max: number): number[] {
  const places: number[] = [];
  const slack = step * 1e-9;
  for (let n = Math.ceil((min - slack) / step); n * step <= max + slack; n++)
    places.push(n * step || 0);
  return places;
}

/** The percentiles 0, 50, 75, 90, 95, 97.5, 99 …, as nines. */
function nicePercentiles(max: number): number[] {
  const places: number[] = [];
  for (let nines = 0; nines <= Math.ceil(max); nines++)
    places.push(nines, nines + Math.log10(2), nines + Math.log10(4));
  return places;
}

/** Units whose labels have no fraction. */
const WHOLE = new Set(['count', 'rate', 'usd', 'loss']);

/** The least step between two labels of a vertical axis that keeps their texts different. */
export function leastStep(unit: string): number {
  return unit === 'price' ? 0.01 : unit === 'percent' ? 0.001 : WHOLE.has(unit) ? 1 : 0;
}

/**
 * The range of a vertical axis, from the least value to the largest with a margin. It starts at 0
 * where all values are above 0 and near it. It is at least as wide as labels need to differ.
 */
export function rangeFromZero(
  unit: string,
  min: number | null,
  max: number | null,
): [number, number] {
  if (min === null || max === null) return [0, Math.max(1, 2 * leastStep(unit))];
  const low = min > 0 && min < max / 2 ? 0 : min;
  const least =
    Math.max(
      4 * leastStep(unit),
      unit === 'price' ? 0 : Math.max(Math.abs(max), Math.abs(min)) / 20,
    ) || 1;
  const missing = Math.max(0, least - (max - low));
  const margin = (max - low + missing) * 0.06;
  const top = max > 0 || low < 0 ? max + margin + missing / 2 : Math.max(1, least);
  return [
    low === 0 ? 0 : Math.max(low < 0 ? Number.NEGATIVE_INFINITY : 0, low - margin - missing / 2),
    top,
  ];
}

/** The range of a logarithmic axis: whole powers of ten around the values. */
export function rangeOfDecades(min: number | null, max: number | null): [number, number] {
  if (min === null || max === null || !(min > 0)) return [1, 10];
  const low = Math.floor(Math.log10(min) + 1e-9);
  return [10 ** low, 10 ** Math.max(low + 1, Math.ceil(Math.log10(max) - 1e-9))];
}

/** The step between labelled powers of ten: 1, or more where their labels would touch. */
export function decadeStep(min: number, max: number, pixels: number): number {
  return Math.max(1, Math.ceil((LINE * Math.log10(max / min)) / Math.max(LINE, pixels)));
}
