import {
  type Drill,
  drillScenario,
  openDrill,
  playedScenario,
  secondsOf,
  stepDrill,
} from '../../src/drill/drill.js';
import { applySettings, validateScenario } from '../../src/scenarios/parse.js';
import { summariseDay } from '../../src/session/result/result.js';
import { runSession } from '../../src/session/session.js';
import { SMALL } from './scenarios.js';

/** The incident in small, until 09:33. */
export const SHORT = applySettings(SMALL, ['clock.end=09:33']);
export const open = (): Drill => openDrill(drillScenario(SHORT));

/** Steps a drill until a second since the bell, or to its end. */
export function goTo(drill: Drill, seconds = 1e6): Drill {
  while (secondsOf(drill) < seconds && !stepDrill(drill));
  return drill;
}
export const finish = (drill: Drill): ReturnType<typeof summariseDay> =>
  summariseDay(goTo(drill).day);
/** Plays the scenario that a drill leaves, as its file has it. */
export const replay = (drill: Drill): ReturnType<typeof runSession> => {
  const file: unknown = JSON.parse(JSON.stringify(playedScenario(drill)));
  return runSession(validateScenario(file, 'scenario.json'));
};
export const heard = ({ told }: Drill, kind: string): string[] =>
  told.filter((one) => one.kind === kind).map(({ seconds, text }) => `${seconds} ${text}`);
