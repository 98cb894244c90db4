import type { JSONScanner } from 'jsonc-parser';
// Only the scanner: the package's main file calls `require` in a way that bundlers cannot follow.
// @ts-expect-error the package has types for its main file only
import * as scanners from 'jsonc-parser/lib/umd/impl/scanner.js';
import { InputError } from '../base/input-error.js';
import { precisionFault } from './numbers.js';

/**
 * This file reads all JSON that users write or hand back: scenarios, profiles, limits, settings,
 * run folders and benchmark files. The rules are the same for all: JSON as in RFC 8259, in UTF-8
 * with or without a byte order mark. Comments are allowed, trailing commas are not. A name occurs
 * once in an object, and a number must fit a double.
 */

/** Deepest nesting of objects and lists. */
const DEPTH_MAX = 64;

/** A parsed JSON text with the place of every value in it. */
export interface PlacedText {
  readonly source: string;
  readonly data: unknown;
  /**
   * Makes a fault for the value at a path, or for its name when `part` is 'name'. Where the path
   * leads nowhere, the fault is at the nearest enclosing value.
   */
  fault(path: readonly PropertyKey[], reason: string, part?: 'value' | 'name'): JsonFault;
  /** The line of the value at a path, counted from 1. */
  line(path: readonly PropertyKey[]): number;
}

/** A message, and its offset in the text. */
export interface JsonFault {
  readonly offset: number;
  readonly text: string;
}

/** Faults listed for one file. More than this usually have one cause. */
const FAULTS_TOLD = 20;

/** Reads a JSON text. Throws an InputError with the line and column of every fault. */
export function readPlaced(text: string, source: string): PlacedText {
  const clean = text.startsWith('\uFEFF') ? text.slice(1) : text;
  const lines = new Lines(clean, source);
  const reader = new TextReader(clean, lines);
  const data = reader.read();
  const offsetOf = (path: readonly PropertyKey[], part: 'value' | 'name'): number =>
    offsetIn(data, reader.places, path, part);
  return {
    source,
    data,
    fault: (path, reason, part = 'value') =>
      lines.fault(
        offsetOf(path, part),
        `${path.length === 0 ? 'the whole' : path.map(String).join('.')}: ${reason}`,
      ),
    line: (path) => lines.lineOf(offsetOf(path, 'value')),
  };
}

/** Makes one error from all faults of a file, in the order of the text. */
export function faultsOf(faults: readonly JsonFault[]): InputError {
  const told = [...faults]
    .sort((a, b) => a.offset - b.offset)
    .slice(0, FAULTS_TOLD)
    .map(({ text }) => text);
  const more = faults.length - told.length;
  return new InputError([...told, ...(more > 0 ? [`… and ${more} more`] : [])].join('\n'));
}

/** The offsets at which the lines of a text begin. */
class Lines {
  readonly #source: string;
  readonly #starts: readonly number[];

  constructor(text: string, source: string) {
    this.#source = source;
    this.#starts = [0, ...[...text.matchAll(/\n/g)].map(({ index }) => index + 1)];
  }

  /** The line of an offset, counted from 1. */
  lineOf(offset: number): number {
    let low = 0;
    let high = this.#starts.length;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if (this.#starts[middle]! <= offset) low = middle;
      else high = middle;
    }
    return low + 1;
  }

  fault(offset: number, reason: string): JsonFault {
    const line = this.lineOf(offset);
    return {
      offset,
      text: `${this.#source}:${line}:${offset - this.#starts[line - 1]! + 1}: ${reason}`,
    };
  }

  /** The error for a text without a value. */
  empty(): InputError {
    return new InputError(`${this.#source}: is empty`);
  }
}

/** The offsets of the items of every object and array. */
type Places = Map<unknown, Map<PropertyKey, Record<'value' | 'name', number>>>;

/** The key of the whole text, which has no enclosing value. */
const WHOLE = '';

/**
 * The offset of the value, or the name, at a path. Where the path leads nowhere, it is the offset
 * of the nearest enclosing value.
 */
function offsetIn(
  data: unknown,
  places: Places,
  path: readonly PropertyKey[],
  part: 'value' | 'name',
): number {
  let around = data;
  let offset = places.get(undefined)!.get(WHOLE)!.value;
  for (const key of path) {
    const place = places.get(around)?.get(key);
    if (place === undefined) break;
    offset = place[part];
    around = (around as Record<PropertyKey, unknown>)[key];
  }
  return offset;
}

