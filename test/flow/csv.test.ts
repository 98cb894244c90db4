import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { COLUMNS_MAX, CsvFlaw, createCsvRow, splitCsv, unescapeCsv } from '../../src/flow/csv.js';

function split(text: string): string[] | CsvFlaw {
  const bytes = new TextEncoder().encode(`,"${text}\n",`);
  const end = bytes.length - 3;
  const row = createCsvRow();
  const flaw = splitCsv(bytes, 2, end, row);
  if (flaw !== CsvFlaw.NONE) return flaw;
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are part of ASCII.
  expect(row.ascii).toBe(/^[\x00-\x7f]*$/.test(text));
  if (row.doubled) unescapeCsv(bytes, row);
  return Array.from({ length: row.count }, (_, column) =>
    new TextDecoder().decode(bytes.subarray(row.begin[column], row.end[column])),
  );
}

describe('a row of CSV', () => {
  test.each([
    ['a,b,c', ['a', 'b', 'c']],
    ['a,,', ['a', '', '']],
    ['"a","b,c",""', ['a', 'b,c', '']],
    ['"say ""no""",x,""""', ['say "no"', 'x', '"']],
    ['  a, "', CsvFlaw.STRAY_QUOTE],
    ['a"b', CsvFlaw.STRAY_QUOTE],
    ['"a', CsvFlaw.OPEN_QUOTE],
    ['x,"', CsvFlaw.OPEN_QUOTE],
    ['x,"a""', CsvFlaw.OPEN_QUOTE],
    ['"a" ,b', CsvFlaw.TEXT_AFTER_QUOTE],
    ['"a"b,c', CsvFlaw.TEXT_AFTER_QUOTE],
    ['a,b\rc', CsvFlaw.CARRIAGE_RETURN],
    ['a,"b\r"', CsvFlaw.CARRIAGE_RETURN],
    ['é,"−"', ['é', '−']],
  ])('%j is %j', (text, fields) => {
    expect(split(text)).toEqual(fields);
  });

  test('returns the fields that were written, whether or not quotes were needed', () => {
    const field = fc.string({ unit: fc.constantFrom('a', '7', ' ', '"', ',', 'é'), maxLength: 6 });
    fc.assert(
      fc.property(
        fc.array(fc.tuple(field, fc.boolean()), { minLength: 1, maxLength: 9 }),
        (fields) => {
          const line = fields
            .map(([text, quoted]) =>
              quoted || /[",]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text,
            )
            .join(',');
          expect(split(line)).toEqual(fields.map(([text]) => text));
        },
      ),
      { numRuns: 1000 },
    );
  });

  test('with too many columns is counted without writing past the table', () => {
    const row = createCsvRow();
    const bytes = new TextEncoder().encode(`${'ab,'.repeat(1000)}\n`);
    expect(splitCsv(bytes, 0, bytes.length - 1, row)).toBe(CsvFlaw.NONE);
    expect([row.count, row.begin.length, row.begin[COLUMNS_MAX - 1]]).toEqual([
      1001,
      COLUMNS_MAX,
      3 * (COLUMNS_MAX - 1),
    ]);
  });
});
