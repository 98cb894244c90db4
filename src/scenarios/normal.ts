import { InputError } from '../base/input-error.js';
import { parseTimeOfDay } from '../base/units.js';
import { generateUniverse } from '../market/universe.js';
import { KILL_ON_CALL } from './controls.js';
import { CLEAN_ROLLOUT } from './knight.js';
import { limitsWithin } from './limits-file.js';
import { applySettings } from './parse.js';
import type { Scenario } from './schema.js';

/**
 * Knight's own flow on a day of 2012, shares: some 3.3 bn, of which the first 45 minutes are about
 * 16 %.
 */
const KNIGHT_SHARES_A_DAY = 3.3e9;
const FIRST_45_MINUTES = 0.16;

/**
 * The clean morning's retail flow, shares: parents × mean size, measured at the scenario's seed.
 */
const CLEAN_SHARES = 14.4e6;

/**
 * The stocks of the normal morning: some 8,000 were listed. On the incident's 500 alone, each stock
 * would see sixteen times its flow.
 */
const LISTED_STOCKS = 8000;

/**
 * A normal morning at Knight's own flow: the clean rollout with its retail stream scaled up to
 * Knight's shares of 45 minutes. It counts false positives: whatever a control refuses here is good
 * business. It has no pre-market alerts, since no old build sends them.
 */
export const NORMAL_MORNING: Scenario = {
  ...CLEAN_ROLLOUT,
  clock: { ...CLEAN_ROLLOUT.clock, end: '09:35' },
  name: 'normal-morning',
  title: 'A morning on which nothing is wrong, at Knight’s own flow',
  description:
    'clean-rollout with the retail flow of a firm that trades 3.3 bn shares a day, of which 16 ' +
    '% in the first 45 minutes, over the 8,000 stocks that were listed; its first five ' +
    'minutes. The matrix of controls counts its false positives on it.',
  universe: { ...CLEAN_ROLLOUT.universe, stocks: LISTED_STOCKS },
  flow: CLEAN_ROLLOUT.flow.map((stream) =>
    stream.kind === 'retail'
      ? {
          ...stream,
          to: '09:34:50',
          endPlace: LISTED_STOCKS,
          perSecond: Math.round(
            (stream.perSecond * KNIGHT_SHARES_A_DAY * FIRST_45_MINUTES) / CLEAN_SHARES,
          ),
        }
      : stream,
  ),
  capacity: { parentsPerServer: 65_536, childrenPerTurn: 65_536 },
  actions: [],
  reference: undefined,
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
 * the same `--set` settings where it has such fields. So the orders that a control refuses there
 * are comparable with those that it stops in the scenario.
 */
export function normalMorningUnder(scenario: Scenario, settings: readonly string[]): NormalMorning {
  const leftOut: string[] = [];
  let morning = NORMAL_MORNING;
  for (const setting of settings) {
    const group = setting.split(/[.=]/, 1)[0]!;
    if (OF_CONTROLS.includes(group)) continue;
    const refusal = refusalOf(setting, group, scenario, morning);
    if (typeof refusal === 'string') leftOut.push(`--set ${setting}: ${refusal}`);
    else morning = refusal;
  }
  const call = scenario.actions.find(({ do: act }) => act === 'notice')?.at ?? KILL_ON_CALL.at;
  const symbols = generateUniverse(morning.universe, morning.seed).map(({ symbol }) => symbol);
  const { limits, without } = limitsWithin(scenario.risk, {
    servers: morning.deployment.rollout.servers,
    symbols,
  });
  leftOut.push(
    ...without.map((name) => `limits of ${name}: the normal morning has none of that name`),
  );
  return {
    scenario: {
      ...morning,
      risk: limits as Scenario['risk'],
      operations: scenario.operations,
      entry: scenario.entry,
      actions: [{ at: call, do: 'notice', text: 'the call that the day has' }, ...morning.actions],
    },
    leftOut,
    hasCall: parseTimeOfDay(call) < parseTimeOfDay(morning.clock.end),
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
