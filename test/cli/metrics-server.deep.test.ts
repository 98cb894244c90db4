import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, describe, expect, test } from 'vitest';
import { scratchFolder, smars, startSmars } from '../support/command.js';
import { optionalPrograms } from '../support/programs.js';

const folder = scratchFolder();
afterAll(folder.remove);
const programs = new Map(optionalPrograms().map(({ name, path }) => [name, path]));
const SMALL = ['--servers', '2', '--warmup', '0.1s', '--duration', '0.5s', '--rate', '5k'];

/** Starts a load that serves metrics until it is told to end. */
async function startLoad(...args: string[]) {
  const started = startSmars(['load', ...SMALL, '--metrics', ':0', ...args]);
  let told = '';
  started.child.stderr!.on('data', (text: string) => (told += text));
  await started.told(/metrics at http\S+\n/);
  const url = /metrics at (http:\S+)/.exec(told)![1]!;
  return { ...started, url };
}

/** A port of this machine that nothing listens on. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  server.close();
  await once(server, 'close');
  return port;
}

describe('smars load --metrics', () => {
  test('serves while it lingers what its folder has, in the form that is asked for', async () => {
    const out = join(folder.path, 'load');
    const load = await startLoad('--out', out, '--metrics-linger', '60s');
    await load.told(/metrics stay at/);
    const older = await fetch(load.url);
    expect(older.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8');
    const text = await older.text();
    expect(text).toBe(readFileSync(join(out, 'metrics.prom'), 'utf8'));
    const summary = JSON.parse(readFileSync(join(out, 'summary.json'), 'utf8')) as {
      measured: { children: number; executions: number };
    };
    expect(text).toContain(`smars_children_total ${summary.measured.children}\n`);
    expect(text).toContain(`smars_executions_total ${summary.measured.executions}\n`);
    const newer = await fetch(load.url, {
      headers: { accept: 'application/openmetrics-text; version=1.0.0' },
    });
    expect(newer.headers.get('content-type')).toMatch(/^application\/openmetrics-text/);
    expect((await newer.text()).endsWith('# EOF\n')).toBe(true);
    expect((await fetch(load.url.replace('/metrics', '/'))).status).toBe(404);
    const post = await fetch(load.url, { method: 'POST', body: 'x' });
    expect([post.status, post.headers.get('allow')]).toEqual([405, 'GET, HEAD']);
    load.child.kill('SIGTERM');
    const { code, err } = await load.ended;
    expect([code, err]).toEqual([0, expect.not.stringMatching(/^ +at /m)]);
  });

  test('refuses an address in use, and flags that have no effect, before it runs', async () => {
    const busy = createServer().listen(0, '127.0.0.1');
    await once(busy, 'listening');
    const { port } = busy.address() as { port: number };
    const refused = async (...args: string[]): Promise<[number | null, string]> => {
      const { code, err } = await smars('load', ...SMALL, ...args);
      return [code, err];
    };
    expect(await refused('--metrics', `:${port}`)).toEqual([
      2,
      expect.stringContaining(`--metrics 127.0.0.1:${port}: cannot listen there`),
    ]);
    busy.close();
    expect(await refused('--metrics', 'here')).toEqual([
      2,
      expect.stringContaining("--metrics 'here': must be HOST:PORT"),
    ]);
    expect(await refused('--metrics-linger', '5s')).toEqual([
      2,
      expect.stringContaining('--metrics-linger goes with --metrics'),
    ]);
  });

  test.runIf(programs.get('prometheus'))(
    'is clean by promtool, and Prometheus stores what it scrapes',
    async () => {
      const load = await startLoad('--metrics-linger', '60s');
      const port = await freePort();
      const config = join(folder.path, 'prometheus.yml');
      const target = new URL(load.url).host;
      writeFileSync(
        config,
        'scrape_configs: [{job_name: smars, scrape_interval: 200ms, scrape_timeout: 200ms, ' +
          `static_configs: [{targets: ['${target}']}]}]\n`,
      );
      const prometheus = spawn(programs.get('prometheus')!, [
        `--config.file=${config}`,
        `--storage.tsdb.path=${join(folder.path, 'tsdb')}`,
        `--web.listen-address=127.0.0.1:${port}`,
        '--log.level=error',
      ]);
      try {
        await load.told(/metrics stay at/);
        const text = await (await fetch(load.url)).text();
        const { status, stdout, stderr } = spawnSync('promtool', ['check', 'metrics'], {
          input: text,
          encoding: 'utf8',
        });
        expect([status, stdout, stderr]).toEqual([0, '', '']);
        const stored = async (query: string): Promise<number | undefined> => {
          const url = `http://127.0.0.1:${port}/api/v1/query?query=${encodeURIComponent(query)}`;
          const answer = await fetch(url).then(
            (response) => response.json() as Promise<{ data: { result: { value: string[] }[] } }>,
            () => undefined,
          );
          const value = answer?.data.result[0]?.value[1];
          return value === undefined ? undefined : Number(value);
        };
        const served = (name: string): number =>
          Number(
            text
              .split('\n')
              .find((line) => line.startsWith(`${name} `))!
              .slice(name.length),
          );
        const children = served('smars_children_total');
        expect(children).toBeGreaterThan(0);
        while ((await stored('smars_children_total')) !== children) await sleep(100);
        const trips = await stored('smars_latency_seconds_count{point="roundTrip"}');
        expect(trips).toBe(served('smars_latency_seconds_count{point="roundTrip"}'));
        expect(await stored('smars_latency_seconds_bucket{point="roundTrip",le="+Inf"}')).toBe(
          trips,
        );
      } finally {
        load.child.kill('SIGTERM');
        prometheus.kill('SIGTERM');
        await once(prometheus, 'close');
        await load.ended;
      }
    },
  );
});
