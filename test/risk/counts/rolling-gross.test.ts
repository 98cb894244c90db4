import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { grossWindowsNs } from '../../../src/risk/counts/rolling-gross.js';
import type { GateLimits } from '../../../src/risk/limits/limits.js';
import { draws } from '../../support/draws.js';
import { answer, catalogueSpace, judge, loneGate } from '../../support/gate.js';

const enforce = { mode: 'enforce' } as const;
/** $20,000 in ten seconds: 1,000 shares at $20. */
const GROSS = { ...enforce, dollars: 20_000, windowSeconds: 10 } as const;

/** Two servers of one firm, and what they send and hear. */
function firmOf(rollingGross: GateLimits['rollingGross']) {
  const limits = { rollingGross };
  const space = catalogueSpace(limits, 2);
  const parents = [{}, { symbol: 1, side: 'sell' }] as const;
  const gates = [1, 2].map((server) => loneGate(limits, parents, { server, space }));
  return {
    send: (server: number, parent: number, quantity: number, seconds: number): string =>
      judge(gates[server - 1]!, [{ parent, quantity }], seconds * 1e9)[0]!,
    hear: (server: number, of: Parameters<typeof answer>[1][number], seconds: number): void =>
      answer(gates[server - 1]!, [of], seconds * 1e9),
    catalogue: gates[0]!.gate.catalogue!,
  };
}

describe('the gross of a window', () => {
  test('ends at L of both sides, all symbols and all servers together', () => {
    const { send } = firmOf(GROSS);
    expect([send(1, 0, 600, 0), send(2, 1, 400, 0)]).toEqual(['admitted', 'admitted']);
    expect([send(1, 0, 1, 0), send(2, 1, 1, 0)]).toEqual(['rolling-gross', 'rolling-gross']);
  });

  test('has what is working, however old, and gives cancelled shares back at once', () => {
    const { send, hear } = firmOf(GROSS);
    expect([send(1, 0, 1000, 0), send(2, 0, 1, 600)]).toEqual(['admitted', 'rolling-gross']);
    hear(1, { cancelled: 300 }, 600);
    expect([send(2, 0, 301, 600), send(2, 0, 300, 600)]).toEqual(['rolling-gross', 'admitted']);
  });

  test('has what was executed until its slot has left the window', () => {
    const { send, hear } = firmOf(GROSS);
    expect([send(1, 0, 600, 0), send(1, 0, 400, 0)]).toEqual(['admitted', 'admitted']);
    hear(1, { executed: 600 }, 1.5);
    hear(1, { executed: 400 }, 4);
    expect(send(2, 0, 1, 10.9)).toBe('rolling-gross');
    // The slot of 1 s leaves at 11 s, that of 4 s at 14 s.
    expect([send(2, 0, 601, 11), send(2, 0, 600, 11)]).toEqual(['rolling-gross', 'admitted']);
    hear(2, { cancelled: 600 }, 11);
    expect([send(2, 0, 1000, 13.9), send(2, 0, 1000, 14)]).toEqual(['rolling-gross', 'admitted']);
  });

  test('is added up before the bell as after it, and looks back from its last answer', () => {
    const { send, hear } = firmOf(GROSS);
    send(1, 0, 1000, -20);
    hear(1, { executed: 1000 }, -15.5);
    expect([send(1, 0, 1, -6.1), send(1, 0, 1000, -6)]).toEqual(['rolling-gross', 'admitted']);
    hear(1, { executed: 1000 }, 3);
    // A turn that began before an answer of its pass sees it.
    expect(send(1, 0, 1, 2.9)).toBe('rolling-gross');
  });

  test('over a tiny window is what is open; over a day it is all that was not cancelled', () => {
    const step = fc.record({
      shares: fc.integer({ min: 1, max: 400 }),
      eighths: fc.nat({ max: 8 }),
      gapSeconds: fc.nat({ max: 5 }),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
        const pairs = [
          [{ rollingGross: { ...enforce, dollars: 6000, windowSeconds: 0.001 } }, 'openExposure'],
          [{ rollingGross: { ...enforce, dollars: 90_000, windowSeconds: 86_400 } }, 'serverGross'],
        ] as const;
        for (const [limits, field] of pairs) {
          const { dollars } = limits.rollingGross;
          const rolled = loneGate(limits);
          const other = loneGate({ [field]: { ...enforce, dollars } });
          let seconds = 0;
          for (const { shares, eighths, gapSeconds } of steps) {
            seconds += gapSeconds;
            const [first, second] = [rolled, other].map((lone) => {
              const [verdict] = judge(lone, [{ quantity: shares }], seconds * 1e9);
              if (verdict !== 'admitted' || eighths === 8) return verdict === 'admitted';
              const executed = (shares * eighths) >> 3;
              answer(lone, [{ executed, cancelled: shares - executed }], seconds * 1e9);
              return true;
            });
            expect(first, field).toBe(second);
            seconds++;
          }
        }
      }),
      { numRuns: draws(400) },
    );
  });

  test('has a window of a minute unless it is said; none while it is off; more to measure', () => {
    expect(grossWindowsNs({ rollingGross: enforce })).toEqual([60e9]);
    expect(grossWindowsNs({})).toEqual([]);
    const measuring = { windowsSeconds: [5, 300], classes: 0, hasGrid: false };
    const measured = { rollingGross: { mode: 'measure' }, measuring } as const;
    expect(grossWindowsNs(measured)).toEqual([60e9, 5e9, 300e9]);
    expect(grossWindowsNs({ rollingGross: enforce, ...{ measuring } })).toEqual([60e9]);
  });
});
