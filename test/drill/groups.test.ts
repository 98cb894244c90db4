import { expect, test } from 'vitest';
import { makeDebrief, type RunDays } from '../../src/drill/debrief.js';
import { ask, type Drill, drillScenario, openDrill, stepDrill } from '../../src/drill/drill.js';
import { compareGroups } from '../../src/drill/groups.js';
import { describeGroups } from '../../src/report/groups-text.js';
import { groupsPage } from '../../src/report/html/groups-page.js';
import { ROLES } from '../../src/risk/stops/authority.js';
import { applySettings } from '../../src/scenarios/parse.js';
import { runSession } from '../../src/session/session.js';
import { SMALL } from '../support/scenarios.js';

const STORY = applySettings(SMALL, ['clock.end=09:31']);
const runDays: RunDays = async (days) => days.map(({ spec }) => runSession(spec));

/** A drill in which server 3 is stopped at a second since the bell. */
function stoppedAt(seconds: number): Drill {
  const drill = openDrill(drillScenario(STORY));
  do {
    if (drill.day.cursor.nowNs[0] === seconds * 1e9)
      ask(drill, { act: 'stop-server', through: 'console', server: 3 }, ROLES);
  } while (!stepDrill(drill));
  return drill;
}

test('groups are compared by what the debrief of each says, over one morning', async () => {
  const [red, blue] = [stoppedAt(5), stoppedAt(40)];
  const compared = await compareGroups(
    [
      ['red', red],
      ['blue', blue],
    ],
    STORY,
  );
  for (const [n, drill] of [red, blue].entries()) {
    const debrief = await makeDebrief(drill, STORY, runDays);
    const { outcome, score, gross, digest } = compared.groups[n]!;
    expect({ ...outcome, name: 'this drill' }).toEqual(debrief.drill);
    expect(score).toEqual(debrief.score);
    expect(digest).toBe(debrief.digest);
    expect(gross).toEqual(debrief.gross.drill);
    expect(compared.nothing).toEqual({
      outcome: debrief.beside[0],
      gross: debrief.gross.nothing,
    });
    expect(compared.seconds).toEqual(debrief.gross.seconds);
  }
  const [early, late] = compared.groups;
  expect(early!.outcome.unmatched).toBeLessThan(late!.outcome.unmatched);
  const text = describeGroups(compared).split('\n');
  expect(text.filter((line) => /^(red|blue|nothing done) /.test(line)).length).toBe(3);
  const { sections, title } = groupsPage(compared);
  expect(title).toBe('2 groups: The incident in small');
  expect(JSON.stringify(sections)).toContain('"label":"blue","tone":"s2"');
});
