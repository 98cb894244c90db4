import fc from 'fast-check';
import { expect, test } from 'vitest';
import { hashBytes, hashText, isText } from '../../src/order-entry/text-hash.js';
import { bytesOf } from '../support/fix-talk.js';

const latin = fc.string({
  unit: fc.integer({ min: 0, max: 0xff }).map((code) => String.fromCharCode(code)),
  maxLength: 30,
});

test('a text and its bytes have one hash, wherever the bytes lie', () => {
  fc.assert(
    fc.property(latin, latin, (text, before) => {
      const bytes = bytesOf(`${before}${text}|`);
      const end = before.length + text.length;
      expect(hashBytes(bytes, before.length, end)).toBe(hashText(text));
      expect(isText(bytes, before.length, end, text)).toBe(true);
      expect(isText(bytes, before.length, end, before)).toBe(text === before);
    }),
  );
});

test('ids that count up fall into different chains', () => {
  const chains = new Set<number>();
  for (let n = 0; n < 1000; n++) chains.add(hashText(`ORDER${1_000_000 + n}`) & 1023);
  // Of 1,000 that fall at random into 1,024 chains 638 differ on average.
  expect(chains.size).toBeGreaterThan(550);
});
