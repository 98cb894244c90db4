/** `smars`: scenarios, the simulated day that plays them, one server as an `Engine`, and the `Fleet` on worker threads. */
export { FaultError, InputError } from './base/assert.js';
export type { RolloutPlan } from './deployment/rollout.js';
export type { FleetAccounts, ServerAccount } from './fleet/accounts.js';
export type { WorkerFiles } from './fleet/crew.js';
export { FleetError, type FleetFault } from './fleet/failure.js';
export { Fleet, type FleetOptions, runFleet, startFleet } from './fleet/fleet.js';
export type { KillAnswer, KillReport } from './fleet/kills.js';
export type { StageHistograms } from './fleet/meter.js';
export { type Replay, replayServer, type ServerJournal } from './fleet/replay.js';
export type { FleetCounts, FleetResult, FleetSnapshot } from './fleet/result.js';
export type { Arrivals, FirmLimits, FleetPlan, FleetSpec, KillCycles, OrderMix, PlannedKill } from './fleet/spec.js';
export type { LoadLimit, Steadiness } from './fleet/steadiness.js';
export type { FlowStream } from './flow/generated.js';
export { createSchedule, fillArrivals, type RateStep, type Schedule, type ScheduleSpec } from './flow/schedule.js';
export type { MarketSpec } from './market/market.js';
export type { Stock, UniverseSpec } from './market/universe.js';
export type { KillScope } from './risk/kill.js';
export type { GateLimits } from './risk/limits.js';
export { CALIBRATED_INPUTS, type CalibratedInput } from './scenarios/calibration.js';
export { CONTROLS, type Control, controlSettings } from './scenarios/controls.js';
export {
  applyProfileSettings,
  applySettings,
  parseProfile,
  parseScenario,
  profileJsonSchema,
  scenarioJsonSchema,
  validateScenario,
} from './scenarios/load.js';
export { fleetOf, type LoadProfile, profileSchema } from './scenarios/profile.js';
export { findProfile, PROFILES } from './scenarios/profiles.js';
export { findScenario, SCENARIOS } from './scenarios/scenarios.js';
export { type Scenario, scenarioSchema } from './scenarios/schema.js';
export { createDay, type Day } from './session/day.js';
export { Engine, type EngineChild, type EngineOptions, type EngineOrder, type EngineVenue, RefusedError } from './session/engine.js';
export type { DayEvent } from './session/events.js';
export { type DayResult, digestDay, type ServerResult, summariseDay } from './session/result.js';
export { advanceDay, type GivenOrders, runSession, type SessionOptions } from './session/session.js';
export { runSessions, type SessionOutcome, type SessionPoolOptions, type SessionTask } from './session/session-pool.js';
export type { Action, AfterTheFact, DaySpec, Operations } from './session/spec.js';
