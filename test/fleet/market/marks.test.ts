import { expect, test } from 'vitest';
import { advanceMarks, isMarked, openMarker } from '../../../src/fleet/market/marks.js';
import { markMarket, openMarket, wanderPrices } from '../../../src/market/market.js';
import { generateUniverse } from '../../../src/market/universe.js';
import { KNIGHT_2012, STEADY_IMPACT } from '../../../src/scenarios/knight.js';

const SYMBOLS = 700;
const EPOCH_NS = 100e6;
const stocks = generateUniverse({ ...KNIGHT_2012.universe, stocks: SYMBOLS, named: false }, 5);
const spec = { ...KNIGHT_2012.market, impact: STEADY_IMPACT, pauses: false };
const open = () => openMarket(stocks, spec, EPOCH_NS, 9);

test('a market marked in slices moves as one marked at once, and versions every change', () => {
  const [sliced, whole] = [open(), open()];
  const marker = openMarker(sliced, EPOCH_NS, 1000);
  whole.impact.markedEpoch.fill(1000);
  const passNs = new Float64Array(1);
  const seen = Int32Array.from(sliced.quotes.midTicks);
  for (let epoch = 1001; epoch <= 1025; epoch++) {
    for (const { impact } of [sliced, whole])
      for (let n = 0; n < 40; n++) impact.flow[(epoch * 37 + n * 61) % SYMBOLS] = 5000 - 300 * n;
    passNs[0] = (epoch - 1000) * EPOCH_NS;
    const marksBefore = marker.marks;
    let slices = 0;
    while (advanceMarks(marker, passNs) >= 0) slices++;
    if ((epoch - 1000) % 10 === 0) wanderPrices(whole, (epoch - 1000) / 10);
    markMarket(whole, epoch);

    expect(marker.epoch).toBe(epoch);
    expect(slices).toBe(Math.ceil(SYMBOLS / 128));
    expect(isMarked(marker)).toBe(true);
    expect([...sliced.quotes.midTicks]).toEqual([...whole.quotes.midTicks]);
    const changed = [...sliced.quotes.midTicks.keys()].filter(
      (symbol) => sliced.quotes.midTicks[symbol] !== seen[symbol],
    );
    expect(changed.length).toBeGreaterThan(0);
    expect(changed.every((symbol) => marker.version[symbol]! > marksBefore)).toBe(true);
    seen.set(sliced.quotes.midTicks);
  }
});

test('an epoch does not begin early, and missed epochs are skipped', () => {
  const marker = openMarker(open(), EPOCH_NS, 7);
  const passNs = Float64Array.of(EPOCH_NS - 1);
  expect(advanceMarks(marker, passNs)).toBe(-1);
  expect(marker.epoch).toBe(7);
  passNs[0] = 10 * EPOCH_NS;
  while (advanceMarks(marker, passNs) >= 0);
  expect(marker.epoch).toBe(9);
  expect(marker.nextNs).toBe(10 * EPOCH_NS + EPOCH_NS);
});
