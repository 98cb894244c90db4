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
  test('says what each does with an order: plain, flagged, flagged before the bell', () => {
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

  test('moves the counting of progress in 2005, and no build since has Power Peg count for itself', () => {
    expect(BUILDS.map(({ progress }) => progress)).toEqual([
      ProgressPoint.LOOP,
      ProgressPoint.SEQUENCE,
      ProgressPoint.SEQUENCE,
    ]);
  });

  test('looks at the reused bit alone in old builds, and in that of 2012 at the one that it is told; a plain order is ordinary in any session', () => {
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

  test('does not have Power Peg in any build that has retail liquidity', () => {
    for (const row of BUILDS)
      expect(row.flagged === Behaviour.RETAIL_LIQUIDITY).toBe(row.build === 2012);
  });

  test('names every behaviour', () => {
    expect(BEHAVIOUR_NAMES).toHaveLength(BEHAVIOUR_COUNT);
    expect(Object.values(Behaviour)).toEqual([0, 1, 2, 3, 4]);
  });

  test('refuses a build that does not exist, naming those that do', () => {
    expect(() => buildIndex(2007)).toThrow(
      'deployment/builds: build 2007 does not exist; there are 2003, 2005, 2012',
    );
  });
});
