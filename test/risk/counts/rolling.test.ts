import { describe, expect, test } from 'vitest';
import { rollingWindowNs, rollsByServer } from '../../../src/risk/counts/rolling.js';
import type { GateLimits } from '../../../src/risk/limits/limits.js';
import { catalogueSpace, judge, loneGate } from '../../support/gate.js';

const enforce = { mode: 'enforce' } as const;
/** 1,000 of 100,000 shares a day, in ten seconds. */
const VOLUME = { ...enforce, percent: 1, windowSeconds: 10 } as const;

/** Two servers of one firm; `send` gives the verdict on one order of a parent. */
function firmOf(rollingVolume: GateLimits['rollingVolume']) {
  const limits = { rollingVolume };
  const space = catalogueSpace(limits, 2);
  const parents = [{ account: 1 }, { account: 2 }, { account: 1, side: 'sell' }] as const;
  const gates = [1, 2].map((server) => loneGate(limits, parents, { server, space }));
  return (server: number, parent: number, quantity: number, seconds: number): string =>
    judge(gates[server - 1]!, [{ parent, quantity }], seconds * 1e9)[0]!;
}

describe('the volume of a window', () => {
  test('ends at L shares of a side, and comes back as the window moves on', () => {
    const send = firmOf(VOLUME);
    expect([send(1, 0, 600, 0), send(1, 0, 400, 5), send(1, 0, 1, 9.9)]).toEqual([
      'admitted',
      'admitted',
      'rolling-volume',
    ]);
    expect(send(1, 2, 1000, 9.9)).toBe('admitted');
    // The first slot, of a second, has left the window; the one of 5 s has not.
    expect([send(1, 0, 601, 10), send(1, 0, 600, 10)]).toEqual(['rolling-volume', 'admitted']);
    expect([send(1, 0, 1, 14.9), send(1, 0, 400, 15)]).toEqual(['rolling-volume', 'admitted']);
    expect(send(1, 0, 1000, 600)).toBe('admitted');
  });

  test('is added up before the bell as after it', () => {
    const send = firmOf(VOLUME);
    expect([send(1, 0, 1000, -20), send(1, 0, 1, -11), send(1, 0, 1000, -10)]).toEqual([
      'admitted',
      'rolling-volume',
      'admitted',
    ]);
    expect([send(1, 0, 1, -0.5), send(1, 0, 1, 0)]).toEqual(['rolling-volume', 'admitted']);
  });

  test('is one of each server, of the firm or of an account, as its owner says', () => {
    const sent = (per: 'server' | 'firm' | 'account') => {
      const send = firmOf({ ...VOLUME, per });
      return [send(1, 0, 1000, 0), send(2, 0, 1, 0), send(2, 1, 1, 0)];
    };
    expect(sent('server')).toEqual(['admitted', 'admitted', 'admitted']);
    expect(sent('account')).toEqual(['admitted', 'rolling-volume', 'admitted']);
    expect(sent('firm')).toEqual(['admitted', 'rolling-volume', 'rolling-volume']);
  });

  test('has a window of a minute unless it is said, and none while it is off', () => {
    expect(rollingWindowNs({ rollingVolume: enforce })).toBe(60e9);
    expect([rollingWindowNs({}), rollsByServer({})]).toEqual([0, false]);
    expect(rollsByServer({ rollingVolume: { ...enforce, per: 'firm' } })).toBe(false);
  });
});
