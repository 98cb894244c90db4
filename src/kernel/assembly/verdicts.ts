/**
 * Codes of the gate: `Verdict` of src/orders/codes.ts, `CheckMode` of the risk catalogue, and
 * `State` of src/risk/stops/states.ts.
 */

@inline
export const KILLED: i32 = 1;
@inline
export const SERVER_RATE: i32 = 2;
@inline
export const MAX_QUANTITY: i32 = 3;
@inline
export const MAX_NOTIONAL: i32 = 4;
@inline
export const COLLAR_CHECK: i32 = 5;
@inline
export const PARENT_QUANTITY: i32 = 6;
@inline
export const GROSS_EXPOSURE: i32 = 7;
@inline
export const HALTED: i32 = 8;
@inline
export const REDUCING: i32 = 9;
@inline
export const RESTRICTED_LIST: i32 = 10;
@inline
export const UNCONFIGURED_LIMIT: i32 = 11;
@inline
export const ADV_SHARE: i32 = 13;
@inline
export const QUOTE_COLLAR: i32 = 14;
@inline
export const LOCATE_CHECK: i32 = 16;
@inline
export const SELF_MATCH_CHECK: i32 = 17;
@inline
export const EXECUTIONS_PER_PARENT: i32 = 18;
@inline
export const OPEN_ORDERS_CHECK: i32 = 19;
@inline
export const SYMBOL_RATE: i32 = 20;
@inline
export const POSITION_CHECK: i32 = 23;
@inline
export const NET_EXPOSURE: i32 = 25;
@inline
export const ACCOUNT_GROSS: i32 = 29;
@inline
export const ACCOUNT_NET: i32 = 30;
@inline
export const ACCOUNT_OPEN: i32 = 31;
@inline
export const MESSAGE_RATE: i32 = 32;
@inline
export const ORDER_TO_TRADE: i32 = 33;
@inline
export const ROLLING_VOLUME: i32 = 34;
@inline
export const OPEN_EXPOSURE: i32 = 35;
@inline
export const FAT_FINGER: i32 = 36;
@inline
export const MARKET_COLLAR: i32 = 37;
@inline
export const PARENT_ADV: i32 = 38;
@inline
export const OUTSTANDING_SHARE: i32 = 39;
@inline
export const SHORT_SALES: i32 = 40;
@inline
export const EASY_TO_BORROW: i32 = 41;
@inline
export const TICK_SIZE: i32 = 42;
@inline
export const ROUND_LOT: i32 = 43;
@inline
export const MARKET_ORDERS: i32 = 44;
@inline
export const SHORT_SALE_PRICE: i32 = 45;
@inline
export const TRADING_HOURS: i32 = 46;
@inline
export const ROLLING_GROSS: i32 = 47;
@inline
export const ORDER_TYPES: i32 = 48;

@inline
export const OFF: i32 = 0;
@inline
export const ENFORCE: i32 = 2;

@inline
export const ACTIVE: i32 = 0;
@inline
export const REDUCING_STATE: i32 = 1;
@inline
export const HALTED_STATE: i32 = 2;
