import { z } from 'zod';
import { suggest } from '../base/input-error.js';
import { parseForm, type ZodForm } from '../forms/form.js';
import { faultsOf, type JsonFault, type PlacedText } from '../forms/json-text.js';
import { CATALOGUE, completeSetting, findCheck } from '../risk/catalogue/catalogue.js';
import type { CheckRow } from '../risk/catalogue/row.js';
import { LAYER_NAMES, LAYER_RULES, type LayerName, unknownSymbol } from '../risk/limits/layers.js';
import type { GateLimits, LimitChanges, LimitLayers } from '../risk/limits/limits.js';
import { layerForm, layersForm } from './layer-forms.js';
import { findCrossed, findInert, findProfiled } from './limit-faults.js';
import { limitForms } from './parts.js';
import { provenanceForm } from './tuned-limits.js';

/**
 * A firm's limits file: checks by their catalogue names, in layers, with the version that the risk
 * officer gives it.
 */

const { servers, accounts, symbols } = (layersForm(limitForms, 'name') as unknown as z.ZodObject)
  .shape;

const limitsSchema = z.strictObject({
  $schema: z.string().optional(),
  version: z
    .int()
    .min(1)
    .max(1e9)
    .describe('raise it with every change; a run records it with the digest of the limits'),
  description: z.string().max(4000).optional(),
  provenance: provenanceForm.optional(),
  firm: layerForm(limitForms, 'firm', 'name').describe(
    'a check that is left out is off, except unconfigured-limit',
  ),
  servers: servers as z.ZodType,
  accounts: accounts as z.ZodType,
  symbols: symbols as z.ZodType,
});

/** The checks of one layer as the file writes them. */
type Written = Readonly<Record<string, Readonly<Record<string, unknown>>>>;
interface WrittenLimits {
  readonly version: number;
  readonly firm: Written;
  readonly servers?: Readonly<Record<string, Written>>;
  readonly accounts?: Readonly<Record<string, Written>>;
  readonly symbols?: Readonly<Record<string, Written>>;
}

/** The form of a limits file. */
const LIMITS: ZodForm<WrittenLimits> = {
  what: 'limits file',
  schema: limitsSchema as unknown as z.ZodType<WrittenLimits>,
  unknownName: unknownKey,
};

/** A parsed limits file. */
export interface LimitsFile {
  readonly source: string;
  readonly version: number;
  readonly limits: GateLimits;
  /** The data as written, and the text with its places. */
  readonly written: WrittenLimits;
  readonly text: PlacedText;
}

/** The checks that a limits file can set, in catalogue order. */
export const LIMIT_ROWS: readonly CheckRow[] = CATALOGUE.filter(({ name }) =>
  Object.hasOwn(LAYER_RULES, name),
);

/**
 * Without a limit there is no permission (FIA 2024): this check is on in every file that does not
 * switch it off.
 */
const ALWAYS_ON = 'unconfigured-limit';

const GROUPS = { server: 'servers', account: 'accounts', symbol: 'symbols' } as const;
type Group = (typeof GROUPS)[keyof typeof GROUPS];

/**
 * Parses a limits file. Throws an InputError that lists every fault with file, line, column, value
 * and reason; then no part of the file is used.
 */
export function parseLimits(text: string, source: string): LimitsFile {
  const { value: written, text: placed } = parseForm(LIMITS, text, source);
  const limits = limitsOf(written);
  const faults = [
    ...findCrossed(asLimits(byField(written.firm), written)),
    ...findInert(limits),
    ...findProfiled(limits),
  ].map(({ path, value, reason }) =>
    placed.fault(pathInFile(path), value === undefined ? reason : `is ${value}; ${reason}`),
  );
  if (faults.length > 0) throw faultsOf(faults);
  return { source, version: written.version, limits, written, text: placed };
}

