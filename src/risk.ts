/** `smars/risk`: the gate with its two stages, the catalogue of checks, limits, credit, states, findings, and the kill switch. */
export * from './risk/acts.js';
export * from './risk/authority.js';
export * from './risk/catalogue.js';
export * from './risk/catalogue-space.js';
export * from './risk/check-row.js';
export * from './risk/credit.js';
export * from './risk/exposure.js';
export * from './risk/findings.js';
export * from './risk/gate.js';
export * from './risk/gate-checks.js';
export * from './risk/kill.js';
export * from './risk/limits.js';
export {
  type CheckDefinition,
  type CheckedFill,
  type CheckedOrder,
  type CheckRows,
  defineCheck,
  loadChecks,
  type OwnCheckResult,
} from './risk/own-checks.js';
export * from './risk/states.js';
export { endSettlement } from './risk/trips.js';
