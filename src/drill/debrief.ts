import { dollars, NS_PER_SECOND, parseTimeOfDay } from '../base/units.js';
import type { Scenario } from '../scenarios/schema.js';
import type { Day } from '../session/day/day.js';
import type { RunbookAct } from '../session/day/runbook.js';
import type { Action } from '../session/day/spec.js';
import { tellAct } from '../session/log/tell-acts.js';
import type { DayResult } from '../session/result/result.js';
import { summariseDay } from '../session/result/result.js';
import { lineOf } from './acts.js';
import {
  type Drill,
  drillScenario,
  isAsked,
  type Message,
  type Note,
  openDrill,
  stepDrill,
} from './drill.js';
import type { Signal } from './watch.js';

/** What a day came to, for a comparison. */
export interface DayOutcome {
  readonly name: string;
  readonly lossDollars: number;
  readonly grossDollars: number;
  /** What the error account holds at the end, long and short. */
  readonly heldDollars: number;
  /** Executions that matched no parent, and the last of them, seconds since the bell. */
  readonly unmatched: number;
  readonly lastSeconds: number | null;
  /** Customers' executions, which a stop costs too. */
  readonly customerExecutions: number;
}

/** An act of the drill, with its times and what came of it. */
export interface DebriefedAct {
  readonly what: string;
  readonly by: string;
  readonly askedSeconds: number;
  readonly atSeconds: number;
  readonly came: 'done' | 'failed' | 'refused' | 'too late';
  readonly text: string;
}

/** The parts of the score; a time is in seconds since the first signal, null if it never came. */
export interface Score {
  readonly firstSignalSeconds: number | null;
  readonly firstLookSeconds: number | null;
  readonly acknowledgedSeconds: number | null;
  /** Until the first act that named a server which ran away. */
  readonly rightServerSeconds: number | null;
  /** Until the last execution that matched no parent, where an act ended them. */
  readonly stoppedSeconds: number | null;
  /** Whether acts kept every such execution from coming; then there is no last one. */
  readonly isPrevented: boolean;
  /** The error account's growth from the first signal on. */
  readonly grossAfterDollars: number;
  /** Customers' executions that would have come if nobody had acted. */
  readonly customerExecutionsLost: number;
  readonly wrongActs: readonly string[];
  readonly failedActs: number;
  readonly refusedActs: number;
}

/** Everything that the debrief shows. `--out` keeps it as drill.json. */
export interface Debrief {
  readonly version: 1;
  readonly command: 'drill';
  readonly scenario: string;
  readonly title: string;
  readonly seed: number;
  readonly digest: string;
  readonly signals: readonly Signal[];
  /** What was told at the bridge, but for what was asked for, which `acts` has. */
  readonly told: readonly Message[];
  readonly notes: readonly Note[];
  readonly acts: readonly DebriefedAct[];
  readonly score: Score;
  readonly drill: DayOutcome;
  /** Nothing done, history where it differs, and the best single act at the first signal. */
  readonly beside: readonly DayOutcome[];
  /** The single acts that were tried, best first. */
  readonly tried: readonly DayOutcome[];
  /** On request: nobody acts, and one control does by itself; at last all of them. */
  readonly controls?: readonly DayOutcome[];
  /** The error account's gross in dollars over the day, with nothing done beside. */
  readonly gross: {
    readonly seconds: readonly number[];
    readonly drill: readonly number[];
    readonly nothing: readonly number[];
  };
}

/**
 * Single acts that may end a runaway, which the search tries. A roll-back is not among them: it may
 * bring the cause to every server, and such a day takes as long as eight.
 */
const STOPS: readonly RunbookAct[] = [
  'stop-firm',
  'stop-server',
  'flag-off',
  'deploy-build',
  'exchange-halt',
];

/** A day to compare with, by name. */
export interface Candidate {
  readonly name: string;
  readonly spec: Scenario;
}

/**
 * The days that the search compares: the stops of the runbook one by one, asked for at a time, done
 * in its fastest way and without bad luck; of single servers, those that ran away. `day` is as it
 * stands when nothing was done.
 */
function candidatesAt(
  scenario: Scenario,
  day: Day,
  servers: readonly number[],
  askedNs: number,
): Candidate[] {
  return STOPS.flatMap((act) => {
    const rows = scenario.runbook!.acts.filter((row) => row.act === act);
    const row = rows.toSorted((a, b) => a.delaySeconds - b.delaySeconds)[0];
    if (row === undefined) return [];
    const atNs = askedNs + row.delaySeconds * NS_PER_SECOND;
    const names = act === 'stop-server' || act === 'deploy-build' ? servers : [undefined];
    return names.map((server): Candidate => {
      const request = { act, through: row.through, server };
      const line = lineOf(day, request, { roles: [row.by[0]!], atNs, askedNs });
      const name = server === undefined ? act : `${act} ${server}`;
      return { name, spec: { ...scenario, actions: [...scenario.actions, line] } };
    });
  });
}

