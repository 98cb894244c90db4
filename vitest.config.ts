import { availableParallelism } from 'node:os';
import { configDefaults, defineConfig } from 'vitest/config';
import { LONG_PROPERTIES } from './test/support/draws.js';
import { MissingPrograms } from './test/support/missing-programs.js';

/**
 * Tests that start commands, threads or browsers, or take long: each file in a process of its own.
 * Their project comes first by its name, so that no long file is left for the end; within it vitest
 * begins with the largest files.
 */
const COMMANDS = ['browser', 'cli', 'examples', 'fleet', 'invariants', 'workers'].map(
  (room) => `test/${room}/**/*.test.{ts,mjs}`,
);
/** Tests of the deep tier alone: whatever a change can wait for. */
const DEEP = 'test/**/*.deep.test.ts';

/** What a change needs, in some minutes. */
const QUICK = [
  {
    extends: true as const,
    test: { name: 'commands', include: COMMANDS, exclude: [...configDefaults.exclude, DEEP] },
  },
  // The others are functions without global state: a process may run one file after the other,
  // which saves starting some 150 of them.
  {
    extends: true as const,
    test: {
      name: 'rooms',
      include: ['test/**/*.test.ts'],
      exclude: [...configDefaults.exclude, ...COMMANDS, DEEP],
      isolate: false,
    },
  },
];
/**
 * The rest: long tests, and the long properties again with all of their draws. A project that
 * extends this file reads it in the mode `test`, so what the deep tier has to itself stands here.
 */
const DEEP_TIER = [
  {
    extends: true as const,
    test: {
      name: 'deep',
      // Commands of these tests wait for clocks, ports and each other: one more than cores.
      maxWorkers: availableParallelism() + 1,
      include: [DEEP, ...LONG_PROPERTIES],
      env: { SMARS_DRAWS: process.env.SMARS_DRAWS ?? '1' },
    },
  },
];

// biome-ignore lint/style/noDefaultExport: vitest reads its configuration from the default export.
export default defineConfig(({ mode }) => ({
  test: {
    setupFiles: ['test/setup.ts'],
    reporters: ['default', new MissingPrograms()],
    // Only guards against a test that hangs: a loaded machine may take many times as long.
    testTimeout: 1_800_000,
    hookTimeout: 1_800_000,
    teardownTimeout: 1_800_000,
    // Every core: on two of them vitest would leave one idle.
    maxWorkers: availableParallelism(),
    projects: mode === 'deep' ? DEEP_TIER : QUICK,
  },
}));
