import { dollars, NS_PER_SECOND, parseTimeOfDay } from '../../base/units.js';
import { allocateLayout, openTables, type Table } from '../../memory/table.js';
import { logEvent } from '../../metrics/events.js';
import { kill } from '../../risk/stops/kill.js';
import type { Day } from '../day/day.js';
import type { Action, WatchAction } from '../day/spec.js';
import { EventKind } from '../log/event-kinds.js';

/**
 * A monitor of positions that is fed with executions and takes in so many a second. What it has not taken in yet waits, so that its picture is the older the more is traded;
 * a person sees the picture and not the position.
 *
 *   executions ──► waiting ──► taken in (at most n a second) ──► picture: the error account as of the last second taken in whole
 */

/** One row: executions taken in, the second of the timeline that the picture shows, the last second looked at, and when the firm will be stopped (NaN while nobody has decided). */
const WATCH_SCHEMA = { taken: 'f64', row: 'i32', second: 'f64', stopNs: 'f64' } as const;

export interface Watch {
  readonly action: WatchAction;
  readonly atNs: number;
  readonly buffer: SharedArrayBuffer;
  readonly cells: Table<typeof WATCH_SCHEMA>;
}

/** The people who watch. */
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

/** Lets the monitors take in a second of executions once a second, and the people before them look and act. */
export function watchMonitors(day: Day, nowNs: number): void {
  const second = Math.floor(nowNs / NS_PER_SECOND);
  for (const watch of day.watches) {
    const { cells } = watch;
    if (nowNs >= cells.stopNs[0]!) {
      cells.stopNs[0] = Number.NaN;
      kill(day.kill, { kind: 'firm' });
      logEvent(day.events, nowNs, EventKind.KILL, 0, 0, 0);
    }
    if (day.cursor.seconds[0] === 0 || second <= cells.second[0]!) continue;
    const before = cells.second[0]!;
    cells.second[0] = second;
    takeIn(day, watch, before < 0 ? 1 : second - before);
    if (nowNs >= watch.atNs && second % watch.action.everySeconds === 0) look(day, watch, nowNs);
  }
}

function takeIn({ timeline, cursor }: Day, { action, cells }: Watch, seconds: number): void {
  const last = cursor.seconds[0]! - 1;
  const taken = Math.min(timeline.executions[last]!, cells.taken[0]! + seconds * action.executionsPerSecond);
  cells.taken[0] = taken;
  let row = cells.row[0]!;
  while (row < last && timeline.executions[row + 1]! <= taken) row++;
  cells.row[0] = row;
}

function look(day: Day, { action, cells }: Watch, nowNs: number): void {
  const { timeline, events } = day;
  const row = cells.row[0]!;
  const shownDollars = dollars(timeline.errorGross[row]!);
  if (shownDollars <= action.killAboveDollars || !Number.isNaN(cells.stopNs[0]!) || day.kill.firm[0] !== 0) return;
  cells.stopNs[0] = nowNs + action.decideSeconds * NS_PER_SECOND;
  const ageSeconds = Math.round((nowNs - timeline.timeNs[row]!) / NS_PER_SECOND);
  logEvent(events, nowNs, EventKind.MONITOR, 0, Math.round(shownDollars), ageSeconds);
}
