/**
 * `smars/core`: units and codes, the table of builds, orders and stocks as data, and one server's
 * turn as functions over columns: without threads, files, clock or terminal.
 */

export {
  dollars,
  formatTimeOfDay,
  NS_PER_SECOND,
  priceTicks,
  TICKS_PER_DOLLAR,
} from './base/units.js';
export { BEHAVIOUR_NAMES } from './deployment/builds.js';
export { REUSED_FLAG } from './deployment/flags.js';
export type { RolloutPlan, RolloutStep } from './deployment/rollout.js';
export {
  createOrderFlow,
  fillChildren,
  generateUniverse,
  type MarketColumns,
  markMarket,
  mergeFlows,
  noteQuotes,
  type ServerColumns,
  settleServer,
  takeOrder,
  turnBegin,
  turnEnd,
  turnServer,
  type VenueColumns,
} from './embed/core.js';
export type { ImpactSpec, WithdrawalTerms } from './market/impact.js';
export type { MarketSpec } from './market/market.js';
export type { BookTerms } from './market/stock-books.js';
export type { Stock, UniverseSpec } from './market/universe.js';
export { VENUES, type VenueKind, type VenueTerms } from './market/venues.js';
export type { Columns, ColumnType, Schema } from './memory/table.js';
export type { Waiting } from './memory/waiting.js';
export {
  type Children,
  ChildWord,
  childSlot,
  instrumentSide,
  instrumentSymbol,
  instrumentVenue,
  instrumentVerdict,
  isAdmitted,
} from './orders/children.js';
export { OrderAttribute, Side, VERDICT_NAMES, Verdict } from './orders/codes.js';
export type { OrderFlow } from './orders/flow.js';
