import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { median } from '../../src/report/format.js';
import type { DayResult } from '../../src/session/result/result.js';
import { linesWider, type Outcome, scratchFolder, smars } from '../support/command.js';
import { SMALL, writeScenario } from '../support/scenarios.js';

interface Seeds {
  version: number;
  command: string;
  scenario: string;
  finished: boolean;
  conditions: { node: string };
  results: DayResult[];
}

const folder = scratchFolder();
afterAll(folder.remove);
const small = writeScenario(folder.path, SMALL);

describe('smars run --seeds N', () => {
  let json: Outcome;
  let seeds: Seeds;
  beforeAll(async () => {
    json = await smars('run', small, '--seeds', '5', '--json');
    seeds = JSON.parse(json.out) as Seeds;
  });

  test('--json prints every seed’s result in order, and only JSON', () => {
    expect(json.code).toBe(0);
    expect(Object.keys(seeds)).toEqual([
      'version',
      'command',
      'scenario',
      'finished',
      'conditions',
      'limits',
      'results',
    ]);
    expect(seeds).toMatchObject({
      version: 1,
      command: 'run',
      scenario: 'small',
      finished: true,
      conditions: { node: process.version },
    });
    expect(seeds.results.map(({ seed }) => seed)).toEqual([7, 8, 9, 10, 11]);
    expect(new Set(seeds.results.map(({ digest }) => digest)).size).toBe(5);
  });

  test('has for each seed the result of a single run', async () => {
    const alone = JSON.parse((await smars('run', small, '--seed', '9', '--json')).out) as {
      result: DayResult;
    };
    expect(seeds.results[2]).toEqual(alone.result);
  });

  test('prints median, minimum and maximum of each figure in 80 columns', async () => {
    const { code, out } = await smars('run', small, '--seeds', '5');
    expect([code, linesWider(out)]).toEqual([0, []]);
    expect(out.split('\n')[0]).toBe('The incident in small: 5 seeds, 7 to 11');
    const executions = seeds.results.map(({ runaway }) => runaway.executions);
    const row = [median(executions), Math.min(...executions), Math.max(...executions)].map((n) =>
      n.toLocaleString('en-US'),
    );
    expect(out).toMatch(new RegExp(`^executions +${row.join(' +')}$`, 'm'));
    expect(out).toMatch(/^parents on Power Peg +10 +10 +10$/m);
  });

  test('gives the same result on one thread, starting at --seed', async () => {
    const again = JSON.parse(
      (await smars('run', small, '--seeds', '3', '--seed', '9', '--threads', '1', '--json')).out,
    ) as Seeds;
    expect(again.results).toEqual(seeds.results.slice(2));
  });

  test('wraps around after the highest seed', async () => {
    const { out } = await smars('run', small, '--seeds', '2', '--seed', '4294967295', '--json');
    expect((JSON.parse(out) as Seeds).results.map(({ seed }) => seed)).toEqual([0, 4294967295]);
  });
});
