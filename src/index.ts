/**
 * `smars`: scenarios, the simulated day that plays them, one server as an `Engine`, and the `Fleet`
 * on worker threads.
 */

export { FaultError, InputError } from './base/input-error.js';
export type { AcceptorFields, ListenOptions, SessionFields } from './embed/acceptors.js';
export { Engine } from './embed/engine.js';
export { fleetOf, runFleet, startFleet } from './embed/fleets.js';
export {
  type EmulatedGateway,
  type GatewayFile,
  type GatewayOptions,
  type GatewaySession,
  startGateway,
} from './embed/gateways.js';
export type { EngineOptions } from './embed/options.js';
export {
  type EngineAdmission,
  type EngineAnswer,
  type EngineChild,
  type EngineOrder,
  type EngineOwnChild,
  type EngineVenue,
  RefusedError,
} from './embed/orders.js';
export {
  type OrderFileOptions,
  type OrderText,
  parseOrders,
  type StocksOfOrders,
  universeFromOrders,
  withStocks,
} from './embed/own-world.js';
export { runSession, runSessions } from './embed/sessions.js';
export {
  applyProfileSettings,
  applySettings,
  controlSettings,
  findProfile,
  findScenario,
  type ParsedLimits,
  parseLimits,
  parseProfile,
  parseScenario,
  parseUniverse,
  validateScenario,
} from './embed/stories.js';
export { tuneLimits } from './embed/tune.js';
export {
  type EmulatedVenue,
  startVenue,
  type VenueFile,
  type VenueOptions,
  type VenueSession,
} from './embed/venues.js';
export type { EngineWait } from './embed/waits.js';
export { type WhatIfAnswer, type WhatIfOptions, whatIf } from './embed/what-if.js';
export type { Arrivals } from './fleet/arrivals.js';
export { FleetError, type FleetFault } from './fleet/failure.js';
export type { Fleet, FleetOptions } from './fleet/fleet.js';
export type { CheckStop, CheckTally, RunawayTally } from './fleet/main-thread/checks.js';
export type { FleetCounts } from './fleet/main-thread/counts.js';
export type { KillAnswer, KillReport } from './fleet/main-thread/kills.js';
export type { PointHistograms } from './fleet/main-thread/meter.js';
export type { FleetSnapshot } from './fleet/main-thread/snapshot.js';
export type { DepthUse, Steadiness } from './fleet/main-thread/steadiness.js';
export type { FleetTally, ServerTally } from './fleet/main-thread/tally.js';
export type { FleetResult } from './fleet/result.js';
export type { FleetSpec } from './fleet/spec.js';
export type { GarbageReport } from './fleet/threads/garbage.js';
export type { DayScheduleSpec } from './flow/day-schedule.js';
export type { DayBursts, DayOpening, DayProfile } from './flow/day-stream.js';
export type { ScheduleSpec } from './flow/schedule.js';
export type { FlowStream, OrderSizes } from './flow/streams.js';
export type { TapeOfStock } from './market/named-stocks.js';
export type { ListedStock } from './market/universe.js';
export type { ScopeAct, StopAct } from './risk/stops/acts.js';
export type { NamedScope } from './risk/stops/scope-forms.js';
export type { AssignRule } from './router/assign.js';
export type { ImmediateAccount } from './router/immediate.js';
export type { KnownPace, PegPace, PegVenue, RouterTerms } from './router/pace.js';
export { CONTROLS, type Control } from './scenarios/controls.js';
export type { LoadProfile } from './scenarios/profile.js';
export { PROFILES } from './scenarios/profiles.js';
export { SCENARIOS } from './scenarios/scenarios.js';
export type { Scenario } from './scenarios/schema.js';
export type { DepthTrace } from './session/day/depth-trace.js';
export type { LimitAlert } from './session/day/ladders.js';
export type {
  Colleague,
  Runbook,
  RunbookAct,
  RunbookRow,
  Through,
} from './session/day/runbook.js';
export type {
  Action,
  ActionBy,
  ActionScope,
  AfterTheFact,
  Customers,
  DaySpec,
  EntryLimits,
  Fault,
  JustifiedBy,
  Operations,
  RecordAction,
  WatchAction,
} from './session/day/spec.js';
export type { DayEvent } from './session/log/events.js';
export type { OrderTries } from './session/orders/tries.js';
export type { DepthResult } from './session/result/depth.js';
export type { DeskResult } from './session/result/desk.js';
export type { FaultResult } from './session/result/faults.js';
export type { InFlightResult } from './session/result/in-flight.js';
export type { CheckMeasures, LargestMeasure, SpreadMeasures } from './session/result/measures.js';
export type { LimitRaise } from './session/result/raises.js';
export type { DayResult, ServerResult } from './session/result/result.js';
export type { BustOfStock, PauseOfStock } from './session/result/stops.js';
export type { NamedStockResult, TapeResult } from './session/result/tape.js';
export type { GivenOrders, SessionOptions } from './session/session.js';
export type { SessionOutcome, SessionPoolOptions, SessionTask } from './session/session-pool.js';
export type { BoundOptions, TunedBound } from './session/tune/bounds.js';
export type { TunedProfile } from './session/tune/profiles.js';
export type { LimitSettings } from './session/tune/training.js';
export type { TrainingDay, TunedLimits, TuneOptions } from './session/tune/tune.js';
export type { BoundVariant, SymbolChanges } from './session/tune/variants.js';
export { ThreadError } from './threads/failure.js';
export type { MatrixCell, NormalCell, WhatIfRow } from './whatif/cells.js';
