import type { Table } from '../../memory/table.js';
import { VERDICT_COUNT } from '../../orders/codes.js';
import type { FirmCredit } from '../counts/credit.js';
import type { SecondPass } from '../counts/second-pass.js';
import type { GateLayers } from '../limits/blocks.js';
import type { LimitDetails, LimitTable } from '../limits/limits.js';
import type { KillSwitch } from '../stops/kill.js';
import type { CustomChecks } from './custom-checks.js';

/** The cells of one server's gate, one row. Money in ticks × shares. */
export const GATE_CELL_SCHEMA = {
  /**
   * Credit leased from the firm and not spent. Infinite while the check is off, negative if a check
   * that only warns has let more through.
   */
  creditMoney: 'f64',
  /** Working plus executed notional at limit prices. */
  exposureMoney: 'f64',
  /** Theoretical arrival time of the rate's bucket, ns since the bell. */
  arrivalNs: 'f64',
  admitted: 'f64',
} as const;
/** The cells of one server’s gate, one row. */
type GateCells = Table<typeof GATE_CELL_SCHEMA>;

/**
 * One row a verdict: how often its check was breached and refused, and when it was first breached
 * (NaN until then). Breaches of a check that only warns count too.
 */
export const BREACH_SCHEMA = { count: 'f64', refused: 'f64', firstNs: 'f64' } as const;
/** Breaches of the first pass’s checks, a row a verdict. */
export type Breaches = Table<typeof BREACH_SCHEMA>;

/** The tables of one server's gate, for the layout of a buffer. */
export const GATE_LAYOUT = {
  gateCells: { schema: GATE_CELL_SCHEMA, capacity: 1 },
  breaches: { schema: BREACH_SCHEMA, capacity: VERDICT_COUNT },
} as const;

/**
 * One server's gate. It knows orders, limits and quotes, and neither the build nor an order's
 * reason.
 */
export interface Gate {
  readonly server: number;
  /** The limits of the server. With `layers`, its bounds of one order are the tightest of all. */
  readonly limits: LimitTable;
  readonly details: LimitDetails;
  /** Limits by account and symbol; absent if none has its own. */
  readonly layers?: GateLayers | undefined;
  readonly cells: GateCells;
  readonly breaches: Breaches;
  readonly kill: KillSwitch;
  readonly firm: FirmCredit;
  /** The amount leased from the firm at a time, money. */
  readonly creditSliceMoney: number;
  /** The second pass; absent while every check of it is off. */
  readonly catalogue?: SecondPass | undefined;
  /** The checks that its long way asks of an order, in order; empty without a second pass. */
  readonly judged: readonly number[];
  /** Custom checks; with any, every order goes the long way. */
  readonly custom?: CustomChecks | undefined;
}
