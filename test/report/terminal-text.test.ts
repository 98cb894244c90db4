import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { table, wrap } from '../../src/report/format.js';
import { fitText, showText, toAscii } from '../../src/report/terminal-text.js';
import { linesWider } from '../support/command.js';

const HEAD = ['control', 'tripped', '$ out', ''];
const ROWS = [
  ['parent-quantity', '+0.2s', '$0', 'orders leaving compared with orders entering'],
  ['gross-exposure', '+71.8s', '$180.2M', 'working and executed notional'],
  ['', '', '', 'of the firm'],
];
const TABLE = table(HEAD, ROWS, ['left', 'left', 'right', 'left']);

describe('a fitted text', () => {
  test('is unchanged where the terminal is wide enough', () => {
    expect(fitText(TABLE, 80)).toBe(TABLE);
    expect(fitText(TABLE, 200)).toBe(TABLE);
  });

  test('has a paragraph for each row of a wide table, with cells behind column names', () => {
    expect(fitText(`${TABLE}\n\nafter`, 40).split('\n')).toEqual([
      'parent-quantity',
      '  tripped +0.2s,  $ out $0',
      '  orders leaving compared with orders',
      '  entering',
      'gross-exposure',
      '  tripped +71.8s,  $ out $180.2M',
      '  working and executed notional of the',
      '  firm',
      '',
      'after',
    ]);
  });

  test('keeps a table that fits when another does not, and the note below it', () => {
    const small = table(['a', 'b'], [['1', '2']], ['left', 'right']);
    const note = 'SEC Release 34-70694, and a note that is longer than forty columns.';
    expect(fitText(`${small}\n\n${TABLE}\n${note}`, 40)).toContain(`${small}\n\nparent-quantity\n`);
    expect(fitText(`${TABLE}\n${note}`, 40).split('\n').slice(-2)).toEqual([
      'SEC Release 34-70694, and a note that is',
      'longer than forty columns.',
    ]);
  });

  test('keeps hanging indents, and leaves commands whole', () => {
    const legend =
      'tripped   when the control first acted or refused; – for never. +1.4s is 1.4 s\n' +
      '          after the bell, 09:30:00';
    expect(fitText(legend, 40).split('\n')).toEqual([
      'tripped   when the control first acted',
      '          or refused; – for never. +1.4s',
      '          is 1.4 s after the bell,',
      '          09:30:00',
    ]);
    const command =
      '  smars whatif --only gross-exposure,server-rate --sets gross-exposure+server-rate';
    expect(fitText(command, 40)).toBe(command);
  });

  test('stays within its columns, whatever the text, and loses no word', () => {
    const word = fc.string({
      unit: fc.constantFrom('a', 'b', '5', '$', '.'),
      minLength: 1,
      maxLength: 12,
    });
    const cell = fc.array(word, { minLength: 1, maxLength: 4 }).map((words) => words.join(' '));
    const rows = fc.array(fc.tuple(cell, cell, cell), { minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(
        rows,
        fc.array(word, { minLength: 1, maxLength: 40 }),
        fc.integer({ min: 24, max: 100 }),
        (cells, words, columns) => {
          const text =
            `${table(['x', 'y', 'z'], cells, ['left', 'right', 'left'])}\n\n` +
            wrap(words.join(' '), 80);
          const fitted = fitText(text, columns);
          expect(linesWider(fitted, columns)).toEqual([]);
          const said = new Set(fitted.split(/[\s,]+/));
          for (const each of [...cells.flat().flatMap((line) => line.split(' ')), ...words])
            expect(said).toContain(each);
        },
      ),
    );
  });
});

describe('a text in ASCII', () => {
  test('replaces dashes, quotes, rules and signs one for one', () => {
    expect(toAscii('── – −9.0 % “none” Knight’s 12 × 3 ÷ 4 µs · é ¶17 $1M…$2M and 5 more…')).toBe(
      '-- - -9.0 % "none" Knight\'s 12 x 3 / 4 us * e P17 $1M~$2M and 5 more...',
    );
    expect(showText(TABLE, { columns: 80, unicode: false })).toMatch(/^[ -~\n]*$/);
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => /^\p{ASCII}*$/u.test(toAscii(text))),
    );
  });

  test('keeps the columns of a table aligned', () => {
    expect(
      toAscii(TABLE)
        .split('\n')
        .map((line) => line.length),
    ).toEqual(TABLE.split('\n').map((line) => line.length));
  });
});
