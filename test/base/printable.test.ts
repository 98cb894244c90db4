import fc from 'fast-check';
import { expect, test } from 'vitest';
import { escapeControls, escapeLines } from '../../src/base/printable.js';

test('a text without controls is unchanged', () => {
  expect(escapeControls('Knight, 1 August – 8 servers’ “day”')).toBe(
    'Knight, 1 August – 8 servers’ “day”',
  );
});

test('controls, direction changes and line separators are escaped', () => {
  expect(escapeControls('\u001b[31m\u009b\u202e\u2066\u2028\n\u{e0001}')).toBe(
    '\\x1b[31m\\x9b\\u{202e}\\u{2066}\\u{2028}\\x0a\\u{e0001}',
  );
});

test('only line feeds stay unescaped in a text of several lines', () => {
  expect(escapeLines('a\nb\r\tc\u0085')).toBe('a\nb\\x0d\\x09c\\x85');
});

test('every text loses its controls', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      expect(escapeControls(text)).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u);
    }),
  );
});
