/**
 * Writes docs/reference/api.md, or the file that is named, from the compiled types of every entry.
 * Run it by `npm run api`, after a build.
 *
 * API Extractor reads the types: it has a compiler of its own. TypeDoc needs `typescript` up to 6
 * as a peer, and this repository compiles with 7, which has no programming interface.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readEntries } from './model.mjs';
import { printPage } from './page.mjs';
import { TASKS } from './tasks.mjs';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

/** The programs that show how symbols are used, with links from the page. */
function readExamples() {
  return readdirSync(join(ROOT, 'test', 'examples'))
    .filter((name) => /\.m?js$/.test(name))
    .map((name) => ({
      link: `[${name}](../../test/examples/${name})`,
      text: readFileSync(join(ROOT, 'test', 'examples', name), 'utf8'),
    }));
}

/** What keeps the page from being whole, in words. */
function faultsOf(entries) {
  const exported = Object.entries(entries).flatMap(([entry, { symbols }]) =>
    symbols.map(({ name }) => `${entry} ${name}`),
  );
  const known = new Set(exported.map((each) => each.split(' ')[1]));
  const tasked = Object.entries(TASKS).flatMap(([entry, tasks]) =>
    Object.values(tasks).flatMap((names) =>
      names
        .trim()
        .split(/\s+/)
        .map((name) => `${entry} ${name}`),
    ),
  );
  const all = Object.values(entries);
  const silent = all.flatMap(({ symbols }) =>
    symbols.flatMap((symbol) =>
      [symbol, ...symbol.members.map((part) => ({ ...part, name: `${symbol.name}.${part.name}` }))]
        .filter(({ name, doc }) => doc.paragraphs.length === 0 && !name.endsWith('.name'))
        .map(({ name }) => name),
    ),
  );
  // A constant and the type of its values have one docstring.
  const told = new Set(
    all.flatMap(({ symbols }) =>
      symbols.filter(({ doc }) => doc.paragraphs.length > 0).map(({ name }) => name),
    ),
  );
  const forgotten = all.flatMap(({ forgotten }) => forgotten).filter((name) => !known.has(name));
  return [
    ['no docstring', silent.filter((name) => !told.has(name))],
    ['no task in .api/tasks.mjs', exported.filter((name) => !tasked.includes(name))],
    ['a task, and not exported', tasked.filter((name) => !exported.includes(name))],
    ['in a signature, and not exported', [...new Set(forgotten)]],
  ].filter(([, names]) => names.length > 0);
}

const entries = readEntries(ROOT);
const faults = faultsOf(entries);
if (faults.length > 0)
  throw new Error(faults.map(([what, names]) => `${what}: ${names.join(', ')}`).join('\n'));
writeFileSync(
  process.argv[2] ?? join(ROOT, 'docs', 'reference', 'api.md'),
  printPage(entries, TASKS, readExamples()),
);
