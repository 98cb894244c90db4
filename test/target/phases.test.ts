import { describe, expect, test } from 'vitest';
import { ORDERS_ALONE, parseMix, parsePhases } from '../../src/target/phases.js';

describe('phases of a load on a target', () => {
  test('are read from a list', () => {
    const mix = parseMix('order=70, cancel=20%,replace=10');
    expect(mix).toEqual({ order: 70, cancel: 20, replace: 10 });
    expect(parsePhases('burst=500,pause=250ms,replace,cancel,flow=2m,kill', mix)).toEqual([
      { kind: 'burst', orders: 500 },
      { kind: 'pause', seconds: 0.25 },
      { kind: 'replace' },
      { kind: 'cancel' },
      { kind: 'flow', seconds: 120, mix },
      { kind: 'kill' },
    ]);
    expect(parsePhases('burst=5,drop', mix).at(-1)).toEqual({ kind: 'drop' });
  });

  test.each([
    ['burts=5', "--phases 'burts=5': 'burts=5': is no phase; did you mean 'burst'?"],
    ['burst=0', "'burst=0': must be burst=ORDERS up to 1,000,000, such as burst=500"],
    ['burst', "'burst': must be burst=ORDERS"],
    ['burst=1000001', 'up to 1,000,000'],
    ['flow=0s', "'flow=0s': must be flow=TIME up to 3600s, such as flow=500ms"],
    ['flow=2h', "'flow=2h': must be flow=TIME"],
    ['burst=1,cancel=3', "'cancel=3': cancel has no value"],
    ['cancel,burst=1', "'cancel': comes before any order"],
    ['burst=1,drop=3', "'drop=3': drop has no value"],
    ['burst=1,drop,pause=1s', "'drop': must be the last phase: nothing is sent once"],
    ['drop', 'there is no flow and no burst'],
    ['pause=1s,kill', 'there is no flow and no burst'],
    ['', "'': is no phase"],
  ])('refuse %s', (text, reason) => {
    expect(() => parsePhases(text, ORDERS_ALONE)).toThrow(reason);
  });

  test.each([
    ['order=70,cancel=20', "--mix 'order=70,cancel=20': is 90 % together; must be 100 %"],
    ['cancel=50,replace=50', 'has no orders'],
    ['orders=100', "'orders=100' is no part of it"],
    ['order=50,order=50', "'order=50' is no part of it"],
    ['order=-1', "'order=-1' is no part of it"],
  ])('refuse the mix %s', (text, reason) => {
    expect(() => parseMix(text)).toThrow(reason);
  });
});
