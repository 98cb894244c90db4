import { parseTimeOfDay } from '../../base/units.js';
import type { Region } from '../../memory/arena.js';
import { allocateLayout, openTables, type Table } from '../../memory/table.js';
import type { Action, WatchAction } from './spec.js';

/**
 * One row: executions processed, the timeline row that the picture shows, the last second
 * processed, and the time of the coming stop (NaN while undecided).
 */
const WATCH_SCHEMA = { taken: 'f64', row: 'i32', second: 'f64', stopNs: 'f64' } as const;

/** A person at a position monitor (`people/watch`). */
export interface Watch {
  readonly action: WatchAction;
  readonly atNs: number;
  readonly buffer: Region;
  readonly cells: Table<typeof WATCH_SCHEMA>;
}

/** Opens the watches among the actions of a day. */
export function openWatches(actions: readonly Action[]): Watch[] {
  return actions.flatMap((action) => {
    if (action.do !== 'watch') return [];
    const layout = { cells: { schema: WATCH_SCHEMA, capacity: 1 } };
    const buffer = allocateLayout(layout);
    const { cells } = openTables(buffer, layout);
    cells.stopNs[0] = Number.NaN;
    cells.second[0] = -1;
    return [{ action, atNs: parseTimeOfDay(action.at), buffer, cells }];
  });
}
