/**
 * Most members of an object: the ten that have a meaning, and the user's own ones that are ignored.
 */
export const MEMBERS_MAX = 256;

/** The kinds of values in a flat object. */
export const ValueKind = { ABSENT: 0, TEXT: 1, ESCAPED_TEXT: 2, NUMBER: 3, BOOLEAN: 4 } as const;

/**
 * A flat object taken apart: of member `m` the bytes of key and value, without the quotes around a
 * string.
 */
export interface JsonMembers {
  readonly keyBegin: Int32Array;
  readonly keyEnd: Int32Array;
  readonly begin: Int32Array;
  readonly end: Int32Array;
  /** `ValueKind`: null is ABSENT, a string with a backslash in it ESCAPED_TEXT. */
  readonly kind: Uint8Array;
  /** Members found; those from `MEMBERS_MAX` on are counted only. */
  count: number;
  /** Whether every byte of the strings is ASCII. */
  ascii: boolean;
  /** Whether the string scanned last has a backslash in it. */
  escaped: boolean;
}

export function createJsonMembers(): JsonMembers {
  const column = () => new Int32Array(MEMBERS_MAX);
  const kind = new Uint8Array(MEMBERS_MAX);
  return {
    keyBegin: column(),
    keyEnd: column(),
    begin: column(),
    end: column(),
    kind,
    count: 0,
    ascii: true,
    escaped: false,
  };
}

const TAB = 0x09;
const CR = 0x0d;
const SPACE = 0x20;
const QUOTE = 0x22;
const PLUS = 0x2b;
const COMMA = 0x2c;
const MINUS = 0x2d;
const POINT = 0x2e;
const ZERO = 0x30;
const NINE = 0x39;
const COLON = 0x3a;
const BACKSLASH = 0x5c;
const LETTER_E = 0x65;
const OPEN = 0x7b;
const CLOSE = 0x7d;

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const encoder = new TextEncoder();

const LITERALS = [
  { bytes: encoder.encode('true'), kind: ValueKind.BOOLEAN },
  { bytes: encoder.encode('false'), kind: ValueKind.BOOLEAN },
  { bytes: encoder.encode('null'), kind: ValueKind.ABSENT },
];

/**
 * Takes the object in [begin, end) apart and returns −1, or the place where it stops to be an
 * object of strings, numbers, true, false and null as RFC 8259 writes it. The byte at `end` must be
 * an LF or a CR, which no token holds. Escapes in strings are left to `unescapeJson`.
 */
export function scanObject(
  bytes: Uint8Array,
  begin: number,
  end: number,
  members: JsonMembers,
): number {
  members.count = 0;
  members.ascii = true;
  let i = skipBlanks(bytes, begin);
  if (bytes[i] !== OPEN) return i;
  i = skipBlanks(bytes, i + 1);
  if (bytes[i] === CLOSE) return trailing(bytes, i + 1, end);

  for (;;) {
    if (bytes[i] !== QUOTE) return i;
    const member = members.count;
    members.keyBegin[member] = i + 1;
    i = scanString(bytes, i + 1, members);
    if (bytes[i] !== QUOTE) return i;
    members.keyEnd[member] = i;
    i = skipBlanks(bytes, i + 1);
    if (bytes[i] !== COLON) return i;
    i = skipBlanks(bytes, i + 1);
    const after = scanValue(bytes, i, members);
    if (after < 0) return -1 - after;
    members.count++;
    i = skipBlanks(bytes, after);
    if (bytes[i] === CLOSE) return trailing(bytes, i + 1, end);
    if (bytes[i] !== COMMA) return i;
    i = skipBlanks(bytes, i + 1);
  }
}

