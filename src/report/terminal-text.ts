import { wrap } from './format.js';

/** The form of an answer for people: its width in columns, and whether it may use Unicode. */
export interface TextForm {
  readonly columns: number;
  readonly unicode: boolean;
}

/** Fits an answer for people to a terminal. JSON, CSV and scripts are printed unchanged instead. */
export function showText(text: string, { columns, unicode }: TextForm): string {
  const fitted = fitText(text, columns);
  return unicode ? fitted : toAscii(fitted);
}

const ASCII: Readonly<Record<string, string>> = {
  '─': '-',
  '–': '-',
  '—': '-',
  '−': '-',
  '’': "'",
  '‘': "'",
  '“': '"',
  '”': '"',
  '×': 'x',
  '÷': '/',
  µ: 'u',
  '·': '*',
  '¶': 'P',
  '█': '#',
  '░': '.',
  '→': '>',
  '≤': '<',
  '≥': '>',
  σ: 's',
};

/**
 * A text in ASCII, one character for one, so that columns stay aligned. Only an ellipsis at the end
 * of a text becomes three dots; one between two words becomes a tilde.
 */
export function toAscii(text: string): string {
  return text
    .replace(/(?<=\S)…(?=\S)/g, '~')
    .replaceAll('…', '...')
    .normalize('NFD')
    .replace(/\p{Mn}/gu, '')
    .replace(/[^\p{ASCII}]/gu, (character) => ASCII[character] ?? '?');
}

const RULE = /^─+(?: {2}─+)*$/;
/** A prefix with a hanging indent: a term of a legend, or the time of an event. */
const HANGING = /^( *\S+(?: \S+)? {2,})(?=\S)/;
/** A command stays on one line, so that it can be copied. */
const COMMAND = /^ *(?:smars|npx|npm|node) /;

/**
 * Fits a text into lines of at most `columns` columns. A wider table becomes a paragraph for each
 * row, with each cell behind the name of its column.
 */
export function fitText(text: string, columns: number): string {
  const lines = text.split('\n');
  if (lines.every((line) => widthOf(line) <= columns)) return text;
  const shown: string[] = [];
  for (let at = 0; at < lines.length; at++) {
    const isTable = RULE.test(lines[at + 1] ?? '') && lines[at] !== '';
    if (!isTable) {
      const end = endOfParagraph(lines, at, columns);
      shown.push(wrapHanging(lines.slice(at, end), columns));
      at = end - 1;
      continue;
    }
    const end = endOfTable(lines, at + 2, lines[at + 1]!);
    const rows = lines.slice(at, end);
    shown.push(
      rows.every((line) => widthOf(line) <= columns) ? rows.join('\n') : stackTable(rows, columns),
    );
    at = end - 1;
  }
  return shown.join('\n');
}

const widthOf = (line: string): number => [...line].length;

/** The begin and end of each column of a table, by its rule. */
function columnsOf(rule: string): [begin: number, end: number][] {
  return [...rule.matchAll(/─+/g)].map((match) => [match.index, match.index + match[0].length]);
}

/** The end of a table: its rows are blank where the rule is, and at most as long. */
function endOfTable(lines: readonly string[], from: number, rule: string): number {
  const gaps = [...rule.matchAll(/ +/g)].map(
    (match) => [match.index, match.index + match[0].length] as const,
  );
  let end = from;
  while (end < lines.length && lines[end] !== '' && lines[end]!.length <= rule.length) {
    const line = lines[end]!;
    if (!gaps.every(([begin, until]) => line.slice(begin, until).trim() === '')) break;
    end++;
  }
  return end;
}

