import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, test } from 'vitest';
import { COMMANDS } from '../../src/cli/commands.js';
import { ROOT } from '../support/command.js';
import {
  DOCUMENTS,
  documentCommands,
  proseOf,
  quotedWords,
  readDocument,
} from '../support/documents.js';
import { readTree } from '../tidy/tree.js';

const { scripts } = JSON.parse(readDocument('package.json')) as { scripts: Record<string, string> };

describe.each(DOCUMENTS.map((path) => ({ path })))('$path', ({ path }) => {
  test('names commands and flags that exist', async () => {
    for (const { text, line } of documentCommands(path)) {
      for (const [, name, rest] of text
        .replaceAll('…', '')
        .matchAll(/(?:^|&& |npx )smars ([a-z|]+)([^&]*)/g)) {
        for (const each of name!.split('|')) {
          expect(Object.keys(COMMANDS), `${path}:${line}`).toContain(each);
          const { flags } = await COMMANDS[each]!.load();
          for (const [, flag] of rest!.matchAll(/(?<=\s|\[)--([a-z][\w-]*)/g))
            expect([...Object.keys(flags), 'help'], `${path}:${line}`).toContain(flag);
        }
      }
    }
  });

  test('names scripts and programs that exist', () => {
    for (const { text, line } of documentCommands(path)) {
      for (const [, script] of text.matchAll(/npm run (?:-s )?([\w:-]+)/g))
        expect(Object.keys(scripts), `${path}:${line}`).toContain(script);
      for (const [, file] of text.matchAll(/node (?:-\S+ )*(dist\/\S+)/g)) {
        const source = file!.replace(/^dist\//, '').replace(/\.js$/, '.ts');
        expect(existsSync(join(ROOT, source)), `${path}:${line}: ${file}`).toBe(true);
      }
    }
  });

  test('links to files and headings that exist', () => {
    for (const [, target] of proseOf(path)
      .replace(/`[^`]+`/g, '')
      .matchAll(/\]\(([^)]+)\)/g)) {
      if (/^https?:/.test(target!)) continue;
      const [file, heading] = target!.split('#');
      const linked = file === '' ? path : join(dirname(path), file!);
      expect(existsSync(join(ROOT, linked)), `${path}: ${target}`).toBe(true);
      if (heading !== undefined)
        expect(headingsOf(linked), `${path}: ${target}`).toContain(heading);
    }
  });

  test('names files that exist, where a path begins at the top', () => {
    for (const { text, line } of quotedWords(path)) {
      if (/^(?:src|test|bench|workers|docs|\.[a-z]+)\/[\w./*-]*$/.test(text))
        expect(isPath(text), `${path}:${line}: ${text}`).toBe(true);
    }
  });
});

/** The anchors of a document's headings, as GitHub makes them. */
function headingsOf(path: string): string[] {
  return [...readDocument(path).matchAll(/^#+ (.+)$/gm)].map(([, title]) =>
    title!
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  );
}

/**
 * Whether a path exists, with or without `.ts` or `.test.ts`; a star in its last part matches any
 * text.
 */
function isPath(path: string): boolean {
  if (!path.includes('*'))
    return ['', '.ts', '.test.ts'].some((end) => existsSync(join(ROOT, path + end)));
  const last = path.slice(path.lastIndexOf('/') + 1);
  const pattern = new RegExp(`^${last.replaceAll('.', '\\.').replaceAll('*', '.*')}`);
  return readdirSync(join(ROOT, dirname(path))).some((name) => pattern.test(name));
}

describe('ARCHITECTURE.md', () => {
  const code = readTree()
    .sources.filter(({ path }) => /^(?:src|test|workers|bench)\/.*\.ts$/.test(path))
    .map(({ text }) => text)
    .join('\n');

  test('has only paths and names in backticks that exist', () => {
    for (const { text, line } of quotedWords('ARCHITECTURE.md')) {
      if (/^(?:npm|smars|--)/.test(text)) continue;
      const isKnown = isPath(text) || isPath(`src/${text}`) || code.includes(text);
      expect(isKnown, `ARCHITECTURE.md:${line}: ${text}`).toBe(true);
    }
  });
});

test('printed pages are those of the code; npm run docs writes them', async () => {
  const { printPages } = (await import(pathToFileURL(join(ROOT, '.docs', 'print.mjs')).href)) as {
    printPages(): Promise<Map<string, string>>;
  };
  for (const [path, text] of await printPages())
    expect(readFileSync(join(ROOT, path), 'utf8') === text, path).toBe(true);
});

test('npm start runs smars run and smars whatif', () => {
  for (const part of scripts.start!.replaceAll('node dist/src/main.js', 'smars').split(' && '))
    expect(part).toMatch(/^smars (?:run|whatif) /);
});
