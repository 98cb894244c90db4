import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { CONTROLS } from '../../src/scenarios/controls.js';
import { applySettings } from '../../src/scenarios/parse.js';
import { scratchFolder, smars } from '../support/command.js';
import { SMALL, writeScenario } from '../support/scenarios.js';
import { refusal } from '../support/terminal.js';

const folder = scratchFolder();
afterAll(folder.remove);
const story = writeScenario(folder.path, applySettings(SMALL, ['clock.end=09:30:05']));
const out = join(folder.path, 'held');

const SEATS = ['desk', 'operations', 'risk-officer', 'exchange-liaison', 'trainer'];

/** Runs a drill; returns its debrief as JSON. */
async function drill(...args: string[]) {
  const { code, out: text, err } = await smars('drill', ...args, '--json');
  expect([code, err]).toEqual([0, expect.any(String)]);
  return { debrief: JSON.parse(text), err };
}

test('--roles and --trainer have a page each; --controls acts where it is given', async () => {
  const seats = ['--roles', '--trainer', '--controls', '--duration', '0.1s'];
  const held = await drill(story, ...seats, '--out', out);
  const pages = [...held.err.matchAll(/^(\S+): http:\/\/127\.0\.0\.1:\d+\/\1\/#\S+$/gm)];
  expect(pages.map(([, name]) => name)).toEqual(SEATS);
  const names = held.debrief.controls.map(({ name }: { name: string }) => name);
  expect(names.at(-1)).toBe('all controls');
  expect(CONTROLS.map(({ name }) => name)).toEqual(expect.arrayContaining(names.slice(0, -1)));

  const again = await drill('--score', out, '--controls');
  expect(again.debrief.controls).toEqual(held.debrief.controls);
  expect((await drill('--score', out)).debrief).not.toHaveProperty('controls');
});

test.each([
  ...['port=1', 'duration=1s', 'roles', `out=${folder.path}/x`, 'controls', 'json'].map((flag) => [
    '--export',
    `${folder.path}/x.html`,
    `--${flag}`,
  ]),
  ...['seed=1', 'set=seed=1', 'speed=2', 'port=1', 'duration=1s', 'roles', 'trainer'].map(
    (flag) => ['--score', out, `--${flag}`],
  ),
  ...['controls', 'speed=2'].map((flag) => ['--score', out, out, `--${flag}`]),
])('%s %s: %s has no effect', async (...args) => {
  const name = args.at(-1)!.split('=')[0]!;
  expect(await refusal('drill', ...args)).toContain(`: ${name} has no effect with it`);
});

test('two scenarios are refused', async () => {
  expect(await refusal('drill', story, 'knight-2012')).toBe(
    `one scenario at a time, not ${story}, knight-2012`,
  );
});
