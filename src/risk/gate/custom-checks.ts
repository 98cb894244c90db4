import { InputError, suggest } from '../../base/input-error.js';
import { allocateTable, type Columns, ColumnType, type Schema } from '../../memory/table.js';
import { ChildWord, instrumentSide, instrumentSymbol } from '../../orders/children.js';
import type { Parents } from '../../orders/parents.js';

/**
 * An order as a custom check sees it: the gate's view, without the build that made it. One object
 * is overwritten for each order: keep no reference to it.
 */
export interface CheckedOrder {
  server: number;
  /** The parent's row, unique while it is open, and its order id. */
  parent: number;
  orderId: number;
  /** Place of the symbol in the universe. */
  symbol: number;
  /** 0 to buy, 1 to sell. */
  side: number;
  quantity: number;
  priceTicks: number;
  /** Sequence of the child, its low 32 bits. */
  sequence: number;
  nowNs: number;
}

/**
 * The venues' answer to orders of one parent: shares executed, at one price, and shares cancelled.
 */
export interface CheckedFill {
  server: number;
  parent: number;
  orderId: number;
  symbol: number;
  side: number;
  executed: number;
  cancelled: number;
  priceTicks: number;
  nowNs: number;
}

/** How many rows the columns of a check have: one, or one a symbol or parent row. */
export type CheckRows = 'one' | 'symbols' | 'parents';

/**
 * A check that the user writes. The gate asks it last, after every other check has let an order
 * pass and before anything is reserved. Each server has its own state. An order that it refuses
 * gets the verdict `own-check`. A check that throws refuses the order; the failure is counted, and
 * the run goes on.
 */
export interface CheckDefinition<S extends Schema = Schema, P extends object = object> {
  /** Lower-case letters, digits and dashes. */
  readonly name: string;
  readonly parameters: P;
  readonly columns: S;
  readonly rows: CheckRows;
  /**
   * Returns whether the order may go. It may write to the state. The order is sent if no later
   * custom check refuses it.
   */
  admit(order: Readonly<CheckedOrder>, state: Columns<S>, parameters: P): boolean;
  fill?(fill: Readonly<CheckedFill>, state: Columns<S>, parameters: P): void;
  /** Readies the state, which is all zero, before the first order. */
  reset?(state: Columns<S>, parameters: P): void;
}

const ROWS: readonly CheckRows[] = ['one', 'symbols', 'parents'];
const FUNCTIONS = ['admit', 'fill', 'reset'] as const;
const FIELDS: readonly string[] = ['name', 'parameters', 'columns', 'rows', ...FUNCTIONS];

/**
 * Checks a definition and returns it unchanged; its types follow from its columns and parameters.
 * Throws an InputError that says what is wrong.
 */
export function defineCheck<const S extends Schema, P extends object>(
  definition: CheckDefinition<S, P>,
): CheckDefinition<S, P> {
  validateCheck(definition, 'defineCheck');
  return definition;
}

function validateCheck(definition: unknown, source: string): void {
  const refuse = (reason: string): never => {
    throw new InputError(`${source}: ${reason}`);
  };
  if (typeof definition !== 'object' || definition === null)
    refuse('a check must be an object, as defineCheck gives it');
  const check = definition as Partial<Record<keyof CheckDefinition, unknown>>;
  if (typeof check.name !== 'string' || !/^[a-z0-9][a-z0-9-]{0,63}$/.test(check.name))
    refuse(`name is '${String(check.name)}'; must be lower-case letters, digits and dashes`);
  const of = `check '${check.name}'`;
  if (typeof check.parameters !== 'object' || check.parameters === null)
    refuse(`${of}: parameters must be an object`);
  if (!ROWS.includes(check.rows as CheckRows))
    refuse(`${of}: rows is '${String(check.rows)}'; ${suggest(String(check.rows), ROWS)}`);
  if (typeof check.columns !== 'object' || check.columns === null)
    refuse(`${of}: columns must be an object of names and types`);
  for (const [column, type] of Object.entries(check.columns as object)) {
    if (!Object.hasOwn(ColumnType, type as string))
      refuse(
        `${of}: column ${column} is of type '${String(type)}'; ` +
          suggest(String(type), Object.keys(ColumnType)),
      );
  }
  const unknown = Object.keys(check).find((key) => !FIELDS.includes(key));
  if (unknown !== undefined)
    refuse(`${of}: ${unknown} is not a field of a check; ${suggest(unknown, FIELDS)}`);
  for (const name of FUNCTIONS) {
    if (typeof check[name] !== 'function' && (name === 'admit' || check[name] !== undefined))
      refuse(`${of}: ${name} must be a function`);
  }
}

/**
 * Loads the default exports of modules as checks, in their order. Throws an InputError that names
 * the module if it exports no check, or if two checks share a name.
 */
export async function loadChecks(urls: readonly string[]): Promise<CheckDefinition[]> {
  const definitions: CheckDefinition[] = [];
  for (const url of urls) {
    const { default: definition } = (await importModule(url)) as { default?: unknown };
    validateCheck(definition, url);
    const check = definition as CheckDefinition;
    if (definitions.some(({ name }) => name === check.name))
      throw new InputError(`${url}: there is a check '${check.name}' already`);
    definitions.push(check);
  }
  return definitions;
}

async function importModule(url: string): Promise<unknown> {
  try {
    return await import(url);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new InputError(`${url}: cannot be loaded as a check: ${reason}`, { cause: error });
  }
}

