import { assert, InputError } from '../../base/input-error.js';
import type { Layout, Table } from '../../memory/table.js';
import { isAccountCreditOn } from '../../risk/counts/accounts.js';
import { CREDIT_UNIT_MONEY } from '../../risk/counts/credit.js';
import { ownedChecks } from '../../risk/counts/owners.js';
import { grossWindowsNs } from '../../risk/counts/rolling-gross.js';
import { ACCOUNT_WORDS } from '../../risk/counts/tables.js';
import { limitedAccounts } from '../../risk/limits/layers.js';
import type { GateLimits } from '../../risk/limits/limits.js';
import type { Arrivals } from '../arrivals.js';

/**
 * What each server publishes of the sums that a check adds up over all servers. A word has one
 * writer, its server, and is never below what the server has: it is raised before the gate judges
 * the orders of a turn, and lowered after they are judged or answered.
 *
 *   sums     by owner and symbol: word = (row × servers + server) × 8 + PublishedWord, shares
 *   credits  by account: word = (account × servers + server) × 4 + AccountOther, units of $100
 *   rolled   word = server × 32 + RolledWord, units of $100; the ring has a slot at its number
 *            modulo sixteen
 *   keys     by row: whose it is, owner × symbols + symbol + 1, and 0 while it is free
 *
 * Servers are counted from 0 here. A row is found by its hash, and once taken stays.
 */
const SUM_SCHEMA = { words: 'i32' } as const;
const KEY_SCHEMA = { keys: 'u32' } as const;

/**
 * The words of an owner's symbol. Prices are published so that 0 is none and the most aggressive is
 * the greatest.
 */
export const PublishedWord = {
  REACH: 0,
  TICKS: 2,
  TRADED: 4,
  LOCATED: 5,
} as const;
export const SUM_SHIFT = 3;

/** The words of the firm's rolling gross, of one server. */
export const RolledWord = { WORKING: 0, SLOT: 1, RING: 16 } as const;
export const ROLLED_SHIFT = 5;
export const ROLLED_SLOTS = 16;

/** Published in place of anything greater; a sum with it is taken as infinite. */
export const PUBLISHED_MAX = 0x7fffffff;

/** Publishes money in units, rounded up. */
export function publishUnits(words: Int32Array, at: number, money: number): void {
  Atomics.store(words, at, Math.min(PUBLISHED_MAX, Math.ceil(money / CREDIT_UNIT_MONEY)));
}

/** Reads published units as money; infinite where they could not be published in full. */
export function readUnits(words: Int32Array, at: number): number {
  return finite(Atomics.load(words, at)) * CREDIT_UNIT_MONEY;
}

/** A word that could not be published in full may stand for anything. */
export function finite(word: number): number {
  return word === PUBLISHED_MAX ? Number.POSITIVE_INFINITY : word;
}

/** Most pairs of owner and symbol that a fleet adds up. */
const PAIRS_MAX = 2 ** 17;
/** Keys are numbers of 32 bits, and owners of 17. */
const SYMBOLS_MAX = 65_534;

/** How much room the sums of a plan need. */
interface SumRoom {
  /** Rows of `sums`, a power of two; 0 if no check adds up by symbol. */
  readonly rows: number;
  /** Accounts with a credit; 0 if that is off. */
  readonly accounts: number;
  /** Whether the firm's rolling gross is added up. */
  readonly isRolled: boolean;
}

/** The part of a plan that the room follows from. */
interface SumPlan {
  readonly risk: GateLimits;
  readonly universe: { readonly stocks: number };
  readonly arrivals: Arrivals;
}

/**
 * Returns the room for a plan's sums; undefined if every sum is a server's. Throws an InputError if
 * there are too many pairs of account and symbol.
 */
export function sumRoom(plan: SumPlan): SumRoom | undefined {
  const accounts = isAccountCreditOn(plan.risk) ? limitedAccounts(plan.risk).length + 2 : 0;
  const pairs = pairsOf(plan);
  const isRolled = grossWindowsNs(plan.risk).length > 0;
  if (pairs === 0 && accounts === 0 && !isRolled) return undefined;
  return { rows: pairs === 0 ? 0 : 2 ** Math.ceil(Math.log2(2 * pairs)), accounts, isRolled };
}

function pairsOf({ risk, universe, arrivals }: SumPlan): number {
  const checks = ownedChecks(risk);
  if (checks.length === 0) return 0;
  const { stocks } = universe;
  if (stocks > SYMBOLS_MAX)
    throw new InputError(
      `fleet.universe.stocks: at most ${SYMBOLS_MAX} expected with sums of the firm or of ` +
        `accounts, was ${stocks}`,
    );
  let pairs = checks.some(({ per }) => per === 'firm') ? stocks : 0;
  const byAccount = checks.find(({ per }) => per === 'account');
  if (byAccount === undefined) return pairs;
  if (arrivals.kind === 'replay') {
    const { count, account, symbol } = arrivals.flow;
    const known = new Set<number>();
    for (let order = 0; order < count; order++)
      known.add(account[order]! * stocks + symbol[order]!);
    pairs += known.size;
  } else if (arrivals.kind === 'live')
    // Beside the named accounts there are orders without one, and those of all others.
    pairs += ((arrivals.accounts?.length ?? 0) + 2) * stocks;
  else pairs += stocks;
  if (pairs > PAIRS_MAX)
    throw new InputError(
      `fleet.risk.${byAccount.field}.per: at most ${PAIRS_MAX} pairs of account and symbol ` +
        `expected, were ${pairs}`,
    );
  return pairs;
}

/** The layout of a firm's published sums. */
export function sumLayout({ rows, accounts, isRolled }: SumRoom, servers: number) {
  return {
    keys: { schema: KEY_SCHEMA, capacity: Math.max(1, rows) },
    sums: { schema: SUM_SCHEMA, capacity: Math.max(1, (rows * servers) << SUM_SHIFT) },
    credits: {
      schema: SUM_SCHEMA,
      capacity: Math.max(1, accounts * servers * ACCOUNT_WORDS),
    },
    rolled: { schema: SUM_SCHEMA, capacity: isRolled ? servers << ROLLED_SHIFT : 1 },
  } as const satisfies Layout;
}

/** Returns the row of an owner and a symbol; takes one for it if it has none. */
export function claimSumRow(
  { keys }: Pick<Table<typeof KEY_SCHEMA>, 'keys'>,
  symbols: number,
  owner: number,
  symbol: number,
): number {
  const key = owner * symbols + symbol + 1;
  const mask = keys.length - 1;
  const first = (Math.imul(key ^ (key >>> 15), 0x9e3779b1) >>> 8) & mask;
  for (let tried = 0; tried <= mask; tried++) {
    const row = (first + tried) & mask;
    const seen = Atomics.compareExchange(keys, row, 0, key);
    if (seen === 0 || seen === key) return row;
  }
  assert(false, `fleet/firm-sums: all ${keys.length} rows are taken`);
  return -1;
}
