import { markupText } from '../base/escape.js';

/** The files of a drill's page. */
export interface BridgePage {
  readonly script: string;
  readonly style: string;
}

/** The page of a seat. Its script asks for everything else, and shows all of it as text. */
export function pageOf(seat: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Drill: ${markupText(seat)}</title>
<link rel="stylesheet" href="/page.css">
</head>
<body>
<div id="place"><noscript><p>This page needs its own script.</p></noscript></div>
<script src="/page.js" type="module"></script>
</body>
</html>
`;
}
