/** `smars`: scenarios, and the simulated day that plays them. */
export { InputError } from './base/assert.js';
export { FleetError } from './fleet/failure.js';
export { Fleet, type FleetOptions, runFleet, startFleet } from './fleet/fleet.js';
export { type Replay, replayServer, type ServerJournal } from './fleet/replay.js';
export type { FleetResult, FleetSnapshot } from './fleet/result.js';
export type { FleetSpec } from './fleet/spec.js';
export { createSchedule, fillArrivals, type ScheduleSpec } from './flow/schedule.js';
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
export { Engine, type EngineChild, type EngineOptions, type EngineOrder, type EngineVenue } from './session/engine.js';
export type { DayEvent } from './session/events.js';
export { type DayResult, digestDay, type ServerResult, summariseDay } from './session/result.js';
export { advanceDay, type GivenOrders, runSession, type SessionOptions } from './session/session.js';
export type { Action, AfterTheFact, DaySpec, Operations } from './session/spec.js';
