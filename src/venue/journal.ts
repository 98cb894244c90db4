import type { AppendFile } from '../fix/log-store.js';
import type { VenueArrival, VenueReport } from './ledger.js';

/**
 * What happened at a venue as an append-only file of lines, a JSON object each: a head, then
 * arrivals and reports as they came, and an end. Lines are numbered from 0. Whoever reads it stops
 * at the first line that is torn or out of number, so a venue may be killed at any byte.
 */

/** What a venue says at its start. */
interface JournalHead {
  readonly format: 'smars venue';
  readonly version: 1;
  readonly startedMs: number;
  readonly sessions: readonly string[];
}

/** Takes the lines of a journal. Numbers that were none are NaN. */
export interface JournalReader {
  head?(head: JournalHead): void;
  arrival?(arrival: VenueArrival): void;
  report?(report: VenueReport): void;
}

/** How much of a journal is whole. */
export interface JournalState {
  readonly head: JournalHead | undefined;
  readonly arrivals: number;
  readonly reports: number;
  /** Bytes after the last whole line. */
  readonly tornBytes: number;
  /** Whether the venue has ended it. */
  readonly isEnded: boolean;
  /** The time of the last arrival or report, ms since 1970; NaN without one. */
  readonly lastMs: number;
}

/** Lines are written at this size, whatever the turn. */
const PENDING_MAX = 2 ** 20;
const READ_BYTES = 2 ** 18;
const LINE_FEED = 10;

/** Writes a journal. */
export class VenueJournal {
  arrivals = 0;
  reports = 0;
  /** Lines that could not be written, as on a full disk, and why. */
  lost = 0;
  failure = '';
  readonly #file: AppendFile;
  #pending = '';
  #pendingLines = 0;
  #line = 0;

  constructor(file: AppendFile, head: JournalHead) {
    this.#file = file;
    this.#write('head', head);
  }

  arrival(arrival: VenueArrival): void {
    this.arrivals++;
    this.#write('arrival', arrival);
  }

  report(report: VenueReport): void {
    this.reports++;
    this.#write('report', report);
  }

  /** Ends the journal: what is in it is all there was. */
  end(): void {
    this.#write('end', {});
    this.flush();
  }

  /** Makes what was written outlive the process. */
  flush(): void {
    if (this.#pending === '') return;
    const bytes = Buffer.from(this.#pending);
    const lines = this.#pendingLines;
    this.#pending = '';
    this.#pendingLines = 0;
    try {
      if (this.failure === '') this.#file.append(bytes, 0, bytes.length);
      else this.lost += lines;
    } catch (error) {
      // What follows a torn line could not be read: nothing more is written.
      this.failure = (error as Error).message;
      this.lost += lines;
    }
  }

  #write(kind: string, fields: object): void {
    this.#pending += `${JSON.stringify({ line: this.#line++, kind, ...fields })}\n`;
    this.#pendingLines++;
    if (this.#pending.length > PENDING_MAX) this.flush();
  }
}

/** Reads a journal up to its last whole line. */
export function readJournal(
  file: Pick<AppendFile, 'size' | 'read'>,
  reader: JournalReader = {},
): JournalState {
  const found = {
    head: undefined as JournalHead | undefined,
    arrivals: 0,
    reports: 0,
    isEnded: false,
    lastMs: Number.NaN,
  };
  let lines = 0;
  const whole = eachLine(file, (text) => {
    const line = parseLine(text, lines);
    if (line === undefined) return false;
    lines++;
    if (line.kind === 'head') {
      found.head = line as unknown as JournalHead;
      reader.head?.(found.head);
    } else if (line.kind === 'end') found.isEnded = true;
    else {
      found.lastMs = line.atMs as number;
      if (line.kind === 'arrival') {
        found.arrivals++;
        reader.arrival?.(arrivalOf(line));
      } else {
        found.reports++;
        reader.report?.(line as unknown as VenueReport);
      }
    }
    return true;
  });
  return { ...found, tornBytes: file.size - whole };
}

type Line = Readonly<Record<string, unknown>>;

/** A line that has the number that is expected, else undefined. */
function parseLine(text: string, number: number): Line | undefined {
  try {
    const line = JSON.parse(text) as Line | null;
    return line?.line === number && typeof line.kind === 'string' ? line : undefined;
  } catch {
    return undefined;
  }
}

/** JSON has no NaN: a number that was none is null. */
function arrivalOf(line: Line): VenueArrival {
  const arrival = line as unknown as VenueArrival;
  const { quantity, priceTicks, sequence } = arrival;
  return {
    ...arrival,
    sequence: sequence ?? Number.NaN,
    quantity: quantity ?? Number.NaN,
    priceTicks: priceTicks ?? Number.NaN,
  };
}

/** Gives each whole line until one is refused; returns the bytes of those that were taken. */
function eachLine(
  file: Pick<AppendFile, 'size' | 'read'>,
  take: (text: string) => boolean,
): number {
  let rest = Buffer.alloc(0);
  let taken = 0;
  for (let offset = 0; offset < file.size; ) {
    const chunk = Buffer.alloc(READ_BYTES);
    const had = file.read(offset, chunk);
    if (had === 0) break;
    offset += had;
    rest = Buffer.concat([rest, chunk.subarray(0, had)]);
    let from = 0;
    for (let end = rest.indexOf(LINE_FEED); end >= 0; end = rest.indexOf(LINE_FEED, from)) {
      if (!take(rest.toString('utf8', from, end))) return taken;
      taken += end + 1 - from;
      from = end + 1;
    }
    rest = rest.subarray(from);
  }
  return taken;
}
