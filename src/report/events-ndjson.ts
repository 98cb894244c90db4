import fastJson from 'fast-json-stringify';
import type { DayEvent } from '../session/events.js';

const writeEvent = fastJson({
  type: 'object',
  properties: {
    at: { type: 'string' },
    timeNs: { type: 'number', nullable: true },
    kind: { type: 'string' },
    server: { type: 'integer' },
    check: { type: 'string', nullable: true },
    text: { type: 'string' },
    unmatchedExecutions: { type: 'number' },
    grossDollars: { type: 'number' },
  },
});

/** The events of a day, one JSON object a line. */
export function writeEventsNdjson(events: readonly DayEvent[]): string {
  return events.map((event) => `${writeEvent(event)}\n`).join('');
}
