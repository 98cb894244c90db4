import { YEAR_MAX, YEAR_MIN } from '../base/dates.js';
import { InputError } from '../base/input-error.js';
import { BELL_SECOND_OF_DAY } from '../base/units.js';
import type { CaptureHead } from '../capture/columns.js';
import { followedNames } from '../capture/order-names.js';
import { BUILD_NAMES } from '../deployment/builds.js';
import { isDaylightTime } from '../flow/eastern-time.js';
import { venueFees } from '../market/venues.js';
import { DEFAULT_DATE } from '../scenarios/parts.js';
import type { Scenario } from '../scenarios/schema.js';
import type { Day } from '../session/day/day.js';
import { tapDay } from '../session/day/tapping.js';
import { EventCapture } from './event-capture.js';
import type { EventFormat } from './event-formats.js';

/**
 * Starts writing the children and fills of a day while it runs. The day waits for the writer, so
 * nothing is lost.
 */
export async function captureDay(
  day: Day,
  scenario: Scenario,
  { out, format }: { out: string; format: EventFormat },
): Promise<EventCapture> {
  const head: CaptureHead = {
    symbols: day.market.stocks.map(({ symbol }) => symbol),
    buildNames: BUILD_NAMES,
    feeTicks: venueFees(scenario.market.venues),
    orders: day.flow.count,
    followed: followedNames(day.flow),
  };
  const originMs = bellMs(scenario.date ?? DEFAULT_DATE);
  const capture = await EventCapture.start({
    out,
    format,
    head,
    producers: 1,
    policy: 'wait',
    originMs,
  });
  tapDay(day, capture.memory, () => performance.now());
  return capture;
}

/**
 * When the bell of a date `YYYY-MM-DD` rings, ms since 1970 UTC. Throws an InputError for dates
 * that files cannot hold.
 */
export function bellMs(date: string): number {
  const midnight = Date.parse(`${date}T00:00:00Z`);
  const isInCalendar = !Number.isNaN(midnight) && new Date(midnight).toISOString().startsWith(date);
  const year = Number(date.slice(0, 4));
  if (!isInCalendar || year < YEAR_MIN || year > YEAR_MAX)
    throw new InputError(
      `date is '${date}'; must be a date of the calendar, YYYY-MM-DD, ` +
        `from ${YEAR_MIN} to ${YEAR_MAX}`,
    );
  const standard = midnight / 1000 + BELL_SECOND_OF_DAY + 5 * 3600;
  return 1000 * (isDaylightTime(standard) ? standard - 3600 : standard);
}
