import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Folder, readFolder } from '../report/html/folder.js';
import { writePage } from '../report/html/page.js';
import { makePage } from '../report/html/pages.js';

/** The page's script, as the build bundles it. */
const SCRIPT = fileURLToPath(new URL('../report/html/client.js', import.meta.url));

/** Renders some folders as one HTML page. */
export function renderPage(folders: readonly Folder[]): string {
  const library = dirname(createRequire(import.meta.url).resolve('uplot'));
  return writePage(makePage(folders), {
    library: readFileSync(join(library, 'uPlot.iife.min.js'), 'utf8'),
    libraryStyle: readFileSync(join(library, 'uPlot.min.css'), 'utf8'),
    script: readFileSync(SCRIPT, 'utf8'),
  });
}

/** Renders the page of a folder that is about to be written, from its files by name. */
export function pageOfFiles(
  path: string,
  files: readonly (readonly [name: string, text: string])[],
): string {
  const texts = new Map(files);
  return renderPage([readFolder(path, (file) => texts.get(file))]);
}
