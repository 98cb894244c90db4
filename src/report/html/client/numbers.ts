import { formatTimeOfDay, NS_PER_SECOND } from '../../../base/units.js';
import { count, fixed, showLoss, usd } from '../../format.js';
import type { Axis, Unit } from '../model.js';
import { NOT_MEASURED, showLatency } from '../units.js';

/** A number as people read it, in the unit of its chart. */
export function showNumber(value: number | null | undefined, unit: Unit): string {
  if (value === null || value === undefined) return NOT_MEASURED;
  switch (unit) {
    case 'usd':
      return usd(value);
    case 'loss':
      return showLoss(value);
    case 'price':
      return `${value < 0 ? '−' : ''}$${Math.abs(value).toFixed(2)}`;
    case 'latency':
      return showLatency(value);
    case 'percent':
      return `${fixed(100 * value, 1)} %`;
    case 'rate':
      return `${showCount(value)}/s`;
    case 'count':
      return showCount(value);
  }
}

const UNIT =
  '%|ns|µs|us|ms|s|KiB|MiB|GiB|MB|GB|×|minutes?|seconds?|hours?|million|' +
  'cores?|threads?|servers?|seeds?|stocks?|shares';
/** A blank between a number and its unit, or between a comparison sign and its number. */
const BEFORE_UNIT = new RegExp(
  `(?<=\\d) (?=(?:${UNIT})(?![\\p{L}\\p{N}_]))|(?<=[<>≤≥±] ?) (?=\\d)`,
  'gu',
);

/**
 * Keeps each number of a text on the line of its unit, and each minus on the line of its dollars.
 */
export function bindUnits(text: string): string {
  return text.replaceAll(BEFORE_UNIT, '\u00a0').replaceAll(/(?<![\w-])-(?=\$\d)/g, '−');
}

function showCount(value: number): string {
  const size = Math.abs(value);
  if (size >= 999_500) return `${Number((value / 1e6).toPrecision(3)).toLocaleString('en-US')}M`;
  return size >= 9_999.5 ? `${Number((value / 1e3).toPrecision(3))}k` : count(value);
}

/** A place on an axis as text: 09:31:05, 12 s, 20k/s, p99.9. */
export function showPlace(value: number, axis: Axis): string {
  if (axis === 'clock') return formatTimeOfDay(value * NS_PER_SECOND);
  if (axis === 'seconds') return `${Number(fixed(value, 1))} s`;
  if (axis === 'perSecond') return showNumber(value, 'rate');
  return `p${showPercentile(value)}`;
}

/** A place on an axis in the few characters that a tick has. */
export function showTick(value: number, axis: Axis, step: number): string {
  if (axis === 'clock')
    return formatTimeOfDay(value * NS_PER_SECOND, step < 1 ? 1 : 0).slice(0, step < 60 ? 10 : 5);
  if (axis === 'seconds') return `${Number(value.toFixed(step < 0.1 ? 3 : 1))} s`;
  if (axis === 'perSecond') return `${shortRate(value, step)}/s`;
  return `${showPercentile(value)} %`;
}

/** A rate that differs from the next one, a step away. */
function shortRate(value: number, step: number): string {
  if (step >= 1e4 && value >= 1e6) return `${Number((value / 1e6).toFixed(2))}M`;
  return step >= 100 && value >= 1e4 ? `${Number((value / 1e3).toFixed(1))}k` : count(value);
}

function showPercentile(nines: number): string {
  return String(Number((100 * (1 - 10 ** -nines)).toFixed(Math.max(0, Math.ceil(nines) - 1))));
}

/** Whether a number is a power of ten. */
export function isDecade(value: number): boolean {
  return Math.abs(Math.log10(value) - Math.round(Math.log10(value))) < 1e-9;
}
