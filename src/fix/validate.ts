import { CODES, type Dictionary, FieldSection, type Shape, TAG_TABLE } from './dictionary.js';
import { BAD_TAG, FIELD_WORDS, type Scan } from './scan.js';
import { ValueFormat } from './tables.js';
import { RejectReason } from './tags.js';
import { readDateMs, readTimestampMs, readWhole, valueText } from './values.js';

/** Tags from here on belong to users (FIX 4.4, volume 1, "User defined fields"). */
export const CUSTOM_TAG_MIN = 5000;
const POINT = 0x2e;
const MINUS = 0x2d;
const ZERO = 0x30;

/** Checks messages against a dictionary, and keeps the fault of the last one. */
export interface Validator {
  readonly dictionary: Dictionary;
  /** Tags of users that are known; any when it is undefined. */
  readonly customTags: ReadonlySet<number> | undefined;
  /** RejectReason of the fault; −1 when there is none. */
  reason: number;
  /** The tag of the fault; NaN when the field has none. */
  tag: number;
  /** The message in which a tag was seen last, by tag: a tag may come once in a body. */
  readonly seen: Uint32Array;
  message: number;
}

/** Returns a validator for the messages of a version. */
export function createValidator(dictionary: Dictionary, customTags?: readonly number[]): Validator {
  return {
    dictionary,
    customTags: customTags === undefined ? undefined : new Set(customTags),
    reason: -1,
    tag: 0,
    seen: new Uint32Array(TAG_TABLE),
    message: 0,
  };
}

/** Returns whether a message of a known type is right; else the validator holds its first fault. */
export function isValid(validator: Validator, scan: Scan, shape: Shape): boolean {
  validator.reason = -1;
  validator.message = (validator.message + 1) >>> 0;
  const { dictionary } = validator;
  let section: number = FieldSection.HEADER;
  for (let index = 0; index < scan.count; ) {
    const tag = scan.fields[index * FIELD_WORDS]!;
    if (!isKnown(validator, scan, index, tag)) return false;
    const own = tag < TAG_TABLE ? dictionary.sections[tag]! : FieldSection.BODY;
    if (own !== section) {
      // The order is header, body, trailer.
      const isLater =
        section === FieldSection.HEADER ||
        (section === FieldSection.BODY && own === FieldSection.TRAILER);
      if (!isLater) return fail(validator, RejectReason.ORDER, tag);
      section = own;
    }
    const next =
      own === FieldSection.BODY
        ? checkField(validator, scan, index, shape)
        : own === FieldSection.HEADER
          ? checkField(validator, scan, index, dictionary.header)
          : index + 1;
    if (next < 0) return false;
    index = next;
  }
  return hasRequired(validator, dictionary.header) && hasRequired(validator, shape);
}

/** Whether a tag is one of the version or of a user, and has a value. */
function isKnown(validator: Validator, scan: Scan, index: number, tag: number): boolean {
  const { dictionary, customTags } = validator;
  if (tag === BAD_TAG) return fail(validator, RejectReason.INVALID_TAG, statedTag(scan, index));
  if (tag >= CUSTOM_TAG_MIN) {
    if (customTags !== undefined && !customTags.has(tag))
      return fail(validator, RejectReason.UNDEFINED_TAG, tag);
  } else if (tag > dictionary.tagMax) return fail(validator, RejectReason.INVALID_TAG, tag);
  const word = index * FIELD_WORDS;
  if (scan.fields[word + 1] === scan.fields[word + 2])
    return fail(validator, RejectReason.NO_VALUE, tag);
  return true;
}

/** The number before `=` of a field whose tag cannot be one, such as 0 or −1. */
function statedTag(scan: Scan, index: number): number {
  const word = index * FIELD_WORDS;
  const field = valueText(scan.bytes, scan.fields[word + 1]!, scan.fields[word + 2]!);
  return Number.parseInt(/^-?\d{1,9}(?==)/.exec(field)?.[0] ?? '', 10);
}

/** Checks a field and the group that it begins. Returns the index after it, or −1. */
function checkField(validator: Validator, scan: Scan, index: number, shape: Shape): number {
  const tag = scan.fields[index * FIELD_WORDS]!;
  if (tag >= TAG_TABLE) return index + 1;
  const { seen, message } = validator;
  if (shape.places[tag] === 0) return failed(validator, RejectReason.NOT_OF_THIS_TYPE, tag);
  if (seen[tag] === message) return failed(validator, RejectReason.REPEATED, tag);
  seen[tag] = message;
  if (!isRightValue(validator, scan, index, tag)) return -1;
  const group = shape.hasGroup[tag] === 0 ? undefined : shape.groups.get(tag);
  return group === undefined ? index + 1 : checkGroup(validator, scan, index, group);
}

