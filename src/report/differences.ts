import { wrap } from './format.js';

/** One field that differs between descriptions; `undefined` where a description lacks it. */
interface Difference {
  readonly field: string;
  readonly values: readonly (string | undefined)[];
}

/** The fields, by path, in which descriptions differ. A list of plain values is one field. */
export function differencesOf(descriptions: readonly object[]): Difference[] {
  const flat = descriptions.map((description) => new Map(leavesOf(description)));
  const fields = new Set(flat.flatMap((leaves) => [...leaves.keys()]));
  return [...fields].flatMap((field) => {
    const values = flat.map((leaves) => leaves.get(field));
    return new Set(values).size < 2 ? [] : [{ field, values }];
  });
}

function leavesOf(value: unknown, path = ''): [field: string, value: string][] {
  if (value === undefined) return [];
  if (typeof value !== 'object' || value === null) return [[path, String(value)]];
  const isPlain =
    Array.isArray(value) && value.every((part) => typeof part !== 'object' || part === null);
  if (isPlain) return [[path, value.length === 0 ? 'none' : value.join(', ')]];
  return Object.entries(value).flatMap(([name, part]) =>
    leavesOf(part, path === '' ? name : `${path}.${name}`),
  );
}

/** A value as a multiple of another; `undefined` where either was not measured. */
export function tellRatio(value: number | undefined, base: number | undefined): string | undefined {
  if (value === undefined || base === undefined) return undefined;
  if (base === 0) return value === 0 ? 'both 0' : 'from 0';
  const times = Number((value / base).toPrecision(3));
  return `${times.toLocaleString('en-US', { maximumSignificantDigits: 3 })} ×`;
}

/** The differences between A and B, in lines of at most 80 columns. */
export function tellDifferences(differences: readonly Difference[]): string {
  if (differences.length === 0) return 'Nothing differed in machine and version.';
  const told = differences.map(
    ({ field, values }) => `${field} ${values.map((value) => value ?? 'not set').join(' → ')}`,
  );
  return wrap(`What differed: ${told.join('; ')}.`, 80);
}