/** Reads what a day came to. */
export function dayOutcome(name: string, result: DayResult): DayOutcome {
  const { runaway, loss, servers } = result;
  const all = servers.reduce((sum, { executions }) => sum + executions, 0);
  return {
    name,
    lossDollars: loss.totalDollars,
    grossDollars: runaway.grossDollars,
    heldDollars: runaway.longDollars + runaway.shortDollars,
    unmatched: runaway.unmatchedExecutions,
    lastSeconds: runaway.lastNs === null ? null : runaway.lastNs / NS_PER_SECOND,
    customerExecutions: all - runaway.unmatchedExecutions,
  };
}

/** Runs days by name, in order. */
export type RunDays = (days: readonly Candidate[]) => Promise<readonly DayResult[]>;

/** Seconds of a drill that are played before others have the thread again. */
const STEPS_AT_A_TIME = 60;

/** Plays a drill to its end without people. `onStep` hears now and then which part is done. */
export async function playOut(drill: Drill, onStep?: (fraction: number) => void): Promise<void> {
  const { startNs, endNs, cursor } = drill.day;
  for (let steps = 1; !stepDrill(drill); steps++) {
    if (steps % STEPS_AT_A_TIME !== 0) continue;
    onStep?.((cursor.nowNs[0]! - startNs) / (endNs - startNs));
    await new Promise<void>((goOn) => setTimeout(goOn));
  }
}

/** Plays a scenario that a drill has left, with what was seen and heard on the way, and notes. */
export async function replayDrill(
  played: Scenario,
  notes: readonly Note[] = [],
  onStep?: (fraction: number) => void,
): Promise<Drill> {
  const drill = openDrill(played);
  drill.notes.push(...notes);
  await playOut(drill, onStep);
  return drill;
}

/** What a debrief may have beside. */
interface DebriefOptions {
  readonly onStep?: (fraction: number) => void;
  readonly controls?: (scenario: Scenario) => readonly Candidate[];
}

/** Points of the curves of the debrief. */
const POINTS = 300;

/**
 * Makes the debrief of a drill that is over. `original` is the story as history had it, and `run`
 * plays the days beside it; `onStep` hears which part is done of the day on which nobody acts;
 * `controls` gives the days of controls, if they are wanted.
 */
export async function makeDebrief(
  drill: Drill,
  original: Scenario,
  run: RunDays,
  { onStep, controls }: DebriefOptions = {},
): Promise<Debrief> {
  const { day, watched, told } = drill;
  const result = summariseDay(day);
  const base = drillScenario(original);
  const scenario = { ...drill.scenario, actions: base.actions };
  const nothing = await replayDrill(scenario, [], onStep);
  const signals = nothing.watched.signals.toSorted((a, b) => a.seconds - b.seconds);
  const first = signals[0]?.seconds ?? null;
  const culprits = culpritsOf(nothing);
  const candidates =
    first === null ? [] : candidatesAt(scenario, nothing.day, culprits, first * NS_PER_SECOND);
  const history = { name: 'history', spec: { ...scenario, actions: original.actions } };
  const controlled = controls?.(scenario) ?? [];
  // Without the memory that a runbook keeps for acts that may come, a day is the same and faster.
  const results = await run(
    [history, ...candidates, ...controlled].map(({ name, spec }) => ({
      name,
      spec: { ...spec, runbook: undefined },
    })),
  );
  const tried = candidates
    .map(({ name }, n) => dayOutcome(name, results[n + 1]!))
    .sort((a, b) => a.lossDollars - b.lossDollars || b.customerExecutions - a.customerExecutions);
  const untouched = dayOutcome('nothing done', summariseDay(nothing.day, true));
  return {
    version: 1,
    command: 'drill',
    scenario: scenario.name,
    title: scenario.title,
    seed: scenario.seed,
    digest: result.digest,
    signals: watched.signals.toSorted((a, b) => a.seconds - b.seconds),
    told: told.filter(({ kind }) => kind !== 'asked').map((one, n) => ({ ...one, id: n + 1 })),
    notes: drill.notes,
    acts: actsOf(drill),
    score: scoreOf(drill, result, nothing, untouched),
    drill: dayOutcome('this drill', result),
    beside: [
      untouched,
      dayOutcome('history', results[0]!),
      ...(tried[0] === undefined ? [] : [{ ...tried[0], name: `best: ${tried[0].name}` }]),
    ],
    tried,
    ...(controlled.length > 0 && {
      controls: controlled.map(({ name }, n) =>
        dayOutcome(name, results[n + 1 + candidates.length]!),
      ),
    }),
    gross: curvesOf(drill, nothing),
  };
}

function actsOf({ day }: Drill): DebriefedAct[] {
  const end = day.cursor.nextAction[0]!;
  return day.actions.flatMap((action, row) => {
    if (!isAsked(action)) return [];
    const isFailed = action.do === 'record' && action.failed !== undefined;
    const came =
      row >= end ? 'too late' : isFailed ? 'failed' : day.refusals[row] ? 'refused' : 'done';
    return [
      {
        what: action.do === 'record' ? action.act : action.do,
        by: (action.by ?? []).join(' and '),
        askedSeconds: parseTimeOfDay(action.asked) / NS_PER_SECOND,
        atSeconds: action.atNs / NS_PER_SECOND,
        came,
        text: day.refusals[row] ?? tellAct({ ...action, asked: undefined } as Action),
      } as const,
    ];
  });
}

