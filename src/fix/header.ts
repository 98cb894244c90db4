import { FIELD_WORDS, type Scan } from './scan.js';
import { Tag } from './tags.js';
import { readTimestampMs, readWhole } from './values.js';

/** What a session reads of a message's header before anything else. */
export interface Header {
  /** MsgSeqNum; −1 when it is missing or no number. */
  sequence: number;
  isPossDup: boolean;
  /** Words of the fields in the scan; −1 when there are none. */
  senderWord: number;
  targetWord: number;
  /** SendingTime and OrigSendingTime, ms since 1970; NaN when they are missing or wrong. */
  sentMs: number;
  originalMs: number;
  hasOriginal: boolean;
}

export function createHeader(): Header {
  return {
    sequence: -1,
    isPossDup: false,
    senderWord: -1,
    targetWord: -1,
    sentMs: Number.NaN,
    originalMs: Number.NaN,
    hasOriginal: false,
  };
}

/** Reads the header, wherever its fields are: their order is checked later. */
export function readHeader(into: Header, { fields, count, bytes }: Scan): void {
  into.sequence = -1;
  into.isPossDup = false;
  into.senderWord = -1;
  into.targetWord = -1;
  into.sentMs = Number.NaN;
  into.originalMs = Number.NaN;
  into.hasOriginal = false;
  const end = count * FIELD_WORDS;
  for (let word = 3 * FIELD_WORDS; word < end; word += FIELD_WORDS) {
    const tag = fields[word]!;
    // Most fields of a body are above these tags or between them.
    if (tag > Tag.ORIG_SENDING_TIME || tag < Tag.MSG_SEQ_NUM) continue;
    const start = fields[word + 1]!;
    const valueEnd = fields[word + 2]!;
    switch (tag) {
      case Tag.MSG_SEQ_NUM:
        if (into.sequence < 0) into.sequence = readWhole(bytes, start, valueEnd);
        break;
      case Tag.POSS_DUP_FLAG:
        into.isPossDup = bytes[start] === 0x59;
        break;
      case Tag.SENDER_COMP_ID:
        if (into.senderWord < 0) into.senderWord = word;
        break;
      case Tag.SENDING_TIME:
        into.sentMs = readTimestampMs(bytes, start, valueEnd);
        break;
      case Tag.TARGET_COMP_ID:
        if (into.targetWord < 0) into.targetWord = word;
        break;
      case Tag.ORIG_SENDING_TIME:
        into.hasOriginal = true;
        into.originalMs = readTimestampMs(bytes, start, valueEnd);
        break;
    }
  }
}
