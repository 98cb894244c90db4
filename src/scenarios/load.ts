import { z } from 'zod';
import { InputError, suggest } from '../base/assert.js';
import { type LoadProfile, profileSchema } from './profile.js';
import { type Scenario, scenarioSchema } from './schema.js';

/** A kind of file: what it is called in messages, and its form. */
export interface Form<T> {
  readonly what: string;
  readonly schema: z.ZodType<T>;
}

/** The form of a scenario. */
export const SCENARIO: Form<Scenario> = { what: 'scenario', schema: scenarioSchema };
/** The form of a load profile. */
export const PROFILE: Form<LoadProfile> = { what: 'load profile', schema: profileSchema };

/** Reads a scenario from the text of a JSON file. Every fault is reported with its place; nothing is taken over when there is one. */
export function parseScenario(text: string, source: string): Scenario {
  return parseForm(SCENARIO, text, source);
}

/** Reads a load profile likewise. */
export function parseProfile(text: string, source: string): LoadProfile {
  return parseForm(PROFILE, text, source);
}

/** Checks data against the form of a scenario; an InputError lists every fault as place, value and reason. */
export function validateScenario(data: unknown, source: string): Scenario {
  return validateForm(SCENARIO, data, source);
}

function parseForm<T>(form: Form<T>, text: string, source: string): T {
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch (error) {
    throw new InputError(`${source}: is not JSON: ${jsonFault(text, error as Error)}`);
  }
  return validateForm(form, data, source);
}

/** Checks data against a form; an InputError lists every fault as place, value and reason. */
export function validateForm<T>({ schema }: Form<T>, data: unknown, source: string): T {
  const parsed = schema.safeParse(data);
  if (parsed.success) return parsed.data;
  const faults = parsed.error.issues.flatMap((issue) => describeIssue(issue, data, schema));
  throw new InputError(`${source}: ${faults.length === 1 ? '' : `${faults.length} faults\n  `}${faults.join('\n  ')}`);
}

function describeIssue(issue: z.core.$ZodIssue, data: unknown, schema: z.ZodType): string[] {
  const place = issue.path.length === 0 ? 'the whole' : issue.path.join('.');
  const at = valueAt(data, issue.path);
  if (issue.code === 'unrecognized_keys') {
    const known = knownKeys(schema, issue.path);
    return issue.keys.map((key) => `${[...issue.path, key].join('.')}: is not a field here; ${suggest(key, known)}`);
  }
  if (at === undefined) return [`${place}: is missing`];
  return [`${place}: is ${shorten(at)}; ${issue.message}`];
}

function valueAt(data: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>((value, key) => (value as Record<PropertyKey, unknown> | undefined)?.[key], data);
}

function shorten(value: unknown): string {
  const text = JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}

