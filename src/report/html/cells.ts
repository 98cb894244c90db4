import { count, fixed, roughCount, showLoss, usd } from '../format.js';
import type { Cell, PageTable, Tone } from './model.js';
import { NOT_MEASURED } from './units.js';

export function textCell(text: string): Cell {
  return { text };
}

export function countCell(value: number | undefined): Cell {
  return value === undefined
    ? { text: NOT_MEASURED }
    : { text: value < 1e7 ? count(value) : roughCount(value), sort: value };
}

/** A cell of dollars, with a bar where `largest`, the largest of the column, is given. */
export function usdCell(value: number | undefined, largest?: number, tone?: Tone): Cell {
  if (value === undefined) return { text: NOT_MEASURED };
  return {
    text: usd(value),
    sort: value,
    ...(largest === undefined || largest <= 0 ? {} : { bar: value / largest }),
    ...(value === 0 ? {} : { tone }),
  };
}

/** A cell of a loss in dollars. A loss has a bar; a profit, which is below 0, has none. */
export function lossCell(value: number | undefined, largest?: number, tone?: Tone): Cell {
  if (value === undefined || value > -0.5) return usdCell(value, largest, tone);
  return { text: showLoss(value), sort: value };
}

/** A cell of a fraction in per cent, with a bar. */
export function shareCell(share: number, tone: Tone): Cell {
  return {
    text: share > 0 && share < 0.0005 ? '< 0.1 %' : `${fixed(100 * share, 1)} %`,
    sort: share,
    bar: share,
    ...(share === 0 ? {} : { tone }),
  };
}

/** Makes a table from column names. A `>` before a name aligns the column to the right. */
export function tableOf(
  caption: string,
  names: readonly string[],
  rows: readonly (readonly Cell[])[],
  isSortable = false,
): PageTable {
  const columns = names.map((name) =>
    name.startsWith('>')
      ? { name: name.slice(1), align: 'right' as const }
      : { name, align: 'left' as const },
  );
  return { caption, columns, rows, isSortable };
}
