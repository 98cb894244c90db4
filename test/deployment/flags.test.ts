import { describe, expect, test } from 'vitest';
import {
  FLAGS,
  findReusedFlags,
  judgeFlag,
  REUSED_FLAG,
  registryWith,
} from '../../src/deployment/flags.js';

describe('the registry of flags', () => {
  test('has one bit with two meanings, and findReusedFlags finds it', () => {
    expect(findReusedFlags()).toEqual([{ bit: 0, names: ['power-peg', 'retail-liquidity'] }]);
    expect(REUSED_FLAG).toBe(1 << findReusedFlags()[0]!.bit);
  });

  test('has no finding without reuse, even when one meaning has several rows', () => {
    expect(findReusedFlags([])).toEqual([]);
    expect(findReusedFlags(FLAGS.slice(1))).toEqual([]);
    const rows = [
      { bit: 0, name: 'power-peg' },
      { bit: 0, name: 'power-peg' },
      { bit: 1, name: 'retail-liquidity' },
    ];
    expect(findReusedFlags(rows)).toEqual([]);
  });

  test('names every meaning of every reused bit', () => {
    const rows = ['a', 'b', 'a', 'c']
      .map((name) => ({ bit: 3, name }))
      .concat({ bit: 2, name: 'a' }, { bit: 2, name: 'd' });
    expect(findReusedFlags(rows)).toEqual([
      { bit: 3, names: ['a', 'b', 'c'] },
      { bit: 2, names: ['a', 'd'] },
    ]);
  });
});

describe('a flag that is about to be deployed', () => {
  const judged = (bit: number, builds: readonly number[]) =>
    judgeFlag(bit, builds, registryWith(bit)).map(({ fault, names }) => [fault, names]);

  test('is refused on Power Peg’s bit: it has another meaning and reaches dead code', () => {
    expect(judged(0, [2005, 2012])).toEqual([
      ['reused', ['power-peg', 'retail-liquidity']],
      ['dead-code', ['power-peg']],
    ]);
    expect(judged(0, [2012])).toEqual([['reused', ['power-peg', 'retail-liquidity']]]);
  });

  test('is accepted on a bit of its own, whatever old builds run', () => {
    for (let bit = 1; bit < 8; bit++) expect(judged(bit, [2003, 2005, 2012])).toEqual([]);
    expect(registryWith(0)).toEqual(FLAGS);
  });

  test('reaches no dead code if the code is in use, or in no build that may run', () => {
    const used = [{ bit: 2, name: 'a', firstBuild: 1, lastBuild: 5 }];
    const unused = used.map((row) => ({ ...row, unusedSince: 3 }));
    expect(judgeFlag(2, [1, 5], used)).toEqual([]);
    expect([0, 1, 5, 6].map((build) => judgeFlag(2, [build], unused).length)).toEqual([0, 1, 1, 0]);
  });
});
