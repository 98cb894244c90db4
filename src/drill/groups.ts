import type { Scenario } from '../scenarios/schema.js';
import { summariseDay } from '../session/result/result.js';
import {
  type DayOutcome,
  dayOutcome,
  grossOf,
  placesOfCurve,
  replayDrill,
  type Score,
  scoreOf,
} from './debrief.js';
import { type Drill, drillScenario } from './drill.js';

/** A group that was drilled: its name, what its day came to, its score, and its curve. */
interface Group {
  readonly name: string;
  readonly digest: string;
  readonly outcome: DayOutcome;
  readonly score: Score;
  /** The error account's gross in dollars at the times of `seconds`. */
  readonly gross: readonly number[];
}

/** Several drills of one story on one seed, one beside the other. */
export interface GroupComparison {
  readonly version: 1;
  readonly command: 'drill-groups';
  readonly scenario: string;
  readonly title: string;
  readonly seed: number;
  /** Seconds since the bell. */
  readonly seconds: readonly number[];
  readonly nothing: { readonly outcome: DayOutcome; readonly gross: readonly number[] };
  /** In the order in which they were given. */
  readonly groups: readonly Group[];
}

/**
 * Compares drills of one story that are over. `onStep` hears which part is done of the day on which
 * nobody acts.
 */
export async function compareGroups(
  drills: readonly (readonly [name: string, drill: Drill])[],
  story: Scenario,
  onStep?: (fraction: number) => void,
): Promise<GroupComparison> {
  const [, first] = drills[0]!;
  const scenario = { ...first.scenario, actions: drillScenario(story).actions };
  const nothing = await replayDrill(scenario, [], onStep);
  const untouched = dayOutcome('nothing done', summariseDay(nothing.day, true));
  const places = placesOfCurve(nothing);
  return {
    version: 1,
    command: 'drill-groups',
    scenario: scenario.name,
    title: scenario.title,
    seed: scenario.seed,
    seconds: places.map((row) => nothing.day.timeline.timeNs[row]! / 1e9),
    nothing: { outcome: untouched, gross: grossOf(nothing, places) },
    groups: drills.map(([name, drill]) => {
      const result = summariseDay(drill.day);
      return {
        name,
        digest: result.digest,
        outcome: dayOutcome(name, result),
        score: scoreOf(drill, result, nothing, untouched),
        gross: grossOf(drill, places),
      };
    }),
  };
}
