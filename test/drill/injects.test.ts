import { expect, test } from 'vitest';
import { drillScenario, openDrill, playedScenario, stepDrill } from '../../src/drill/drill.js';
import { type Inject, inject } from '../../src/drill/injects.js';
import { applySettings } from '../../src/scenarios/parse.js';
import { summariseDay } from '../../src/session/result/result.js';
import { runSession } from '../../src/session/session.js';
import { faultsOf, SMALL } from '../support/scenarios.js';

const SHORT = drillScenario(applySettings(SMALL, ['clock.end=09:30:30']));

test('what a trainer puts in is heard, cuts a server off, and plays to the same digest', () => {
  const drill = openDrill(SHORT);
  for (let n = 0; n < 125; n++) stepDrill(drill);
  inject(drill, { kind: 'rumour', text: 'it is the new code' });
  inject(drill, { kind: 'outage', server: 2 });
  expect(faultsOf(() => inject(drill, { kind: 'outage', server: 4 }))).toEqual([
    'server: is 4; must be 1 to 3',
  ]);
  while (!stepDrill(drill));
  const heard = drill.told.map(({ seconds, from, text }) => `${seconds} ${from}: ${text}`);
  expect(heard.slice(0, 2)).toEqual([
    '6 rumour: It is the new code.',
    '6 incident: Server 2 loses its connection to the venues.',
  ]);
  expect(runSession(playedScenario(drill)).digest).toBe(summariseDay(drill.day).digest);
  const late: Inject = { kind: 'mail', text: 'too late' };
  expect(faultsOf(() => inject(drill, late))).toEqual([
    "kind: 'mail' comes after the end of the drill",
  ]);
});
