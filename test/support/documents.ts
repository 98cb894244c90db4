import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './command.js';

/** One command of a document as a person would copy it. */
export interface DocumentCommand {
  readonly path: string;
  readonly line: number;
  readonly text: string;
  /** Whether it is in a block to be run, or mentioned in a sentence. */
  readonly kind: 'block' | 'mention';
}

/** A fenced block of a document. */
export interface DocumentBlock {
  readonly path: string;
  readonly line: number;
  /** The word behind its fence; empty for what commands print. */
  readonly language: string;
  readonly text: string;
}

/** The documents that users read, by their paths. */
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

/** The blocks of a document in some languages: `''` for what commands print, `js|ts` for either. */
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

/** A document with its blocks blanked, so that what is left keeps its lines. */
export function proseOf(path: string): string {
  return readDocument(path).replace(FENCE, (block) => block.replace(/[^\n]/g, ' '));
}

/** What a document has in backticks outside its blocks, with its line; a line break is a space. */
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

/** A quote in a block may go on over lines; a comment behind a command is not part of it. */
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

/** Whether a quote of the text has no end yet, or its line goes on. */
function isOpen(text: string): boolean {
  const bare = text.replace(/'[^']*'/g, '').replace(/\\./g, '');
  return (bare.match(/"/g)?.length ?? 0) % 2 === 1 || text.endsWith('\\');
}

/** Words in a mention that the reader is to replace. */
const PLACEHOLDERS = /[[\]<>|…]|\b(?:DIR|FILE|NAME|SQL|FORMAT|URL|A B|[ABab]\.json)\b/;

/**
 * Whether a mention is a form to be filled in, such as `smars query DIR SQL`, and not a command.
 */
export function isForm({ kind, text }: DocumentCommand): boolean {
  return kind === 'mention' && (PLACEHOLDERS.test(text) || /^(?:smars|npx smars)$/.test(text));
}
