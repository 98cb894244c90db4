/** A number or list that a check is set to, its unit, and its default. */
export interface CheckParameter {
  readonly name: string;
  /**
   * What a parameter is counted in; `fraction` is a proportion, `clock-seconds` are a time
   * after the bell, below 0 before it; `symbols`, `strategies` and
   * `alerts` (classes of them) are lists of names, as are `order-types`, `times-in-force` and
   * `instructions`; `choice` is yes (1) or no (0), `owner` is whose sum it is, `reference` is the
   * price that a collar is around, and `prevention` is which of two orders that could meet is
   * cancelled.
   */
  readonly unit:
    | 'shares'
    | 'dollars'
    | 'credit-dollars'
    | 'percent'
    | 'per-second'
    | 'seconds'
    | 'clock-seconds'
    | 'milliseconds'
    | 'count'
    | 'fraction'
    | 'symbols'
    | 'strategies'
    | 'alerts'
    | 'order-types'
    | 'times-in-force'
    | 'instructions'
    | 'choice'
    | 'owner'
    | 'reference'
    | 'prevention';
  readonly default: number | string | readonly string[];
}

/** Whose sums a check compares: each server's, the firm's or each account's, by code. */
export const OWNER_NAMES = ['server', 'firm', 'account'] as const satisfies readonly OwnerName[];
/** Whose sum it is. */
export type OwnerName = 'server' | 'firm' | 'account';

/**
 * One check of the catalogue as data: its subject, parameters, action, and the rule it comes from.
 */
export interface CheckRow {
  /** In the catalogue, 1 … 51. */
  readonly number: number;
  readonly name: string;
  /**
   * What a check looks at: one order, orders over time, sums, what people and machines around the
   * servers do, or what the venues have.
   */
  readonly kind: 'order' | 'time' | 'aggregate' | 'operational' | 'venue';
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
  /** Whether the firm may give its hard level a profile over the day. */
  readonly isProfiled?: true;
  /**
   * What it does when it is enforced and its hard level is passed: refuse the order, refuse until
   * the window has room, stop the scope until a person lets it go on, or kill it.
   */
  readonly action: 'reject' | 'throttle' | 'block' | 'kill';
  /** Whom the action is for. */
  readonly scope: 'order' | 'parent' | 'symbol' | 'server' | 'account' | 'firm';
  /**
   * What ends it: the next order is judged anew; time; a named person; two of them; another
   * deployment; the venue.
   */
  readonly reset: 'per-order' | 'auto' | 'human' | 'two-roles' | 'redeploy' | 'venue';
  readonly source: string;
  /** Who carries it out: the gate's first pass, its second pass, or a room beyond risk. */
  readonly place: 'gate' | 'catalogue' | 'session' | 'deployment' | 'fleet' | 'market';
}

/**
 * Returns the names of two parameters of which the first must not be above the second: a soft level
 * above the hard one would never warn, and hours that end before they begin would let nothing pass.
 */
export function orderedLevels({
  field,
  hard = '',
  soft = '',
}: Pick<CheckRow, 'field' | 'hard' | 'soft'>): readonly [low: string, high: string] {
  return field === 'tradingHours' ? ['fromSeconds', 'toSeconds'] : [soft, hard];
}

/** The unit of a parameter. */
export type ParameterUnit = CheckParameter['unit'];
/** What a check does. */
export type CheckAction = CheckRow['action'];

/** A parameter that is a number, with its default. */
export const numberParameter = <const N extends string, U extends ParameterUnit>(
  name: N,
  unit: U,
  value: number,
) => ({ name, unit, default: value }) as const;
/** Whose sum a check compares; a server's by default. */
export const PER = { name: 'per', unit: 'owner', default: 'server' } as const;
/**
 * The prices that a collar may be around: the opening print, the close of the day before, the last
 * trade that the server knows of, or the mean of the last five minutes.
 */
export const REFERENCE_NAMES = ['open', 'close', 'last', 'mean'] as const;
/** The price that a collar is around; the opening print by default. */
export const REFERENCE = { name: 'reference', unit: 'reference', default: 'open' } as const;
/** The types of orders by OrdType (FIX tag 40), 1 and 2. */
export const ORDER_TYPE_NAMES = ['market', 'limit'] as const;
/** How long an order is good, by TimeInForce (FIX tag 59): 0, 2 and 3. */
export const TIME_IN_FORCE_NAMES = ['day', 'at-the-opening', 'immediate-or-cancel'] as const;
/** How an order is to be executed, by ExecInst (FIX tag 18): 6 and f. */
export const INSTRUCTION_NAMES = ['participate-do-not-initiate', 'intermarket-sweep'] as const;
/**
 * Which of two orders of one owner that could meet is cancelled: the newer one, the resting one,
 * both, or the smaller one while the larger loses as many shares. FIX tag 2964,
 * SelfMatchPreventionInstruction, has the first three.
 */
export const PREVENTION_NAMES = ['newest', 'oldest', 'both', 'decrement'] as const;
/** What self-match prevention does; it cancels the newer order by default. */
export const PREVENTION = {
  name: 'instruction',
  unit: 'prevention',
  default: 'newest',
} as const;
/** A parameter that is a list of names, with its default. */
export const namesParameter = <const N extends string>(
  name: N,
  unit: 'symbols' | 'strategies' | 'alerts' | 'order-types' | 'times-in-force' | 'instructions',
  value: readonly string[],
) => ({ name, unit, default: value }) as const;
