import { mkdirSync, readFileSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ROOT, scratchFolder } from '../support/command.js';
import { USELESS } from '../support/folders.js';
import { findChromium } from '../support/programs.js';
import { canvasFaults, newPage, overflowFaults, textFaults, watchCanvases } from './layout.js';
import { HOSTILE, KINDS, makeFolders, type ReportPages } from './report-folders.js';

/** The folder of screenshots: kept by CI, ignored by git. */
const ARTEFACTS = join(ROOT, 'test-artefacts');
const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

const SCREENS = [
  { name: 'desktop', width: 1280, height: 900, colorScheme: 'light' },
  { name: 'dark', width: 1280, height: 900, colorScheme: 'dark' },
  { name: 'phone', width: 390, height: 800, colorScheme: 'light' },
] as const;
/** Window widths by dots per pixel; 720 by 2 is a reader who has zoomed in. */
const WIDTHS = [
  [1, [390, 768, 1100]],
  [2, [720]],
] as const;

const executablePath = findChromium();

describe.skipIf(executablePath === undefined)('the page in a browser', () => {
  const scratch = scratchFolder();
  const pages = {} as ReportPages;
  let browser: Browser;

  beforeAll(async () => {
    await makeFolders(scratch.path, pages);
    for (const path of Object.values(pages)) expect(statSync(path).size).toBeLessThan(2_000_000);
    mkdirSync(ARTEFACTS, { recursive: true });
    browser = await chromium.launch({ executablePath: executablePath!, args: ['--no-sandbox'] });
  });
  afterAll(async () => {
    await browser?.close();
    scratch.remove();
  });

  test.each(
    SCREENS.flatMap((screen) => KINDS.map((kind) => ({ kind, screen, name: screen.name }))),
  )(
    '$kind on a $name draws its charts, makes no requests, and satisfies axe',
    async ({ kind, screen }) => {
      const { page, troubles } = await open(browser, pages[kind], screen);
      expect(await blankCanvases(page)).toEqual([]);
      expect(
        await page.evaluate<number>('document.documentElement.scrollWidth'),
      ).toBeLessThanOrEqual(screen.width);
      await page.screenshot({
        path: join(ARTEFACTS, `${kind}-${screen.name}.png`),
        fullPage: true,
      });
      await page.evaluate(AXE);
      expect(
        await page.evaluate(
          'axe.run().then(({ violations }) => ' +
            "violations.map(({ id, nodes }) => id + ': ' + nodes[0].html))",
        ),
      ).toEqual([]);
      expect(troubles).toEqual([]);
      await page.context().close();
    },
  );

  test.each(KINDS)(
    '%s cuts no label, clips no table without a cue, and keeps numbers with their units',
    async (kind) => {
      for (const [deviceScaleFactor, widths] of WIDTHS) {
        const page = await newPage(browser, { deviceScaleFactor });
        await watchCanvases(page);
        for (const width of widths) {
          await page.setViewportSize({ width, height: 900 });
          await page.goto(pathToFileURL(pages[kind]).href);
          for (const colorScheme of ['light', 'dark'] as const) {
            await page.emulateMedia({ colorScheme });
            await settle(page);
            const faults = [
              ...(await canvasFaults(page)),
              ...(await overflowFaults(page)),
              ...(await textFaults(page)),
            ];
            expect(faults, `${width} pixels, ${colorScheme}`).toEqual([]);
          }
          expect(await page.locator('#place').innerText()).not.toMatch(USELESS);
        }
        await page.context().close();
      }
    },
  );

  test('a load on a target fits windows of 360 to 1,280 pixels and satisfies axe', async () => {
    const page = await newPage(browser);
    await watchCanvases(page);
    for (const [width, colorScheme] of [
      [360, 'dark'],
      [768, 'light'],
      [1280, 'dark'],
    ] as const) {
      await page.setViewportSize({ width, height: 900 });
      await page.emulateMedia({ colorScheme });
      await page.goto(pathToFileURL(pages.target).href);
      await settle(page);
      expect(await page.evaluate<number>('document.documentElement.scrollWidth')).toBe(width);
      expect(await blankCanvases(page)).toEqual([]);
      expect([
        ...(await canvasFaults(page)),
        ...(await overflowFaults(page)),
        ...(await textFaults(page)),
      ]).toEqual([]);
    }
    await page.evaluate(AXE);
    const violations = 'axe.run().then(({ violations }) => violations.map(({ id }) => id))';
    expect(await page.evaluate(violations)).toEqual([]);
    await page.context().close();
  });

  test('a load marks a kill on every chart over time, with its number in the list', async () => {
    const page = await newPage(browser, { viewport: { width: 768, height: 900 } });
    await watchCanvases(page);
    await page.goto(pathToFileURL(pages.load).href);
    await settle(page);
    const kill = page.locator('#time .happenings li', { hasText: 'Kill: firm' });
    const number = await kill.locator('.mark').textContent();
    const marked = await page.evaluate<string[][]>(
      '[...painted]' +
        ".filter(([canvas]) => canvas.isConnected && canvas.closest('#time, #heat'))" +
        '.map(([, texts]) => texts.map(({ text }) => text))',
    );
    expect(marked.length).toBeGreaterThanOrEqual(3);
    for (const texts of marked) expect(texts).toContain(number);
    await page.context().close();
  });

  test.each(KINDS)(
    '%s prints dark on light, with headings beside their text and plain column names',
    async (kind) => {
      const page = await newPage(browser, {
        viewport: { width: 1280, height: 900 },
        colorScheme: 'dark',
      });
      await page.goto(pathToFileURL(pages[kind]).href);
      await settle(page);
      await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
      await settle(page);
      const style = (selector: string, name: string, part = ''): Promise<string> =>
        page.evaluate(`getComputedStyle(document.querySelector('${selector}'), '${part}').${name}`);
      expect(await style('body', 'color')).toBe('rgb(28, 31, 36)');
      expect([await style('h2', 'breakAfter'), await style('caption', 'breakAfter')]).toEqual([
        'avoid',
        'avoid',
      ]);
      expect(
        await page.evaluate(
          '[...document.querySelectorAll("thead button")]' +
            '.map((head) => getComputedStyle(head, "::after").display)',
        ),
      ).toEqual(Array(await page.locator('thead button').count()).fill('none'));
      await page.pdf({ path: join(ARTEFACTS, `${kind}.pdf`), format: 'A4' });
      await page.context().close();
    },
  );

  test('linked charts zoom together by button and by drag, and back by double click', async () => {
    const { page, troubles } = await open(browser, pages.run, SCREENS[0]);
    const range = page.locator('#time .zoom output');
    const picture = (): Promise<string> =>
      page.evaluate(
        '[...document.querySelectorAll("#prices canvas")]' +
          '.map((canvas) => canvas.toDataURL()).join()',
      );
    const whole = await picture();

    await page.getByRole('button', { name: 'Zoom in' }).first().click();
    const zoomed = await range.textContent();
    expect(zoomed).toBe('09:31:30 to 09:34:30');
    expect(await picture()).not.toBe(whole);
    await page.getByRole('button', { name: 'Show the whole time' }).first().click();
    expect(await range.textContent()).toBe('09:30:00 to 09:36:01');

    await page.locator('#time .charts').scrollIntoViewIfNeeded();
    const box = (await page.locator('#time .u-over').first().boundingBox())!;
    await page.mouse.move(box.x + 0.25 * box.width, box.y + 60);
    await page.mouse.down();
    await page.mouse.move(box.x + 0.5 * box.width, box.y + 60, { steps: 5 });
    await page.mouse.up();
    expect(await range.textContent()).toBe('09:31:30 to 09:33:00');
    await page.mouse.dblclick(box.x + 0.5 * box.width, box.y + 60);
    expect(await range.textContent()).toBe('09:30:00 to 09:36:01');
    expect(troubles).toEqual([]);
    await page.context().close();
  });

  test('a press on a column head sorts the matrix, and the next press reverses it', async () => {
    const { page, troubles } = await open(browser, pages.whatif, SCREENS[0]);
    const heads = page.locator('#matrix thead th');
    const names = (): Promise<string[]> =>
      page.evaluate(
        '[...document.querySelectorAll("#matrix tbody th")]' +
          '.map((head) => head.firstChild.textContent)',
      );
    const before = await names();

    await page.getByRole('button', { name: 'loss', exact: true }).click();
    expect(await heads.nth(1).getAttribute('aria-sort')).toBe('descending');
    const [down, matrix] = [await names(), readMatrix(pages.whatif)];
    expect(down.map((name) => matrix.get(name)!)).toEqual(
      [...matrix.values()].sort((a, b) => b - a),
    );
    await page.getByRole('button', { name: 'loss', exact: true }).press('Enter');
    expect(await heads.nth(1).getAttribute('aria-sort')).toBe('ascending');
    expect((await names()).map((name) => matrix.get(name)!)).toEqual(
      [...matrix.values()].sort((a, b) => a - b),
    );
    await page.getByRole('button', { name: 'control' }).click();
    expect(await heads.nth(1).getAttribute('aria-sort')).toBeNull();
    expect(await names()).toEqual([...before].sort((a, b) => a.localeCompare(b, 'en')));
    expect(troubles).toEqual([]);
    await page.context().close();
  });

  test('a symbol, a title and an event that look like markup are shown as text', async () => {
    const { page, troubles } = await open(browser, pages.run, SCREENS[0]);
    expect(await page.locator('#prices figcaption b').first().textContent()).toBe(HOSTILE);
    expect(await page.locator('h1').textContent()).toBe(`</script>${HOSTILE}`);
    expect(await page.title()).toBe(`</script>${HOSTILE}`);
    expect(await page.locator('#account .happenings').textContent()).toContain(HOSTILE);
    expect(await page.locator('img').count()).toBe(0);
    expect(troubles).toEqual([]);
    await page.context().close();
  });

  test('a chart has its numbers as a table, and its buttons hide its lines', async () => {
    const { page, troubles } = await open(browser, pages.run, SCREENS[0]);
    const chart = page.locator('#time figure').nth(1);
    await chart.locator('summary').click();
    // The page makes the table when its details open, which it learns a moment later.
    await chart.locator('thead').waitFor();
    expect(await chart.locator('thead th').allTextContents()).toEqual([
      'time',
      'gross',
      'long',
      'short',
    ]);
    expect(await chart.locator('tbody th').first().textContent()).toBe('09:30:00');
    expect(await chart.locator('tbody th').last().textContent()).toBe('09:36:01');
    const gross = chart.getByRole('button', { name: 'gross' });
    await gross.click();
    expect(await gross.getAttribute('aria-pressed')).toBe('false');
    expect(troubles).toEqual([]);
    await page.context().close();
  });
});

