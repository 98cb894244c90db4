import { formatTimeOfDay } from '../base/units.js';
import type { Scenario } from '../scenarios/schema.js';
import type { DayResult } from '../session/result/result.js';
import { describeDepth } from './depth-text.js';
import { describeDesk } from './desk-text.js';
import { type ComparedFigure, extremesOf, figuresOf, findingsOf } from './figures.js';
import { describeFindings } from './findings-text.js';
import {
  type Align,
  count,
  exact,
  median,
  offBy,
  roughCount,
  showLoss,
  table,
  usd,
  wrap,
} from './format.js';
import { describeInFlight } from './in-flight-text.js';
import { describeTape } from './tape-text.js';

const WIDTH = 80;

/**
 * The outcome of a run as text of at most 80 columns: figures beside the SEC's where the scenario
 * has them, loss, servers, checks, findings, events, digest. `isExplained` lists more findings.
 */
export function describeRun(scenario: Scenario, result: DayResult, isExplained = false): string {
  const parts = [
    `${wrap(scenario.title, WIDTH)}\n${wrap(scenario.description, WIDTH)}`,
    describeFigures(scenario, result),
    describeLoss(scenario, result),
    wrap(describeDesk(result.desk), WIDTH),
    scenario.reference === undefined ? '' : describeTape(scenario, result.tape),
    describeDepth(result.depth, WIDTH),
    describeInFlight(result.inFlight, WIDTH),
    describeRetail(scenario, result),
    describeImmediate(result.immediate),
    describeServers(scenario, result),
    describeChecks(result),
    describeFindings(result.findings, isExplained),
    describeEvents(result),
    describeTail(result),
  ];
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`;
}

function describeFigures(scenario: Scenario, result: DayResult): string {
  const found = findingsOf(scenario);
  const rows = figuresOf(scenario, result).map(({ name, value, show, reference }) =>
    found === undefined
      ? [name, show(value)]
      : [
          name,
          show(value),
          ...(reference === undefined ? ['–', '–'] : [show(reference), offBy(value, reference)]),
        ],
  );
  const head = found === undefined ? ['', 'this run'] : ['', 'this run', found.by, 'off by'];
  const note = found === undefined ? '' : `\n${wrap(found.source, WIDTH)}`;
  const excess =
    scenario.excess === undefined ? '' : `${wrap(`Excess are ${scenario.excess}.`, WIDTH)}\n\n`;
  return excess + table(head, rows, ['left', 'right', 'right', 'right']) + note;
}

/**
 * The median and range of figures over several runs, beside the SEC's where there are some; and of
 * the extremes, where the scenario has those of the tape.
 */
export function describeSeeds(scenario: Scenario, results: readonly DayResult[], days = 0): string {
  const found = findingsOf(scenario);
  const head = (told: string): string[] => [
    '',
    'median',
    'least',
    'most',
    ...(found === undefined ? [] : [told, 'off by']),
  ];
  const spread = (columns: readonly ComparedFigure[][], told: string): string =>
    table(head(told), spreadRows(columns, found !== undefined), [
      'left',
      'right',
      'right',
      'right',
      'right',
      'right',
    ]);
  const seeds = results.map(({ seed }) => seed);
  const [least, most] = [Math.min(...seeds), Math.max(...seeds)];
  const range = least === most ? `seed ${least}` : `seeds ${least} to ${most}`;
  const title =
    days > 1
      ? `${scenario.title}: ${count(results.length)} runs of ${count(days)} days of own orders, ` +
        range
      : `${scenario.title}: ${count(results.length)} seeds, ${least} to ${most}`;
  const figures = spread(
    results.map((result) => figuresOf(scenario, result)),
    scenario.findings === undefined ? 'SEC' : 'found',
  );
  const extremes =
    scenario.reference?.tape === undefined
      ? ''
      : `\n${spread(
          results.map(({ tape }) => extremesOf(scenario, tape)),
          'tape',
        )}\n`;
  return `${wrap(title, WIDTH)}\n\n${figures}\n${extremes}`;
}

/** Rows of median, least and most of each figure, and of its reference if they are compared. */
function spreadRows(columns: readonly ComparedFigure[][], isCompared: boolean): string[][] {
  return columns[0]!.map(({ name, show, reference }, row) => {
    const values = columns.flatMap((figures) => figures[row]?.value ?? []);
    const middle = median(values);
    const compared =
      reference === undefined
        ? ['–', '–']
        : [shortCount(reference, show), offBy(middle, reference)];
    return [
      name,
      ...[middle, Math.min(...values), Math.max(...values)].map((value) => shortCount(value, show)),
      ...(isCompared ? compared : []),
    ];
  });
}

/** A figure for narrow columns: counts from a million on in millions. */
function shortCount(value: number, show: (n: number) => string): string {
  return show === count && value >= 1e6 ? `${(value / 1e6).toFixed(3)}M` : show(value);
}

function describeLoss({ excess }: Scenario, { loss }: DayResult): string {
  const stocks = `${count(loss.bustedStocks)} ${loss.bustedStocks === 1 ? 'stock' : 'stocks'}`;
  const busted =
    loss.bustedStocks > 0 ? ` (after busts ${loss.bustPercent} % from the open in ${stocks})` : '';
  const rows = [
    ['shortfall', usd(loss.shortfallDollars), 'executions against the price a stock returns to'],
    ['spread', usd(loss.spreadDollars), 'paid beyond the middle of the quote'],
    ['fees', usd(loss.feesDollars), 'to the venues, for these executions'],
    ['unwind', usd(loss.unwindDollars), 'sell-down on the day and block discount'],
    ['total', showLoss(loss.totalDollars), ''],
  ];
  const what = excess === undefined ? 'the error account' : 'the excess';
  const parts = table(['part', 'dollars', ''], rows, ['left', 'right', 'left']);
  return `${loss.totalDollars <= -0.5 ? 'Profit' : 'Loss'} of ${what}${busted}\n${parts}`;
}

function describeRetail({ excess }: Scenario, { retail }: DayResult): string {
  const text =
    `${excess === undefined ? 'Retail and other flow' : 'All orders'}: ` +
    `${count(retail.parents)} parents, ${count(retail.filled)} filled, ` +
    `${count(retail.open)} open at the end; ` +
    `${count(retail.executions)} executions of ${count(retail.shares)} shares; ` +
    `ordinary cost (fees) ${usd(retail.feesDollars)}.`;
  return wrap(text, WIDTH);
}

/** The fate of immediate-or-cancel orders; empty where there were none. */
export function describeImmediate(immediate: DayResult['immediate']): string {
  if (immediate === undefined) return '';
  const { orders, filled, cancelled, open, orderedShares, executedShares, cancelledShares } =
    immediate;
  const still = open === 0 ? '' : `, ${count(open)} open`;
  return wrap(
    `Immediate or cancel, at the opening: ${count(orders)} orders, ${count(filled)} filled, ` +
      `${count(cancelled)} cancelled in whole or in part${still}; ` +
      `${count(executedShares)} of ${count(orderedShares)} shares executed at once, ` +
      `${count(cancelledShares)} cancelled.`,
    WIDTH,
  );
}

function describeServers({ excess }: Scenario, { servers }: DayResult): string {
  const rows = servers.map((s) => [
    String(s.server),
    String(s.build),
    s.honoursFlag ? 'on' : 'off',
    count(s.parents),
    roughCount(s.parentsOpen),
    ...[s.children, s.admitted, s.executions, s.unmatchedExecutions].map((n) =>
      n < 1e7 ? count(n) : roughCount(n),
    ),
  ]);
  const right: Align = 'right';
  const head = [
    'server',
    'build',
    'flag',
    'parents',
    'open',
    'children',
    'admitted',
    'fills',
    excess === undefined ? 'unmatched' : 'excess',
  ];
  return table(head, rows, [right, right, 'left', right, right, right, right, right, right]);
}

function describeChecks({ checks }: DayResult): string {
  const rows = checks
    .filter((check) => check.breaches > 0)
    .map((check) => [
      check.name,
      check.mode,
      count(check.breaches),
      count(check.refused),
      check.firstNs === null ? '–' : formatTimeOfDay(check.firstNs, 1),
    ]);
  return rows.length === 0
    ? ''
    : table(['check', 'mode', 'breaches', 'refused', 'first'], rows, [
        'left',
        'left',
        'right',
        'right',
        'left',
      ]);
}

/** Events beyond this many are counted, not listed; `--json` has them all. */
const EVENTS_TOLD = 40;

function describeEvents({ events }: DayResult): string {
  const told = events
    .slice(0, EVENTS_TOLD)
    .map(
      ({ at, text }) =>
        `${at.padEnd(12)}${wrap(text, WIDTH - 12).replaceAll('\n', `\n${' '.repeat(12)}`)}`,
    );
  if (events.length > EVENTS_TOLD) told.push(`… and ${count(events.length - EVENTS_TOLD)} more`);
  return told.join('\n');
}

function describeTail(result: DayResult): string {
  const { shares, cashDollars, feesDollars } = result.reconciliation;
  const even = shares === 0 && cashDollars === 0 && feesDollars === 0;
  const books = even
    ? 'the firm’s books and the venues’ agree exactly'
    : `BOOKS DIFFER: shares ${shares}, cash ${exact(4, '$')(cashDollars)}, ` +
      `fees ${exact(4, '$')(feesDollars)}`;
  const waits =
    result.ordersWaited > 0 ? `; ${count(result.ordersWaited)} orders waited for room` : '';
  const unassigned =
    result.ordersUnassigned > 0
      ? `; ${count(result.ordersUnassigned)} orders found every server stopped`
      : '';
  const early =
    result.ordersBeforeStart > 0
      ? `; ${count(result.ordersBeforeStart)} orders were due before the start and entered with it`
      : '';
  const late =
    result.ordersAfterEnd > 0
      ? `; ${count(result.ordersAfterEnd)} orders of the flow were due after the end`
      : '';
  return wrap(
    `seed ${result.seed}, digest ${result.digest}; ${books}${waits}${unassigned}${early}${late}` +
      tellLateActs(result),
    WIDTH,
  );
}

/** Acts that are named one by one. */
const ACTS_TOLD = 3;

function tellLateActs({ actionsAfterEnd: acts }: DayResult): string {
  if (acts.length === 0) return '';
  const told = acts.length === 1 ? '1 act was' : `${count(acts.length)} acts were`;
  const more = acts.length > ACTS_TOLD ? ' …' : '';
  return (
    `; ${told} due after the end and did nothing: ` +
    `${acts.slice(0, ACTS_TOLD).join(', ')}${more}`
  );
}
