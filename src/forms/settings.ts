import { InputError, suggest } from '../base/input-error.js';
import { knownKeys, validateForm, type ZodForm } from './form.js';
import { readPlaced } from './json-text.js';

/** The scenario groups that hold checks. A check that a scenario leaves out is off. */
const OF_CHECKS: readonly string[] = ['risk', 'operations'];

interface Setting {
  readonly text: string;
  readonly path: string;
  readonly value: unknown;
}

/**
 * Applies `path=value` settings to a copy of a value, and validates the result. A path has field
 * names and list places, separated by dots. A value is JSON, or else text. A path that leads
 * nowhere is refused with the nearest name. A setting that undoes an earlier one is refused too.
 */
export function applyToForm<T extends { readonly name: string }>(
  form: ZodForm<T>,
  value: T,
  settings: readonly string[],
): T {
  if (settings.length === 0) return value;
  const parsed = settings.map(parseSetting);
  refuseOverlaps(parsed);
  const copy = JSON.parse(JSON.stringify(value)) as Record<string, unknown>;
  for (const setting of parsed) applySetting(copy, setting, form);
  return validateForm(
    form,
    copy,
    `${form.what} '${value.name}' with --set ${settings.join(' --set ')}`,
  );
}

/** The path of a `path=value` setting. */
export function settingPath(text: string): string {
  const equals = text.indexOf('=');
  if (equals <= 0) throw new InputError(`--set '${text}': must be path=value`);
  return text.slice(0, equals);
}

function parseSetting(text: string): Setting {
  const path = settingPath(text);
  return { text, path, value: settingValue(text, text.slice(path.length + 1)) };
}

/**
 * Refuses a path that is set twice, or set as a whole after a part of it: the earlier setting would
 * be lost.
 */
function refuseOverlaps(settings: readonly Setting[]): void {
  settings.forEach(({ text, path }, n) => {
    const lost = settings
      .slice(0, n)
      .find((earlier) => earlier.path === path || earlier.path.startsWith(`${path}.`));
    if (lost !== undefined)
      throw new InputError(
        `--set '${text}': sets '${lost.path}' again, after '${lost.text}'; give one of them`,
      );
  });
}

/** Applies one setting. It may set a field that the form knows and the value leaves out. */
function applySetting<T>(
  root: Record<string, unknown>,
  { text, path, value }: Setting,
  { what, schema }: ZodForm<T>,
): void {
  const keys = path.split('.');
  let parent: unknown = root;
  keys.forEach((key, depth) => {
    const isGroup = typeof parent === 'object' && parent !== null;
    const isLast = depth === keys.length - 1;
    const names = isGroup ? Object.keys(parent as object) : [];
    // What a form knows takes long to list, and is asked for only where the value leaves it out.
    if (isGroup && !names.includes(key) && !Array.isArray(parent))
      names.push(...knownKeys(schema, keys.slice(0, depth).map(asPathKey)));
    if (!names.includes(key)) {
      const place = keys.slice(0, depth).join('.');
      const hint =
        names.length === 0 ? 'it is not a group of fields' : suggest(key, [...new Set(names)]);
      throw new InputError(
        `--set '${text}': ${place === '' ? `a ${what}` : `'${place}'`} ` +
          `has no field '${key}'; ${hint}`,
      );
    }
    if (isLast) return;
    const group = parent as Record<string, unknown>;
    if (group[key] === undefined && OF_CHECKS.includes(keys[depth - 1]!))
      group[key] = { mode: 'off' };
    parent = group[key];
  });
  (parent as Record<string, unknown>)[keys.at(-1)!] = value;
}

/** The form's paths have list places as numbers. */
function asPathKey(key: string): string | number {
  return /^\d+$/.test(key) ? Number(key) : key;
}

/**
 * Reads a number, `true`, `false`, `null`, list, object or quoted text as JSON, and anything else
 * as plain text. A value that begins with a bracket, brace or quote must be valid JSON.
 */
function settingValue(setting: string, text: string): unknown {
  if (/^(?:-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][-+]?\d+)?|true|false|null|[{["].*)$/s.test(text)) {
    return readPlaced(text, `--set '${setting}', value`).data;
  }
  return text;
}
