/** A whole number with thousands separators. */
export function count(n: number): string {
  return (Math.round(n) || 0).toLocaleString('en-US');
}

/** A number with `digits` digits after the point. A number that rounds to 0 has no sign. */
export function fixed(n: number, digits: number): string {
  const text = n.toFixed(digits);
  return /^-[0.]+$/.test(text) ? text.slice(1) : text;
}

/** A count in at most six characters below ten million: 99,999, 354k, 3.994M. */
export function roughCount(n: number): string {
  if (n >= 999_500) return `${(n / 1e6).toFixed(3)}M`;
  return n >= 99_999.5 ? `${(n / 1e3).toFixed(0)}k` : count(n);
}

/**
 * Dollars in the unit that keeps three or four digits: $3.50bn, $12.3bn, $460.1M, $12.3k, $0. Below
 * a thousand billion, the text is at most as wide as $460.1M.
 */
export function usd(amount: number): string {
  const size = Math.abs(amount);
  const sign = amount < 0 ? '-' : '';
  if (size >= 999.95e6)
    return `${sign}$${(size / 1e9).toFixed(size >= 99.95e9 ? 0 : size >= 9.995e9 ? 1 : 2)}bn`;
  if (size >= 999.5e3) return `${sign}$${(size / 1e6).toFixed(1)}M`;
  if (size >= 999.5) return `${sign}$${(size / 1e3).toFixed(1)}k`;
  return size < 0.5 ? '$0' : `${sign}$${size.toFixed(0)}`;
}

/** A loss in dollars, with its sign in words: $460.1M is a loss, `profit $240.9M` a profit. */
export function showLoss(dollars: number): string {
  return dollars <= -0.5 ? `profit ${usd(-dollars)}` : usd(dollars);
}

/** The scope that a check stopped: the firm, a symbol by name if known, else kind and number. */
export function nameScope({
  scope,
  scopeId,
  symbol,
}: {
  scope: string;
  scopeId: number;
  symbol?: string | undefined;
}): string {
  if (scope === 'firm') return 'the firm';
  return symbol ?? `${scope} ${scopeId}`;
}

/**
 * Formats two numbers in the first form that tells them apart; forms go from short to exact. So a
 * rounded measure never looks like the bound that it passes.
 */
export function tellApart(
  value: number,
  bound: number,
  forms: readonly ((n: number) => string)[],
): [value: string, bound: string] {
  const form = value === bound ? forms[0] : forms.find((show) => show(value) !== show(bound));
  const show = form ?? forms.at(-1)!;
  return [show(value), show(bound)];
}

/** Formats a number with separators and at most `digits` digits after the point. */
export const exact =
  (digits: number, before = '', after = '') =>
  (n: number): string => {
    const size = Math.abs(n).toLocaleString('en-US', { maximumFractionDigits: digits });
    return `${n < 0 && size !== '0' ? '-' : ''}${before}${size}${after}`;
  };

/** Formats for dollars, from short to exact. */
export const DOLLAR_FORMS = [usd, exact(0, '$'), exact(2, '$'), exact(4, '$')];
/** Formats for a count, from short to exact. */
export const COUNT_FORMS = [count, exact(2), exact(6)];

/** The distance from a reference in per cent, with its sign; a dash where only one of them is 0. */
export function offBy(value: number, reference: number): string {
  if ((value === 0) !== (reference === 0)) return '–';
  const percent = reference === 0 ? 0 : (100 * (value - reference)) / reference;
  const size = Math.abs(percent).toFixed(1);
  return `${size === '0.0' ? ' ' : percent > 0 ? '+' : '−'}${size} %`;
}

/** The middle value, or the mean of the two middle values of an even count. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const half = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[half]! : (sorted[half - 1]! + sorted[half]!) / 2;
}

export type Align = 'left' | 'right';

/** Rows as aligned columns, two spaces apart, with a rule below the head. */
export function table(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  aligns: readonly Align[],
): string {
  const widths = head.map((title, column) =>
    Math.max(title.length, ...rows.map((row) => row[column]!.length)),
  );
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, column) =>
        aligns[column] === 'right' ? cell.padStart(widths[column]!) : cell.padEnd(widths[column]!),
      )
      .join('  ')
      .trimEnd();
  return [line(head), widths.map((width) => '─'.repeat(width)).join('  '), ...rows.map(line)].join(
    '\n',
  );
}

/**
 * Wraps a text into lines of at most `width` columns, `indent` included. A word that is longer than
 * a line gets a line of its own.
 */
export function wrap(text: string, width: number, indent = ''): string {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(/\s+/)) {
    if (line !== '' && indent.length + line.length + 1 + word.length > width) {
      lines.push(indent + line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  if (line !== '') lines.push(indent + line);
  return lines.join('\n');
}
