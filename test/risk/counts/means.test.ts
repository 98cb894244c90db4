import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Paused } from '../../../src/market/quotes.js';
import { meanPrice, noteMeans } from '../../../src/risk/counts/means.js';
import { draws } from '../../support/draws.js';
import { loneGate } from '../../support/gate.js';

const LIMITS = { staticCollar: { mode: 'enforce', percent: 10, reference: 'mean' } } as const;
const OPEN_TICKS = 200_000;

/** A look at the quote: how long after the last one, its middle, and whether it is paused. */
interface Look {
  gapMs: number;
  midTicks: number;
  isPaused: boolean;
}

/**
 * The mean, plainly: prices of whole buckets of ten seconds, of the last thirty with the one in
 * hand; only those since the last pause; the mean before if there is none.
 */
class PlainMean {
  #counted: { second: number; midTicks: number }[] = [];
  #seen = -1;
  mean = OPEN_TICKS;

  look(nowNs: number, { midTicks, isPaused }: Look): void {
    const second = Math.floor(nowNs / 1e9);
    if (nowNs < 0 || second <= this.#seen) return;
    this.#seen = second;
    if (isPaused) this.#counted = [];
    else this.#counted.push({ second, midTicks });
    const oldest = Math.floor(second / 10) - 29;
    const inWindow = this.#counted.filter((one) => Math.floor(one.second / 10) >= oldest);
    if (isPaused) return;
    const sum = inWindow.reduce((total, one) => total + one.midTicks, 0);
    this.mean = Math.round(sum / inWindow.length);
  }
}

const anyLook = fc.record({
  gapMs: fc.oneof(fc.nat({ max: 3000 }), fc.nat({ max: 400_000 })),
  midTicks: fc.integer({ min: 100_000, max: 300_000 }),
  isPaused: fc.integer({ min: 0, max: 9 }).map((n) => n === 0),
});

test('a mean of five minutes is that of its prices one by one, over gaps and pauses', () => {
  fc.assert(
    fc.property(fc.array(anyLook, { maxLength: 60 }), (looks) => {
      const lone = loneGate(LIMITS, [{}]);
      const catalogue = lone.gate.catalogue!;
      const plain = new PlainMean();
      let nowNs = -2e9;
      for (const look of looks) {
        nowNs += look.gapMs * 1e6;
        lone.quotes.midTicks[0] = look.midTicks;
        lone.quotes.paused[0] = look.isPaused ? Paused.ALL : Paused.NO;
        noteMeans(catalogue, nowNs);
        plain.look(nowNs, look);
        expect(meanPrice(catalogue, 0)).toBe(plain.mean);
      }
    }),
    { numRuns: draws(2000) },
  );
});

test('no means are kept while no collar is around one', () => {
  expect(loneGate({ staticCollar: { mode: 'enforce' } }).gate.catalogue!.means).toBeUndefined();
  const bySymbol = {
    staticCollar: { mode: 'enforce' },
    layers: { symbols: { B: { staticCollar: { reference: 'mean' } } } },
  } as const;
  expect(loneGate(bySymbol).gate.catalogue!.means).toBeDefined();
});
