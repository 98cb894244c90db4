import { formatTimeOfDay, NS_PER_SECOND } from '../../../base/units.js';
import { count, usd } from '../../format.js';
import type { Axis, Unit } from '../model.js';
import { showLatency } from '../units.js';

/** A number as people read it, in the unit of its chart. */
export function showNumber(value: number | null | undefined, unit: Unit): string {
  if (value === null || value === undefined) return '–';
  switch (unit) {
    case 'usd':
      return usd(value);
    case 'price':
      return `$${value.toFixed(2)}`;
    case 'latency':
      return showLatency(value);
    case 'percent':
      return `${(100 * value).toFixed(1)} %`;
    case 'rate':
      return `${showCount(value)}/s`;
    case 'count':
      return showCount(value);
  }
}

function showCount(value: number): string {
  if (value >= 1e6) return `${Number((value / 1e6).toPrecision(3))}M`;
  return value >= 1e4 ? `${Number((value / 1e3).toPrecision(3))}k` : count(value);
}

/** A place on an axis: 09:31:05, 12 s, p99.9. */
export function showPlace(value: number, axis: Axis): string {
  if (axis === 'clock') return formatTimeOfDay(value * NS_PER_SECOND);
  if (axis === 'seconds') return `${Number(value.toFixed(1))} s`;
  return `p${showPercentile(value)}`;
}

/** The same in the few characters that a tick has. */
export function showTick(value: number, axis: Axis, step: number): string {
  if (axis === 'clock') return formatTimeOfDay(value * NS_PER_SECOND).slice(0, step < 60 ? 8 : 5);
  return axis === 'seconds' ? `${Number(value.toFixed(1))} s` : `${showPercentile(value)} %`;
}

function showPercentile(nines: number): string {
  return String(Number((100 * (1 - 10 ** -nines)).toFixed(Math.max(0, Math.ceil(nines) - 1))));
}

/** Whether a number is a power of ten. */
export function isDecade(value: number): boolean {
  return Math.abs(Math.log10(value) - Math.round(Math.log10(value))) < 1e-9;
}
