import { describe, expect, test } from 'vitest';
import { FLAGS, findReusedFlags, REUSED_FLAG } from '../../src/deployment/flags.js';

describe('the registry of flags', () => {
  test('gives one bit two meanings, and that is found', () => {
    expect(findReusedFlags()).toEqual([{ bit: 0, names: ['power-peg', 'retail-liquidity'] }]);
    expect(REUSED_FLAG).toBe(1 << findReusedFlags()[0]!.bit);
  });

  test('without reuse has nothing to find, also when one meaning has several rows', () => {
    expect(findReusedFlags([])).toEqual([]);
    expect(findReusedFlags(FLAGS.slice(1))).toEqual([]);
    const rows = [
      { bit: 0, name: 'power-peg' },
      { bit: 0, name: 'power-peg' },
      { bit: 1, name: 'retail-liquidity' },
    ];
    expect(findReusedFlags(rows)).toEqual([]);
  });

  test('names every meaning of every bit that was reused', () => {
    const rows = ['a', 'b', 'a', 'c'].map((name) => ({ bit: 3, name })).concat({ bit: 2, name: 'a' }, { bit: 2, name: 'd' });
    expect(findReusedFlags(rows)).toEqual([
      { bit: 3, names: ['a', 'b', 'c'] },
      { bit: 2, names: ['a', 'd'] },
    ]);
  });
});
