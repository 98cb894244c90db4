import { z } from 'zod';
import { findCheck } from '../risk/catalogue/catalogue.js';
import { LAYER_RULES } from '../risk/limits/layers.js';
import type { LimitChanges } from '../risk/limits/limits.js';

/** The limits file of tuned bounds, and its `provenance`: how they came about. */

const share = z.number().min(0).max(1);
const figure = z.number().nullable();

export const provenanceForm = z
  .strictObject({
    by: z.string().max(200).describe('the command and version that wrote the file'),
    normal: z.string().max(200).describe('the scenario of the training days'),
    days: z.int().min(1),
    seeds: z.array(z.int().min(0)).describe('one of each training day'),
    orders: z.array(z.string()).optional().describe('the file of each day of own orders'),
    tolerance: share.describe('the share of normal orders that a bound may refuse'),
    margin: z.number().min(1).describe('factor of bounds that stop more than one order'),
    confidence: share.describe('of atMost, by the rule of three'),
    classes: z.int().min(2).optional().describe('classes of volume with bounds of their own'),
    bounds: z.array(
      z.strictObject({
        check: z.string().max(100),
        class: z.int().min(1).optional().describe('of volume, from the thinnest stocks on'),
        largest: figure.describe('the largest measure of the training days'),
        measured: z.number().min(0),
        inSample: share,
        outOfSample: share.nullable().describe('null with a single day'),
        unstable: z.boolean(),
        atMost: share.nullable().describe('of orders beyond the bound; of days for a stop'),
      }),
    ),
  })
  .describe('how smars tune came to these limits; it changes none of them');

/** How a limits file came about. */
export type Provenance = z.infer<typeof provenanceForm>;

/** A bound that was tuned, and how it fared on the training days. */
interface TrainedBound {
  readonly bound: number;
  /** The largest measure of the training days. */
  readonly largest: number;
  /** Shares of orders, or of days with a stop, beyond it; `outOfSample` is null with one day. */
  readonly inSample: number;
  readonly outOfSample: number | null;
  readonly isUnstable: boolean;
}

/** Bounds by check, with how they came about. */
export interface TrainedBounds {
  readonly normal: string;
  readonly seeds: readonly number[];
  readonly tolerance: number;
  readonly margin: number;
  /** SHA-256 of the training day and the settings of its checks. */
  readonly inputs: string;
  readonly bounds: Readonly<Record<string, TrainedBound>>;
}

/** Changes by the names of the checks. */
const byName = (changes: LimitChanges): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(changes).map(([field, change]) => {
      const name = Object.keys(LAYER_RULES).find((known) => LAYER_RULES[known]!.field === field)!;
      return [name, change];
    }),
  );

/**
 * Returns a limits file with settings by field of `risk`, and with those of `symbols`. It sets
 * nothing beside them: the check for missing limits, which is on unless a file switches it off, was
 * not part of the training.
 */
export function writeTunedLimits(
  settings: Readonly<Record<string, Readonly<Record<string, unknown>>>>,
  names: readonly string[],
  provenance: Provenance,
  symbols: Readonly<Record<string, LimitChanges>> = {},
): string {
  const firm: Record<string, unknown> = {};
  for (const name of names) {
    const setting = settings[findCheck(name)!.field];
    if (setting !== undefined) firm[name] = setting;
  }
  if (!Object.hasOwn(firm, 'unconfigured-limit')) firm['unconfigured-limit'] = { mode: 'off' };
  const { by, days, normal } = provenance;
  const description = `bounds that ${by} found on ${days} training days of ${normal}`;
  const layers = Object.fromEntries(
    Object.entries(symbols).map(([symbol, changes]) => [symbol, byName(changes)]),
  );
  const file = {
    version: 1,
    description,
    provenance,
    firm,
    ...(Object.keys(layers).length > 0 && { symbols: layers }),
  };
  return `${JSON.stringify(file, null, 2)}\n`;
}
