import { describe, expect, test } from 'vitest';
import type { Block, Page } from '../../../src/report/html/model.js';
import { runPage } from '../../../src/report/html/run-page.js';
import { folderOf, RUNAWAY, runawayFolder } from '../../support/folders.js';

const page = runPage(runawayFolder());

function blocksOf(page: Page, id: string): readonly Block[] {
  return page.sections.find((section) => section.id === id)?.blocks ?? [];
}

/** The texts of the only table of a section. */
function tableOf(page: Page, id: string): string[][] {
  const block = blocksOf(page, id).find(({ kind }) => kind === 'table');
  return block?.kind === 'table' ? block.table.rows.map((row) => row.map(({ text }) => text)) : [];
}

describe('the page of a run', () => {
  test('has the sections of the day, each with an id of its own', () => {
    expect(page.sections.map(({ id }) => id)).toEqual([
      'account',
      'chances',
      'points',
      'time',
      'servers',
      'figures',
      'loss',
      'prices',
      'checks',
      'conditions',
    ]);
  });

  test('begins with the loss, beside the SEC’s figure where the scenario has it', () => {
    expect(page.figures.map(({ name, value }) => [name, value])).toEqual([
      ['loss', '$100.0k'],
      ['executions of Power Peg', '910'],
      ['position at the end', '$900.0k'],
      ['time it took', '9 s'],
    ]);
    expect(page.figures[0]!.note).toBe('');
    const reference = {
      source: 'a release',
      parents: 4,
      executions: 1000,
      shares: 1,
      stocks: 3,
      longStocks: 2,
      shortStocks: 1,
      longDollars: 5e5,
      shortDollars: 5e5,
      stocksMoved5: 1,
      stocksMoved10: 1,
      lossDollars: 2e5,
      alerts: 97,
    };
    const compared = runPage({
      ...runawayFolder(),
      story: { title: '', description: '', reference },
    });
    expect(compared.figures.slice(0, 3).map(({ note }) => note)).toEqual([
      'the SEC found $200.0k (−50.0 %)',
      'the SEC found 1,000 (−9.0 %)',
      'the SEC found $1.0M (−10.0 %)',
    ]);
    expect(tableOf(compared, 'figures').find(([name]) => name === 'executions')).toEqual([
      'executions',
      '910',
      '1,000',
      '−9.0 %',
    ]);
  });

  test('shows the loss that each sign could have avoided', () => {
    expect(tableOf(page, 'chances').map((row) => row.slice(2))).toEqual([
      ['0', '$0', '$0', '100.0 %'],
      ['0', '$0', '$0', '100.0 %'],
      ['400', '$400.0k', '$40.0k', '60.0 %'],
      ['500', '$500.0k', '$52.0k', '48.0 %'],
    ]);
  });

  test('shows each server with its build and its end', () => {
    const block = blocksOf(page, 'servers')[0]!;
    expect(
      block.kind === 'servers' && block.servers.map(({ name, state, tone }) => [name, state, tone]),
    ).toEqual([
      ['Server 1', 'killed 09:30:10', 'quiet'],
      ['Server 2', 'killed 09:30:10', 'quiet'],
      ['Server 3', 'runaway, killed 09:30:10', 'alarm'],
    ]);
  });

  test('draws conclusions from the run alone', () => {
    const block = blocksOf(page, 'points')[0]!;
    expect(block.kind === 'points' && block.points).toEqual([
      'One fleet ran 2 builds. Comparing builds before the bell ' +
        'asks one question of each server, and would have shown it.',
      '2 signs came before the first excess execution. ' +
        'Acting on any of them would have cost nothing: ' +
        'rollout of build 2012 to server 3: reported success, in fact omitted.',
      'Marked at the quotes, which its own orders moved, ' +
        'the error account showed a profit of up to $20.0k while the loss grew.',
      'gross-exposure saw it and refused nothing. ' +
        'A check that refuses would have acted at the first breach.',
    ]);
  });

  test('says how to run the day again', () => {
    expect(
      blocksOf(page, 'conditions').flatMap((block) =>
        block.kind === 'command' ? [block.command] : [],
      ),
    ).toEqual(['smars run small --out runs/small', 'smars run scenario.json']);
    const facts = blocksOf(page, 'conditions')[0]!;
    expect(facts.kind === 'facts' && Object.fromEntries(facts.facts)).toMatchObject({
      seed: '7',
      digest: 'abc123',
      books: 'the firm’s and the venues’ agree exactly',
    });
  });

  test('says which limits were in force, if the folder has them', () => {
    const digest = '0123456789abcdef'.repeat(4);
    const limitsOf = (limits: object | undefined): string | undefined => {
      const summary = { ...RUNAWAY, ...(limits && { limits }) };
      const facts = blocksOf(
        runPage(folderOf({ 'summary.json': JSON.stringify(summary) }) as never),
        'conditions',
      )[0]!;
      return facts.kind === 'facts' ? new Map(facts.facts).get('limits') : 'no facts';
    };
    expect(limitsOf({ digest, file: null, version: null, changed: false })).toBe(
      '0123456789abcdef of the scenario',
    );
    expect(limitsOf({ digest, file: 'mine.json', version: 3, changed: true })).toBe(
      '0123456789abcdef of mine.json, version 3, changed by --set',
    );
    expect(limitsOf(undefined)).toBeUndefined();
  });

  test('gives no command to repeat a run that needs an order file', () => {
    const summary = { ...RUNAWAY, invocation: 'smars run --orders mine.csv --out runs/small' };
    const other = runPage(folderOf({ 'summary.json': JSON.stringify(summary) }) as never);
    expect(
      blocksOf(other, 'conditions').flatMap((block) =>
        block.kind === 'command' ? [block.command] : [],
      ),
    ).toEqual([summary.invocation]);
  });

  test('has no chances, no parts of a loss and no alarm on a day without a runaway', () => {
    const { result } = runawayFolder().summary;
    const calm = runPage(
      runawayFolder({
        runaway: { ...result.runaway, unmatchedExecutions: 0, firstNs: null, lastNs: null },
        loss: { ...result.loss, totalDollars: 0 },
        servers: result.servers.map((server) => ({ ...server, unmatchedExecutions: 0 })),
        checks: [],
      }),
    );
    expect(calm.sections.map(({ id }) => id)).toEqual([
      'account',
      'points',
      'time',
      'servers',
      'figures',
      'prices',
      'conditions',
    ]);
    expect(calm.figures.map(({ tone }) => tone)).not.toContain('alarm');
  });
});
