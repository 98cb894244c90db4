import { describe, expect, test } from 'vitest';
import { parseLimits } from '../../src/scenarios/limits-file.js';
import { writeTunedLimits } from '../../src/scenarios/tuned-limits.js';

const PROVENANCE = {
  by: 'smars tune 0.1.0',
  normal: 'normal-morning',
  days: 2,
  seeds: [7, 8],
  tolerance: 1e-4,
  margin: 1.25,
  confidence: 0.95,
  bounds: [
    {
      check: 'position',
      largest: 800_000.5,
      measured: 12,
      inSample: 0,
      outOfSample: null,
      unstable: false,
      atMost: 1,
    },
  ],
};
const text = writeTunedLimits(
  { position: { mode: 'enforce', dollars: 1_000_001 }, collar: { mode: 'enforce', percent: 2.5 } },
  ['collar', 'position', 'locate'],
  PROVENANCE,
);

describe('a limits file of tuned bounds', () => {
  test('sets the bounds and nothing else, and keeps how they came about', () => {
    const { limits, written } = parseLimits(text, 'limits.json');
    expect(limits.position).toEqual({ mode: 'enforce', dollars: 1_000_001, per: 'server' });
    expect(limits.collar).toEqual({ mode: 'enforce', percent: 2.5, auctionOrders: false });
    expect(Object.keys(written.firm)).toEqual(['collar', 'position', 'unconfigured-limit']);
    expect(limits.unconfiguredLimit!.mode).toBe('off');
    expect(JSON.parse(text).provenance).toEqual(PROVENANCE);
  });

  test('is refused with a provenance that is not one', () => {
    const wrong = text.replace('"tolerance": 0.0001', '"tolerance": 2');
    expect(() => parseLimits(wrong, 'limits.json')).toThrow(
      /limits\.json:\d+:\d+: provenance\.tolerance: is 2; must be a number from 0 to 1/,
    );
    expect(() => parseLimits(text.replace('"margin"', '"margins"'), 'limits.json')).toThrow(
      /provenance\.margins/,
    );
  });
});
