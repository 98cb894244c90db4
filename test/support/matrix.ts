import type { MatrixRow } from '../../src/whatif/cells.js';

/** What `smars whatif --json` prints. */
export interface Matrix {
  version: number;
  command: string;
  scenario: string;
  finished: boolean;
  conditions: { node: string };
  rows: MatrixRow[];
}

/** Half a minute after the bell: enough for all but a whole day's figures. */
export const BRIEF = ['--set', 'clock.end=09:30:30', '--skip-normal'];

/** All that a matrix prints on standard error. */
export const PROGRESS = /^(?: {0,2}\d+ % {2}[\d,]+ of [\d,]+ runs(?: {2}\S+ \S+ left)?\n)*$/;

/** The cells of each row of a printed matrix, by its first cell. */
export function rowsOf(text: string): Map<string, string[]> {
  const table = text.split('\n\n')[1]!.split('\n').slice(2);
  return new Map(
    table.map((line) => {
      const [name, ...cells] = line.split(/ {2,}/);
      return [name!, cells];
    }),
  );
}
