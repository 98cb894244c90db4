import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  openTurnStamps,
  recordRoundTrips,
  stampTurn,
} from '../../../src/fleet/server-thread/turn-stamps.js';
import { createHistogram, recordLatency } from '../../../src/metrics/histogram.js';

test('round trips counted by turn equal those counted child by child', () => {
  const step = fc.oneof(
    fc.record({ children: fc.integer({ min: 1, max: 9 }) }),
    fc.record({ answers: fc.integer({ min: 1, max: 12 }) }),
  );
  fc.assert(
    fc.property(fc.array(step, { maxLength: 100 }), (steps) => {
      const stamps = openTurnStamps(1024);
      const [byTurn, byChild] = [createHistogram(), createHistogram()];
      const out: number[] = [];
      let nowNs = 0;
      for (const one of steps) {
        nowNs += 1000;
        if ('children' in one) {
          stampTurn(stamps, nowNs, one.children);
          for (let n = 0; n < one.children; n++) out.push(nowNs);
        } else {
          const answers = Math.min(one.answers, out.length);
          recordRoundTrips(stamps, byTurn, answers, nowNs);
          for (let n = 0; n < answers; n++) recordLatency(byChild, nowNs - out.shift()!);
        }
      }
      expect(byTurn.cells).toEqual(byChild.cells);
    }),
    { seed: 20120801, numRuns: 12 },
  );
});