/** Returns the path in a file for a path of fields. */
function pathInFile(path: readonly string[]): string[] {
  const [layer, field = '', ...rest] =
    path[0] === 'layers' ? [path.slice(1, 3), ...path.slice(3)] : [['firm'], ...path];
  return [...layer, LIMIT_ROWS.find((row) => row.field === field)!.name, ...rest];
}

/**
 * Returns the names of the checks that a file sets in any layer, in catalogue order, always with
 * `unconfigured-limit`.
 */
export function limitsOfFile({ written }: LimitsFile): string[] {
  const set = new Set([
    ALWAYS_ON,
    ...layersOf(written).flatMap(([, checks]) => Object.keys(checks)),
  ]);
  return LIMIT_ROWS.map(({ name }) => name).filter((name) => set.has(name));
}

/** Returns the layers of a file with their paths, the firm first. */
function layersOf(written: WrittenLimits): [path: readonly string[], checks: Written][] {
  const below = Object.values(GROUPS).flatMap((group) =>
    Object.entries(written[group] ?? {}).map(([name, checks]): [readonly string[], Written] => [
      [group, name],
      checks,
    ]),
  );
  return [[['firm'], written.firm], ...below];
}

function limitsOf(written: WrittenLimits): GateLimits {
  const firm: Record<string, unknown> = {};
  for (const row of LIMIT_ROWS) {
    const given =
      written.firm[row.name] ?? (row.name === ALWAYS_ON ? { mode: 'enforce' } : undefined);
    if (given === undefined && row.place !== 'gate') continue;
    firm[row.field] = completeSetting(row, given as never);
  }
  const collar = firm.collar as { auctionOrders: unknown };
  firm.collar = { ...collar, auctionOrders: Boolean(collar.auctionOrders) };
  return asLimits(firm as unknown as GateLimits, written);
}

/** Returns the firm's limits with the layers of a file. */
function asLimits<T extends object>(
  firm: T,
  written: WrittenLimits,
): T & { readonly layers?: LimitLayers } {
  const layers = Object.fromEntries(
    Object.values(GROUPS)
      .filter((group) => written[group] !== undefined)
      .map((group) => [
        group,
        Object.fromEntries(
          Object.entries(written[group]!).map(([name, checks]) => [name, byField(checks)]),
        ),
      ]),
  );
  return Object.keys(layers).length === 0 ? firm : { ...firm, layers };
}

function byField(checks: Written): LimitChanges {
  return Object.fromEntries(
    Object.entries(checks).map(([name, change]) => [LAYER_RULES[name]!.field, change]),
  ) as LimitChanges;
}

/** Returns the reason why a name is not valid at its place. */
function unknownKey(path: readonly PropertyKey[], key: string): string {
  if (path.length === 0)
    return `is not a part of a limits file; ${suggest(key, Object.keys(limitsSchema.shape))}`;
  const layer = layerOf(path);
  if (layer === undefined) {
    const check = String(path.at(-1));
    const row = findCheck(check);
    const own = (row?.parameters ?? []).map(({ name }) => name);
    const names = ['mode', ...own, ...(row?.isProfiled === true ? ['profile'] : [])];
    const hint =
      check === 'restricted-list' && path[0] === 'symbols'
        ? 'a symbol has its mode alone'
        : names.includes(key)
          ? 'it goes for all layers, and stands under firm'
          : suggest(key, names);
    return `is not a parameter of ${check}; ${hint}`;
  }
  const rule = Object.hasOwn(LAYER_RULES, key) ? LAYER_RULES[key] : undefined;
  if (rule !== undefined)
    return `has no meaning for one ${layer}: ${rule.why}; valid layers: ${rule.layers.join(', ')}`;
  const byField = LIMIT_ROWS.find(({ field }) => field === key);
  if (byField !== undefined) return `is not the name of a check; did you mean '${byField.name}'?`;
  const other = findCheck(key);
  if (other !== undefined)
    return `is not a limit on orders; a scenario sets it under operations.${other.field}`;
  const names = LIMIT_ROWS.map(({ name }) => name).filter((name) =>
    LAYER_RULES[name]!.layers.includes(layer),
  );
  return `is not a check of the gate; ${suggest(key, names)}`;
}

