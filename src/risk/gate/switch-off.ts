import { Verdict } from '../../orders/codes.js';
import type { Parents } from '../../orders/parents.js';
import { ACCOUNT_CHECKS } from '../catalogue/account-rows.js';
import { CATALOGUE_ROWS, type CheckSettings } from '../catalogue/catalogue.js';
import { CheckMode } from '../catalogue/modes.js';
import { writeBounds } from '../counts/bounds.js';
import type { SecondPass } from '../counts/second-pass.js';
import { type AccountCredit, OPEN_CREDIT } from '../counts/tables.js';
import { BLOCK_SHIFT } from '../limits/blocks.js';
import type { LimitDetails, LimitTable } from '../limits/limits.js';
import type { Gate } from './state.js';

/**
 * Switches a check off in the midst of a day, in all layers, for a run that has learnt what it
 * asked of it. Only a check that has not acted may be switched off: one in mode `shadow` or `warn`.
 */

const { ACCOUNT_GROSS, ACCOUNT_OPEN, COLLAR, EXECUTIONS_PER_PARENT } = Verdict;
const { GROSS_EXPOSURE, NET_EXPOSURE, OPEN_EXPOSURE, SERVER_RATE } = Verdict;
const { POSITIVE_INFINITY } = Number;
const TICKS_MAX = 0x7fffffff;

/** Switches a check of a server's gate off, for its open parents too. */
export function switchOff(gate: Gate, parents: Parents, check: number, nowNs: number): void {
  if (check > GROSS_EXPOSURE) {
    switchOffSecond(gate.catalogue!, check, nowNs);
  } else {
    const { limits, details, layers, cells } = gate;
    switchOffFirst(limits, details, check);
    if (layers !== undefined) switchOffFirst(layers.limits, layers.details, check);
    if (check === GROSS_EXPOSURE) cells.creditMoney[0] = POSITIVE_INFINITY;
    if (check === COLLAR) {
      parents.collarLowTicks.fill(0);
      parents.collarHighTicks.fill(TICKS_MAX);
    }
  }
  const place = gate.judged.indexOf(check);
  if (place >= 0) (gate.judged as number[]).splice(place, 1);
}

/** Switches a check off in every block of a table. */
function switchOffFirst(limits: LimitTable, details: LimitDetails, check: number): void {
  for (let row = check; row < limits.capacity; row += 1 << BLOCK_SHIFT) {
    limits.mode[row] = CheckMode.OFF;
    // A bound below zero makes the gate look at the account of every order.
    if (limits.bound[row]! >= 0) limits.bound[row] = POSITIVE_INFINITY;
  }
  if (check === COLLAR) details.collarFraction.fill(POSITIVE_INFINITY);
  if (check !== SERVER_RATE) return;
  details.rateIncrementNs.fill(0);
  details.rateToleranceNs.fill(POSITIVE_INFINITY);
}

function switchOffSecond(catalogue: SecondPass, check: number, nowNs: number): void {
  const { field } = CATALOGUE_ROWS.find(({ verdict }) => verdict === check)!;
  const { net, parents, accounts } = catalogue;
  for (const settings of catalogue.classSettings as Record<string, CheckSettings[string]>[])
    settings[field] = { ...settings[field]!, mode: 'off' };
  writeBounds(catalogue, nowNs);
  if (accounts !== undefined && check >= ACCOUNT_GROSS && check <= ACCOUNT_OPEN)
    switchOffCredit(accounts, check);
  if (check === EXECUTIONS_PER_PARENT) parents.ceiling.fill(TICKS_MAX);
  if (check === NET_EXPOSURE) net.creditMoney.fill(POSITIVE_INFINITY, 0, OPEN_CREDIT);
  if (check === OPEN_EXPOSURE) net.creditMoney[OPEN_CREDIT] = POSITIVE_INFINITY;
}

function switchOffCredit({ mode, own }: AccountCredit, check: number): void {
  for (let row = check - ACCOUNT_GROSS; row < mode.length; row += ACCOUNT_CHECKS.length) {
    mode[row] = CheckMode.OFF;
    own[row] = POSITIVE_INFINITY;
  }
}
