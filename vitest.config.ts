import { availableParallelism } from 'node:os';
import { configDefaults, defineConfig } from 'vitest/config';

/**
 * Tests that start commands, threads or browsers, or take long: each file in a process of its own.
 * Their project comes first by its name, so that no long file is left for the end; within it vitest
 * begins with the largest files.
 */
const COMMANDS = ['browser', 'cli', 'examples', 'fleet', 'invariants', 'workers'].map(
  (room) => `test/${room}/**/*.test.{ts,mjs}`,
);

// biome-ignore lint/style/noDefaultExport: vitest reads its configuration from the default export.
export default defineConfig({
  test: {
    setupFiles: ['test/setup.ts'],
    // Only guards against a test that hangs: a loaded machine may take many times as long as a
    // quiet one.
    testTimeout: 600_000,
    hookTimeout: 600_000,
    // Every core: on two of them vitest would leave one idle.
    maxWorkers: availableParallelism(),
    projects: [
      { extends: true, test: { name: 'commands', include: COMMANDS } },
      // The others are functions without global state: a process may run one file after the other,
      // which saves starting some 150 of them.
      {
        extends: true,
        test: {
          name: 'rooms',
          include: ['test/**/*.test.ts'],
          exclude: [...configDefaults.exclude, ...COMMANDS],
          isolate: false,
        },
      },
    ],
  },
});
