import { formatTimeOfDay, NS_PER_SECOND } from '../../base/units.js';
import { describeDesk } from '../desk-text.js';
import { count, fixed, showLoss, usd } from '../format.js';
import type { Paths } from './folder.js';
import type { Happened, RunSummary } from './summary-form.js';

type Result = RunSummary['result'];

/**
 * Tells a day in sentences, from the counts and events of the run: one paragraph each for the
 * deployment, the warnings, the runaway, the checks and the customers. `excess` names the unmeant
 * executions of a story where these are not executions beyond a parent's quantity.
 */
export function tellDay(result: Result, excess?: string): string[] {
  return [
    tellDeployment(result),
    tellWarnings(result),
    ...tellRunaway(result, excess),
    tellRefusals(result),
    tellCustomers(result),
    tellLateActs(result),
  ].filter((text) => text !== '');
}

function tellDeployment({ servers, events }: Result): string {
  const builds = new Map<number, number[]>();
  for (const { server, build } of servers)
    builds.set(build, [...(builds.get(build) ?? []), server]);
  const [most, ...rest] = [...builds].sort(([, a], [, b]) => b.length - a.length);
  if (most === undefined) return '';
  if (rest.length === 0) return `All ${servers.length} servers ran build ${most[0]}.`;
  const steps = events
    .filter(({ kind }) => kind === 'rollout-step')
    .map(({ at, text }) => ` ${at}: ${text}.`);
  const others = rest.map(([build, numbers]) => `${serverNames(numbers)} ran build ${build}`);
  const majority = `S${serverNames(most[1]).slice(1)} ran build ${most[0]}`;
  return `${majority}; ${others.join(', ')}.${steps.join('')}`;
}

function serverNames(numbers: readonly number[]): string {
  if (numbers.length === 1) return `server ${numbers[0]}`;
  const [low, high] = [Math.min(...numbers), Math.max(...numbers)];
  if (numbers.length > 2 && high - low + 1 === numbers.length) return `servers ${low} to ${high}`;
  return `servers ${numbers.slice(0, -1).join(', ')} and ${numbers.at(-1)}`;
}

function tellWarnings({ events }: Result): string {
  const before = events.filter(
    ({ timeNs, kind }) => timeNs !== null && timeNs < 0 && kind !== 'open',
  );
  if (before.length === 0) return '';
  const warnings = before.map(({ at, text }) => `at ${shortTime(at)} ${text}`);
  return `Before the bell: ${warnings.join('; ')}.`;
}

function tellRunaway(
  { runaway, loss, events, desk }: Result,
  excess: string | undefined,
): string[] {
  const { firstNs, lastNs } = runaway;
  if (firstNs === null || lastNs === null || runaway.unmatchedExecutions === 0)
    return [
      excess === undefined
        ? 'No execution went beyond what its parent order asked for, ' +
          'so the error account stayed empty.'
        : `There were no ${excess}.`,
    ];
  const seconds = (lastNs - firstNs) / NS_PER_SECOND;
  const pace =
    seconds < 1 ? '' : `, ${count(runaway.unmatchedExecutions / seconds)} a second on average`;
  const ended = events.find(
    ({ kind, timeNs }) =>
      (kind === 'kill' || kind === 'deployed' || kind === 'held-out') &&
      timeNs !== null &&
      timeNs >= lastNs - NS_PER_SECOND,
  );
  const [began, made] =
    excess === undefined
      ? [
          'an execution was first beyond what its parent order had asked for',
          `${plural(runaway.parents, 'parent')} made`,
        ]
      : [`there were the first ${excess}`, 'there were'];
  return [
    `At ${formatTimeOfDay(firstNs, 1)} ${began}. ` +
      `Until ${formatTimeOfDay(lastNs, 1)}, ${showSpan(seconds)} later, ` +
      `${made} ${count(runaway.unmatchedExecutions)} such executions of ` +
      `${count(runaway.unmatchedShares)} shares in ${plural(runaway.stocks, 'stock')}${pace}.` +
      (ended === undefined ? '' : ` ${nameEnd(ended)} ended it.`),
    `It left the firm long ${usd(runaway.longDollars)} in ` +
      `${plural(runaway.longStocks, 'stock')} and short ${usd(runaway.shortDollars)} in ` +
      `${count(runaway.shortStocks)}. ${tellLoss(loss)}`,
    describeDesk(desk),
  ];
}

function tellLoss(loss: Result['loss']): string {
  return (
    `${loss.totalDollars <= -0.5 ? 'There is a' : 'The loss is'} ${showLoss(loss.totalDollars)}: ` +
    `${showLoss(loss.shortfallDollars)} between the prices paid and those to which the stocks ` +
    `return, ${showLoss(loss.unwindDollars)} for getting rid of what was left, ` +
    `${showLoss(loss.spreadDollars)} of spread and ${usd(loss.feesDollars)} of fees.`
  );
}

function nameEnd({ kind, server, text }: Happened): string {
  const where = server === 0 ? 'the firm' : `server ${server}`;
  if (kind === 'kill') {
    const [, scope = where] = /^kill switch: ((?:symbol|account|strategy) \S+)/.exec(text) ?? [];
    return `The kill switch of ${scope}`;
  }
  return kind === 'deployed' ? `A deployment to ${where}` : `Keeping ${where} out of the market`;
}

