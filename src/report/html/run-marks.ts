import { NS_PER_SECOND } from '../../base/units.js';
import { count } from '../format.js';
import type { Happening, Mark, Page, Tone } from './model.js';
import { shortTime } from './narrative.js';
import type { Happened } from './summary-form.js';

/** The most events in the list; a busy day has thousands. */
const HAPPENINGS_MAX = 40;
/** The most pauses that are marked on the charts. */
const PAUSES_MARKED = 200;

/**
 * Lists the events of a day, with their marks on the charts. Of the pauses it lists only the first,
 * with their count.
 */
export function markEvents(events: readonly Happened[]): {
  happenings: Happening[];
  marks: Page['marks'];
} {
  const pauses = events.filter(({ kind }) => kind === 'pause');
  const told = events.filter((event) => event.kind !== 'pause' || event === pauses[0]);
  const marks: (Mark & { axis: 'clock' })[] = [];
  const happenings = told.slice(0, HAPPENINGS_MAX).map((event): Happening => {
    const { at, timeNs, kind, text } = event;
    const isMarked = timeNs !== null && timeNs >= 0;
    const mark = isMarked ? String(marks.length + 1) : '';
    const tone = toneOf(kind);
    if (isMarked) marks.push({ axis: 'clock', x: timeNs / NS_PER_SECOND, label: mark, tone });
    return {
      at: shortTime(at),
      mark,
      text:
        event === pauses[0] && pauses.length > 1
          ? `${text}; the first of ${pauses.length} pauses`
          : text,
      tone,
    };
  });
  if (told.length > HAPPENINGS_MAX)
    happenings.push({
      at: '',
      mark: '',
      text: `and ${count(told.length - HAPPENINGS_MAX)} more, in summary.json`,
      tone: 'quiet',
    });
  for (const { timeNs } of pauses.slice(1, PAUSES_MARKED))
    if (timeNs !== null)
      marks.push({ axis: 'clock', x: timeNs / NS_PER_SECOND, label: '', tone: 'quiet' });
  return { happenings, marks };
}

function toneOf(kind: string): Tone {
  if (
    kind === 'kill' ||
    kind === 'held-out' ||
    kind === 'audit-clean' ||
    kind === 'canary-promoted'
  )
    return 'good';
  return kind === 'open' || kind === 'deployed' ? 'main' : 'alarm';
}
