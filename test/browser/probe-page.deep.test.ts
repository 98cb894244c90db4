import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { chromium } from 'playwright-core';
import { afterAll, describe, expect, test } from 'vitest';
import type { ExamResult } from '../../src/probe/exam.js';
import { writePage } from '../../src/report/html/page.js';
import { probePage } from '../../src/report/html/probe-page.js';
import { DIST, scratchFolder } from '../support/command.js';
import { findChromium } from '../support/programs.js';
import { textFaults } from './layout.js';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
/** A Text that a gateway sends, and that looks like markup. */
const HOSTILE = '<img src=x onerror=alert(1)>';
const executablePath = findChromium();
const scratch = scratchFolder();
afterAll(scratch.remove);

const exam = (check: string, changes: Partial<ExamResult>): ExamResult => ({
  ...{
    check,
    title: 'L and L + 1',
    says: '1,000 shares',
    verdict: 'pass',
    seconds: 1.2,
    orders: 3,
  },
  seen: '1,000 shares: let through; 1,001 shares: refused',
  evidence: ['+0.001 s > session 1 D 11=P1 55=GT 54=1 38=1001 44=19.99'],
  ...changes,
});

const RESULTS = [
  exam('max-quantity', {}),
  exam('gross-exposure', {
    ...{ verdict: 'hole', fault: 'refund-twice', meaning: 'its room comes back twice' },
    evidence: [`+0.002 s < 8 11=P1 39=8 58=${HOSTILE} ${'0123456789'.repeat(20)}`],
  }),
  exam('collar', { verdict: 'not examined', reason: 'max-notional would refuse the order first' }),
  exam('drop-copy', { verdict: 'hidden', title: '–', says: '–', reason: 'it compares books' }),
];

describe.skipIf(executablePath === undefined)('the page of a probe in a browser', () => {
  test('fits each screen in light and dark, unfolds, and satisfies axe', async () => {
    const library = createRequire(import.meta.url).resolve('uplot');
    const path = join(scratch.path, 'probe.html');
    const page = probePage({
      head: { target: 'fix://127.0.0.1:9876', limits: 'abc of limits.json', sight: 'venue' },
      findings: { results: RESULTS, stopped: undefined, orders: 9, seconds: 5, leftOpen: 0 },
      invocation: 'smars probe --target fix://127.0.0.1:9876',
    });
    writeFileSync(
      path,
      writePage(page, {
        library: readFileSync(join(library, '..', 'uPlot.iife.min.js'), 'utf8'),
        libraryStyle: readFileSync(join(library, '..', 'uPlot.min.css'), 'utf8'),
        script: readFileSync(join(DIST, 'src', 'report', 'html', 'client.js'), 'utf8'),
      }),
    );
    const browser = await chromium.launch({
      executablePath: executablePath!,
      args: ['--no-sandbox'],
    });
    try {
      for (const colorScheme of ['light', 'dark'] as const) {
        const context = await browser.newContext({ colorScheme });
        const shown = await context.newPage();
        const troubles: string[] = [];
        shown.on('console', (message) => troubles.push(message.text()));
        shown.on('request', (request) => {
          if (!request.url().startsWith('file:')) troubles.push(request.url());
        });
        await shown.goto(pathToFileURL(path).href);
        await shown.locator('details', { hasText: 'max-quantity' }).locator('summary').click();
        expect(await shown.locator('details[open]').count()).toBe(2);
        expect(await shown.locator('details code').allTextContents()).toContainEqual(
          expect.stringContaining(`Text (58) ${HOSTILE}`),
        );
        for (const width of [360, 768, 1280]) {
          await shown.setViewportSize({ width, height: 900 });
          expect(await shown.evaluate('document.documentElement.scrollWidth')).toBe(width);
          expect(await textFaults(shown)).toEqual([]);
          await shown.evaluate(AXE);
          expect(
            await shown.evaluate(
              'axe.run().then(({ violations }) => ' +
                "violations.map(({ id, nodes }) => id + ': ' + nodes[0].html))",
            ),
          ).toEqual([]);
        }
        expect(troubles).toEqual([]);
        await context.close();
      }
    } finally {
      await browser.close();
    }
  });
});
