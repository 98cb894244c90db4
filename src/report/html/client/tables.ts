import type { Axis, Cell, Chart, PageTable } from '../model.js';
import { element } from './elements.js';
import { showNumber, showPlace } from './numbers.js';

/** The places of each axis, as the head of a column. */
const PLACE_NAMES: Readonly<Record<Axis, string>> = {
  clock: 'time',
  seconds: 'time',
  nines: 'percentile',
  perSecond: 'rate',
};

/** The most rows in the table behind a chart: enough to follow it, few enough to read. */
const DATA_ROWS = 46;

/**
 * Draws a table. A sortable table is sorted by a press on the head of a column. A table that is too
 * wide scrolls by itself, and says so.
 */
export function drawTable({ caption, columns, rows, isSortable }: PageTable): HTMLElement {
  const body = element(
    'tbody',
    {},
    ...rows.map((cells) =>
      element('tr', {}, ...cells.map((cell, column) => drawCell(cell, column, columns))),
    ),
  );
  const lines = [...body.rows];
  const heads = columns.map(({ name, align }) =>
    element('th', { scope: 'col', class: align }, name),
  );
  if (isSortable) {
    heads.forEach((head, column) => {
      const sort = element('button', { type: 'button' }, columns[column]!.name);
      sort.addEventListener('click', () => {
        const isDown =
          head.getAttribute('aria-sort') === 'ascending' ||
          (head.ariaSort === null && columns[column]!.align === 'right');
        for (const other of heads) other.removeAttribute('aria-sort');
        head.setAttribute('aria-sort', isDown ? 'descending' : 'ascending');
        const order = rows
          .map((_, row) => row)
          .sort((a, b) => compare(rows[a]![column]!, rows[b]![column]!, isDown));
        body.append(...order.map((row) => lines[row]!));
      });
      head.replaceChildren(sort);
    });
  }
  const cue = element('span', { class: 'cue' }, 'Scrolls sideways →');
  const told = element('caption', {}, element('span', {}, caption, ' ', cue));
  const table = element('table', {}, told, element('thead', {}, element('tr', {}, ...heads)), body);
  const place = element(
    'div',
    { class: 'scroll', tabindex: '0', role: 'region', 'aria-label': `Table: ${caption}` },
    table,
  );
  new ResizeObserver(() =>
    place.classList.toggle('wide', place.scrollWidth > place.clientWidth + 1),
  ).observe(place);
  return place;
}

function drawCell(
  { text, detail, bar, tone }: Cell,
  column: number,
  columns: PageTable['columns'],
): HTMLElement {
  const cell = element(
    column === 0 ? 'th' : 'td',
    { class: columns[column]!.align, scope: column === 0 ? 'row' : undefined },
    text,
  );
  if (tone !== undefined) cell.classList.add(`ink-${tone}`);
  if (detail !== undefined && detail !== '') cell.append(element('small', {}, detail));
  if (bar === undefined) return cell;
  const filled = element('i', { class: `bar tone-${tone ?? 'main'}`, 'aria-hidden': 'true' });
  filled.style.width = `${(100 * Math.max(0, Math.min(1, bar))).toFixed(1)}%`;
  cell.append(filled);
  return cell;
}

/** Compares two cells. A cell without a sort value, such as `never`, comes last both ways. */
function compare(a: Cell, b: Cell, isDown: boolean): number {
  const sign = isDown ? -1 : 1;
  if (a.sort !== undefined && b.sort !== undefined) return sign * (a.sort - b.sort);
  if (a.sort !== undefined || b.sort !== undefined) return a.sort === undefined ? 1 : -1;
  return sign * a.text.localeCompare(b.text, 'en', { numeric: true });
}

/** The table of the numbers behind a chart, made when the reader opens it. */
export function dataTable({ title, axis, unit, x, series }: Chart): HTMLElement {
  const details = element(
    'details',
    { class: 'data' },
    element('summary', {}, 'Numbers', element('span', { class: 'unseen' }, ` of ${title}`)),
  );
  details.addEventListener(
    'toggle',
    () => {
      const step = Math.max(1, Math.ceil(x.length / DATA_ROWS));
      const rows = x.flatMap((value, row) =>
        row % step === 0 || row === x.length - 1
          ? [
              [
                { text: showPlace(value, axis) },
                ...series.map(({ values }) => ({ text: showNumber(values[row], unit) })),
              ],
            ]
          : [],
      );
      const columns = [
        { name: PLACE_NAMES[axis], align: 'left' as const },
        ...series.map(({ label }) => ({ name: label, align: 'right' as const })),
      ];
      details.append(drawTable({ caption: title, columns, rows, isSortable: false }));
    },
    { once: true },
  );
  return details;
}
