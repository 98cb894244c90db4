import { formatTimeOfDay, NS_PER_SECOND } from '../../base/units.js';
import { figuresOf, findingsOf } from '../figures.js';
import { count, offBy, showLoss, usd } from '../format.js';
import { tellInFlight } from '../in-flight-text.js';
import { countCell, lossCell, shareCell, tableOf, textCell, usdCell } from './cells.js';
import { conditionsSection } from './conditions.js';
import type { Folder } from './folder.js';
import type { Block, Chart, Figure, Happening, Page, Section, ServerCard, Tone } from './model.js';
import { type Chance, findChances, plural, shortTime, showSpan, tellDay } from './narrative.js';
import { exposureCharts, priceCharts, serverLines } from './run-charts.js';
import { depthSection } from './run-depth.js';
import { limitSection } from './run-limits.js';
import { markEvents } from './run-marks.js';
import { pointSection } from './run-takeaways.js';
import { tapeSection } from './run-tape.js';
import type { RunSummary } from './summary-form.js';
import { NOT_MEASURED } from './units.js';

type RunFolder = Folder<RunSummary>;

/** The page of one simulated day. */
export function runPage(folder: RunFolder): Page {
  const { summary, story } = folder;
  const { result } = summary;
  const chances = findChances(result, folder.paths);
  const { happenings, marks } = markEvents(result.events);
  const sections = [
    narrativeSection(folder, happenings),
    chanceSection(folder, chances),
    pointSection(folder, chances),
    timeSection(folder),
    serverSection(folder),
    figureSection(folder),
    lossSection(folder),
    priceSection(folder),
    tapeSection(folder),
    depthSection(summary.result),
    checkSection(folder),
    limitSection(summary.result),
    conditionsSection(
      folder,
      [
        ['scenario', summary.scenario],
        ['seed', String(result.seed)],
        ['digest', result.digest],
        ['books', describeBooks(result.reconciliation)],
        ...(result.inFlight === undefined
          ? []
          : [['latency', tellInFlight(result.inFlight)] as const]),
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
    found === undefined ? '' : `the SEC found ${show(found)}${inBrackets(tellOff(value, found))}`;
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

const inBrackets = (text: string): string => (text === '' ? '' : ` (${text})`);

const roundCount = (n: number): string =>
  n >= 1e6 ? `${Number((n / 1e6).toPrecision(3))} million` : count(n);

function narrativeSection(
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
      : 'The loss if stopped is that of the positions at that moment, ' +
        'with the prices returning and the rest sold, as for the loss of the whole day.';
  return {
    id: 'chances',
    title: 'When it could have been stopped',
    lead,
    blocks: [{ kind: 'table', table }],
  };
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
    ['shortfall', loss.shortfallDollars, 'executions against the price a stock returns to'],
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
    'The stocks of the error account that moved furthest from their opening print. ' +
    'They zoom together with the charts over time.';
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

/** The distance of a figure from its reference in per cent; empty where only one of them is 0. */
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
