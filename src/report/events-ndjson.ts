import fastJson from 'fast-json-stringify';
import { COLUMN_TYPES, type ColumnSpec } from '../base/columns.js';
import type { DayEvent } from '../session/log/events.js';

/** The columns of a day's events. */
export const EVENT_COLUMNS: readonly ColumnSpec[] = [
  { name: 'at', kind: 'text' },
  { name: 'timeNs', kind: 'long', nullable: true },
  { name: 'kind', kind: 'text' },
  { name: 'server', kind: 'int' },
  { name: 'check', kind: 'text', nullable: true },
  { name: 'text', kind: 'text' },
  { name: 'unmatchedExecutions', kind: 'long' },
  { name: 'grossDollars', kind: 'dollars' },
];

const writeEvent = fastJson({
  type: 'object',
  properties: Object.fromEntries(
    EVENT_COLUMNS.map(({ name, kind, nullable }) => [
      name,
      { type: COLUMN_TYPES[kind].json, nullable: nullable === true },
    ]),
  ),
});

/** The events of a day, one JSON object on each line. */
export function writeEventsNdjson(events: readonly DayEvent[]): string {
  return events.map((event) => `${writeEvent(event)}\n`).join('');
}
