/**
 * The subject of a check: one order, orders over time, sums, the people and machines around the
 * servers, or the venues' safeguards.
 */
export type CheckKind = 'order' | 'time' | 'aggregate' | 'operational' | 'venue';
/**
 * The action of an enforced check when its hard level is passed: refuse the order, refuse until the
 * window has room, stop the scope until a person re-arms it, or kill it.
 */
export type CheckAction = 'reject' | 'throttle' | 'block' | 'kill';
/** The scope of the action. */
export type CheckScope = 'order' | 'parent' | 'symbol' | 'server' | 'firm';
/**
 * The end of the action: the next order, judged afresh; time; a named person; two of them; another
 * deployment; the venue.
 */
export type CheckReset = 'per-order' | 'auto' | 'human' | 'two-roles' | 'redeploy' | 'venue';
/** The place that carries it out: the gate's first pass, its second pass, or a room beyond risk. */
export type CheckPlace = 'gate' | 'catalogue' | 'session' | 'deployment' | 'fleet' | 'market';
/**
 * The unit of a parameter; `fraction` is a proportion, `symbols`, `strategies` and `alerts`
 * (classes of them) are lists of names, `choice` is yes (1) or no (0).
 */
export type ParameterUnit =
  | 'shares'
  | 'dollars'
  | 'credit-dollars'
  | 'percent'
  | 'per-second'
  | 'seconds'
  | 'milliseconds'
  | 'count'
  | 'fraction'
  | 'symbols'
  | 'strategies'
  | 'alerts'
  | 'choice';

/** A parameter of a check: a number or a list, with its unit and default. */
export interface CheckParameter {
  readonly name: string;
  readonly unit: ParameterUnit;
  readonly default: number | readonly string[];
}

/**
 * One check of the catalogue as data: its subject, parameters, action, and the rule it comes from.
 */
export interface CheckRow {
  /** In the catalogue, 1 … 31. */
  readonly number: number;
  readonly name: string;
  readonly kind: CheckKind;
  readonly about: string;
  /**
   * The verdict on an order that it refuses, and the row of its breaches. Absent for checks outside
   * the gate.
   */
  readonly verdict?: number;
  /** Its field in a scenario's `risk`, or in `operations` for a check outside the gate. */
  readonly field: string;
  readonly parameters: readonly CheckParameter[];
  /** The parameters that are its hard and its soft level. Between them it warns. */
  readonly hard?: string;
  readonly soft?: string;
  readonly action: CheckAction;
  readonly scope: CheckScope;
  readonly reset: CheckReset;
  readonly source: string;
  readonly place: CheckPlace;
}

/** A parameter that is a number, with its default. */
export const numberParameter = <const N extends string, U extends ParameterUnit>(
  name: N,
  unit: U,
  value: number,
) => ({ name, unit, default: value }) as const;
/** A parameter that is a list of names, with its default. */
export const namesParameter = <const N extends string>(
  name: N,
  unit: 'symbols' | 'strategies' | 'alerts',
  value: readonly string[],
) => ({ name, unit, default: value }) as const;
