import { describe, expect, test } from 'vitest';
import { describeFault, RULES } from './tidy/rules.js';
import { readTree } from './tidy/tree.js';

/**
 * The style of this repository as a test, after TigerBeetle's tidy.zig. The rules are in
 * test/tidy/rules.ts, their tables in rooms.ts and bans.ts.
 */
describe('the tree is tidy', () => {
  const tree = readTree();

  test.each(Object.entries(RULES))('%s', (_, rule) => {
    expect(rule(tree).map(describeFault)).toEqual([]);
  });

  test('and was read: it has its rooms, its tests and this file', () => {
    const paths = tree.sources.map(({ path }) => path);
    expect(paths).toEqual(
      expect.arrayContaining([
        '.build/build.mjs',
        'package.json',
        'src/base/input-error.ts',
        'test/base/input-error.test.ts',
        'test/tidy.test.ts',
      ]),
    );
    expect(paths.filter((path) => /node_modules|^dist|^\.git/.test(path))).toEqual([]);
  });
});
