import { typeText } from './tags.js';

/**
 * Writes messages one after the other into one buffer. The length of the body is patched when the
 * message ends, and the checksum is summed on the way, so that a message is walked once.
 */

const SOH = 1;
const EQUALS = 0x3d;
const ZERO = 0x30;
const POINT = 0x2e;
const QUESTION = 0x3f;
/** Tags below have at most four bytes with their `=`, which are stored as one word. */
const SHORT_TAGS = 1000;
/** Most bodies have three digits of length; others are moved by a byte or two. */
const LENGTH_DIGITS = 3;
/** The room that any field but a text needs: a tag, `=`, 21 bytes of time, SOH. */
const FIELD_BYTES_MAX = 48;
const TRAILER_BYTES = 7;
const TICKS = 10_000;
const EIGHT_DIGITS = 1e8;
const MS_PER_DAY = 86_400_000;
const TIME_BYTES = 21;
const WORD_BYTES = 4;
const BYTES_AT_FIRST = 16_384;

const { floor } = Math;

/** For short tags the bytes of `tag=` as a word, the first lowest; how many they are; their sum. */
const TAG_WORDS = new Int32Array(SHORT_TAGS);
const TAG_LENGTHS = new Uint8Array(SHORT_TAGS);
const TAG_SUMS = new Int32Array(SHORT_TAGS);
for (let tag = 0; tag < SHORT_TAGS; tag++) {
  const text = `${tag}=`;
  TAG_LENGTHS[tag] = text.length;
  for (let i = 0; i < text.length; i++) {
    TAG_WORDS[tag] = TAG_WORDS[tag]! | (text.charCodeAt(i) << (8 * i));
    TAG_SUMS[tag] = TAG_SUMS[tag]! + text.charCodeAt(i);
  }
}

/** Bytes that are written as they are, with their sum. */
export interface Fixed {
  readonly bytes: Uint8Array;
  readonly sum: number;
  /** The same bytes and a few more, to be read by words. */
  readonly words: DataView;
}

/** Makes fixed bytes of a text of one-byte characters. */
export function fixedBytes(text: string): Fixed {
  const words = new DataView(new ArrayBuffer(text.length + WORD_BYTES));
  const bytes = new Uint8Array(words.buffer, 0, text.length);
  let sum = 0;
  for (let i = 0; i < text.length; i++) {
    bytes[i] = text.charCodeAt(i);
    sum += bytes[i]!;
  }
  return { bytes, sum, words };
}

/** A writer of messages. Fields are written in the order in which its methods are called. */
export class MessageWriter {
  /** The messages so far are the first `position` bytes. */
  get bytes(): Uint8Array {
    return this.#bytes;
  }
  #bytes = new Uint8Array(BYTES_AT_FIRST);
  #words = new DataView(this.#bytes.buffer);
  /** The bytes that are written. */
  position = 0;
  #sum = 0;
  #messageAt = 0;
  #bodyAt = 0;
  readonly #time = fixedBytes('00000000-00:00:00.000');
  #timeMs = Number.NaN;
  #timeSum = 0;
  #day = Number.NaN;

  /** Forgets all messages; the next is written over them. */
  clear(): void {
    this.position = 0;
  }

  /** Forgets all messages, and leaves their buffer to whoever still reads it. */
  renew(): void {
    this.#use(new Uint8Array(this.#bytes.length));
    this.position = 0;
  }

  /** Begins a message: `8=…|9=`, its length to be patched, and MsgType. */
  begin(beginString: Fixed, type: number): void {
    this.#messageAt = this.position;
    this.#sum = 0;
    this.fixed(beginString);
    this.#bodyAt = this.position + LENGTH_DIGITS + 1;
    this.position = this.#bodyAt;
    if (type < 0x100) this.char(35, type);
    else this.text(35, typeText(type));
  }

