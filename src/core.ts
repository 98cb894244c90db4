export type { Router, RouterSettings } from './router/state.js';

/**
 * `smars/core`: the router and what it works on, as functions over columns: without threads, files,
 * clock or terminal.
 */

export {
  BELL_SECOND_OF_DAY,
  dollars,
  formatTimeOfDay,
  money,
  NS_PER_MINUTE,
  NS_PER_MS,
  NS_PER_SECOND,
  parseTimeOfDay,
  priceTicks,
  TICKS_PER_CENT,
  TICKS_PER_DOLLAR,
} from './base/units.js';
export {
  BEHAVIOUR_NAMES,
  Behaviour,
  BUILD_NAMES,
  BUILDS,
  ProgressPoint,
} from './deployment/builds.js';
export { FLAGS, REUSED_FLAG } from './deployment/flags.js';
export type {
  Manifest,
  RolloutPlan,
  RolloutRecord,
  RolloutStep,
  StepOutcome,
} from './deployment/rollout.js';
export {
  allocateLayout,
  allocateRing,
  allocateSleepers,
  allocateTable,
  buildIndex,
  carryOut,
  childRows,
  chooseBehaviour,
  chooseWaiting,
  createConsumerWaiter,
  createOrderFlow,
  createProducerWaiter,
  createServer,
  findReusedFlags,
  generateUniverse,
  mergeFlows,
  openChildren,
  openConsumer,
  openMarket,
  openProducer,
  openSleeper,
  openTables,
  RandomStream,
  restartRouter,
} from './embed/core.js';
export type { Accounts, BookTotals, Positions } from './ledger/positions.js';
export { fillChildren, type Venues } from './market/fills.js';
export type { ImpactSpec } from './market/impact.js';
export { type Market, type MarketSpec, markMarket } from './market/market.js';
export type { Depth, Quotes } from './market/quotes.js';
export type { Lognormal, Stock, UniverseSpec } from './market/universe.js';
export { VENUES } from './market/venues.js';
export {
  available,
  claim,
  closeRing,
  contiguousRecords,
  countFull,
  failRing,
  failureOf,
  isClosed,
  isEnded,
  publish,
  type Ring,
  type RingConsumer,
  type RingPressure,
  type RingProducer,
  readable,
  release,
  ringPressure,
  slotOf,
  writable,
} from './memory/ring.js';
export { type Columns, ColumnType, type Layout, type Schema, type Table } from './memory/table.js';
export {
  type ConsumerWaiter,
  type ProducerWaiter,
  type Sleeper,
  WAITING_NAMES,
  type Waiter,
  type Waiting,
  waitForRecords,
  waitForRoom,
  wakeConsumer,
  wakeProducer,
} from './memory/waiting.js';
export {
  CHILD_SCHEMA,
  CHILD_WORDS,
  type Children,
  ChildWord,
  childSlot,
  instrumentOf,
  instrumentSide,
  instrumentSymbol,
  instrumentVenue,
  instrumentVerdict,
  isAdmitted,
  lineageBehaviour,
  lineageBuild,
  lineageFlags,
  lineageOf,
  lineageServer,
} from './orders/children.js';
export {
  OrderAttribute,
  ParentState,
  Side,
  sideSign,
  VERDICT_NAMES,
  Verdict,
} from './orders/codes.js';
export type { OrderFlow } from './orders/flow.js';
export type { Parents } from './orders/parents.js';
export { leavesInLoop } from './router/progress.js';
export { decideChildren, takeParent } from './router/router.js';
export { openParents, type Server, type ServerLimits, type Surroundings } from './server/server.js';
export { settleServer } from './server/settle.js';
export { takeOrder, turnBegin, turnEnd, turnServer } from './server/turn.js';
