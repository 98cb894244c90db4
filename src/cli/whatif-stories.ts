import { InputError, suggest } from '../base/input-error.js';
import {
  describeStories,
  type NormalRow,
  STORIES_MAX,
  type StoryMatrix,
  writeStoriesCsv,
} from '../report/stories-matrix.js';
import { SCENARIOS } from '../scenarios/scenarios.js';
import type { Scenario } from '../scenarios/schema.js';
import type { DayResult } from '../session/result/result.js';
import { type MatrixRow, readCell, readNormal } from '../whatif/cells.js';
import { normalDay, runDays } from '../whatif/runner.js';
import type { RunSet } from '../whatif/sets.js';
import { type RowTask, type ShadowedDay, sortRuns } from '../whatif/shadow.js';
import { EXIT, type FlagValues, interruptName, type Terminal, textFlag } from './command.js';
import { readConditions, readInvocation } from './conditions.js';
import { type DayRunner, endShard, readDayRunner } from './day-flags.js';
import { readScenario } from './scenario-source.js';
import { withProgress } from './whatif-runner.js';
import { OF_ANSWER, type Question, readQuestion } from './whatif-sets.js';

/** The matrices of several stories, run together: `smars whatif --stories`. */

const ALL = 'all';
/** Built-in scenarios in which nothing goes wrong. */
const QUIET = /^(?:normal-|clean-rollout$)/;
/** Flags that ask something of one story. */
const OF_ONE = [
  'orders',
  'beside',
  'universe',
  'normal',
  'sensitivity',
  'loss-below',
  'limits',
  'check',
  'seeds',
  'out',
];

/** Runs the controls of every named story, and answers with all matrices. Returns the exit code. */
export async function tellStories(
  flags: FlagValues,
  operands: readonly string[],
  terminal: Terminal,
): Promise<number> {
  const other = OF_ONE.find((flag) => flags[flag] !== undefined);
  if (other !== undefined && (other !== 'out' || flags.shard === undefined))
    throw new InputError(`--stories and --${other}: give one of them`);
  if (operands.length > 0) throw new InputError(`--stories and '${operands[0]}': give one of them`);
  const asked = namesOf(textFlag(flags, 'stories')!).map((name) => {
    const scenario = readScenario(name, flags);
    return { scenario, question: readStory(scenario, flags) };
  });
  const days = readDayRunner('whatif', flags, OF_ANSWER, terminal);
  const hasNormal = flags.short !== true && flags['skip-normal'] !== true;
  const { stories, normal, finished } = await runStories(asked, days, hasNormal);
  if (days.shard !== undefined) return endShard(days.shard, terminal);
  if (!finished)
    terminal.tell(`ended by ${interruptName(terminal)}; what follows is what was done by then\n`);
  const { penaltyDollars } = asked[0]!.question;
  if (flags.json === true) {
    const head = { version: 1, command: 'whatif', finished };
    const made = { invocation: readInvocation(), conditions: readConditions() };
    const answer = { ...head, ...made, stories, ...(hasNormal && { normal }), penaltyDollars };
    terminal.answer(`${JSON.stringify(answer, null, 2)}\n`);
  } else if (flags.csv === true) terminal.answer(writeStoriesCsv(stories, penaltyDollars));
  else terminal.answer(`${describeStories(stories, penaltyDollars, normal)}\n`);
  return finished ? EXIT.GOOD : EXIT.INTERRUPTED;
}

/** The names of the stories: all built-in ones, or those named. */
function namesOf(text: string): string[] {
  const known = SCENARIOS.map(({ name }) => name).filter((name) => !QUIET.test(name));
  if (text === ALL) return known.slice(0, STORIES_MAX);
  const names = text.split(',');
  for (const [place, name] of names.entries()) {
    if (!known.includes(name))
      throw new InputError(
        `--stories '${name}': is not a story; ${suggest(name, [ALL, ...known])}`,
      );
    if (names.indexOf(name) < place) throw new InputError(`--stories '${name}': is named twice`);
  }
  return names;
}

function readStory(scenario: Scenario, flags: FlagValues): Question {
  // One normal morning is run for all stories.
  return readQuestion(
    scenario,
    { ...flags, 'skip-normal': true },
    {
      file: undefined,
      modules: [],
      checks: [],
      days: [],
      firm: undefined,
      isBuiltIn: true,
    },
  );
}

interface Asked {
  readonly scenario: Scenario;
  readonly question: Question;
}

/** Runs every set of every story over the cores, and each once on the normal morning if asked. */
async function runStories(
  asked: readonly Asked[],
  days: DayRunner,
  hasNormal: boolean,
): Promise<{
  readonly stories: StoryMatrix[];
  readonly normal: NormalRow[];
  readonly finished: boolean;
}> {
  const kept: (MatrixRow | undefined)[][] = asked.map(() => []);
  const morning = hasNormal ? normalOf(asked) : undefined;
  const normal: NormalRow[] = [];
  const keepRow = ({ set, day: story, seed }: RowTask, result: DayResult): void => {
    if (story === asked.length) {
      const { name, controls } = morning!.sets[set]!;
      normal.push({ name, cell: readNormal(result, controls) });
      return;
    }
    const { name, about, value, controls, limits } = asked[story]!.question.sets[set]!;
    kept[story]![set] = {
      name,
      about,
      value,
      controls: controls.map((control) => control.name),
      ...(limits !== undefined && { limits }),
      seeds: [{ seed: seed!, cell: readCell(result, controls) }],
    };
  };
  const finished = await withProgress(days.progress(), (onRun) =>
    runDays([...asked.map(storyDay), ...(morning === undefined ? [] : [morning])], keepRow, {
      run: days.run,
      onRun,
    }),
  );
  const stories = asked.map(({ scenario: { name, title } }, story) => ({
    scenario: name,
    title,
    rows: kept[story]!.filter((row) => row !== undefined),
  }));
  normal.sort((a, b) => (a.name < b.name ? -1 : 1));
  return { stories, normal, finished };
}

/**
 * The runs of the normal morning, the day after those of the stories: each control once, as the
 * first story that has it sets it.
 */
function normalOf(asked: readonly Asked[]): ShadowedDay {
  const { normalMorning } = asked[0]!.question;
  const byName = new Map<string, RunSet>();
  for (const { question } of asked)
    for (const set of question.sets) if (!byName.has(set.name)) byName.set(set.name, set);
  const sets = [...byName.values()];
  const tasks = sets.flatMap((set, place) => normalDay(normalMorning, set, place, asked.length));
  return sortRuns(normalMorning.scenario, tasks, sets);
}

/** The runs of one story, which is a day of its own. */
function storyDay({ scenario, question: { sets } }: Asked, day: number): ShadowedDay {
  const { seed } = scenario;
  const tasks = sets.map(({ scenario: spec, checks }, set) => ({
    spec,
    seed,
    set,
    checks,
    day,
    withoutDigest: true,
  }));
  return sortRuns(scenario, tasks, sets);
}
