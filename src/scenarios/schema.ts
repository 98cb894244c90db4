import type { DaySpec } from '../session/day/spec.js';
import { scenarioFields } from './scenario-fields.js';
import { checkTogether } from './together.js';

/** The form of a scenario, as zod checks it; `scenarioJsonSchema` gives it as JSON Schema. */
export const scenarioSchema = scenarioFields.superRefine((scenario, context) =>
  checkTogether(scenario, context),
);

/** A scenario, as data: a day, and what a story says of it. */
export interface Scenario extends DaySpec {
  /** Where editors find the form of the file. */
  readonly $schema?: string | undefined;
  /** Lower-case letters, digits and dashes. */
  readonly name: string;
  readonly title: string;
  readonly description: string;
  /** The date of the day, YYYY-MM-DD. Default: 2012-08-01. */
  readonly date?: string | undefined;
  /** How reports call what was executed beyond the parents. */
  readonly excess?: string | undefined;
  /** What the SEC found of Knight's day, which a run is compared with. */
  readonly reference?:
    | {
        readonly source: string;
        readonly parents: number;
        readonly executions: number;
        readonly shares: number;
        readonly stocks: number;
        readonly longStocks: number;
        readonly shortStocks: number;
        readonly longDollars: number;
        readonly shortDollars: number;
        readonly stocksMoved5: number;
        readonly stocksMoved10: number;
        readonly lossDollars: number;
        readonly alerts: number;
        /** What others than the SEC say of the extremes of the day; see `TapeResult`. */
        readonly tape?:
          | {
              readonly source: string;
              readonly stocksPaused: number;
              readonly stocksBusted: number;
              readonly largestRisePercent: number;
              readonly largestThreeSecondPercent: number;
              readonly fastestSharesPerSecond: number;
              readonly primarySharesByTen: number;
            }
          | undefined;
      }
    | undefined;
  /** What somebody found of the day, which a run is compared with. */
  readonly findings?:
    | {
        /** Who says so, at most 16 characters. */
        readonly by: string;
        readonly source: string;
        readonly figures: readonly {
          readonly of:
            | 'orders'
            | 'ordered-dollars'
            | 'executed-dollars'
            | 'executions'
            | 'repeated-orders'
            | 'entered-dollars'
            | 'warned-orders'
            | 'blocked-dollars'
            | 'excess-dollars'
            | 'excess-shares'
            | 'loss'
            | 'largest-move-percent'
            | 'mean-move-percent';
          readonly value: number;
        }[];
      }
    | undefined;
}
