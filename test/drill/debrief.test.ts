import { expect, test } from 'vitest';
import { type Debrief, makeDebrief, type RunDays, replayDrill } from '../../src/drill/debrief.js';
import {
  ask,
  type Drill,
  drillScenario,
  openDrill,
  playedScenario,
  stepDrill,
} from '../../src/drill/drill.js';
import { describeDebrief } from '../../src/report/drill-text.js';
import { drillPage } from '../../src/report/html/drill-page.js';
import type { Block } from '../../src/report/html/model.js';
import { ROLES } from '../../src/risk/stops/authority.js';
import { applySettings } from '../../src/scenarios/parse.js';
import { runSession } from '../../src/session/session.js';
import { SMALL } from '../support/scenarios.js';

const ORIGINAL = {
  ...applySettings(SMALL, ['clock.end=09:32:20']),
  actions: [{ at: '09:31:30', do: 'kill', scope: 'firm' } as const],
};
const runDays: RunDays = async (days) => days.map(({ spec }) => runSession(spec));

/** A drill with acts at seconds since the bell. */
function drilled(acts: readonly (readonly [number, Parameters<typeof ask>[1]])[]): Drill {
  const drill = openDrill(drillScenario(ORIGINAL));
  do {
    const now = drill.day.cursor.nowNs[0]! / 1e9;
    for (const [at, request] of acts) if (at === now) ask(drill, request, ROLES);
  } while (!stepDrill(drill));
  return drill;
}
const debriefOf = (drill: Drill): Promise<Debrief> => makeDebrief(drill, ORIGINAL, runDays);

type HappeningsBlock = Extract<Block, { kind: 'happenings' }>;

test('a debrief is made again, the same, from the scenario that the drill left', async () => {
  const drill = drilled([
    [-60, { act: 'read-mails', through: 'console' }],
    [10, { act: 'look-up-build', through: 'console', server: 2 }],
    [20, { act: 'stop-server', through: 'console', server: 3 }],
    [30, { act: 'kill-process', through: 'colo', server: 3 }],
  ]);
  const live = await debriefOf(drill);
  const again = await debriefOf(await replayDrill(playedScenario(drill)));
  expect(again).toEqual(live);
  expect(live.acts.map(({ came }) => came)).toEqual(['done', 'done', 'done', 'too late']);
});

test('its score counts from the first signal to look, right server and stop', async () => {
  const { score, drill, beside, signals, tried } = await debriefOf(
    drilled([
      [5, { act: 'look-up-build', through: 'console', server: 2 }],
      [20, { act: 'stop-server', through: 'console', server: 3 }],
    ]),
  );
  const first = signals[0]!;
  expect(first.kind).toBe('mails');
  expect(first.seconds).toBeLessThan(0);
  expect(score.rightServerSeconds).toBe(20 - first.seconds);
  expect(score.firstLookSeconds).toBe(95 - first.seconds);
  expect(score.stoppedSeconds).toBeLessThanOrEqual(20 - first.seconds);
  expect(score.acknowledgedSeconds).toBeNull();
  expect(score.wrongActs).toEqual([]);
  const [nothing, history, best] = beside;
  expect(beside.map(({ name }) => name)).toEqual([
    'nothing done',
    'history',
    `best: ${tried[0]!.name}`,
  ]);
  expect(drill.unmatched).toBeLessThan(history!.unmatched);
  expect(history!.unmatched).toBeLessThan(nothing!.unmatched);
  expect(best!.unmatched).toBe(0);
  expect(tried.map(({ name }) => name).toSorted()).toEqual([
    'deploy-build 3',
    'exchange-halt',
    'flag-off',
    'stop-firm',
    'stop-server 3',
  ]);
});

test('a roll-back and a re-arm of the runaway server are told as what made it worse', async () => {
  const { score } = await debriefOf(
    drilled([
      [-110, { act: 'roll-back', through: 'console' }],
      [1, { act: 'stop-server', through: 'console', server: 3 }],
      [10, { act: 're-arm-server', through: 'phone', server: 3 }],
    ]),
  );
  expect(score.wrongActs).toEqual([
    're-arm of server 3 by risk-officer and supervisor: asked for at the bridge',
    'build 2005 is deployed to servers 1, 2 by operations',
  ]);
});

test('a debrief in which nobody acts says so, in the terminal and on the page', async () => {
  const debrief = await debriefOf(drilled([]));
  expect(debrief.score.stoppedSeconds).toBeNull();
  expect(debrief.drill).toEqual({ ...debrief.beside[0]!, name: 'this drill' });
  const text = describeDebrief(debrief);
  expect(text).toMatch(/0 acts asked for, 0 done/);
  expect(text).toContain(debrief.digest);
  const { sections, lead, marks } = drillPage(debrief);
  const timeline = sections.find(({ id }) => id === 'timeline')!.blocks[0] as HappeningsBlock;
  const numbered = timeline.happenings.filter(({ mark }) => mark !== '');
  expect(numbered.map(({ mark }) => mark)).toEqual(numbered.map((_, n) => String(n + 1)));
  // Mails come before the bell, at which the chart begins.
  expect(marks.map(({ label }) => label)).toEqual(numbered.slice(1).map(({ mark }) => mark));
  expect(lead).toMatch(/^The first signal came at 09:28/);
  expect(sections.find(({ id }) => id === 'acts')!.lead).toBe('Nobody asked for anything.');
});

test('a debrief of a drill that was stopped before the bell says that nothing came', async () => {
  const debrief = await debriefOf(
    drilled([[-60, { act: 'stop-server', through: 'console', server: 3 }]]),
  );
  expect(debrief.drill.unmatched).toBe(0);
  expect(debrief.score).toMatchObject({ isPrevented: true, stoppedSeconds: null });
  const { figures } = drillPage(debrief);
  expect(figures[1]).toMatchObject({ name: 'stopped', value: 'before the first', tone: 'good' });
});