/** The results of a custom check on one server. */
interface CustomCheck {
  readonly definition: CheckDefinition;
  readonly state: Columns<Schema>;
  refused: number;
  /** How often it threw, and its first error. */
  failed: number;
  error: string | undefined;
  /** When it first refused, ns since the bell; NaN until then. */
  firstNs: number;
}

/** The custom checks of one server. */
export interface CustomChecks {
  readonly server: number;
  readonly checks: readonly CustomCheck[];
  readonly order: CheckedOrder;
  readonly fill: CheckedFill;
}

/** Opens custom checks for one server, each with its own state. */
export function openCustomChecks(
  definitions: readonly CheckDefinition[],
  server: number,
  symbols: number,
  parents: number,
): CustomChecks {
  const rows = { one: 1, symbols, parents };
  const checks = definitions.map((definition) => {
    const state = allocateTable(definition.columns, rows[definition.rows]) as Columns<Schema>;
    definition.reset?.(state, definition.parameters);
    return { definition, state, refused: 0, failed: 0, error: undefined, firstNs: Number.NaN };
  });
  const order = {
    server,
    parent: 0,
    orderId: 0,
    symbol: 0,
    side: 0,
    quantity: 0,
    priceTicks: 0,
    sequence: 0,
    nowNs: 0,
  };
  const fill = {
    server,
    parent: 0,
    orderId: 0,
    symbol: 0,
    side: 0,
    executed: 0,
    cancelled: 0,
    priceTicks: 0,
    nowNs: 0,
  };
  return { server, checks, order, fill };
}

/**
 * Returns whether every custom check lets the child in a slot go. Stops asking at the first
 * refusal.
 */
export function admitsCustom(
  { checks, order }: CustomChecks,
  words: Int32Array,
  slot: number,
  parents: Parents,
  child: number,
  nowNs: number,
): boolean {
  const instrument = words[slot + ChildWord.INSTRUMENT]!;
  order.parent = words[slot]!;
  order.orderId = parents.orderId[order.parent]!;
  order.symbol = instrumentSymbol(instrument);
  order.side = instrumentSide(instrument);
  order.quantity = words[slot + ChildWord.QUANTITY]!;
  order.priceTicks = words[slot + ChildWord.LIMIT]!;
  order.sequence = (child + 1) >>> 0;
  order.nowNs = nowNs;
  for (const check of checks) {
    if (isAdmittedBy(check, order)) continue;
    check.refused++;
    if (Number.isNaN(check.firstNs)) check.firstNs = nowNs;
    return false;
  }
  return true;
}

function isAdmittedBy(check: CustomCheck, order: CheckedOrder): boolean {
  const { definition, state } = check;
  try {
    return definition.admit(order, state, definition.parameters) === true;
  } catch (error) {
    noteFailure(check, error);
    return false;
  }
}

/** Passes the venues' answer to orders of a parent on to the custom checks. */
export function tellCustom(
  { checks, fill }: CustomChecks,
  parents: Parents,
  parent: number,
  executed: number,
  cancelled: number,
  priceTicks: number,
  nowNs: number,
): void {
  fill.parent = parent;
  fill.orderId = parents.orderId[parent]!;
  fill.symbol = parents.symbol[parent]!;
  fill.side = parents.side[parent]!;
  fill.executed = executed;
  fill.cancelled = cancelled;
  fill.priceTicks = priceTicks;
  fill.nowNs = nowNs;
  for (const check of checks) {
    const { definition, state } = check;
    try {
      definition.fill?.(fill, state, definition.parameters);
    } catch (error) {
      noteFailure(check, error);
    }
  }
}

function noteFailure(check: CustomCheck, error: unknown): void {
  check.failed++;
  check.error ??= error instanceof Error ? error.message : String(error);
}

/** The results of a custom check on all servers. */
export interface CustomCheckResult {
  readonly name: string;
  readonly refused: number;
  readonly failed: number;
  readonly error: string | null;
  readonly firstNs: number | null;
}

/** Sums up the custom checks of several servers, in their order. */
export function summariseCustom(
  servers: readonly (CustomChecks | undefined)[],
): CustomCheckResult[] {
  const opened = servers.filter((custom) => custom !== undefined);
  return (opened[0]?.checks ?? []).map(({ definition }, place) => {
    const each = opened.map(({ checks }) => checks[place]!);
    const first = Math.min(
      ...each.map(({ firstNs }) => (Number.isNaN(firstNs) ? Number.POSITIVE_INFINITY : firstNs)),
    );
    return {
      name: definition.name,
      refused: each.reduce((sum, { refused }) => sum + refused, 0),
      failed: each.reduce((sum, { failed }) => sum + failed, 0),
      error: each.find(({ error }) => error !== undefined)?.error ?? null,
      firstNs: Number.isFinite(first) ? first : null,
    };
  });
}

/** Merges the results of several threads. */
export function mergeCustom(
  results: readonly (readonly CustomCheckResult[])[],
): CustomCheckResult[] {
  const threads = results.filter((each) => each.length > 0);
  return (threads[0] ?? []).map(({ name }, place) => {
    const each = threads.map((checks) => checks[place]!);
    const firsts = each.flatMap(({ firstNs }) => (firstNs === null ? [] : [firstNs]));
    return {
      name,
      refused: each.reduce((sum, { refused }) => sum + refused, 0),
      failed: each.reduce((sum, { failed }) => sum + failed, 0),
      error: each.find(({ error }) => error !== null)?.error ?? null,
      firstNs: firsts.length === 0 ? null : Math.min(...firsts),
    };
  });
}
