import { describe, expect, test } from 'vitest';
import { markEvents } from '../../../src/report/html/run-marks.js';
import { runawayFolder } from '../../support/folders.js';

describe('events on the charts', () => {
  test('are numbered from the bell on; pauses after the first are faint marks', () => {
    const { happenings, marks } = markEvents(runawayFolder().summary.result.events);
    expect(happenings.map(({ at, mark }) => `${mark} ${at}`.trim())).toEqual([
      '2012-07-31',
      '08:01:00',
      '1 09:30:00',
      '2 09:30:05',
      '3 09:30:06',
      '4 09:30:10',
      '5 09:30:11',
    ]);
    expect(happenings[4]!.text).toBe(
      'single-stock pause of AA, five minutes; the first of 2 pauses',
    );
    expect(marks.map(({ x, label }) => [x, label])).toEqual([
      [0, '1'],
      [5, '2'],
      [6, '3'],
      [10, '4'],
      [11, '5'],
      [7, ''],
    ]);
  });

  test('are limited to forty on a busy day, with a count of the rest', () => {
    const [, , one] = runawayFolder().summary.result.events;
    const { happenings } = markEvents(Array.from({ length: 1000 }, () => one!));
    expect(happenings).toHaveLength(41);
    expect(happenings.at(-1)!.text).toBe('and 960 more, in summary.json');
  });
});
