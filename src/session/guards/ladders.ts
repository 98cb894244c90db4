import { dollars, NS_PER_SECOND } from '../../base/units.js';
import { logEvent } from '../../metrics/events.js';
import { VERDICT_NAMES, Verdict } from '../../orders/codes.js';
import { unitOf } from '../../risk/catalogue/units.js';
import { accountUse } from '../../risk/counts/accounts.js';
import { levelsAt } from '../../risk/counts/bounds.js';
import { FINDING_SCOPES, Outcome } from '../../risk/counts/findings.js';
import { messagesSent, ratioBound } from '../../risk/counts/messages.js';
import { FIRM_OWNER, forEachOwner, ownerOf } from '../../risk/counts/owners.js';
import type { SecondPass } from '../../risk/counts/second-pass.js';
import { LEVEL_SHIFT, Owner, ServerWord, SideWord, SymbolWord } from '../../risk/counts/tables.js';
import { RUNGS_PERCENT, rungOf } from '../../risk/stops/ladder.js';
import type { Day } from '../day/day.js';
import type { LimitAlert } from '../day/ladders.js';
import { EventKind } from '../log/event-kinds.js';

/**
 * Alerts at 50, 75, 85, 90 and 95 % of every sum with a limit, as Nasdaq's kill switch tells its
 * members. Each is told once. The gates warn of the sums of the firm and of a server themselves;
 * those of symbols and accounts are looked at once a second.
 */

/** Alerts that are kept one by one. */
const ALERTS_MAX = 5000;
const {
  ACCOUNT_GROSS,
  ACCOUNT_OPEN,
  CUMULATIVE_ADV,
  GROSS_EXPOSURE,
  OPEN_ORDERS,
  ORDER_TO_TRADE,
  POSITION,
} = Verdict;
const { REACH } = SideWord;

/** A sum, whom it is of, and its limit. */
interface Use {
  readonly check: number;
  readonly scope: LimitAlert['scope'];
  readonly server: number;
  readonly symbol?: number;
  readonly account?: number;
  readonly value: number;
  readonly limit: number;
}

/** Tells the alerts that are new. Call it once a tick, after the answers. */
export function watchLadders(day: Day, nowNs: number): void {
  noteGross(day, nowNs);
  for (const { gate, number } of day.servers) {
    const { catalogue } = gate;
    if (catalogue === undefined) return;
    noteWarned(day, catalogue, number, nowNs);
  }
  if (nowNs % NS_PER_SECOND === 0) lookAtSums(day, nowNs);
}

/** The firm's gross exposure, which a gate without a second pass does not warn of. */
function noteGross(day: Day, nowNs: number): void {
  const [{ gate }] = day.servers as [Day['servers'][number]];
  const limit = gate.limits.bound[GROSS_EXPOSURE]!;
  if (limit === Number.POSITIVE_INFINITY) return;
  let value = 0;
  for (const { gate } of day.servers) value += gate.cells.exposureMoney[0]!;
  if (100 * value < RUNGS_PERCENT[0] * limit) return;
  tell(day, { check: GROSS_EXPOSURE, scope: 'firm', server: 0, value, limit }, nowNs);
}

/** Takes over the rungs that a gate has found itself: of the firm's sums and the server's gross. */
function noteWarned(day: Day, catalogue: SecondPass, server: number, nowNs: number): void {
  const { rows, counts } = catalogue.findings;
  const { findingsSeen } = day.ladders;
  const end = counts.rows[0]!;
  for (let row = findingsSeen[server - 1]!; row < end; row++) {
    const check = rows.check[row]!;
    if (rows.outcome[row] !== Outcome.RUNG || check === GROSS_EXPOSURE) continue;
    const isServer = FINDING_SCOPES[rows.scope[row]!] === 'server';
    const limit = catalogue.bounds.hard[check]!;
    const scope = isServer ? 'server' : 'firm';
    const use = { check, scope, server: isServer ? server : 0, value: rows.value[row]!, limit };
    tell(day, use as Use, nowNs);
  }
  findingsSeen[server - 1] = end;
}

function lookAtSums(day: Day, nowNs: number): void {
  const see = (use: Use): void => {
    if (use.value * 100 >= RUNGS_PERCENT[0] * use.limit && use.limit > 0) tell(day, use, nowNs);
  };
  day.servers.forEach(({ gate, number }, index) => {
    const catalogue = gate.catalogue!;
    lookAtServer(catalogue, number, see);
    // The sums of owners and accounts are those of the whole firm.
    if (index > 0) return;
    lookAtOwners(catalogue, see);
    lookAtAccounts(catalogue, see);
  });
}

type See = (use: Use) => void;

function lookAtServer(catalogue: SecondPass, server: number, see: See): void {
  const { bounds, whole, messages } = catalogue;
  const scope = 'server';
  // A look mostly finds nothing, and then makes no object.
  const out = whole.words[ServerWord.OPEN_ORDERS]!;
  const most = bounds.hard[OPEN_ORDERS]!;
  if (2 * out >= most) see({ check: OPEN_ORDERS, scope, server, value: out, limit: most });
  if (messages !== undefined) {
    const value = messagesSent(messages);
    const limit = ratioBound(catalogue);
    if (2 * value >= limit) see({ check: ORDER_TO_TRADE, scope, server, value, limit });
  }
  // Without shares sent and not cancelled, no symbol has a sum.
  if (whole.words[ServerWord.GROSS] === 0) return;
  if (isSummed(catalogue, CUMULATIVE_ADV)) lookAtVolumes(catalogue, server, see);
  if (isSummed(catalogue, POSITION)) lookAtPositions(catalogue, server, see);
}

