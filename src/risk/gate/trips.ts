import { money } from '../../base/units.js';
import type { Positions } from '../../ledger/positions.js';
import { Verdict } from '../../orders/codes.js';
import { CheckMode } from '../catalogue/modes.js';
import { CREDIT_UNIT_MONEY } from '../counts/credit.js';
import { returnNetCredit, unitsOf } from '../counts/exposure.js';
import { FINDING_SCOPES, noteFinding, Outcome } from '../counts/findings.js';
import { countCancel, countTry } from '../counts/messages.js';
import { ownerOf } from '../counts/owners.js';
import { rollGross } from '../counts/rolling-gross.js';
import type { SecondPass } from '../counts/second-pass.js';
import { OPEN_CREDIT, Owner, ServerWord } from '../counts/tables.js';
import { recordAct } from '../stops/authority.js';
import { kill } from '../stops/kill.js';
import { climbLadder, RUNGS_PERCENT, readLadder, rungOf } from '../stops/ladder.js';
import { State, type StateScope, worsenState } from '../stops/states.js';
import { ownProfit } from './checks/loss.js';
import { distrustQuote } from './checks/order.js';
import { isMeasured, recordLoss, recordUnmatched } from './measuring.js';

/**
 * The effects of checks beyond refusing one order: hold a parent, stop a symbol, a server or the
 * firm, kill. Also the checks of answers rather than orders.
 */

/**
 * Applies the action of the check that refused the order in hand to its scope. One that adds up an
 * account's sum refuses the order alone: the symbol goes on for others.
 */
export function refuseOrder(catalogue: SecondPass, check: number): void {
  const { order, server } = catalogue;
  if (ownerOf(catalogue, check) === Owner.ACCOUNT) return;
  switch (check) {
    case Verdict.STALE_QUOTE:
      distrustQuote(catalogue);
      return;
    case Verdict.DUPLICATE_ORDERS:
      stopScope(catalogue, { kind: 'server', server }, State.HALTED, check);
      return;
    case Verdict.STATIC_COLLAR:
    case Verdict.CUMULATIVE_ADV:
      stopScope(catalogue, { kind: 'symbol', symbol: order.symbol }, State.HALTED, check);
      return;
    case Verdict.POSITION:
      stopScope(catalogue, { kind: 'symbol', symbol: order.symbol }, State.REDUCING, check);
      return;
    case Verdict.SERVER_GROSS:
      stopScope(catalogue, { kind: 'server', server }, State.REDUCING, check);
      return;
    case Verdict.EXECUTIONS_PER_PARENT:
      holdParent(catalogue);
      return;
    case Verdict.MESSAGE_RATE:
      if (countTry(catalogue.messages!, order.nowNs))
        stopScope(catalogue, { kind: 'server', server }, State.HALTED, check);
      return;
    default:
  }
}

/**
 * Counts a cancel of a resting order, if a check counts messages. Cancels are never refused; above
 * the second rate they log the server out, which halts it.
 */
export function noteCancel(catalogue: SecondPass, nowNs: number): void {
  const { messages, bounds, order, server } = catalogue;
  if (messages === undefined) return;
  const isAbove = countTry(messages, nowNs);
  countCancel(messages, nowNs);
  if (!isAbove || bounds.mode[Verdict.MESSAGE_RATE] !== CheckMode.ENFORCE) return;
  order.nowNs = nowNs;
  stopScope(catalogue, { kind: 'server', server }, State.HALTED, Verdict.MESSAGE_RATE);
}

/** Puts a scope into a state and records the check that did. */
function stopScope(catalogue: SecondPass, scope: StateScope, state: State, check: number): void {
  const { firm, order } = catalogue;
  if (!worsenState(firm.states, scope, state, order.nowNs)) return;
  const act = state === State.REDUCING ? 'reduce' : state === State.HALTED ? 'halt' : 'kill';
  const scopeId =
    scope.kind === 'server' ? scope.server : scope.kind === 'symbol' ? scope.symbol : 0;
  recordAct(firm.acts, {
    act,
    scope: scope.kind,
    scopeId,
    roles: [],
    check,
    reason: '',
    atNs: order.nowNs,
  });
}

