import { BASE_ROW, JOINT_ROWS } from '../../whatif/cells.js';
import { count, median, showLoss, usd } from '../format.js';
import { showTime } from '../matrix.js';
import { countCell, lossCell, shareCell, tableOf, textCell, usdCell } from './cells.js';
import { conditionsSection } from './conditions.js';
import type { Folder } from './folder.js';
import type { Block, Cell, Figure, Page, Section } from './model.js';
import { plural } from './narrative.js';
import type { WhatifSummary } from './summary-form.js';
import { NOT_MEASURED } from './units.js';

type Row = WhatifSummary['rows'][number];
type Pick = (cell: Row['seeds'][number]['cell']) => number;

/** A loss below this fraction of the base row's loss counts as prevented. */
const PREVENTED = 0.01;

/** The page of a what-if matrix: the change that each control would have made. */
export function matrixPage(folder: Folder<WhatifSummary>): Page {
  const { summary, story } = folder;
  const seeds = summary.rows.flatMap((row) => row.seeds.map(({ seed }) => seed));
  const runs = seeds.length;
  const base = summary.rows.find(({ name }) => name === BASE_ROW) ?? summary.rows[0];
  const sections =
    base === undefined
      ? []
      : [pointSection(summary, base), matrixSection(summary, base), minimalSection(summary)];
  const conditions = conditionsSection(
    folder,
    [
      ['scenario', summary.scenario],
      ['seeds', seeds.length === 0 ? 'none' : `${Math.min(...seeds)} to ${Math.max(...seeds)}`],
      ...(summary.finished ? [] : [['ended', 'by a signal before all runs were done'] as const]),
    ],
    undefined,
  );
  return {
    kicker: `smars whatif · ${plural(runs, 'run')}`,
    title: story.title,
    lead:
      story.description === ''
        ? 'The same day again with each control.'
        : `${story.description} The same day again with each control.`,
    figures: base === undefined ? [] : headline(summary, base),
    sections: [...sections, conditions].filter((section) => section !== undefined),
    marks: [],
    foot:
      'Made by smars from the files beside this page. ' +
      'A control is measured by running the whole day again with it.',
  };
}

const middle = ({ seeds }: Row, pick: Pick): number => median(seeds.map(({ cell }) => pick(cell)));
const lossOf = (row: Row): number => middle(row, ({ lossDollars }) => lossDollars);

function headline({ rows }: WhatifSummary, base: Row): Figure[] {
  const others = singlesOf(rows, base);
  const whole = lossOf(base);
  const prevented = others.filter((row) => lossOf(row) < PREVENTED * whole);
  const unchanged = others.filter((row) => lossOf(row) > (1 - PREVENTED) * whole);
  const told: Figure[] = [
    {
      name: base.name === BASE_ROW ? 'loss without a control' : `loss ${base.name}`,
      value: showLoss(whole),
      note: spread(base),
      tone: 'alarm',
    },
    {
      name: 'tried',
      value: count(others.length),
      note: 'each by running the whole day again',
      tone: 'main',
    },
  ];
  if (whole <= 0) return told;
  return [
    ...told,
    {
      name: 'prevent it',
      value: count(prevented.length),
      note: 'leave less than 1 % of the loss',
      tone: 'good',
    },
    {
      name: 'change nothing',
      value: count(unchanged.length),
      note: 'leave more than 99 % of it',
      tone: 'main',
    },
  ];
}

/** The rows of single controls, which are compared with the base. */
function singlesOf(rows: readonly Row[], base: Row): Row[] {
  return rows.filter((row) => row !== base && !JOINT_ROWS.includes(row.name));
}

/** The range of a row's loss over its seeds. */
function spread({ seeds }: Row): string {
  if (seeds.length < 2) return '';
  const losses = seeds.map(({ cell }) => cell.lossDollars);
  const [least, most] = [Math.min(...losses), Math.max(...losses)];
  return `${showLoss(least)} to ${showLoss(most)} over ${seeds.length} seeds`;
}

const TAKEAWAYS = { id: 'points', title: 'Takeaways', lead: '' } as const;

function pointSection({ rows }: WhatifSummary, base: Row): Section {
  const singles = singlesOf(rows, base);
  const whole = lossOf(base);
  if (whole <= 0)
    return {
      ...TAKEAWAYS,
      blocks: [
        { kind: 'points', points: [`${base.name} has no loss, so there is nothing to prevent.`] },
      ],
    };
  const points: string[] = [];
  const name = (list: readonly Row[]): string => list.map((row) => row.name).join(', ');
  const prevented = singles.filter((row) => lossOf(row) < PREVENTED * whole);
  const harmless = prevented.filter(
    ({ normal }) =>
      normal !== undefined && normal.refused === 0 && (normal.parentsUnfilled ?? 0) === 0,
  );
  const idle = singles.filter((row) => lossOf(row) > (1 - PREVENTED) * whole);
  const partly = singles
    .filter((row) => !prevented.includes(row) && !idle.includes(row))
    .sort((a, b) => lossOf(a) - lossOf(b));
  if (prevented.length > 0)
    points.push(
      `Any one of these alone leaves less than 1 % of the ${usd(whole)}: ${name(prevented)}.`,
    );
  if (harmless.length > 0)
    points.push(`Of them, these refuse and stop nothing on a normal day: ${name(harmless)}.`);
  if (partly.length > 0) {
    const limited = partly.map((row) => `${row.name} to ${showLoss(lossOf(row))}`);
    points.push(`These limit the loss: ${limited.join(', ')}.`);
  }
  if (idle.length > 0) points.push(`These do not change it: ${name(idle)}.`);
  return { ...TAKEAWAYS, blocks: [{ kind: 'points', points }] };
}

