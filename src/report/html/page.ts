import { createHash } from 'node:crypto';
import { markupText } from '../../base/escape.js';
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
export function writePage(page: Page, { library, libraryStyle, script }: PageParts): string {
  const code = inlineScript(`${library}\n(() => {\n'use strict';\n${script}\n})();\n`);
  const style = `${libraryStyle}${STYLE}`;
  const policy = [
    "default-src 'none'",
    `script-src '${hashOf(code)}'`,
    `style-src '${hashOf(style)}'`,
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
<title>${markupText(page.title)}</title>
<style>${style}</style>
</head>
<body>
<div id="place">${NO_SCRIPT}</div>
<script type="application/json" id="page">${inlineJson(page)}</script>
<script>${code}</script>
</body>
</html>
`;
}

const NO_SCRIPT =
  '<noscript><p>This page draws itself with a script of its own. ' +
  'The figures are in summary.json beside it.</p></noscript>';

/**
 * Writes JSON that is safe in a script element. It has no `<`, so it holds neither an end tag nor a
 * comment, and none of the line ends that only JSON allows.
 */
export function inlineJson(value: unknown): string {
  return JSON.stringify(value)
    .replaceAll('<', '\\u003c')
    .replaceAll('\u2028', '\\u2028')
    .replaceAll('\u2029', '\\u2029');
}

/**
 * Makes code safe in a script element. In smars code `</script` and `<!--` occur only within
 * strings, where the escaped spellings mean the same.
 */
function inlineScript(code: string): string {
  return code.replaceAll(/<\/(script)/gi, '<\\/$1').replaceAll('<!--', '<\\!--');
}

function hashOf(text: string): string {
  return `sha256-${createHash('sha256').update(text).digest('base64')}`;
}
