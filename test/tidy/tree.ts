import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Tree } from './rule.js';
import { parseSource, type Source } from './source.js';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
/** AssemblyScript: its names are checked by its compiler, and its twin by a test. */
const ASSEMBLY = 'src/kernel/assembly';
const NOT_OURS = new Set(['node_modules', 'dist', 'runs', 'coverage', 'test-artefacts']);
const TEXT = /(?:\.(?:c?ts|js|mjs|md|json|ya?ml|csv|html)|^LICENSE)$/;

/** Folders of the repository's own programs, although their names begin with a dot. */
const PROGRAMS = new Set(['.api', '.build', '.docs', '.mutation']);

/**
 * All text of the repository that this file is in. Generated and installed files are left out, and
 * so are other names that begin with a dot.
 */
export function readTree(): Tree {
  return { top: readdirSync(ROOT), sources: sourcesUnder('') };
}

function sourcesUnder(folder: string): Source[] {
  const sources: Source[] = [];
  for (const entry of readdirSync(ROOT + folder, { withFileTypes: true })) {
    const isHidden = entry.name.startsWith('.') && !PROGRAMS.has(entry.name);
    const path = folder + entry.name;
    if (isHidden || NOT_OURS.has(entry.name) || path === ASSEMBLY) continue;
    if (entry.isDirectory()) sources.push(...sourcesUnder(`${path}/`));
    else if (TEXT.test(entry.name))
      sources.push(parseSource(path, readFileSync(ROOT + path, 'utf8')));
  }
  return sources;
}
