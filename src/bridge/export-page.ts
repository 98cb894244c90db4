import { markupText } from '../base/escape.js';
import { inlineJson, type PageShell } from '../report/html/fill.js';
import { hashOf, inlineScript, pageHead } from '../report/html/page.js';
import type { Scenario } from '../scenarios/schema.js';

/** The fixed parts of a drill in one file. */
interface ExportParts {
  /** The page's script, and the script of the thread in which the day runs. */
  readonly script: string;
  readonly engine: string;
  readonly style: string;
  /** The page of the debrief, but for its data. */
  readonly debrief: PageShell;
}

/**
 * Writes a drill as one file that runs it in the browser itself. Its content security policy allows
 * its own scripts and styles by hash, those of the debrief, which inherits it, and a thread made of
 * its own text; and no requests.
 */
export function exportPage(
  begin: { readonly story: Scenario; readonly speed: number; readonly hasTrainer: boolean },
  parts: ExportParts,
): string {
  const { story } = begin;
  const code = inlineScript(`(() => {\n'use strict';\n${parts.script}\n})();\n`);
  const { debrief, style } = parts;
  const head = pageHead(
    [hashOf(code), debrief.hashes.script],
    [hashOf(style), debrief.hashes.style],
    'worker-src blob:',
  );
  return `${head}Drill: ${markupText(story.title)}</title>
<style>${style}</style>
</head>
<body>
<div id="place"><noscript><p>This page needs its own script.</p></noscript></div>
<script type="application/json" id="story">${inlineJson(begin)}</script>
<script type="application/json" id="debrief-shell">${inlineJson(debrief)}</script>
<script type="text/plain" id="engine">${inlineScript(parts.engine)}</script>
<script>${code}</script>
</body>
</html>
`;
}
