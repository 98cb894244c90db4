/**
 * `smars/risk`: custom checks, the catalogue of checks with their defaults, limits and their
 * layers, and what checks found.
 */

export type { LimitProfile } from './base/limit-profiles.js';
export { findCheck } from './embed/risk.js';
export {
  CATALOGUE,
  type CatalogueLimits,
  type CatalogueRow,
  type CheckSetting,
  type GuardSettings,
} from './risk/catalogue/catalogue.js';
export type { CheckModeName } from './risk/catalogue/modes.js';
export type {
  CheckParameter,
  CheckRow,
  OwnerName,
} from './risk/catalogue/row.js';
export type { Finding, FindingsAccount, NamedFinding } from './risk/counts/findings.js';
export {
  type CheckDefinition,
  type CheckedFill,
  type CheckedOrder,
  type CheckRows,
  type CustomCheckResult,
  defineCheck,
} from './risk/gate/custom-checks.js';
export type {
  GateLimits,
  LimitChanges,
  LimitField,
  LimitLayers,
  MeasuringTerms,
} from './risk/limits/limits.js';
export type { RecordedAct, Role } from './risk/stops/authority.js';
