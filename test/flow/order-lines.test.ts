import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { LINE_BYTES_MAX, readLines } from '../../src/flow/order-lines.js';
import { chunked } from './written-orders.js';

/** The lines as text with their numbers, and whether the byte behind each is a line end. */
async function linesOf(
  bytes: Uint8Array,
  cuts: readonly number[] = [],
): Promise<[number, string][]> {
  const lines: [number, string][] = [];
  const count = await readLines(chunked(bytes, cuts), (window, begin, end, line) => {
    if (end - begin <= LINE_BYTES_MAX) expect([10, 13]).toContain(window[end]);
    lines.push([line, Buffer.from(window.subarray(begin, end)).toString('latin1')]);
  });
  expect(count).toBe(lines.length);
  return lines;
}

/** The same by splitting the text. */
function split(bytes: Uint8Array): [number, string][] {
  const text = Buffer.from(bytes)
    .toString('latin1')
    .replace(/^\xef\xbb\xbf/, '');
  return text
    .split('\n')
    .map((line, k): [number, string] => [
      k + 1,
      line.replace(/\r$/, '').slice(0, LINE_BYTES_MAX + 1),
    ])
    .filter(([, line]) => /[^ \t]/.test(line));
}

describe('the lines of a file', () => {
  test('are those of the text split at its line ends, for any chunks', async () => {
    const piece = fc.constantFrom('\n', '\r\n', '\r', ' ', '\t', 'A,1', '\xef\xbb\xbf', '\0', 'é');
    await fc.assert(
      fc.asyncProperty(
        fc.array(piece, { maxLength: 30 }),
        fc.array(fc.nat(), { maxLength: 10 }),
        async (pieces, cuts) => {
          const bytes = Buffer.from(pieces.join(''), 'latin1');
          expect(await linesOf(bytes, cuts)).toEqual(split(bytes));
        },
      ),
      { numRuns: 1000 },
    );
  });

  test('may be as long as the limit; longer ones arrive cut one byte after it', async () => {
    const lengths = [
      1,
      LINE_BYTES_MAX - 1,
      LINE_BYTES_MAX,
      LINE_BYTES_MAX + 1,
      LINE_BYTES_MAX + 2,
      300_000,
      5,
      1_000_000,
      LINE_BYTES_MAX,
      3,
    ];
    for (const lineEnd of ['\n', '\r\n']) {
      const bytes = Buffer.from(lengths.map((length, k) => String(k).repeat(length)).join(lineEnd));
      const lines = await linesOf(bytes, [7, 100_000, 100_001, 700_000]);
      expect(lines.map(([line, text]) => [line, text.length])).toEqual(
        lengths.map((length, k) => [k + 1, Math.min(length, LINE_BYTES_MAX + 1)]),
      );
      expect(lines).toEqual(split(bytes));
    }
  });

  test('do not change the chunks', async () => {
    const bytes = Buffer.from('A\r\nB');
    await readLines(chunked(bytes), (window, begin, end) => window.fill(0x78, begin, end));
    expect(bytes.toString()).toBe('A\r\nB');
  });
});