/** A column that not every matrix has. It is shown where any row has a value for it. */
interface Optional {
  readonly name: string;
  readonly about: string;
  readonly cell: (row: Row) => Cell | undefined;
}

const OPTIONAL: readonly Optional[] = [
  {
    name: '>leaked',
    about: 'excess executions after the control tripped',
    cell: (row) =>
      row.seeds[0]!.cell.leakedExecutions === undefined
        ? undefined
        : countCell(middle(row, ({ leakedExecutions }) => leakedExecutions ?? 0)),
  },
  {
    name: '>refused at first try',
    about:
      'of the parents of a day on which nothing is wrong that the router tried, those of which ' +
      'the gate refused a child at the first try',
    cell: ({ normal }) => shareOf(normal?.firstTriesRefused, normal?.firstTries),
  },
  {
    name: '>not filled',
    about: 'of the parents that came in on that day, those that a refusal or a stop left unfilled',
    cell: ({ normal }) => shareOf(normal?.parentsUnfilled, normal?.parentsEntered),
  },
];

function shareOf(part: number | undefined, whole: number | undefined): Cell | undefined {
  if (part === undefined || whole === undefined) return undefined;
  return shareCell(whole === 0 ? 0 : part / whole, 'alarm');
}

/** The description and the settings of a control. */
const detailOf = ({ about, value }: Row): string =>
  [about, value].filter((part) => part !== '').join(': ');

function matrixSection({ rows }: WhatifSummary, base: Row): Section {
  const largest = Math.max(...rows.map(lossOf));
  const excess = Math.max(
    ...rows.map((row) => middle(row, ({ unmatchedExecutions }) => unmatchedExecutions)),
  );
  const whole = lossOf(base);
  const extra = OPTIONAL.filter(({ cell }) => rows.some((row) => cell(row) !== undefined));
  const body = rows.map((row): Cell[] => {
    const loss = lossOf(row);
    const executions = middle(row, ({ unmatchedExecutions }) => unmatchedExecutions);
    return [
      { text: row.name, detail: detailOf(row) },
      { ...lossCell(loss, largest, 'alarm'), detail: spread(row) },
      row === base
        ? textCell('the base')
        : whole <= 0
          ? textCell('no loss')
          : shareCell(Math.max(0, 1 - loss / whole), 'good'),
      timeCell(row, 'trippedNs'),
      timeCell(row, 'stoppedNs'),
      { ...countCell(executions), bar: excess === 0 ? 0 : executions / excess },
      usdCell(middle(row, ({ grossDollars }) => grossDollars)),
      countCell(middle(row, ({ parentsAbandoned }) => parentsAbandoned)),
      ...extra.map(({ cell }) => cell(row) ?? textCell(NOT_MEASURED)),
    ];
  });
  const names = [
    'control',
    '>loss',
    '>loss avoided',
    '>tripped',
    '>stopped',
    '>excess executions',
    '>dollars out',
    '>parents left',
    ...extra.map(({ name }) => name),
  ];
  const legend = [
    'Each control has below it what it is and what it was set to. ' +
      'Tripped: when the control first acted or refused. ' +
      'Stopped: the last execution beyond what was ordered or meant. ' +
      'Parents left: orders of any kind not completed at the end.',
    ...extra.map(
      ({ name, about }) => `${name.slice(1)[0]!.toUpperCase()}${name.slice(2)}: ${about}.`,
    ),
  ].join(' ');
  const blocks: Block[] = [
    {
      kind: 'table',
      table: tableOf('Press the head of a column to sort by it', names, body, true),
    },
    { kind: 'text', paragraphs: [legend] },
  ];
  return { id: 'matrix', title: 'The matrix', lead: '', blocks };
}

function timeCell(row: Row, name: 'trippedNs' | 'stoppedNs'): Cell {
  const known = row.seeds.map(({ cell }) => cell[name]).filter((time) => time !== null);
  if (known.length * 2 <= row.seeds.length && known.length < row.seeds.length)
    return { text: 'never' };
  const time = median(known);
  return { text: showTime(time), sort: time };
}

function minimalSection({ minimal }: WhatifSummary): Section | undefined {
  if (minimal === undefined) return undefined;
  const rows = minimal.sets.map(({ controls, lossDollarsMax }) => [
    textCell(controls.join(' + ')),
    lossCell(lossDollarsMax, minimal.boundDollars),
  ]);
  const title = `Smallest sets that keep the loss below ${usd(minimal.boundDollars)}`;
  const blocks: Block[] =
    rows.length === 0
      ? [{ kind: 'text', paragraphs: ['There is none.'] }]
      : [
          {
            kind: 'table',
            table: tableOf(
              'Sets from which no control can be left out',
              ['controls', '>loss at most'],
              rows,
              true,
            ),
          },
        ];
  return { id: 'minimal', title, lead: '', blocks };
}
