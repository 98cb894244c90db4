/** Names that have a meaning in another language, look like another type, or are hard to write. */
export const HOSTILE_NAMES: readonly string[] = [
  '',
  ' ',
  '0',
  '007',
  '-1',
  '1e5',
  '12.50',
  'NaN',
  'Infinity',
  'null',
  'NULL',
  'nil',
  'true',
  'FALSE',
  '2012-08-01',
  '2012-08-01T13:30:00Z',
  '09:30:00',
  'my-orders',
  'select',
  'fills; drop table fills; --',
  "it's",
  'say "x"',
  'a,b',
  'a;b',
  'a\tb',
  'two\nlines',
  'two\r\nlines',
  'back\\slash',
  "=cmd|' /C calc'!A0",
  '+1+1',
  '@SUM(A1)',
  '<img src=x onerror=alert(1)>',
  ']]>&amp;',
  '</script>',
  '$(touch x)',
  '`touch x`',
  '%s%n',
  '*?[a]',
  'ünïcødé',
  '株式',
  '🏦',
  '\u202e',
  '\u0007\u001b[31m',
  '{"a":1}',
  'a\0b',
  'S'.repeat(200),
];

/** Reads CSV by RFC 4180 in the plainest way; an empty cell without quotes is null. */
export function parseCsv(text: string): (string | null)[][] {
  const rows: (string | null)[][] = [];
  let row: (string | null)[] = [];
  for (let at = 0; at < text.length; ) {
    let cell: string | null;
    if (text[at] === '"') {
      let end = at + 1;
      while (text[end] !== '"' || text[end + 1] === '"') end += text[end] === '"' ? 2 : 1;
      cell = text.slice(at + 1, end).replaceAll('""', '"');
      at = end + 1;
    } else {
      const end = at + text.slice(at).search(/[,\n]/);
      cell = end === at ? null : text.slice(at, end);
      at = end;
    }
    row.push(cell);
    if (text[at] === '\n') {
      rows.push(row);
      row = [];
    }
    at++;
  }
  return rows;
}
