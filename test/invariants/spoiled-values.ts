/** Arguments of a call with one value spoiled. */
export interface Spoiled {
  /** The place: index of the argument and names of fields. */
  readonly path: string;
  /** The kind of spoiling. */
  readonly label: string;
  readonly args: unknown[];
}

const NUMBERS: readonly number[] = [
  Number.NaN,
  Number.POSITIVE_INFINITY,
  Number.NEGATIVE_INFINITY,
  -1,
  0.5,
  2 ** 31,
  2 ** 32 + 100,
];

const MADE = new WeakSet<object>();

/** Marks an object of the library: it is replaced as a whole, not field by field. */
export function made<T extends object>(value: T): T {
  MADE.add(value);
  return value;
}

function isPlain(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null || MADE.has(value)) return false;
  const prototype = Object.getPrototypeOf(value);
  return prototype === Object.prototype || Array.isArray(value);
}

/** The replacements of a value: wrong types for all, and for numbers what no column holds. */
function wrongFor(value: unknown): unknown[] {
  if (typeof value === 'number') return [...NUMBERS, '7', null, {}];
  if (typeof value === 'string') return [`${value}x`, 7, null, {}];
  if (typeof value === 'boolean') return ['true', 1, null];
  return [null, 7, 'x', {}];
}

/**
 * Copies of the arguments, each with one value spoiled or one name misspelt. Of a list only the
 * first item is spoiled. Objects that are not data are replaced as a whole.
 */
export function* spoil(args: readonly unknown[]): Generator<Spoiled> {
  yield* spoilAt(args, [], (changed) => changed as unknown[]);
}

function* spoilAt(
  value: unknown,
  path: readonly string[],
  rebuild: (value: unknown) => unknown[],
): Generator<Spoiled> {
  const at = path.join('.');
  if (path.length > 0) {
    const isEmpty = isPlain(value) && Object.keys(value).length === 0;
    for (const wrong of wrongFor(value)) {
      if (isEmpty && isPlain(wrong)) continue;
      yield {
        path: at,
        label: typeof wrong === 'number' ? String(wrong) : JSON.stringify(wrong),
        args: rebuild(wrong),
      };
    }
  }
  if (!isPlain(value)) return;
  const isList = Array.isArray(value);
  const keys = isList && path.length > 0 ? Object.keys(value).slice(0, 1) : Object.keys(value);
  for (const key of keys) {
    const put = (changed: unknown): unknown => {
      if (!isList) return { ...value, [key]: changed };
      return (value as unknown as unknown[]).map((each, n) => (String(n) === key ? changed : each));
    };
    yield* spoilAt(value[key], [...path, key], (changed) => rebuild(put(changed)));
    if (isList) continue;
    const { [key]: moved, ...rest } = value;
    yield {
      path: [...path, key].join('.'),
      label: 'misspelt',
      args: rebuild({ ...rest, [`${key}x`]: moved }),
    };
  }
}
