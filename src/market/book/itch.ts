import { InputError } from '../../base/input-error.js';
import {
  emptyMessage,
  RecordedKind,
  type RecordedMessage,
  type RecordingReader,
} from './recorded.js';

/**
 * Files of Nasdaq TotalView-ITCH 5.0 (Nasdaq, "TotalView-ITCH 5.0 Interface Specification"): each
 * message after its length in two bytes. All numbers are big-endian.
 *
 *   byte   0      1              3               5              11
 *         ┌──────┬──────────────┬───────────────┬──────────────┬─────────────────────────────────────
 *         │ type │ stock locate │ tracking      │ ns, 6 bytes  │ by type
 *         └──────┴──────────────┴───────────────┴──────────────┴─────────────────────────────────────
 *   A, F  add        order 8, side 1, shares 4, stock 8, price 4
 *   E, C  execute    order 8, shares 4, match 8
 *   X     reduce     order 8, shares 4
 *   D     delete     order 8
 *   U     replace    order 8, new order 8, shares 4, price 4
 *   R     directory  stock 8                     H  trading action: stock 8, state 1 (H, P, Q, T)
 *
 * A locate belongs to one stock for a day: the directory, or the first order, says which.
 */
const LENGTHS: Readonly<Record<string, number>> = {
  A: 36,
  F: 40,
  E: 31,
  C: 36,
  X: 23,
  D: 19,
  U: 35,
  R: 39,
  H: 25,
};
const STOCK_AT: Readonly<Record<string, number>> = { A: 24, F: 24, R: 11, H: 11 };
const LENGTH_BYTES = 2;
const STATES: Readonly<Record<string, number>> = {
  H: RecordedKind.HALT,
  P: RecordedKind.PAUSE,
  Q: RecordedKind.PAUSE,
  T: RecordedKind.RESUME,
};

/** Opens a reader of the messages about one stock. */
export function readItch(
  source: string,
  stock: string,
  take: (message: RecordedMessage) => void,
): RecordingReader {
  const wanted = stock.padEnd(8);
  const message = emptyMessage();
  let locate = -1;
  let rest = new Uint8Array(0);
  let position = 0;

  const readOne = (bytes: Uint8Array, length: number): void => {
    const type = String.fromCharCode(bytes[0]!);
    message.place = `${source}: byte ${position}: message '${type}'`;
    const expected = LENGTHS[type];
    if (expected === undefined) return;
    if (length !== expected)
      throw new InputError(`${message.place}: length ${length}: must be ${expected}`);
    const view = new DataView(bytes.buffer, bytes.byteOffset, length);
    const at = STOCK_AT[type];
    if (at !== undefined && textAt(bytes, at) === wanted) locate = view.getUint16(1);
    if (view.getUint16(1) !== locate) return;
    readMessage(view, type, message);
    take(message);
  };

  return {
    push(chunk) {
      const bytes = rest.length === 0 ? chunk : joined(rest, chunk);
      let begin = 0;
      while (begin + LENGTH_BYTES <= bytes.length) {
        const length = (bytes[begin]! << 8) | bytes[begin + 1]!;
        const end = begin + LENGTH_BYTES + length;
        if (length === 0)
          throw new InputError(`${source}: byte ${position}: length 0: must be at least 1`);
        if (end > bytes.length) break;
        readOne(bytes.subarray(begin + LENGTH_BYTES, end), length);
        position += end - begin;
        begin = end;
      }
      // A copy, since the producer may use its buffer again.
      rest = bytes.slice(begin);
    },
    end() {
      if (rest.length > 0)
        throw new InputError(`${source}: byte ${position}: the file ends within a message`);
      if (locate < 0) throw new InputError(`${source}: has no messages about stock '${stock}'`);
    },
  };
}

function readMessage(view: DataView, type: string, message: RecordedMessage): void {
  message.timeNs = view.getUint16(5) * 2 ** 32 + view.getUint32(7);
  message.kind = RecordedKind.OTHER;
  if (type === 'R') return;
  if (type === 'H') {
    const state = String.fromCharCode(view.getUint8(19));
    const kind = STATES[state];
    if (kind === undefined)
      throw new InputError(`${message.place}: state '${state}': must be H, P, Q or T`);
    message.kind = kind;
    return;
  }
  message.reference = referenceAt(view, 11, message.place);
  if (type === 'D') message.kind = RecordedKind.DELETE;
  else if (type === 'U') {
    message.kind = RecordedKind.REPLACE;
    message.newReference = referenceAt(view, 19, message.place);
    message.shares = view.getUint32(27);
    message.price = view.getUint32(31);
  } else if (type === 'A' || type === 'F') {
    message.kind = RecordedKind.ADD;
    message.side = sideAt(view, message.place);
    message.shares = view.getUint32(20);
    message.price = view.getUint32(32);
  } else {
    message.kind = type === 'X' ? RecordedKind.REDUCE : RecordedKind.EXECUTE;
    message.shares = view.getUint32(19);
  }
}

function sideAt(view: DataView, place: string): number {
  const side = String.fromCharCode(view.getUint8(19));
  if (side === 'B') return 0;
  if (side === 'S') return 1;
  throw new InputError(`${place}: side '${side}': must be B or S`);
}

function referenceAt(view: DataView, at: number, place: string): number {
  const reference = view.getUint32(at) * 2 ** 32 + view.getUint32(at + 4);
  if (Number.isSafeInteger(reference)) return reference;
  throw new InputError(`${place}: order ${view.getBigUint64(at)}: must be below 2^53`);
}

function textAt(bytes: Uint8Array, at: number): string {
  return String.fromCharCode(...bytes.subarray(at, at + 8));
}

function joined(first: Uint8Array, second: Uint8Array): Uint8Array<ArrayBuffer> {
  const both = new Uint8Array(first.length + second.length);
  both.set(first);
  both.set(second, first.length);
  return both;
}
