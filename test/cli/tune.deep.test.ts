import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import type { StoryAnswer } from '../../src/report/story-text.js';
import { parseLimits } from '../../src/scenarios/limits-file.js';
import { findScenario } from '../../src/scenarios/scenarios.js';
import { linesWider, scratchFolder, smars } from '../support/command.js';
import { SMALL, writeScenario } from '../support/scenarios.js';

const folder = scratchFolder();
afterAll(folder.remove);

const DAY = ['--normal', 'clean-rollout', '--set', 'clock.end=09:30:05', '--days', '2'];
const ONLY = ['--only', 'position,server-rate,max-notional'];
const out = join(folder.path, 'limits.json');

describe('smars tune', () => {
  test('prints bounds within 80 columns and leaves a limits file that run reads', async () => {
    const { code, out: text, err } = await smars('tune', ...DAY, '--out', out);
    expect([code, linesWider(text)], err).toEqual([0, []]);
    expect(text).toMatch(/^executions-per-parent +\d+ +\d+ +0 +0 +100%d/m);
    expect(text).toContain('2 days of training.');
    const { limits, written } = parseLimits(readFileSync(out, 'utf8'), out);
    expect(written.firm['executions-per-parent']).toMatchObject({ mode: 'enforce' });
    expect(limits.position!.mode).toBe('enforce');
    const ran = await smars('run', 'clean-rollout', '--set', 'clock.end=09:30:05', '--limits', out);
    expect([ran.code, ran.out.includes('limits.json, version 1')], ran.err).toEqual([0, true]);
  });

  test('answers in JSON and CSV with the same bounds', async () => {
    const json = JSON.parse((await smars('tune', ...DAY, ...ONLY, '--json')).out) as {
      seeds: number[];
      bounds: { check: string; bound: number; largest: number; outOfSample: number }[];
    };
    expect(json.seeds).toEqual([2012, 2013]);
    expect(json.bounds.map(({ check }) => check)).toEqual([
      'server-rate',
      'max-notional',
      'position',
    ]);
    const csv = (await smars('tune', ...DAY, ...ONLY, '--csv')).out.trim().split('\n');
    expect(csv[0]).toMatch(/^check,parameter,unit,stops,bound,/);
    expect(csv.slice(1).map((line) => line.split(',')[4])).toEqual(
      json.bounds.map(({ bound }) => String(bound)),
    );
  });

  test('tells how far the bounds of a file are from use', async () => {
    const path = join(folder.path, 'wide.json');
    const firm = {
      position: { mode: 'enforce', dollars: 5e9 },
      'max-quantity': { mode: 'warn', shares: 100 },
      'self-match': { mode: 'enforce' },
    };
    writeFileSync(path, JSON.stringify({ version: 4, firm }));
    const { code, out: text, err } = await smars('tune', ...DAY, '--limits', path);
    expect([code, linesWider(text.slice(text.indexOf('\n')))], err).toEqual([0, []]);
    expect(text).toMatch(/^max-quantity +100 .* refuses$/m);
    expect(text).toMatch(/^position +\$5,000,000,000 .* out of reach$/m);
    const { uses } = JSON.parse((await smars('tune', ...DAY, '--limits', path, '--json')).out) as {
      uses: { check: string; order: number | null; symbol: string }[];
    };
    expect(uses.map(({ check, order }) => [check, order! >= 0])).toEqual([
      ['max-quantity', true],
      ['position', true],
    ]);
    const csv = await smars('tune', ...DAY, '--limits', path, '--only', 'position', '--csv');
    expect(csv.out.trim().split('\n')).toHaveLength(2);
  });

  test.each([
    [['--only', 'positon'], "'positon' is not a check of the gate with a bound; did you mean"],
    [['--tolerance', '2'], "--tolerance is '2'; must be a number from 0 to 1"],
    [['--margin', '0.5'], "--margin is '0.5'; must be a number from 1 to 1000"],
    [['--json', '--csv'], '--json and --csv: give one of them'],
    [['--limits', out, '--margin', '2'], '--limits and --margin: give one of them'],
    [['--normal', 'normal-mornin'], "did you mean 'normal-morning'?"],
  ])('refuses %j', async (flags, message) => {
    const { code, err } = await smars('tune', ...flags);
    expect([code, err]).toEqual([2, expect.stringContaining(message)]);
  });
});

