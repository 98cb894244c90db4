export type { FleetCounts } from './fleet/main-thread/counts.js';
export type { FleetSnapshot } from './fleet/main-thread/snapshot.js';

/**
 * `smars`: scenarios, the simulated day that plays them, one server as an `Engine`, and the `Fleet`
 * on worker threads.
 */

export { FaultError, InputError } from './base/assert.js';
export type { RolloutPlan } from './deployment/rollout.js';
export { Engine } from './embed/engine.js';
export { fleetOf, replayServer, runFleet, startFleet } from './embed/fleets.js';
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
  advanceDay,
  createDay,
  digestDay,
  runSession,
  runSessions,
  summariseDay,
} from './embed/sessions.js';
export {
  applyProfileSettings,
  applySettings,
  controlSettings,
  createSchedule,
  fillArrivals,
  findProfile,
  findScenario,
  limitsWithin,
  parseLimits,
  parseProfile,
  parseScenario,
  validateScenario,
} from './embed/stories.js';
export type { EngineWait } from './embed/waits.js';
export { FleetError, type FleetFault } from './fleet/failure.js';
export type { Fleet, FleetOptions } from './fleet/fleet.js';
export type { KillAnswer, KillReport } from './fleet/main-thread/kills.js';
export type { PointHistograms } from './fleet/main-thread/meter.js';
export type { LoadLimit, Steadiness } from './fleet/main-thread/steadiness.js';
export type { FleetTally, ServerTally } from './fleet/main-thread/tally.js';
export type { WorkerFiles } from './fleet/main-thread/worker-files.js';
export type { Replay, ServerJournal } from './fleet/replay.js';
export type { FleetResult } from './fleet/result.js';
export type {
  Arrivals,
  FirmLimits,
  FleetPlan,
  FleetSpec,
  KillCycles,
  OrderMix,
  PlannedKill,
} from './fleet/spec.js';
export type { FlowStream } from './flow/generated.js';
export type { RateStep, Schedule, ScheduleSpec } from './flow/schedule.js';
export type { MarketSpec } from './market/market.js';
export type { Stock, UniverseSpec } from './market/universe.js';
export type { Finding } from './risk/counts/findings.js';
export type { GateLimits } from './risk/limits/limits.js';
export type { KillScope } from './risk/stops/kill.js';
export type { NamedScope } from './risk/stops/scope-forms.js';
export type { ImmediateAccount } from './router/immediate.js';
export { CALIBRATED_INPUTS, type CalibratedInput } from './scenarios/calibration.js';
export { CONTROLS, type Control } from './scenarios/controls.js';
export type { LimitsFile } from './scenarios/limits-file.js';
export { profileJsonSchema, scenarioJsonSchema } from './scenarios/parse.js';
export { type LoadProfile, profileSchema } from './scenarios/profile.js';
export { PROFILES } from './scenarios/profiles.js';
export { SCENARIOS } from './scenarios/scenarios.js';
export { type Scenario, scenarioSchema } from './scenarios/schema.js';
export type { Day } from './session/day/day.js';
export type { Action, AfterTheFact, DaySpec, Operations } from './session/day/spec.js';
export type { DayEvent } from './session/log/events.js';
export type { DayResult, ServerResult } from './session/result/result.js';
export type { GivenOrders, SessionOptions } from './session/session.js';
export type { SessionOutcome, SessionPoolOptions, SessionTask } from './session/session-pool.js';
export { ThreadError } from './threads/failure.js';
