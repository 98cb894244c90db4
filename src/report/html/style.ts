/**
 * The style sheet of a page: one column, light or dark by the reader's setting, and for print. The
 * names of colours are those of `Tone` in model.ts.
 */
export const STYLE = `
:root {
  color-scheme: light dark;
  --ground: #fcfcfa; --raised: #ffffff; --ink: #1c1f24; --faded: #5d636d; --rule: #e4e3de;
  --edge: #00000038;
  --main: #2457a6; --alarm: #c0341d; --quiet: #a9afb8; --good: #1f7a4d;
  --s1: #2457a6; --s2: #b8560b; --s3: #1f7a4d; --s4: #8a3ab0; --s5: #0b7d8c; --s6: #a83266;
  --s7: #6b6a12; --s8: #4b5563;
}
@media screen and (prefers-color-scheme: dark) {
  :root {
    --ground: #14161a; --raised: #1b1e23; --ink: #e8e8e4; --faded: #a0a6b0; --rule: #2e3238;
    --edge: #ffffff40;
    --main: #7fb0f5; --alarm: #ff8266; --quiet: #626975; --good: #6ccb98;
    --s1: #7fb0f5; --s2: #f0a35e; --s3: #6ccb98; --s4: #cf9bf0; --s5: #5ccad8; --s6: #f08fb8;
    --s7: #cdc95a; --s8: #b6bec9;
  }
}
* { box-sizing: border-box; }
html { scroll-behavior: smooth; -webkit-text-size-adjust: 100%; }
body {
  margin: 0 auto; padding: 0 clamp(1rem, 4vw, 2.5rem) 4rem; max-width: 72rem;
  background: var(--ground); color: var(--ink);
  font: 16px/1.55 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue",
    "Liberation Sans", sans-serif;
  font-variant-numeric: tabular-nums; overflow-wrap: break-word;
}
p { margin: 0 0 .75em; max-width: 44rem; }
h1, .kicker, .lead, .happenings span, .points li, dd, th, td {
  unicode-bidi: plaintext; text-align: left;
}
figcaption b, .legend button, nav a { unicode-bidi: isolate; overflow-wrap: anywhere; }
a { color: var(--main); }
:focus-visible { outline: 2px solid var(--main); outline-offset: 2px; border-radius: 3px; }
.unseen {
  position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%);
  white-space: nowrap;
}

header { padding-top: clamp(1.5rem, 5vw, 3.5rem); }
.kicker { margin: 0; color: var(--faded); font-size: .875rem; letter-spacing: .01em; }
h1 {
  margin: .15em 0 .35em; font-size: clamp(1.75rem, 5vw, 2.75rem); line-height: 1.15;
  letter-spacing: -.02em; font-weight: 650; text-wrap: balance;
}
.lead { font-size: 1.125rem; color: var(--faded); max-width: 46rem; }
nav {
  display: flex; flex-wrap: wrap; gap: .25rem 1.25rem; padding: .75rem 0;
  border-bottom: 1px solid var(--rule); font-size: .9375rem;
}
nav a { text-decoration: none; padding: .15rem 0; }
nav a:hover { text-decoration: underline; }
section { padding-top: 2.75rem; }
h2 { margin: 0 0 .3em; font-size: 1.375rem; letter-spacing: -.01em; font-weight: 650; }
.about { color: var(--faded); }
footer {
  margin-top: 3.5rem; padding-top: 1rem; border-top: 1px solid var(--rule); color: var(--faded);
  font-size: .875rem;
}

.figures {
  display: grid; grid-template-columns: repeat(auto-fit, minmax(10.5rem, 1fr)); gap: 1.25rem 2rem;
  margin: 1.25rem 0 1.75rem;
}
.figures dt { color: var(--faded); font-size: .875rem; }
.figures div { min-width: 0; overflow-wrap: anywhere; }
.figures dd { margin: 0; }
.figures .value { font-size: 1.5rem; font-weight: 600; letter-spacing: -.015em; line-height: 1.3; }
.hero { padding-top: .5rem; }
.hero .value { font-size: clamp(1.5rem, 3vw, 2.375rem); }
.figures .note { color: var(--faded); font-size: .875rem; }

.facts { margin: .5rem 0 1rem; }
.facts div { display: flex; gap: 1rem; padding: .3rem 0; border-bottom: 1px solid var(--rule); }
.facts dt { flex: 0 0 9rem; color: var(--faded); }
#score .facts dt { flex-basis: 18rem; }
.facts dd { margin: 0; min-width: 0; }
.points { margin: .25rem 0 1rem; padding-left: 1.1rem; max-width: 46rem; }
.points li { margin-bottom: .5rem; }
.points li::marker { color: var(--main); }
.command p { margin-bottom: .35rem; }
code { font: .9375rem/1.5 ui-monospace, "SF Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace; }
.command code {
  display: block; padding: .7rem .9rem; background: var(--raised); border: 1px solid var(--rule);
  border-radius: 6px; overflow-wrap: anywhere;
}

.folded { border-bottom: 1px solid var(--rule); }
.folded summary { cursor: pointer; padding: .45rem 0; overflow-wrap: anywhere; }
.folded ol { list-style: none; margin: 0; padding: .2rem 0 .8rem 1.1rem; }
.folded li { padding: .15rem 0; overflow-wrap: anywhere; }
.folded code { font-size: .875rem; }

.happenings { list-style: none; margin: .75rem 0 1.25rem; padding: 0; max-width: 52rem; }
.happenings li {
  display: grid; grid-template-columns: 1.6rem 6.2rem minmax(0, 1fr); gap: .75rem;
  padding: .4rem 0; border-bottom: 1px solid var(--rule);
}
.mark {
  display: inline-grid; place-items: center; width: 1.35rem; height: 1.35rem; border-radius: 50%;
  font-size: .75rem; font-weight: 650; color: var(--ground); margin-top: .1rem;
}
.at { color: var(--faded); }
.happenings li > :last-child::first-letter, .figures dt::first-letter, .facts dt::first-letter,
thead th::first-letter, thead button::first-letter {
  text-transform: uppercase;
}

.servers {
  list-style: none; margin: .75rem 0 1.25rem; padding: 0; display: grid; gap: .75rem;
  grid-template-columns: repeat(auto-fill, minmax(14.5rem, 1fr));
}
.servers li {
  padding: .7rem .9rem .6rem; background: var(--raised); border: 1px solid var(--rule);
  border-radius: 6px; border-top-width: 3px;
}
.servers li { display: flex; flex-direction: column; }
.servers .spark { margin-top: auto; }
.state { display: block; font-size: .8125rem; font-weight: 600; line-height: 1.3; }
.servers .facts { margin: .35rem 0; font-size: .875rem; }
.servers .facts div { padding: .1rem 0; border: 0; justify-content: space-between; }
.servers .facts dt { flex: none; }
.spark { display: block; width: 100%; height: 1.75rem; }
.spark polyline { fill: none; stroke-width: 1.5; vector-effect: non-scaling-stroke; }

.charts { display: grid; gap: 1.5rem 2rem; margin: 1rem 0; }
.charts > * { min-width: 0; }
.charts.grid { grid-template-columns: repeat(auto-fill, minmax(min(19rem, 100%), 1fr)); }
figure { margin: 0; }
figcaption { color: var(--faded); font-size: .875rem; margin-bottom: .25rem; }
figcaption b { color: var(--ink); font-size: 1rem; font-weight: 600; margin-right: .35rem; }
.grid figcaption { min-height: 3em; }
.plot { min-height: 6rem; overflow: hidden; }
.heat canvas { width: 100%; height: 260px; display: block; touch-action: pan-y; }
.reading { display: block; min-height: 1.4em; font-size: .875rem; color: var(--faded); }
.legend {
  list-style: none; display: flex; flex-wrap: wrap; gap: .1rem .4rem; margin: 0 0 .25rem -.4rem;
  padding: 0; font-size: .875rem;
}
.legend:empty { display: none; }
.legend li { max-width: 100%; }
.legend button {
  text-align: left; border-color: transparent; background: none; padding: .1rem .4rem;
  font-size: inherit; min-height: 1.75rem;
}
.legend button[aria-pressed=false] { text-decoration: line-through; color: var(--faded); }
.legend output { font-weight: 600; display: inline-block; min-width: 3.6em; white-space: nowrap; }
.swatch {
  display: inline-block; width: 1.25rem; height: .375rem; margin-right: .4rem;
  vertical-align: middle;
}
.swatch line { fill: none; stroke-width: 2.5; }
button {
  font: inherit; font-size: .9375rem; color: inherit; background: var(--raised);
  border: 1px solid var(--rule); border-radius: 5px; padding: .25rem .7rem; min-height: 2.1rem;
  cursor: pointer;
}
button:hover { border-color: var(--faded); }
.zoom {
  display: flex; flex-wrap: wrap; gap: .4rem; align-items: center; position: sticky; top: 0;
  z-index: 2; padding: .5rem 0; background: var(--ground);
}
.zoom output { margin-left: .5rem; font-weight: 600; }
.hint { color: var(--faded); font-size: .875rem; margin-left: auto; }
.u-select { background: var(--main); opacity: .15; }
.u-cursor-x { border-color: var(--faded) !important; }

.scroll {
  overflow-x: auto; margin: .75rem 0 1.25rem; container-type: inline-size;
  background:
    linear-gradient(to right, var(--ground) 40%, transparent) left / 3rem 100% local no-repeat,
    linear-gradient(to left, var(--ground) 40%, transparent) right / 3rem 100% local no-repeat,
    linear-gradient(to right, var(--edge), transparent) left / 1rem 100% scroll no-repeat,
    linear-gradient(to left, var(--edge), transparent) right / 1rem 100% scroll no-repeat;
}
.cue { display: none; color: var(--main); white-space: nowrap; }
.wide .cue { display: inline; }
.wide caption span:first-child { display: block; position: sticky; left: 0; max-width: 100cqi; }
.wide caption .cue { display: inline; }
.wide tbody th { position: sticky; left: 0; background: var(--ground); z-index: 1; }
small {
  display: block; color: var(--faded); font-size: .8125rem; font-weight: 400; line-height: 1.35;
  white-space: normal;
}
table { border-collapse: collapse; width: 100%; font-size: .9375rem; }
caption { text-align: left; color: var(--faded); font-size: .875rem; padding-bottom: .35rem; }
th, td {
  padding: .38rem .75rem .38rem 0; text-align: left; font-weight: 400; vertical-align: top;
  border-bottom: 1px solid var(--rule);
}
thead th {
  color: var(--faded); font-size: .875rem; line-height: 1.3; vertical-align: bottom;
  border-bottom-color: var(--quiet);
}
tbody th { font-weight: 500; white-space: nowrap; }
th, td.left { max-width: 26rem; overflow-wrap: break-word; }
tbody th:has(small) { min-width: 13rem; max-width: 22rem; white-space: normal; }
#acts tbody th { min-width: 12rem; white-space: normal; }
td.right { white-space: nowrap; }
th.right, td.right { text-align: right; padding: .38rem 0 .38rem .9rem; }
thead button {
  border: 0; background: none; padding: 0; min-height: 1.6rem; font-size: inherit;
  font-weight: 500; text-align: inherit;
}
thead button::after { content: "\\2195"; content: "\\2195" / ""; margin-left: .3em; opacity: .55; }
th[aria-sort=ascending] button::after { content: "\\2191"; content: "\\2191" / ""; opacity: 1; }
th[aria-sort=descending] button::after { content: "\\2193"; content: "\\2193" / ""; opacity: 1; }
.bar { display: block; height: .22rem; border-radius: 1px; margin-top: .2rem; }
td.right .bar { margin-left: auto; }
.data summary {
  cursor: pointer; color: var(--faded); font-size: .8125rem; width: max-content; padding: .2rem 0;
}
.data .scroll { max-height: 22rem; overflow: auto; }

@media (min-width: 64rem) {
  #account { display: grid; grid-template-columns: 1fr 1fr; gap: 0 3rem; align-items: start; }
  #account h2 { grid-column: 1 / -1; }
  .points { columns: 2; column-gap: 3rem; max-width: none; }
  .points li { break-inside: avoid; }
  #account .happenings { margin-top: 0; }
  #account .happenings li:first-child { padding-top: 0; }
}
@media (max-width: 40rem) {
  tbody th { white-space: normal; min-width: 4.75rem; max-width: 9.5rem; }
  tbody th:has(small) { min-width: 9.5rem; }
  td.left { min-width: 11rem; }
  .happenings li { grid-template-columns: 1.6rem minmax(0, 1fr); gap: 0 .75rem; }
  .happenings li > :last-child { grid-column: 2; }
  .facts div { flex-wrap: wrap; gap: 0 1rem; }
  .hint { display: none; }
  .figures { gap: 1rem 1.25rem; grid-template-columns: repeat(auto-fit, minmax(8.5rem, 1fr)); }
  .servers { grid-template-columns: repeat(auto-fill, minmax(9.5rem, 1fr)); gap: .5rem; }
  .servers li { padding: .55rem .6rem .45rem; }
}
@page { margin: 14mm; }
@media print {
  :root { color-scheme: light; }
  body { max-width: none; padding: 0; font-size: 10.5pt; }
  nav, .zoom, .data, .hint { display: none; }
  section { padding-top: 1.5rem; }
  figure, tr, .servers li, .figures div, .about, .points li, .happenings li, .facts div, .command {
    break-inside: avoid;
  }
  h2, .about, figcaption, caption, .legend, .zoom, thead { break-after: avoid; }
  thead + tbody tr:first-child { break-before: avoid; }
  .charts.stack { display: block; }
  .charts.stack figure { margin-bottom: 1.25rem; }
  .charts.grid { grid-template-columns: repeat(2, 1fr); }
  thead button { display: contents; }
  thead button::after, .cue, .wide .cue, .reading, .legend button[aria-pressed=false] {
    display: none;
  }
  .wide tbody th { position: static; }
  .wide caption span:first-child { position: static; max-width: none; }
  table { font-size: 9pt; }
  small { font-size: 8pt; }
  .plot .uplot, .plot .u-wrap { width: 100% !important; height: auto !important; }
  .plot canvas, .heat canvas { height: auto !important; }
  td.right, tbody th:has(small) { white-space: normal; }
  .servers { grid-template-columns: repeat(4, 1fr); gap: .5rem; }
  .servers li { padding: .5rem; }
  .servers .facts { font-size: 8pt; }
  .scroll { overflow: visible; container-type: normal; background: none; }
  .bar, .mark, .swatch, canvas { print-color-adjust: exact; }
}
@media (prefers-reduced-motion: reduce) { html { scroll-behavior: auto; } }
${['main', 'alarm', 'quiet', 'good', 's1', 's2', 's3', 's4', 's5', 's6', 's7', 's8']
  .map(
    (tone) =>
      `.tone-${tone} { background: var(--${tone}); } ` +
      `.edge-${tone} { border-top-color: var(--${tone}) !important; } ` +
      `.line-${tone} { stroke: var(--${tone}); }`,
  )
  .join('\n')}
.ink-alarm { color: var(--alarm); }
.ink-good { color: var(--good); }
.ink-quiet { color: var(--faded); }
`;
