import { InputError, suggest } from './input-error.js';

/**
 * Forms check what users hand to the library. They are small, since library entries must load fast.
 * A form lists each fault as place, value and reason. Objects refuse unknown fields, so a misspelt
 * limit is an error and not a default. Scenario files and load profiles have zod forms with the
 * same ranges.
 */
export interface Form {
  /** Adds the faults of a value at a place to `faults`. */
  readonly check: (value: unknown, place: string, faults: string[]) => void;
  /** The forms of the fields, if the value is an object. */
  readonly fields?: Readonly<Record<string, Form>>;
  /** The form of each part, if the value is a list or a record. */
  readonly part?: Form;
  readonly isOptional?: boolean;
}

/** Throws an InputError that lists every fault of a value. `source` names the call or file. */
export function demand(form: Form, value: unknown, source: string, place = ''): void {
  const faults: string[] = [];
  form.check(value, place, faults);
  if (faults.length > 0) refuseInput(source, faults);
}

/** Throws an InputError with all faults; several faults take a line each. */
export function refuseInput(source: string, faults: readonly string[]): never {
  throw new InputError(
    `${source}: ${faults.length === 1 ? '' : `${faults.length} faults\n  `}${faults.join('\n  ')}`,
  );
}

const SHOWN_MAX = 60;

/** A value as a message shows it: at most 60 characters, control characters escaped. */
function shown(value: unknown): string {
  const text =
    typeof value === 'string' || (typeof value === 'object' && value !== null)
      ? jsonOf(value)
      : plainOf(value);
  return text.length > SHOWN_MAX ? `${text.slice(0, SHOWN_MAX - 3)}…` : text;
}

function plainOf(value: unknown): string {
  if (typeof value === 'function') return 'a function';
  return typeof value === 'bigint' ? `${value}n` : String(value);
}

function jsonOf(value: string | object): string {
  try {
    return JSON.stringify(value) ?? 'an object';
  } catch {
    return 'an object that is no data';
  }
}

/** A fault as text: place, value and reason. */
export function faultAt(place: string, value: unknown, reason: string): string {
  const at = place === '' ? '' : `${place}: `;
  return value === undefined ? `${at}is missing; ${reason}` : `${at}is ${shown(value)}; ${reason}`;
}

/** A value that passes a test; `wanted` completes "must be …". */
export function simple(isRight: (value: unknown) => boolean, wanted: string): Form {
  return {
    check(value, place, faults) {
      if (!isRight(value)) faults.push(faultAt(place, value, `must be ${wanted}`));
    },
  };
}

/** Made once: a call of toLocaleString with options makes one each time. */
const FIGURES = new Intl.NumberFormat('en-US', { maximumFractionDigits: 20 });
const figure = (value: number): string => FIGURES.format(value);

/** A whole number from `low` to `high`. */
export function whole(low: number, high: number): Form {
  const isRight = (value: unknown): boolean =>
    Number.isInteger(value) && (value as number) >= low && (value as number) <= high;
  return simple(isRight, `a whole number from ${figure(low)} to ${figure(high)}`);
}

/** A number from `low` to `high`, and a multiple of `step` if given. */
export function numeric(low: number, high: number, step?: number): Form {
  const isRight = (value: unknown): boolean =>
    typeof value === 'number' &&
    value >= low &&
    value <= high &&
    (step === undefined || value % step === 0);
  const multiple = step === undefined ? '' : `, a multiple of ${step}`;
  return simple(isRight, `a number from ${figure(low)} to ${figure(high)}${multiple}`);
}

/** A number above 0, up to `high`. */
export function positive(high = Number.MAX_VALUE): Form {
  const isRight = (value: unknown): boolean =>
    typeof value === 'number' && value > 0 && value <= high;
  return simple(
    isRight,
    `a number above 0${high === Number.MAX_VALUE ? '' : `, up to ${figure(high)}`}`,
  );
}

/** A boolean. */
export const truth: Form = simple((value) => typeof value === 'boolean', 'true or false');

/** A function. */
export const callable: Form = simple((value) => typeof value === 'function', 'a function');

