import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { NS_PER_SECOND, parseTimeOfDay } from '../../src/base/units.js';
import { FRAME_MS } from '../../src/bridge/pace.js';
import { applySettings } from '../../src/scenarios/parse.js';
import { scratchFolder, smars } from '../support/command.js';
import { findChromium } from '../support/programs.js';
import { SMALL, writeScenario } from '../support/scenarios.js';
import {
  ARTEFACTS,
  endAndReplay,
  endDrills,
  goOn,
  hears,
  isSeen,
  openPage,
  pause,
  press,
  runDigest,
  startDrill,
  troublesOf,
  violations,
} from './drill-pages.js';
import { newPage, overflowFaults } from './layout.js';

const SCREENS = [
  { name: 'desktop', width: 1280, height: 900, colorScheme: 'light' },
  { name: 'tablet', width: 820, height: 1180, colorScheme: 'dark' },
  { name: 'phone', width: 390, height: 800, colorScheme: 'light' },
] as const;

/** Half an hour, so that a busy machine does not come to its end while it waits for a page. */
const LONG = applySettings(SMALL, ['clock.end=10:00']);

const executablePath = findChromium();

describe.skipIf(executablePath === undefined)('a drill in a browser', () => {
  const scratch = scratchFolder();
  let browser: Browser;

  beforeAll(async () => {
    mkdirSync(ARTEFACTS, { recursive: true });
    browser = await chromium.launch({ executablePath: executablePath!, args: ['--no-sandbox'] });
  });
  afterAll(async () => {
    endDrills();
    await browser?.close();
    scratch.remove();
  });

  test('on each screen shows what can be seen and done, and satisfies axe', async () => {
    const { running, address } = await startDrill(60, writeScenario(scratch.path, LONG));
    const page = await openPage(browser, address, SCREENS[0], { reducedMotion: 'reduce' });
    const troubles = troublesOf(page);
    await goOn(page);
    await isSeen(page);
    await pause(page);
    for (const { name, colorScheme, ...size } of SCREENS) {
      await page.setViewportSize(size);
      await page.emulateMedia({ colorScheme });
      expect(await violations(page), name).toEqual([]);
      expect(await overflowFaults(page), name).toEqual([]);
      await page.screenshot({ path: join(ARTEFACTS, `drill-${name}.png`), fullPage: true });
    }
    expect(page.url()).not.toContain('#');
    const frames = await framesUntilStopped(page);
    expect(frames).toBeGreaterThan(0);
    expect(frames * FRAME_MS).toBeLessThan(2000);
    const times = await page
      .locator('#told .kind-asked .at, #told .kind-done .at')
      .allTextContents();
    const [asked, done] = times.map((text) => parseTimeOfDay(text) / NS_PER_SECOND);
    expect(done! - asked!).toBeLessThan(2);
    expect(troubles).toEqual([]);
    await page.context().close();
    running.child.kill('SIGINT');
    await running.ended;
  });

  /**
   * Lets a paused drill go on at ×1, stops the firm, and waits until the page says so. Returns the
   * frames that the server has sent meanwhile, four a second: its own clock, which a busy machine
   * only slows down.
   */
  async function framesUntilStopped(page: Page): Promise<number> {
    await page.locator('#speed').selectOption('1');
    await page.evaluate(`{
      window.came = [];
      const source = new EventSource('stream');
      source.addEventListener('frame', () => came.push('frame'));
      source.addEventListener('told', ({ data }) => came.push(JSON.parse(data).kind));
    }`);
    await goOn(page);
    await page.locator('#state').filter({ hasText: 'under way' }).waitFor();
    await press(page, 'stop-firm');
    await hears(page, 'Kill switch: the firm');
    await page.waitForFunction(`came.includes('done')`);
    const came = (await page.evaluate('came')) as string[];
    const between = came.slice(came.indexOf('asked'), came.indexOf('done'));
    return between.filter((kind) => kind === 'frame').length;
  }

  test('of knight-2012 at ×600, whole: the trainee finds server 8 and stops it', async () => {
    const out = join(scratch.path, 'found');
    const { running, address } = await startDrill(600, 'knight-2012', '--out', out);
    const page = await openPage(browser, address, SCREENS[0]);
    const troubles = troublesOf(page);
    expect(await page.locator('#clock').textContent()).toMatch(/^07:30/);
    await goOn(page);
    await page.locator('#mails').filter({ hasNotText: /^0$/ }).waitFor();
    await pause(page);
    await press(page, 'trace-mails');
    await goOn(page);
    await hears(page, /By the mail server’s log: \d+ from server 8\.$/);
    await pause(page);
    await page.locator('#server').selectOption('8');
    await press(page, 'look-up-build');
    await goOn(page);
    await hears(page, 'Server 8 runs build 2005');
    await pause(page);
    await press(page, 'stop-server');
    await page.screenshot({ path: join(ARTEFACTS, 'drill-knight.png'), fullPage: true });
    await goOn(page);
    await hears(page, 'Kill switch: server 8');
    await hears(page, 'The drill is over');
    await page.locator('#debrief').waitFor();
    expect(await page.locator('#clock').textContent()).toMatch(/^10:15/);
    const debrief = await page.context().newPage();
    await debrief.goto(address.replace(/#.*/, 'debrief'));
    await debrief.locator('h1').waitFor();
    expect(await violations(debrief)).toEqual([]);
    await debrief.screenshot({ path: join(ARTEFACTS, 'drill-debrief.png'), fullPage: true });
    expect(troubles).toEqual([]);
    await endAndReplay(running, out);
    const { score, beside, tried, drill } = JSON.parse(
      readFileSync(join(out, 'drill.json'), 'utf8'),
    );
    expect(drill.lossDollars).toBeLessThan(beside[0].lossDollars);
    expect(beside.map(({ name }: { name: string }) => name.replace(/: .*/, ''))).toEqual([
      'nothing done',
      'history',
      'best',
    ]);
    expect(beside[2].lossDollars).toBe(tried[0].lossDollars);
    expect(score.rightServerSeconds).toBeGreaterThan(0);
    expect(score.wrongActs).toEqual([]);
    expect(score.isPrevented).toBe(drill.unmatched === 0);
    await page.context().close();
  });

  test('of two groups: a page lays them over each other, fits, and satisfies axe', async () => {
    const story = writeScenario(scratch.path, SMALL);
    const folder = (name: string): string => join(scratch.path, 'groups', name);
    for (const name of ['red', 'blue'])
      await smars('drill', story, '--speed', '600', '--duration', '0.5s', '--out', folder(name));
    const { code } = await smars(
      ...['drill', '--score', folder('red'), folder('blue'), '--out', folder('both')],
    );
    expect(code).toBe(0);
    const page = await newPage(browser, { reducedMotion: 'reduce' });
    const troubles = troublesOf(page);
    await page.goto(pathToFileURL(join(folder('both'), 'groups.html')).href);
    for (const { name, colorScheme, ...size } of SCREENS) {
      await page.setViewportSize(size);
      await page.emulateMedia({ colorScheme });
      await page.locator('.plot canvas').first().waitFor();
      expect(await violations(page), name).toEqual([]);
      expect(await overflowFaults(page), name).toEqual([]);
      await page.screenshot({ path: join(ARTEFACTS, `groups-${name}.png`), fullPage: true });
    }
    const rows = await page
      .locator('tbody tr')
      .filter({ hasText: /^(red|blue)/ })
      .count();
    expect([rows, troubles]).toEqual([2, []]);
    await page.context().close();
  });

  test('in one file without a server: the trainer’s part is folded, and all is kept', async () => {
    const file = join(scratch.path, 'bridge.html');
    const story = writeScenario(scratch.path, LONG);
    await smars('drill', story, '--trainer', '--speed', '60', '--export', file);
    const page = await openPage(browser, pathToFileURL(file).href, SCREENS[0]);
    const troubles = troublesOf(page);
    const requests: string[] = [];
    page.on('request', (request) => requests.push(request.url()));
    await goOn(page);
    await isSeen(page);
    await pause(page);
    await page.locator('#server').selectOption('3');
    await press(page, 'look-up-build');
    expect(await page.locator('#true-gross').isVisible()).toBe(false);
    await page.locator('#trainer summary').click();
    await page.locator('#true-gross').filter({ hasNotText: /^\$0$/ }).waitFor();
    await page.locator('#inject-kind').selectOption('rumour');
    await page.locator('#inject').fill('somebody says that it is us');
    await page.locator('#send-inject').click();
    await goOn(page);
    await hears(page, 'Somebody says that it is us.');
    await hears(page, 'Server 3 runs build 2005');
    await pause(page);
    await press(page, 'stop-server');
    await page.locator('#part').fill('50');
    await press(page, 'unwind-all');
    await goOn(page);
    await hears(page, 'Kill switch: server 3');
    await hears(page, 'The desk unwinds 50 % of the error account');
    await page.locator('#speed').selectOption('600');
    await page.locator('#open-debrief').waitFor();
    expect(await violations(page)).toEqual([]);
    expect(await overflowFaults(page)).toEqual([]);
    await page.evaluate('scrollTo(0, 0)');
    await page.screenshot({ path: join(ARTEFACTS, 'drill-file.png'), fullPage: true });
    const saved = page.waitForEvent('download');
    await page.locator('[download="scenario.json"]').click();
    const scenario = join(scratch.path, 'scenario.json');
    await (await saved).saveAs(scenario);
    const opened = page.context().waitForEvent('page');
    await page.locator('#open-debrief').click();
    const debrief = await opened;
    await debrief.getByText('At the right server').waitFor();
    const foot = await debrief.locator('footer').textContent();
    expect(foot).toContain(`Digest ${await runDigest(scenario)};`);
    expect([troubles, requests.filter((url) => !url.startsWith('blob:'))]).toEqual([[], []]);
    await page.context().close();
  });
});
