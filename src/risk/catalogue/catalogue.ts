import type { LimitProfile } from '../../base/limit-profiles.js';
import { ACCOUNT_CHECKS } from './account-rows.js';

import { GATE_CHECKS } from './gate-rows.js';
import { MESSAGE_CHECKS } from './message-rows.js';
import type { CheckModeName } from './modes.js';
import { OPEN_CHECKS } from './open-rows.js';
import { type GUARD_CHECKS, OPERATION_CHECKS } from './operation-rows.js';
import type { CheckRow, OwnerName } from './row.js';
import { ORDER_TYPE_CHECKS, RULE_CHECKS } from './rule-rows.js';
import { GROSS_WINDOW_CHECKS, VOLUME_CHECKS } from './volume-rows.js';

/**
 * THE table of checks. Of its 51 numbers, three cover several checks (10: the collar when a parent
 * is received and when a child is sent; 14: the gross of the firm and of a server; 31: the venues'
 * safeguards). A scenario file, the gate and the matrix read names, parameters and defaults from
 * here.
 */
export const CATALOGUE = [
  ...GATE_CHECKS,
  ...OPERATION_CHECKS,
  ...ACCOUNT_CHECKS,
  ...MESSAGE_CHECKS,
  ...VOLUME_CHECKS,
  ...OPEN_CHECKS,
  ...RULE_CHECKS,
  ...GROSS_WINDOW_CHECKS,
  ...ORDER_TYPE_CHECKS,
] as const;

/** The checks of the gate's second pass. */
export type CatalogueRow = Extract<(typeof CATALOGUE)[number], { readonly place: 'catalogue' }>;
/**
 * What a scenario says of a check: its mode, and parameters where they are not the defaults. The
 * firm's sums may have a profile over the day.
 */
export type CheckSetting<R extends CheckRow = CatalogueRow> = {
  readonly mode: CheckModeName;
  readonly profile?: LimitProfile | undefined;
} & {
  readonly [P in R['parameters'][number] as P['name']]?:
    | (P['default'] extends number
        ? number
        : P['unit'] extends 'owner'
          ? OwnerName
          : P['unit'] extends 'reference'
            ? 'open' | 'close' | 'last' | 'mean'
            : P['unit'] extends 'prevention'
              ? 'newest' | 'oldest' | 'both' | 'decrement'
              : readonly string[])
    | undefined;
};
/** The checks of the second pass that a scenario sets; those that it leaves out are off. */
export type CatalogueLimits = {
  readonly [R in CatalogueRow as R['field']]?: CheckSetting<R> | undefined;
};

/** The checks around the servers that a scenario may set in `operations`. */
export type GuardRow = (typeof GUARD_CHECKS)[number];
/** The ones that a scenario sets; those that it leaves out are off. */
export type GuardSettings = {
  readonly [R in Extract<
    (typeof CATALOGUE)[number],
    {
      readonly field:
        | 'cancelOnDisconnect'
        | 'dropCopy'
        | 'alertAcknowledgement'
        | 'flagRegistry'
        | 'volumeBreaker'
        | 'limitUpLimitDown';
    }
  > as R['field']]?: CheckSetting<R> | undefined;
};

/** The checks of the catalogue that the gate’s second pass has. */
export const CATALOGUE_ROWS: readonly CatalogueRow[] = CATALOGUE.filter(
  (row): row is CatalogueRow => row.place === 'catalogue',
);

/** Returns the row of a name in the table, or undefined. */
export function findCheck(name: string): CheckRow | undefined {
  return CATALOGUE.find((row) => row.name === name);
}

/** Fills a setting's missing parameters with the catalogue's defaults; no setting at all is off. */
export function completeSetting(
  row: CheckRow,
  setting: CheckSetting | undefined,
): { mode: CheckModeName } & Record<string, unknown> {
  const defaults = Object.fromEntries(
    row.parameters.map((parameter) => [parameter.name, parameter.default]),
  );
  const given = Object.entries(setting ?? {}).filter(([, value]) => value !== undefined);
  return { mode: 'off', ...defaults, ...Object.fromEntries(given) } as {
    mode: CheckModeName;
  } & Record<string, unknown>;
}

/** Settings of the second pass's checks by field, with every parameter. */
export type CheckSettings = Readonly<
  Record<string, { readonly mode: CheckModeName } & Readonly<Record<string, unknown>>>
>;

/** Completes the settings of all checks of the second pass, by field. */
export function completeSettings(limits: CatalogueLimits): CheckSettings {
  return Object.fromEntries(
    CATALOGUE_ROWS.map((row) => [row.field, completeSetting(row, limits[row.field])]),
  );
}

export {
  ALERT_CLASSES,
  type AlertClass,
  GUARD_CHECKS,
  OPERATION_CHECKS,
} from './operation-rows.js';
export {
  INSTRUCTION_NAMES,
  ORDER_TYPE_NAMES,
  OWNER_NAMES,
  orderedLevels,
  PREVENTION_NAMES,
  REFERENCE_NAMES,
  TIME_IN_FORCE_NAMES,
} from './row.js';
