import { expect, test } from 'vitest';
import { type CpuProfile, selfShares } from '../../../bench/profile/shares.js';

const frame = (id: number, functionName: string, url: string, lineNumber: number) => ({
  id,
  callFrame: { functionName, url, lineNumber, columnNumber: 0 },
});

/** Two functions that run for 30 and 10 us, and 960 us of idle time. */
const profile: CpuProfile = {
  nodes: [
    frame(1, '(idle)', '', -1),
    frame(2, 'fillRun', 'file:///a/dist/src/market/fills.js', 30),
    frame(3, 'fillRun', 'file:///a/dist/src/market/fills.js', 30),
    frame(4, '', 'file:///a/node_modules/zod/index.js', 0),
  ],
  samples: [2, 1, 3, 4],
  timeDeltas: [10, 960, 20, 10],
};

test('sums self time by function over all callers, without idle time', () => {
  expect(selfShares([profile])).toEqual([
    { name: 'fillRun', place: 'src/market/fills:31', share: 0.75 },
    { name: '(anonymous)', place: 'zod/index:1', share: 0.25 },
  ]);
});

test('adds up the profiles of several threads', () => {
  const other: CpuProfile = { ...profile, samples: [4], timeDeltas: [40] };
  expect(selfShares([profile, other]).map(({ share }) => share)).toEqual([0.625, 0.375]);
});
