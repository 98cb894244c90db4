import { describe, expect, test } from 'vitest';
import { describeSweep } from '../../src/report/sweep-text.js';

const figure = (median: number | null) => ({
  count: 7,
  median,
  least: median,
  most: median,
  medianLow: median,
  medianHigh: median,
});
const cell = (control: string, loss: number | null) => ({
  scenario: 'knight-2012',
  settings: '',
  control,
  orders: '',
  seeds: 7,
  figures: { loss_usd: figure(loss), unmatched_executions: figure(loss === null ? null : 12) },
});

describe('describeSweep', () => {
  test('has a row a cell, tells shared names once, and fits 80 columns', () => {
    const text = describeSweep('Mornings', [cell('none', 2e6), cell('locate', null)]);
    expect(text.split('\n').slice(0, 6)).toEqual([
      'Mornings: knight-2012',
      '',
      'control  seeds   loss  95 % of the median   least … most  excess',
      '───────  ─────  ─────  ──────────────────  ─────────────  ──────',
      'none         7  $2.0M       $2.0M … $2.0M  $2.0M … $2.0M      12',
      'locate       7      –                   –          – … –       –',
    ]);
    for (const line of text.split('\n')) expect(line.length).toBeLessThanOrEqual(80);
  });
});
