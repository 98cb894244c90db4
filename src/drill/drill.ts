import { InputError } from '../base/input-error.js';
import { RandomStream } from '../base/random.js';
import { NS_PER_SECOND, parseTimeOfDay } from '../base/units.js';
import type { Role } from '../risk/stops/authority.js';
import { runbookOf } from '../scenarios/runbooks.js';
import type { Scenario } from '../scenarios/schema.js';
import type { DueAction } from '../session/day/actions.js';
import { createDay } from '../session/day/create.js';
import type { Day } from '../session/day/day.js';
import type { Colleague, RunbookRow } from '../session/day/runbook.js';
import type { Action, ActionBy } from '../session/day/spec.js';
import { ACT_TEXTS, nameAct, THROUGH_TEXTS, tellAct, tellDelay } from '../session/log/tell-acts.js';
import { addAction } from '../session/people/add-action.js';
import { advanceDay } from '../session/session.js';
import { type Ask, lineOf, runbookRow, subjectOf } from './acts.js';
import { answerTo } from './answers.js';
import { speakerOf } from './injects.js';
import { note, openWatched, type Watched, watchSecond } from './watch.js';

/**
 * A drill: a day that people at a bridge act in while it goes. It steps second by second; an act is
 * a line of the scenario's actions, so that the day, run again with these lines, is the same day.
 */

/** What is told at the bridge. `id` counts from 1. */
export interface Message {
  readonly id: number;
  /** Seconds since the bell. */
  readonly seconds: number;
  readonly kind: 'asked' | 'done' | 'answer' | 'failed' | 'refused' | 'call' | 'colleague' | 'over';
  readonly from: string;
  readonly text: string;
}

/** A note of the trainer. */
export interface Note {
  readonly seconds: number;
  readonly text: string;
}

/** A drill in progress. */
export interface Drill {
  readonly scenario: Scenario;
  readonly day: Day;
  readonly watched: Watched;
  readonly told: Message[];
  /** What a trainer wrote down. */
  readonly notes: Note[];
  /** Draws whether an act succeeds. */
  readonly chances: RandomStream;
  /** What was asked for, in words, by the line that it became. */
  readonly asked: Map<DueAction, string>;
  /** The colleagues who have not asked yet, in the order in which they will. */
  readonly silentColleagues: Colleague[];
  /** Acts that take two roles, by what was asked for: the first role, and until when it waits. */
  readonly waiting: Map<string, { readonly role: Role; readonly untilSeconds: number }>;
  /** The acts of the day that have been told. */
  nextAct: number;
  isOver: boolean;
}

/** The most lines of a scenario's actions. */
const ACTIONS_MAX = 1000;
const SEVEN_THIRTY_NS = -2 * 3600 * NS_PER_SECOND;
const NINE_NS = -1800 * NS_PER_SECOND;

/**
 * Returns the scenario of a drill: with a runbook, from 07:30 where the morning begins before
 * 09:00, and without the acts by which people ended it or made it worse, which are up to the
 * trainee: kills, deployments, what the desk traded down, whoever watches a monitor, and what
 * another drill's people asked for. What somebody says, and what goes wrong by itself, stays.
 */
export function drillScenario(scenario: Scenario): Scenario {
  const { clock } = scenario;
  const startNs = parseTimeOfDay(clock.start);
  const start = startNs > SEVEN_THIRTY_NS && startNs < NINE_NS ? '07:30' : clock.start;
  return {
    ...scenario,
    clock: { ...clock, start },
    runbook: runbookOf(scenario),
    actions: scenario.actions.filter(
      (action) => !TRAINEES_ACTS.includes(action.do) && !isAsked(action),
    ),
    reference: undefined,
    findings: undefined,
  };
}

/** Acts that a drill leaves to its trainee. */
const TRAINEES_ACTS: readonly Action['do'][] = ['kill', 'deploy', 'unwind', 'block-sale', 'watch'];

/** Whether somebody at the bridge of a drill asked for an act. */
export const isAsked = <A extends Action>(action: A): action is A & ActionBy & { asked: string } =>
  'asked' in action && action.asked !== undefined;

/** Opens a drill of a scenario with a runbook. */
export function openDrill(scenario: Scenario): Drill {
  return {
    scenario,
    day: createDay(scenario, scenario.seed),
    watched: openWatched(),
    told: [],
    notes: [],
    chances: new RandomStream(scenario.seed, 'drill'),
    asked: new Map(),
    waiting: new Map(),
    silentColleagues: scenario.runbook!.colleagues.toSorted(
      (a, b) => a.afterSeconds - b.afterSeconds,
    ),
    nextAct: 0,
    isOver: false,
  };
}

/** The time of a drill, seconds since the bell. */
export const secondsOf = ({ day }: Drill): number =>
  Math.floor(day.cursor.nowNs[0]! / NS_PER_SECOND);

/** Goes on by a second, or to the end of the day; returns whether it is over. */
export function stepDrill(drill: Drill): boolean {
  if (drill.isOver) return true;
  const { day, watched } = drill;
  const isOver = advanceDay(day, (secondsOf(drill) + 1) * NS_PER_SECOND);
  watchSecond(day, watched);
  while (drill.nextAct < day.cursor.nextAction[0]!) tellDone(drill, drill.nextAct++);
  tellColleagues(drill);
  if (isOver) tell(drill, 'over', 'drill', 'The drill is over.');
  drill.isOver = isOver;
  return isOver;
}

/**
 * Asks for an act: it takes effect after its delay, or fails then. Throws an InputError, and does
 * nothing, for an act that the runbook does not have, that none of the roles may ask for, or that
 * names nothing known.
 */
