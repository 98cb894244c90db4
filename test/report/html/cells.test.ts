import { describe, expect, test } from 'vitest';
import { countCell, shareCell, tableOf, usdCell } from '../../../src/report/html/cells.js';

describe('cells', () => {
  test('of numbers sort by the number, and where there is none say so and have no place in the order', () => {
    expect([countCell(12_345), countCell(undefined)]).toEqual([
      { text: '12,345', sort: 12_345 },
      { text: 'not measured' },
    ]);
    expect(usdCell(undefined)).toEqual({ text: 'not measured' });
  });

  test('of dollars have a bar as a share of the largest, and no colour where there is nothing', () => {
    expect(usdCell(25, 100, 'alarm')).toEqual({ text: '$25', sort: 25, bar: 0.25, tone: 'alarm' });
    expect(usdCell(0, 100, 'alarm')).toEqual({ text: '$0', sort: 0, bar: 0 });
    expect(usdCell(0, 0)).toEqual({ text: '$0', sort: 0 });
  });

  test('of shares do not show something as nothing', () => {
    expect([0, 0.0001, 0.5, 1].map((share) => shareCell(share, 'good').text)).toEqual([
      '0.0 %',
      '< 0.1 %',
      '50.0 %',
      '100.0 %',
    ]);
  });

  test('stand in columns of which a sign says the side', () => {
    expect(tableOf('c', ['a', '>b'], []).columns).toEqual([
      { name: 'a', align: 'left' },
      { name: 'b', align: 'right' },
    ]);
  });
});
