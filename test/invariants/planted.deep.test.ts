import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { PLANTED_BUGS } from '../planted/bugs.js';
import { type Garden, isFound, openGarden, readBug, runTests } from '../planted/plant.js';

describe('a planted bug', () => {
  let garden: Garden;
  beforeAll(() => {
    garden = openGarden();
  });
  afterAll(() => garden.remove());

  test('is all that the tests fail of: without it they pass', () => {
    const files = [...new Set(PLANTED_BUGS.map(({ foundBy }) => foundBy.file))];
    const names = PLANTED_BUGS.map(({ foundBy }) => foundBy.test);
    const { passed, failed } = runTests(garden, files, [...new Set(names)]);
    expect(failed).toBe(0);
    expect(passed).toBeGreaterThanOrEqual(PLANTED_BUGS.length);
  });

  test.each(PLANTED_BUGS.map((bug) => [bug.name, bug.foundBy.file, bug] as const))(
    '%s: is found by %s',
    (_, __, bug) => {
      expect(readBug(bug).broken).not.toBe(readBug(bug).sound);
      expect(isFound(garden, bug), 'the test fails with the bug').toBe(true);
    },
    600_000,
  );
});
