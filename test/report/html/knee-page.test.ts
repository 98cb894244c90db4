import { describe, expect, test } from 'vitest';
import { InputError } from '../../../src/base/input-error.js';
import { readKnee } from '../../../src/report/html/knee-form.js';
import { kneePage } from '../../../src/report/html/knee-page.js';
import { KNEE, USELESS } from '../../support/folders.js';

const folder = (change: object = {}, name = 'runs/knee') =>
  readKnee(name, (file) =>
    file === 'knee.json' ? JSON.stringify({ ...KNEE, ...change }) : undefined,
  )!;

describe('the page of a search', () => {
  test('has the curve over the rates, and every attempt', () => {
    const page = kneePage([folder()]);
    const [charts] = page.sections.find(({ id }) => id === 'curve')!.blocks;
    expect(charts).toMatchObject({
      charts: [
        {
          title: 'response.p99',
          axis: 'perSecond',
          unit: 'latency',
          x: [1000, 1400, 2000],
          series: [{ values: [2e5, null, 3e6] }],
        },
        { unit: 'rate', series: [{ values: [990, 1386, 1980] }] },
      ],
    });
    const [attempts] = page.sections.find(({ id }) => id === 'attempts-1')!.blocks;
    expect(attempts!.kind === 'table' && attempts!.table.rows.length).toBe(4);
    expect(page.figures[0]).toMatchObject({ value: '1,400', note: 'it did not hold at 2,000' });
    expect(JSON.stringify(page)).not.toMatch(/NaN|undefined|Infinity/);
    expect(page.lead).not.toMatch(USELESS);
  });

  test('of two has a line for each, their ratio, and what differed', () => {
    const page = kneePage([
      folder({}, 'a'),
      folder({ heldPerSecond: 500, breachedPerSecond: 520, conditions: { cpu: 'other' } }, 'b'),
    ]);
    const [compared] = page.sections.find(({ id }) => id === 'compared')!.blocks;
    expect(compared!.kind === 'table' && compared!.table.rows[0]!.map(({ text }) => text)).toEqual([
      'b',
      '1,400/s',
      '500/s',
      '0.357',
      '0.250–0.371',
      'worse',
    ]);
    const [curve] = page.sections.find(({ id }) => id === 'curve')!.blocks;
    expect(curve!.kind === 'charts' && curve!.charts[0]!.series.map(({ label }) => label)).toEqual([
      'a',
      'b',
    ]);
    const [differences] = page.sections.find(({ id }) => id === 'differences')!.blocks;
    expect(JSON.stringify(differences)).toContain('other');
  });
});

test('a folder of another kind is no search', () => {
  expect(readKnee('runs/x', () => undefined)).toBeUndefined();
});

test.each([
  [{ metric: 'response.p98' }, "metric is 'response.p98'"],
  [{ attempts: [{ ...KNEE.attempts[0], limit: 'moon' }] }, 'attempts.0.limit'],
  [{ heldPerSecond: 0 }, 'heldPerSecond'],
])('knee.json with %j is refused with its place', (change, reason) => {
  expect(() => folder(change)).toThrow(InputError);
  expect(() => folder(change)).toThrow(reason);
});
