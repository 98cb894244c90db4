/**
 * A source file as the rules see it: as text, not as a syntax tree. TypeScript 7 has no stable
 * API yet, and the formatter (Biome) has put every import, function head and closing brace in a
 * predictable place.
 */
export interface Source {
  /** Path from the top of the repository, with slashes: `src/router/progress.ts`. */
  path: string;
  text: string;
  /**
   * The text of a TypeScript file with blanks for comments, regular expressions and the contents
   * of strings. Every offset is the same as in `text`.
   */
  code: string;
  imports: readonly Import[];
}

/** An import, a re-export or an `import()`. `typeOnly` marks `import type` and `export type`. */
export interface Import {
  line: number;
  specifier: string;
  typeOnly: boolean;
}

/** A function from the line of its head to the line of its closing brace. */
export interface FunctionSpan {
  line: number;
  head: string;
  lines: number;
}

/** Parses a file. Only TypeScript files have code and imports. */
export function parseSource(path: string, text: string): Source {
  if (!/\.c?ts$/.test(path)) return { path, text, code: '', imports: [] };
  const code = maskSource(text);
  return { path, text, code, imports: importsOf(text, code) };
}

/** The line of an offset in the text, from 1. */
export function lineAt(text: string, place: number): number {
  let line = 1;
  for (let at = text.indexOf('\n'); at !== -1 && at < place; at = text.indexOf('\n', at + 1))
    line++;
  return line;
}

/** The number of lines of a text; a newline at the end starts no further line. */
export function lineCount(text: string): number {
  return text === '' ? 0 : text.split('\n').length - (text.endsWith('\n') ? 1 : 0);
}

/**
 * The text with blanks for comments, strings, templates and regular expressions. Quotes, newlines
 * and all offsets stay.
 */
export function maskSource(text: string): string {
  return scanSource(text).code;
}

/** The text pieces of template literals, each from its first offset to the one after its last. */
export function templatesOf(text: string): readonly (readonly [begin: number, end: number])[] {
  return scanSource(text).templates;
}

function scanSource(text: string): { code: string; templates: [number, number][] } {
  const masked = text.split('');
  const templates: [number, number][] = [];
  const blank = (begin: number, end: number) => {
    for (let i = begin; i < end; i++) if (masked[i] !== '\n') masked[i] = ' ';
  };
  /** The open braces, with true for each that a template opened. */
  const open: boolean[] = [];
  const skipTemplate = (begin: number): number => {
    const end = templateEnd(text, begin);
    const opens = text[end] === '$';
    const next = end + (opens ? 2 : 1);
    blank(begin, opens ? next : end);
    templates.push([begin, end]);
    if (opens) open.push(true);
    return next;
  };

  let i = 0;
  while (i < text.length) {
    const c = text[i]!;
    const begin = i;
    if (c === '/' && text[i + 1] === '/') {
      i = endOr(text.indexOf('\n', i), text);
      blank(begin, i);
    } else if (c === '/' && text[i + 1] === '*') {
      i = endOr(text.indexOf('*/', i + 2), text, 2);
      blank(begin, i);
    } else if (c === "'" || c === '"') {
      i = delimitedEnd(text, i + 1, c);
      blank(begin + 1, i++);
    } else if (c === '`') i = skipTemplate(i + 1);
    else if (c === '/' && regexMayStart(masked, i)) {
      i = delimitedEnd(text, i + 1, '/');
      blank(begin + 1, i++);
    } else if (c === '}' && open.pop() === true) {
      blank(begin, begin + 1);
      i = skipTemplate(i + 1);
    } else {
      if (c === '{') open.push(false);
      i++;
    }
  }
  return { code: masked.join(''), templates };
}

function endOr(found: number, text: string, width = 0): number {
  return found === -1 ? text.length : found + width;
}

/**
 * The offset of the closing delimiter. A backslash hides a delimiter, and so does a character
 * class of a regular expression.
 */
function delimitedEnd(text: string, begin: number, delimiter: string): number {
  let inClass = false;
  let i = begin;
  for (; i < text.length && text[i] !== '\n'; i++) {
    const c = text[i]!;
    if (c === '\\') i++;
    else if (c === delimiter && !inClass) break;
    else if (delimiter === '/' && c === '[') inClass = true;
    else if (delimiter === '/' && c === ']') inClass = false;
  }
  return i;
}

/** The offset of the backtick that closes a template, or of the `${` that interrupts it. */
function templateEnd(text: string, begin: number): number {
  let i = begin;
  while (i < text.length && text[i] !== '`' && !(text[i] === '$' && text[i + 1] === '{'))
    i += text[i] === '\\' ? 2 : 1;
  return i;
}

