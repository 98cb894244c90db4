import { templatesOf } from './source.js';

/** Half of a wide screen: code and prose alike. */
export const COLUMNS_MAX = 100;

/** A line that is too wide, from 1, and how wide it is. */
export interface WideLine {
  line: number;
  columns: number;
}

const CODE = /\.(?:c?ts|mjs)$/;
const PROSE = /\.md$/;
/** `docs/reference/api.md` is printed from the types, one signature a line. */
const PRINTED = 'docs/reference/api.md';
const COMMENT = /^\s*(?:\/\/|\/?\*)/;
const DRAWING = /[─│┌┐└┘├┤┬┴┼►◄▲▼]/;
/** One word alone, or an import path: no break would make the line shorter. */
const UNBREAKABLE = /^\s*(?:(?:\/\/|\*|-) )?\S+$|^(?:import|export)\b.* from '\S+';$|^\} from '/;

/**
 * The lines of a file that are too wide. In code, drawings in comments, multi-line template
 * literals and unbreakable words may be wide. In Markdown, tables and fences may.
 */
export function wideLines(path: string, text: string): WideLine[] {
  if (path === PRINTED || !(CODE.test(path) || PROSE.test(path))) return [];
  const lines = text.split('\n');
  const wide = lines
    .map((line, index) => ({ line: index + 1, columns: [...line].length }))
    .filter(({ line, columns }) => columns > COLUMNS_MAX && !UNBREAKABLE.test(lines[line - 1]!));
  if (wide.length === 0) return [];
  const free = PROSE.test(path) ? tablesAndFences(lines) : drawingsAndTemplates(text, lines);
  return wide.filter(({ line }) => !free.has(line));
}

function tablesAndFences(lines: readonly string[]): Set<number> {
  const free = new Set<number>();
  let inFence = false;
  for (const [index, line] of lines.entries()) {
    const isFence = /^\s*(?:```|~~~)/.test(line);
    if (isFence) inFence = !inFence;
    if (isFence || inFence || /^\s*\|/.test(line)) free.add(index + 1);
  }
  return free;
}

function drawingsAndTemplates(text: string, lines: readonly string[]): Set<number> {
  const free = new Set<number>();
  for (const [index, line] of lines.entries())
    if (COMMENT.test(line) && DRAWING.test(line)) free.add(index + 1);
  const lineOf = (place: number) => text.slice(0, place).split('\n').length;
  for (const [begin, end] of templatesOf(text)) {
    if (!text.slice(begin, end).includes('\n')) continue;
    for (let line = lineOf(begin); line <= lineOf(end); line++) free.add(line);
  }
  return free;
}
