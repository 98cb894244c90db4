import { describe, expect, test } from 'vitest';
import { leakSection, venueSection } from '../../../src/report/html/target-ends.js';
import { readTargetFolder } from '../../../src/report/html/target-form.js';
import { ORACLE, targetFiles } from '../../support/target-folder.js';

const summary = (change: object = {}) => readTargetFolder('runs/a', targetFiles(change))!.summary;

/** The tables of a section by caption, as rows of text. */
function tables(section: ReturnType<typeof leakSection>): Record<string, string[][]> {
  const found = (section?.blocks ?? []).flatMap((block) =>
    block.kind === 'table' ? [block.table] : [],
  );
  return Object.fromEntries(
    found.map(({ caption, rows }) => [caption, rows.map((row) => row.map(({ text }) => text))]),
  );
}

describe('leaks on a page', () => {
  test('are told by check, in orders and dollars, with the first ones and each kill', () => {
    const section = leakSection(summary())!;
    expect(section.lead).toBe(
      'From the first breach at 0.250 s on, 3 orders for 900 shares and $18.0k leaked; at most ' +
        '$12.0k of it was working or executed at once.',
    );
    expect(tables(section)).toEqual({
      'Judged by our own gate': [
        ['let through', '70'],
        ['leaks: the limits refuse them', '3'],
        ['refused', '30'],
        ['true refusals', '28'],
        ['false refusals: the limits allow them', '2'],
      ],
      'By check': [
        ['max-quantity', '2', '5'],
        ['killed', '1', '0'],
      ],
      'The first leaks': [
        ['max-quantity', '0.250 s', '300', '$20'],
        ['killed', '0.250 s', '300', 'market'],
      ],
      'Orders that came after a kill': [['1.500 s', '2 ms', '3 ms', '4', '1', '2', '$500', '0']],
      'Orders that came after the lines were cut': [
        ['1.750 s', '4 ms', '6', '$1.5k', '7', '5 ms', '1', '$250'],
      ],
    });
  });

  test('are none where the limits refuse nothing that was let through', () => {
    const none = { orders: 0, shares: 0, dollars: 0, mostDollars: 0 };
    const nothing = { checks: [], first: [], kills: [], drop: undefined };
    const oracle = { ...ORACLE, leaks: 0, overshoot: none, ...nothing };
    const section = leakSection(summary({ oracle }))!;
    expect(section.lead).toBe('No order was let through that the limits refuse.');
    expect(Object.keys(tables(section))).toEqual(['Judged by our own gate']);
    expect(leakSection(summary({ oracle: undefined }))).toBeUndefined();
  });
});

test('what differs between both ends is told, or that nothing does', () => {
  const section = venueSection(summary())!;
  expect(section.lead).toBe('1 difference between both ends.');
  expect(tables(section)['What came']).toContainEqual([
    'accepted by the target, and not here',
    '1',
  ]);
  expect(venueSection(summary({ venue: { arrived: 9 } }))!.lead).toContain('Both ends agree');
  expect(venueSection(summary({ venue: undefined }))).toBeUndefined();
});