  /** Ends the message: patches its length, writes its checksum. Returns where it begins. */
  end(): number {
    this.#room(TRAILER_BYTES + LENGTH_DIGITS);
    const length = this.position - this.#bodyAt;
    const digits = length < 10 ? 1 : length < 100 ? 2 : length < 1000 ? 3 : `${length}`.length;
    const bytes = this.#bytes;
    if (digits !== LENGTH_DIGITS) {
      const moved = digits - LENGTH_DIGITS;
      bytes.copyWithin(this.#bodyAt + moved, this.#bodyAt, this.position);
      this.position += moved;
      this.#bodyAt += moved;
    }
    let rest = length;
    let sum = this.#sum + SOH;
    let at = this.#bodyAt - 1;
    bytes[at] = SOH;
    for (let n = 0; n < digits; n++) {
      const digit = ZERO + (rest % 10);
      bytes[--at] = digit;
      sum += digit;
      rest = floor(rest / 10);
    }
    sum &= 0xff;
    at = this.position;
    bytes[at] = 0x31;
    bytes[at + 1] = ZERO;
    bytes[at + 2] = EQUALS;
    bytes[at + 3] = ZERO + floor(sum / 100);
    bytes[at + 4] = ZERO + (floor(sum / 10) % 10);
    bytes[at + 5] = ZERO + (sum % 10);
    bytes[at + 6] = SOH;
    this.position = at + TRAILER_BYTES;
    return this.#messageAt;
  }

  /** Takes the message back that was begun. */
  abandon(): void {
    this.position = this.#messageAt;
  }

  /** A field of one character, given by its code. */
  char(tag: number, code: number): void {
    this.#tag(tag);
    this.#bytes[this.position++] = code;
    this.#close(code);
  }

  /** A field of a text. A character that a field cannot hold becomes a question mark. */
  text(tag: number, value: string): void {
    this.#room(FIELD_BYTES_MAX + value.length);
    this.#tag(tag);
    const bytes = this.#bytes;
    let at = this.position;
    let sum = 0;
    for (let i = 0; i < value.length; i++) {
      const code = value.charCodeAt(i);
      const byte = code === SOH || code > 0xff ? QUESTION : code;
      bytes[at++] = byte;
      sum += byte;
    }
    this.position = at;
    this.#close(sum);
  }

  /** A field whose value is copied from bytes. */
  slice(tag: number, from: Uint8Array, start: number, end: number): void {
    this.#room(FIELD_BYTES_MAX + end - start);
    this.#tag(tag);
    this.#copy(from, start, end);
    this.#close(0);
  }

  /** Whole fields, written elsewhere before. */
  body(from: Uint8Array, start: number, end: number): void {
    this.#room(end - start);
    this.#copy(from, start, end);
  }

  /** Whole fields with a sum that is known. */
  fixed(of: Fixed): void {
    this.#room(FIELD_BYTES_MAX + of.bytes.length);
    this.#put(of.words, of.bytes.length);
    this.#sum += of.sum;
  }

  /** A field of a whole number. */
  whole(tag: number, value: number): void {
    this.#tag(tag);
    const sum = value < 0 ? 0x2d : 0;
    if (value < 0) this.#bytes[this.position++] = 0x2d;
    this.#close(sum + this.#digits(value < 0 ? -value : value));
  }

  /** A field of a letter, given by its code, and a whole number from 0. */
  lettered(tag: number, letter: number, value: number): void {
    this.#tag(tag);
    this.#bytes[this.position++] = letter;
    this.#close(letter + this.#digits(value));
  }

  /** A field of a price in ticks of $0.0001, without zeros at its end. */
  ticks(tag: number, value: number): void {
    this.#tag(tag);
    const bytes = this.#bytes;
    const size = value < 0 ? -value : value;
    let sum = 0;
    if (value < 0) sum += bytes[this.position++] = 0x2d;
    const dollars = floor(size / TICKS);
    sum += this.#digits(dollars);
    let fraction = size - dollars * TICKS;
    if (fraction > 0) {
      sum += bytes[this.position++] = POINT;
      for (let power = TICKS / 10; fraction > 0; power /= 10) {
        const digit = floor(fraction / power);
        sum += bytes[this.position++] = ZERO + digit;
        fraction -= digit * power;
      }
    }
    this.#close(sum);
  }

  /** A field of a UTC timestamp, `YYYYMMDD-HH:MM:SS.sss`, of ms since 1970. */
  time(tag: number, ms: number): void {
    this.#tag(tag);
    if (ms !== this.#timeMs) this.#setTime(ms);
    this.#put(this.#time.words, TIME_BYTES);
    this.#close(this.#timeSum);
  }

  #tag(tag: number): void {
    this.#room(FIELD_BYTES_MAX);
    if (tag < SHORT_TAGS) {
      this.#words.setInt32(this.position, TAG_WORDS[tag]!, true);
      this.position += TAG_LENGTHS[tag]!;
      this.#sum += TAG_SUMS[tag]!;
      return;
    }
    const sum = this.#digits(tag);
    this.#bytes[this.position++] = EQUALS;
    this.#sum += sum + EQUALS;
  }

  #close(sum: number): void {
    this.#bytes[this.position++] = SOH;
    this.#sum += sum + SOH;
  }