/** Waits until a page has drawn itself for its current window and colours. */
async function settle(page: Page): Promise<void> {
  await page.waitForFunction(
    '[...document.querySelectorAll(".plot")].every((plot) => plot.querySelector("canvas"))',
  );
  await page.evaluate(
    'new Promise((done) => requestAnimationFrame(() => ' +
      'requestAnimationFrame(() => requestAnimationFrame(done))))',
  );
}

/**
 * Opens a page and waits until it has drawn itself. `troubles` are errors, dialogues and requests.
 */
async function open(
  browser: Browser,
  path: string,
  { width, height, colorScheme }: (typeof SCREENS)[number],
): Promise<{ page: Page; troubles: string[] }> {
  const page = await newPage(browser, { viewport: { width, height }, colorScheme });
  const troubles: string[] = [];
  const url = pathToFileURL(path).href;
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning')
      troubles.push(`console: ${message.text()}`);
  });
  page.on('pageerror', (error) => troubles.push(`error: ${error.message}`));
  page.on('dialog', (dialog) => troubles.push(`dialogue: ${dialog.message()}`));
  page.on('request', (request) => {
    if (request.url() !== url) troubles.push(`request: ${request.url()}`);
  });
  await page.goto(url);
  await page.waitForFunction(
    '[...document.querySelectorAll(".plot")].every((plot) => plot.querySelector("canvas"))',
  );
  return { page, troubles };
}

/** The labels of blank charts: those with no coloured line or field beyond axes and marks. */
function blankCanvases(page: Page): Promise<string[]> {
  return page.evaluate(`[...document.querySelectorAll('canvas')].filter((canvas) => {
    const { width, height } = canvas;
    const { data } = canvas.getContext('2d').getImageData(0, 0, width, height);
    const columns = new Set();
    for (let at = 0; at < data.length; at += 4) {
      const [red, green, blue, alpha] = data.subarray(at, at + 4);
      const colour = Math.max(red, green, blue) - Math.min(red, green, blue);
      if (alpha > 20 && colour > 40) columns.add((at / 4) % width);
    }
    return columns.size < width / 3;
  }).map((canvas) => canvas.closest('[aria-label]').getAttribute('aria-label'))`);
}

/** The losses of the matrix that the page shows, by row. */
function readMatrix(page: string): Map<string, number> {
  const { rows } = JSON.parse(readFileSync(join(page, '..', 'summary.json'), 'utf8')) as {
    rows: { name: string; seeds: { cell: { lossDollars: number } }[] }[];
  };
  return new Map(rows.map(({ name, seeds }) => [name, seeds[0]!.cell.lossDollars]));
}
