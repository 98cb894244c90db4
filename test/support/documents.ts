import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './command.js';

/** One command of a document, as a reader would copy it. */
export interface DocumentCommand {
  readonly path: string;
  readonly line: number;
  readonly text: string;
  /** Whether it is in a block, or mentioned in a sentence. */
  readonly kind: 'block' | 'mention';
}

/** A fenced block of a document. */
export interface DocumentBlock {
  readonly path: string;
  readonly line: number;
  /** The language of its fence; empty for the output of commands. */
  readonly language: string;
  readonly text: string;
}

/** The paths of the documents that users read. */
export const USER_DOCUMENTS: readonly string[] = [
  'README.md',
  ...readdirSync(join(ROOT, 'docs'), { recursive: true, encoding: 'utf8' })
    .map((path) => `docs/${path}`)
    .filter((path) => path.endsWith('.md'))
    .sort(),
];
/** All documents. */
export const DOCUMENTS: readonly string[] = [
  ...USER_DOCUMENTS,
  'ARCHITECTURE.md',
  'CONTRIBUTING.md',
  'CHANGELOG.md',
];

/** The text of a document. */
export function readDocument(path: string): string {
  return readFileSync(join(ROOT, path), 'utf8');
}

const FENCE = /^```(\w*)\n(.*?)^```$/gms;
const PROGRAMS = /^(?:smars|npx|npm|node)(?: |$)/;
const lineOf = (text: string, place: number): number => text.slice(0, place).split('\n').length;

/** The blocks of a document in some languages: `''` for output of commands, `js|ts` for either. */
export function documentBlocks(path: string, languages: string): DocumentBlock[] {
  const text = readDocument(path);
  return [...text.matchAll(FENCE)]
    .map((match) => ({
      path,
      line: lineOf(text, match.index),
      language: match[1]!,
      text: match[2]!,
    }))
    .filter(({ language }) => languages.split('|').includes(language));
}

/** A document with blanks for its blocks, so that the rest keeps its lines. */
export function proseOf(path: string): string {
  return readDocument(path).replace(FENCE, (block) => block.replace(/[^\n]/g, ' '));
}

/** The texts in backticks outside the blocks, each with its line; a line break becomes a space. */
export function quotedWords(path: string): { readonly line: number; readonly text: string }[] {
  const prose = proseOf(path);
  return [...prose.matchAll(/`([^`]+)`/g)].map((match) => ({
    line: lineOf(prose, match.index),
    text: match[1]!.replaceAll('\\|', '|').replace(/\s+/g, ' '),
  }));
}

/** Every command of a document, in its order. */
export function documentCommands(path: string): DocumentCommand[] {
  const mentions = quotedWords(path)
    .filter(({ text }) => PROGRAMS.test(text))
    .map((mention) => ({ ...mention, path, kind: 'mention' as const }));
  const blocks = documentBlocks(path, 'sh').flatMap(blockCommands);
  return [...mentions, ...blocks].sort((a, b) => a.line - b.line);
}

/** A quote in a block may span lines; a comment after a command is not part of it. */
function blockCommands({ path, line, text: block }: DocumentBlock): DocumentCommand[] {
  const lines = block.split('\n');
  const commands: DocumentCommand[] = [];
  for (let n = 0; n < lines.length; n++) {
    const begun = n;
    let text = lines[n]!;
    while (isOpen(text)) text += `\n${lines[++n]!}`;
    text = text.replace(/\s+#\s.*$/, '');
    if (PROGRAMS.test(text)) commands.push({ path, line: line + 1 + begun, text, kind: 'block' });
  }
  return commands;
}

/** Whether a quote in the text is still open, or the line continues. */
function isOpen(text: string): boolean {
  const bare = text.replace(/'[^']*'/g, '').replace(/\\./g, '');
  return (bare.match(/"/g)?.length ?? 0) % 2 === 1 || text.endsWith('\\');
}

/** Placeholders in a mention. */
const PLACEHOLDERS = /[[\]<>|…]|\b(?:DIR|FILE|NAME|SQL|FORMAT|URL|A B|[ABab]\.json)\b/;

/** Whether a mention is a pattern such as `smars query DIR SQL`, and not a command. */
export function isForm({ kind, text }: DocumentCommand): boolean {
  return kind === 'mention' && (PLACEHOLDERS.test(text) || /^(?:smars|npx smars)$/.test(text));
}