/** The place behind the value at `i`, or −1 minus the place where it is no value. */
function scanValue(bytes: Uint8Array, i: number, members: JsonMembers): number {
  const member = members.count;
  const first = bytes[i]!;
  members.begin[member] = i;
  if (first === QUOTE) {
    const close = scanString(bytes, i + 1, members);
    members.begin[member] = i + 1;
    members.end[member] = close;
    members.kind[member] = members.escaped ? ValueKind.ESCAPED_TEXT : ValueKind.TEXT;
    if (bytes[close] !== QUOTE) return -1 - close;
    return close + 1;
  }
  if (first === MINUS || (first >= ZERO && first <= NINE)) {
    members.kind[member] = ValueKind.NUMBER;
    const after = scanNumber(bytes, i);
    members.end[member] = after < 0 ? i : after;
    return after;
  }
  for (const { bytes: word, kind } of LITERALS) {
    if (!word.every((byte, k) => bytes[i + k] === byte)) continue;
    members.kind[member] = kind;
    members.end[member] = i + word.length;
    return i + word.length;
  }
  return -1 - i;
}

/**
 * The place of the quote that closes the string, or of the control character that may not be in it.
 */
function scanString(bytes: Uint8Array, begin: number, members: JsonMembers): number {
  let seen = 0;
  let i = begin;
  members.escaped = false;
  for (;;) {
    const byte = bytes[i]!;
    if (byte === QUOTE || byte < SPACE) break;
    seen |= byte;
    if (byte === BACKSLASH) {
      members.escaped = true;
      if (bytes[i + 1]! >= SPACE) i++;
    }
    i++;
  }
  if (seen >= 0x80) members.ascii = false;
  return i;
}

/** The place behind the number at `begin`, or −1 minus the place where a digit is missing. */
function scanNumber(bytes: Uint8Array, begin: number): number {
  let i = bytes[begin] === MINUS ? begin + 1 : begin;
  const first = bytes[i]!;
  let after = skipDigits(bytes, i);
  if (after === i) return -1 - i;
  if (first === ZERO) after = i + 1;
  i = after;
  if (bytes[i] === POINT) {
    after = skipDigits(bytes, i + 1);
    if (after === i + 1) return -1 - after;
    i = after;
  }
  if ((bytes[i]! | 0x20) === LETTER_E) {
    const sign = bytes[i + 1] === PLUS || bytes[i + 1] === MINUS ? 1 : 0;
    after = skipDigits(bytes, i + 1 + sign);
    if (after === i + 1 + sign) return -1 - after;
    i = after;
  }
  return i;
}

function skipDigits(bytes: Uint8Array, begin: number): number {
  let i = begin;
  while (bytes[i]! >= ZERO && bytes[i]! <= NINE) i++;
  return i;
}

function skipBlanks(bytes: Uint8Array, begin: number): number {
  let i = begin;
  while (bytes[i] === SPACE || bytes[i] === TAB || bytes[i] === CR) i++;
  return i;
}

/** Returns −1 if only blanks follow the object, or else the place of the first other byte. */
function trailing(bytes: Uint8Array, begin: number, end: number): number {
  const i = skipBlanks(bytes, begin);
  return i >= end ? -1 : i;
}

/**
 * Replaces the escapes of the string in [begin, end) in place. Returns its new end, or −1 if an
 * escape is not one of JSON's or leaves half a surrogate pair. The string must have its quotes and
 * be UTF-8.
 */
export function unescapeJson(bytes: Uint8Array, begin: number, end: number): number {
  const text = unquoteJson(bytes, begin, end);
  return text === undefined || /\p{Cs}/u.test(text)
    ? -1
    : begin + encoder.encodeInto(text, bytes.subarray(begin, end)).written;
}

/**
 * The text of the string in [begin, end), or undefined when an escape is not one of JSON's. The
 * quotes around it must be there.
 */
export function unquoteJson(bytes: Uint8Array, begin: number, end: number): string | undefined {
  try {
    return JSON.parse(decoder.decode(bytes.subarray(begin - 1, end + 1)));
  } catch {
    return undefined;
  }
}
