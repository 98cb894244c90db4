import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  COUNT_FORMS,
  count,
  DOLLAR_FORMS,
  exact,
  median,
  offBy,
  roughCount,
  showLoss,
  table,
  tellApart,
  usd,
  wrap,
} from '../../src/report/format.js';

const word = fc.string({
  unit: fc.constantFrom('a', 'b', 'é', '–', '5', '$', '.'),
  minLength: 1,
  maxLength: 14,
});

describe('a count', () => {
  test('has thousands separators and no fraction', () => {
    expect([0, 999, 1000, 4_424_488, 1234.6].map(count)).toEqual([
      '0',
      '999',
      '1,000',
      '4,424,488',
      '1,235',
    ]);
  });

  test('reads back as the number without its separators', () => {
    fc.assert(
      fc.property(fc.maxSafeInteger(), (n) => {
        expect(Number(count(n).replaceAll(',', ''))).toBe(n);
      }),
    );
  });
});

describe('a rough count', () => {
  test.each([
    [0, '0'],
    [99_999.4, '99,999'],
    [99_999.5, '100k'],
    [354_082, '354k'],
    [999_499, '999k'],
    [999_500, '1.000M'],
    [3_993_594, '3.994M'],
    [12_345_678, '12.346M'],
  ])('of %d is written %s', (n, text) => {
    expect(roughCount(n)).toBe(text);
  });

  test('has at most six characters below ten million, is monotone, and rounds correctly', () => {
    const number = fc.oneof(
      fc.integer({ min: 0, max: 9_999_499 }),
      fc.integer({ min: 0, max: 69 }).map((n) => Math.floor(1.26 ** n)),
    );
    const read = (text: string): [value: number, half: number] => {
      const [, digits, unit] = /^([\d,.]+)([kM]?)$/.exec(text)!;
      const scale = unit === 'M' ? 1e6 : unit === 'k' ? 1e3 : 1;
      return [Number(digits!.replaceAll(',', '')) * scale, unit === '' ? 0 : 500];
    };
    fc.assert(
      fc.property(number, number, (a, b) => {
        const [less, more] = [Math.min(a, b), Math.max(a, b)].map((n) => {
          const text = roughCount(n);
          const [value, half] = read(text);
          expect(text.length).toBeLessThanOrEqual(6);
          expect(Math.abs(value - n)).toBeLessThanOrEqual(half * 1.000001);
          return value;
        });
        expect(less).toBeLessThanOrEqual(more!);
      }),
    );
  });
});

describe('dollars', () => {
  test.each([
    [0, '$0'],
    [-0.2, '$0'],
    [0.4, '$0'],
    [999.4, '$999'],
    [999.5, '$1.0k'],
    [12_345, '$12.3k'],
    [999_499, '$999.5k'],
    [999_500, '$1.0M'],
    [460_100_000, '$460.1M'],
    [999_949_999, '$999.9M'],
    [999_950_000, '$1.00bn'],
    [3_499_000_000, '$3.50bn'],
    [9_994_999_999, '$9.99bn'],
    [9_995_000_000, '$10.0bn'],
    [-99_949_999_999, '-$99.9bn'],
    [99_950_000_000, '$100bn'],
    [-12_345, '-$12.3k'],
  ])('%d are written %s', (amount, text) => {
    expect(usd(amount)).toBe(text);
  });

  test('read back to within half of the last digit, and grow with the amount', () => {
    const unit = { '': 1, k: 1e3, M: 1e6, bn: 1e9 } as const;
    const read = (text: string): [value: number, half: number] => {
      const [, sign, digits, name] = /^(-?)\$(\d+(?:\.\d+)?)(k|M|bn|)$/.exec(text)!;
      const scale = unit[name as keyof typeof unit];
      const decimals = digits!.split('.')[1]?.length ?? 0;
      return [(sign === '-' ? -1 : 1) * Number(digits) * scale, (scale * 10 ** -decimals) / 2];
    };
    // Exponents make small and large amounts equally likely, up to a thousand billion. A plain
    // double is drawn by its bits and is almost always near 0.
    const amount = fc
      .tuple(fc.constantFrom(-1, 1), fc.integer({ min: -1000, max: 11_990 }))
      .map(([sign, exponent]) => sign * 10 ** (exponent / 1000));
    fc.assert(
      fc.property(amount, amount, (a, b) => {
        for (const each of [a, b]) {
          const [value, half] = read(usd(each));
          expect(Math.abs(value - each)).toBeLessThanOrEqual(half * 1.000001);
          expect(usd(each).length).toBeLessThanOrEqual(each < 0 ? 8 : 7);
        }
        expect(read(usd(Math.min(a, b)))[0]).toBeLessThanOrEqual(read(usd(Math.max(a, b)))[0]);
      }),
      { numRuns: 1000 },
    );
  });
});

describe('a distance from a reference', () => {
  test.each([
    [101, 100, '+1.0 %'],
    [99, 100, '−1.0 %'],
    [100, 100, ' 0.0 %'],
    [0, 0, ' 0.0 %'],
    [0, 100, '–'],
    [5, 0, '–'],
  ])('of %d from %d is %j', (value, reference, text) => {
    expect(offBy(value, reference)).toBe(text);
  });
});

