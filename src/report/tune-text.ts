import { csvText } from '../base/escape.js';
import { profileLevel, profileSteps } from '../base/limit-profiles.js';
import { formatTimeOfDay, parseTimeOfDay } from '../base/units.js';
import type { BoundUse } from '../session/tune/adequacy.js';
import type { TunedBound } from '../session/tune/bounds.js';
import type { TunedProfile } from '../session/tune/profiles.js';
import type { BoundVariant } from '../session/tune/variants.js';
import { count, roughCount, table, usd, wrap } from './format.js';
import { showValue } from './limits-text.js';

/** Tuned bounds, and the use of bounds, as tables and CSV. */

const WIDTH = 80;

/** A share with two significant figures; 0 only if it is none. */
export function showShareOfOne(share: number | null): string {
  if (share === null) return '–';
  if (share === 0) return '0';
  return share < 0.001 ? share.toExponential(1) : `${Number((100 * share).toPrecision(2))}%`;
}

/** A measure in a few digits; a bound is shown whole. */
function showMeasure(value: number | null, unit: TunedBound['unit']): string {
  if (value === null) return 'beyond';
  if (unit === 'dollars' || unit === 'credit-dollars') return usd(value);
  if (unit === 'percent') return showValue(Math.round(value * 100) / 100, unit);
  if (unit === 'per-second') return showValue(Math.round(value * 10) / 10, unit);
  return roughCount(value);
}

/** A bound below that of its check, by its window or its class. */
function variantName({ windowSeconds, volumeClass }: BoundVariant): string {
  return windowSeconds === null ? `  class ${volumeClass}` : `  over ${windowSeconds} s`;
}

/**
 * The bounds: one row a check, in at most 80 columns. A check's windows and classes of volume
 * follow it.
 */
export function describeBounds(
  bounds: readonly TunedBound[],
  variants: readonly BoundVariant[] = [],
): string {
  const named = bounds.flatMap((one) => [
    { one, name: one.check },
    ...variants
      .filter(({ check }) => check === one.check)
      .map((variant) => ({ one: variant, name: variantName(variant) })),
  ]);
  const rows = named.map(({ one, name }) => [
    name,
    one.bound === null ? 'none' : showValue(one.bound, one.unit),
    showMeasure(one.largest, one.unit),
    showShareOfOne(one.inSample),
    showShareOfOne(one.outOfSample),
    `${showShareOfOne(one.shareAtMost)}${one.stops && one.shareAtMost !== null ? 'd' : ''}`,
    one.isUnstable ? 'unstable' : '',
  ]);
  const head = ['check', 'bound', 'largest', 'in', 'out', '95%', ''];
  return table(head, rows, ['left', 'right', 'right', 'right', 'right', 'right', 'left']);
}

/** Times at which a profile is shown, beside the end of the day. */
const SHOWN_TIMES = ['09:35', '10:00', '11:00', '13:00', '15:00'];

/** The profiles over the day at some times, in at most 80 columns. */
export function describeProfiles(profiles: readonly TunedProfile[]): string {
  const rows = profiles.map(({ check, unit, profile, bound, outOfSample, isUnstable }) => {
    const steps = profileSteps(profile);
    // The bound until a time is the one just before it.
    const until = SHOWN_TIMES.map((time) => profileLevel(steps, bound, parseTimeOfDay(time) - 1));
    return [
      check,
      ...[...until, bound].map((level) => showMeasure(level, unit)),
      showShareOfOne(outOfSample),
      isUnstable ? 'unstable' : '',
    ];
  });
  const head = ['profile until', ...SHOWN_TIMES, 'end', 'out', ''];
  const figures = head.slice(1, -1).map(() => 'right' as const);
  return table(head, rows, ['left', ...figures, 'left']);
}

/** What the columns mean, and how many days the tolerance needs. */
export function boundsLegend(
  bounds: readonly TunedBound[],
  { tolerance, margin }: { readonly tolerance: number; readonly margin: number },
): string {
  const days = bounds[0]?.days ?? 0;
  const needed = bounds.flatMap(({ daysNeeded, stops }) =>
    daysNeeded === null || stops ? [] : [daysNeeded],
  );
  const stopDays = bounds.find(({ stops }) => stops)?.daysNeeded ?? null;
  const demand =
    tolerance === 0
      ? 'No number of days shows a tolerance of 0.'
      : [
          ...(needed.length === 0
            ? []
            : [`Orders: a tolerance of ${tolerance} needs ${countDays(Math.max(...needed))}.`]),
          ...(stopDays === null ? [] : [`Stops: as rare a stop needs ${countDays(stopDays)}.`]),
        ].join(' ');
  return [
    'bound    of orders, the lowest with the tolerated share beyond it; of a check of',
    `         sums, or one that blocks or kills, the largest measure times ${margin}`,
    'in, out  share of orders beyond it, or of days with a stop; out: each day held',
    '         against the bound of the others; unstable: above 3 times the tolerance',
    '95%      what the true share is at most, with 95 % confidence, by the rule of',
    '         three: none in n means 3 / n at most; d for a share of days',
    wrap(`${countDays(days)} of training. ${demand}${steadyMargins(bounds)}`, WIDTH),
  ].join('\n');
}

