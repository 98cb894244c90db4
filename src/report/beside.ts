import type { MatrixRow } from '../whatif/cells.js';
import { median, table, usd } from './format.js';
import { showShare } from './matrix.js';

/** The matrix at tuned limits beside that of the catalogue. */

const BESIDE = '@catalogue';

/** Returns the name of the row that has the catalogue's limit in place of a tuned one. */
export const besideName = (name: string): string => `${name}${BESIDE}`;

/** Returns the rows without those that are only there to be compared. */
export const withoutBeside = (rows: readonly MatrixRow[]): MatrixRow[] =>
  rows.filter(({ limits }) => limits !== 'catalogue');

/**
 * The loss and the false positives of each check at its tuned limit, and at the catalogue's, in at
 * most 80 columns. Empty where no check has both.
 */
export function describeBeside(rows: readonly MatrixRow[]): string {
  const pairs = rows.flatMap((tuned) => {
    const other = rows.find(({ name }) => name === besideName(tuned.name));
    return other === undefined ? [] : [[tuned, other] as const];
  });
  if (pairs.length === 0) return '';
  const body = pairs.map(([tuned, other]) => [tuned.name, ...figures(tuned), ...figures(other)]);
  const head = ['beside', 'tuned', 'tries', 'unfilled', 'catalogue', 'tries', 'unfilled'];
  return table(head, body, ['left', 'right', 'right', 'right', 'right', 'right', 'right']);
}

function figures({ seeds, normal }: MatrixRow): string[] {
  const loss = usd(median(seeds.map(({ cell }) => cell.lossDollars)));
  if (normal === undefined) return [loss, '–', '–'];
  return [
    loss,
    showShare(normal.firstTriesRefused, normal.firstTries),
    showShare(normal.parentsUnfilled, normal.parentsEntered),
  ];
}

/** The legend of the table. */
export const besideLegend = (): string =>
  [
    'tuned, catalogue  the loss at the limit tuned on normal days, and at that of the',
    '                  scenario or the catalogue',
    'tries, unfilled   of the normal day: the share of parents refused at first,',
    '                  and of parents left unfilled',
  ].join('\n');
