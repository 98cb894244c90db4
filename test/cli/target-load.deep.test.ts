import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { startVenue } from '../../src/venue/run.js';
import { defaultVenue } from '../../src/venue/settings.js';
import { scratchFolder, smars } from '../support/command.js';
import { optionalPrograms } from '../support/programs.js';
import { refusal } from '../support/terminal.js';

const hasPromtool = optionalPrograms().some(
  ({ name, path }) => name === 'prometheus' && path !== undefined,
);

const TARGET = ['--target', 'fix://127.0.0.1:9'];

describe('smars load --target refuses', () => {
  test.each([
    [['--mix', 'order=100'], '--mix goes with --target fix://HOST:PORT'],
    [['--target-unmarked'], '--target-unmarked goes with --target fix://HOST:PORT'],
    [['--target', 'fix://10.1.2.3:9'], '--target: 10.1.2.3 is not this machine'],
    [['--target', '127.0.0.1:9'], "--target is '127.0.0.1:9'; must be fix://HOST:PORT"],
    [[...TARGET, '--max'], '--max and --target: a load on a target has no use for it'],
    [[...TARGET, '--servers', '2'], '--servers and --target: a load on a target has no use'],
    [[...TARGET, '--fix-version', '5.0'], "--fix-version is '5.0'; must be 4.2 or 4.4"],
    [[...TARGET, '--target-ca', 'ca.pem'], '--target-ca goes with --target fixs://HOST:PORT'],
    [[...TARGET, '--phases', 'burst=1', '--rate', '5'], 'there is no flow that would have it'],
    [[...TARGET, '--phases', 'flow=1s', '--duration', '5s'], 'has a time of its own'],
    [[...TARGET, '--junit', 'a.xml'], '--junit goes with --threshold BOUND'],
    [[...TARGET, '--threshold', 'respnse.p99<1ms'], "did you mean 'response.p99'?"],
    [[...TARGET, '--duration', '3601s', '--rate', '1'], 'lasts 3601 s; a load on a target lasts'],
    [[...TARGET, '--phases', 'burst=1'], 'cannot connect to fix://127.0.0.1:9: '],
  ])('%j', async (args, reason) => {
    expect(await refusal('load', ...args)).toContain(reason);
  });
});

describe('smars load --target', () => {
  const { path, remove } = scratchFolder();
  afterAll(remove);

  test('says whom it loads, prints the outcome, and leaves a folder', async () => {
    const abort = new AbortController();
    const { port, ended } = await startVenue({
      settings: { ...defaultVenue(), background: false, anySymbol: true },
      stocks: [],
      host: '127.0.0.1',
      port: 0,
      signal: abort.signal,
      tell: () => undefined,
    });
    const out = join(path, 'run');
    const junit = join(path, 'junit.xml');
    const flags = ['--target', `fix://127.0.0.1:${port}`, '--phases', 'burst=20,flow=300ms'];
    const more = ['--rate', '100', '--out', out, '--junit', junit];
    const bounds = ['--threshold', 'unanswered<=0', '--threshold', 'refused.rate>50%'];
    const { code, err, out: printed } = await smars('load', ...flags, ...more, ...bounds);
    abort.abort();
    await ended;
    expect(code).toBe(99);
    expect(err).toContain(
      `loads fix://127.0.0.1:${port}, which is SMARS, over FIX 4.4 as CLIENT44: `,
    );
    expect(printed).toContain('every message has its answer');
    expect(printed).toMatch(/held +unanswered<=0/);
    expect(printed).toMatch(/BREACHED +refused\.rate>50%/);
    for (const line of printed.split('\n')) expect(line.length).toBeLessThanOrEqual(100);
    expect(readdirSync(out).sort()).toEqual([
      ...['latency', 'metrics.prom', 'report.html', 'summary.json', 'timeline.csv'],
    ]);
    const page = readFileSync(join(out, 'report.html'), 'utf8');
    expect(page).toContain(`Load on fix://127.0.0.1:${port}`);
    const metrics = readFileSync(join(out, 'metrics.prom'), 'utf8');
    expect(metrics).toMatch(/^smars_target_latency_seconds_count\{point="response"\} [1-9]/m);
    if (hasPromtool) {
      const checked = spawnSync('promtool', ['check', 'metrics'], { input: metrics });
      expect([checked.status, String(checked.stdout), String(checked.stderr)]).toEqual([0, '', '']);
    }
    const again = join(path, 'again.html');
    expect((await smars('report', out, '--out', again)).code).toBe(0);
    expect(readFileSync(again, 'utf8')).toBe(page);
    expect(await refusal('report', out, out)).toContain('which smars report shows one by one');
    expect(await refusal('compare', out, out)).toContain('nothing compares such loads');
    const summary = JSON.parse(readFileSync(join(out, 'summary.json'), 'utf8'));
    expect(summary.issued.left).toBe(summary.issued.asked);
    expect(summary).toMatchObject({ command: 'load --target', endedBy: 'done', unanswered: 0 });
    expect(readFileSync(join(out, 'latency', 'response.hgrm'), 'utf8')).toContain('#[Mean');
    expect(readFileSync(junit, 'utf8')).toMatch(/verdict complete" time="[\d.]+"\/>/);
  });
});
