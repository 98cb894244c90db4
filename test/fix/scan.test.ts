import fc from 'fast-check';
import { expect, test } from 'vitest';
import { copyScan, createScan, findField, scanMessage } from '../../src/fix/scan.js';
import { typeText } from '../../src/fix/tags.js';
import { textOf } from '../../src/fix/values.js';
import { bytesOf, plainMessages, scannedFields, wholeMessage } from '../support/fix-talk.js';

const BYTES_MAX = 65_536;
const order = wholeMessage('35=D|49=A|56=B|34=2|11=x|58=a=b|');

const field = fc.tuple(
  fc.integer({ min: 1, max: 99_999 }).filter((tag) => ![8, 9, 10].includes(tag)),
  fc.string({
    unit: fc.integer({ min: 0x20, max: 0x7b }).map((c) => String.fromCharCode(c)),
    maxLength: 12,
  }),
);
/** Length fields make the field after them one of data, which has tests of its own. */
const LENGTHS = [90, 93, 95, 212, 348, 350, 352, 354, 356, 358, 360, 362, 364, 445, 618, 621];
const message = fc
  .array(field, { maxLength: 80 })
  .map((fields) => fields.filter(([tag]) => !LENGTHS.includes(tag)))
  .map((fields) => ['35=D|', ...fields.map(([tag, value]) => `${tag}=${value}|`)].join(''));

test('finds the fields that its plain twin finds, message after message', () => {
  const scan = createScan();
  fc.assert(
    fc.property(fc.array(message, { maxLength: 5 }), (messages) => {
      const bytes = Uint8Array.from(messages.flatMap((each) => [...wholeMessage(each)]));
      const found: unknown[] = [];
      for (let at = 0; at < bytes.length; ) {
        const length = scanMessage(scan, bytes, at, bytes.length, BYTES_MAX);
        expect(length).toBeGreaterThan(0);
        expect([scan.begin, scan.end]).toEqual([at, at + length]);
        found.push(scannedFields(scan));
        at += length;
      }
      expect(found).toEqual(plainMessages(bytes));
    }),
    { numRuns: 200 },
  );
});

test('waits for the rest of every beginning of a message', () => {
  for (let end = 0; end < order.length; end++)
    expect([end, scanMessage(createScan(), order, 0, end, BYTES_MAX)]).toEqual([end, 0]);
  expect(scanMessage(createScan(), order, 0, order.length, BYTES_MAX)).toBe(order.length);
});

test('takes no message in which a byte has changed, and finds the next one', () => {
  const both = Uint8Array.from([...order, ...order]);
  const scan = createScan();
  for (let at = 0; at < order.length; at++) {
    for (const flip of [1, 0x10, 0x80]) {
      const bytes = both.slice();
      bytes[at]! ^= flip;
      const messages: number[] = [];
      for (let from = 0; from < bytes.length; ) {
        const length = scanMessage(scan, bytes, from, bytes.length, BYTES_MAX);
        if (length === 0) break;
        if (length > 0) messages.push(from);
        from += Math.abs(length);
      }
      // A length that became longer waits for bytes that do not come.
      expect([at, flip, messages]).toEqual([at, flip, messages.length === 0 ? [] : [order.length]]);
      if (messages.length === 0) expect(at).toBeLessThan(16);
    }
  }
});

test.each([
  ['a length with a padding of zeros', '8=FIX.4.2|9=0005|35=0|10=161|', 0],
  ['a length that is too long', '8=FIX.4.2|9=99999|35=0|10=161|', -1],
  ['a length of ten digits', '8=FIX.4.2|9=1234567890|35=0|10=161|', -1],
  ['a length that is no number', '8=FIX.4.2|9=a|35=0|10=161|', -1],
  ['a sum that is no number', '8=FIX.4.2|9=5|35=0|10=1x1|', -1],
  ['no MsgType', '8=FIX.4.2|9=5|34=0|10=160|', -1],
  ['a BeginString without end', `8=FIX.4.2${'x'.repeat(40)}`, -1],
  ['something else', 'GET / HTTP/1.1|', -1],
])('judges %s', (_, text, expected) => {
  const bytes = bytesOf(text);
  if (expected === 0) {
    const right = 161 + 3 * 0x30;
    bytes.set(bytesOf(`${right & 0xff}`.padStart(3, '0')), bytes.length - 4);
    expect(scanMessage(createScan(), bytes, 0, bytes.length, BYTES_MAX)).toBe(bytes.length);
  } else expect(scanMessage(createScan(), bytes, 0, bytes.length, BYTES_MAX)).toBeLessThan(0);
});

test('a data field may hold separators, as long as its length field says', () => {
  const scan = createScan();
  const bytes = wholeMessage('35=B|354=9|355=a|b=c|10=|58=x|');
  expect(scanMessage(scan, bytes, 0, bytes.length, BYTES_MAX)).toBe(bytes.length);
  expect(textOf(scan, 355)).toBe('a\x01b=c\x0110=');
  expect(textOf(scan, 58)).toBe('x');
  const wrong = wholeMessage('35=B|354=2|355=abc|58=x|');
  scanMessage(scan, wrong, 0, wrong.length, BYTES_MAX);
  expect([textOf(scan, 355), textOf(scan, 58)]).toEqual(['abc', 'x']);
});

test('a copy stays when the scan goes on', () => {
  const scan = createScan();
  scanMessage(scan, Uint8Array.from([...bytesOf('xx'), ...order]), 2, order.length + 2, BYTES_MAX);
  const copy = copyScan(scan);
  const other = wholeMessage('35=AF|1=z|');
  scanMessage(scan, other, 0, other.length, BYTES_MAX);
  expect([textOf(copy, 11), typeText(copy.type), typeText(scan.type)]).toEqual(['x', 'D', 'AF']);
  expect([findField(scan, 1), findField(scan, 11)]).toEqual([3, -1]);
});