/** Returns the layer at a path, or undefined. */
function layerOf(path: readonly PropertyKey[]): LayerName | undefined {
  if (path.length === 1 && path[0] === 'firm') return 'firm';
  return path.length === 2
    ? LAYER_NAMES.find((name) => name !== 'firm' && GROUPS[name] === (path[0] as Group))
    : undefined;
}

/** Throws an InputError if a file names unknown servers or symbols. */
export function placeLimits(
  file: LimitsFile,
  known: { readonly servers: number; readonly symbols: readonly string[] },
): void {
  const { text, written } = file;
  const names = new Set(known.symbols);
  const faults: JsonFault[] = [];
  for (const server of Object.keys(written.servers ?? {})) {
    if (Number(server) > known.servers)
      faults.push(text.fault(['servers', server], `there are ${known.servers} servers`, 'name'));
  }
  for (const symbol of Object.keys(written.symbols ?? {})) {
    if (!names.has(symbol))
      faults.push(text.fault(['symbols', symbol], unknownSymbol(symbol, known.symbols), 'name'));
  }
  for (const [path, checks] of layersOf(written)) {
    for (const name of ['restricted-list', ALWAYS_ON]) {
      const listed = (checks[name]?.symbols ?? []) as readonly string[];
      listed.forEach((symbol, n) => {
        const place = [...path, name, 'symbols', n];
        if (!names.has(symbol))
          faults.push(text.fault(place, `'${symbol}' ${unknownSymbol(symbol, known.symbols)}`));
      });
    }
  }
  if (faults.length > 0) throw faultsOf(faults);
}

/** Returns the limits of known servers and symbols, and the names of the unknown ones. */
export function limitsWithin(
  limits: GateLimits,
  known: { readonly servers: number; readonly symbols: readonly string[] },
): { readonly limits: GateLimits; readonly without: readonly string[] } {
  const names = new Set(known.symbols);
  const without = new Set<string>();
  const isServer = (name: string): boolean =>
    Number(name) <= known.servers || !without.add(`server ${name}`);
  const isSymbol = (name: string): boolean => names.has(name) || !without.add(`symbol ${name}`);
  const keep = (
    changes: Readonly<Record<string, LimitChanges>> | undefined,
    isKept: (name: string) => boolean,
  ) => changes && Object.fromEntries(Object.entries(changes).filter(([name]) => isKept(name)));
  const within = (
    check: { readonly symbols?: readonly string[] | undefined } | undefined,
  ): object | undefined =>
    check?.symbols === undefined ? check : { ...check, symbols: check.symbols.filter(isSymbol) };
  const { layers } = limits;
  const held = {
    ...limits,
    restrictedList: within(limits.restrictedList) as GateLimits['restrictedList'],
    unconfiguredLimit: within(limits.unconfiguredLimit) as GateLimits['unconfiguredLimit'],
    layers: layers && {
      ...layers,
      servers: keep(layers.servers, isServer),
      symbols: keep(layers.symbols, isSymbol),
    },
  };
  return { limits: held, without: [...without] };
}

/** Returns the JSON Schema of a limits file (draft 2020-12). */
export function limitsJsonSchema(): Record<string, unknown> {
  return { ...z.toJSONSchema(limitsSchema, { unrepresentable: 'any' }), title: 'smars limits' };
}

/**
 * Returns the limits as canonical text, the same for equal limits: every check of the firm with all
 * parameters, and the layers with their names in order.
 */
export function canonicalLimits(limits: GateLimits): string {
  const firm = Object.fromEntries(
    LIMIT_ROWS.map((row) => [
      row.name,
      completeSetting(row, (limits as unknown as Record<string, never>)[row.field]),
    ]),
  );
  return JSON.stringify(sorted({ firm, layers: limits.layers ?? {} }));
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).filter(([, of]) => of !== undefined);
  return Object.fromEntries(
    entries.sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, of]) => [key, sorted(of)]),
  );
}
