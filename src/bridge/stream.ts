import type { ServerResponse } from 'node:http';
import type { Message } from '../drill/drill.js';

/** A page's stream of server-sent events: what is told always arrives, frames if there is room. */
export interface Stream {
  readonly response: ServerResponse;
  /** The id of the last event that was written. */
  sent: number;
}

/** Events written at a time, so that a page that comes back is not flooded. */
const EVENTS_AT_A_TIME = 200;

/**
 * Writes what a page has not had yet, then a frame. A page that does not read gets nothing until
 * it does: its frames are dropped, what was told waits in the drill.
 */
export function pushStream(stream: Stream, told: readonly Message[], frame: () => unknown): void {
  const { response } = stream;
  if (response.writableNeedDrain || response.destroyed) return;
  const until = Math.min(told.length, stream.sent + EVENTS_AT_A_TIME);
  for (; stream.sent < until; stream.sent++) {
    const event = told[stream.sent]!;
    response.write(`id: ${event.id}\nevent: told\ndata: ${JSON.stringify(event)}\n\n`);
  }
  if (until === told.length && !response.writableNeedDrain)
    response.write(`event: frame\ndata: ${JSON.stringify(frame())}\n\n`);
}

/** The event after which a page that comes back goes on; 0 for a new one, or a wrong number. */
export function lastEventId(header: string | string[] | undefined, told: number): number {
  const id = Number(header ?? 0);
  return Number.isInteger(id) && id >= 0 && id <= told ? id : 0;
}
