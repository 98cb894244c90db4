import {
  createJsonMembers,
  type JsonMembers,
  MEMBERS_MAX,
  scanObject,
  unescapeJson,
  unquoteJson,
  ValueKind,
} from './ndjson.js';
import { shownBytes, shownText } from './order-faults.js';
import {
  FIELDS,
  fieldNumber,
  isUtf8,
  OWN_FIELD,
  UNKNOWN_FIELD,
  unknownFieldReason,
} from './order-fields.js';
import { NOT_UTF8, type OrderIntake, TOO_LONG } from './order-intake.js';
import { LINE_BYTES_MAX } from './order-lines.js';

const NAME_BYTES = FIELDS.map(({ name }) => new TextEncoder().encode(name));

/** Hands the objects of an NDJSON file to the intake. */
export class NdjsonReader {
  readonly #intake: OrderIntake;
  readonly #members: JsonMembers = createJsonMembers();
  /**
   * The field that stood at each place of the object before: the objects of one file have their
   * keys mostly in one order.
   */
  readonly #expected = new Int16Array(MEMBERS_MAX).fill(UNKNOWN_FIELD);
  /** Whether the object at hand has the field already. */
  readonly #seen = new Uint8Array(FIELDS.length);
  /**
   * Whether an object has spelled a name in a case of its own, which is forgotten with the object.
   */
  #respelled = false;

  constructor(intake: OrderIntake) {
    this.#intake = intake;
  }

  take(bytes: Uint8Array, begin: number, end: number, line: number): void {
    const { faults, text } = this.#intake;
    const members = this.#members;
    const before = faults.total;
    const flaw = this.#scan(bytes, begin, end);
    if (flaw !== undefined) {
      this.#intake.refuseLine(bytes, begin, end, line, flaw);
    } else if (!members.ascii && !isUtf8(bytes, begin, end)) {
      this.#refuseBytes(bytes, begin, end, line);
    } else {
      text.bytes = bytes;
      text.kind.fill(ValueKind.ABSENT);
      this.#seen.fill(0);
      if (this.#respelled) this.#restoreNames();
      for (let member = 0; member < members.count; member++) this.#takeMember(bytes, line, member);
      if (faults.total === before) this.#intake.take(line);
    }
  }

  /** Splits the object into members, or returns why it is not valid. */
  #scan(bytes: Uint8Array, begin: number, end: number): string | undefined {
    if (end - begin > LINE_BYTES_MAX) return TOO_LONG;
    const stop = scanObject(bytes, begin, end, this.#members);
    if (stop >= 0)
      return (
        'must be one JSON object of strings, numbers, true, false and ' +
        `null; at byte ${stop - begin + 1} it is not`
      );
    return this.#members.count > MEMBERS_MAX
      ? `must have at most ${MEMBERS_MAX} members`
      : undefined;
  }

  /** Enters a member as the value of its field, or its fault. */
  #takeMember(bytes: Uint8Array, line: number, member: number): void {
    const { begin, end, kind } = this.#members;
    const { text } = this.#intake;
    const field = this.#fieldOf(bytes, member);
    if (kind[member] === ValueKind.ESCAPED_TEXT) {
      const unescapedEnd = unescapeJson(bytes, begin[member]!, end[member]!);
      if (unescapedEnd < 0) {
        this.#refuse(
          bytes,
          line,
          member,
          () => 'must have no escapes but those of JSON, and surrogates in pairs',
        );
        return;
      }
      end[member] = unescapedEnd;
      kind[member] = ValueKind.TEXT;
    }
    if (field === UNKNOWN_FIELD) {
      this.#refuse(bytes, line, member, () => unknownFieldReason(this.#nameOf(bytes, member)));
    } else if (field < OWN_FIELD) {
      if (kind[member] === ValueKind.ABSENT) return;
      this.#intake.checkFix(
        field,
        this.#nameOf(bytes, member),
        bytes,
        begin[member]!,
        end[member]!,
        line,
      );
    } else if (field !== OWN_FIELD && this.#seen[field] === 1) {
      this.#refuse(bytes, line, member, () => 'must be in the object once');
    } else if (field !== OWN_FIELD) {
      this.#seen[field] = 1;
      text.begin[field] = begin[member]!;
      text.end[field] = end[member]!;
      text.kind[field] = begin[member] === end[member] ? ValueKind.ABSENT : kind[member]!;
    }
  }

  /** The field that a member's key names. */
  #fieldOf(bytes: Uint8Array, member: number): number {
    const { keyBegin, keyEnd } = this.#members;
    const guess = this.#expected[member]!;
    if (guess >= 0 && sameBytes(bytes, keyBegin[member]!, keyEnd[member]!, NAME_BYTES[guess]!))
      return guess;
    const name = unquoteJson(bytes, keyBegin[member]!, keyEnd[member]!);
    const known = name === undefined ? UNKNOWN_FIELD : fieldNumber(name);
    const field = this.#intake.isIgnored(known, name!) ? OWN_FIELD : known;
    if (field >= 0) {
      this.#intake.text.written[field] = name!;
      this.#respelled = true;
    }
    this.#expected[member] = field;
    return field;
  }

  #restoreNames(): void {
    for (const [field, { name }] of FIELDS.entries()) this.#intake.text.written[field] = name;
    this.#respelled = false;
  }

  /** A member's key as it can be shown. */
  #nameOf(bytes: Uint8Array, member: number): string {
    const begin = this.#members.keyBegin[member]!;
    const end = this.#members.keyEnd[member]!;
    const name = unquoteJson(bytes, begin, end);
    return name === undefined ? shownBytes(bytes, begin, end) : shownText(name);
  }

  #refuse(bytes: Uint8Array, line: number, member: number, reason: () => string): void {
    const { begin, end } = this.#members;
    this.#intake.faults.add(() => {
      const value = shownBytes(bytes, begin[member]!, end[member]!);
      return { line, field: this.#nameOf(bytes, member), value, reason: reason() };
    });
  }

  /**
   * Adds the fault that the line is not UTF-8, at the member whose value it is where it is one's.
   */
  #refuseBytes(bytes: Uint8Array, begin: number, end: number, line: number): void {
    const members = this.#members;
    for (let m = 0; m < members.count; m++) {
      if (
        isUtf8(bytes, members.begin[m]!, members.end[m]!) ||
        !isUtf8(bytes, members.keyBegin[m]!, members.keyEnd[m]!)
      )
        continue;
      this.#refuse(bytes, line, m, () => NOT_UTF8);
      return;
    }
    this.#intake.refuseLine(bytes, begin, end, line, NOT_UTF8);
  }
}

function sameBytes(bytes: Uint8Array, begin: number, end: number, name: Uint8Array): boolean {
  if (end - begin !== name.length) return false;
  for (let i = 0; i < name.length; i++) if (bytes[begin + i] !== name[i]) return false;
  return true;
}
