import { expect, test } from 'vitest';
import { Conductor } from '../../src/bridge/conductor.js';
import { drillScenario, openDrill } from '../../src/drill/drill.js';
import { applySettings } from '../../src/scenarios/parse.js';
import { SMALL } from '../support/scenarios.js';

const SHORT = applySettings(SMALL, ['clock.end=09:30:05']);

function conduct(debrief: () => Promise<void>) {
  const news: string[] = [];
  const drill = openDrill(drillScenario(SHORT));
  const conductor: Conductor = new Conductor({
    drill,
    speed: 600,
    onNews: () => news.push(conductor.frame(false).clock),
    debrief,
  });
  return { drill, conductor, news };
}

test('ends a drill once, however often it is asked to, and then has its debrief', async () => {
  let made = 0;
  const { drill, conductor, news } = conduct(async () => {
    made++;
  });
  expect(conductor.frame(false)).toMatchObject({ isPaused: true, hasDebrief: false, speed: 600 });
  conductor.end();
  conductor.end();
  await conductor.ended;
  conductor.turn();
  expect([made, drill.isOver, news.at(-1)]).toEqual([1, true, '09:30:05']);
  expect(conductor.frame(false)).toMatchObject({ isOver: true, hasDebrief: true });
});

test('says why a debrief could not be made', async () => {
  const { conductor } = conduct(async () => {
    throw new Error('the disk is full');
  });
  conductor.end();
  await expect(conductor.ended).rejects.toThrow('the disk is full');
  expect(conductor.frame(false).hasDebrief).toBe(false);
});