/** Any object; its fields are checked elsewhere. */
export const anyObject: Form = simple(
  (value) => typeof value === 'object' && value !== null,
  'an object',
);

/** Something that an AbortController has made. */
export const abortSignal: Form = simple(
  (value) =>
    typeof (value as AbortSignal | null)?.aborted === 'boolean' &&
    typeof (value as AbortSignal).addEventListener === 'function',
  'an AbortSignal',
);
/** A file's location. Accepts any URL class, since test runners have several. */
export const fileUrl: Form = simple(
  (value) => typeof value === 'object' && typeof (value as URL | null)?.href === 'string',
  'a URL object',
);
/** Any value. */
export const anything: Form = simple(() => true, '');

/** A text of `low` to `high` characters. */
export function text(low: number, high: number): Form {
  return simple(
    (value) => typeof value === 'string' && value.length >= low && value.length <= high,
    `a text of ${low} to ${high} characters`,
  );
}

/** One of a list of names or numbers; the fault of a wrong name suggests the nearest. */
export function oneOf(names: readonly (string | number)[]): Form {
  return {
    check(value, place, faults) {
      if (names.includes(value as string | number)) return;
      const known = names.map(String);
      const hint =
        typeof value === 'string' && known.length > 0
          ? suggest(value, known)
          : `must be one of ${known.join(', ')}`;
      faults.push(faultAt(place, value, hint));
    },
  };
}

/** The form, or undefined. */
export function optional(form: Form): Form {
  return {
    ...form,
    isOptional: true,
    check(value, place, faults) {
      if (value !== undefined) form.check(value, place, faults);
    },
  };
}

/** A list of `low` to `high` values with the same form. */
export function list(part: Form, low: number, high: number): Form {
  return {
    part,
    check(value, place, faults) {
      if (!Array.isArray(value) || value.length < low || value.length > high)
        faults.push(faultAt(place, value, `must be a list of ${figure(low)} to ${figure(high)}`));
      else
        for (const [n, each] of value.entries()) part.check(each, joined(place, String(n)), faults);
    },
  };
}

/** An object with exactly these fields. */
export function fields(of: Readonly<Record<string, Form>>): Form {
  const names = Object.keys(of);
  return {
    fields: of,
    check(value, place, faults) {
      if (!isPlain(value)) {
        faults.push(faultAt(place, value, `must be an object with ${names.join(', ')}`));
        return;
      }
      for (const key of Object.keys(value)) {
        if (!Object.hasOwn(of, key))
          faults.push(`${joined(place, key)}: is not a field here; ${suggest(key, names)}`);
      }
      for (const [name, form] of Object.entries(of))
        form.check(value[name], joined(place, name), faults);
    },
  };
}

/** An object whose keys are the user's own names. `name` checks the keys, `part` the values. */
export function record(name: Form, part: Form): Form {
  return {
    part,
    check(value, place, faults) {
      if (!isPlain(value)) {
        faults.push(faultAt(place, value, 'must be an object'));
        return;
      }
      for (const [key, each] of Object.entries(value)) {
        name.check(key, joined(place, key), faults);
        if (each !== undefined) part.check(each, joined(place, key), faults);
      }
    },
  };
}

/** An object whose field `key` selects one of several forms. */
export function kinds(key: string, of: Readonly<Record<string, Form>>): Form {
  const names = oneOf(Object.keys(of));
  return {
    check(value, place, faults) {
      if (!isPlain(value)) {
        faults.push(
          faultAt(
            place,
            value,
            `must be an object with ${key}, one of ${Object.keys(of).join(', ')}`,
          ),
        );
        return;
      }
      const kind = value[key];
      if (typeof kind === 'string' && Object.hasOwn(of, kind))
        of[kind]!.check(value, place, faults);
      else names.check(kind, joined(place, key), faults);
    },
  };
}

function isPlain(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function joined(place: string, key: string): string {
  const shownKey = /^[\x21-\x7e]+$/.test(key) ? key : shown(key);
  return place === '' ? shownKey : `${place}.${shownKey}`;
}
