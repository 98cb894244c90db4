import { describe, expect, test } from 'vitest';
import { planProbe } from '../../../src/probe/plan.js';
import { type ProbeFindings, runProbe } from '../../../src/probe/probe.js';
import type { Block, Page } from '../../../src/report/html/model.js';
import { probePage } from '../../../src/report/html/probe-page.js';
import { benchOf } from '../../support/probe-bench.js';
import { type FloorHole, ProbeFloor } from '../../support/probe-floor.js';

const HEAD = {
  target: 'fix://127.0.0.1:9876',
  limits: 'abc of limits.json',
  sight: 'venue',
} as const;
const SHARES = { 'max-quantity': { shares: 1000 }, 'gross-exposure': { dollars: 60_000 } };

async function find(...holes: readonly FloorHole[]): Promise<ProbeFindings> {
  const bench = benchOf(SHARES, { sessions: 1 });
  return runProbe({
    bench,
    plan: planProbe(bench, { only: [], skip: ['mass-cancel'] }),
    port: new ProbeFloor(bench, holes),
    patience: { answerMs: 500, graceMs: 20, perSecond: 200 },
    ordersMax: 1000,
    secondsMax: 600,
    canRearm: true,
    signal: new AbortController().signal,
  });
}

const pageOf = (findings: ProbeFindings): Page =>
  probePage({ head: HEAD, findings, invocation: 'smars probe --target x' });
const sectionOf = ({ sections }: Page, id: string) => sections.find((each) => each.id === id)!;
const rowsOf = (page: Page, id: string): readonly (readonly string[])[] =>
  sectionOf(page, id).blocks.flatMap((block) =>
    block.kind === 'table' ? block.table.rows.map((row) => row.map(({ text }) => text)) : [],
  );
const foldedOf = (page: Page) =>
  sectionOf(page, 'messages').blocks.filter(
    (block): block is Extract<Block, { kind: 'folded' }> => block.kind === 'folded',
  );

describe('the page of a probe', () => {
  test('has for each exam its check, verdict, limit, what was seen, and time', async () => {
    const page = pageOf(await find('plus-one max-quantity'));
    expect(page.title).toMatch(/^1 hole in \d+ exams$/);
    const row = rowsOf(page, 'exams').find(([check]) => check === 'max-quantity')!;
    expect(row.slice(0, 3)).toEqual(['max-quantity', 'HOLE', '1,000 shares']);
    expect(row[3]).toMatch(/^1,000 shares: let through; 1,001 shares: let through; 1,002 shares: /);
    expect(row[4]).toMatch(/^\d+\.\d s$/);
    expect(page.figures.find(({ name }) => name === 'holes')).toMatchObject({
      ...{ value: '1', tone: 'alarm' },
    });
  });

  test('folds the messages of what passes, and opens those of a fault first', async () => {
    const folded = foldedOf(pageOf(await find('plus-one max-quantity')));
    expect(folded[0]).toMatchObject({ isOpen: true });
    expect(folded[0]!.summary).toMatch(/^max-quantity: L and L \+ 1: off-by-one, \d messages$/);
    expect(folded[0]!.lines[0]).toMatch(/^\+\d\.\d{3} s > NewOrderSingle \(D\) ClOrdID \(11\) P/);
    expect(folded.slice(1).every(({ isOpen }) => !isOpen)).toBe(true);
    expect(folded.length).toBeGreaterThan(2);
  });

  test('says of each other check why it is not examined or cannot be seen', async () => {
    const findings = await find();
    const page = pageOf(findings);
    expect(page.title).toMatch(/^No hole in \d+ exams$/);
    expect(rowsOf(page, 'left')).toContainEqual([
      ...['gross-exposure', 'needs two sessions; see --target-file', '$60,000'],
    ]);
    expect(rowsOf(page, 'hidden')).toContainEqual([
      ...['trading-hours', 'it goes by the target’s clock', '–'],
    ]);
    const told = JSON.stringify(page);
    for (const { check, reason, says } of findings.results)
      expect([
        check,
        told.includes(check),
        told.includes((says !== 'off' && reason) || 'Not set'),
      ]).toEqual([...[check, true, true]]);
  });

  test('tells an early end, and orders that may be open', async () => {
    const findings = await find('elsewhere');
    const page = pageOf({ ...findings, leftOpen: 1 });
    expect(page.title).toBe('The probe ended early');
    const notes = page.figures.map(({ name, note }) => `${name}: ${note}`);
    expect(notes).toContainEqual(
      expect.stringMatching(/^orders: .*ended early: the target accepted/),
    );
    expect(notes).toContain('may be open: the target did not cancel them');
  });
});
