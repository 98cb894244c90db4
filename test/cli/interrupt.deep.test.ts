import { readdirSync, readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { applySettings } from '../../src/scenarios/parse.js';
import type { DayResult } from '../../src/session/result/result.js';
import { linesWider, type Outcome, scratchFolder, startSmars } from '../support/command.js';
import { ENDLESS, SMALL, writeScenario } from '../support/scenarios.js';

const folder = scratchFolder();
afterAll(folder.remove);
const endless = writeScenario(folder.path, ENDLESS);
const small = writeScenario(folder.path, SMALL);

/** With this many children the command does not look at signals for about a second. */
const DEAF = applySettings(ENDLESS, [
  'name=deaf',
  'router.pegChildrenPerSecond=100000',
  'capacity.childrenPerTurn=100000',
]);
const deaf = writeScenario(folder.path, DEAF);

const PROGRESS = /^ {0,2}\d+ % {2}/m;
const STACK = /^ +at |Error/m;

/** Starts an endless command, and sends it signals after its first progress line. */
async function interrupt(args: readonly string[], ...signals: NodeJS.Signals[]): Promise<Outcome> {
  const { child, ended, told } = startSmars(args);
  await told(PROGRESS);
  for (const signal of signals) child.kill(signal);
  return ended;
}

describe.concurrent('Ctrl-C', () => {
  test('is distinguished from SIGTERM', async () => {
    const { code, err } = await interrupt(['run', endless], 'SIGTERM');
    expect(code).toBe(130);
    expect(err).toMatch(/^ended by SIGTERM at /m);
    expect(err).not.toContain('Ctrl-C');
  });

  test('ends a run with consistent figures as of then', async () => {
    const { code, out, err } = await interrupt(['run', endless], 'SIGINT');
    expect(code).toBe(130);
    const time = '(?:09|1\\d|2[0-3]):\\d\\d:\\d\\d';
    const told = `^ended by Ctrl-C at ${time} of the simulated day; what follows is as of then$`;
    expect(err).toMatch(new RegExp(told, 'm'));
    expect(err).not.toMatch(STACK);
    expect([out.split('\n')[0], linesWider(out)]).toEqual([ENDLESS.title, []]);
    expect(out).toMatch(/^parents on Power Peg +10$/m);
    expect(out.replaceAll('\n', ' ')).toContain('the firm’s books and the venues’ agree exactly');
  });

  test('ends a run with JSON and folder that say it is unfinished', async () => {
    const target = join(folder.path, 'interrupted');
    const { code, out } = await interrupt(
      ['run', endless, '--json', '--out', target, '--events', 'arrow'],
      'SIGINT',
    );
    const summary = JSON.parse(out) as { finished: boolean; result: DayResult };
    expect([code, summary.finished]).toEqual([130, false]);
    expect(summary.result.runaway.executions).toBeGreaterThan(0);
    expect(summary.result.reconciliation).toEqual({ shares: 0, cashDollars: 0, feesDollars: 0 });
    expect(readdirSync(target).sort()).toEqual([
      'busts.arrow',
      'children.arrow',
      'events.ndjson',
      'fills.arrow',
      'findings.arrow',
      'orders.arrow',
      'paths.json',
      'pauses.arrow',
      'report.html',
      'scenario.json',
      'stocks.arrow',
      'summary.json',
      'timeline.csv',
    ]);
    expect(JSON.parse(readFileSync(join(target, 'summary.json'), 'utf8'))).toEqual(summary);
    const seconds =
      readFileSync(join(target, 'timeline.csv'), 'utf8').trimEnd().split('\n').length - 1;
    expect(seconds).toBeGreaterThan(10);
    expect(seconds).toBeLessThan((24 - 9.5) * 3600);
  });

  test('ends a matrix with its complete runs', async () => {
    const { code, out, err } = await interrupt(
      ['whatif', small, '--skip-normal', '--seeds', '10000', '--only', 'parent-quantity', '--json'],
      'SIGINT',
    );
    const matrix = JSON.parse(out) as {
      finished: boolean;
      rows: { name: string; seeds: { seed: number }[] }[];
    };
    expect([code, matrix.finished]).toEqual([130, false]);
    expect(err).toMatch(/^ended by Ctrl-C; what follows is what was done by then$/m);
    expect(err).not.toMatch(STACK);
    // A row appears with its first complete run, in the order of the matrix.
    const names = matrix.rows.map(({ name }) => name);
    expect(names.length).toBeGreaterThan(0);
    expect(['none', 'parent-quantity'].filter((name) => names.includes(name))).toEqual(names);
    const told = Number(/([\d,]+) of 20,000 runs(?!.*of 20,000)/s.exec(err)![1]!.replace(',', ''));
    const runs = matrix.rows.reduce((sum, { seeds }) => sum + seeds.length, 0);
    expect(runs).toBeGreaterThanOrEqual(told);
    expect(runs).toBeLessThan(20_000);
    // Runs start seed by seed, so gaps come only from runs under way, one for each thread.
    const [none, alone] = ['none', 'parent-quantity'].map(
      (name) => matrix.rows.find((row) => row.name === name)?.seeds.map(({ seed }) => seed) ?? [],
    );
    for (const seeds of [none!, alone!]) {
      if (seeds.length > 0)
        expect(seeds.at(-1)! - seeds[0]! + 1 - seeds.length).toBeLessThanOrEqual(
          availableParallelism(),
        );
    }
  });

  test('ends runs over many seeds with the median of the complete ones', async () => {
    const { code, out, err } = await interrupt(['run', small, '--seeds', '10000'], 'SIGINT');
    expect(code).toBe(130);
    const [, done] = /^ended by Ctrl-C after (\d+) of 10000 runs$/m.exec(err)!;
    expect(out.split('\n')[0]).toMatch(
      new RegExp(
        `^The incident in small: ${Number(done).toLocaleString('en-US')} seeds, \\d+ to \\d+$`,
      ),
    );
    expect(out).toMatch(/^parents on Power Peg +10 +10 +10$/m);
  });

  test.each([
    ['a run', ['run', endless], 'SIGTERM'],
    ['a matrix of nearly 100,000 runs', ['whatif', small, '--seeds', '1600'], 'SIGINT'],
  ] as const)('and a second signal end %s at once, with the same code', async (_, args, second) => {
    const { code, err } = await interrupt(args, 'SIGINT', second);
    expect(code).toBe(130);
    expect(err).not.toMatch(STACK);
  });

  // Both signals arrive before the command looks: the test does not wait between them.
  test('and a second signal before the answer end a run with 130 and no answer', async () => {
    expect(await interrupt(['run', deaf], 'SIGINT', 'SIGTERM')).toMatchObject({
      code: 130,
      out: '',
      err: expect.not.stringMatching(/ended/),
    });
  });
});