/** Whether a check that adds up each server's symbols has a limit for any of them. */
function isSummed(catalogue: SecondPass, check: number): boolean {
  const { hard } = catalogue.bounds;
  if (ownerOf(catalogue, check) !== Owner.SERVER) return false;
  for (let row = check; row < hard.length; row += 1 << LEVEL_SHIFT)
    if (hard[row] !== Number.POSITIVE_INFINITY) return true;
  return false;
}

function lookAtVolumes(catalogue: SecondPass, server: number, see: See): void {
  const { symbols, symbolBounds, stocks } = catalogue;
  for (let symbol = 0; symbol < stocks.length; symbol++) {
    const value = symbols.words[(symbol << 3) + SymbolWord.TRADED]!;
    const limit = symbolBounds.tradedMax[symbol]!;
    if (2 * value >= limit)
      see({ check: CUMULATIVE_ADV, scope: 'symbol', server, symbol, value, limit });
  }
}

function lookAtPositions(catalogue: SecondPass, server: number, see: See): void {
  const { sides, bounds, symbolBounds, quotes, stocks } = catalogue;
  for (let symbol = 0; symbol < stocks.length; symbol++) {
    const at = symbol << 3;
    const reach = Math.max(sides.words[at + REACH]!, sides.words[at + 4 + REACH]!);
    if (reach === 0) continue;
    const value = reach * quotes.midTicks[symbol]!;
    const limit = bounds.hard[levelsAt(symbolBounds, symbol) + POSITION]!;
    if (2 * value >= limit) see({ check: POSITION, scope: 'symbol', server, symbol, value, limit });
  }
}

function lookAtOwners(catalogue: SecondPass, see: See): void {
  const { owners, bounds, symbolBounds, quotes } = catalogue;
  if (owners === undefined) return;
  const { words, ownerOf: of } = owners;
  forEachOwner(owners, (owner, symbol, at) => {
    const isFirm = owner === FIRM_OWNER;
    const kind = isFirm ? Owner.FIRM : Owner.ACCOUNT;
    const seeHalf = (check: number, value: number, limit: number): void => {
      if (2 * value < limit) return;
      if (isFirm) see({ check, scope: 'symbol', server: 0, symbol, value, limit });
      else see({ check, scope: 'account', server: 0, symbol, account: owner, value, limit });
    };
    if (of[POSITION] === kind) {
      const reach = Math.max(words[at + REACH]!, words[at + 4 + REACH]!);
      const limit = bounds.hard[levelsAt(symbolBounds, symbol) + POSITION]!;
      seeHalf(POSITION, reach * quotes.midTicks[symbol]!, limit);
    }
    if (of[CUMULATIVE_ADV] === kind)
      seeHalf(CUMULATIVE_ADV, words[at + SideWord.LOCATED]!, symbolBounds.tradedMax[symbol]!);
  });
}

function lookAtAccounts(catalogue: SecondPass, see: See): void {
  const { accounts } = catalogue;
  if (accounts === undefined) return;
  for (let account = 0; account <= accounts.other; account++) {
    for (let check: number = ACCOUNT_GROSS; check <= ACCOUNT_OPEN; check++) {
      const { value, limit } = accountUse(catalogue, check, account);
      see({ check, scope: 'account', server: 0, account, value, limit });
    }
  }
}

/**
 * The number of a sum. Most looks find a sum that has been told, and its text would cost more than
 * the look. A sum of an account is of the whole firm, or of one of its symbols.
 */
function keyOf({ check, server, symbol = -1, account = -1 }: Use): number {
  const place = account < 0 ? server : SERVER_PLACES + account;
  return (place * SYMBOL_PLACES + symbol + 1) * (1 << LEVEL_SHIFT) + check;
}
const SERVER_PLACES = 1 << 10;
const SYMBOL_PLACES = 1 << 18;

/** Keeps an alert for each rung that a sum has reached for the first time. */
function tell(day: Day, use: Use, nowNs: number): void {
  const { ladders, events } = day;
  const { check, scope, server, symbol, account, value, limit } = use;
  const key = keyOf(use);
  const before = ladders.told.get(key) ?? 0;
  const rung = rungOf(value, limit);
  if (rung <= before) return;
  ladders.told.set(key, rung);
  for (let n = before; n < rung; n++) {
    const percent = RUNGS_PERCENT[n]!;
    ladders.count++;
    if (ladders.alerts.length === ALERTS_MAX) continue;
    ladders.alerts.push({
      atNs: nowNs,
      check: VERDICT_NAMES[check]!,
      percent,
      scope,
      server,
      ...(symbol !== undefined && { symbol: day.market.stocks[symbol]!.symbol }),
      ...(account !== undefined && { account: nameOf(day, use) }),
      ...inUnit(check, value, limit),
    });
    const kind = `${check} ${percent}`;
    if (symbol !== undefined && ladders.logged.has(kind)) continue;
    ladders.logged.add(kind);
    logEvent(events, nowNs, EventKind.LIMIT_ALERT, server, ladders.alerts.length - 1, 0);
  }
}

/** Value and limit of a check for people: sums are of money, shares or orders. */
function inUnit(
  check: number,
  value: number,
  limit: number,
): Pick<LimitAlert, 'unit' | 'value' | 'limit'> {
  const unit = unitOf(VERDICT_NAMES[check]!);
  if (unit === 'money') return { unit: 'dollars', value: dollars(value), limit: dollars(limit) };
  return { unit: unit === 'shares' ? unit : 'orders', value, limit };
}

function nameOf({ accountCodes, firmWords }: Day, { check, account }: Use): string {
  if (account === 0) return 'no account';
  for (const [name, code] of accountCodes) if (code === account) return name;
  return firmWords?.accounts !== undefined && check >= ACCOUNT_GROSS
    ? 'other accounts'
    : `account ${account}`;
}
