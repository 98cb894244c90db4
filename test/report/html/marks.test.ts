import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { groupMarks, type Numbered } from '../../../src/report/html/marks.js';

/** A label is six pixels wide for each character, plus ten. */
const widthOf = (label: string): number => 10 + 6 * label.length;
const GAP = 2;
const marksAt = (...places: number[]): Numbered[] =>
  places.map((at, n) => ({ at, label: String(n + 1), tone: 'main' }));
const grouped = (marks: readonly Numbered[]) =>
  groupMarks(marks, widthOf, GAP).map(({ at, label }) => [at, label]);

describe('the numbers over a chart', () => {
  test('are separate while they do not touch, and merged from one pixel less on', () => {
    expect(grouped(marksAt(0, 18, 36))).toEqual([
      [0, '1'],
      [18, '2'],
      [36, '3'],
    ]);
    expect(grouped(marksAt(0, 17, 60))).toEqual([
      [9, '1–2'],
      [60, '3'],
    ]);
    expect(grouped(marksAt(50, 50))).toEqual([[50, '1–2']]);
  });

  test('merge with the group before them where they have grown to touch it', () => {
    expect(grouped(marksAt(0, 18))).toHaveLength(2);
    expect(grouped(marksAt(0, 18, 26))).toEqual([[13, '1–3']]);
  });

  test('are an alarm where any of them is', () => {
    const marks: Numbered[] = [
      { at: 0, label: '1', tone: 'quiet' },
      { at: 4, label: '2', tone: 'alarm' },
      { at: 90, label: '3', tone: 'good' },
    ];
    expect(groupMarks(marks, widthOf, GAP).map(({ tone }) => tone)).toEqual(['alarm', 'good']);
  });

  test('never touch, and hold each mark once and in order', () => {
    const places = fc
      .array(fc.integer({ min: 0, max: 600 }), { maxLength: 60 })
      .map((all) => all.sort((a, b) => a - b));
    fc.assert(
      fc.property(places, (all) => {
        const groups = groupMarks(marksAt(...all), widthOf, GAP);
        groups.slice(1).forEach((group, n) => {
          const before = groups[n]!;
          expect(group.at - widthOf(group.label) / 2).toBeGreaterThanOrEqual(
            before.at + widthOf(before.label) / 2 + GAP,
          );
        });
        const members = groups.flatMap(({ label }) => {
          const [first, last = first] = label.split('–').map(Number);
          return Array.from({ length: last! - first! + 1 }, (_, n) => first! + n);
        });
        expect(members).toEqual(all.map((_, n) => n + 1));
      }),
    );
  });
});
