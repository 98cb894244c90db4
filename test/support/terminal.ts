import type { Terminal } from '../../src/cli/command.js';

/** A terminal of 80 columns that nobody sees, for commands that run in the test's process. */
export const SILENT: Terminal = {
  answer: () => undefined,
  tell: () => undefined,
  redraw: () => undefined,
  paint: () => undefined,
  live: false,
  columns: 80,
  interrupted: new AbortController().signal,
};