/** The servers that ran away. */
const culpritsOf = ({ day }: Drill): number[] =>
  day.servers.filter(({ book }) => book.errorExecutions[0]! > 0).map(({ number }) => number);

/** Whether an act looks something up or reads it. */
const isLook = (action: Action): boolean =>
  action.do === 'record' && action.failed === undefined && !action.act.startsWith('call-');

/** The parts of the score of a drill, by the day on which nobody acted. */
export function scoreOf(
  drill: Drill,
  result: DayResult,
  nothing: Drill,
  untouched: DayOutcome,
): Score {
  const { day, watched } = drill;
  const done = day.actions.slice(0, day.cursor.nextAction[0]!).filter(isAsked);
  const culprits = culpritsOf(nothing);
  const first = firstSignal(watched.signals);
  const since = (isMeant: (action: Action) => boolean): number | null => {
    const found = done.find(isMeant);
    return found === undefined || first === null ? null : found.atNs / NS_PER_SECOND - first;
  };
  const drilled = dayOutcome('this drill', result);
  const isEnded =
    drilled.lastSeconds !== null && drilled.lastSeconds < (untouched.lastSeconds ?? 0) - 1;
  return {
    firstSignalSeconds: first,
    firstLookSeconds: since(isLook),
    acknowledgedSeconds: since(
      (action) =>
        action.do === 'acknowledge' ||
        (action.do === 'record' && action.act === 'acknowledge-mails'),
    ),
    rightServerSeconds: since((action) => serversOf(action).some((n) => culprits.includes(n))),
    isPrevented: drilled.lastSeconds === null && untouched.lastSeconds !== null,
    stoppedSeconds: isEnded && first !== null ? drilled.lastSeconds! - first : null,
    grossAfterDollars: drilled.grossDollars - grossAt(drill, first),
    customerExecutionsLost: Math.max(0, untouched.customerExecutions - drilled.customerExecutions),
    wrongActs: wrongActs(drill, culprits),
    failedActs: done.filter((action) => action.do === 'record' && action.failed).length,
    refusedActs: day.refusals.filter((reason) => reason !== undefined).length,
  };
}

const firstSignal = (signals: readonly Signal[]): number | null =>
  signals.length === 0 ? null : Math.min(...signals.map(({ seconds }) => seconds));

/** The single servers that an act names; a build for several, or the firm, names none. */
function serversOf(action: Action): number[] {
  if ('server' in action && action.server !== undefined) return [action.server];
  return 'servers' in action && action.servers.length === 1 ? [action.servers[0]!] : [];
}

/**
 * The acts that bring the cause to more servers, or back: an old build where the new one ran, and a
 * re-arm of a server that ran away, or of all, while its build and flag are as they were.
 */
function wrongActs({ day }: Drill, culprits: readonly number[]): string[] {
  return day.actions.slice(0, day.cursor.nextAction[0]!).flatMap((action, row) => {
    if (day.refusals[row] !== undefined) return [];
    const isOld = action.do === 'deploy' && action.build !== day.expectedBuild;
    const mended = day.actions
      .slice(0, row)
      .flatMap((before) =>
        before.do === 'flag' || (before.do === 'deploy' && before.build === day.expectedBuild)
          ? before.servers
          : [],
      );
    const isBack =
      action.do === 're-arm' &&
      culprits.some(
        (n) => (action.scope !== 'server' || action.server === n) && !mended.includes(n),
      );
    return isOld || isBack ? [tellAct({ ...action, asked: undefined } as Action)] : [];
  });
}

function grossAt({ day }: Drill, seconds: number | null): number {
  if (seconds === null || seconds < 0) return 0;
  return dollars(day.timeline.errorGross[Math.min(seconds, day.cursor.seconds[0]! - 1)] ?? 0);
}

/** The rows of the timeline that a curve shows. */
export function placesOfCurve({ day }: Drill): number[] {
  const rows = day.cursor.seconds[0]!;
  const step = Math.max(1, Math.ceil(rows / POINTS));
  return Array.from({ length: Math.ceil(rows / step) }, (_, n) => n * step);
}

/** The error account's gross in whole dollars in rows of the timeline. */
export const grossOf = ({ day }: Drill, places: readonly number[]): number[] =>
  places.map((row) => Math.round(dollars(day.timeline.errorGross[row]!)));

function curvesOf(drill: Drill, nothing: Drill): Debrief['gross'] {
  const places = placesOfCurve(drill);
  return {
    seconds: places.map((row) => drill.day.timeline.timeNs[row]! / NS_PER_SECOND),
    drill: grossOf(drill, places),
    nothing: grossOf(nothing, places),
  };
}
