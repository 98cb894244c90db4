import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  createJsonMembers,
  MEMBERS_MAX,
  scanObject,
  unescapeJson,
  ValueKind,
} from '../../src/flow/ndjson.js';

type Flat = string | number | boolean | null;

/** Keys and values as they are found, or undefined when it is no flat object. */
function scan(text: string): [string, Flat][] | undefined {
  const bytes = new TextEncoder().encode(`{"${text}\n"}`);
  const members = createJsonMembers();
  if (scanObject(bytes, 2, bytes.length - 3, members) >= 0) return undefined;
  const textOf = (begin: number, end: number) =>
    new TextDecoder().decode(bytes.subarray(begin, end));
  const found: [string, Flat][] = [];
  for (let m = 0; m < members.count; m++) {
    const key = JSON.parse(textOf(members.keyBegin[m]! - 1, members.keyEnd[m]! + 1)) as string;
    let end = members.end[m]!;
    if (members.kind[m] === ValueKind.ESCAPED_TEXT)
      end = unescapeJson(bytes, members.begin[m]!, end);
    if (end < 0) return undefined;
    const value = textOf(members.begin[m]!, end);
    const values: Flat[] = [null, value, value, Number(value), value === 'true'];
    found.push([key, values[members.kind[m]!]!]);
  }
  return found;
}

/** The same by JSON.parse. */
function parse(text: string): [string, Flat][] | undefined {
  try {
    const parsed = JSON.parse(text) as Record<string, unknown>;
    const flat = typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed);
    if (!flat || Object.values(parsed).some((value) => typeof value === 'object' && value !== null))
      return undefined;
    return Object.entries(parsed) as [string, Flat][];
  } catch {
    return undefined;
  }
}

describe('an object of NDJSON', () => {
  test('is read as JSON.parse reads it', () => {
    const key = fc.string({ unit: 'grapheme' }).map((text) => `k${text}`);
    const value = fc.oneof(
      fc.string({ unit: 'grapheme' }),
      fc.double({ noNaN: true, noDefaultInfinity: true }),
      fc.integer(),
      fc.boolean(),
      fc.constant(null),
    );
    fc.assert(
      fc.property(fc.dictionary(key, value), fc.constantFrom(undefined, 0, 1), (object, space) => {
        const text = JSON.stringify(object, null, space).replaceAll('\n', '\t');
        expect(scan(text)).toEqual(parse(text));
        expect(scan(text)).toHaveLength(Object.keys(object).length);
      }),
      { numRuns: 500 },
    );
  });

  test('is refused whenever JSON.parse fails or finds a nested value, for random tokens', () => {
    const token = fc.constantFrom(
      '{',
      '}',
      '[',
      ']',
      ':',
      ',',
      ' ',
      '\r',
      '"a"',
      '"b',
      '"',
      '\\',
      '\\n"',
      '\\u00e9"',
      '\\x"',
      '1',
      '-',
      '0',
      '01',
      '.5',
      'e3',
      'E',
      'true',
      'tru',
      'null',
      'false',
      'é',
      '\u0001',
    );
    const heap = fc.array(token, { maxLength: 8 }).map((tokens) => tokens.join(''));
    const nearly = fc.tuple(heap, heap).map(([a, b]) => `{"k":${a},"m":${b}}`);
    const value = heap.map((text) => `{"k":${text}}`);
    fc.assert(
      fc.property(fc.oneof(heap, nearly, value), (text) => {
        const parsed = parse(text);
        expect(scan(text) === undefined).toBe(parsed === undefined);
        if (parsed) expect(Object.entries(Object.fromEntries(scan(text)!))).toEqual(parsed);
      }),
      { numRuns: 20_000 },
    );
  });

  test.each([
    ['{"a":1}', -1],
    [' {} ', -1],
    ['', 0],
    ['[1]', 0],
    ['{"a":1}}', 7],
    ['{"a" 1}', 5],
    ['{"a":[1]}', 5],
    ['{"a":-}', 6],
    ['{"a":1.}', 7],
    ['{"a":1e}', 7],
    ['{"a":1,}', 7],
    ['{"a":"b', 7],
    ['{"a\tb":1}', 3],
    ['{"a":nul}', 5],
  ])('%j stops to be one at %i', (text, place) => {
    const bytes = new TextEncoder().encode(`${text}\n`);
    expect(scanObject(bytes, 0, bytes.length - 1, createJsonMembers())).toBe(place);
  });

  test('has paired surrogates only', () => {
    expect(scan('{"a":"\\ud834\\udd1e"}')).toEqual([['a', '𝄞']]);
    expect(scan('{"a":"\\ud834"}')).toBeUndefined();
  });

  test('with too many members is counted without writing past the table', () => {
    const members = createJsonMembers();
    const bytes = new TextEncoder().encode(
      `{${Array.from({ length: 1000 }, (_, k) => `"x-${k}":"${k}"`).join(',')}}\n`,
    );
    expect(scanObject(bytes, 0, bytes.length - 1, members)).toBe(-1);
    expect([members.count, members.kind.length]).toEqual([1000, MEMBERS_MAX]);
  });
});
