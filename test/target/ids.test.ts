import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createScan, scanMessage } from '../../src/fix/scan.js';
import { idPrefix, LoadIds } from '../../src/target/ids.js';
import { wholeMessage } from '../support/fix-talk.js';

const scanOf = (id: string) => {
  const bytes = wholeMessage(`35=8|11=${id}|`);
  const scan = createScan();
  scanMessage(scan, bytes, 0, bytes.length, 65_536);
  return scan;
};

describe('ClOrdIDs of a load', () => {
  test('are the prefix and the number, written, read from bytes and read from text', () => {
    const ids = new LoadIds('LAB-');
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 9_999_999_999 }), (number) => {
        const text = `LAB-${number}`;
        expect(ids.text(number)).toBe(text);
        expect(ids.read(scanOf(text), 11)).toBe(number);
      }),
    );
  });

  test.each(['LAB-', 'LAC-1', 'LAB-x', 'X', 'LAB-1x'])('of others, such as %s, are none', (id) => {
    const ids = new LoadIds('LAB-');
    expect(ids.read(scanOf(id), 11)).toBe(-1);
    expect(ids.read(scanOf(id), 526)).toBe(-1);
  });

  test('have another prefix a millisecond later', () => {
    expect(idPrefix(1_800_000_000_001)).not.toBe(idPrefix(1_800_000_000_000));
    expect(idPrefix(1_800_000_000_000)).toMatch(/^L[0-9A-Z]{6}-$/);
  });
});
