import { dollars, NS_PER_SECOND } from '../../base/units.js';
import { logEvent } from '../../metrics/events.js';
import { kill } from '../../risk/stops/kill.js';
import type { Day } from '../day/day.js';
import type { Watch } from '../day/watches.js';
import { EventKind } from '../log/event-kinds.js';

/**
 * A position monitor processes a limited number of executions a second. The others wait, so that
 * its picture grows older with volume. A person sees the picture, not the position.
 *
 *   executions ──► waiting ──► taken in ──► picture: the error account as of
 *                              (n a second)          the last second taken in whole
 */

/** Feeds the monitors once a second; then the people at them look and act. */
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
  const taken = Math.min(
    timeline.executions[last]!,
    cells.taken[0]! + seconds * action.executionsPerSecond,
  );
  cells.taken[0] = taken;
  let row = cells.row[0]!;
  while (row < last && timeline.executions[row + 1]! <= taken) row++;
  cells.row[0] = row;
}

function look(day: Day, { action, cells }: Watch, nowNs: number): void {
  const { timeline, events } = day;
  const row = cells.row[0]!;
  const shownDollars = dollars(timeline.errorGross[row]!);
  if (
    shownDollars <= action.killAboveDollars ||
    !Number.isNaN(cells.stopNs[0]!) ||
    day.kill.firm[0] !== 0
  )
    return;
  cells.stopNs[0] = nowNs + action.decideSeconds * NS_PER_SECOND;
  const ageSeconds = Math.round((nowNs - timeline.timeNs[row]!) / NS_PER_SECOND);
  logEvent(events, nowNs, EventKind.MONITOR, 0, Math.round(shownDollars), ageSeconds);
}
