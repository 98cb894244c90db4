import { describe, expect, test } from 'vitest';
import {
  BEHAVIOUR_COUNT,
  BEHAVIOUR_NAMES,
  Behaviour,
  BUILD_NAMES,
  BUILDS,
  buildIndex,
  chooseBehaviour,
  ProgressPoint,
} from '../../src/deployment/builds.js';
import { REUSED_FLAG } from '../../src/deployment/flags.js';

describe('the table of builds', () => {
  test('gives the behaviour of each build: plain, flagged, flagged before the bell', () => {
    const rows = BUILD_NAMES.map((build) => {
      const row = buildIndex(build);
      const chosen = [
        chooseBehaviour(row, 0, false),
        chooseBehaviour(row, REUSED_FLAG, false),
        chooseBehaviour(row, REUSED_FLAG, true),
      ];
      return [build, ...chosen.map((behaviour) => BEHAVIOUR_NAMES[behaviour])];
    });
    expect(rows).toEqual([
      [2003, 'ordinary', 'power-peg', 'disabled'],
      [2005, 'ordinary', 'power-peg', 'disabled'],
      [2012, 'ordinary', 'retail-liquidity', 'ordinary'],
    ]);
  });

  test('has each build from 2005 on count progress in the sequence, not in Power Peg', () => {
    expect(BUILDS.map(({ progress }) => progress)).toEqual([
      ProgressPoint.LOOP,
      ProgressPoint.SEQUENCE,
      ProgressPoint.SEQUENCE,
    ]);
  });

  test('has old builds read the reused bit only, and the 2012 build read any bit', () => {
    for (const { build } of BUILDS) {
      const row = buildIndex(build);
      for (const preMarket of [false, true]) {
        const other = chooseBehaviour(row, 0xfe, preMarket);
        expect(other).toBe(
          build === 2012 ? chooseBehaviour(row, REUSED_FLAG, preMarket) : Behaviour.ORDINARY,
        );
        expect(chooseBehaviour(row, 0xff, preMarket)).toBe(
          chooseBehaviour(row, REUSED_FLAG, preMarket),
        );
        expect(chooseBehaviour(row, 0, preMarket)).toBe(Behaviour.ORDINARY);
      }
    }
  });

  test('has no build with both Power Peg and retail liquidity', () => {
    for (const row of BUILDS)
      expect(row.flagged === Behaviour.RETAIL_LIQUIDITY).toBe(row.build === 2012);
  });

  test('names every behaviour', () => {
    expect(BEHAVIOUR_NAMES).toHaveLength(BEHAVIOUR_COUNT);
    expect(Object.values(Behaviour)).toEqual([0, 1, 2, 3, 4]);
  });

  test('refuses an unknown build, naming the known ones', () => {
    expect(() => buildIndex(2007)).toThrow(
      'deployment/builds: build 2007 does not exist; there are 2003, 2005, 2012',
    );
  });
});