function holdParent(catalogue: SecondPass): void {
  const { parents, firm, pace, order } = catalogue;
  if (parents.ceiling[order.parent]! < 0) return;
  parents.ceiling[order.parent] = -1;
  if (Atomics.add(firm.words.heldParents, 0, 1) + 1 >= pace.parentsMax[0]!)
    stopScope(catalogue, { kind: 'firm' }, State.HALTED, Verdict.EXECUTIONS_PER_PARENT);
}

/**
 * Ends the settlement of a turn's answers: returns unspent credit, and holds executions that
 * matched no open parent against their limit.
 */
export function endSettlement(catalogue: SecondPass, nowNs: number): void {
  const { cells, bounds, firm, order } = catalogue;
  order.nowNs = nowNs;
  order.sequence = 0;
  returnNetCredit(catalogue);
  if (catalogue.rolledGross !== undefined) rollGross(catalogue.rolledGross, nowNs);
  const unmatched = cells.newUnmatchedMoney[0]!;
  cells.newUnmatchedMoney[0] = 0;
  cells.unmatchedMoney[0] = cells.unmatchedMoney[0]! + unmatched;
  const limit = bounds.hard[Verdict.UNMATCHED_ACCOUNT]!;
  const isOn =
    limit !== Number.POSITIVE_INFINITY || isMeasured(catalogue, Verdict.UNMATCHED_ACCOUNT);
  if (unmatched > 0 && isOn) {
    const change = postUnits(
      firm.words.unmatchedUnits,
      cells.postedUnmatchedUnits,
      cells.unmatchedMoney[0]!,
    );
    const units = Atomics.load(firm.words.unmatchedUnits, 0);
    if (limit === Number.POSITIVE_INFINITY) recordUnmatched(catalogue, units);
    else holdUnmatched(catalogue, units, change, limit);
  }
  endBatch(catalogue, nowNs);
}

/**
 * Holds the firm's unmatched account against its limit, after a server has added `change` to its
 * own copy.
 */
function holdUnmatched(catalogue: SecondPass, units: number, change: number, limit: number): void {
  const { words, sums, rungs } = catalogue.firm;
  const total = units * CREDIT_UNIT_MONEY;
  const ladder = readLadder(rungs.rung, Verdict.UNMATCHED_ACCOUNT);
  const used = sumNow(sums.unmatchedUnits, words.unmatchedUnits, change);
  warnOnLadder(
    catalogue,
    rungs.rung,
    Verdict.UNMATCHED_ACCOUNT,
    ladder,
    Verdict.UNMATCHED_ACCOUNT,
    used,
    limit,
  );
  if (total > limit)
    trip(
      catalogue,
      Verdict.UNMATCHED_ACCOUNT,
      { kind: 'server', server: catalogue.server },
      total,
      limit,
    );
}

/**
 * Takes over the firm's unmatched account, this server's last part included, in a gate with its own
 * copy of the firm's words. Acts only if the copy was within the limit before.
 */
export function seeUnmatched(catalogue: SecondPass, units: number, nowNs: number): void {
  const { firm, bounds, order } = catalogue;
  const limit = bounds.hard[Verdict.UNMATCHED_ACCOUNT]!;
  const before = firm.words.unmatchedUnits[0]! * CREDIT_UNIT_MONEY;
  firm.words.unmatchedUnits[0] = units;
  order.nowNs = nowNs;
  order.sequence = 0;
  if (limit !== Number.POSITIVE_INFINITY && before <= limit)
    holdUnmatched(catalogue, units, 0, limit);
}

