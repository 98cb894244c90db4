/** A terminal on standard output: its width, and whether it can show Unicode and colours. */
export interface Screen {
  readonly columns: number;
  readonly unicode: boolean;
  readonly colour: boolean;
}

/**
 * The screen of a terminal with `columns` columns, by its environment variables. It has Unicode
 * where the locale is UTF-8 (LC_ALL before LC_CTYPE before LANG). It has no colour where NO_COLOR
 * is set (no-color.org) or TERM is dumb.
 */
export function screenOf(
  environment: Readonly<Record<string, string | undefined>>,
  columns: number,
): Screen {
  return {
    columns,
    unicode: isUnicode(environment, false),
    colour: (environment.NO_COLOR ?? '') === '' && environment.TERM !== 'dumb',
  };
}

/** Whether the locale of an environment is UTF-8; `unsaid` where no locale is set. */
export function isUnicode(
  environment: Readonly<Record<string, string | undefined>>,
  unsaid: boolean,
): boolean {
  const locale = [environment.LC_ALL, environment.LC_CTYPE, environment.LANG].find(
    (name) => name !== undefined && name !== '',
  );
  return locale === undefined ? unsaid : /utf-?8/i.test(locale);
}

/** The heights of a bar, from none up. */
const BLOCKS = [...' ▁▂▃▄▅▆▇█'];
const MARKS = [...' .:-=+*#@'];

/** How the values of one column become one: their mean, or the value farthest from 0. */
export type Gather = 'mean' | 'extreme';

/**
 * Values over time as a line of bars, `columns` wide. The height of a bar is its value as a
 * fraction of the largest; signs are ignored.
 */
export function sparkline(
  values: readonly number[],
  columns: number,
  gather: Gather,
  unicode: boolean,
): string {
  const sizes = gatherColumns(values, columns, gather).map(Math.abs);
  const largest = sizes.reduce((a, b) => Math.max(a, b), 0);
  const bars = unicode ? BLOCKS : MARKS;
  // The least value above 0 still shows a bar: only 0 is blank.
  return sizes
    .map(
      (size) =>
        bars[size === 0 ? 0 : Math.max(1, Math.round((size / largest) * (bars.length - 1)))]!,
    )
    .join('');
}

/**
 * Gathers neighbouring values into columns. With fewer values than columns, each value fills
 * several columns.
 */
export function gatherColumns(
  values: readonly number[],
  columns: number,
  gather: Gather,
): number[] {
  if (values.length === 0) return new Array<number>(columns).fill(0);
  return Array.from({ length: columns }, (_, column) => {
    const begin = Math.floor((column * values.length) / columns);
    const end = Math.max(begin + 1, Math.floor(((column + 1) * values.length) / columns));
    const part = values.slice(begin, end);
    if (gather === 'mean') return part.reduce((sum, value) => sum + value, 0) / part.length;
    return part.reduce((far, value) => (Math.abs(value) > Math.abs(far) ? value : far), 0);
  });
}

/** Colours by their SGR codes. */
export const Colour = { RED: 31, GREEN: 32, YELLOW: 33, CYAN: 36 } as const;
export type Colour = (typeof Colour)[keyof typeof Colour];

/** A text in a colour, where the screen has colours. */
export function paint({ colour }: Screen, code: Colour, text: string): string {
  return colour ? `\u001b[${code}m${text}\u001b[0m` : text;
}
