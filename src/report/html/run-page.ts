import { formatTimeOfDay, NS_PER_SECOND } from '../../base/units.js';
import { figuresOf, findingsOf } from '../figures.js';
import { count, offBy, showLoss, usd } from '../format.js';
import {
  type Chance,
  findChances,
  lossAt,
  plural,
  shortTime,
  showSpan,
  tellDay,
} from './account.js';
import { countCell, lossCell, shareCell, tableOf, textCell, usdCell } from './cells.js';
import { conditionsSection } from './conditions.js';
import type {
  Block,
  Chart,
  Figure,
  Happening,
  Mark,
  Page,
  Section,
  ServerCard,
  Tone,
} from './model.js';
import type { Folder, Happened, RunSummary } from './record.js';
import { exposureCharts, markedLoss, priceCharts, serverLines } from './run-charts.js';
import { NOT_MEASURED } from './units.js';

type RunFolder = Folder<RunSummary>;

/** Events told one by one, at the most; a busy day has thousands. */
const HAPPENINGS_MAX = 40;
/** Pauses marked on the charts, at the most. */
const PAUSES_MARKED = 200;

/** The page of one simulated day. */
export function runPage(folder: RunFolder): Page {
  const { summary, story } = folder;
  const { result } = summary;
  const chances = findChances(result, folder.paths);
  const { happenings, marks } = markEvents(result.events);
  const sections = [
    accountSection(folder, happenings),
    chanceSection(folder, chances),
    pointSection(folder, chances),
    timeSection(folder),
    serverSection(folder),
    figureSection(folder),
    lossSection(folder),
    priceSection(folder),
    checkSection(folder),
    conditionsSection(
      folder,
      [
        ['scenario', summary.scenario],
        ['seed', String(result.seed)],
        ['digest', result.digest],
        ['books', describeBooks(result.reconciliation)],
        ...(summary.finished ? [] : [['ended', 'by a signal before the end of the day'] as const]),
      ],
      / --(?:orders|check)\b/.test(summary.invocation ?? '')
        ? undefined
        : 'smars run scenario.json',
    ),
  ];
  return {
    kicker: `smars run · seed ${result.seed}`,
    title: story.title,
    lead: story.description,
    figures: headline(folder),
    sections: sections.filter((section) => section !== undefined),
    marks,
    foot: `Made by smars from the files beside this page. ${
      story.excess === undefined
        ? 'Parents, stocks, sides and mails'
        : 'Orders as they were meant, and faults,'
    } are inputs of the scenario; everything else came out of the run.`,
  };
}

function headline({ summary: { result }, story }: RunFolder): Figure[] {
  const { runaway, loss } = result;
  const told = story.reference;
  const beside = (value: number, found: number | undefined, show: (n: number) => string): string =>
    found === undefined
      ? ''
      : 'the SEC ' +
        `found ${show(found)}${tellOff(value, found) === '' ? '' : ` (${tellOff(value, found)})`}`;
  const gross = runaway.longDollars + runaway.shortDollars;
  const seconds =
    runaway.firstNs === null || runaway.lastNs === null
      ? 0
      : (runaway.lastNs - runaway.firstNs) / NS_PER_SECOND;
  const tone: Tone = runaway.unmatchedExecutions > 0 ? 'alarm' : 'good';
  return [
    {
      name: 'loss',
      value: showLoss(loss.totalDollars),
      note: beside(loss.totalDollars, told?.lossDollars, showLoss),
      tone,
    },
    story.excess === undefined
      ? {
          name: 'executions of Power Peg',
          value: count(runaway.executions),
          note: beside(runaway.executions, told?.executions, roundCount),
          tone: 'main',
        }
      : {
          name: 'excess executions',
          value: count(runaway.unmatchedExecutions),
          note: story.excess,
          tone: 'main',
        },
    {
      name: 'position at the end',
      value: usd(gross),
      note:
        told === undefined
          ? `${plural(runaway.stocks, 'stock')}`
          : beside(gross, told.longDollars + told.shortDollars, usd),
      tone: 'main',
    },
    {
      name: 'time it took',
      value: seconds === 0 ? 'none' : showSpan(seconds),
      note:
        seconds === 0
          ? 'nothing went beyond its order'
          : `${showLoss(loss.totalDollars / seconds)} a second`,
      tone: 'main',
    },
  ];
}

const roundCount = (n: number): string =>
  n >= 1e6 ? `${Number((n / 1e6).toPrecision(3))} million` : count(n);

