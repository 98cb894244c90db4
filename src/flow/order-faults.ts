import { InputError } from '../base/input-error.js';
import { escapeControls } from '../base/printable.js';

/**
 * An error in one place of an orders file. `field` is as the file writes it, and empty for an error
 * of the whole line (or, at line 0, of the whole file).
 */
interface OrderFault {
  readonly line: number;
  readonly field: string;
  /**
   * The first 40 characters of the value, control characters escaped; empty if there is no value.
   */
  readonly value: string;
  /** A predicate: `must be …`, `is required`. */
  readonly reason: string;
}

/**
 * A file of orders that was refused as a whole: the first `FAULTS_SHOWN` faults, how many there are
 * in all, and a message with a line for each.
 */
export class OrderFileError extends InputError {
  readonly faults: readonly OrderFault[];
  readonly total: number;

  constructor(source: string, faults: readonly OrderFault[], total: number) {
    const lines = faults.map((fault) => describeFault(source, fault));
    const more = total - faults.length;
    if (more > 0)
      lines.push(
        `… and ${more.toLocaleString('en-US')} more (${total.toLocaleString('en-US')} in all)`,
      );
    super(lines.join('\n'));
    this.faults = faults;
    this.total = total;
  }
}

/** The most errors in a message: a reader mends these and tries again. */
const FAULTS_SHOWN = 20;
const VALUE_CHARACTERS_SHOWN = 40;

/** The faults of one file as they are found: the first ones are kept, the rest counted. */
export class FaultList {
  readonly #source: string;
  readonly #faults: OrderFault[] = [];
  #total = 0;

  constructor(source: string) {
    this.#source = source;
  }

  get total(): number {
    return this.#total;
  }

  /**
   * Counts a fault, and asks for it only when it will be shown: a million bad lines cost a million
   * counts.
   */
  add(fault: () => OrderFault): void {
    if (this.#total++ < FAULTS_SHOWN) this.#faults.push(fault());
  }

  /** The error that holds them all. */
  error(): OrderFileError {
    return new OrderFileError(this.#source, this.#faults, this.#total);
  }
}

/** `orders.csv:7: field 'OrderQty' is '-5': must be a whole number from 1 to 100,000,000`. */
function describeFault(source: string, { line, field, value, reason }: OrderFault): string {
  const place = line === 0 ? escapeControls(source) : `${escapeControls(source)}:${line}`;
  const subject = field === '' ? 'line' : `field '${field}'`;
  if (value !== '') return `${place}: ${subject} is '${value}': ${reason}`;
  return field === '' ? `${place}: ${reason}` : `${place}: ${subject} ${reason}`;
}

const lenient = new TextDecoder('utf-8', { ignoreBOM: true });

/**
 * The start of a value as text that is safe to print: `VALUE_CHARACTERS_SHOWN` characters, controls
 * escaped, bytes that are not UTF-8 as U+FFFD.
 */
export function shownBytes(bytes: Uint8Array, begin: number, end: number): string {
  const enough = begin + 4 * (VALUE_CHARACTERS_SHOWN + 1);
  return shownText(lenient.decode(bytes.subarray(begin, Math.min(end, enough))));
}

/** The same of a text. */
export function shownText(text: string): string {
  const characters = Array.from(text.slice(0, 2 * (VALUE_CHARACTERS_SHOWN + 1)));
  const cut = characters.length > VALUE_CHARACTERS_SHOWN;
  return escapeControls(characters.slice(0, VALUE_CHARACTERS_SHOWN).join('')) + (cut ? '…' : '');
}
