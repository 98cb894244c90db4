import type { Axis, Block, Figure, Happening, Page, Section, ServerCard } from '../model.js';
import { Charts } from './charts.js';
import { button, drawing, element } from './elements.js';
import { drawHeat } from './heat.js';
import { bindUnits, showPlace } from './numbers.js';
import { drawTable } from './tables.js';

/** Draws a page: header, contents, sections, foot. */
export function drawPage(page: Page, place: HTMLElement): void {
  const charts = new Charts(page.marks);
  const links = page.sections.map(({ id, title }) => element('a', { href: `#${id}` }, title));
  place.replaceChildren(
    element(
      'header',
      {},
      element('p', { class: 'kicker' }, page.kicker),
      element('h1', {}, page.title),
      element('p', { class: 'lead' }, page.lead),
      drawFigures(page.figures, 'figures hero'),
    ),
    element('nav', { 'aria-label': 'Contents' }, ...links),
    element('main', {}, ...page.sections.map((section) => drawSection(section, charts))),
    element('footer', {}, page.foot),
  );
}

function drawSection({ id, title, lead, blocks }: Section, charts: Charts): HTMLElement {
  const heading = element('h2', { id: `${id}-title` }, title);
  const about = lead === '' ? [] : [element('p', { class: 'about' }, lead)];
  return element(
    'section',
    { id, 'aria-labelledby': `${id}-title` },
    heading,
    ...about,
    ...blocks.map((block) => drawBlock(block, charts)),
  );
}

function drawBlock(block: Block, charts: Charts): HTMLElement {
  switch (block.kind) {
    case 'text':
      return element(
        'div',
        { class: 'prose' },
        ...block.paragraphs.map((text) => element('p', {}, text)),
      );
    case 'points':
      return element(
        'ul',
        { class: 'points' },
        ...block.points.map((text) => element('li', {}, text)),
      );
    case 'figures':
      return drawFigures(block.figures, 'figures');
    case 'facts':
      return drawFacts(block.facts);
    case 'command':
      return element(
        'div',
        { class: 'command' },
        element('p', {}, block.about),
        element('code', {}, block.command),
      );
    case 'happenings':
      return element('ol', { class: 'happenings' }, ...block.happenings.map(drawHappening));
    case 'table':
      return drawTable(block.table);
    case 'folded':
      return drawFolded(block);
    case 'servers':
      return element('ul', { class: 'servers' }, ...block.servers.map(drawServer));
    case 'zoom':
      return drawZoom(block.axis, charts);
    case 'charts':
      return element(
        'div',
        { class: `charts ${block.layout}` },
        ...block.charts.map((chart) => charts.draw(chart, block.layout)),
      );
    case 'heat':
      return drawHeat(block.heat, charts.marksOf('seconds'));
  }
}

function drawFigures(figures: readonly Figure[], kind: string): HTMLElement {
  const items = figures.map(({ name, value, note, tone }) =>
    element(
      'div',
      {},
      element('dt', {}, name),
      element('dd', { class: `value ink-${tone}` }, value),
      element('dd', { class: 'note' }, note),
    ),
  );
  return element('dl', { class: kind }, ...items);
}

function drawFolded({ summary, isOpen, lines }: Extract<Block, { kind: 'folded' }>): HTMLElement {
  return element(
    'details',
    { class: 'folded', open: isOpen ? '' : undefined },
    element('summary', {}, summary),
    element('ol', {}, ...lines.map((line) => element('li', {}, element('code', {}, line)))),
  );
}

function drawFacts(facts: readonly (readonly [string, string])[]): HTMLElement {
  return element(
    'dl',
    { class: 'facts' },
    ...facts.map(([name, value]) =>
      element('div', {}, element('dt', {}, name), element('dd', {}, value)),
    ),
  );
}

function drawHappening({ at, mark, text, tone }: Happening): HTMLElement {
  const number = element('span', { class: mark === '' ? 'mark' : `mark tone-${tone}` }, mark);
  return element('li', {}, number, element('span', { class: 'at' }, at), element('span', {}, text));
}

function drawServer({ name, state, tone, facts, line }: ServerCard): HTMLElement {
  const head = element(
    'div',
    { class: 'head' },
    element('b', {}, name),
    element('span', { class: `state ink-${tone}` }, state),
  );
  return element(
    'li',
    { class: `edge-${tone}` },
    head,
    drawFacts(facts),
    ...(line.length > 1 ? [drawLine(line, tone)] : []),
  );
}

/** Draws a small line without axes. The card's text and the charts carry the same content. */
function drawLine(values: readonly number[], tone: string): Element {
  const most = Math.max(...values, 1e-9);
  const points = values.map(
    (value, at) =>
      `${((100 * at) / (values.length - 1)).toFixed(1)},${(23 - (22 * value) / most).toFixed(1)}`,
  );
  const drawn = drawing('polyline', { points: points.join(' '), class: `line-${tone}` });
  return drawing(
    'svg',
    { viewBox: '0 0 100 24', preserveAspectRatio: 'none', 'aria-hidden': 'true', class: 'spark' },
    drawn,
  );
}

/** Draws buttons that zoom like dragging does, for the keyboard and for touch. */
function drawZoom(axis: Axis, charts: Charts): HTMLElement {
  const range = element('output', { 'aria-live': 'polite' }, '');
  const scale = (factor: number, shift: number) => (): void => {
    const { whole, shown } = charts.ranges(axis);
    const half = Math.min(
      (whole[1] - whole[0]) / 2,
      Math.max(1, ((shown[1] - shown[0]) / 2) * factor),
    );
    const middle = (shown[0] + shown[1]) / 2 + shift * half;
    const begin = Math.max(whole[0], Math.min(whole[1] - 2 * half, middle - half));
    charts.zoom(axis, begin, begin + 2 * half);
  };
  const reset = (): void => charts.zoom(axis, ...charts.ranges(axis).whole);
  charts.onZoom((zoomed, min, max) => {
    if (zoomed === axis)
      range.textContent = bindUnits(`${showPlace(min, axis)} to ${showPlace(max, axis)}`);
  });
  return element(
    'div',
    { class: 'zoom', role: 'group', 'aria-label': 'Zoom of the time charts' },
    button('+', 'Zoom in', scale(0.5, 0)),
    button('−', 'Zoom out', scale(2, 0)),
    button('‹', 'Earlier', scale(1, -1)),
    button('›', 'Later', scale(1, 1)),
    button('Whole time', 'Show the whole time', reset),
    range,
    element(
      'span',
      { class: 'hint' },
      'Drag across a chart to zoom in; double-click for the whole time.',
    ),
  );
}