/**
 * The events that are told, and the marks they have on the charts; of pauses the first and how
 * many.
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

function accountSection(
  { summary: { result }, story }: RunFolder,
  happenings: readonly Happening[],
): Section {
  const blocks: Block[] = [{ kind: 'text', paragraphs: tellDay(result, story.excess) }];
  if (happenings.length > 0) blocks.push({ kind: 'happenings', happenings });
  return { id: 'account', title: 'What happened', lead: '', blocks };
}

function chanceSection(
  { summary: { result }, paths }: RunFolder,
  chances: readonly Chance[],
): Section | undefined {
  if (chances.length === 0) return undefined;
  const whole = result.loss.totalDollars;
  const rows = chances.map(({ at, text, executions, grossDollars, lossDollars }) => [
    textCell(at),
    textCell(text),
    countCell(executions),
    usdCell(grossDollars),
    lossCell(lossDollars, whole, 'alarm'),
    lossDollars === undefined
      ? textCell(NOT_MEASURED)
      : whole <= 0
        ? textCell('no loss')
        : shareCell(Math.max(0, 1 - lossDollars / whole), 'good'),
  ]);
  const table = tableOf(
    'What each sign could have saved',
    [
      'when',
      'sign',
      '>executions by then',
      '>dollars by then',
      '>loss if stopped',
      '>loss avoided',
    ],
    rows,
  );
  const lead =
    paths === undefined
      ? ''
      : 'The loss if stopped is that of the positions at that moment, with the prices ' +
        'returning and the rest sold, as for the loss of the whole day.';
  return {
    id: 'chances',
    title: 'When it could have been stopped',
    lead,
    blocks: [{ kind: 'table', table }],
  };
}

function pointSection(
  { summary: { result }, paths, timeline }: RunFolder,
  chances: readonly Chance[],
): Section {
  const { runaway, loss, servers, checks } = result;
  const points: string[] = [];
  const builds = new Set(servers.map(({ build }) => build));
  if (builds.size > 1)
    points.push(
      `One fleet ran ${builds.size} builds. Comparing builds before the bell asks one ` +
        'question of each server, and would have shown it.',
    );
  const early = chances.filter(({ executions }) => executions === 0);
  if (early.length > 0)
    points.push(
      `${plural(early.length, 'sign')} came before the first excess execution. Acting on ` +
        `any of them would have cost nothing: ${early[0]!.text}.`,
    );
  if (
    runaway.firstNs !== null &&
    paths !== undefined &&
    paths.atNs.length > 0 &&
    runaway.unmatchedExecutions > 0
  ) {
    const first = runaway.firstNs;
    const after = [60, 300, 900]
      .filter((s) => first + s * NS_PER_SECOND < runaway.lastNs!)
      .map((s) => `${showLoss(lossAt(paths, first + s * NS_PER_SECOND)!)} after ${showSpan(s)}`);
    if (after.length > 0)
      points.push(
        `A stop would have limited the loss to ${after.join(', ')}; the whole of it ` +
          `is ${showLoss(loss.totalDollars)}.`,
      );
  }
  const marked =
    paths === undefined ? [] : markedLoss(paths, timeline).filter((dollars) => dollars !== null);
  const best = Math.min(0, ...marked);
  if (-best > 0.01 * loss.totalDollars && loss.totalDollars > 0)
    points.push(
      'Marked at the quotes, which its own orders moved, the error account showed a profit ' +
        `of up to ${usd(-best)} while the loss grew.`,
    );
  const warned = checks.filter(({ breaches, refused }) => breaches > 0 && refused === 0);
  if (warned.length > 0)
    points.push(
      `${warned.map(({ name }) => name).join(', ')} saw it and refused nothing. A check ` +
        'that refuses would have acted at the first breach.',
    );
  if (runaway.unmatchedExecutions > 0 && checks.every(({ breaches }) => breaches === 0))
    points.push(
      'No pre-trade check was breached, because none of those that were on could see it. ' +
        'smars whatif runs this day again with each of them.',
    );
  if (runaway.unmatchedExecutions === 0)
    points.push('Nothing was executed beyond what was ordered.');
  return { id: 'points', title: 'Takeaways', lead: '', blocks: [{ kind: 'points', points }] };
}

function timeSection(folder: RunFolder): Section | undefined {
  const charts: Chart[] = exposureCharts(folder);
  if (charts.length === 0) return undefined;
  return {
    id: 'time',
    title: 'Over time',
    lead: 'Numbers on the charts are those of the events above.',
    blocks: [
      { kind: 'zoom', axis: 'clock' },
      { kind: 'charts', layout: 'stack', charts },
    ],
  };
}

function serverSection(folder: RunFolder): Section {
  const { result } = folder.summary;
  const lines = serverLines(folder);
  const cards = result.servers.map((server, index): ServerCard => {
    const ended = result.events.findLast(
      ({ kind, server: number }) =>
        (kind === 'kill' && (number === 0 || number === server.server)) ||
        (kind === 'held-out' && number === server.server),
    );
    const isRunaway = server.unmatchedExecutions > 0;
    const stopped =
      ended === undefined
        ? ''
        : ended.kind === 'kill'
          ? `killed ${shortTime(ended.at)}`
          : 'held out';
    return {
      name: `Server ${server.server}`,
      state: [isRunaway ? 'runaway' : '', stopped || (isRunaway ? '' : 'ran to the end')]
        .filter((word) => word !== '')
        .join(', '),
      tone: isRunaway ? 'alarm' : 'quiet',
      facts: [
        ['build', String(server.build)],
        ['flag', server.honoursFlag ? 'on' : 'off'],
        ['parents', count(server.parents)],
        ['children', count(server.children)],
        ['beyond orders', count(server.unmatchedExecutions)],
      ],
      line: lines[index] ?? [],
    };
  });
  const lead =
    lines.length === 0
      ? ''
      : 'The line under each is its orders a second over the day, on a scale of its own.';
  return {
    id: 'servers',
    title: 'The servers',
    lead,
    blocks: [{ kind: 'servers', servers: cards }],
  };
}

function figureSection({ summary: { result }, story }: RunFolder): Section {
  const found = findingsOf(story);
  const rows = figuresOf(story, result).map(({ name, value, show, reference }) => [
    textCell(name),
    { text: show(value), sort: value },
    ...(found === undefined
      ? []
      : [
          textCell(reference === undefined ? 'not known' : show(reference)),
          textCell(reference === undefined ? '' : tellOff(value, reference)),
        ]),
  ]);
  const names =
    found === undefined
      ? ['figure', '>this run']
      : ['figure', '>this run', `>${found.by}`, '>off by'];
  const source = story.findings?.source ?? story.reference?.source;
  const table = tableOf(
    source === undefined ? 'Figures of the run' : `This run beside ${source}`,
    names,
    rows,
  );
  const title =
    found === undefined
      ? 'Figures'
      : story.findings === undefined
        ? 'Beside the SEC’s figures'
        : 'Beside what is known';
  return { id: 'figures', title, lead: '', blocks: [{ kind: 'table', table }] };
}

function lossSection({ summary: { result } }: RunFolder): Section | undefined {
  const { loss } = result;
  if (loss.totalDollars === 0) return undefined;
  const parts: [string, number, string][] = [
    [
      'shortfall',
      loss.shortfallDollars,
      'executions against the price to which each stock returns',
    ],
    ['unwind', loss.unwindDollars, 'sell-down on the day and block discount'],
    ['spread', loss.spreadDollars, 'paid beyond the middle of the quote'],
    ['fees', loss.feesDollars, 'to the venues, for these executions'],
  ];
  const rows = parts.map(([name, value, about]) => [
    textCell(name),
    textCell(about),
    lossCell(value, loss.totalDollars, 'alarm'),
  ]);
  const busted =
    loss.bustedStocks > 0
      ? `After busts ${loss.bustPercent} % from the open in ${plural(loss.bustedStocks, 'stock')}.`
      : '';
  return {
    id: 'loss',
    title: loss.totalDollars <= -0.5 ? 'What the profit is made of' : 'What the loss is made of',
    lead: busted,
    blocks: [
      {
        kind: 'table',
        table: tableOf(
          `Parts of ${showLoss(loss.totalDollars)}`,
          ['part', 'what it is', '>dollars'],
          rows,
        ),
      },
    ],
  };
}

function priceSection(folder: RunFolder): Section | undefined {
  const charts = priceCharts(folder);
  if (charts.length === 0) return undefined;
  const lead =
    'The stocks of the error account that moved furthest from their opening print. They ' +
    'zoom together with the charts over time.';
  return {
    id: 'prices',
    title: 'Stock prices',
    lead,
    blocks: [
      { kind: 'zoom', axis: 'clock' },
      { kind: 'charts', layout: 'grid', charts },
    ],
  };
}

function checkSection({ summary: { result } }: RunFolder): Section | undefined {
  const breached = result.checks.filter(({ breaches }) => breaches > 0);
  if (breached.length === 0) return undefined;
  const rows = breached.map(({ name, breaches, refused, firstNs }) => [
    textCell(name),
    countCell(breaches),
    countCell(refused),
    firstNs === null ? textCell('not known') : { text: formatTimeOfDay(firstNs, 1), sort: firstNs },
  ]);
  return {
    id: 'checks',
    title: 'Pre-trade checks',
    lead: '',
    blocks: [
      {
        kind: 'table',
        table: tableOf(
          'Checks that were breached',
          ['check', '>breaches', '>refused', '>first'],
          rows,
          true,
        ),
      },
    ],
  };
}

/** How far a figure is from its reference in per cent; empty where one of them is nothing. */
function tellOff(value: number, reference: number): string {
  const off = offBy(value, reference).trim();
  return off === '–' ? '' : off;
}

function describeBooks({
  shares,
  cashDollars,
  feesDollars,
}: RunSummary['result']['reconciliation']): string {
  if (shares === 0 && cashDollars === 0 && feesDollars === 0)
    return 'the firm’s and the venues’ agree exactly';
  return `DIFFER: ${count(shares)} shares, ${usd(cashDollars)} cash, ${usd(feesDollars)} fees`;
}
