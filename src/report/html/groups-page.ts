import type { GroupComparison } from '../../drill/groups.js';
import { count } from '../format.js';
import { showSince, showStopped } from '../since.js';
import { countCell, lossCell, tableOf, textCell } from './cells.js';
import type { Cell, Chart, Page, Series } from './model.js';

/** Lines of one kind before their dashes change. */
const TONES = 8;

/** Drills of several groups as a page: their curves over each other, and their scores. */
export function groupsPage(compared: GroupComparison): Page {
  const { scenario, title, seed, groups } = compared;
  return {
    kicker: `smars drill · ${scenario} · seed ${seed}`,
    title: `${count(groups.length)} groups: ${title}`,
    lead: 'The same morning in the hands of each group. Times count from the first signal.',
    figures: [],
    sections: [
      {
        id: 'groups',
        title: 'What each group came to',
        lead: '',
        blocks: [
          {
            kind: 'table',
            table: tableOf(
              'In the order in which the folders were given',
              COLUMNS,
              groups.map(rowOf),
              true,
            ),
          },
          { kind: 'charts', layout: 'stack', charts: [accountChart(compared)] },
        ],
      },
    ],
    marks: [],
    foot: 'Made by smars from the folders of the drills.',
  };
}

const COLUMNS = [
  'group',
  'made it worse',
  '>loss',
  '>for nobody',
  '>customers lost',
  '>first look',
  '>right server',
  '>stopped',
];

const rowOf = ({ name, outcome, score }: GroupComparison['groups'][number]): Cell[] => [
  textCell(name),
  textCell(score.wrongActs.join('; ') || 'none'),
  lossCell(outcome.lossDollars),
  countCell(outcome.unmatched),
  countCell(score.customerExecutionsLost),
  textCell(showSince(score.firstLookSeconds)),
  textCell(showSince(score.rightServerSeconds)),
  textCell(showStopped(score)),
];

function accountChart({ seconds, groups, nothing }: GroupComparison): Chart {
  const lines = groups.map(
    ({ name, gross }, n): Series => ({
      label: name,
      tone: `s${((n % TONES) + 1) as 1}`,
      dash: (Math.floor(n / TONES) % 4) as 0,
      values: gross,
    }),
  );
  return {
    title: 'The error account',
    about: 'gross, as it was; the monitor showed it later',
    axis: 'clock',
    unit: 'usd',
    isLog: false,
    linked: true,
    x: seconds,
    series: [...lines, { label: 'nothing done', tone: 'alarm', values: nothing.gross }],
  };
}
