import type { Table } from '../memory/table.js';

/**
 * What the venues answered to the children of one turn: exactly one row for each admitted child, in the order of the children. `quantity` is
 * what was executed, 0 … the child's quantity; children are immediate-or-cancel, so `cancelled` is the rest.
 */
export const FILL_SCHEMA = {
  sequence: 'f64',
  parent: 'i32',
  symbol: 'i32',
  quantity: 'i32',
  cancelled: 'i32',
  priceTicks: 'i32',
  /** The middle of the quote at the execution, in ticks. */
  midTicks: 'i32',
  /** Of `quantity`, the shares that match no open quantity of the parent. */
  unmatched: 'i32',
  /** The child's limit price, at which its exposure was reserved. */
  limitTicks: 'i32',
  side: 'u8',
  venue: 'u8',
} as const;
export type Fills = Table<typeof FILL_SCHEMA>;
