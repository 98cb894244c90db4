import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Colour, gatherColumns, paint, screenOf, sparkline } from '../../src/report/sparkline.js';

describe('a terminal', () => {
  test.each([
    [{ LANG: 'en_US.UTF-8' }, true],
    [{ LANG: 'de_DE.utf8' }, true],
    [{ LANG: 'C' }, false],
    [{ LC_ALL: 'C', LANG: 'en_US.UTF-8' }, false],
    [{ LC_ALL: '', LC_CTYPE: 'C.UTF-8', LANG: 'C' }, true],
    [{}, false],
  ])('with the locale %o shows more than ASCII: %s', (environment, unicode) => {
    expect(screenOf(environment, 80)).toEqual({ columns: 80, unicode, colour: true });
  });

  test.each([
    [{ NO_COLOR: '1' }, false],
    [{ NO_COLOR: '' }, true],
    [{ TERM: 'dumb' }, false],
    [{ TERM: 'xterm' }, true],
  ])('with %o is coloured: %s', (environment, colour) => {
    const screen = screenOf(environment, 80);
    expect(paint(screen, Colour.RED, 'x')).toBe(colour ? '\u001b[31mx\u001b[0m' : 'x');
  });
});

describe('a sparkline', () => {
  test('has a bar for each value, in proportion to the largest, and a blank for 0', () => {
    expect(sparkline([0, 1, 2, 3, 4, 5, 6, 7, 8], 9, 'mean', true)).toBe(' ▁▂▃▄▅▆▇█');
    expect(sparkline([0, 1, 2, 3, 4, 5, 6, 7, 8], 9, 'mean', false)).toBe(' .:-=+*#@');
    expect(sparkline([0, 1, 1000], 3, 'mean', true)).toBe(' ▁█');
    expect(sparkline([0, 0], 4, 'mean', true)).toBe('    ');
    expect(sparkline([], 3, 'mean', true)).toBe('   ');
    expect(sparkline([-8, 4], 2, 'extreme', true)).toBe('█▄');
  });

  test('has the requested width, in characters that the terminal can show', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer()),
        fc.integer({ min: 1, max: 200 }),
        fc.boolean(),
        (values, columns, unicode) => {
          const line = sparkline(values, columns, 'extreme', unicode);
          expect([...line].length).toBe(columns);
          expect(line).toMatch(unicode ? /^[ ▁▂▃▄▅▆▇█]*$/ : /^[ -~]*$/);
        },
      ),
    );
  });

  test('counts every value in one column when there are more values than columns', () => {
    const values = fc.array(fc.nat(1000), { minLength: 1, maxLength: 300 });
    fc.assert(
      fc.property(values, fc.integer({ min: 1, max: 100 }), (all, asked) => {
        const columns = Math.min(asked, all.length);
        const counts = gatherColumns(
          all.map((_, n) => n),
          columns,
          'extreme',
        );
        const ends = counts.map((last) => last + 1);
        expect(ends.at(-1)).toBe(all.length);
        const sum = gatherColumns(all, columns, 'mean').reduce(
          (total, mean, n) => total + mean * (ends[n]! - (ends[n - 1] ?? 0)),
          0,
        );
        expect(sum).toBeCloseTo(
          all.reduce((a, b) => a + b, 0),
          6,
        );
        expect(Math.max(...gatherColumns(all, columns, 'extreme'))).toBe(Math.max(...all));
      }),
    );
  });
});
