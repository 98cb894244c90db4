import { fixed, nameScope } from '../format.js';
import { actWord } from '../load-kills.js';
import type { Happening, Mark, Page, Tone } from './model.js';
import { plural } from './narrative.js';
import type { LoadSummary } from './summary-form.js';

/** The most moments of a load in the list; the others are only short lines on the charts. */
const TOLD_MAX = 40;

interface Moment {
  /** Seconds since the measured time began. */
  readonly x: number;
  readonly text: string;
  readonly tone: Tone;
}

/**
 * Lists the kills, stops and first breaches of a load, and the begin and end of its measured time.
 * It gives them as a list and as marks on the charts.
 */
export function markLoad(summary: LoadSummary): { happenings: Happening[]; marks: Page['marks'] } {
  const moments = momentsOf(summary).sort((a, b) => a.x - b.x);
  const { seconds } = summary;
  const marks: (Mark & { axis: 'seconds' })[] = [];
  const happenings: Happening[] = [];
  for (const { x, text, tone } of moments) {
    const isTold = happenings.length < TOLD_MAX;
    const isMeasured = x >= 0 && x <= seconds;
    const number = happenings.filter(({ mark }) => mark !== '').length + 1;
    const label = isTold && isMeasured ? String(number) : '';
    if (isMeasured) marks.push({ axis: 'seconds', x, label, tone });
    if (isTold)
      happenings.push({
        at: isMeasured ? showMoment(x) : x < 0 ? 'before' : 'after',
        mark: label,
        text,
        tone,
      });
  }
  const more = moments.length - happenings.length;
  if (more > 0)
    happenings.push({
      at: '',
      mark: '',
      text: `${plural(more, 'more moment')} as short lines on the charts.`,
      tone: 'quiet',
    });
  return { happenings, marks };
}

function momentsOf({ kills, accounts, conditions, seconds, endedBy }: LoadSummary): Moment[] {
  const warmup = conditions.warmupSeconds ?? 0;
  const since = (ns: number): number => ns / 1e9 - warmup;
  const warmed =
    warmup === 0
      ? 'The measured time begins with the start'
      : `The measured time begins, after ${warmup} s of warm-up`;
  const acts = kills.flatMap((act): Moment[] => {
    const { engaged, scope, requestNs } = act;
    if (requestNs === undefined) return [];
    const word = actWord(act);
    return [
      {
        x: since(requestNs),
        text: `${word[0]!.toUpperCase()}${word.slice(1)}: ${describeScope(scope)}`,
        tone: engaged ? 'alarm' : 'good',
      },
    ];
  });
  const stops = accounts.stops.map(({ act, check, atNs, ...whom }): Moment => {
    return {
      x: since(atNs),
      text: `${nameScope(whom)}: ${STOPPED[act] ?? act} by ${check}`,
      tone: 'alarm',
    };
  });
  const breaches = accounts.checks.flatMap(({ name, first, refused }): Moment[] =>
    first === null
      ? []
      : [
          {
            x: since(first.atNs),
            text: `First breach of ${name}${refused > 0 ? '' : ', not refused'}`,
            tone: 's2',
          },
        ],
  );
  return [
    { x: 0, text: warmed, tone: 'main' },
    ...acts,
    ...stops,
    ...breaches,
    { x: seconds, text: `The measured time ends, by ${endedBy}`, tone: 'main' },
  ];
}

const STOPPED: Readonly<Record<string, string>> = {
  reduce: 'may only reduce',
  halt: 'halted',
  kill: 'killed',
};

/** A scope in words: `firm`, `server 8`. */
export function describeScope(scope: LoadSummary['kills'][number]['scope']): string {
  const place = Object.entries(scope).find(([name]) => name !== 'kind')?.[1];
  return place === undefined ? scope.kind : `${scope.kind} ${String(place)}`;
}

function showMoment(seconds: number): string {
  return `${fixed(seconds, seconds < 100 ? 3 : 1)} s`;
}
