import type { Quotes } from '../../market/quotes.js';
import type { Children } from '../../orders/children.js';
import type { OrderFlow } from '../../orders/flow.js';
import { WORKING_HEAD } from '../../orders/working.js';
import type { Router } from '../../router/state.js';
import type { Tally } from '../../server/server.js';
import {
  copyRecord,
  RECORD_WORDS,
  RecordKind,
  type RecordSpace,
  writeAnswers,
  writeMark,
  writeParent,
  writeQuoteRecord,
} from '../memory/records.js';
import type { ServerCounts } from '../memory/tables.js';

/**
 * A server's inputs in the order in which it met them, as records: parents taken, turns with their
 * time and lease, answers, quotes, epochs, human acts. It holds a fixed number of records and ends
 * when it is full. A replay of it gives the same children, which the digest at its end proves.
 */
export interface Journal extends RecordSpace {
  readonly capacity: number;
  readonly counts: ServerCounts;
  readonly tally: Tally;
  readonly sequence: Float64Array;
  /** The router's state before the current turn. */
  readonly seen: Float64Array;
  position: number;
  open: boolean;
}

/**
 * Opens a server's journal for writing. The mask has all bits, because the capacity is no power of
 * two and the records do not wrap.
 */
export function openJournal(
  buffer: SharedArrayBuffer,
  counts: ServerCounts,
  tally: Tally,
  sequence: Float64Array,
): Journal {
  return {
    ...journalSpace(buffer),
    capacity: buffer.byteLength / (RECORD_WORDS * 4),
    counts,
    tally,
    sequence,
    seen: new Float64Array(SEEN_MAX),
    position: 0,
    open: true,
  };
}

/** Returns the records of a journal. */
export function journalSpace(buffer: SharedArrayBuffer): RecordSpace {
  return { words: new Int32Array(buffer), doubles: new Float64Array(buffer), mask: 0x7fffffff };
}

/**
 * Ends the journal here and notes the digest of the children so far. Call it at the end of a run.
 */
export function sealJournal(journal: Journal): void {
  if (!journal.open) return;
  const { counts, tally, sequence, position } = journal;
  journal.open = false;
  counts.journalRecords[0] = position;
  counts.journalDigest0[0] = tally.tape[0]!;
  counts.journalDigest1[0] = tally.tape[1]!;
  counts.journalSequence[0] = sequence[0]!;
}

/**
 * Returns whether the journal is open and has room for `count` records. It closes for good if it
 * has not.
 */
function hasRoom(journal: Journal, count: number): boolean {
  if (!journal.open) return false;
  if (journal.position + count <= journal.capacity) return true;
  journal.counts.journalFull[0] = 1;
  sealJournal(journal);
  return false;
}

/**
 * The most records of one turn before its children are counted: the turn, human acts, the recall.
 * What the turn sees of other servers' sums is beside these.
 */
const TURN_RECORDS = 64;

/**
 * Closes the journal unless it has room for a whole turn, so that it never ends within one, and for
 * `sums` words of other servers. Call it before a turn.
 */
export function reserveTurn(journal: Journal, sums: number): void {
  hasRoom(journal, TURN_RECORDS + sums);
}

/** Room for the notes of any router. */
const SEEN_MAX = 64;

/** Notes the router's state before a turn. */
export function noteRouter({ seen }: Journal, router: Router): void {
  eachNote(router, (note, value) => {
    seen[note] = value;
    return true;
  });
}

/**
 * Returns whether a turn without a child has changed the router's state. Such a turn belongs in the
 * journal.
 */
export function hasRouterChanged({ seen }: Journal, router: Router): boolean {
  return !eachNote(router, (note, value) => seen[note] === value);
}

/**
 * Visits the values that show whether a router has changed: the heads of its working sets, its free
 * rows, and the times that it passed over a parent without sending. Stops at the first false.
 */
function eachNote(
  { working, free, counts }: Router,
  visit: (note: number, value: number) => boolean,
): boolean {
  let note = 0;
  if (!visit(note++, free.row[0]!) || !visit(note++, counts.passedOver[0]!)) return false;
  for (const { cell } of working) {
    for (let row = 0; row < WORKING_HEAD; row++) if (!visit(note++, cell[row]!)) return false;
  }
  return true;
}

export function journalMark(
  journal: Journal,
  kind: RecordKind,
  number: number,
  timeNs = 0,
  money = 0,
): void {
  if (hasRoom(journal, 1)) writeMark(journal, journal.position++, kind, number, timeNs, money);
}

export function journalParent(
  journal: Journal,
  flow: OrderFlow,
  row: number,
  orderId: number,
  timeNs: number,
): void {
  if (hasRoom(journal, 1)) writeParent(journal, journal.position++, flow, row, orderId, timeNs);
}

/**
 * Records the answers to the children at positions [begin, end) and the time at which they were
 * settled.
 */
export function journalAnswers(
  journal: Journal,
  children: Children,
  begin: number,
  end: number,
  timeNs: number,
): void {
  const count = (end - begin) | 0;
  if (!hasRoom(journal, count + 1)) return;
  writeAnswers(journal, journal.position, children, begin, end);
  journal.position += count;
  writeMark(journal, journal.position++, RecordKind.SETTLE, count, timeNs);
}

export function journalCopy(journal: Journal, from: RecordSpace, position: number): void {
  if (hasRoom(journal, 1)) copyRecord(from, position, journal, journal.position++);
}

export function journalQuote(journal: Journal, quotes: Quotes, symbol: number): void {
  if (hasRoom(journal, 1)) writeQuoteRecord(journal, journal.position++, quotes, symbol);
}