describe('smars tune --orders', () => {
  const HEAD = 'ClOrdID,Symbol,Side,OrderQty,Price,TransactTime';
  const write = (name: string, ...rows: readonly string[]): string => {
    writeFileSync(join(folder.path, name), `${[HEAD, ...rows].join('\n')}\n`);
    return join(folder.path, name);
  };
  const monday = write('monday.csv', 'm1,OWN1,1,300,,09:30:01', 'm2,OWN2,2,200,,09:30:02');
  const tuesday = write('tuesday.csv', 't1,OWN1,2,500,,09:30:01');
  const END = ['--set', 'clock.end=09:30:05'];
  const OWN = ['--universe', 'from-orders', ...END];

  test('takes each file as a day, and holds it against the bound of the others', async () => {
    const orders = ['--orders', monday, '--orders', tuesday];
    const args = [...orders, ...OWN, '--only', 'max-quantity,position'];
    const file = join(folder.path, 'own.json');
    const { code, out: text, err } = await smars('tune', ...args, '--out', file, '--json');
    const answer = JSON.parse(text) as {
      seeds: number[];
      orders: string[];
      bounds: { check: string; days: number; bound: number; outOfSample: number }[];
    };
    expect([code, err.includes('assumed price')]).toEqual([0, true]);
    expect([answer.seeds, answer.orders]).toEqual([
      [2012, 2012],
      [monday, tuesday],
    ]);
    expect(answer.bounds.map(({ check, days }) => [check, days])).toEqual([
      ['max-quantity', 2],
      ['position', 2],
    ]);
    const [shares, position] = answer.bounds;
    expect(shares!.bound).toBeGreaterThan(0);
    expect(position!.bound).toBeGreaterThan(0);
    // The one order of Tuesday is larger than both of Monday: its position passes their bound.
    expect(position!.outOfSample).toBe(0.5);
    const { provenance } = JSON.parse(readFileSync(file, 'utf8')) as {
      provenance: { orders: string[] };
    };
    expect(provenance.orders).toEqual([monday, tuesday]);
    const use = await smars('tune', ...orders, ...OWN, '--limits', file, '--csv');
    expect(use.out.trim().split('\n')[0]).toMatch(/,verdict,orders$/);
    expect(use.out).toContain(tuesday);
  });

  test.each([
    [['--days', '2', '--orders', monday, ...OWN], '--orders and --days: give one of them'],
    [['--orders', monday, ...END], 'OWN1'],
    [['--universe', 'from-orders'], '--universe from-orders: goes with --orders FILE'],
    [['--beside'], '--beside goes with --orders FILE'],
  ])('refuses %j', async (flags, message) => {
    const { code, err } = await smars('tune', ...flags);
    expect([code, err]).toEqual([2, expect.stringContaining(message)]);
  });
});

