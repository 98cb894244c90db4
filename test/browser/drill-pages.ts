import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { expect } from 'vitest';
import { ROOT, type Running, smars, startSmars } from '../support/command.js';
import { newPage } from './layout.js';

/** The folder of screenshots: kept by CI, ignored by git. */
export const ARTEFACTS = join(ROOT, 'test-artefacts');
const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

const DRILLS: Running[] = [];

/** Ends the drills that a failed test has left: they would keep its process alive. */
export function endDrills(): void {
  for (const { child } of DRILLS) if (child.exitCode === null) child.kill('SIGKILL');
}

/** Starts a drill; returns it, and the address of each seat's page. */
export async function startDrill(
  speed: number,
  ...args: string[]
): Promise<{ running: Running; address: string; addresses: Record<string, string> }> {
  const running = startSmars(['drill', '--speed', `${speed}`, ...args]);
  DRILLS.push(running);
  let told = '';
  running.child.stderr!.on('data', (text: string) => (told += text));
  await running.told(/it waits for Begin/);
  const seats = [...told.matchAll(/^([a-z-]+): (http\S+)$/gm)];
  const addresses = Object.fromEntries(seats.map(([, seat, address]) => [seat!, address!]));
  return { running, address: addresses.bridge ?? '', addresses };
}

/** Opens a page of a drill on a screen of its own. */
export async function openPage(
  browser: Browser,
  address: string,
  { width, height, colorScheme }: { width: number; height: number; colorScheme: 'light' | 'dark' },
  options: BrowserContextOptions = {},
): Promise<Page> {
  const page = await newPage(browser, { viewport: { width, height }, colorScheme, ...options });
  await page.goto(address);
  await page.locator('#clock').waitFor();
  return page;
}

/** What a page complains of from now on. */
export function troublesOf(page: Page): string[] {
  const troubles: string[] = [];
  page.on('pageerror', ({ message }) => troubles.push(message));
  page.on('console', (message) => {
    if (message.type() === 'error') troubles.push(message.text());
  });
  return troubles;
}

/** Waits until the monitor shows something in the error account. */
export const isSeen = (page: Page): Promise<void> =>
  page.locator('#gross').filter({ hasNotText: /^\$0$/ }).waitFor();
/** Presses the button of an act, again where it asks for that. */
export const press = async (page: Page, act: string): Promise<void> => {
  const button = page.locator(`[data-act=${act}]`).first();
  await button.click();
  if ((await button.textContent())!.startsWith('Press again')) await button.click();
};
export const goOn = (page: Page): Promise<void> => page.locator('#pause').click();
export const pause = async (page: Page): Promise<void> => {
  await page.locator('#pause').click();
  await isPaused(page);
};
export const isPaused = (page: Page): Promise<void> =>
  page.locator('#state').filter({ hasText: 'paused' }).waitFor();
/** Waits until a page has a message. */
export const hears = (page: Page, text: string | RegExp): Promise<void> =>
  page.locator('#told').getByText(text).waitFor();
/** What axe finds in a page. */
export const violations = async (page: Page): Promise<unknown> => {
  await page.evaluate(AXE);
  return page.evaluate(
    'axe.run().then(({ violations }) => ' +
      "violations.map(({ id, nodes }) => id + ': ' + nodes[0].html))",
  );
};

/** The digest of a scenario, as `smars run` has it. */
export async function runDigest(scenario: string): Promise<string> {
  const { out } = await smars('run', scenario, '--json');
  return (JSON.parse(out) as { result: { digest: string } }).result.digest;
}

/** Ends a drill that is over, and compares its digest with that of smars run. */
export async function endAndReplay(running: Running, out: string): Promise<void> {
  await running.told(/the debrief is on the page/);
  running.child.kill('SIGINT');
  expect((await running.ended).code).toBe(0);
  const { digest } = JSON.parse(readFileSync(join(out, 'drill.json'), 'utf8')) as {
    digest: string;
  };
  expect(await runDigest(join(out, 'scenario.json'))).toBe(digest);
}
