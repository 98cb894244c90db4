import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { PLANTED_BUGS } from '../planted/bugs.js';
import { type Garden, isFound, openGarden, readBug, runTests } from '../planted/plant.js';
import { ROOT } from '../support/command.js';

test.each(PLANTED_BUGS.map((bug) => [bug.name, bug] as const))(
  '%s: its place and its test exist',
  (_, bug) => {
    expect(readBug(bug).broken).not.toBe(readBug(bug).sound);
    expect(readFileSync(join(ROOT, bug.foundBy.file), 'utf8')).toContain(bug.foundBy.test);
  },
);

describe('a planted bug', () => {
  let garden: Garden;
  beforeAll(() => {
    garden = openGarden();
  });
  afterAll(() => garden.remove());

  test('is the only reason why its test fails', () => {
    const files = [...new Set(PLANTED_BUGS.map(({ foundBy }) => foundBy.file))];
    const names = PLANTED_BUGS.map(({ foundBy }) => foundBy.test);
    const { passed, failed } = runTests(garden, files, [...new Set(names)]);
    expect(failed).toBe(0);
    expect(passed).toBeGreaterThanOrEqual(PLANTED_BUGS.length);
  });

  test.each(PLANTED_BUGS.map((bug) => [bug.name, bug.foundBy.file, bug] as const))(
    '%s: is found by %s',
    (_, __, bug) => {
      expect(isFound(garden, bug), 'the test fails with the bug').toBe(true);
    },
    600_000,
  );
});
