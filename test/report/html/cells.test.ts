import { describe, expect, test } from 'vitest';
import { countCell, shareCell, tableOf, usdCell } from '../../../src/report/html/cells.js';

describe('a cell', () => {
  test('sorts by its number; without one it says so and has no sort value', () => {
    expect([countCell(12_345), countCell(undefined)]).toEqual([
      { text: '12,345', sort: 12_345 },
      { text: 'not measured' },
    ]);
    expect(usdCell(undefined)).toEqual({ text: 'not measured' });
  });

  test('of dollars has a bar in proportion to the largest, and no colour for 0', () => {
    expect(usdCell(25, 100, 'alarm')).toEqual({ text: '$25', sort: 25, bar: 0.25, tone: 'alarm' });
    expect(usdCell(0, 100, 'alarm')).toEqual({ text: '$0', sort: 0, bar: 0 });
    expect(usdCell(0, 0)).toEqual({ text: '$0', sort: 0 });
  });

  test('of a share above 0 never shows 0', () => {
    expect([0, 0.0001, 0.5, 1].map((share) => shareCell(share, 'good').text)).toEqual([
      '0.0 %',
      '< 0.1 %',
      '50.0 %',
      '100.0 %',
    ]);
  });

  test('is aligned by the sign before its column name', () => {
    expect(tableOf('c', ['a', '>b'], []).columns).toEqual([
      { name: 'a', align: 'left' },
      { name: 'b', align: 'right' },
    ]);
  });
});
