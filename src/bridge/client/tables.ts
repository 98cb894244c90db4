import { element } from '../../report/html/client/elements.js';

/** A table that is filled anew with each frame. */
interface LiveTable {
  readonly made: HTMLElement;
  fill(rows: readonly (readonly string[])[]): void;
}

/** Makes a table with these columns; those whose names begin with `>` have numbers. */
export function liveTable(caption: string, columns: readonly string[]): LiveTable {
  const body = element('tbody');
  const sides = columns.map((name) => (name.startsWith('>') ? 'right' : undefined));
  const heads = columns.map((name, n) =>
    element('th', { scope: 'col', class: sides[n] }, name.replace('>', '')),
  );
  const made = element(
    'table',
    {},
    element('caption', {}, caption),
    element('thead', {}, element('tr', {}, ...heads)),
    body,
  );
  return {
    made,
    fill(rows) {
      body.replaceChildren(
        ...rows.map((row) =>
          element(
            'tr',
            {},
            ...row.map((text, n) =>
              n === 0
                ? element('th', { scope: 'row' }, text)
                : element('td', { class: sides[n] }, text),
            ),
          ),
        ),
      );
    },
  };
}

const whole = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 });
export const showCount = (n: number): string => whole.format(n);
export const showDollars = (n: number): string =>
  `${n < 0 ? '−' : ''}$${whole.format(Math.abs(n))}`;
export const showPrice = (n: number): string => n.toFixed(n < 1 ? 4 : 2);
/** With its sign, but for what rounds to zero. */
export function showPercent(n: number): string {
  const shown = Math.abs(n).toFixed(1);
  return `${shown === '0.0' ? '' : n < 0 ? '−' : '+'}${shown} %`;
}
