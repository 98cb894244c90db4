import { mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ROOT, type Running, scratchFolder, smars, startSmars } from '../support/command.js';
import { findChromium } from '../support/programs.js';
import { SMALL, writeScenario } from '../support/scenarios.js';
import { newPage } from './layout.js';

/** The folder of screenshots: kept by CI, ignored by git. */
const ARTEFACTS = join(ROOT, 'test-artefacts');
const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const SCREENS = [
  { name: 'desktop', width: 1280, height: 900, colorScheme: 'light' },
  { name: 'tablet', width: 820, height: 1180, colorScheme: 'dark' },
  { name: 'phone', width: 390, height: 800, colorScheme: 'light' },
] as const;

const executablePath = findChromium();

describe.skipIf(executablePath === undefined)('a drill in a browser', () => {
  const scratch = scratchFolder();
  let browser: Browser;

  beforeAll(async () => {
    mkdirSync(ARTEFACTS, { recursive: true });
    browser = await chromium.launch({ executablePath: executablePath!, args: ['--no-sandbox'] });
  });
  afterAll(async () => {
    await browser?.close();
    scratch.remove();
  });

  /** Starts a drill; returns it and the address of its page. */
  async function start(
    speed: number,
    ...args: string[]
  ): Promise<{ running: Running; address: string }> {
    const running = startSmars(['drill', '--speed', `${speed}`, ...args]);
    let told = '';
    running.child.stderr!.on('data', (text: string) => (told += text));
    await running.told(/bridge: http/);
    return { running, address: /bridge: (http\S+)/.exec(told)![1]! };
  }

  async function openPage(address: string, screen: (typeof SCREENS)[number]): Promise<Page> {
    const { width, height, colorScheme } = screen;
    const page = await newPage(browser, { viewport: { width, height }, colorScheme });
    await page.goto(address);
    await page.locator('#clock').waitFor();
    return page;
  }

  /** What a page complains of from now on. */
  function troublesOf(page: Page): string[] {
    const troubles: string[] = [];
    page.on('pageerror', ({ message }) => troubles.push(message));
    page.on('console', (message) => {
      if (message.type() === 'error') troubles.push(message.text());
    });
    return troubles;
  }

  /** Waits until the monitor shows something in the error account. */
  const isSeen = (page: Page): Promise<void> =>
    page.locator('#gross').filter({ hasNotText: /^\$0$/ }).waitFor();
  const press = async (page: Page, act: string): Promise<void> => {
    const button = page.locator(`[data-act=${act}]`).first();
    await button.click();
    if ((await button.textContent())!.startsWith('Press again')) await button.click();
  };
  /** Of a paused drill: looks up server 8, stops it, and lets the morning end quickly. */
  const stopServer8 = async (page: Page): Promise<void> => {
    await page.locator('#server').selectOption('8');
    await press(page, 'look-up-build');
    await page.locator('#pause').click();
    await page.getByText('Server 8 runs build 2005').waitFor();
    await press(page, 'stop-server');
    await page.getByText('Kill switch: server 8').waitFor();
    await page.locator('#speed').selectOption('600');
  };
  const violations = async (page: Page): Promise<unknown> => {
    await page.evaluate(AXE);
    return page.evaluate(
      'axe.run().then(({ violations }) => ' +
        "violations.map(({ id, nodes }) => id + ': ' + nodes[0].html))",
    );
  };

  async function runDigest(scenario: string): Promise<string> {
    const { out } = await smars('run', scenario, '--json');
    return (JSON.parse(out) as { result: { digest: string } }).result.digest;
  }

  /** Ends a drill that is over, and compares its digest with that of smars run. */
  async function endAndReplay(running: Running, out: string): Promise<void> {
    await running.told(/the debrief is on the page/);
    running.child.kill('SIGINT');
    expect((await running.ended).code).toBe(0);
    const { digest } = JSON.parse(readFileSync(join(out, 'drill.json'), 'utf8')) as {
      digest: string;
    };
    expect(await runDigest(join(out, 'scenario.json'))).toBe(digest);
  }

  test('on each screen shows what can be seen and done, and satisfies axe', async () => {
    const { running, address } = await start(60, writeScenario(scratch.path, SMALL));
    for (const screen of SCREENS) {
      const page = await openPage(address, screen);
      const troubles = troublesOf(page);
      await page.locator('#pause').click();
      await isSeen(page);
      await page.locator('#pause').click();
      expect(await violations(page)).toEqual([]);
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(
        screen.width,
      );
      await page.screenshot({ path: join(ARTEFACTS, `drill-${screen.name}.png`), fullPage: true });
      expect(page.url()).not.toContain('#');
      expect(troubles).toEqual([]);
      await page.context().close();
    }
    running.child.kill('SIGINT');
    await running.ended;
  });

  test('of knight-2012: the trainee finds server 8 and stops it', async () => {
    const out = join(scratch.path, 'found');
    // At ×600 a busy page would have a second and a half between the bell and the end.
    const clock = ['--set', 'clock.start=09:28', '--set', 'clock.end=10:00'];
    const { running, address } = await start(60, 'knight-2012', ...clock, '--out', out);
    const page = await openPage(address, SCREENS[0]);
    await page.locator('#pause').click();
    await isSeen(page);
    await page.locator('#pause').click();
    await page.screenshot({ path: join(ARTEFACTS, 'drill-knight.png'), fullPage: true });
    await stopServer8(page);
    await page.locator('#debrief').waitFor();
    const debrief = await page.context().newPage();
    await debrief.goto(address.replace(/#.*/, 'debrief'));
    await debrief.locator('h1').waitFor();
    expect(await violations(debrief)).toEqual([]);
    await debrief.screenshot({ path: join(ARTEFACTS, 'drill-debrief.png'), fullPage: true });
    await endAndReplay(running, out);
    const { score, beside, drill } = JSON.parse(readFileSync(join(out, 'drill.json'), 'utf8'));
    expect(drill.lossDollars).toBeLessThan(beside[0].lossDollars);
    expect(score.rightServerSeconds).toBeGreaterThan(0);
    expect(score.wrongActs).toEqual([]);
    await page.context().close();
  });

  test('in one file without a server: the trainee finds server 8 and stops it', async () => {
    const file = join(scratch.path, 'bridge.html');
    const clock = ['--set', 'clock.start=09:29', '--set', 'clock.end=09:50'];
    await smars('drill', 'knight-2012', ...clock, '--speed', '60', '--export', file);
    const page = await openPage(pathToFileURL(file).href, SCREENS[0]);
    const troubles = troublesOf(page);
    const requests: string[] = [];
    page.on('request', (request) => requests.push(request.url()));
    await page.locator('#pause').click();
    await isSeen(page);
    await page.locator('#pause').click();
    await stopServer8(page);
    await page.locator('#open-debrief').waitFor();
    expect(await violations(page)).toEqual([]);
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