/** A slash after a value divides; anywhere else it begins a regular expression. */
function regexMayStart(masked: readonly string[], place: number): boolean {
  let before = place - 1;
  while (before >= 0 && /\s/.test(masked[before]!)) before--;
  if (before < 0) return true;
  const c = masked[before]!;
  const previous = masked[before - 1] ?? '';
  if (c === '!') return !/[\w$)\]]/.test(previous);
  if (c === '+' || c === '-') return previous !== c;
  if (!/[\w$]/.test(c)) return !')]}\'"`'.includes(c);
  const word =
    /[\w$]+$/.exec(masked.slice(Math.max(0, before - 10), before + 1).join(''))?.[0] ?? '';
  return /^(?:return|typeof|case|in|of|do|else|void|delete|throw|new|yield|await)$/.test(word);
}

const IMPORT_FORMS = [
  /^(?:import|export)(?<type>\s+type)?\s+[\w$*{][\w$\s,{}*]*?\s+from\s+(?<quote>['"])/gm,
  /^import\s+(?<quote>['"])/gm,
  /\bimport\(\s*(?<quote>['"])/g,
];

function importsOf(text: string, code: string): Import[] {
  const imports: Import[] = [];
  for (const form of IMPORT_FORMS) {
    for (const match of code.matchAll(form)) {
      const begin = match.index + match[0].length;
      const specifier = text.slice(begin, code.indexOf(match.groups!.quote!, begin));
      imports.push({
        line: lineAt(text, match.index),
        specifier,
        typeOnly: match.groups!.type !== undefined,
      });
    }
  }
  return imports.sort((a, b) => a.line - b.line);
}

const CONTROL = /^\s*(?:if|for|while|switch|catch|with)(?: await)? \(/;
const RETURNS = '(?::|: [^=]+)?';
const METHOD = String.raw`^\s+(?:\w+ )*(?:[*#]?[\w$]+|\[[\w.]+\])(?:<.*>)?\(.*\)`;
const HEAD_ON_ONE_LINE = new RegExp(
  String.raw`(?:=>|(?:\bfunction\b.*\)|${METHOD})${RETURNS}) \(?\{$`,
);
const HEAD_OPENED = /\($|\(\{$|[(,] ?\w+\??: \{$|\bfunction\b.*<$/;
const HEAD_CLOSED = new RegExp(String.raw`^(?:\)|\}\)|\}: .+\)|>\(.*\))${RETURNS}(?: =>)? \(?\{$`);

/**
 * The functions, methods and arrow functions whose body has lines of its own. A body ends on the
 * first line that has the indentation of its head and begins with a closing brace.
 */
export function functionsOf(code: string): FunctionSpan[] {
  const lines = code.split('\n').map((line) => line.trimEnd());
  const spans: FunctionSpan[] = [];
  for (const [start, head] of lines.entries()) {
    if (CONTROL.test(head) || HEAD_CLOSED.test(head.trim())) continue;
    let bodyLine = HEAD_ON_ONE_LINE.test(head) ? start : -1;
    if (bodyLine === -1 && HEAD_OPENED.test(head)) bodyLine = closedHead(lines, start);
    if (bodyLine === -1) continue;
    const end = nextAtIndent(lines, bodyLine, (line) => line.startsWith('}') && line !== '} {');
    if (end !== -1) spans.push({ line: start + 1, head: head.trim(), lines: end - start + 1 });
  }
  return spans;
}

/** The line that closes a head of several lines and opens the body; −1 for a call or a list. */
function closedHead(lines: readonly string[], start: number): number {
  const end = nextAtIndent(lines, start, (line) => /^[)}>]/.test(line));
  if (end === -1 || !HEAD_CLOSED.test(lines[end]!.trim())) return -1;
  return end;
}

/** The first accepted line after `start` with the same indentation, or −1 if the block ends. */
function nextAtIndent(
  lines: readonly string[],
  start: number,
  accepts: (line: string) => boolean,
): number {
  const indent = indentOf(lines[start]!);
  for (let i = start + 1; i < lines.length; i++) {
    const line = lines[i]!;
    if (line === '') continue;
    if (indentOf(line) < indent && line.trimStart().startsWith('}')) return -1;
    if (indentOf(line) === indent && accepts(line.trim())) return i;
  }
  return -1;
}

function indentOf(line: string): number {
  return line.length - line.trimStart().length;
}
