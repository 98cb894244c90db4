import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { InputError } from '../../src/base/input-error.js';
import { readPlaced } from '../../src/forms/json-text.js';

/** The message of the InputError that a text causes. */
function refusal(text: string): string {
  try {
    readPlaced(text, 'f.json');
  } catch (error) {
    expect(error).toBeInstanceOf(InputError);
    return (error as Error).message;
  }
  throw new Error(`was read: ${text}`);
}

describe('a JSON text', () => {
  test('reads as JSON.parse does, however it is written', () => {
    // The value first goes through JSON, which drops what JSON.parse does not keep. The one refused
    // name is removed too.
    const value = fc.jsonValue().filter((json) => !JSON.stringify(json).includes('"__proto__"'));
    fc.assert(
      fc.property(value, fc.constantFrom('', ' ', '\t', '\n', '\r\n'), (json, indent) => {
        const text = JSON.stringify(json, null, indent === '' ? 0 : 2).replaceAll(
          '\n',
          `${indent}\n`,
        );
        expect(readPlaced(text, 'f.json').data).toEqual(JSON.parse(text));
      }),
    );
  });

  test('is refused with a place, or reads as JSON.parse does, whatever the text', () => {
    const piece = fc.constantFrom(
      '{',
      '}',
      '[',
      ']',
      ',',
      ':',
      '"a"',
      '"b"',
      '1',
      '-0.5e3',
      'true',
      'null',
      ' ',
      '\n',
      'x',
      "'",
      '"',
      '\u0000',
    );
    let read = 0;
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
        const text = pieces.join('');
        let parsed: unknown;
        try {
          parsed = JSON.parse(text);
        } catch {
          expect(refusal(text)).toMatch(/^f\.json(?::\d+:\d+: is not JSON: \S|: is empty$)/);
          return;
        }
        read++;
        try {
          expect(readPlaced(text, 'f.json').data).toEqual(parsed);
        } catch (error) {
          expect((error as Error).message).toMatch(/is given a second time/);
        }
      }),
      { numRuns: 2000 },
    );
    expect(read).toBeGreaterThan(20);
  });

  test('may have comments and a byte order mark', () => {
    expect(readPlaced('\uFEFF// first\n{ "a": /* one */ 1 } // last', 'f.json').data).toEqual({
      a: 1,
    });
  });

  test.each<[text: string, message: string | RegExp]>([
    ['', 'f.json: is empty'],
    ['\uFEFF \n', 'f.json: is empty'],
    ['// nothing', 'f.json: is empty'],
    ['{"a": 1} /* on', 'f.json:1:10: is not JSON: a comment begins here and does not end'],
    ['{\n  "a": 1,\n}', 'f.json:2:9: is not JSON: a comma follows the last item; remove it'],
    ['[1, 2,]', 'f.json:1:6: is not JSON: a comma follows the last item; remove it'],
    ['[1,,2]', 'f.json:1:4: is not JSON: a comma has no item before it'],
    ['[1 2]', "f.json:1:4: is not JSON: a comma is missing before '2'"],
    ['{"a" 1}', "f.json:1:6: is not JSON: a colon is missing after the name 'a'"],
    ['{"a": }', "f.json:1:7: is not JSON: a value is missing after the name 'a'"],
    ['{a: 1}', "f.json:1:2: is not JSON: 'a' must be a name in double quotes"],
    ['{"a": 1]', "f.json:1:8: is not JSON: ']' must be '}', for line 1"],
    ['{"a": 1} {}', "f.json:1:10: is not JSON: '{' is behind the end of the value"],
    ['{\n"a": [1', "f.json:2:8: is not JSON: the text ends here; the ']' for line 2 is missing"],
    ['["a\nb"]', 'f.json:1:2: is not JSON: a text begins here and does not end in its line'],
    ['["\\x"]', 'f.json:1:2: is not JSON: a text has an escape that JSON does not know'],
    ['[NaN]', /^f\.json:1:2: is not JSON: 'NaN' is not a value; /],
    ['[01]', "f.json:1:3: is not JSON: a comma is missing before '1'"],
    ['{"a": 1,\n "a": 2}', "f.json:2:2: 'a' is given a second time; the first is in line 1"],
    ['{"__proto__": {}}', "f.json:1:2: '__proto__' is not a name here"],
    ['[1e400]', 'f.json:1:2: 1e400 is too large for a number; the largest is about 1.8e308'],
    ['[-1e-400]', 'f.json:1:2: -1e-400 is too small for a number and would become 0'],
    [
      '[9007199254740993]',
      'f.json:1:2: 9007199254740993 has more digits than a number holds ' +
        'and would become 9007199254740992',
    ],
  ])('%j is refused where it is wrong', (text, message) => {
    const said = refusal(text);
    if (typeof message === 'string') expect(said).toBe(message);
    else expect(said).toMatch(message);
  });

  test('is refused when it is nested beyond 64 levels, however deep', () => {
    expect(refusal('['.repeat(20_000))).toBe('f.json:1:65: is nested more than 64 deep');
    expect(refusal('{"a":'.repeat(1_000_000))).toBe('f.json:1:321: is nested more than 64 deep');
    expect(readPlaced(`${'['.repeat(64)}${']'.repeat(64)}`, 'f.json').data).toHaveLength(1);
  });

  test('reports every name that is given twice', () => {
    expect(refusal('{"a": 1, "a": 2,\n "b": {"c": 1, "c": 1}}').split('\n')).toEqual([
      "f.json:1:10: 'a' is given a second time; the first is in line 1",
      "f.json:2:16: 'c' is given a second time; the first is in line 2",
    ]);
  });

  test('keeps every number that a double holds, as JSON and %.17g write it', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (number) => {
        for (const text of [JSON.stringify(number), number.toExponential(), number.toPrecision(17)])
          expect(readPlaced(text, 'f.json').data).toBe(Number(text));
      }),
    );
  });

  test('keeps a whole number exactly or refuses it', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: -(2n ** 70n), max: 2n ** 70n }), (number) => {
        const isHeld = BigInt(Number(number)) === number;
        if (isHeld) expect(readPlaced(`${number}`, 'f.json').data).toBe(Number(number));
        else expect(refusal(`${number}`)).toMatch(/has more digits than a number holds/);
      }),
    );
  });

  test('knows the place of every value and name', () => {
    const placed = readPlaced('{\n  "a": [1, { "b": true }]\n}', 'f.json');
    expect(placed.fault(['a', 1, 'b'], 'x').text).toBe('f.json:2:19: a.1.b: x');
    expect(placed.fault(['a', 1, 'b'], 'x', 'name').text).toBe('f.json:2:14: a.1.b: x');
    expect(placed.fault(['a', 1, 'c'], 'is missing').text).toBe('f.json:2:12: a.1.c: is missing');
    expect(placed.fault([], 'x').text).toBe('f.json:1:1: the whole: x');
    expect(placed.line(['a', 0])).toBe(2);
  });
});