  /** Writes the digits of a whole number from 0; returns their sum. */
  #digits(value: number): number {
    if (value < EIGHT_DIGITS) return this.#short(value, digitsOf(value));
    // In pieces of eight digits, since those divide as integers.
    const high = floor(value / EIGHT_DIGITS);
    const sum = this.#digits(high);
    return sum + this.#short(value - high * EIGHT_DIGITS, 8);
  }

  /** Writes so many digits of a number below 10^8; returns their sum. */
  #short(value: number, count: number): number {
    const bytes = this.#bytes;
    const { position } = this;
    let sum = 0;
    let rest = value | 0;
    for (let at = position + count - 1; at >= position; at--) {
      const tens = (rest / 10) | 0;
      const digit = ZERO + rest - tens * 10;
      bytes[at] = digit;
      sum += digit;
      rest = tens;
    }
    this.position = position + count;
    return sum;
  }

  /** Copies bytes by words: up to three more than are wanted, which the next field writes over. */
  #put(from: DataView, length: number): void {
    const to = this.#words;
    const at = this.position;
    for (let i = 0; i < length; i += WORD_BYTES) to.setInt32(at + i, from.getInt32(i, true), true);
    this.position = at + length;
  }

  #copy(from: Uint8Array, start: number, end: number): void {
    const bytes = this.#bytes;
    let at = this.position;
    let sum = 0;
    for (let i = start; i < end; i++) {
      const byte = from[i]!;
      bytes[at++] = byte;
      sum += byte;
    }
    this.position = at;
    this.#sum += sum;
  }

  #setTime(ms: number): void {
    const day = floor(ms / MS_PER_DAY);
    const time = this.#time.bytes;
    if (day !== this.#day) {
      this.#day = day;
      writeDate(time, day);
    }
    const inDay = floor(ms - day * MS_PER_DAY);
    const seconds = floor(inDay / 1000);
    putDigits(time, 9, 2, floor(seconds / 3600));
    putDigits(time, 12, 2, floor(seconds / 60) % 60);
    putDigits(time, 15, 2, seconds % 60);
    putDigits(time, 18, 3, inDay - seconds * 1000);
    this.#timeMs = ms;
    this.#timeSum = 0;
    for (let i = 0; i < TIME_BYTES; i++) this.#timeSum += time[i]!;
  }

  #use(bytes: Uint8Array<ArrayBuffer>): void {
    this.#bytes = bytes;
    this.#words = new DataView(bytes.buffer);
  }

  #room(bytes: number): void {
    if (this.position + bytes <= this.#bytes.length) return;
    const grown = new Uint8Array(Math.max(this.#bytes.length * 2, this.position + bytes));
    grown.set(this.#bytes.subarray(0, this.position));
    this.#use(grown);
  }
}

/** How many digits a number below 10^8 has. */
function digitsOf(value: number): number {
  if (value < 1e4) return value < 100 ? (value < 10 ? 1 : 2) : value < 1000 ? 3 : 4;
  return value < 1e6 ? (value < 1e5 ? 5 : 6) : value < 1e7 ? 7 : 8;
}

function putDigits(into: Uint8Array, at: number, count: number, value: number): void {
  let rest = value;
  for (let i = at + count - 1; i >= at; i--) {
    into[i] = ZERO + (rest % 10);
    rest = floor(rest / 10);
  }
}

/** Writes `YYYYMMDD` of a day since 1970: the civil calendar, with years that begin in March. */
function writeDate(into: Uint8Array, day: number): void {
  const shifted = day + 719_468;
  const era = floor(shifted / 146_097);
  const inEra = shifted - era * 146_097;
  const yearInEra = floor(
    (inEra - floor(inEra / 1460) + floor(inEra / 36_524) - floor(inEra / 146_096)) / 365,
  );
  const inYear = inEra - (365 * yearInEra + floor(yearInEra / 4) - floor(yearInEra / 100));
  const monthFromMarch = floor((5 * inYear + 2) / 153);
  const month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9;
  putDigits(into, 0, 4, yearInEra + era * 400 + (month <= 2 ? 1 : 0));
  putDigits(into, 4, 2, month);
  putDigits(into, 6, 2, inYear - floor((153 * monthFromMarch + 2) / 5) + 1);
}
