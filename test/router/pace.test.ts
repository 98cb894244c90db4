import { describe, expect, test } from 'vitest';
import { VENUE_NAMES } from '../../src/market/venues.js';
import { pegInterval, routerSettings } from '../../src/router/pace.js';

test('Power Peg waits a second divided by its children a second, rounded to nanoseconds', () => {
  expect([8, 7.73, 3].map(pegInterval)).toEqual([125_000_000, 129_366_106, 333_333_333]);
});

test('Power Peg does not wait at a pace of 0', () => {
  expect(pegInterval(0)).toBe(0);
});

const TERMS = { pegShares: 100, pegChildrenPerSecond: 8, improvementTicks: 10 };

describe('the pace by stock', () => {
  const pegPace = { atAdvShares: 3_000_000, volumeExponent: 0.5, sdLn: 0 };

  test('grows with a power of the daily volume', () => {
    const volumes = [3_000_000, 12_000_000, 750_000];
    const { pegIntervalsNs } = routerSettings({ ...TERMS, pegPace }, volumes, 1);
    expect([...pegIntervalsNs!]).toEqual([125_000_000, 62_500_000, 250_000_000]);
  });

  test('is spread around the pace of its volume, by the seed', () => {
    const volumes = Array.from({ length: 4001 }, () => 3_000_000);
    const spread = (seed: number): number[] => [
      ...routerSettings({ ...TERMS, pegPace: { ...pegPace, sdLn: 0.5 } }, volumes, seed)
        .pegIntervalsNs!,
    ];
    const logs = spread(1).map((interval) => Math.log(interval / 125_000_000));
    const mean = logs.reduce((sum, log) => sum + log, 0) / logs.length;
    const deviation = Math.sqrt(
      logs.reduce((sum, log) => sum + (log - mean) ** 2, 0) / logs.length,
    );
    expect(mean).toBeCloseTo(0, 1);
    expect(deviation).toBeCloseTo(0.5, 1);
    expect(spread(1)).toEqual(spread(1));
    expect(spread(2)).not.toEqual(spread(1));
  });

  test('is given for the stocks where it is known, and drawn for the others', () => {
    const volumes = [3_000_000, 12_000_000, 750_000];
    const known = [{ place: 1, childrenPerSecond: 100 }];
    const { pegIntervalsNs } = routerSettings(
      { ...TERMS, pegPace: { ...pegPace, known } },
      volumes,
      1,
    );
    expect([...pegIntervalsNs!]).toEqual([125_000_000, 10_000_000, 250_000_000]);
  });

  test('is one pace for all stocks without terms, and none where Power Peg is unpaced', () => {
    expect(routerSettings(TERMS, [1, 2], 1).pegIntervalsNs).toBeUndefined();
    const unpaced = { ...TERMS, pegPace, pegChildrenPerSecond: 0 };
    expect(routerSettings(unpaced, [1, 2], 1).pegIntervalsNs).toBeUndefined();
  });
});

test('the venues of Power Peg have cells in proportion to their shares', () => {
  const pegVenues = [
    { name: 'NYSE', share: 3 },
    { name: 'ARCA', share: 1 },
  ];
  const { pegVenueCells } = routerSettings({ ...TERMS, pegVenues }, [1], 1);
  const names = [...pegVenueCells!].map((venue) => VENUE_NAMES[venue]!);
  expect(names.filter((name) => name === 'NYSE')).toHaveLength(192);
  expect(names.filter((name) => name === 'ARCA')).toHaveLength(64);
});
