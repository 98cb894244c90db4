import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Page } from '../../src/report/html/model.js';
import { scratchFolder, smars } from '../support/command.js';
import { LOAD, MATRIX, RUNAWAY_FILES } from '../support/folders.js';

const scratch = scratchFolder();
const at = (...parts: string[]): string => join(scratch.path, ...parts);
afterAll(() => scratch.remove());

function leave(folder: string, files: Readonly<Record<string, string>>): string {
  mkdirSync(at(folder), { recursive: true });
  for (const [name, text] of Object.entries(files)) writeFileSync(at(folder, name), text);
  return at(folder);
}

/** The data embedded in a page. */
function readPage(path: string): Page {
  return JSON.parse(
    /<script type="application\/json" id="page">(.*?)<\/script>/s.exec(
      readFileSync(path, 'utf8'),
    )![1]!,
  ) as Page;
}

describe('smars report', () => {
  let [run, other, matrix, load] = ['', '', '', ''];
  beforeAll(() => {
    run = leave('run', RUNAWAY_FILES);
    other = leave('other', RUNAWAY_FILES);
    matrix = leave('matrix', { 'summary.json': JSON.stringify(MATRIX) });
    load = leave('load', { 'summary.json': JSON.stringify(LOAD) });
  });

  test('writes the page of a run, matrix or load into its folder and prints its path', async () => {
    for (const folder of [run, matrix, load]) {
      const page = join(folder, 'report.html');
      expect(await smars('report', folder)).toEqual({
        code: 0,
        signal: null,
        out: `${page}\n`,
        err: '',
      });
      expect(readFileSync(page, 'utf8')).toMatch(/^<!doctype html>[\s\S]*uPlot[\s\S]*<\/html>\n$/);
    }
    expect(readPage(join(run, 'report.html')).title).toBe('A small runaway');
  });

  test('overwrites an old page, or writes elsewhere with --out', async () => {
    writeFileSync(join(run, 'report.html'), 'old');
    await smars('report', run);
    expect(readPage(join(run, 'report.html')).kicker).toBe('smars run · seed 7');
    expect((await smars('report', run, '--out', at('page.html'))).out).toBe(`${at('page.html')}\n`);
    expect(readPage(at('page.html')).kicker).toBe('smars run · seed 7');
  });

  test('does not overwrite its input', async () => {
    const summary = join(run, 'summary.json');
    const { code, out, err } = await smars('report', run, '--out', summary);
    expect([code, out, err]).toEqual([
      2,
      '',
      `--out ${summary}: is the place of the file too; give each a place of its own\n`,
    ]);
    expect(JSON.parse(readFileSync(summary, 'utf8'))).toMatchObject({ command: 'run' });
  });

  test('puts several runs on one page in the first folder, next to its own page', async () => {
    const { code, out } = await smars('report', run, other);
    expect([code, out]).toEqual([0, `${join(run, 'comparison.html')}\n`]);
    expect(readPage(join(run, 'comparison.html')).title).toBe('run · other');
  });

  test.each([
    [
      'no folder is given',
      () => [],
      /^smars: smars report: give the folder of a run|^smars report: give the folder of a run/,
    ],
    ['there is no such folder', () => [at('nowhere')], /nowhere: there is no such folder/],
    [
      'it is a file',
      () => [join(run, 'summary.json')],
      new RegExp(
        'summary\\.json: is a summary of smars run, load or whatif, not a folder of a run; ' +
          'smars report of the folder around it takes it',
      ),
    ],
    [
      'nothing of smars is in it',
      () => [leave('empty', {})],
      /empty: has no summary\.json; smars run, load and whatif leave one with --out DIR/,
    ],
    [
      'its summary is damaged',
      () => [leave('damaged', { 'summary.json': '{"version":' })],
      /damaged\/summary\.json:1:12: is not JSON/,
    ],
    [
      'the folders are of two kinds',
      () => [run, load],
      /load: is of smars load, .*run of smars run; give folders of one kind/,
    ],
    [
      'the page has no folder to be in',
      () => [run, '--out', at('none', 'page.html')],
      /--out .*page\.html: there is no folder/,
    ],
  ])('is refused and writes nothing if %s', async (_, args, message) => {
    const given = args();
    const before = readdirSync(run).length;
    const { code, out, err } = await smars('report', ...given);
    expect([code, out]).toEqual([2, '']);
    expect(err).toMatch(message);
    expect(readdirSync(run).length).toBe(before);
    if (given.length === 1 && existsSync(given[0]!) && !given[0]!.endsWith('.json'))
      expect(readdirSync(given[0]!)).not.toContain('report.html');
  });
});

test('the page quotes its command line for a shell', async () => {
  const out = at("it's mine");
  await smars('run', 'clean-rollout', '--set', 'clock.end=09:30:05', '--out', out);
  const { invocation } = JSON.parse(readFileSync(join(out, 'summary.json'), 'utf8')) as {
    invocation: string;
  };
  expect(invocation).toBe(
    `smars run clean-rollout --set clock.end=09:30:05 --out '${out.replace("'", "'\\''")}'`,
  );
  expect(JSON.stringify(readPage(join(out, 'report.html')).sections.at(-1))).toContain(
    JSON.stringify(invocation).slice(1, -1),
  );
});
