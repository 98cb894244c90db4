/**
 * Tests of long properties. The quick tier puts them to a part of their draws; the deep tier
 * (`npm run test:deep`) runs them again with all.
 */
export const LONG_PROPERTIES: readonly string[] = [
  'test/flow/name-table.test.ts',
  'test/flow/order-file.test.ts',
  'test/invariants/book-twin.test.ts',
  'test/invariants/catalogue-twin.test.ts',
  'test/invariants/conservation.test.ts',
  'test/invariants/determinism.test.ts',
  'test/invariants/gate-twin.test.ts',
  'test/metrics/histogram.test.ts',
  'test/metrics/histogram-files.test.ts',
  'test/report/comparison.test.ts',
  'test/report/html/latency.test.ts',
  'test/server/kernel.test.ts',
];

const QUICK_SHARE = 0.05;

/** Which share of the draws of long properties is made: 1 in the deep tier. */
export const DRAWS_SHARE = Number(process.env.SMARS_DRAWS ?? QUICK_SHARE);

/** How often a long property is drawn here, of `count` times in the deep tier; at least once. */
export const draws = (count: number): number => Math.max(1, Math.ceil(count * DRAWS_SHARE));
