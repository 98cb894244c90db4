import { formatTimeOfDay, NS_PER_SECOND } from '../../base/units.js';
import type { DayOutcome, Debrief, DebriefedAct, Score } from '../../drill/debrief.js';
import { count, showLoss, usd } from '../format.js';
import { showSince, showStopped } from '../since.js';
import { countCell, lossCell, tableOf, textCell } from './cells.js';
import type { Cell, Figure, Happening, Page, Section } from './model.js';

/** The debrief of a drill as a page: what was visible when, what was done, and what it came to. */
export function drillPage(debrief: Debrief): Page {
  const { title, scenario, seed, digest, score } = debrief;
  return {
    kicker: `smars drill · ${scenario} · seed ${seed}`,
    title: `Debrief: ${title}`,
    lead:
      score.firstSignalSeconds === null
        ? 'Nothing could be seen that called for an act.'
        : `The first signal came at ${clockOf(score.firstSignalSeconds)}. Times of the score ` +
          'count from it.',
    figures: figuresOf(debrief),
    sections: [
      scoreSection(score),
      besideSection(debrief),
      timelineSection(debrief),
      actsSection(debrief.acts),
      ...(debrief.tried.length === 0 ? [] : [triedSection(debrief.tried)]),
      ...(debrief.controls === undefined ? [] : [controlsSection(debrief.controls)]),
      handOut(),
    ],
    marks: timelineOf(debrief)
      .filter(({ mark, seconds }) => mark !== '' && seconds >= 0)
      .map(({ seconds, mark, tone }) => ({ axis: 'clock', x: seconds, label: mark, tone })),
    foot: `Made by smars. Digest ${digest}; scenario.json, run again, gives the same.`,
  };
}

const clockOf = (seconds: number): string => formatTimeOfDay(seconds * NS_PER_SECOND);

function figuresOf({ drill, beside, score }: Debrief): Figure[] {
  const nothing = beside[0]!;
  return [
    {
      name: 'loss',
      value: showLoss(drill.lossDollars),
      note: `${showLoss(nothing.lossDollars)} with nothing done`,
      tone: drill.lossDollars < nothing.lossDollars ? 'good' : 'alarm',
    },
    {
      name: score.isPrevented ? 'stopped' : 'stopped after',
      value: showStopped(score),
      note: score.isPrevented
        ? 'no execution for nobody came'
        : 'from the first signal to the last execution for nobody',
      tone: score.stoppedSeconds === null && !score.isPrevented ? 'alarm' : 'good',
    },
    {
      name: 'for nobody',
      value: count(drill.unmatched),
      note: `executions; ${count(nothing.unmatched)} with nothing done`,
      tone: 'main',
    },
    {
      name: 'customers’ executions lost',
      value: count(score.customerExecutionsLost),
      note: 'what stopping cost those who had done nothing wrong',
      tone: 'main',
    },
  ];
}

function scoreSection(score: Score): Section {
  return {
    id: 'score',
    title: 'The score, in parts',
    lead: '',
    blocks: [
      {
        kind: 'facts',
        facts: [
          ['First look', showSince(score.firstLookSeconds)],
          ['Acknowledged', showSince(score.acknowledgedSeconds)],
          ['At the right server', showSince(score.rightServerSeconds)],
          ['Stopped', showStopped(score)],
          ['Error account after the first signal', usd(score.grossAfterDollars)],
          ['Customers’ executions lost', count(score.customerExecutionsLost)],
          ['Acts that made it worse', score.wrongActs.join('; ') || 'none'],
          ['Failed acts', count(score.failedActs)],
          ['Refused acts', count(score.refusedActs)],
        ],
      },
    ],
  };
}

const OUTCOME_COLUMNS = [
  'day',
  '>loss',
  '>error account',
  '>held',
  '>for nobody',
  '>customers',
  '>until',
];

function besideSection({ drill, beside, gross }: Debrief): Section {
  return {
    id: 'beside',
    title: 'Beside what else could have been',
    lead:
      'Error account: all that it traded. Held: what was left of it at the end. ' +
      'Nothing done; history, as the story had it; and the best single act at the first signal, ' +
      'found by trying the stops of the runbook one by one, and of servers those that ran away.',
    blocks: [
      {
        kind: 'table',
        table: tableOf('The same morning', OUTCOME_COLUMNS, [drill, ...beside].map(outcomeRow)),
      },
      ...(gross.seconds.length < 2
        ? []
        : [
            {
              kind: 'charts' as const,
              layout: 'stack' as const,
              charts: [
                {
                  title: 'The error account',
                  about: 'gross, as it was; the monitor showed it later',
                  axis: 'clock' as const,
                  unit: 'usd' as const,
                  isLog: false,
                  linked: true,
                  x: gross.seconds,
                  series: [
                    { label: 'this drill', tone: 's1' as const, values: gross.drill },
                    { label: 'nothing done', tone: 'alarm' as const, values: gross.nothing },
                  ],
                },
              ],
            },
          ]),
    ],
  };
}

