import { z } from 'zod';
import { InputError, suggest } from '../base/input-error.js';
import { faultsOf, type PlacedText, readPlaced } from './json-text.js';
import { describeOtherKind, describeOtherText } from './kinds.js';
import { reasonOf, type SchemaNode } from './reasons.js';
import { shown } from './shown.js';

/** A kind of data that users supply: its name in messages, and its form. */
export interface ZodForm<T> {
  /** Without an article: `scenario`, `load profile`. */
  readonly what: string;
  readonly schema: z.ZodType<T>;
  /** Says why a name is refused, where the form knows more than its list of names. */
  unknownName?(path: readonly PropertyKey[], name: string): string;
}

/** A fault in data: its place, whether the value or its name is wrong, and the reason. */
interface FormFault {
  readonly path: readonly PropertyKey[];
  readonly part: 'value' | 'name';
  readonly reason: string;
}

/** Checks data against a form. The InputError lists every fault with place, value and reason. */
export function validateForm<T>(form: ZodForm<T>, data: unknown, source: string): T {
  const outcome = findFaults(form, data);
  if ('value' in outcome) return outcome.value;
  const lines = outcome.faults.map(({ path, reason }) => `${placeOf(path)}: ${reason}`);
  throw new InputError(
    `${source}: ${lines.length === 1 ? '' : `${lines.length} faults\n  `}${lines.join('\n  ')}`,
  );
}

/**
 * Reads the text of a JSON file. The InputError lists every fault with line and column, or says in
 * one line which other kind of file it is.
 */
export function parseForm<T>(
  form: ZodForm<T>,
  text: string,
  source: string,
): { value: T; text: PlacedText } {
  const placed = readKind(text, source, form.what);
  const outcome = findFaults(form, placed.data);
  if ('value' in outcome) return { value: outcome.value, text: placed };
  const other = describeOtherKind(placed.data, form.what);
  if (other !== undefined) throw new InputError(`${source}: ${other}`);
  throw faultsOf(outcome.faults.map(({ path, part, reason }) => placed.fault(path, reason, part)));
}

/** Reads a JSON text. For a known file that is not JSON, the InputError says what it is. */
function readKind(text: string, source: string, asked: string): PlacedText {
  try {
    return readPlaced(text, source);
  } catch (error) {
    const other = describeOtherText(text, asked);
    throw other === undefined ? error : new InputError(`${source}: ${other}`, { cause: error });
  }
}

/**
 * Describes a file that is not of the `asked` kind, in one line with the command that takes it.
 * Returns `undefined` where the kind is not known.
 */
export function describeOtherFile(text: string, asked: string): string | undefined {
  try {
    return describeOtherKind(readPlaced(text, '').data, asked);
  } catch {
    return describeOtherText(text, asked);
  }
}

/** Checks data against a form: returns the parsed value, or every fault. */
export function findFaults<T>(
  form: ZodForm<T>,
  data: unknown,
): { value: T } | { faults: FormFault[] } {
  const parsed = form.schema.safeParse(data);
  return parsed.success
    ? { value: parsed.data }
    : { faults: parsed.error.issues.flatMap((issue) => describeIssue(issue, data, form)) };
}

const placeOf = (path: readonly PropertyKey[]): string =>
  path.length === 0 ? 'the whole' : path.map(String).join('.');

function describeIssue<T>(issue: z.core.$ZodIssue, data: unknown, form: ZodForm<T>): FormFault[] {
  const { path } = issue;
  if (issue.code === 'unrecognized_keys') {
    const why = (key: string): string =>
      form.unknownName?.(path, key) ??
      `is not a field here; ${suggest(key, knownKeys(form.schema, path, valueAt(data, path)))}`;
    return issue.keys.map((key) => ({ path: [...path, key], part: 'name', reason: why(key) }));
  }
  if (issue.code === 'invalid_key')
    return [{ path, part: 'name', reason: issue.issues.map(({ message }) => message).join('; ') }];
  const at = valueAt(data, path);
  if (at === undefined) return [{ path, part: 'value', reason: 'is missing' }];
  return [{ path, part: 'value', reason: `is ${shown(at)}; ${messageOf(issue, at, form.schema)}` }];
}

/** The reason for an issue. A value that fits no alternative gets the reason of each. */
function messageOf(issue: z.core.$ZodIssue, value: unknown, schema: z.ZodType): string {
  if (issue.code !== 'invalid_union' || issue.errors.length === 0)
    return reasonOf(issue, value, nodesAt(schema, issue.path));
  const parts = issue.errors.map(([first]) => {
    if (first === undefined) return undefined;
    const place = first.path.length === 0 ? '' : `${placeOf(first.path)}: `;
    const nodes = nodesAt(schema, [...issue.path, ...first.path]);
    return `${place}${reasonOf(first, valueAt(value, first.path), nodes)}`;
  });
  return [...new Set(parts.filter((part) => part !== undefined))].join(', or ');
}

function valueAt(data: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (value, key) => (value as Record<PropertyKey, unknown> | undefined | null)?.[key],
    data,
  );
}

/** The JSON Schema of each form, built once. */
const PUBLISHED = new WeakMap<z.ZodType, SchemaNode>();

function publishedSchema(schema: z.ZodType): SchemaNode {
  const published =
    PUBLISHED.get(schema) ?? (z.toJSONSchema(schema, { unrepresentable: 'any' }) as SchemaNode);
  PUBLISHED.set(schema, published);
  return published;
}

/**
 * The field names that a form knows at a path, over all alternatives; with a value, over those that
 * its own fields choose, such as its `kind`.
 */
export function knownKeys(
  schema: z.ZodType,
  path: readonly PropertyKey[],
  value?: unknown,
): string[] {
  const given = (value ?? {}) as Readonly<Record<string, unknown>>;
  const isChosen = ({ properties = {} }: SchemaNode): boolean =>
    Object.entries(properties).every(
      ([name, node]) =>
        node.const === undefined || given[name] === undefined || given[name] === node.const,
    );
  const nodes = nodesAt(schema, path).filter(isChosen);
  return [...new Set(nodes.flatMap((node) => Object.keys(node.properties ?? {})))];
}

/** The schema nodes at a path, one for each alternative. */
function nodesAt(schema: z.ZodType, path: readonly PropertyKey[]): SchemaNode[] {
  let nodes: SchemaNode[] = [publishedSchema(schema)];
  for (const key of path) {
    nodes = nodes.flatMap(alternatives).flatMap((node) => {
      const any =
        typeof node.additionalProperties === 'object' ? node.additionalProperties : undefined;
      const next = typeof key === 'number' ? node.items : (node.properties?.[String(key)] ?? any);
      return next === undefined ? [] : [next];
    });
  }
  return nodes.flatMap(alternatives);
}

function alternatives(node: SchemaNode): SchemaNode[] {
  return [node, ...(node.anyOf ?? []), ...(node.oneOf ?? [])];
}
