import { createHash } from 'node:crypto';
import { fillPage, type PageShell } from './fill.js';
import type { Page } from './model.js';
import { STYLE } from './style.js';

/** The fixed parts of a page: the chart library's script and style sheet, and the page's script. */
interface PageParts {
  readonly library: string;
  readonly libraryStyle: string;
  readonly script: string;
}

/**
 * Writes a page as one self-contained HTML file. Its content security policy allows only its own
 * script and style, by hash, and no requests. The data are JSON that cannot end their element, and
 * the script shows all of them as text.
 */
export const writePage = (page: Page, parts: PageParts): string => fillPage(shellOf(parts), page);

/** Returns what all pages have in common, which another page can fill in. */
export function shellOf({ library, libraryStyle, script }: PageParts): PageShell {
  const code = inlineScript(`${library}\n(() => {\n'use strict';\n${script}\n})();\n`);
  const style = `${libraryStyle}${STYLE}`;
  const hashes = { script: hashOf(code), style: hashOf(style) };
  const head = pageHead([hashes.script], [hashes.style]);
  const body = `</title>
<style>${style}</style>
</head>
<body>
<div id="place">${NO_SCRIPT}</div>
<script type="application/json" id="page">`;
  const end = `</script>
<script>${code}</script>
</body>
</html>
`;
  return { head, body, end, hashes };
}

/**
 * Returns what a page begins with, up to its title: its policy allows scripts and styles of these
 * hashes, what `more` allows, and no requests.
 */
export function pageHead(
  scripts: readonly string[],
  styles: readonly string[],
  ...more: readonly string[]
): string {
  const quoted = (hashes: readonly string[]): string => hashes.map((hash) => `'${hash}'`).join(' ');
  const policy = [
    "default-src 'none'",
    `script-src ${quoted(scripts)}`,
    `style-src ${quoted(styles)}`,
    ...more,
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>`;
}

const NO_SCRIPT =
  '<noscript><p>This page draws itself with a script of its own. ' +
  'The figures are in a JSON file beside it.</p></noscript>';

/**
 * Makes code safe in a script element. In smars code `</script` and `<!--` occur only within
 * strings, where the escaped spellings mean the same.
 */
export function inlineScript(code: string): string {
  return code.replaceAll(/<\/(script)/gi, '<\\/$1').replaceAll('<!--', '<\\!--');
}

/** The hash of a script or style, as a content security policy has it. */
export function hashOf(text: string): string {
  return `sha256-${createHash('sha256').update(text).digest('base64')}`;
}
