import fc from 'fast-check';
import { expect, test } from 'vitest';
import { MOVE_SECONDS, noteMoves, openMoves } from '../../../src/session/day/moves.js';
import { smallMarket, thinStock } from '../../support/market.js';

test('the largest move of three seconds is that of a plain record of all middles', () => {
  const path = fc.array(fc.integer({ min: 50, max: 200 }), { minLength: 1, maxLength: 40 });
  fc.assert(
    fc.property(path, path, (one, other) => {
      const { quotes } = smallMarket([thinStock({ openTicks: 100 }), thinStock()]);
      const moves = openMoves(quotes);
      const open = [...quotes.openTicks];
      const paths = [one, other].map((middles, symbol) => [
        ...Array.from({ length: MOVE_SECONDS }, () => open[symbol]!),
        ...middles,
      ]);
      const seconds = Math.min(one.length, other.length);
      for (let second = 0; second < seconds; second++) {
        for (const [symbol, middles] of paths.entries())
          quotes.midTicks[symbol] = middles[second + MOVE_SECONDS]!;
        noteMoves(moves, quotes, second);
      }
      const expected = paths.map((middles) => {
        let largest = 1;
        for (let n = MOVE_SECONDS; n < seconds + MOVE_SECONDS; n++) {
          const [now, before] = [middles[n]!, middles[n - MOVE_SECONDS]!];
          largest = Math.max(largest, now / before, before / now);
        }
        return largest;
      });
      expect([...moves.largestRatio]).toEqual(expected);
    }),
    { seed: 20120801, numRuns: 100 },
  );
});
