import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { csvText, markupText, shellWord, sqlName, sqlText } from '../../src/base/escape.js';
import { HOSTILE_NAMES, parseCsv } from '../support/hostile.js';

const anyText = fc.oneof(fc.constantFrom(...HOSTILE_NAMES), fc.string({ unit: 'binary' }));

describe('a hostile text survives escaping', () => {
  test('as an SQL string and name', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        expect(sqlText(text)).toMatch(/^'(?:[^']|'')*'$/u);
        expect(sqlText(text).slice(1, -1).replaceAll("''", "'")).toBe(text);
        expect(sqlName(text)).toMatch(/^"(?:[^"]|"")*"$/u);
        expect(sqlName(text).slice(1, -1).replaceAll('""', '"')).toBe(text);
      }),
    );
  });

  test('as a cell of CSV between others', () => {
    fc.assert(
      fc.property(anyText, anyText, (a, b) => {
        expect(parseCsv(`${csvText(a)},,${csvText(b)}\n`)).toEqual([[a, null, b]]);
      }),
    );
  });

  test('between tags and in attributes, without markup or invalid XML characters', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const escaped = markupText(text);
        expect(escaped).not.toMatch(/[<>"']|&(?!(?:amp|lt|gt|quot|#39);)/);
        for (const character of escaped) {
          const code = character.codePointAt(0)!;
          expect(code >= 0x20 || [9, 10, 13].includes(code)).toBe(true);
          expect((code >= 0xd800 && code <= 0xdfff) || code === 0xfffe || code === 0xffff).toBe(
            false,
          );
        }
      }),
    );
    expect(markupText(`<a href="x" class='y'>&`)).toBe(
      '&lt;a href=&quot;x&quot; class=&#39;y&#39;&gt;&amp;',
    );
  });

  test.skipIf(process.platform === 'win32')('as a word of a shell', () => {
    const texts = HOSTILE_NAMES.filter((text) => !text.includes('\0'));
    const out = execFileSync('sh', ['-c', `printf '%s\\001' ${texts.map(shellWord).join(' ')}`], {
      encoding: 'utf8',
    });
    expect(out.split('\u0001').slice(0, -1)).toEqual(texts);
  });
});
