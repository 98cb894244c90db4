import { InputError } from '../../base/input-error.js';
import { allocateTable } from '../../memory/table.js';
import { Verdict } from '../../orders/codes.js';
import type { Parents } from '../../orders/parents.js';
import { type CompiledLimits, compileLimits, limitsAt } from './compile.js';
import {
  allocateLimits,
  type GateLimits,
  LIMIT_DETAIL_SCHEMA,
  LIMIT_SCHEMA,
  type LimitDetails,
  type LimitTable,
  writeLimits,
} from './limits.js';

/**
 * The first pass's limits if accounts or symbols have their own. They are resolved before the first
 * order, with one block of rows for each account and class of symbols:
 *
 *   block = account × classes + class of the symbol
 *   row of `limits` = block × 8 + verdict, row of `details` = block
 *   account 0 names none, 1 … n have limits, n + 1 is every other
 *
 * The short way first compares with the tightest bounds of all blocks, which the gate's own table
 * holds. Only an order beyond one of those is put to its block.
 */
export interface GateLayers {
  readonly limits: LimitTable;
  readonly details: LimitDetails;
  readonly classOf: Uint16Array;
  readonly classes: number;
  /** The code of every account that has no limits. */
  readonly otherAccount: number;
  /** The highest account that may trade on the short way. */
  readonly accountMax: number;
}

/** A server's own limits, in place of those that all servers of the firm share. */
interface LaidLimits {
  readonly limits: LimitTable;
  readonly details: LimitDetails;
  readonly layers: GateLayers | undefined;
}

/** Most blocks of a server: some 70 MB. */
const BLOCKS_MAX = 500_000;
/** Rows of a block, as a power of two. */
export const BLOCK_SHIFT = 3;
/** Checks that the short way compares with the tightest bound. */
const ONE_ORDER = [Verdict.MAX_QUANTITY, Verdict.MAX_NOTIONAL, Verdict.PARENT_QUANTITY] as const;

/**
 * Resolves the limits of a server; returns undefined if there are no layers below the firm. Throws
 * an InputError if they name a symbol that the universe lacks.
 */
export function layLimits(
  risk: GateLimits,
  server: number,
  symbols: readonly string[],
): LaidLimits | undefined {
  if (risk.layers === undefined) return undefined;
  const compiled = compileLimits(risk, server, symbols);
  const { limits, details } = allocateLimits(compiled.byClass[0]!);
  if (compiled.accounts.length === 0 && compiled.byClass.length === 1)
    return { limits, details, layers: undefined };
  const layers = writeBlocks(compiled);
  const { bound } = layers.limits;
  for (const check of ONE_ORDER) {
    for (let row = check; row < bound.length; row += 1 << BLOCK_SHIFT)
      limits.bound[check] = Math.min(limits.bound[check]!, bound[row]!);
  }
  // The gate must look at the account of every order, however small.
  if (layers.accountMax < layers.otherAccount) limits.bound[Verdict.MAX_QUANTITY] = -1;
  return { limits, details, layers };
}

/** Writes a block for each row of accounts and class of symbols. */
function writeBlocks(compiled: CompiledLimits): GateLayers {
  const { classes, accounts, byClass } = compiled;
  const otherAccount = accounts.length + 1;
  const rows = otherAccount + 1;
  const blocks = rows * byClass.length;
  if (blocks > BLOCKS_MAX) {
    const most = BLOCKS_MAX.toLocaleString('en-US');
    throw new InputError(
      `risk.layers: ${rows} accounts by ${byClass.length} sets of symbol limits; ` +
        `at most ${most} together`,
    );
  }
  const limits = allocateTable(LIMIT_SCHEMA, blocks << BLOCK_SHIFT);
  const details = allocateTable(LIMIT_DETAIL_SCHEMA, blocks);
  for (let block = 0; block < blocks; block++) {
    const code = Math.floor(block / byClass.length);
    const laid = limitsAt(compiled, code, block % byClass.length);
    writeLimits(laid, limits, details, block);
  }
  return {
    limits,
    details,
    classOf: classes.classOf,
    classes: byClass.length,
    otherAccount,
    accountMax: isDenied(byClass[0]!, accounts) ? accounts.length : otherAccount,
  };
}

/**
 * Returns whether accounts without limits may not trade: if the check is on and some accounts have
 * limits, no limit is no permission.
 */
function isDenied({ unconfiguredLimit }: GateLimits, accounts: readonly string[]): boolean {
  return accounts.length > 0 && (unconfiguredLimit?.mode ?? 'off') !== 'off';
}

/** Returns the block of a parent's limits. */
export function blockOf(
  { classOf, classes, otherAccount }: GateLayers,
  { account, symbol }: Parents,
  parent: number,
): number {
  const code = account[parent]!;
  return (code < otherAccount ? code : otherAccount) * classes + classOf[symbol[parent]!]!;
}

/** Returns the row of a check in the block of a parent. */
export function limitRow(
  layers: GateLayers,
  parents: Parents,
  parent: number,
  check: number,
): number {
  return (blockOf(layers, parents, parent) << BLOCK_SHIFT) + check;
}