/** Checks the instances of the group whose count is at `index`. Returns the index after, or −1. */
function checkGroup(validator: Validator, scan: Scan, index: number, group: Shape): number {
  const { fields, bytes, count } = scan;
  const word = index * FIELD_WORDS;
  const countTag = fields[word]!;
  const declared = readWhole(bytes, fields[word + 1]!, fields[word + 2]!);
  let instances = 0;
  let place = 0;
  let at = index + 1;
  while (at < count) {
    const tag = fields[at * FIELD_WORDS]!;
    const own = tag > 0 && tag < TAG_TABLE ? group.places[tag]! : 0;
    if (own === 0) break;
    if (!isKnown(validator, scan, at, tag)) return -1;
    if (own === 1) instances++;
    else if (own === place) return failed(validator, RejectReason.REPEATED, tag);
    else if (own < place || instances === 0)
      return failed(validator, RejectReason.GROUP_ORDER, tag);
    place = own;
    if (!isRightValue(validator, scan, at, tag)) return -1;
    const inner = group.hasGroup[tag] === 0 ? undefined : group.groups.get(tag);
    at = inner === undefined ? at + 1 : checkGroup(validator, scan, at, inner);
    if (at < 0) return -1;
  }
  return instances === declared ? at : failed(validator, RejectReason.GROUP_COUNT, countTag);
}

function isRightValue(validator: Validator, scan: Scan, index: number, tag: number): boolean {
  const { formats, codeParts } = validator.dictionary;
  const word = index * FIELD_WORDS;
  const start = scan.fields[word + 1]!;
  const end = scan.fields[word + 2]!;
  const format = formats[tag]!;
  if (format !== ValueFormat.TEXT && !isFormat(format, scan.bytes, start, end))
    return fail(validator, RejectReason.FORMAT, tag);
  if (codeParts[tag] !== 0 && !isKnownCode(validator.dictionary, tag, scan.bytes, start, end))
    return fail(validator, RejectReason.OUT_OF_RANGE, tag);
  return true;
}

function isKnownCode(
  { codes, codeParts, values }: Dictionary,
  tag: number,
  bytes: Uint8Array,
  start: number,
  end: number,
): boolean {
  if (end - start === 1) return codes[codeParts[tag]! * CODES + bytes[start]!] === 1;
  return values.get(tag)!.has(valueText(bytes, start, end));
}

function isFormat(format: number, bytes: Uint8Array, start: number, end: number): boolean {
  switch (format) {
    case ValueFormat.WHOLE:
      return readWhole(bytes, start, end) >= 0;
    case ValueFormat.INTEGER:
      return readWhole(bytes, bytes[start] === MINUS ? start + 1 : start, end) >= 0;
    case ValueFormat.DECIMAL:
      return isDecimal(bytes, start, end);
    case ValueFormat.CHARACTER:
      return end - start === 1;
    case ValueFormat.TRUTH:
      return end - start === 1 && (bytes[start] === 0x59 || bytes[start] === 0x4e);
    case ValueFormat.TIMESTAMP:
      return !Number.isNaN(readTimestampMs(bytes, start, end));
    case ValueFormat.DATE:
      return !Number.isNaN(readDateMs(bytes, start, end));
    case ValueFormat.MONTH:
      return isMonth(bytes, start, end);
    default:
      return true;
  }
}

/** Digits with at most one point among them, of any length. */
function isDecimal(bytes: Uint8Array, start: number, end: number): boolean {
  let digits = 0;
  let points = 0;
  for (let i = bytes[start] === MINUS ? start + 1 : start; i < end; i++) {
    if (bytes[i] === POINT) points++;
    else if (bytes[i]! >= ZERO && bytes[i]! <= 0x39) digits++;
    else return false;
  }
  return digits > 0 && points <= 1;
}

/** `YYYYMM`, `YYYYMMDD` or `YYYYMMwN`. */
function isMonth(bytes: Uint8Array, start: number, end: number): boolean {
  if (end - start === 8 && bytes[start + 6] !== 0x77)
    return !Number.isNaN(readDateMs(bytes, start, end));
  const month = readWhole(bytes, start + 4, start + 6);
  if (readWhole(bytes, start, start + 4) < 0 || month < 1 || month > 12) return false;
  if (end - start === 6) return true;
  const week = readWhole(bytes, start + 7, end);
  return end - start === 8 && week >= 1 && week <= 5;
}

function hasRequired(validator: Validator, { required }: Shape): boolean {
  for (let i = 0; i < required.length; i++) {
    const tag = required[i]!;
    if (validator.dictionary.sections[tag] === FieldSection.TRAILER) continue;
    if (validator.seen[tag] !== validator.message)
      return fail(validator, RejectReason.REQUIRED_MISSING, tag);
  }
  return true;
}

function fail(validator: Validator, reason: number, tag: number): false {
  validator.reason = reason;
  validator.tag = tag;
  return false;
}

function failed(validator: Validator, reason: number, tag: number): -1 {
  fail(validator, reason, tag);
  return -1;
}