/** With which margins the unstable bounds of stops would be stable. */
function steadyMargins(bounds: readonly TunedBound[]): string {
  const mended = bounds.flatMap(({ check, isUnstable, steadyMargin }) =>
    isUnstable && steadyMargin !== null ? [`${check} with a margin of ${steadyMargin}`] : [],
  );
  return mended.length === 0 ? '' : ` Stable on these days: ${mended.join(', ')}.`;
}

const countDays = (days: number): string => `${count(days)} ${days === 1 ? 'day' : 'days'}`;

const BOUND_COLUMNS = [
  'check',
  'parameter',
  'unit',
  'stops',
  'bound',
  'tolerance',
  'largest',
  'measured',
  'days',
  'in_sample',
  'out_of_sample',
  'unstable',
  'share_at_most',
  'days_needed',
  'window_seconds',
  'volume_class',
  'until',
  'steady_margin',
];

/**
 * The bounds as CSV; a figure that there is none of is empty. A step of a profile is a row with its
 * bound and the time of day until which it holds.
 */
export function writeBoundsCsv(
  bounds: readonly TunedBound[],
  variants: readonly BoundVariant[] = [],
  profiles: readonly TunedProfile[] = [],
): string {
  const own = bounds.map((one) => ({ ...one, windowSeconds: null, volumeClass: null }));
  const steps = profiles.flatMap(({ check, parameter, unit, profile }) =>
    Object.entries(profile).map(([until, bound]) => {
      const filled = [csvText(check), csvText(parameter), csvText(unit), true, bound];
      const empty = BOUND_COLUMNS.length - filled.length - 2;
      return [...filled, ...Array<string>(empty).fill(''), until, ''].join(',');
    }),
  );
  const lines = [...own, ...variants].map((one) =>
    [
      csvText(one.check),
      csvText(one.parameter),
      csvText(one.unit),
      one.stops,
      one.bound,
      one.tolerance,
      one.largest,
      one.measured,
      one.days,
      one.inSample,
      one.outOfSample,
      one.isUnstable,
      one.shareAtMost,
      one.daysNeeded,
      one.windowSeconds,
      one.volumeClass,
      '',
      one.steadyMargin,
    ]
      .map((value) => value ?? '')
      .join(','),
  );
  return `${[BOUND_COLUMNS.join(','), ...lines, ...steps].join('\n')}\n`;
}

/** The use of a bound, with the file of its day's own orders; null for a generated day. */
type TuneUse = Omit<BoundUse, 'orders'> & { readonly orders: string | null };

/** The use of each bound of somebody's limits: one row a check, in at most 80 columns. */
export function describeUses(uses: readonly TuneUse[]): string {
  const rows = uses.map((one) => [
    one.check,
    showValue(one.bound, one.unit),
    showMeasure(one.largest, one.unit),
    showShareOfOne(one.share),
    one.atNs === null ? '–' : formatTimeOfDay(one.atNs),
    one.verdict === 'in reach' ? '' : one.verdict,
  ]);
  const head = ['check', 'bound', 'largest', 'share', 'at', ''];
  return table(head, rows, ['left', 'right', 'right', 'right', 'left', 'left']);
}

const USE_COLUMNS = [
  'check',
  'mode',
  'parameter',
  'unit',
  'bound',
  'measured',
  'largest',
  'share',
  'seed',
  'at_ns',
  'order',
  'symbol',
  'verdict',
  'orders',
];

/** The use of the bounds as CSV. */
export function writeUsesCsv(uses: readonly TuneUse[]): string {
  const lines = uses.map((one) =>
    [
      csvText(one.check),
      csvText(one.mode),
      csvText(one.parameter),
      csvText(one.unit),
      one.bound,
      one.measured,
      one.largest,
      one.share,
      one.seed,
      one.atNs,
      one.order,
      one.symbol === null ? '' : csvText(one.symbol),
      csvText(one.verdict),
      one.orders === null ? '' : csvText(one.orders),
    ]
      .map((value) => value ?? '')
      .join(','),
  );
  return `${[USE_COLUMNS.join(','), ...lines].join('\n')}\n`;
}
