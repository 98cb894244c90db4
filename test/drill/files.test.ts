import { expect, test } from 'vitest';
import { makeDebrief } from '../../src/drill/debrief.js';
import { drillScenario, openDrill, stepDrill } from '../../src/drill/drill.js';
import { filesOf } from '../../src/drill/files.js';
import { applySettings, parseScenario } from '../../src/scenarios/parse.js';
import { runSession } from '../../src/session/session.js';
import { SMALL } from '../support/scenarios.js';

test('what a drill leaves can be read again: the story, the notes, and the scenario', async () => {
  const story = applySettings(SMALL, ['clock.end=09:30:05']);
  const drill = openDrill(drillScenario(story));
  drill.notes.push({ seconds: 2, text: 'nobody reads the mails' });
  while (!stepDrill(drill));
  const run = async (days: readonly { spec: typeof story }[]) =>
    days.map(({ spec }) => runSession(spec));
  const files = new Map(filesOf(story, drill, await makeDebrief(drill, story, run)));
  expect(parseScenario(files.get('story.json')!, 'story.json')).toEqual(story);
  expect(JSON.parse(files.get('notes.json')!)).toEqual(drill.notes);
  const { digest } = JSON.parse(files.get('drill.json')!) as { digest: string };
  expect(runSession(parseScenario(files.get('scenario.json')!, 'it')).digest).toBe(digest);
});