function outcomeRow(outcome: DayOutcome): Cell[] {
  const {
    name,
    lossDollars,
    grossDollars,
    heldDollars,
    unmatched,
    customerExecutions,
    lastSeconds,
  } = outcome;
  return [
    textCell(name),
    lossCell(lossDollars),
    { text: usd(grossDollars), sort: grossDollars },
    { text: usd(heldDollars), sort: heldDollars },
    countCell(unmatched),
    countCell(customerExecutions),
    textCell(lastSeconds === null ? '–' : clockOf(lastSeconds)),
  ];
}

/**
 * What could be seen and heard, and what was done, by time. All but the end and the trainer's notes
 * have a number, by which the chart marks them.
 */
function timelineOf({
  signals,
  told,
  notes,
}: Debrief): (Happening & { readonly seconds: number })[] {
  // A call and a question of a colleague are signals, too; they are told as they were heard.
  const seen = signals.filter(({ kind }) => kind !== 'call' && kind !== 'colleague');
  const rows = [
    ...seen.map(({ seconds, text }) => ({
      seconds,
      text: `could be seen: ${text}`,
      tone: 'alarm' as const,
      hasNumber: true,
    })),
    ...told.map(({ seconds, from, text, kind }) => ({
      seconds,
      text: `${from}: ${text}`,
      tone: kind === 'done' ? ('good' as const) : ('main' as const),
      hasNumber: kind !== 'over',
    })),
    ...notes.map(({ seconds, text }) => ({
      seconds,
      text: `trainer’s note: ${text}`,
      tone: 'quiet' as const,
      hasNumber: false,
    })),
  ].sort((a, b) => a.seconds - b.seconds);
  let marks = 0;
  return rows.map(({ hasNumber, ...row }) => ({
    ...row,
    at: clockOf(row.seconds),
    mark: hasNumber ? String(++marks) : '',
  }));
}

function timelineSection(debrief: Debrief): Section {
  return {
    id: 'timeline',
    title: 'Signals and what was heard',
    lead: 'The chart above has the numbers.',
    blocks: [{ kind: 'happenings', happenings: timelineOf(debrief) }],
  };
}

function actsSection(acts: readonly DebriefedAct[]): Section {
  const rows = acts.map(({ text, by, askedSeconds, atSeconds, came }): Cell[] => [
    textCell(text),
    textCell(by),
    textCell(clockOf(askedSeconds)),
    textCell(clockOf(atSeconds)),
    { text: came, tone: came === 'done' ? 'good' : 'alarm' },
  ]);
  return {
    id: 'acts',
    title: 'What was done',
    lead: acts.length === 0 ? 'Nobody asked for anything.' : '',
    blocks:
      acts.length === 0
        ? []
        : [
            {
              kind: 'table',
              table: tableOf(
                'Acts, with the time at which each was asked for and took effect',
                ['act', 'by', 'asked', 'effect', 'came to'],
                rows,
              ),
            },
          ],
  };
}

function triedSection(tried: readonly DayOutcome[]): Section {
  return {
    id: 'tried',
    title: 'Each stop by itself',
    lead: 'Asked for at the first signal, in its fastest way, without bad luck.',
    blocks: [
      {
        kind: 'table',
        table: tableOf('Best first', OUTCOME_COLUMNS, tried.map(outcomeRow), true),
      },
    ],
  };
}

function controlsSection(controls: readonly DayOutcome[]): Section {
  return {
    id: 'controls',
    title: 'What each control would have done',
    lead: 'Nobody acts, and one control does by itself, as in smars whatif.',
    blocks: [
      {
        kind: 'table',
        table: tableOf('Click a column to sort', OUTCOME_COLUMNS, controls.map(outcomeRow), true),
      },
    ],
  };
}

function handOut(): Section {
  return {
    id: 'questions',
    title: 'To talk about',
    lead: '',
    blocks: [
      {
        kind: 'points',
        points: [
          'What did you see first, and what did you take it for?',
          'Which act was right before you knew the cause?',
          'Who could have stopped the firm, and did that person know it?',
          'What did you believe about the servers that nobody had looked up?',
          'What would the next shift need written down to do it in a minute?',
        ],
      },
    ],
  };
}
