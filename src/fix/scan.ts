/**
 * Cuts a stream of bytes into messages, and a message into fields. Values stay bytes: the scan
 * holds where they are, and nobody pays for a text that nobody reads.
 */

const SOH = 1;
const EQUALS = 0x3d;
const ZERO = 0x30;
/** Words of a field in `Scan.fields`: its tag, where its value begins, where it ends. */
export const FIELD_WORDS = 3;
/** The tag of a field whose tag is no number; its value is the whole field. */
export const BAD_TAG = -1;
/** The shortest field, `1=|`, has so many bytes. */
const BEGIN_STRING_MAX = 16;
const TAG_DIGITS_MAX = 9;
const LENGTH_DIGITS_MAX = 9;
const TRAILER_BYTES = 7;
const TAGS_OF_DATA = 1024;

/** For each length field, the data field after it, whose value may hold any byte. */
const DATA_AFTER = new Int16Array(TAGS_OF_DATA);
for (const [length, data] of [
  [90, 91],
  [93, 89],
  [95, 96],
  [212, 213],
  [348, 349],
  [350, 351],
  [352, 353],
  [354, 355],
  [356, 357],
  [358, 359],
  [360, 361],
  [362, 363],
  [364, 365],
  [445, 446],
  [618, 619],
  [621, 622],
] as const)
  DATA_AFTER[length] = data;

/** A scanned message. It is valid until the next scan, and until its bytes are written over. */
export interface Scan {
  bytes: Uint8Array;
  /** FIELD_WORDS words a field, in the order of the wire, CheckSum last. */
  fields: Int32Array;
  /** How many fields the message has. */
  count: number;
  /** Where the message begins in `bytes`, and where it ends. */
  begin: number;
  end: number;
  /** MsgType as `typeCode` makes it; −1 if it is longer than three bytes or has a NUL. */
  type: number;
}

/** Returns an empty scan. It grows with the messages that it meets. */
export function createScan(): Scan {
  const fields = new Int32Array(FIELD_WORDS * 64);
  return { bytes: new Uint8Array(0), fields, count: 0, begin: 0, end: 0, type: -1 };
}

/** Returns a scan that stays valid: with a copy of the message's bytes and fields. */
export function copyScan(scan: Scan): Scan {
  const { begin, end, count, type } = scan;
  const fields = scan.fields.slice(0, count * FIELD_WORDS);
  for (let word = 0; word < fields.length; word += FIELD_WORDS) {
    fields[word + 1] = fields[word + 1]! - begin;
    fields[word + 2] = fields[word + 2]! - begin;
  }
  return { bytes: scan.bytes.slice(begin, end), fields, count, begin: 0, end: end - begin, type };
}

/**
 * Scans the message that begins at `from`.
 *
 * @param to - where the bytes that have come end
 * @param bytesMax - the longest message; a longer one is garbled
 * @returns the bytes of the message; 0 when it has not come whole; below 0 when it is garbled: so
 * many bytes, negated, are to be skipped
 */
export function scanMessage(
  scan: Scan,
  bytes: Uint8Array,
  from: number,
  to: number,
  bytesMax: number,
): number {
  const bodyAt = bodyBegin(bytes, from, to);
  if (bodyAt <= 0) return bodyAt === 0 && to - from < bytesMax ? 0 : -skipGarbled(bytes, from, to);
  const bodyEnd = bodyAt + bodyLength(bytes, bodyAt);
  const end = bodyEnd + TRAILER_BYTES;
  if (end - from > bytesMax) return -skipGarbled(bytes, from, to);
  if (end > to) return 0;
  const stated = statedSum(bytes, bodyEnd);
  if (stated < 0 || bytes[bodyEnd - 1] !== SOH) return -skipGarbled(bytes, from, to);
  scan.bytes = bytes;
  scan.begin = from;
  scan.end = end;
  if (scanFields(scan, bodyEnd) !== stated) return -skipGarbled(bytes, from, to);
  scan.type = typeOf(scan);
  return end - from;
}

/**
 * Returns where the body begins if the bytes are `8=…|9=…|35=`, 0 if more bytes are needed to know,
 * −1 if they are something else.
 */
function bodyBegin(bytes: Uint8Array, from: number, to: number): number {
  let at = from;
  if (at < to && bytes[at] !== 0x38) return -1;
  if (at + 1 < to && bytes[at + 1] !== EQUALS) return -1;
  at += 2;
  const valueEnd = Math.min(to, at + BEGIN_STRING_MAX);
  while (at < valueEnd && bytes[at] !== SOH) at++;
  if (at >= to) return 0;
  if (bytes[at] !== SOH) return -1;
  at++;
  if (at < to && bytes[at] !== 0x39) return -1;
  if (at + 1 < to && bytes[at + 1] !== EQUALS) return -1;
  at += 2;
  const digits = at;
  while (at < to && isDigit(bytes[at]!) && at - digits < LENGTH_DIGITS_MAX) at++;
  if (at >= to) return 0;
  if (at === digits || bytes[at] !== SOH) return -1;
  at++;
  if (at < to && bytes[at] !== 0x33) return -1;
  if (at + 1 < to && bytes[at + 1] !== 0x35) return -1;
  if (at + 2 < to && bytes[at + 2] !== EQUALS) return -1;
  return at + 3 > to ? 0 : at;
}

