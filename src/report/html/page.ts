import { createHash } from 'node:crypto';
import { markupText } from '../../base/escape.js';
import type { Page } from './model.js';
import { STYLE } from './style.js';

/**
 * What a page is made of beside its data: the chart library's script and style sheet, and the
 * page's own script.
 */
export interface PageParts {
  readonly library: string;
  readonly libraryStyle: string;
  readonly script: string;
}

/**
 * A page as one HTML file that needs nothing else. Its policy lets run only what stands in it, by
 * hash, and lets it ask nobody for anything. The data stand in it as JSON that cannot end its
 * element; the script shows all of it as text.
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
<div id="place"><noscript><p>This page draws itself with a script of its own. The figures are in summary.json beside it.</p></noscript></div>
<script type="application/json" id="page">${inlineJson(page)}</script>
<script>${code}</script>
</body>
</html>
`;
}

/**
 * JSON that may stand in a script element: no `<` in it, so neither an end tag nor a comment; and
 * no line ends that only JSON knows.
 */
export function inlineJson(value: unknown): string {
  return JSON.stringify(value)
    .replaceAll('<', '\\u003c')
    .replaceAll('\u2028', '\\u2028')
    .replaceAll('\u2029', '\\u2029');
}

/**
 * Code that may stand in a script element. In code of ours `</script` and `<!--` occur within
 * strings alone, where these spellings mean the same.
 */
function inlineScript(code: string): string {
  return code.replaceAll(/<\/(script)/gi, '<\\/$1').replaceAll('<!--', '<\\!--');
}

function hashOf(text: string): string {
  return `sha256-${createHash('sha256').update(text).digest('base64')}`;
}
