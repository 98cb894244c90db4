import { InputError, suggest } from '../../base/input-error.js';
import type { LimitProfile } from '../../base/limit-profiles.js';
import { CATALOGUE, type CheckSetting, completeSetting } from '../../risk/catalogue/catalogue.js';
import type { CheckRow } from '../../risk/catalogue/row.js';
import { LAYER_RULES } from '../../risk/limits/layers.js';
import type { GateLimits, MeasuringTerms } from '../../risk/limits/limits.js';
import type { DaySpec } from '../day/spec.js';
import type { SymbolChanges } from './variants.js';

/** The days that bounds are trained on: a normal day with every check that is tuned measured. */

/** The checks that have a bound, in catalogue order: those that `tune` can tune. */
export const TUNABLE: readonly CheckRow[] = CATALOGUE.filter(
  (row: CheckRow) => Object.hasOwn(LAYER_RULES, row.name) && row.hard !== undefined,
);

/**
 * The check that is tuned only where it is asked for: the quotes of a simulated day come every
 * tick, so that its bound is 0 ms, which no live feed keeps.
 */
const ON_DEMAND = 'stale-quote';

/**
 * Returns the rows of the named checks in catalogue order, or those that are tuned by default.
 * Throws an InputError for a name that is not of a check with a bound.
 */
export function tunableChecks(names?: readonly string[]): CheckRow[] {
  if (names === undefined) return TUNABLE.filter(({ name }) => name !== ON_DEMAND);
  const known = TUNABLE.map(({ name }) => name);
  for (const name of names) {
    if (!known.includes(name))
      throw new InputError(
        `'${name}' is not a check of the gate with a bound; ${suggest(name, known)}`,
      );
  }
  return TUNABLE.filter(({ name }) => names.includes(name));
}

/** The settings of a day's limits, by field. */
export type LimitSettings = Readonly<
  Record<string, { readonly mode: string } & Readonly<Record<string, unknown>>>
>;

/** Returns a check's setting of a day with all parameters, in a mode. */
function settingOf(row: CheckRow, risk: GateLimits, mode: string) {
  const given = (risk as unknown as Record<string, CheckSetting | undefined>)[row.field];
  const whole: Record<string, unknown> = { ...completeSetting(row, given), mode };
  // The first pass has this choice as a boolean.
  if (row.name === 'collar') whole.auctionOrders = Boolean(whole.auctionOrders);
  return whole as { mode: string } & Record<string, unknown>;
}

/** What goes with settings: limits of symbols, and what is measured beside the checks. */
interface Beside {
  readonly symbols?: SymbolChanges | undefined;
  readonly measuring?: MeasuringTerms | undefined;
}

/** Returns a day on which every limit is off, but for the settings given by field. */
export function withLimits<S extends DaySpec>(
  spec: S,
  settings: LimitSettings,
  { symbols = {}, measuring }: Beside = {},
): S {
  const off = CATALOGUE.flatMap((row: CheckRow) =>
    row.place === 'gate' && Object.hasOwn(LAYER_RULES, row.name)
      ? [[row.field, settingOf(row, spec.risk, 'off')] as const]
      : [],
  );
  const risk = {
    ...Object.fromEntries(off),
    ...settings,
    ...(Object.keys(symbols).length > 0 && { layers: { symbols } }),
    ...(measuring !== undefined && { measuring }),
  };
  return { ...spec, risk: risk as unknown as GateLimits };
}

/** Returns a day that measures some checks, over the windows that its own limits have. */
export function measuringDay<S extends DaySpec>(
  spec: S,
  checks: readonly CheckRow[],
  measuring?: MeasuringTerms,
): S {
  return withLimits(
    spec,
    Object.fromEntries(checks.map((row) => [row.field, settingOf(row, spec.risk, 'measure')])),
    { measuring },
  );
}

/**
 * Returns the setting that enforces a bound, or a profile that ends with it, over the windows of a
 * day's own limits.
 */
export function enforcedSetting(
  row: CheckRow,
  risk: GateLimits,
  bound: number,
  profile: LimitProfile = {},
) {
  const { profile: _, ...own } = settingOf(row, risk, 'enforce');
  return {
    ...own,
    mode: 'enforce',
    [row.hard!]: bound,
    ...(Object.keys(profile).length > 0 && { profile }),
    // A soft level of its own would warn below the bound.
    ...(row.soft === undefined ? {} : { [row.soft]: bound }),
  };
}