/** Stacks a table: each row is its first cell, and below it the others as `name value`. */
function stackTable([head, rule, ...rows]: readonly string[], columns: number): string {
  const places = columnsOf(rule!);
  const cellsOf = (line: string): string[] =>
    places.map(([begin, end]) => line.slice(begin, end).trim());
  const names = cellsOf(head!);
  const records: string[][] = [];
  for (const row of rows) {
    const cells = cellsOf(row);
    const last = records.at(-1);
    const filled = cells.flatMap((cell, place) => (cell === '' ? [] : [place]));
    // A cell that is alone in its row, and not in the first column, continues the one above it.
    if (last !== undefined && filled.length === 1 && filled[0] !== 0)
      last[filled[0]!] = `${last[filled[0]!]} ${cells[filled[0]!]}`;
    else records.push(cells);
  }
  return records
    .map((cells) => {
      const title = cells.findIndex((cell) => cell !== '');
      const others = cells.flatMap((cell, place) =>
        place <= title || cell === '' ? [] : [`${names[place]} ${cell}`.trim()],
      );
      return [wrapWord(cells[title] ?? '', columns), ...packParts(others, columns)].join('\n');
    })
    .join('\n');
}

/** Packs parts side by side, indented by two. Only a part longer than a line is broken. */
function packParts(parts: readonly string[], columns: number): string[] {
  const lines: string[] = [];
  for (const part of parts) {
    const last = lines.at(-1);
    if (last !== undefined && widthOf(last) + 3 + widthOf(part) <= columns)
      lines[lines.length - 1] = `${last},  ${part}`;
    else
      lines.push(
        ...wrapWord(part, columns - 2)
          .split('\n')
          .map((line) => `  ${line}`),
      );
  }
  return lines;
}

/** The end of a paragraph: it continues over lines of the same indent, while they are full. */
function endOfParagraph(lines: readonly string[], at: number, columns: number): number {
  const first = lines[at]!;
  const hang = HANGING.exec(first)?.[1]?.length ?? indentOf(first);
  let end = at + 1;
  if (first === '' || COMMAND.test(first)) return end;
  if (lines[at + 1] === '' && widthOf(first) <= columns) return end;
  while (end < lines.length && isContinued(lines[end - 1]!, lines[end]!, hang, lines[end + 1]))
    end++;
  return end;
}

function isContinued(
  before: string,
  line: string,
  hang: number,
  after: string | undefined,
): boolean {
  if (line === '' || COMMAND.test(line) || RULE.test(after ?? '') || RULE.test(line)) return false;
  if (indentOf(line) !== hang) return false;
  return hang > 0 || (widthOf(before) > FULL && !HANGING.test(line));
}

/** A line of at most this many columns was not wrapped at 80: the paragraph ends with it. */
const FULL = 62;

const indentOf = (line: string): number => line.length - line.trimStart().length;

/** Wraps the lines of one paragraph, with a hanging indent behind its prefix. */
function wrapHanging(lines: readonly string[], columns: number): string {
  const [first] = lines as [string];
  if (COMMAND.test(first) || lines.every((line) => widthOf(line) <= columns))
    return lines.join('\n');
  const term = HANGING.exec(first)?.[1] ?? first.slice(0, indentOf(first));
  const indent = ' '.repeat(Math.min(term.length, Math.max(2, columns >> 1)));
  const rest = [first.slice(term.length), ...lines.slice(1).map((line) => line.trim())].join(' ');
  const body = wrapWord(rest, columns - indent.length).split('\n');
  const isLong = term.length > indent.length;
  const head = isLong ? [wrapWord(term.trim(), columns)] : [];
  return [...head, ...body.map((line, n) => `${n === 0 && !isLong ? term : indent}${line}`)].join(
    '\n',
  );
}

/** Wraps like `wrap`, and breaks a word that is longer than a line. */
function wrapWord(text: string, columns: number): string {
  const width = Math.max(8, columns);
  return wrap(text, width)
    .split('\n')
    .flatMap((line) =>
      widthOf(line) <= width ? [line] : (line.match(new RegExp(`.{1,${width}}`, 'gu')) ?? []),
    )
    .join('\n');
}
