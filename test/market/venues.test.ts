import { describe, expect, test } from 'vitest';
import {
  DARK_VENUE,
  DEFAULT_FEE_TICKS,
  LIT_VENUE_COUNT,
  PRIMARY_VENUE,
  RETAIL_VENUE,
  VENUE_COUNT,
  VENUE_NAMES,
  VENUES,
  venueFees,
  venueWeights,
} from '../../src/market/venues.js';

describe('the venues', () => {
  test('are the lit ones, NYSE the primary, then the dark pool and the retail programme', () => {
    expect(VENUES.slice(0, LIT_VENUE_COUNT).every(({ kind }) => kind === 'lit')).toBe(true);
    expect([
      VENUE_NAMES[PRIMARY_VENUE],
      VENUE_NAMES[DARK_VENUE],
      VENUE_NAMES[RETAIL_VENUE],
    ]).toEqual(['NYSE', 'DARK', 'NYSE-RLP']);
    expect(VENUE_COUNT).toBe(8);
  });

  test('share the displayed size, and charge at most the access fee cap of 30 mils', () => {
    expect(VENUES.reduce((sum, { displayedWeight }) => sum + displayedWeight, 0)).toBeCloseTo(
      1,
      12,
    );
    for (const { feeTicks } of VENUES) expect(feeTicks).toBeLessThanOrEqual(30);
  });

  test('take a scenario’s terms by name', () => {
    const terms = [
      { name: 'EDGA', feeTicks: 1, displayedWeight: 0.5 },
      { name: 'NYSE', feeTicks: 0, displayedWeight: 0 },
    ];
    expect([...venueFees(terms)]).toEqual([0, 30, 30, 29, 29, 1, 10, 0]);
    expect([...venueWeights(terms)]).toEqual([0, 0.16, 0.22, 0.14, 0.07, 0.5, 0, 0]);
    expect([...venueFees()]).toEqual([...DEFAULT_FEE_TICKS]);
  });
});
