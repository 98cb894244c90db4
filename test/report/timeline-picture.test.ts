import { expect, test } from 'vitest';
import { money, NS_PER_SECOND } from '../../src/base/units.js';
import { allocateTable } from '../../src/memory/table.js';
import { drawTimeline } from '../../src/report/timeline-picture.js';
import { TIMELINE_SCHEMA } from '../../src/session/day/timeline.js';
import { linesWider } from '../support/command.js';

const ROWS = 121;

/** Two minutes of ever more children, growing exposure, and a loss in the second half. */
const timeline = allocateTable(TIMELINE_SCHEMA, ROWS + 10);
for (let row = 0; row < ROWS; row++) {
  timeline.timeNs[row] = row * NS_PER_SECOND;
  timeline.children[row] = row * row;
  timeline.long[row] = money(1e6 * row);
  timeline.short[row] = money(5e5 * row);
  timeline.loss[row] = money(2000 * row);
  timeline.pnlAtMid[row] = row > 60 ? -money(1000 * row) : 0;
}

test('the picture is an axis and lines for orders, exposure, P&L and loss, with figures', () => {
  const lines = drawTimeline(timeline, ROWS, { columns: 80, unicode: true, colour: false }).split(
    '\n',
  );
  expect(lines[0]).toMatch(/^ {11}09:30:00 {35}09:32:00$/);
  expect(lines[1]).toMatch(/^orders\/s {3}▁+▂+▃+▄+▅+▆+▇+█+ {2}peak 239$/);
  expect(lines[2]).toMatch(/^exposure {3}.*█ {2}peak \$180\.0M$/);
  expect(lines[3]).toMatch(/^P&L marked {27}▄.*█ {2}end -\$120\.0k$/);
  expect(lines[4]).toMatch(/^loss {7}.*█ {2}end \$240\.0k$/);
  expect(lines.slice(5)).toEqual([
    'P&L at the middle of quotes that its own orders moved; the loss is what it costs',
    'to stop then and get rid of the positions.',
  ]);
});

test('the picture fits the terminal, in ASCII or in colours where asked', () => {
  for (const columns of [40, 60, 80, 120, 300]) {
    const plain = drawTimeline(timeline, ROWS, { columns, unicode: false, colour: false });
    expect(linesWider(plain, Math.min(columns, 120))).toEqual([]);
    expect(plain).toMatch(/^[\n -~]+$/);
  }
  const coloured = drawTimeline(timeline, ROWS, { columns: 80, unicode: true, colour: true });
  expect(coloured).toContain('\u001b[31m');
  const bare = ['\u001b[36m', '\u001b[33m', '\u001b[31m', '\u001b[0m'].reduce(
    (text, code) => text.replaceAll(code, ''),
    coloured,
  );
  expect(bare).toBe(drawTimeline(timeline, ROWS, { columns: 80, unicode: true, colour: false }));
});

test('the picture is empty for a day that ended before the bell, or without room', () => {
  const screen = { columns: 80, unicode: true, colour: true };
  expect([
    drawTimeline(timeline, 1, screen),
    drawTimeline(timeline, ROWS, { ...screen, columns: 39 }),
  ]).toEqual(['', '']);
});