/** Line and column of a JSON fault, where a position can be had, and its reason. */
function jsonFault(text: string, { message }: Error): string {
  const position = faultPosition(text, message);
  if (position === undefined) return message;
  const before = text.slice(0, position).split('\n');
  const reason = message.replace(/(?: in JSON)? at position.*|, (?:\.\.\.)?".*is not valid JSON$/s, '');
  return `line ${before.length}, column ${before.at(-1)!.length + 1}: ${reason}`;
}

/** The engine tells a position for some faults only. A token that it calls unexpected stands behind the longest beginning of the text without that fault. */
function faultPosition(text: string, message: string): number | undefined {
  const told = /^[^"]* JSON at position (\d+)/.exec(message)?.[1];
  if (told !== undefined) return Number(told);
  if (message.startsWith('Unexpected end')) return text.length;
  if (!message.startsWith('Unexpected token')) return undefined;
  let begin = 0;
  let end = text.length;
  while (begin < end) {
    const middle = (begin + end + 1) >> 1;
    if (isUnexpected(text.slice(0, middle))) end = middle - 1;
    else begin = middle;
  }
  return begin;
}

function isUnexpected(text: string): boolean {
  try {
    JSON.parse(text);
    return false;
  } catch (error) {
    return (error as Error).message.startsWith('Unexpected token');
  }
}

/** The JSON Schema of a scenario file (draft 2020-12). */
export function scenarioJsonSchema(): Record<string, unknown> {
  return { ...z.toJSONSchema(scenarioSchema), title: 'smars scenario' };
}

/** The JSON Schema of a load profile. */
export function profileJsonSchema(): Record<string, unknown> {
  return { ...z.toJSONSchema(profileSchema), title: 'smars load profile' };
}

type SchemaNode = { properties?: Record<string, SchemaNode>; items?: SchemaNode; anyOf?: SchemaNode[]; oneOf?: SchemaNode[] };

/** The JSON Schemas of forms, each made once. */
const PUBLISHED = new Map<z.ZodType, SchemaNode>();

function publishedSchema(schema: z.ZodType): SchemaNode {
  const published = PUBLISHED.get(schema) ?? (z.toJSONSchema(schema) as SchemaNode);
  PUBLISHED.set(schema, published);
  return published;
}

/** The field names that the schema knows at a place; of all alternatives, where it is one of several forms. */
function knownKeys(schema: z.ZodType, path: readonly PropertyKey[]): string[] {
  let nodes: SchemaNode[] = [publishedSchema(schema)];
  for (const key of path) {
    nodes = nodes.flatMap(alternatives).flatMap((node) => {
      const next = typeof key === 'number' ? node.items : node.properties?.[String(key)];
      return next === undefined ? [] : [next];
    });
  }
  return [...new Set(nodes.flatMap(alternatives).flatMap((node) => Object.keys(node.properties ?? {})))];
}

function alternatives(node: SchemaNode): SchemaNode[] {
  return [node, ...(node.anyOf ?? []), ...(node.oneOf ?? [])];
}

/**
 * Applies `path=value` settings to a copy of a scenario and checks the whole again. A path is field names and list places with dots (`risk.parentQuantity.mode=enforce`,
 * `deployment.rollout.steps.7.outcome=copied`); a value is JSON, or else text. A path that does not exist is refused with the nearest name.
 */
export function applySettings(scenario: Scenario, settings: readonly string[]): Scenario {
  return applyToForm(SCENARIO, scenario, settings);
}

/** Applies settings to a load profile likewise. */
export function applyProfileSettings(profile: LoadProfile, settings: readonly string[]): LoadProfile {
  return applyToForm(PROFILE, profile, settings);
}

function applyToForm<T extends { readonly name: string }>(form: Form<T>, value: T, settings: readonly string[]): T {
  if (settings.length === 0) return value;
  const copy = JSON.parse(JSON.stringify(value)) as Record<string, unknown>;
  for (const setting of settings) applySetting(copy, setting, form);
  return validateForm(form, copy, `${form.what} '${value.name}' with --set ${settings.join(' --set ')}`);
}

/** The groups of a scenario that hold checks. */
const OF_CHECKS: readonly string[] = ['risk', 'operations'];

/** A field that the form knows and the value leaves out can be set as well; a check that is left out is there, and off. */
function applySetting<T>(root: Record<string, unknown>, setting: string, { what, schema }: Form<T>): void {
  const equals = setting.indexOf('=');
  if (equals <= 0) throw new InputError(`--set '${setting}': must be path=value`);
  const keys = setting.slice(0, equals).split('.');
  let parent: unknown = root;
  keys.forEach((key, depth) => {
    const isGroup = typeof parent === 'object' && parent !== null;
    const isLast = depth === keys.length - 1;
    const left = isGroup && !Array.isArray(parent) ? knownKeys(schema, keys.slice(0, depth).map(asPathKey)) : [];
    const names = isGroup ? [...new Set([...Object.keys(parent as object), ...left])] : [];
    if (!names.includes(key)) {
      const place = keys.slice(0, depth).join('.');
      const hint = names.length === 0 ? 'it is not a group of fields' : suggest(key, names);
      throw new InputError(`--set '${setting}': ${place === '' ? `a ${what}` : `'${place}'`} has no field '${key}'; ${hint}`);
    }
    if (isLast) return;
    const group = parent as Record<string, unknown>;
    if (group[key] === undefined && OF_CHECKS.includes(keys[depth - 1]!)) group[key] = { mode: 'off' };
    parent = group[key];
  });
  (parent as Record<string, unknown>)[keys.at(-1)!] = settingValue(setting.slice(equals + 1));
}

/** A place of a list is a number in the form's paths. */
function asPathKey(key: string): string | number {
  return /^\d+$/.test(key) ? Number(key) : key;
}

function settingValue(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