/** Kinds of tokens, as the scanner of jsonc-parser numbers them. */
const OPEN_BRACE = 1;
const CLOSE_BRACE = 2;
const OPEN_BRACKET = 3;
const CLOSE_BRACKET = 4;
const COMMA = 5;
const COLON = 6;
const NULL = 7;
const TRUE = 8;
const FALSE = 9;
const STRING = 10;
const NUMBER = 11;
/** The range of comments, line ends and blanks. */
const FIRST_TRIVIA = 12;
const LAST_TRIVIA = 15;
const END = 17;

/** Messages for faults inside a token, by the scanner's numbers. */
const SCAN_FAULTS: Readonly<Record<number, string>> = {
  1: 'a comment begins here and does not end',
  2: 'a text begins here and does not end in its line',
  3: 'a number begins here and does not end',
  4: 'a text has an escape \\u without four hexadecimal digits',
  5: 'a text has an escape that JSON does not know',
  6: 'a text has a control character, which JSON writes as an escape',
};

/** An object or array that is not closed yet. */
interface Open {
  readonly value: Record<string, unknown> | unknown[];
  readonly offset: number;
  /** The names in an object with their offsets; `undefined` for an array. */
  readonly names: Map<string, number> | undefined;
}

class TextReader {
  readonly places: Places = new Map();
  readonly #scanner: JSONScanner;
  readonly #lines: Lines;
  readonly #faults: JsonFault[] = [];
  readonly #open: Open[] = [];
  readonly #text: string;
  /** The name of the next value in an object. */
  #name = WHOLE;
  #nameOffset = 0;

  constructor(text: string, lines: Lines) {
    this.#scanner = scanners.createScanner(text);
    this.#lines = lines;
    this.#text = text;
  }

  read(): unknown {
    let kind: number = this.#scan();
    if (kind === END) throw this.#lines.empty();
    let root: unknown;
    let isFirst = true;
    for (let ended = false; !ended; ) {
      const value = this.#readValue(kind);
      if (isFirst) root = value;
      isFirst = false;
      [kind, ended] = this.#readNext(typeof value === 'object' && value !== null);
    }
    if (this.#faults.length > 0) throw faultsOf(this.#faults);
    return root;
  }

  /** Reads the value that begins with a token. An object or array stays open. */
  #readValue(kind: number): unknown {
    switch (kind) {
      case OPEN_BRACE:
      case OPEN_BRACKET:
        return this.#begin(kind);
      case NULL:
        return this.#add(null);
      case TRUE:
      case FALSE:
        return this.#add(kind === TRUE);
      case STRING:
        return this.#add(this.#scanner.getTokenValue());
      case NUMBER:
        return this.#add(this.#readNumber());
      default:
        return this.#stop(this.#missingValue(kind));
    }
  }

  #begin(kind: number): unknown {
    const offset = this.#scanner.getTokenOffset();
    if (this.#open.length === DEPTH_MAX)
      this.#stop(`is nested more than ${DEPTH_MAX} deep`, offset, false);
    const isObject = kind === OPEN_BRACE;
    const value = isObject ? {} : [];
    this.#add(value);
    this.#open.push({ value, offset, names: isObject ? new Map() : undefined });
    return value;
  }

