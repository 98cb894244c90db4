import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { writeEventsNdjson } from '../../src/report/events-ndjson.js';
import type { DayEvent } from '../../src/session/log/events.js';

const anyText = fc.oneof(
  fc.string(),
  fc.string({
    unit: fc.constantFrom('"', '\\', '\n', '\r', '\u2028', '\u0000', '\ud800', '¶', '𝄞', '/', 'a'),
  }),
);
const anyEvent: fc.Arbitrary<DayEvent> = fc.record(
  {
    at: anyText,
    timeNs: fc.option(fc.oneof(fc.maxSafeInteger(), fc.constantFrom(0, -1, 2_700e9, 1e21))),
    kind: fc.constantFrom('kill', 'breach', 'dropped'),
    server: fc.integer({ min: 0, max: 64 }),
    check: fc.option(anyText),
    text: anyText,
    unmatchedExecutions: fc.nat(),
    grossDollars: fc.double({ noNaN: true, noDefaultInfinity: true }).map((amount) => amount + 0),
  },
  { noNullPrototype: true },
);

describe('events as NDJSON', () => {
  test('read like this', () => {
    const standing = { unmatchedExecutions: 3, grossDollars: 6.5 };
    const events = [
      {
        at: '2012-07-31',
        timeNs: null,
        kind: 'rollout-step',
        server: 8,
        check: null,
        text: 'reported "success"',
        ...standing,
      },
      {
        at: '10:15:00.0',
        timeNs: 2_700e9,
        kind: 'kill',
        server: 0,
        check: null,
        text: 'kill switch: the firm',
        ...standing,
      },
    ];
    expect(writeEventsNdjson(events).split('\n')).toEqual([
      '{"at":"2012-07-31","timeNs":null,"kind":"rollout-step","server":8,"check":null,' +
        '"text":"reported \\"success\\"","unmatchedExecutions":3,"grossDollars":6.5}',
      '{"at":"10:15:00.0","timeNs":2700000000000,"kind":"kill","server":0,"check":null,' +
        '"text":"kill switch: the firm","unmatchedExecutions":3,"grossDollars":6.5}',
      '',
    ]);
    expect(writeEventsNdjson([])).toBe('');
  });

  test('have one line for each event, equal to JSON.stringify, whatever its text', () => {
    fc.assert(
      fc.property(fc.array(anyEvent, { maxLength: 8 }), (events) => {
        const text = writeEventsNdjson(events);
        const lines = text.split('\n');
        expect(lines.pop()).toBe('');
        expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual(
          events.map((event) => JSON.parse(JSON.stringify(event)) as unknown),
        );
      }),
    );
  });
});
