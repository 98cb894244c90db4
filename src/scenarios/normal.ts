import { InputError } from '../base/input-error.js';
import { parseTimeOfDay } from '../base/units.js';
import { generateUniverse, symbolsOf } from '../market/universe.js';
import { KILL_ON_CALL } from './controls.js';
import { limitsWithin } from './limits-file.js';
import { listStocks } from './listed-stocks.js';
import { MARKET_SHARES_A_DAY, NORMAL_DAY_KNIGHT } from './normal-days.js';
import type { OneFirm } from './one-firm.js';
import { applySettings } from './parse.js';
import type { Scenario } from './schema.js';

/**
 * The first five minutes of a normal day of Knight, which the matrix runs for each of its rows by
 * default: a whole day takes some fifteen times as long.
 */
export const NORMAL_MORNING: Scenario = {
  ...NORMAL_DAY_KNIGHT,
  clock: { ...NORMAL_DAY_KNIGHT.clock, end: '09:35' },
  name: 'normal-morning',
  title: 'The first five minutes of a normal day of Knight',
  description:
    'normal-day-knight until 09:35. The matrix of controls counts its false positives on it, ' +
    'unless --normal names another day.',
  flow: NORMAL_DAY_KNIGHT.flow.map((stream) =>
    stream.kind === 'day' ? { ...stream, to: '09:34:50' } : stream,
  ),
};

/** The groups of a scenario that hold its controls. A normal morning takes them over whole. */
const OF_CONTROLS: readonly string[] = ['risk', 'operations', 'entry'];
/** The groups that make up a story. A normal morning keeps its own. */
const OF_THE_STORY: readonly string[] = [
  'name',
  'title',
  'description',
  'reference',
  'findings',
  'excess',
  'faults',
  'resend',
  'customers',
  'deployment',
];

/** The normal morning for a day, and the day's settings that it cannot take. */
export interface NormalMorning {
  readonly scenario: Scenario;
  /** The settings, symbols and servers left out, each with its reason. */
  readonly leftOut: readonly string[];
  /** Whether it lasts beyond the call at which `manual-kill` acts. */
  readonly hasCall: boolean;
}

/**
 * Returns the normal morning under the controls of a scenario, including its limits file, and under
 * the same `--set` settings where it has such fields, and on its stocks if it lists them. So the
 * orders that a control refuses there are comparable with those that it stops in the scenario.
 */
export function normalMorningUnder(scenario: Scenario, settings: readonly string[]): NormalMorning {
  const leftOut: string[] = [];
  let morning = morningOn(scenario);
  for (const setting of settings) {
    const group = setting.split(/[.=]/, 1)[0]!;
    if (OF_CONTROLS.includes(group)) continue;
    const refusal = refusalOf(setting, group, scenario, morning);
    if (typeof refusal === 'string') leftOut.push(`--set ${setting}: ${refusal}`);
    else morning = refusal;
  }
  return underControls(scenario, morning, leftOut);
}

/**
 * Returns the normal morning on the stocks of a universe file, if the scenario has one: a tenth of
 * their volume, as Knight traded of the market's, each in proportion to its own.
 */
function morningOn({ universe, seed }: Scenario): Scenario {
  if (universe.listed === undefined) return NORMAL_MORNING;
  const own = listStocks(NORMAL_MORNING, universe.listed);
  const shares = generateUniverse(own.universe, seed).reduce(
    (sum, stock) => sum + stock.advShares,
    0,
  );
  const scale = (orders: number): number =>
    Math.max(1, Math.round((orders * shares) / MARKET_SHARES_A_DAY));
  return {
    ...own,
    title: 'The first five minutes of a normal day in these stocks: a tenth of their volume',
    flow: own.flow.map((stream) =>
      stream.kind === 'day' ? { ...stream, ordersPerDay: scale(stream.ordersPerDay) } : stream,
    ),
  };
}

/** The groups of settings that act on the story alone; all others change the whole firm. */
const OF_THE_STORY_ALONE: Readonly<Record<string, string>> = {
  flow: 'they are the story’s own orders',
  clock: 'a normal day has its own clock',
  actions: 'nobody needs to act on a normal day',
};

/**
 * Returns the normal day of one firm under the controls of its story. Settings have changed the
 * story before it was laid over the normal day.
 */
export function normalDayUnder(
  { bad, normal }: OneFirm,
  settings: readonly string[],
): NormalMorning {
  const leftOut = settings.flatMap((setting) => {
    const group = setting.split(/[.=]/, 1)[0]!;
    const reason =
      OF_THE_STORY_ALONE[group] ??
      (group !== 'deployment' && OF_THE_STORY.includes(group)
        ? 'a normal day has its own'
        : undefined);
    return reason === undefined ? [] : [`--set ${setting}: ${reason}`];
  });
  return underControls(bad, normal, leftOut);
}

/** Returns a normal day under the controls of a scenario. */
function underControls(scenario: Scenario, day: Scenario, leftOut: string[]): NormalMorning {
  const call = scenario.actions.find(({ do: act }) => act === 'notice')?.at ?? KILL_ON_CALL.at;
  const symbols = symbolsOf(day);
  const { limits, without } = limitsWithin(scenario.risk, {
    servers: day.deployment.rollout.servers,
    symbols,
  });
  leftOut.push(...without.map((name) => `limits of ${name}: the normal day has none of that name`));
  return {
    scenario: {
      ...day,
      risk: limits as Scenario['risk'],
      operations: scenario.operations,
      entry: scenario.entry,
      actions: [{ at: call, do: 'notice', text: 'the call that the day has' }, ...day.actions],
    },
    leftOut,
    hasCall: parseTimeOfDay(call) < parseTimeOfDay(day.clock.end),
  };
}

/** Returns the morning with a setting, or the reason why it cannot take it. */
function refusalOf(
  setting: string,
  group: string,
  scenario: Scenario,
  morning: Scenario,
): Scenario | string {
  if (OF_THE_STORY.includes(group)) return 'a normal morning has its own';
  if (group === 'actions') return 'nobody needs to act on a normal morning';
  const place = /^flow\.(\d+)/.exec(setting)?.[1];
  if (
    place !== undefined &&
    scenario.flow[Number(place)]?.kind !== morning.flow[Number(place)]?.kind
  )
    return 'its flow has another stream there';
  try {
    return applySettings(morning, [setting]);
  } catch (error) {
    if (error instanceof InputError) return 'it has no such field, or not in this range';
    throw error;
  }
}