/** Takes over the firm's number of held parents in a gate with its own copy. */
export function seeHeldParents(catalogue: SecondPass, held: number, nowNs: number): void {
  const { firm, pace, order } = catalogue;
  firm.words.heldParents[0] = held;
  order.nowNs = nowNs;
  if (held >= pace.parentsMax[0]!)
    stopScope(catalogue, { kind: 'firm' }, State.HALTED, Verdict.EXECUTIONS_PER_PARENT);
}

/**
 * Brings a server's part of a sum of the firm up to date, in units of $100 rounded up; returns by
 * how many units it has changed.
 */
function postUnits(word: Int32Array, posted: Int32Array, money: number): number {
  const units = unitsOf(money);
  const change = units - posted[0]!;
  posted[0] = units;
  if (change !== 0) Atomics.add(word, 0, change);
  return change;
}

/**
 * Returns a sum of the firm, money. A gate with its own copy adds the change that is only in the
 * copy so far.
 */
function sumNow(sum: Int32Array, copy: Int32Array, change: number): number {
  return (Atomics.load(sum, 0) + (sum === copy ? 0 : change)) * CREDIT_UNIT_MONEY;
}

/**
 * Check 16, the loss limit: marks the firm's own account on this server. RTS 6 Art. 15(4). Default
 * $5 M on 3 marks in a row, so that one bad tick does not stop a firm. Kills the firm. Servers that
 * can still send are marked, before their orders are gated and at most once in so many seconds.
 */
export function markLoss(catalogue: SecondPass, positions: Positions, nowNs: number): void {
  const { cells, firm, bounds, pace, order, quotes } = catalogue;
  const limit = bounds.hard[Verdict.LOSS_LIMIT]!;
  order.nowNs = nowNs;
  order.sequence = 0;
  cells.nextMarkNs[0] = nowNs + pace.markEveryNs[0]!;
  const { lossUnits } = firm.words;
  const change = postUnits(
    lossUnits,
    cells.postedLossUnits,
    -ownProfit(positions, quotes, pace.conservativeMarks[0] !== 0),
  );
  const loss = Atomics.load(lossUnits, 0) * CREDIT_UNIT_MONEY;
  if (isMeasured(catalogue, Verdict.LOSS_LIMIT)) recordLoss(catalogue, loss, pace.lossMarks[0]!);
  const { rung } = firm.rungs;
  const ladder = readLadder(rung, Verdict.LOSS_LIMIT);
  warnOnLadder(
    catalogue,
    rung,
    Verdict.LOSS_LIMIT,
    ladder,
    Verdict.LOSS_LIMIT,
    sumNow(firm.sums.lossUnits, lossUnits, change),
    limit,
  );
  cells.lossMarks[0] = loss > limit ? cells.lossMarks[0]! + 1 : 0;
  if (cells.lossMarks[0]! >= pace.lossMarks[0]!)
    trip(catalogue, Verdict.LOSS_LIMIT, { kind: 'firm' }, loss, limit);
}

/** Returns whether it is time to mark. */
export function isMarkDue(catalogue: SecondPass, nowNs: number): boolean {
  return (
    (catalogue.bounds.hard[Verdict.LOSS_LIMIT] !== Number.POSITIVE_INFINITY ||
      isMeasured(catalogue, Verdict.LOSS_LIMIT)) &&
    nowNs >= catalogue.cells.nextMarkNs[0]!
  );
}

/**
 * Counts and records that a check about no single order is beyond its bound, and kills the scope if
 * the check is enforced.
 */
function trip(
  catalogue: SecondPass,
  check: number,
  scope: StateScope & { kind: 'firm' | 'server' },
  value: number,
  bound: number,
): void {
  const { breaches, bounds, findings, order, server } = catalogue;
  const mode = bounds.mode[check];
  breaches.count[check] = breaches.count[check]! + 1;
  if (Number.isNaN(breaches.firstNs[check]!)) breaches.firstNs[check] = order.nowNs;
  const outcome =
    mode === CheckMode.ENFORCE
      ? Outcome.TRIPPED
      : mode === CheckMode.SHADOW
        ? Outcome.SHADOWED
        : Outcome.WARNED;
  order.scope = FINDING_SCOPES.indexOf(scope.kind);
  order.scopeId = scope.kind === 'server' ? server : 0;
  noteFinding(findings, order, check, outcome, value, bound, Number.POSITIVE_INFINITY);
  if (mode !== CheckMode.ENFORCE) return;
  kill(catalogue.kill, scope);
  stopScope(catalogue, scope, State.KILLED, check);
}

