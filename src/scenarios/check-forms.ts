import { z } from 'zod';
import { type LimitProfile, PROFILE_STEPS_MAX } from '../base/limit-profiles.js';
import { COUNT_MAX, DOLLARS_MAX, STOCKS_MAX } from '../base/ranges.js';
import { parseTimeOfDay } from '../base/units.js';
import { BEHAVIOUR_NAMES } from '../deployment/builds.js';
import {
  ALERT_CLASSES,
  CATALOGUE_ROWS,
  type CatalogueLimits,
  GUARD_CHECKS,
  type GuardSettings,
  INSTRUCTION_NAMES,
  ORDER_TYPE_NAMES,
  OWNER_NAMES,
  PREVENTION_NAMES,
  REFERENCE_NAMES,
  TIME_IN_FORCE_NAMES,
} from '../risk/catalogue/catalogue.js';
import { CHECK_MODE_NAMES, LIMIT_MODE_NAMES } from '../risk/catalogue/modes.js';
import type { CheckParameter, CheckRow, ParameterUnit } from '../risk/catalogue/row.js';

/**
 * The forms of checks in a scenario, made from `CATALOGUE`: a mode, and parameters that replace
 * their defaults.
 */

const symbolNames = z.array(z.string().min(1).max(32)).max(STOCKS_MAX);

const FORMS: Readonly<Record<ParameterUnit, z.ZodType>> = {
  shares: z.int().min(0).max(COUNT_MAX),
  dollars: z.number().min(0).max(DOLLARS_MAX),
  'credit-dollars': z.number().min(0).max(DOLLARS_MAX).multipleOf(100),
  percent: z.number().min(0).max(1000),
  'per-second': z.number().positive().max(1e9),
  seconds: z.number().positive().max(86_400),
  'clock-seconds': z.number().min(-86_400).max(86_400),
  milliseconds: z.number().min(0).max(86_400_000),
  count: z.int().min(0).max(COUNT_MAX),
  fraction: z.number().min(0).max(1_000_000),
  symbols: symbolNames,
  strategies: z.array(z.enum(BEHAVIOUR_NAMES as [string, ...string[]])),
  alerts: z.array(z.enum(ALERT_CLASSES)),
  'order-types': z.array(z.enum(ORDER_TYPE_NAMES)).min(1),
  'times-in-force': z.array(z.enum(TIME_IN_FORCE_NAMES)).min(1),
  instructions: z.array(z.enum(INSTRUCTION_NAMES)),
  choice: z.literal([0, 1]),
  owner: z.enum(OWNER_NAMES),
  reference: z.enum(REFERENCE_NAMES),
  prevention: z.enum(PREVENTION_NAMES),
};

function parameterForm({ unit, default: value }: CheckParameter): z.ZodType {
  return FORMS[unit].optional().describe(`default: ${JSON.stringify(value)}`);
}

function checkForm(
  { parameters, isProfiled, hard }: CheckRow,
  modes: readonly string[] = CHECK_MODE_NAMES,
): z.ZodObject {
  const fields = Object.fromEntries(
    parameters.map((parameter) => [parameter.name, parameterForm(parameter)]),
  );
  const { unit } = parameters.find(({ name }) => name === hard) ?? {};
  return z.strictObject({
    mode: z.enum(modes),
    ...fields,
    ...(isProfiled === true && { profile: profileForm(FORMS[unit!]) }),
  });
}

/** The form of a profile over the day: by time, the level until then. */
export function profileForm(level: z.ZodType): z.ZodType<LimitProfile | undefined> {
  const time = z
    .string()
    .refine(
      (text) => !Number.isNaN(parseTimeOfDay(text)),
      'must be a time of day, HH:MM or HH:MM:SS',
    );
  return z
    .record(time, level as z.ZodType<number>)
    .refine(
      (steps) => Object.keys(steps).length <= PROFILE_STEPS_MAX,
      `must have at most ${PROFILE_STEPS_MAX} times`,
    )
    .optional()
    .describe('by time of day, the level until then, for the whole firm; after it, the hard level');
}

/** The forms of the second pass's checks, by field of a scenario's `risk`. */
export const catalogueForms: Readonly<Record<string, z.ZodObject>> = Object.fromEntries(
  CATALOGUE_ROWS.map((row) => [row.field, checkForm(row, LIMIT_MODE_NAMES).describe(row.about)]),
);
export const checkForms = Object.fromEntries(
  Object.entries(catalogueForms).map(([field, form]) => [field, form.optional()]),
) as unknown as {
  readonly [F in keyof CatalogueLimits]-?: z.ZodOptional<
    z.ZodType<NonNullable<CatalogueLimits[F]>>
  >;
};

/** The forms of the operation checks, by field of a scenario's `operations`. */
export const guardForms = Object.fromEntries(
  GUARD_CHECKS.map((row) => [row.field, checkForm(row).optional().describe(row.about)]),
) as unknown as {
  readonly [F in keyof GuardSettings]-?: z.ZodOptional<z.ZodType<NonNullable<GuardSettings[F]>>>;
};
