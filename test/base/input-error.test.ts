import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  assert,
  FaultError,
  InputError,
  nearestName,
  suggest,
} from '../../src/base/input-error.js';

const FLAGS = ['--seed', '--out', '--json', '--set', '--scenario'];

describe('a condition', () => {
  test('does nothing when true and throws a program fault when false', () => {
    assert(true, 'orders: never said');
    expect(() => assert(false, 'orders: 3 rows expected, were 2')).toThrow(
      new FaultError('orders: 3 rows expected, were 2'),
    );
    expect(() => assert(false, 'orders')).not.toThrow(InputError);
    expect(new FaultError('orders')).toMatchObject({ name: 'FaultError', code: 'SMARS_FAULT' });
  });
});

describe('a fault of the input', () => {
  test('has its own class, name and code', () => {
    const fault = new InputError('flow.csv:3: quantity -5');
    expect(fault).toBeInstanceOf(Error);
    expect([fault.name, fault.code, fault.message]).toEqual([
      'InputError',
      'SMARS_INPUT',
      'flow.csv:3: quantity -5',
    ]);
    expect(String(fault)).toBe('InputError: flow.csv:3: quantity -5');
  });
});

describe('the nearest name', () => {
  test('is the intended one', () => {
    expect(nearestName('--sed', FLAGS)).toBe('--seed');
    expect(nearestName('--JSON', FLAGS)).toBe('--json');
    expect(nearestName('--scenaroi', FLAGS)).toBe('--scenario');
    expect(nearestName('power-pge', ['retail-liquidity', 'power-peg', 'sweep'])).toBe('power-peg');
  });

  test('is undefined when no name is near, or there are no names', () => {
    expect(nearestName('completely different', FLAGS)).toBeUndefined();
    expect(nearestName('--seed', [])).toBeUndefined();
  });

  test('is the first of several equally near names', () => {
    expect(nearestName('cat', ['bat', 'hat'])).toBe('bat');
    expect(nearestName('cat', ['hat', 'bat'])).toBe('hat');
  });

  test('is found by its beginning, but not for an unrelated word', () => {
    expect(nearestName('knigt', ['clean-rollout', 'knight-2012'])).toBe('knight-2012');
    expect(nearestName('x', ['ab', 'run'])).toBeUndefined();
    expect(nearestName('', ['ab'])).toBeUndefined();
  });

  test('is an exact match in any case', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.stringMatching(/^[a-z-]{2,12}$/), { minLength: 1 }),
        fc.nat(),
        (names, pick) => {
          const name = names[pick % names.length]!;
          expect(nearestName(name.toUpperCase(), names)).toBe(name);
        },
      ),
    );
  });

  test('has the smallest edit distance, as a recursive count confirms', () => {
    const short = fc.stringMatching(/^[abc]{3,6}$/);
    fc.assert(
      fc.property(short, fc.uniqueArray(short, { minLength: 1, maxLength: 6 }), (wrong, names) => {
        const distances = names.map((name) =>
          Math.min(edits(wrong, name), edits(wrong, name.slice(0, wrong.length + 1)) + 1),
        );
        const least = Math.min(...distances);
        const nearEnough =
          least < Math.min(wrong.length, Math.max(3, Math.floor(wrong.length / 2) + 1));
        const expected = nearEnough ? names[distances.indexOf(least)] : undefined;
        expect(nearestName(wrong, names)).toBe(expected);
      }),
    );
  });
});

describe('a suggestion', () => {
  test('shows the near name, or else all names', () => {
    expect(suggest('--sed', FLAGS)).toBe("did you mean '--seed'?");
    expect(suggest('verbose-please', ['run', 'load'])).toBe('known names: run, load');
  });
});

/** The edit distance by its recursive definition. */
function edits(a: string, b: string): number {
  if (a === '' || b === '') return a.length + b.length;
  if (a[0] === b[0]) return edits(a.slice(1), b.slice(1));
  return 1 + Math.min(edits(a.slice(1), b), edits(a, b.slice(1)), edits(a.slice(1), b.slice(1)));
}