export function ask(drill: Drill, request: Ask, roles: readonly Role[]): Message {
  const { day } = drill;
  if (drill.isOver) throw new InputError(`act: '${request.act}' comes after the end of the drill`);
  const row = runbookRow(day, request);
  const mine = row.by.filter((one) => roles.includes(one));
  if (mine.length === 0)
    throw new InputError(
      `act: '${request.act}' may be asked for by ${row.by.join(', ')}, not by ${roles.join(', ')}`,
    );
  if (day.actions.length >= ACTIONS_MAX)
    throw new InputError(`act: a scenario has at most ${ACTIONS_MAX} actions`);
  const askers = askersOf(drill, request, row, mine);
  const role = mine[0]!;
  if (askers === undefined) {
    const others = row.by.filter((one) => one !== role).join(' or ');
    const what = capital(nameAct(request.act, subjectOf(request)));
    return tell(drill, 'asked', role, `${what}: it waits for ${others} to ask for the same.`);
  }
  const askedNs = Math.ceil(day.cursor.nowNs[0]! / NS_PER_SECOND) * NS_PER_SECOND;
  const atNs = askedNs + row.delaySeconds * NS_PER_SECOND;
  const isGood = drill.chances.fraction() < row.chance;
  const failed = isGood ? {} : { failed: row.fails! };
  const line = addAction(day, lineOf(day, request, { roles: askers, atNs, askedNs, ...failed }));
  const text = tellAsk(request, row.delaySeconds);
  drill.asked.set(line, text);
  return tell(drill, 'asked', role, text);
}

/** How long the first of two roles waits for the second. */
const SECOND_ROLE_SECONDS = 300;

/**
 * The roles that ask for an act; undefined while a second one is awaited. What was stopped is let
 * go by two roles: where the runbook gives it to several, two of them ask for the same within some
 * minutes, unless one person has both.
 */
function askersOf(
  drill: Drill,
  request: Ask,
  { act, by }: RunbookRow,
  mine: readonly Role[],
): readonly Role[] | undefined {
  if (!act.startsWith('re-arm') || by.length === 1) return mine.slice(0, 1);
  if (mine.length > 1) return mine.slice(0, 2);
  const { through, server, symbol, account, behaviour } = request;
  const what = JSON.stringify([act, through, server, symbol, account, behaviour]);
  const first = drill.waiting.get(what);
  const role = mine[0]!;
  const isSecond =
    first !== undefined && first.role !== role && secondsOf(drill) <= first.untilSeconds;
  if (isSecond) {
    drill.waiting.delete(what);
    return [first.role, role];
  }
  drill.waiting.set(what, { role, untilSeconds: secondsOf(drill) + SECOND_ROLE_SECONDS });
  return undefined;
}

function tellAsk(request: Ask, delaySeconds: number): string {
  const whole = capital(nameAct(request.act, subjectOf(request)));
  const { part = 1 } = request;
  const what = part === 1 ? whole : `${whole} (${Math.round(100 * part)} % of it)`;
  const when = `${delaySeconds === 0 ? '' : 'in '}${tellDelay(delaySeconds)}`;
  return `${what}, ${THROUGH_TEXTS[request.through]}: ${when}.`;
}

const capital = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}`;

/** Tells what came of an act. */
function tellDone(drill: Drill, row: number): void {
  const { day, watched } = drill;
  const action: DueAction = day.actions[row]!;
  if (action.do === 'notice') {
    if (action.ifExcess === true && day.servers.every(({ book }) => book.errorExecutions[0] === 0))
      return;
    note(day, watched, 'call', action.text);
    const [from, said] = speakerOf(action.text);
    tell(drill, 'call', from, /[.?!]$/.test(said) ? capital(said) : `${capital(said)}.`);
  } else if (action.do === 'record') {
    if (action.failed !== undefined)
      tell(drill, 'failed', whoOf(action), `${capital(ACT_TEXTS[action.act])}: ${action.failed}.`);
    else tell(drill, 'answer', whoOf(action), answerTo(day, action));
  } else if (day.refusals[row] !== undefined)
    tell(drill, 'refused', whoOf(action), `${capital(day.refusals[row])}.`);
  else
    tell(
      drill,
      'done',
      whoOf(action),
      `${capital(tellAct({ ...action, asked: undefined } as Action))}.`,
    );
}

const whoOf = (action: Action): string =>
  'by' in action && action.by !== undefined && action.by.length > 0 ? action.by[0]! : 'incident';

function tellColleagues(drill: Drill): void {
  const { day, watched } = drill;
  const firstNs = Math.min(
    ...day.servers.map(({ book }) => book.firstErrorNs[0]!).filter((ns) => !Number.isNaN(ns)),
  );
  const silent = drill.silentColleagues;
  while (silent.length > 0) {
    const { from, afterSeconds, text } = silent[0]!;
    if (!(day.cursor.nowNs[0]! >= firstNs + afterSeconds * NS_PER_SECOND)) return;
    silent.shift();
    note(day, watched, 'colleague', text);
    tell(drill, 'colleague', from, text);
  }
}

function tell(drill: Drill, kind: Message['kind'], from: string, text: string): Message {
  const told = { id: drill.told.length + 1, seconds: secondsOf(drill), kind, from, text };
  drill.told.push(told);
  return told;
}

/**
 * Returns the scenario that plays a drill again: that of the drill, with what was done as its
 * actions. Run to its end, it gives the digest of the drill's day at its end.
 */
export function playedScenario({ scenario, day }: Drill): Scenario {
  return { ...scenario, actions: day.actions.map(({ atNs, ...action }) => action as Action) };
}
