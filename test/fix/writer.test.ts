import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createScan, scanMessage } from '../../src/fix/scan.js';
import { typeCode } from '../../src/fix/tags.js';
import { readTicks, readTimestampMs, readWhole } from '../../src/fix/values.js';
import { fixedBytes, MessageWriter } from '../../src/fix/writer.js';
import { plainMessages, scannedFields, timeText, wholeMessage } from '../support/fix-talk.js';

const BEGIN = fixedBytes('8=FIX.4.4\x019=');
const latin = fc.string({
  unit: fc.integer({ min: 2, max: 0xff }).map((code) => String.fromCharCode(code)),
  maxLength: 300,
});
const tag = fc.integer({ min: 11, max: 30_000 }).filter((each) => ![34, 90, 93, 95].includes(each));
const field = fc.oneof(
  fc.record({ kind: fc.constant('text' as const), tag, value: latin }),
  fc.record({ kind: fc.constant('whole' as const), tag, value: fc.maxSafeInteger() }),
  fc.record({ kind: fc.constant('lettered' as const), tag, value: fc.maxSafeNat() }),
  fc.record({ kind: fc.constant('ticks' as const), tag, value: fc.integer() }),
  fc.record({
    kind: fc.constant('time' as const),
    tag,
    value: fc.integer({ min: 0, max: Date.UTC(2099, 0, 1) }),
  }),
);

test('what is written is read again, in messages of any length one after the other', () => {
  const scan = createScan();
  fc.assert(
    fc.property(fc.array(fc.array(field, { maxLength: 12 }), { maxLength: 6 }), (messages) => {
      const writer = new MessageWriter();
      for (const fields of messages) {
        writer.begin(BEGIN, typeCode('AF'));
        for (const each of fields) {
          if (each.kind === 'text') writer.text(each.tag, each.value);
          else if (each.kind === 'lettered') writer.lettered(each.tag, 0x53, each.value);
          else writer[each.kind](each.tag, each.value);
        }
        writer.end();
      }
      let at = 0;
      for (const fields of messages) {
        const length = scanMessage(scan, writer.bytes, at, writer.position, 65_536);
        expect(length).toBeGreaterThan(0);
        at += length;
        const read = scannedFields(scan).slice(3, -1);
        expect(read.map(([each]) => each)).toEqual(fields.map((each) => each.tag));
        fields.forEach((each, n) => {
          const bytes = Uint8Array.from(read[n]![1], (c) => c.charCodeAt(0));
          const end = bytes.length;
          const back = {
            text: () => read[n]![1],
            whole: () => Number(read[n]![1]),
            lettered: () => Number(/^S(\d+)$/.exec(read[n]![1])![1]),
            ticks: () => readTicks(bytes, 0, end),
            time: () => readTimestampMs(bytes, 0, end),
          }[each.kind]();
          expect(back).toBe(each.value);
        });
      }
      expect(at).toBe(writer.position);
    }),
    { numRuns: 200 },
  );
});

test('writes lengths of one to five digits, each with the right sum', () => {
  const writer = new MessageWriter();
  for (const length of [0, 1, 80, 87, 88, 89, 900, 985, 986, 987, 9000, 12_000]) {
    writer.clear();
    writer.begin(BEGIN, 0x42);
    if (length > 0) writer.text(58, 'x'.repeat(length));
    writer.end();
    const fields = `35=B|${length > 0 ? `58=${'x'.repeat(length)}|` : ''}`;
    expect(writer.bytes.slice(0, writer.position)).toEqual(wholeMessage(fields, 'FIX.4.4'));
  }
});

test('writes prices without zeros at their end, and times as Date does', () => {
  const writer = new MessageWriter();
  const ms = Date.UTC(2024, 1, 29, 23, 59, 59, 999);
  writer.begin(BEGIN, 0x38);
  for (const ticks of [0, 1, 10, 100_000, 1_234_500, -25_000]) writer.ticks(44, ticks);
  for (const each of [ms, ms + 1, ms - 86_400_000]) writer.time(52, each);
  writer.end();
  expect(plainMessages(writer.bytes.slice(0, writer.position))[0]!.slice(3, -1)).toEqual([
    ...['0', '0.0001', '0.001', '10', '123.45', '-2.5'].map((value) => [44, value]),
    ...[ms, ms + 1, ms - 86_400_000].map((each) => [52, timeText(each)]),
  ]);
});

test('writes a question mark for what a field cannot hold', () => {
  const writer = new MessageWriter();
  writer.begin(BEGIN, 0x42);
  writer.text(58, 'a\x01b€');
  writer.end();
  expect(plainMessages(writer.bytes.slice(0, writer.position))[0]).toContainEqual([58, 'a?b?']);
});

test('a message that was abandoned leaves no byte', () => {
  const writer = new MessageWriter();
  writer.begin(BEGIN, 0x30);
  writer.end();
  const { position } = writer;
  writer.begin(BEGIN, 0x30);
  writer.text(58, 'x'.repeat(40_000));
  writer.abandon();
  expect(writer.position).toBe(position);
  expect(readWhole(writer.bytes, 2, 2)).toBe(-1);
});