function tellRefusals({ checks }: Result): string {
  const acted = checks.filter(({ breaches }) => breaches > 0);
  if (acted.length === 0) return 'No pre-trade check was breached.';
  const told = acted.map(({ name, breaches, refused, firstNs }) => {
    const outcome =
      refused === breaches
        ? 'all refused'
        : refused === 0
          ? 'none refused'
          : `${count(refused)} refused`;
    const first = firstNs === null ? '' : `, first at ${formatTimeOfDay(firstNs, 1)}`;
    return `${name} ${count(breaches)} times, ${outcome}${first}`;
  });
  return `Pre-trade checks that were breached: ${told.join('; ')}.`;
}

function tellCustomers({
  retail,
  parentsCancelled = 0,
  ordersBeforeStart = 0,
  ordersAfterEnd = 0,
}: Result): string {
  const filled = retail.filled === retail.parents ? 'all' : count(retail.filled);
  const open = retail.open === 0 ? 'none' : count(retail.open);
  const others = [
    [parentsCancelled, 'were to be executed at once, were not or only in part, and are cancelled'],
    [ordersBeforeStart, 'were due before the start and entered with it'],
    [ordersAfterEnd, 'were due after the end and are not among them'],
  ] as const;
  const told = others
    .filter(([orders]) => orders > 0)
    .map(([orders, fate]) => `; ${count(orders)} ${fate}`);
  return (
    `Of ${count(retail.parents)} other parent orders ` +
    `${filled} were filled and ${open} stood open at the end${told.join('')}.`
  );
}

function tellLateActs({ actionsAfterEnd: acts = [] }: Result): string {
  if (acts.length === 0) return '';
  return `Acts that were due after the end did nothing: ${acts.join(', ')}.`;
}

/**
 * A sign on which the firm could have stopped the runaway, with the excess up to then.
 * `lossDollars` is the loss had it stopped there, or `undefined` where the run kept no path of the
 * loss.
 */
export interface Chance {
  readonly at: string;
  readonly text: string;
  readonly executions: number;
  readonly grossDollars: number;
  readonly lossDollars: number | undefined;
}

/** Kinds of event that show an attentive firm that something is wrong. */
const SIGNS = new Set([
  'rollout-step',
  'alert',
  'audit-stray',
  'error-account',
  'breach',
  'notice',
  'pause',
  'canary-stopped',
]);

/**
 * The signs up to the last excess execution. Each breached check and each text occurs once, and of
 * the pauses only the first.
 */
export function findChances({ events, runaway }: Result, paths: Paths | undefined): Chance[] {
  const { lastNs } = runaway;
  if (lastNs === null || runaway.unmatchedExecutions === 0) return [];
  const seen = new Set<string>();
  return events.filter(isSign).flatMap((event) => {
    const { at, timeNs, kind, check, text, unmatchedExecutions, grossDollars } = event;
    const once = kind === 'breach' ? `breach ${check}` : kind === 'pause' ? kind : text;
    if ((timeNs !== null && timeNs > lastNs) || seen.has(once)) return [];
    seen.add(once);
    return [
      {
        at: shortTime(at),
        text,
        executions: unmatchedExecutions,
        grossDollars,
        lossDollars: lossAt(paths, timeNs),
      },
    ];
  });
}

function isSign({ kind }: Happened): boolean {
  return SIGNS.has(kind);
}

/**
 * The loss had the firm stopped at a time, interpolated between the two samples around it. Before
 * the bell it is 0.
 */
export function lossAt(paths: Paths | undefined, timeNs: number | null): number | undefined {
  if (paths === undefined || paths.atNs.length === 0) return undefined;
  if (timeNs === null || timeNs <= paths.atNs[0]!)
    return timeNs === null || timeNs < 0 ? 0 : paths.lossDollars[0]!;
  const after = paths.atNs.findIndex((at) => at >= timeNs);
  if (after < 0) return paths.lossDollars.at(-1);
  const [begin, end] = [paths.atNs[after - 1]!, paths.atNs[after]!];
  const share = (timeNs - begin) / (end - begin);
  return paths.lossDollars[after - 1]! * (1 - share) + paths.lossDollars[after]! * share;
}

/** A time of day without a fraction of `.0`. */
export function shortTime(at: string): string {
  return at.replace(/\.0$/, '');
}

/** A span of time as text: `45 minutes`, `12 s`. */
export function showSpan(seconds: number): string {
  if (seconds < 120) return `${Number(fixed(seconds, 1))} s`;
  const minutes = Math.floor(seconds / 60);
  const rest = Math.round(seconds - 60 * minutes);
  return rest === 0
    ? `${minutes} minutes`
    : rest === 60
      ? `${minutes + 1} minutes`
      : `${minutes} minutes ${rest} s`;
}

/** A count with its noun: `1 stock`, `2 stocks`. */
export function plural(n: number, noun: string): string {
  return `${count(n)} ${noun}${n === 1 ? '' : 's'}`;
}
