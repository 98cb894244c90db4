/** A message of a recorded market, whatever its file format, about one stock. */
export interface RecordedMessage {
  /** A code of `RecordedKind`. */
  kind: number;
  /** Nanoseconds since midnight, exchange time. */
  timeNs: number;
  /** The order that the message is about, and for REPLACE the order that takes its place. */
  reference: number;
  newReference: number;
  /** `Side.BUY` or `Side.SELL`; only of ADD. */
  side: number;
  shares: number;
  /** In units of $0.0001; of ADD and REPLACE. */
  price: number;
  /** Where the message is, for errors: `message.csv: line 12`. */
  place: string;
}

/** What a recorded message says about the visible book. */
export const RecordedKind = {
  /** Nothing: trades of hidden orders, crosses, imbalances and the like. */
  OTHER: 0,
  ADD: 1,
  /** Some shares of an order are cancelled. */
  REDUCE: 2,
  DELETE: 3,
  /** Some shares of an order are executed. */
  EXECUTE: 4,
  /** A new order takes the place of another, on its side. */
  REPLACE: 5,
  HALT: 6,
  /** Trading pauses, and orders are collected. */
  PAUSE: 7,
  RESUME: 8,
} as const;

/** A reader of one file: takes its bytes as they come and gives its messages. */
export interface RecordingReader {
  /** Reads more bytes. Throws an InputError for a message that is none. */
  push(bytes: Uint8Array): void;
  /** Reads what is left at the end of the file. */
  end(): void;
}

/** An empty message, which a reader fills again and again. */
export function emptyMessage(): RecordedMessage {
  return {
    kind: RecordedKind.OTHER,
    timeNs: 0,
    reference: 0,
    newReference: 0,
    side: 0,
    shares: 0,
    price: 0,
    place: '',
  };
}
