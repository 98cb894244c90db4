import { InputError } from '../../base/input-error.js';
import {
  emptyMessage,
  RecordedKind,
  type RecordedMessage,
  type RecordingReader,
} from './recorded.js';

/**
 * Message files of LOBSTER (lobsterdata.com, "Data structure"): lines of six numbers, without a
 * head.
 *
 *   time in seconds after midnight, type, order, shares, price × 10,000, direction (1 or −1)
 *
 *   1 new limit order     4 execution of a visible order     7 halt; the price says which:
 *   2 partial cancel      5 execution of a hidden order        −1 halt, 0 quotes, 1 trading
 *   3 deletion            6 cross trade
 */
const FIELDS = ['time', 'type', 'order', 'size', 'price', 'direction'];
const LINE_CHARACTERS_MAX = 256;
const KINDS: readonly number[] = [
  RecordedKind.ADD,
  RecordedKind.REDUCE,
  RecordedKind.DELETE,
  RecordedKind.EXECUTE,
  RecordedKind.OTHER,
  RecordedKind.OTHER,
];

/** Opens a reader of a LOBSTER message file. */
export function readLobster(
  source: string,
  take: (message: RecordedMessage) => void,
): RecordingReader {
  const decoder = new TextDecoder();
  const message = emptyMessage();
  let rest = '';
  let line = 0;
  const readLine = (text: string): void => {
    line++;
    if (text.trim() === '') return;
    message.place = `${source}: line ${line}`;
    readMessage(text, message);
    take(message);
  };
  return {
    push(bytes) {
      const lines = (rest + decoder.decode(bytes, { stream: true })).split('\n');
      rest = lines.pop()!;
      for (const text of lines) readLine(text);
      if (rest.length > LINE_CHARACTERS_MAX)
        throw new InputError(
          `${source}: line ${line + 1}: is longer than ${LINE_CHARACTERS_MAX} characters; ` +
            'must be six numbers',
        );
    },
    end() {
      readLine(rest + decoder.decode());
      rest = '';
    },
  };
}

function readMessage(text: string, message: RecordedMessage): void {
  const fields = text.trim().split(',');
  if (fields.length !== FIELDS.length)
    throw new InputError(
      `${message.place}: has ${fields.length} fields; must have ${FIELDS.length}: ` +
        FIELDS.join(', '),
    );
  message.timeNs = readTime(fields[0]!, message.place);
  const type = readInteger(fields, 1, message.place, 1, 7);
  const price = readInteger(fields, 4, message.place, -(2 ** 31), 2 ** 31);
  if (type === 7) {
    message.kind = [RecordedKind.HALT, RecordedKind.PAUSE, RecordedKind.RESUME][price + 1] ?? 0;
    return;
  }
  message.kind = KINDS[type - 1]!;
  message.reference = readInteger(fields, 2, message.place, 0, Number.MAX_SAFE_INTEGER);
  message.shares = readInteger(fields, 3, message.place, 1, 2 ** 31 - 1);
  message.price = price;
  const direction = readInteger(fields, 5, message.place, -1, 1);
  if (direction === 0) throw new InputError(`${message.place}: direction '0': must be 1 or -1`);
  message.side = direction === 1 ? 0 : 1;
}

function readInteger(
  fields: readonly string[],
  field: number,
  place: string,
  low: number,
  high: number,
): number {
  const text = fields[field]!.trim();
  const value = /^-?\d{1,16}$/.test(text) ? Number(text) : Number.NaN;
  if (value >= low && value <= high) return value;
  throw new InputError(
    `${place}: ${FIELDS[field]} '${text}': must be a whole number from ${low} to ${high}`,
  );
}

function readTime(text: string, place: string): number {
  const [, seconds, fraction = ''] = /^(\d{1,5})(?:\.(\d{1,12}))?$/.exec(text.trim()) ?? [];
  if (seconds === undefined)
    throw new InputError(`${place}: time '${text}': must be seconds after midnight`);
  return Number(seconds) * 1e9 + Number(fraction.slice(0, 9).padEnd(9, '0'));
}
