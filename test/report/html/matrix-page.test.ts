import { describe, expect, test } from 'vitest';
import { matrixPage } from '../../../src/report/html/matrix-page.js';
import type { Cell, Page } from '../../../src/report/html/model.js';
import { folderOf, MATRIX } from '../../support/folders.js';

const pageOf = (summary: object): Page =>
  matrixPage(folderOf({ 'summary.json': JSON.stringify(summary) }) as never);
const tableRows = (page: Page, id: string): readonly (readonly Cell[])[] => {
  const block = page.sections.find((section) => section.id === id)?.blocks[0];
  return block?.kind === 'table' ? block.table.rows : [];
};

describe('the page of a matrix', () => {
  const page = pageOf(MATRIX);

  test('has a row for each set of controls, with medians over the seeds', () => {
    const rows = tableRows(page, 'matrix').map((row) => row.map(({ text }) => text));
    expect(rows[0]).toEqual([
      'none',
      '$110.0k',
      'the base',
      'never',
      '+10.0s',
      '925',
      '$925.0k',
      '4',
      '0.0 %',
      '0.0 %',
    ]);
    expect(rows[1]).toEqual([
      'audit',
      '$0',
      '100.0 %',
      '09:29:30',
      'never',
      '0',
      '$0',
      '4',
      '0.0 %',
      '0.0 %',
    ]);
    expect(rows[2]!.slice(-2)).toEqual(['50.0 %', '0.0 %']);
    expect(rows[3]!.slice(0, 4)).toEqual(['late', '$45.0k', '59.1 %', 'never']);
  });

  test('has bars in proportion to the largest loss, and cells that sort by their number', () => {
    const rows = tableRows(page, 'matrix');
    expect(rows.map((row) => row[1]!.bar)).toEqual([1, 0, 550 / 110_000, 45_000 / 110_000, 1, 0]);
    expect(rows.map((row) => row[1]!.sort)).toEqual([110_000, 0, 550, 45_000, 110_000, 0]);
    expect(rows[0]![1]!.detail).toBe('$100.0k to $120.0k over 2 seeds');
    expect(rows[2]![0]!.detail).toBe('what strict is');
  });

  test('names the controls that prevent, limit or change nothing, without joint rows', () => {
    const block = page.sections.find(({ id }) => id === 'points')!.blocks[0]!;
    expect(block.kind === 'points' && block.points).toEqual([
      'Any one of these alone leaves less than 1 % of the $110.0k: audit, strict.',
      'Of them, these refuse and stop nothing on a normal day: audit.',
      'These limit the loss: late to $45.0k.',
      'These do not change it: idle.',
    ]);
    expect(page.figures.map(({ value }) => value)).toEqual(['$110.0k', '4', '2', '1']);
  });

  test('does not count rows of several controls as tried', () => {
    const [none, ...rest] = MATRIX.rows;
    const joint = ['as set', 'limits-file'].map((name) => ({ ...rest[0]!, name }));
    const withJoint = pageOf({ ...MATRIX, rows: [none!, ...joint, ...rest] });
    expect(withJoint.figures).toEqual(page.figures);
    expect(withJoint.sections.find(({ id }) => id === 'points')).toEqual(
      page.sections.find(({ id }) => id === 'points'),
    );
    expect(tableRows(withJoint, 'matrix')).toHaveLength(MATRIX.rows.length + 2);
  });

  test('says that a base without a loss has nothing to prevent, and calls gains a profit', () => {
    const gained = MATRIX.rows.map((row) => ({
      ...row,
      seeds: row.seeds.map(({ seed, cell }) => ({
        seed,
        cell: { ...cell, lossDollars: -cell.lossDollars },
      })),
    }));
    const profit = pageOf({ ...MATRIX, rows: gained });
    expect(profit.figures.map(({ name, value }) => [name, value])).toEqual([
      ['loss without a control', 'profit $110.0k'],
      ['tried', '4'],
    ]);
    const block = profit.sections.find(({ id }) => id === 'points')!.blocks[0]!;
    expect(block.kind === 'points' && block.points).toEqual([
      'none has no loss, so there is nothing to prevent.',
    ]);
    expect(tableRows(profit, 'matrix').map((row) => [row[1]!.text, row[1]!.bar])).toContainEqual([
      'profit $45.0k',
      undefined,
    ]);
  });

  test('leaves out a column that no row has values for', () => {
    const rows = MATRIX.rows.map(({ normal: _, ...row }) => row);
    expect(tableRows(pageOf({ ...MATRIX, rows }), 'matrix')[0]).toHaveLength(8);
  });

  test('has the minimal sets if they were searched, and says if there is none', () => {
    const minimal = { boundDollars: 1000, sets: [{ controls: ['a', 'b'], lossDollarsMax: 10 }] };
    expect(
      tableRows(pageOf({ ...MATRIX, minimal }), 'minimal').map((row) =>
        row.map(({ text }) => text),
      ),
    ).toEqual([['a + b', '$10']]);
    const none = pageOf({ ...MATRIX, minimal: { boundDollars: 1000, sets: [] } }).sections.find(
      ({ id }) => id === 'minimal',
    )!;
    expect(none.blocks).toEqual([{ kind: 'text', paragraphs: ['There is none.'] }]);
  });

  test('shows the conditions of a matrix that ended before its first run', () => {
    expect(pageOf({ ...MATRIX, rows: [], finished: false }).sections.map(({ id }) => id)).toEqual([
      'conditions',
    ]);
  });

  test('shows the description and settings below each control', () => {
    const rows = MATRIX.rows.map((row) => ({ ...row, value: 'dollars $400,000,000' }));
    expect(tableRows(pageOf({ ...MATRIX, rows }), 'matrix')[1]![0]!.detail).toBe(
      'what audit is: dollars $400,000,000',
    );
  });
});