describe('smars tune --story', () => {
  const quiet = writeScenario(folder.path, {
    ...SMALL,
    name: 'quiet',
    clock: { ...SMALL.clock, end: '09:30:20' },
    deployment: findScenario('clean-rollout').deployment,
  });
  const small = writeScenario(folder.path, {
    ...SMALL,
    clock: { ...SMALL.clock, end: '09:30:20' },
  });
  const args = [
    ...['tune', '--normal', quiet, '--days', '2', '--story', small],
    ...['--only', 'executions-per-parent,max-quantity,position'],
  ];

  const page = join(folder.path, 'tuned.html');

  test('enforces each bound in the story and on a day after those of training', async () => {
    const [json, text] = await Promise.all([
      smars(...args, '--frontier', '--total-tolerance', '0.5', '--json', '--page', page),
      smars(...args),
    ]);
    expect([json.code, text.code], json.err + text.err).toEqual([0, 0]);
    const { story, bounds } = JSON.parse(json.out) as {
      bounds: { check: string; bound: number }[];
      story: StoryAnswer;
    };
    expect([story.story, story.seed, story.finished]).toEqual(['small', SMALL.seed + 2, true]);
    for (const { check, bound } of bounds)
      expect(story.bounds.map((one) => [one.check, one.bound])).toContainEqual([check, bound]);
    const executions = story.bounds.find(({ check }) => check === 'executions-per-parent')!;
    expect(executions.cell.lossDollars).toBeLessThan(story.base!.lossDollars / 2);
    expect(executions.normal.firstTriesRefused).toBe(0);
    expect(story.set!.lossDollars).toBeLessThanOrEqual(executions.cell.lossDollars);
    expect(story.set!.share).toBeLessThanOrEqual(0.5);
    const html = readFileSync(page, 'utf8');
    expect(html).toContain('Limits that let quiet through');
    expect(html).toContain('"title":"executions-per-parent"');
    expect(text.out).toMatch(/^executions-per-parent +\d+ +largest +\+/m);
    expect(linesWider(text.out)).toEqual([]);
  });

  test('lays the story over own orders, the last of several days not trained on', async () => {
    const lines = [0, 1, 2, 3].map((n) => `c${n},AAA,${1 + (n % 2)},${100 + n},09:30:0${n}`);
    const [one, two] = [1, 2].map((day) => {
      const path = join(folder.path, `day-${day}.csv`);
      const text = ['ClOrdID,Symbol,Side,OrderQty,TransactTime', ...lines.slice(0, day + 2)];
      writeFileSync(path, `${text.join('\n')}\n`);
      return path;
    });
    const own = ['--normal', quiet, '--universe', 'from-orders', '--only', 'max-quantity'];
    const asked = ['tune', ...own, '--story', small, '--json', '--orders'];
    const [both, single] = await Promise.all([
      smars(...asked, `${one},${two}`),
      smars(...asked, two!),
    ]);
    expect([both.code, single.code], both.err + single.err).toEqual([0, 0]);
    const [tried, trained] = [both, single].map(
      ({ out: text }) => JSON.parse(text) as { orders: string[]; story: StoryAnswer },
    );
    expect([tried!.orders, tried!.story.orders, tried!.story.isTrained]).toEqual([
      [one],
      two,
      false,
    ]);
    expect([trained!.orders, trained!.story.isTrained]).toEqual([[two], true]);
    const { normal, cell } = tried!.story.bounds[0]!;
    expect([normal.parentsEntered, cell.unmatchedExecutions > 0]).toEqual([4, true]);
  });

  test.each([
    [['--frontier'], '--frontier: goes with --story'],
    [['--story', 'knight-2012', '--limits', out], '--story and --limits'],
    [['--story', 'knight-2021'], "did you mean 'knight-2012'?"],
    [['--story', 'knight-2012', '--total-tolerance', '2'], '--total-tolerance'],
  ])('refuses %j', async (flags, message) => {
    const { code, err } = await smars('tune', ...flags);
    expect([code, err]).toEqual([2, expect.stringContaining(message)]);
  });
});

describe('mode measure', () => {
  test('is refused in a layer below the firm, around the servers, and in a load', async () => {
    const run = await smars('run', '--set', 'operations.dropCopy.mode=measure');
    expect([run.code, run.err]).toEqual([2, expect.stringContaining('operations.dropCopy.mode')]);
    const layer = await smars(
      'run',
      '--set',
      'risk.layers={"servers":{"1":{"position":{"mode":"measure"}}}}',
    );
    expect([layer.code, layer.err]).toEqual([2, expect.stringContaining('position.mode')]);
    const load = await smars('load', '--set', 'risk.position.mode=measure');
    expect([load.code, load.err]).toEqual([
      2,
      expect.stringContaining("the mode of position is 'measure'"),
    ]);
  });

  test('shows in the result of a run', async () => {
    const args = ['clean-rollout', '--set', 'clock.end=09:30:02', '--json'];
    const { out: text } = await smars('run', ...args, '--set', 'risk.maxQuantity.mode=measure');
    const { result } = JSON.parse(text) as {
      result: { children: number; measures: { check: string; measured: number }[] };
    };
    expect(result.measures).toMatchObject([{ check: 'max-quantity', measured: result.children }]);
  });
});
