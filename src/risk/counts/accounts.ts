import { money } from '../../base/units.js';
import { allocateArray } from '../../memory/arena.js';
import { Side, Verdict } from '../../orders/codes.js';
import type { Parents } from '../../orders/parents.js';
import { ACCOUNT_CHECKS } from '../catalogue/account-rows.js';
import { type CheckModeName, isUnbounded, LIMIT_MODE_NAMES } from '../catalogue/modes.js';
import { type CompiledLimits, type LayeredLimits, limitsAt } from '../limits/compile.js';
import { changesAny } from '../limits/layers.js';
import type { SecondPass } from './second-pass.js';
import { ACCOUNT_WORDS, type AccountCredit, AccountOther, type AccountSums } from './tables.js';

const { ACCOUNT_GROSS, ACCOUNT_NET, ACCOUNT_OPEN } = Verdict;
const { isNaN: isNotNumber } = Number;
const FIELDS = ACCOUNT_CHECKS.map(({ field }) => field);
const CHECKS = ACCOUNT_CHECKS.length;

/** Returns whether any account has a credit. */
export function isAccountCreditOn(limits: LayeredLimits): boolean {
  return (
    FIELDS.some((field) => (limits[field]?.mode ?? 'off') !== 'off') ||
    changesAny(limits.layers, FIELDS)
  );
}

/** Compiles the credit of each account. */
export function compileAccounts(
  compiled: CompiledLimits<LayeredLimits>,
  sums: AccountSums,
): AccountCredit {
  const { accounts, risk } = compiled;
  const other = accounts.length + 1;
  const mode = allocateArray(Uint8Array, (other + 1) * CHECKS);
  const own = allocateArray(Float64Array, mode.length).fill(Number.NaN);
  for (let code = 0; code <= other; code++) {
    const laid = limitsAt(compiled, code, 0);
    const changes = risk.layers?.accounts?.[accounts[code - 1] ?? ''];
    ACCOUNT_CHECKS.forEach(({ field, parameters: [{ default: level }] }, place) => {
      const row = code * CHECKS + place;
      const setting = laid[field] as { mode: CheckModeName; dollars?: number } | undefined;
      const name = setting?.mode ?? 'off';
      mode[row] = LIMIT_MODE_NAMES.indexOf(name);
      if (isUnbounded(name)) own[row] = Number.POSITIVE_INFINITY;
      else if (changes?.[field]?.dollars !== undefined || isUnbounded(risk[field]?.mode ?? 'off'))
        own[row] = money(setting?.dollars ?? level);
    });
  }
  return { sums, other, mode, own };
}

/** Returns the mode of a check for an account. */
export function accountMode(
  { mode, other }: AccountCredit,
  check: number,
  account: number,
): number {
  return mode[creditRow(other, account) * CHECKS + check - ACCOUNT_GROSS]!;
}

/** Returns the bound of a check for an account, money; infinite while it is off. */
export function accountBound(catalogue: SecondPass, check: number, account: number): number {
  const { own, other } = catalogue.accounts!;
  const level = own[creditRow(other, account) * CHECKS + check - ACCOUNT_GROSS]!;
  return isNotNumber(level) ? catalogue.bounds.hard[check]! : level;
}

/**
 * Checks 32 to 34, the credit of an account: its notional with `more` on a side; working and
 * executed of both sides (gross), working of both sides (open), or working and executed of this
 * side less executed of the other (net). Rule 15c3-5(c)(1)(i). Rejects; cancellations make room,
 * and for the net also executions on the other side.
 */
function measureAccount(
  { sums, other }: AccountCredit,
  check: number,
  account: number,
  side: number,
  more: number,
): number {
  const row = creditRow(other, account);
  return ownCredit(sums, check, row, side) + more + sums.others[otherWord(check, row, side)]!;
}

/** Returns what the servers that share these sums have used of a credit; `row` as in the sums. */
export function ownCredit(
  { words }: Pick<AccountSums, 'words'>,
  check: number,
  row: number,
  side: number,
): number {
  const at = row * ACCOUNT_WORDS;
  if (check === ACCOUNT_NET)
    return words[at + side]! + words[at + 2 + side]! - words[at + 3 - side]!;
  const open = words[at]! + words[at + 1]!;
  return check === ACCOUNT_OPEN ? open : open + words[at + 2]! + words[at + 3]!;
}

/** Returns the word of `others` for a credit of an account's row; the side matters to the net. */
function otherWord(check: number, row: number, side: number): number {
  const { GROSS, NET, OPEN } = AccountOther;
  const place = check === ACCOUNT_NET ? NET + side : check === ACCOUNT_OPEN ? OPEN : GROSS;
  return row * ACCOUNT_WORDS + place;
}

/** The same with the order in hand. */
export function measureCredit({ accounts, order }: SecondPass, check: number): number {
  const { account, side, shares, priceTicks } = order;
  return measureAccount(accounts!, check, account, side, shares * priceTicks);
}

/** Returns what an account has used of a credit, the fuller side of a net one, and its limit. */
export function accountUse(
  catalogue: SecondPass,
  check: number,
  account: number,
): { value: number; limit: number } {
  const used = (side: number): number =>
    measureAccount(catalogue.accounts!, check, account, side, 0);
  return {
    value: Math.max(used(Side.BUY), used(Side.SELL)),
    limit: accountBound(catalogue, check, account),
  };
}

/** Returns whether `more` money on a side is within the credit of an account. */
export function meetsAccount(
  catalogue: SecondPass,
  account: number,
  side: number,
  more: number,
): boolean {
  for (let check: number = ACCOUNT_GROSS; check <= ACCOUNT_OPEN; check++)
    if (
      measureAccount(catalogue.accounts!, check, account, side, more) >
      accountBound(catalogue, check, account)
    )
      return false;
  return true;
}

/** Counts money of admitted orders as working. */
export function reserveAccount(
  { sums, other }: AccountCredit,
  account: number,
  side: number,
  more: number,
): void {
  const word = creditRow(other, account) * ACCOUNT_WORDS + side;
  sums.words[word] = sums.words[word]! + more;
}

/** Takes the answers to orders of a parent at a limit price, if accounts have a credit. */
export function settleAccount(
  { accounts }: SecondPass,
  parents: Parents,
  parent: number,
  limitTicks: number,
  executed: number,
  cancelled: number,
): void {
  if (accounts === undefined) return;
  const { words } = accounts.sums;
  const word =
    creditRow(accounts.other, parents.account[parent]!) * ACCOUNT_WORDS + parents.side[parent]!;
  words[word] = words[word]! - (executed + cancelled) * limitTicks;
  words[word + 2] = words[word + 2]! + executed * limitTicks;
}

/** Returns the row of an account in the sums; `other` is the last one. */
export function creditRow(other: number, account: number): number {
  return account < other ? account : other;
}