describe('the median', () => {
  test('is the mean of the two middle values of an even count', () => {
    expect([median([3]), median([4, 1]), median([5, 1, 3]), median([1, 100, 2, 3])]).toEqual([
      3, 2.5, 3, 2.5,
    ]);
  });

  test('has as many values below it as above, in any order, and does not change the list', () => {
    fc.assert(
      fc.property(fc.array(fc.integer(), { minLength: 1, maxLength: 30 }), (values) => {
        const before = [...values];
        const middle = median(values);
        expect(values).toEqual(before);
        const below = values.filter((value) => value < middle).length;
        const above = values.filter((value) => value > middle).length;
        expect(Math.max(below, above)).toBeLessThanOrEqual(values.length / 2);
        expect(median([...values].reverse())).toBe(middle);
      }),
    );
  });
});

describe('a table', () => {
  test('reads like this', () => {
    expect(
      table(
        ['control', '', 'loss'],
        [
          ['none', 'as it is', '$460.0M'],
          ['fleet-audit', '', '$0'],
        ],
        ['left', 'left', 'right'],
      ).split('\n'),
    ).toEqual([
      'control                   loss', //
      '───────────  ────────  ───────',
      'none         as it is  $460.0M',
      'fleet-audit                 $0',
    ]);
  });

  test('has a head, a rule and a line for each row, aligned and without trailing blanks', () => {
    const shape = fc.integer({ min: 1, max: 5 }).chain((columns) => {
      const cells = fc.array(fc.oneof(fc.constant(''), word), {
        minLength: columns,
        maxLength: columns,
      });
      const aligns = fc.array(fc.constantFrom('left' as const, 'right' as const), {
        minLength: columns,
        maxLength: columns,
      });
      return fc.tuple(cells, fc.array(cells, { maxLength: 5 }), aligns);
    });
    fc.assert(
      fc.property(shape, ([head, rows, aligns]) => {
        const [first, rule, ...rest] = table(head, rows, aligns).split('\n');
        const widths = rule!.split('  ').map((line) => line.length);
        expect(rest.length).toBe(rows.length);
        [head, ...rows].forEach((cells, row) => {
          const line = [first!, ...rest][row]!;
          expect(line).toBe(line.trimEnd());
          let begin = 0;
          cells.forEach((cell, column) => {
            const shown = line.padEnd(200).slice(begin, begin + widths[column]!);
            expect(shown).toBe(
              aligns[column] === 'right'
                ? cell.padStart(widths[column]!)
                : cell.padEnd(widths[column]!),
            );
            begin += widths[column]! + 2;
          });
        });
        widths.forEach((width, column) => {
          expect(width).toBe(Math.max(...[head, ...rows].map((cells) => cells[column]!.length)));
        });
      }),
    );
  });

  test('has only its head when there are no rows', () => {
    expect(table(['control', 'loss'], [], ['left', 'right'])).toBe('control  loss\n───────  ────');
  });
});

describe('a wrapped text', () => {
  test('reads like this', () => {
    expect(wrap('one two three  four\nfive', 9, '> ')).toBe('> one two\n> three\n> four\n> five');
    expect(wrap('', 80)).toBe('');
  });

  test('keeps its words in order, in full lines within the width, except long words', () => {
    const width = fc.integer({ min: 1, max: 30 });
    fc.assert(
      fc.property(
        fc.array(word, { minLength: 1, maxLength: 30 }),
        width,
        fc.constantFrom('', '  ', '> '),
        (words, columns, indent) => {
          const lines = wrap(words.join(' '), columns, indent).split('\n');
          for (const line of lines) expect(line.startsWith(indent)).toBe(true);
          const bodies = lines.map((line) => line.slice(indent.length));
          expect(bodies.join(' ')).toBe(words.join(' '));
          bodies.forEach((body, n) => {
            if (indent.length + body.length > columns) expect(body).not.toContain(' ');
            const next = bodies[n + 1]?.split(' ')[0];
            if (next !== undefined)
              expect(indent.length + body.length + 1 + next.length).toBeGreaterThan(columns);
          });
        },
      ),
    );
  });
});

describe('a measure beside its bound', () => {
  test('has enough digits to tell the two apart', () => {
    expect(tellApart(1017, 1000, DOLLAR_FORMS)).toEqual(['$1,017', '$1,000']);
    expect(tellApart(1200, 1000, DOLLAR_FORMS)).toEqual(['$1.2k', '$1.0k']);
    expect(tellApart(1000, 1000, DOLLAR_FORMS)).toEqual(['$1.0k', '$1.0k']);
    expect(tellApart(100, 99.7, COUNT_FORMS)).toEqual(['100', '99.7']);
    expect([-0.3, -0.6, -0].map(exact(0, '$'))).toEqual(['$0', '-$1', '$0']);
  });

  test('never looks equal when it is a ten-thousandth of a dollar apart', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 1e12 }),
        fc.integer({ min: 1, max: 1e6 }),
        (bound, more) => {
          const [a, b] = tellApart((bound + more) / 1e4, bound / 1e4, DOLLAR_FORMS);
          expect(a).not.toBe(b);
        },
      ),
    );
  });
});

describe('a loss', () => {
  test('is called a profit below zero', () => {
    expect([460.1e6, 0, -0.4, -240.9e6].map(showLoss)).toEqual([
      '$460.1M',
      '$0',
      '$0',
      'profit $240.9M',
    ]);
  });
});
