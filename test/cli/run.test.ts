import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { DayResult } from '../../src/session/result/result.js';
import {
  linesWider,
  type Outcome,
  scratchFolder,
  smars,
  withoutProgress,
} from '../support/command.js';
import { SMALL, writeScenario } from '../support/scenarios.js';

interface Summary {
  version: number;
  command: string;
  scenario: string;
  finished: boolean;
  conditions: Record<string, unknown>;
  limits: { digest: string };
  result: DayResult;
}

const folder = scratchFolder();
afterAll(folder.remove);

/** Some built-in scenarios, each run once; `run-scenarios.deep.test.ts` runs them all. */
const runs = new Map<string, { outcome: Outcome; summary: Summary }>();
beforeAll(async () => {
  for (const name of ['knight-2012', 'clean-rollout', 'canary', 'knight-2012-rollback']) {
    const path = join(folder.path, name);
    const outcome = await smars('run', name, '--out', path);
    const summary = JSON.parse(readFileSync(join(path, 'summary.json'), 'utf8')) as Summary;
    runs.set(name, { outcome, summary });
  }
});

describe('what the scenarios show', () => {
  test('knight-2012 agrees with the SEC’s findings and prints them alongside', () => {
    const { outcome, summary } = runs.get('knight-2012')!;
    const { runaway, loss } = summary.result;
    const off = (value: number, reference: number): number => Math.abs(value / reference - 1);
    expect([runaway.parents, runaway.stocks, runaway.longStocks, runaway.shortStocks]).toEqual([
      212, 154, 80, 74,
    ]);
    expect(off(runaway.executions, 4.0e6)).toBeLessThan(0.01);
    expect(off(runaway.shares, 397e6)).toBeLessThan(0.01);
    expect(off(runaway.longDollars, 3.5e9)).toBeLessThan(0.05);
    // One seed may be farther off than the median of many, which calibration.md has.
    expect(off(runaway.shortDollars, 3.15e9)).toBeLessThan(0.1);
    expect(off(runaway.stocksMoved5, 75)).toBeLessThan(0.1);
    expect(off(runaway.stocksMoved10, 37)).toBeLessThan(0.25);
    expect(off(loss.totalDollars, 460e6)).toBeLessThan(0.1);
    expect(outcome.out).toMatch(/^loss +\$\d{3}\.\dM +\$460\.0M +[+− ]\d\.\d %$/m);
    expect(outcome.out).toMatch(/^stocks +154 +154 +0\.0 %$/m);
  });

  test('clean-rollout fills all but a few orders, and none goes to the error account', () => {
    const { runaway, loss, retail } = runs.get('clean-rollout')!.summary.result;
    expect([
      runaway.parents,
      runaway.children,
      runaway.unmatchedExecutions,
      loss.totalDollars,
    ]).toEqual([0, 0, 0, 0]);
    expect(retail.filled + retail.open).toBe(retail.parents);
    // In the thinnest stocks an order may wait behind its collar until the end.
    expect(retail.open).toBeLessThan(30);
    expect(retail.parents).toBeGreaterThan(30_000);
  });

  test('the canary’s audit finds the omitted server before the flag reaches it', () => {
    const { result } = runs.get('canary')!.summary;
    expect([result.runaway.parents, result.loss.totalDollars]).toEqual([0, 0]);
    expect(result.servers.map(({ build, honoursFlag }) => `${build} ${honoursFlag}`)).toEqual([
      ...Array(7).fill('2012 true'),
      '2005 false',
    ]);
    expect(
      result.events
        .filter(({ kind }) => kind === 'audit-stray')
        .map(({ at, server }) => `${at} ${server}`),
    ).toEqual(['09:45:00.0 8']);
  });

  test('the rollback puts the parents of all eight servers on Power Peg', () => {
    const { result } = runs.get('knight-2012-rollback')!.summary;
    expect(result.servers.map(({ build }) => build)).toEqual([
      2005, 2005, 2005, 2005, 2005, 2005, 2005, 2005,
    ]);
    for (const { unmatchedExecutions } of result.servers)
      expect(unmatchedExecutions).toBeGreaterThan(1000);
  });
});

describe('smars run FILE.json', () => {
  const file = writeScenario(folder.path, SMALL);

  test('--json prints only JSON', async () => {
    const { code, out, err } = await smars('run', file, '--json');
    const summary = JSON.parse(out) as Summary;
    expect([code, withoutProgress(err)]).toEqual([0, '']);
    expect(Object.keys(summary)).toEqual([
      'version',
      'command',
      'scenario',
      'finished',
      'invocation',
      'conditions',
      'limits',
      'result',
    ]);
    expect(summary).toMatchObject({
      version: 1,
      command: 'run',
      scenario: 'small',
      finished: true,
    });
    expect(summary.conditions).toMatchObject({
      node: process.version,
      v8: process.versions.v8,
      nodeFlags: [],
    });
    expect(summary.result).toMatchObject({
      version: 2,
      seed: 7,
      digest: expect.stringMatching(/^[0-9a-f]{16}$/),
    });
    expect(summary.result.runaway.unmatchedExecutions).toBeGreaterThan(10_000);
  });

  test('has no column for SEC figures if the scenario has none', async () => {
    const { out } = await smars('run', file);
    expect(out).toMatch(/^ +this run$/m);
    expect(out).not.toMatch(/SEC|off by/);
  });

  test('--seed and --set change the day as the summary says', async () => {
    const [base, again, seeded, set] = await Promise.all(
      [
        [],
        ['--seed', '7'],
        ['--seed', '8'],
        ['--set', 'risk.parentQuantity.mode=enforce', '--set', 'title="set, twice"'],
      ].map(async (flags) => (await smars('run', file, ...flags)).out),
    );
    expect(again).toBe(base);
    expect(seeded).toContain('seed 8, digest ');
    expect(/digest \w+/.exec(seeded!)![0]).not.toBe(/digest \w+/.exec(base!)![0]);
    expect(set!.split('\n')[0]).toBe('set, twice');
    expect(set).toMatch(/^loss +\$0$/m);
    expect(set).toMatch(/^parent-quantity +enforce +[\d,]+ +[\d,]+ +09:30:00\.\d$/m);
  });

  test('wraps a long title and description', async () => {
    const words = 'a morning on three servers that '.repeat(6).trim();
    const { out } = await smars(
      'run',
      file,
      '--set',
      `title=${words}`,
      '--set',
      `description=${words}`,
      '--set',
      'clock.end=09:28:30',
    );
    expect(linesWider(out)).toEqual([]);
    expect(out.replaceAll('\n', ' ').startsWith(`${words} ${words} `)).toBe(true);
  });
});