/** Reads the digits that end before the byte before `bodyAt`. */
function bodyLength(bytes: Uint8Array, bodyAt: number): number {
  let at = bodyAt - 2;
  let value = 0;
  for (let power = 1; isDigit(bytes[at]!); power *= 10) value += (bytes[at--]! - ZERO) * power;
  return value;
}

/** Returns the checksum of `10=nnn|` at a place, or −1 when something else is there. */
function statedSum(bytes: Uint8Array, at: number): number {
  if (bytes[at] !== 0x31 || bytes[at + 1] !== ZERO || bytes[at + 2] !== EQUALS) return -1;
  let sum = 0;
  for (let i = at + 3; i < at + 6; i++) {
    if (!isDigit(bytes[i]!)) return -1;
    sum = sum * 10 + bytes[i]! - ZERO;
  }
  return bytes[at + 6] === SOH ? sum : -1;
}

/** Fills the scan's fields; returns the sum of all bytes before `sumEnd`, modulo 256. */
function scanFields(scan: Scan, sumEnd: number): number {
  const { bytes, end } = scan;
  let { fields } = scan;
  let sum = 0;
  let word = 0;
  let at = scan.begin;
  let dataTag = 0;
  let dataLength = 0;
  while (at < end) {
    const tagAt = at;
    let tag = 0;
    let byte = bytes[at]!;
    while (byte >= ZERO && byte <= 0x39) {
      tag = at - tagAt < TAG_DIGITS_MAX ? tag * 10 + byte - ZERO : 0;
      sum += byte;
      byte = bytes[++at]!;
    }
    let valueAt = at + 1;
    if (byte !== EQUALS || tag === 0 || bytes[tagAt] === ZERO) {
      tag = BAD_TAG;
      valueAt = tagAt;
    } else {
      sum += EQUALS;
      at++;
      if (tag === dataTag && at + dataLength < sumEnd && bytes[at + dataLength] === SOH)
        for (const dataEnd = at + dataLength; at < dataEnd; at++) sum += bytes[at]!;
    }
    for (byte = bytes[at]!; byte !== SOH; byte = bytes[++at]!) sum += byte;
    if (word === fields.length) fields = growFields(scan);
    fields[word] = tag;
    fields[word + 1] = valueAt;
    fields[word + 2] = at;
    word += FIELD_WORDS;
    sum += SOH;
    at++;
    dataTag = tag > 0 && tag < TAGS_OF_DATA ? DATA_AFTER[tag]! : 0;
    if (dataTag !== 0) dataLength = lengthValue(bytes, valueAt, at - 1);
  }
  scan.count = word / FIELD_WORDS;
  // The loop has summed the trailer `10=nnn|` too.
  for (let i = sumEnd; i < end; i++) sum -= bytes[i]!;
  return sum & 0xff;
}

function lengthValue(bytes: Uint8Array, start: number, end: number): number {
  let value = 0;
  for (let i = start; i < end; i++) {
    if (!isDigit(bytes[i]!) || i - start >= LENGTH_DIGITS_MAX) return -1;
    value = value * 10 + bytes[i]! - ZERO;
  }
  return value;
}

function growFields(scan: Scan): Int32Array {
  const grown = new Int32Array(scan.fields.length * 2);
  grown.set(scan.fields);
  scan.fields = grown;
  return grown;
}

function typeOf({ bytes, fields }: Scan): number {
  const start = fields[2 * FIELD_WORDS + 1]!;
  const length = fields[2 * FIELD_WORDS + 2]! - start;
  if (length < 1 || length > 3) return -1;
  let code = 0;
  for (let i = 0; i < length; i++) {
    // As a code, a type that ends in NUL would be the one without it.
    if (bytes[start + i] === 0) return -1;
    code |= bytes[start + i]! << (8 * i);
  }
  return code;
}

/**
 * Returns how many bytes to skip from a garbled message: up to the next `8=FIX` that is not part of
 * a longer tag, or all of them but a beginning of one.
 */
function skipGarbled(bytes: Uint8Array, from: number, to: number): number {
  for (let at = from + 1; at < to; at++) {
    if (bytes[at] !== 0x38 || isDigit(bytes[at - 1]!)) continue;
    if (isBegin(bytes, at, to)) return at - from;
  }
  return to - from;
}

const BEGINNING = [0x38, EQUALS, 0x46, 0x49, 0x58];

function isBegin(bytes: Uint8Array, at: number, to: number): boolean {
  for (let i = 0; i < BEGINNING.length && at + i < to; i++)
    if (bytes[at + i] !== BEGINNING[i]) return false;
  return true;
}

function isDigit(byte: number): boolean {
  return byte >= ZERO && byte <= 0x39;
}

/** Returns the index of the first field with a tag, or −1. */
export function findField({ fields, count }: Scan, tag: number): number {
  const end = count * FIELD_WORDS;
  for (let word = 0; word < end; word += FIELD_WORDS)
    if (fields[word] === tag) return word / FIELD_WORDS;
  return -1;
}
