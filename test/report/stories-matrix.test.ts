import { describe, expect, test } from 'vitest';
import {
  avoidedShare,
  describeStories,
  type StoryMatrix,
  stoppersOf,
  writeStoriesCsv,
} from '../../src/report/stories-matrix.js';
import type { MatrixCell, MatrixRow, NormalCell } from '../../src/whatif/cells.js';
import { linesWider } from '../support/command.js';

const row = (name: string, lossDollars: number, parentsAbandoned = 0): MatrixRow => {
  const cell: MatrixCell = {
    trippedNs: null,
    startedNs: null,
    stoppedNs: null,
    children: 0,
    unmatchedExecutions: 0,
    grossDollars: 0,
    leakedExecutions: 0,
    leakedDollars: 0,
    lossDollars,
    parentsAbandoned,
    stocksMoved5: 0,
    stocksMoved10: 0,
    refused: 0,
  };
  return { name, about: '', value: '', controls: [name], seeds: [{ seed: 1, cell }] };
};
const story = (scenario: string, ...rows: MatrixRow[]): StoryMatrix => ({
  scenario,
  title: scenario,
  rows,
});

const KNIGHT = story(
  'knight-2012',
  row('none', 1000, 4),
  row('parent-quantity', 0, 4),
  row('position', 10, 9),
  row('gross-exposure', 600),
  row('collar', 1010),
  row('all', 0, 500),
);
const CITI = story('citi-2022', row('none', 2000), row('parent-quantity', 2000), row('collar', 9));
const QUIET = story('canary', row('none', 0), row('parent-quantity', 0));

describe('the stories in one table', () => {
  test('have the share of its loss that each control avoids', () => {
    expect(avoidedShare(KNIGHT, 'gross-exposure')).toBeCloseTo(0.4, 12);
    expect(avoidedShare(KNIGHT, 'collar')).toBeCloseTo(-0.01, 12);
    expect([avoidedShare(QUIET, 'parent-quantity'), avoidedShare(CITI, 'position')]).toEqual([
      null,
      null,
    ]);
  });

  test('have the controls that stop each, the cheapest first, and not the row of all', () => {
    expect(stoppersOf(KNIGHT, 100)).toEqual([
      { name: 'parent-quantity', lossDollars: 0, costDollars: 0 },
      { name: 'position', lossDollars: 10, costDollars: 500 },
    ]);
    expect(stoppersOf(QUIET, 100)).toEqual([]);
  });

  test('show a row a control, a column a story, and what is the cheapest', () => {
    const text = describeStories([KNIGHT, CITI, QUIET], 100);
    const lines = text.split('\n');
    expect(lines[0]).toMatch(/^avoided, % +a {2}b {2}c$/);
    expect(lines.slice(2, 6)).toEqual([
      'parent-quantity    █  ░',
      'position           █',
      'gross-exposure    40',
      'collar             −  █',
    ]);
    expect(text).toMatch(/^a {2}knight-2012 +\$1\.0k +2 {2}parent-quantity +\$0 +\$0$/m);
    expect(text).toMatch(/^c {2}canary +\$0 +0 {2}none +– +–$/m);
    expect(linesWider(text)).toEqual([]);
    const many = Array.from({ length: 19 }, () => KNIGHT);
    expect(linesWider(describeStories(many, 100))).toEqual([]);
  });

  test('name the controls that change no loss in a line of their own', () => {
    const text = describeStories(
      [
        story('knight-2012', row('none', 1000), row('locate', 1000), row('collar', 900)),
        story('citi-2022', row('none', 500), row('locate', 500), row('self-match', 500)),
      ],
      100,
    );
    expect(text).toMatch(/^No loss changes by: locate, self-match\. No normal day is run/m);
    expect(text).not.toMatch(/^(?:locate|self-match) /m);
    expect(text).toMatch(/^collar +10$/m);
    expect(describeStories([KNIGHT], 100)).not.toContain('No loss changes by');
  });

  test('say whose limits they have, where some are tuned', () => {
    const tuned: MatrixRow = { ...row('position', 1), limits: 'tuned' };
    const told = /Limits are those that let normal days of Knight through/;
    expect(describeStories([story('citi-2022', row('none', 2), tuned)], 1)).toMatch(told);
    expect(describeStories([CITI], 1)).not.toMatch(told);
  });

  test('have what each control leaves unfilled on a normal morning, which its price counts', () => {
    const cell = (parentsUnfilled: number): NormalCell => ({
      firstTries: 1000,
      firstTriesRefused: 0,
      parentsEntered: 1000,
      parentsUnfilled,
      refused: 0,
      parentsAbandoned: 0,
      trippedNs: null,
      parents: 1000,
      children: 1000,
    });
    const normal = [
      { name: 'parent-quantity', cell: cell(1000) },
      { name: 'position', cell: cell(0) },
      { name: 'gross-exposure', cell: cell(3) },
      { name: 'collar', cell: cell(66) },
    ];
    const text = describeStories([KNIGHT, CITI], 100, normal);
    expect(text.split('\n').slice(0, 6)).toEqual([
      'avoided, %         a  b  day',
      '───────────────  ──────  ───',
      'parent-quantity    █  ░    █',
      'position           █       ░',
      'gross-exposure    40      <1',
      'collar             −  █    7',
    ]);
    expect(stoppersOf(KNIGHT, 100, normal)).toEqual([
      { name: 'position', lossDollars: 10, costDollars: 500 },
      { name: 'parent-quantity', lossDollars: 0, costDollars: 100_000 },
    ]);
    const many = Array.from({ length: 17 }, () =>
      story('x', row('none', 9), row('executions-per-parent', 1)),
    );
    expect(linesWider(describeStories(many, 100, normal))).toEqual([]);
  });

  test('are one CSV with the story in its first column', () => {
    const [head, first, ...others] = writeStoriesCsv([KNIGHT, CITI], 100).trimEnd().split('\n');
    expect(head).toMatch(/^story,set,seed,/);
    expect(first).toMatch(/^knight-2012,none,1,/);
    expect(others).toHaveLength(8);
    expect(others.at(-1)).toMatch(/^citi-2022,collar,1,/);
  });
});