/**
 * Ends a batch: posts this server's part of the firm's gross exposure, and climbs the ladders of
 * exposure.
 */
export function endBatch(catalogue: SecondPass, nowNs: number): void {
  const { cells, firm, bounds, order, whole } = catalogue;
  order.nowNs = nowNs;
  order.sequence = 0;
  const { rung } = firm.rungs;
  const own = whole.words[ServerWord.GROSS]!;
  postUnits(firm.words.grossUnits, cells.postedGrossUnits, own);
  let ladder = readLadder(rung, Verdict.GROSS_EXPOSURE);
  const gross = Atomics.load(firm.words.grossUnits, 0) * CREDIT_UNIT_MONEY;
  warnOnLadder(
    catalogue,
    rung,
    Verdict.GROSS_EXPOSURE,
    ladder,
    Verdict.GROSS_EXPOSURE,
    gross,
    grossLimit(catalogue),
  );
  ladder = readLadder(cells.grossRung, 0);
  warnOnLadder(
    catalogue,
    cells.grossRung,
    0,
    ladder,
    Verdict.SERVER_GROSS,
    own,
    bounds.hard[Verdict.SERVER_GROSS]!,
  );
  warnOfCredit(catalogue, Verdict.NET_EXPOSURE, 0, 2);
  warnOfCredit(catalogue, Verdict.OPEN_EXPOSURE, OPEN_CREDIT, OPEN_CREDIT + 1);
}

/** The firm's gross limit in force, money: that of its profile, if it has one. */
function grossLimit({ firm, grossLimitMoney }: SecondPass): number {
  if (firm.raises.isProfiled[Verdict.GROSS_EXPOSURE] === 0) return grossLimitMoney;
  return money(firm.raises.profile[Verdict.GROSS_EXPOSURE]!);
}

/** Climbs the ladder of a limit of which rows [begin, end) of the firm's credits are left. */
function warnOfCredit(catalogue: SecondPass, check: number, begin: number, end: number): void {
  const { firm, bounds } = catalogue;
  const limit = bounds.hard[check]!;
  if (limit === Number.POSITIVE_INFINITY) return;
  const { rung } = firm.rungs;
  const ladder = readLadder(rung, check);
  let left = Number.POSITIVE_INFINITY;
  for (let row = begin; row < end; row++)
    left = Math.min(left, Atomics.load(firm.netLeft[row]!.leftUnits, 0));
  warnOnLadder(catalogue, rung, check, ladder, check, limit - left * CREDIT_UNIT_MONEY, limit);
}

/**
 * Warns of each rung that a sum has reached since the last look. `ladder` is the ladder's word,
 * read before the sum.
 */
function warnOnLadder(
  catalogue: SecondPass,
  word: Int32Array,
  row: number,
  ladder: number,
  check: number,
  used: number,
  limit: number,
): void {
  if (limit === Number.POSITIVE_INFINITY) return;
  const before = climbLadder(word, row, ladder, used, limit);
  if (before < 0) return;
  const { findings, order, server } = catalogue;
  const scope = check === Verdict.SERVER_GROSS ? 'server' : 'firm';
  order.scope = FINDING_SCOPES.indexOf(scope);
  order.scopeId = scope === 'server' ? server : 0;
  for (let rung = before; rung < rungOf(used, limit); rung++) {
    const bound = (RUNGS_PERCENT[rung]! * limit) / 100;
    noteFinding(findings, order, check, Outcome.RUNG, used, bound, Number.POSITIVE_INFINITY);
  }
}
