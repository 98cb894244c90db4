/**
 * What standard output can show, when it is a terminal: how wide it is, and whether it knows more
 * than ASCII and colours.
 */
export interface Screen {
  readonly columns: number;
  readonly unicode: boolean;
  readonly colour: boolean;
}

/**
 * The screen of a terminal with so many columns, by the variables of its environment: UTF-8 where
 * the locale says so (LC_ALL before LC_CTYPE before LANG), no colour where NO_COLOR has a value
 * (no-color.org) or TERM is dumb.
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

/** Whether the locale of an environment has UTF-8; `unsaid` where it has no locale at all. */
export function isUnicode(
  environment: Readonly<Record<string, string | undefined>>,
  unsaid: boolean,
): boolean {
  const locale = [environment.LC_ALL, environment.LC_CTYPE, environment.LANG].find(
    (name) => name !== undefined && name !== '',
  );
  return locale === undefined ? unsaid : /utf-?8/i.test(locale);
}

/** Heights of a bar, nothing first. */
const BLOCKS = [...' ▁▂▃▄▅▆▇█'];
const MARKS = [...' .:-=+*#@'];

/** How the values of one column become one: their mean, or the one that is farthest from 0. */
export type Gather = 'mean' | 'extreme';

/**
 * Values in time as a line of bars, `columns` wide; each bar is as high as its value's part of the
 * largest. Below 0 counts as above.
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
  // What is there is seen: only nothing at all is blank.
  return sizes
    .map(
      (size) =>
        bars[size === 0 ? 0 : Math.max(1, Math.round((size / largest) * (bars.length - 1)))]!,
    )
    .join('');
}

/**
 * Values gathered into columns, a column's values side by side; with fewer values than columns,
 * each stands in several.
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

/** Colours by their codes in SGR. */
export const Colour = { RED: 31, GREEN: 32, YELLOW: 33, CYAN: 36 } as const;
export type Colour = (typeof Colour)[keyof typeof Colour];

/** Text in a colour, where the screen has some. */
export function paint({ colour }: Screen, code: Colour, text: string): string {
  return colour ? `\u001b[${code}m${text}\u001b[0m` : text;
}
