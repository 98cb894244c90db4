import { expect, test } from 'vitest';
import { emptyMessage, RecordedKind } from '../../../src/market/book/recorded.js';

test('the kinds of recorded messages differ, and an empty message says nothing', () => {
  const kinds = Object.values(RecordedKind);
  expect(new Set(kinds).size).toBe(kinds.length);
  expect(emptyMessage().kind).toBe(RecordedKind.OTHER);
  expect(emptyMessage()).not.toBe(emptyMessage());
});
