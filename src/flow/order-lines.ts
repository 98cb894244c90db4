/**
 * The longest line, in bytes. An order with all its fields has some 150; a file with longer lines
 * is not an orders file.
 */
export const LINE_BYTES_MAX = 65_536;

/**
 * Room for the longest line several times over, so that the move of an unfinished line to the front
 * is rare.
 */
const WINDOW_BYTES = 4 * LINE_BYTES_MAX;
const LF = 10;
const CR = 13;

/**
 * Takes one line that is not blank: its bytes [begin, end) without line end and byte order mark, in
 * a buffer that is written over afterwards, and its number from 1. The byte at `end` is an LF or a
 * CR, so that a scan may look at it. A longer line than `LINE_BYTES_MAX` is handed over cut to one
 * byte more, for the visitor to refuse.
 */
export type LineVisitor = (bytes: Uint8Array, begin: number, end: number, line: number) => void;

/**
 * Hands each line of the chunks that is not blank to the visitor, in order, and returns their
 * number. Lines end in LF or CRLF, the last one also where the chunks end; memory is one window.
 */
export async function readLines(
  chunks: AsyncIterable<Uint8Array>,
  visit: LineVisitor,
): Promise<number> {
  const window = new LineWindow(visit);
  for await (const chunk of chunks) window.push(chunk);
  return window.finish();
}

/** Visits each line of a file that is in memory, as `readLines` does. */
export function visitLines(bytes: Uint8Array, visit: LineVisitor): number {
  const window = new LineWindow(visit);
  window.push(bytes);
  return window.finish();
}

/**
 *   0            begin            filled        WINDOW_BYTES
 *   ┌────────────┬────────────────┬─────────────┐
 *   │ lines seen │ unfinished line│ free        │    one byte stays free for the LF that a last line may lack
 *   └────────────┴────────────────┴─────────────┘
 */
class LineWindow {
  readonly #visit: LineVisitor;
  readonly #bytes = new Uint8Array(WINDOW_BYTES);
  #filled = 0;
  #line = 0;
  #visited = 0;

  constructor(visit: LineVisitor) {
    this.#visit = visit;
  }

  push(chunk: Uint8Array): void {
    let offset = 0;
    while (offset < chunk.length) {
      const taken = Math.min(chunk.length - offset, WINDOW_BYTES - 1 - this.#filled);
      this.#bytes.set(chunk.subarray(offset, offset + taken), this.#filled);
      this.#filled += taken;
      offset += taken;
      this.#takeLines();
    }
  }

  finish(): number {
    if (this.#filled > 0) {
      this.#bytes[this.#filled++] = LF;
      this.#takeLines();
    }
    return this.#visited;
  }

  #takeLines(): void {
    const filled = this.#bytes.subarray(0, this.#filled);
    let begin = 0;
    for (let lf = filled.indexOf(LF); lf !== -1; lf = filled.indexOf(LF, begin)) {
      this.#takeLine(begin, lf);
      begin = lf + 1;
    }
    this.#bytes.copyWithin(0, begin, this.#filled);
    // Keeps enough of a line that is too long to recognise it: one byte too many, and a CR.
    this.#filled = Math.min(this.#filled - begin, LINE_BYTES_MAX + 2);
  }

  #takeLine(from: number, lf: number): void {
    const bytes = this.#bytes;
    let begin = from;
    let end = lf;
    this.#line++;
    if (end > begin && bytes[end - 1] === CR) end--;
    if (
      this.#line === 1 &&
      bytes[begin] === 0xef &&
      bytes[begin + 1] === 0xbb &&
      bytes[begin + 2] === 0xbf
    )
      begin += 3;
    if (isBlank(bytes, begin, end)) return;
    this.#visited++;
    this.#visit(bytes, begin, Math.min(end, begin + LINE_BYTES_MAX + 1), this.#line);
  }
}

function isBlank(bytes: Uint8Array, begin: number, end: number): boolean {
  let i = begin;
  while (i < end && (bytes[i] === 0x20 || bytes[i] === 0x09)) i++;
  return i === end;
}
