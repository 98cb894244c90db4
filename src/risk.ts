/**
 * `smars/risk`: the gate with its two passes, the catalogue of checks, limits, credit, states,
 * findings, and the kill switch.
 */
export {
  allocateSecondPass,
  completeSetting,
  demandAuthority,
  findCheck,
  isSecondPassOn,
  kill,
  killRows,
  layLimits,
  leaseCredit,
  loadChecks,
  openCredit,
  openFirm,
  openSecondPass,
  raiseLimit,
  readState,
  rearm,
  rearmScope,
  releaseParent,
  resolveLimits,
  returnCredit,
  stateSince,
  stopScope,
  writeLimits,
} from './embed/risk.js';
export {
  CATALOGUE,
  CATALOGUE_ROWS,
  type CatalogueLimits,
  type CatalogueRow,
  type CheckField,
  type CheckSetting,
} from './risk/catalogue/catalogue.js';
export { CHECK_MODE_NAMES, CheckMode, type CheckModeName } from './risk/catalogue/modes.js';
export type {
  CheckAction,
  CheckKind,
  CheckParameter,
  CheckPlace,
  CheckReset,
  CheckRow,
  CheckScope,
  ParameterUnit,
} from './risk/catalogue/row.js';
export { FIRM_CREDIT_SCHEMA, type FirmCredit } from './risk/counts/credit.js';
export {
  FINDING_SCOPES,
  type Finding,
  type Findings,
  OUTCOME_NAMES,
  Outcome,
  readFindings,
} from './risk/counts/findings.js';
export type {
  FirmWords,
  SecondPass,
  SecondPassSetup,
  SecondPassSpace,
} from './risk/counts/second-pass.js';
export {
  type CheckDefinition,
  type CheckedFill,
  type CheckedOrder,
  type CheckRows,
  type CustomCheckResult,
  defineCheck,
} from './risk/gate/custom-checks.js';
export { admitChildren, collarParent, openGate, releaseReservation } from './risk/gate/gate.js';
export type { Breaches, Gate, GateCells } from './risk/gate/state.js';
export { boundGate, measureGate, modeGate } from './risk/gate/story-checks.js';
export type { GateLayers, LaidLimits } from './risk/limits/blocks.js';
export {
  LAYER_NAMES,
  LAYER_RULES,
  type LayerName,
  type LayerRule,
  type LimitPlace,
} from './risk/limits/layers.js';
export {
  type GateLimits,
  LIMIT_DETAIL_SCHEMA,
  LIMIT_SCHEMA,
  type LimitChanges,
  type LimitDetails,
  type LimitLayers,
  type LimitTable,
} from './risk/limits/limits.js';
export {
  ACT_NAMES,
  ACT_SCOPES,
  type ActJournal,
  type ActName,
  type Authority,
  COOL_OFF_NS,
  DESIGNATED,
  type RecordedAct,
  ROLES,
  type Role,
  readActs,
} from './risk/stops/authority.js';
export {
  isOrderKilled,
  isServerKilled,
  KILL_SCHEMA,
  KILLED_ORDER_SCHEMA,
  type KilledOrders,
  type KillScope,
  type KillSwitch,
} from './risk/stops/kill.js';
export {
  STATE_NAMES,
  State,
  type StateScope,
  type StateWords,
  stateFor,
} from './risk/stops/states.js';
