import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { count, usd } from '../../src/report/format.js';
import { SCENARIOS } from '../../src/scenarios/scenarios.js';
import type { DayResult } from '../../src/session/result/result.js';
import { linesWider, type Outcome, scratchFolder, smars } from '../support/command.js';

interface Summary {
  limits: { digest: string };
  result: DayResult;
}

const folder = scratchFolder();
afterAll(folder.remove);

/** The built-in scenarios, each run once, with a folder. */
const runs = new Map<string, { outcome: Outcome; summary: Summary }>();
beforeAll(async () => {
  for (const { name } of SCENARIOS) {
    const path = join(folder.path, name);
    // A whole normal day takes half a minute; two minutes of it are printed alike.
    const shorter = name.startsWith('normal-day') ? ['--set', 'clock.end=09:32'] : [];
    const outcome = await smars('run', name, '--out', path, ...shorter);
    runs.set(name, {
      outcome,
      summary: JSON.parse(readFileSync(join(path, 'summary.json'), 'utf8')) as Summary,
    });
  }
});

const PROGRESS =
  /^(?: {0,2}\d{1,3} % {2}\d\d:\d\d:\d\d {2}[\d,]+ orders\/s {2}exposure \S+ {2}loss \S+\n)*$/;

describe.each(SCENARIOS.map(({ name, title }) => [name, title]))('smars run %s', (name, title) => {
  test('prints 80 columns under the scenario’s title and exits with 0', () => {
    const { outcome, summary } = runs.get(name)!;
    expect([outcome.code, outcome.signal]).toEqual([0, null]);
    expect(outcome.out.split('\n')[0]).toBe(title);
    expect(linesWider(outcome.out)).toEqual([]);
    const tail = outcome.out.replaceAll('\n', ' ').trimEnd();
    const { result, limits } = summary;
    const agree = 'the firm’s books and the venues’ agree exactly';
    const books = `seed 2012, digest ${result.digest}; ${agree}`;
    expect(tail).toMatch(
      new RegExp(
        ` ${books}(; [\\d,]+ orders [^;]+)* limits ${limits.digest.slice(0, 16)} of the ` +
          'scenario {2}smars has run ',
      ),
    );
    expect(
      tail.endsWith(
        ` Next: smars whatif ${name} --short runs it again with each control; smars list has ` +
          'other days.',
      ),
    ).toBe(true);
  });

  test('prints only progress on standard error', () => {
    expect(runs.get(name)!.outcome.err).toMatch(PROGRESS);
  });

  test('prints the figures of its summary', () => {
    const { outcome, summary } = runs.get(name)!;
    const { runaway, loss, servers } = summary.result;
    const row = (figure: string): string =>
      outcome.out.split('\n').find((line) => line.startsWith(`${figure}  `))!;
    const printed = (figure: string): string =>
      row(figure).slice(figure.length).trim().split(/ {2,}/)[0]!;
    // Stories other than Knight's name what ran away.
    const isStory = SCENARIOS.find((scenario) => scenario.name === name)!.excess !== undefined;
    const excess = [runaway.unmatchedExecutions, runaway.unmatchedShares];
    expect([
      printed(isStory ? 'excess executions' : 'executions'),
      printed(isStory ? 'excess shares' : 'shares'),
    ]).toEqual((isStory ? excess : [runaway.executions, runaway.shares]).map(count));
    expect(printed('net short')).toBe(usd(runaway.shortDollars));
    expect(printed('loss')).toBe(usd(loss.totalDollars));
    const fleet = outcome.out.split('\n').filter((line) => /^ {5}\d {3}20\d\d /.test(line));
    expect(fleet.map((line) => line.trim().split(/ +/).slice(0, 4))).toEqual(
      servers.map((server) => [
        String(server.server),
        String(server.build),
        server.honoursFlag ? 'on' : 'off',
        server.parents.toLocaleString('en-US'),
      ]),
    );
  });
});
