import { expect, test } from 'vitest';
import { type FromEngine, openEngine, type ToEngine } from '../../src/bridge/engine.js';
import { applySettings, parseScenario } from '../../src/scenarios/parse.js';
import { runSession } from '../../src/session/session.js';
import { SMALL } from '../support/scenarios.js';

const STORY = applySettings(SMALL, ['clock.end=09:31']);

type Of<K extends FromEngine['kind']> = Extract<FromEngine, { kind: K }>;

/** An engine with the messages that it sends. Messages go as data, as between threads. */
function open() {
  const sent: FromEngine[] = [];
  const waiting = new Set<() => void>();
  const hear = openEngine((message) => {
    sent.push(structuredClone(message));
    for (const look of waiting) look();
  });
  const tell = (message: ToEngine): void => hear(structuredClone(message));
  const all = <K extends FromEngine['kind']>(kind: K): Of<K>[] =>
    sent.filter((message): message is Of<K> => message.kind === kind);
  const until = (isSeen: () => boolean): Promise<void> =>
    new Promise((done) => {
      const look = (): void => {
        if (!isSeen()) return;
        waiting.delete(look);
        done();
      };
      waiting.add(look);
      look();
    });
  return { tell, all, until };
}

test('runs a drill by messages alone, and its files play to the same digest', async () => {
  const { tell, all, until } = open();
  tell({ kind: 'begin', story: STORY, speed: 600, hasTrainer: false });
  expect(all('scene').map(({ scene }) => [scene.servers, scene.isTrainer])).toEqual([[3, false]]);
  tell({ kind: 'clock', id: 1, body: { isPaused: false } });
  await until(() => all('frame').at(-1)!.frame.isBegun);
  tell({ kind: 'ask', id: 2, body: { act: 'stop-server', through: 'console', server: 3 } });
  tell({ kind: 'ask', id: 3, body: { act: 'stop-server', through: 'console', server: 9 } });
  await until(() => all('frame').at(-1)!.frame.hasDebrief);
  expect(all('answer').map(({ id, refused }) => [id, refused])).toEqual([
    [1, undefined],
    [2, undefined],
    [3, 'server: is 9; must be 1 to 3'],
  ]);
  const ids = all('told').map(({ told }) => told.id);
  expect(ids).toEqual(ids.map((_, n) => n + 1));
  expect(all('progress').length).toBeGreaterThan(0);
  const [{ debrief, files }] = all('over') as [Of<'over'>];
  expect(files.map(([name]) => name)).toEqual([
    'story.json',
    'notes.json',
    'scenario.json',
    'drill.json',
  ]);
  const played = parseScenario(files[2]![1], 'scenario.json');
  expect(played.actions.map((action) => action.do)).toEqual(['kill']);
  expect(runSession(played).digest).toBe(debrief.digest);
  expect(JSON.parse(files[3]![1])).toEqual(JSON.parse(JSON.stringify(debrief)));
  expect(all('failed')).toEqual([]);
});

test('of a page with a trainer’s part tells the truth, takes injects and notes', async () => {
  const { tell, all, until } = open();
  tell({ kind: 'begin', story: STORY, speed: 600, hasTrainer: true });
  expect(all('scene')[0]!.scene).toMatchObject({ isTrainer: true, isLeading: true });
  expect(all('scene')[0]!.scene.acts.length).toBeGreaterThan(20);
  tell({ kind: 'inject', id: 1, body: { kind: 'rumour', text: 'it is us' } });
  tell({ kind: 'inject', id: 2, body: { kind: 'outage', server: 4 } });
  tell({ kind: 'note', id: 3, body: { text: 'they look at prices' } });
  tell({ kind: 'note', id: 4, body: { text: ' ' } });
  tell({ kind: 'end', id: 5 });
  await until(() => all('frame').at(-1)!.frame.hasDebrief);
  expect(all('frame').every(({ frame }) => frame.truth?.servers.length === 3)).toBe(true);
  expect(all('answer').map(({ refused }) => refused)).toEqual([
    undefined,
    'server: is 4; must be 1 to 3',
    undefined,
    'text: is empty',
    undefined,
  ]);
  const [{ debrief, files }] = all('over') as [Of<'over'>];
  expect(debrief.notes).toEqual([{ seconds: -120, text: 'they look at prices' }]);
  const played = parseScenario(files[2]![1], 'scenario.json');
  expect(played.actions).toEqual([{ at: '09:28:00', do: 'notice', text: 'rumour: it is us' }]);
  expect(runSession(played).digest).toBe(debrief.digest);
});

test('says what failed', () => {
  const { tell, all } = open();
  tell({ kind: 'begin', story: { ...STORY, flow: 7 as never }, speed: 1, hasTrainer: false });
  expect(all('failed').length).toBe(1);
});