  #readNumber(): number {
    const literal = this.#scanner.getTokenValue();
    const fault = precisionFault(literal);
    if (fault !== undefined)
      this.#faults.push(
        this.#lines.fault(this.#scanner.getTokenOffset(), `${cut(literal)} ${fault}`),
      );
    return Number(literal);
  }

  /** Puts a value where it belongs. */
  #add<T>(value: T): T {
    const around = this.#open.at(-1)?.value;
    const offset = this.#scanner.getTokenOffset();
    let places = this.places.get(around);
    if (places === undefined) this.places.set(around, (places = new Map()));
    if (Array.isArray(around)) {
      places.set(around.length, { value: offset, name: offset });
      around.push(value);
    } else {
      places.set(this.#name, {
        value: offset,
        name: around === undefined ? offset : this.#nameOffset,
      });
      if (around !== undefined) around[this.#name] = value;
    }
    return value;
  }

  /** Advances to the next value: returns its first token, and whether the text has ended. */
  #readNext(begun: boolean): [kind: number, ended: boolean] {
    let kind = this.#scan();
    for (let isNew = begun; ; isNew = false) {
      const around = this.#open.at(-1);
      if (around === undefined) {
        if (kind !== END) this.#stop(`'${cut(this.#token())}' is behind the end of the value`);
        return [kind, true];
      }
      const close = around.names === undefined ? CLOSE_BRACKET : CLOSE_BRACE;
      if (kind === close) {
        this.#open.pop();
        kind = this.#scan();
        continue;
      }
      if (!isNew) kind = this.#passComma(kind, close);
      return [around.names === undefined ? kind : this.#readName(kind, around), false];
    }
  }

  #passComma(kind: number, close: number): number {
    const comma = this.#scanner.getTokenOffset();
    if (kind === END) this.#stop(this.#missingEnd());
    if (kind === CLOSE_BRACE || kind === CLOSE_BRACKET) this.#stop(this.#wrongClose());
    if (kind === COLON) this.#stop("':' has no name before it");
    if (kind !== COMMA) this.#stop(`a comma is missing before '${cut(this.#token())}'`);
    const next = this.#scan();
    if (next === close) this.#stop('a comma follows the last item; remove it', comma);
    return next;
  }

  /** Reads a name and its colon; returns the first token of its value. */
  #readName(kind: number, { names }: Open): number {
    if (kind === END) this.#stop(this.#missingEnd());
    if (kind === COMMA) this.#stop('a comma has no item before it');
    if (kind !== STRING) this.#stop(`'${cut(this.#token())}' must be a name in double quotes`);
    const offset = this.#scanner.getTokenOffset();
    this.#nameOffset = offset;
    this.#name = this.#scanner.getTokenValue();
    const first = names!.get(this.#name);
    if (this.#name === '__proto__')
      this.#faults.push(this.#lines.fault(offset, "'__proto__' is not a name here"));
    else if (first !== undefined) {
      const reason =
        `'${cut(this.#name)}' is given a second time; ` +
        `the first is in line ${this.#lines.lineOf(first)}`;
      this.#faults.push(this.#lines.fault(offset, reason));
    } else names!.set(this.#name, offset);
    const colon = this.#scan();
    if (colon !== COLON)
      this.#stop(
        colon === END
          ? this.#missingEnd()
          : `a colon is missing after the name '${cut(this.#name)}'`,
      );
    const value = this.#scan();
    if (value === CLOSE_BRACE || value === COMMA)
      this.#stop(`a value is missing after the name '${cut(this.#name)}'`);
    return value;
  }

  #scan(): number {
    for (;;) {
      const kind: number = this.#scanner.scan();
      const fault = SCAN_FAULTS[this.#scanner.getTokenError()];
      if (fault !== undefined) this.#stop(fault);
      if (kind < FIRST_TRIVIA || kind > LAST_TRIVIA) return kind;
    }
  }

  #token(): string {
    return this.#text.substr(this.#scanner.getTokenOffset(), this.#scanner.getTokenLength());
  }

  #missingValue(kind: number): string {
    if (kind === END) return this.#missingEnd();
    if (kind === COMMA) return 'a comma has no item before it';
    if (kind === CLOSE_BRACE || kind === CLOSE_BRACKET) return this.#wrongClose();
    if (kind === COLON) return "':' has no name before it";
    return (
      `'${cut(this.#token())}' is not a value; ` +
      'a text must be in double quotes, and JSON has no NaN and no Infinity'
    );
  }

  #missingEnd(): string {
    const around = this.#open.at(-1);
    if (around === undefined) return 'the text ends here';
    const close = around.names === undefined ? ']' : '}';
    const line = this.#lines.lineOf(around.offset);
    return `the text ends here; the '${close}' for line ${line} is missing`;
  }

  #wrongClose(): string {
    const around = this.#open.at(-1);
    if (around === undefined) return `'${this.#token()}' closes nothing`;
    const close = around.names === undefined ? ']' : '}';
    return `'${this.#token()}' must be '${close}', for line ${this.#lines.lineOf(around.offset)}`;
  }

  #stop(reason: string, offset = this.#scanner.getTokenOffset(), isSyntax = true): never {
    throw faultsOf([this.#lines.fault(offset, isSyntax ? `is not JSON: ${reason}` : reason)]);
  }
}

/** The start of a text, short enough for a message. */
function cut(text: string): string {
  return text.length > 40 ? `${text.slice(0, 39)}…` : text;
}
