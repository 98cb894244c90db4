import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, describe, expect, test } from 'vitest';
import { InputError } from '../../src/base/input-error.js';
import { parseCommand } from '../../src/cli/command.js';
import { COMMANDS } from '../../src/cli/commands.js';
import { scratchFolder, startSmars } from '../support/command.js';
import { Dialled } from '../support/fix-dial.js';
import { timeText } from '../support/fix-talk.js';
import { freePort } from '../support/free-port.js';
import { optionalPrograms } from '../support/programs.js';
import { SILENT } from '../support/terminal.js';

const folder = scratchFolder();
afterAll(folder.remove);
const programs = new Map(optionalPrograms().map(({ name, path }) => [name, path]));
/** Orders of a client of a gateway or a venue. */
const ORDERS = 100;
const SMALL = ['--servers', '2', '--warmup', '0.1s', '--duration', '0.3s', '--rate', '5k'];

/** Starts a load that serves metrics until it is told to end. */
async function startLoad(...args: string[]) {
  const started = startSmars(['load', ...SMALL, '--metrics', ':0', ...args]);
  let told = '';
  started.child.stderr!.on('data', (text: string) => (told += text));
  await started.told(/metrics at http\S+\n/);
  const url = /metrics at (http:\S+)/.exec(told)![1]!;
  return { ...started, url };
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
});

test.each(['load', 'gateway', 'venue'])(
  '%s refuses an address in use before it runs',
  async (name) => {
    const busy = createServer().listen(0, '127.0.0.1');
    await once(busy, 'listening');
    const { port } = busy.address() as { port: number };
    const command = await COMMANDS[name]!.load();
    // A gateway and a venue may have the address in their file, too.
    const file = join(folder.path, `${name}.json`);
    const metrics = `:${port}`;
    writeFileSync(file, JSON.stringify({ sessions: [{ targetCompId: 'A' }], metrics }));
    const args = name === 'load' ? ['--metrics', metrics] : [file];
    const { flags, operands } = parseCommand(command, args);
    await expect(command.run(flags, operands, SILENT)).rejects.toThrow(
      new InputError(
        `--metrics 127.0.0.1:${port}: cannot listen there (listen EADDRINUSE: address already in ` +
          `use 127.0.0.1:${port})`,
      ),
    );
    busy.close();
  },
);

/** Starts a gateway or a venue that serves metrics, and has a client's orders answered by it. */
async function startServed(command: 'gateway' | 'venue', ...args: string[]) {
  const listen = ['--listen', '127.0.0.1:0', '--metrics', ':0'];
  const started = startSmars([command, ...listen, ...args]);
  let told = '';
  started.child.stderr!.on('data', (text: string) => (told += text));
  await started.told(/ stocks, /);
  const [, url] = /metrics at (http:\S+)/.exec(told)!;
  const [, port] = /listening on fix:\/\/[\d.]+:(\d+)/.exec(told)!;
  const [, symbol] = /stocks, (\w+),/.exec(told)!;
  const client = new Dialled(Number(port), { version: '4.4', name: 'CLIENT44' });
  await client.until(() => client.session.isActive);
  for (let n = 0; n < ORDERS; n++)
    client.send('D', `11=A${n}|55=${symbol}|54=1|60=${timeText(Date.now())}|38=1|40=1|59=3`);
  const ended = (): number => client.heard.filter((one) => / 39=[248] /.test(one)).length;
  await client.until(() => ended() === ORDERS);
  expect(client.wrong).toEqual([]);
  return { ...started, url: url!, client };
}

describe('smars gateway and smars venue --metrics', () => {
  test.runIf(programs.get('prometheus'))(
    'are clean by promtool, as a load is, and Prometheus stores what it scrapes of all',
    async () => {
      const out = join(folder.path, 'venue');
      const load = await startLoad('--metrics-linger', '60s');
      const few = ['--set', 'universe.stocks=20', '--set', 'mix.endPlace=20'];
      const gateway = await startServed('gateway', '--servers', '2', ...few);
      const venue = await startServed('venue', '--out', out);
      await load.told(/metrics stay at/);
      const prometheus = await startPrometheus([load.url, gateway.url, venue.url]);
      try {
        for (const { url } of [load, gateway, venue]) await checkByPromtool(url);
        const session = '{session="CLIENT44"}';
        const answer = '{session="CLIENT44",point="answer"}';
        await prometheus.stores(load.url, [
          'smars_children_total',
          'smars_latency_seconds_count{point="roundTrip"}',
          'smars_latency_seconds_bucket{point="roundTrip",le="+Inf"}',
        ]);
        await prometheus.stores(gateway.url, [
          `smars_session_orders_total${session}`,
          `smars_session_latency_seconds_count${answer}`,
        ]);
        await prometheus.stores(venue.url, [
          `smars_session_orders_total${session}`,
          `smars_session_latency_seconds_count${answer}`,
          'smars_trades_total',
        ]);
      } finally {
        await prometheus.end();
        for (const { client } of [gateway, venue]) client.end();
        for (const { child, ended } of [load, gateway, venue]) {
          child.kill('SIGTERM');
          await ended;
        }
      }
      const kept = readFileSync(join(out, 'metrics.prom'), 'utf8');
      expect(kept).toContain(`smars_session_orders_total{session="CLIENT44"} ${ORDERS}\n`);
      const answers = 'smars_session_latency_seconds_count{session="CLIENT44",point="answer"}';
      expect(kept).toContain(`${answers} ${ORDERS}\n`);
    },
  );
});

/** Throws what promtool says against the metrics of an address. */
async function checkByPromtool(url: string): Promise<void> {
  const input = await (await fetch(url)).text();
  const checked = spawnSync('promtool', ['check', 'metrics'], { input, encoding: 'utf8' });
  expect([checked.status, checked.stdout, checked.stderr]).toEqual([0, '', '']);
}

/** Starts a Prometheus that scrapes these addresses five times a second. */
async function startPrometheus(urls: readonly string[]) {
  const port = await freePort();
  const config = join(folder.path, 'prometheus.yml');
  const targets = urls.map((url) => `'${new URL(url).host}'`).join(',');
  writeFileSync(
    config,
    'scrape_configs: [{job_name: smars, scrape_interval: 200ms, scrape_timeout: 200ms, ' +
      `static_configs: [{targets: [${targets}]}]}]\n`,
  );
  const child = spawn(programs.get('prometheus')!, [
    `--config.file=${config}`,
    `--storage.tsdb.path=${join(folder.path, 'tsdb')}`,
    `--web.listen-address=127.0.0.1:${port}`,
    '--log.level=error',
  ]);
  const stored = async (query: string): Promise<number | undefined> => {
    const url = `http://127.0.0.1:${port}/api/v1/query?query=${encodeURIComponent(query)}`;
    const answer = await fetch(url).then(
      (response) => response.json() as Promise<{ data: { result: { value: string[] }[] } }>,
      () => undefined,
    );
    const value = answer?.data.result[0]?.value[1];
    return value === undefined ? undefined : Number(value);
  };
  return {
    /** Waits until it has the values that an address serves for these samples, all above 0. */
    async stores(url: string, samples: readonly string[]): Promise<void> {
      const lines = (await (await fetch(url)).text()).split('\n');
      const instance = `instance="${new URL(url).host}"`;
      for (const sample of samples) {
        const line = lines.find((each) => each.startsWith(`${sample} `))!;
        const served = Number(line.slice(sample.length));
        expect(served).toBeGreaterThan(0);
        const [, name, labels] = /^(\w+)(?:\{(.*)\})?$/.exec(sample)!;
        const query = `${name}{${labels === undefined ? '' : `${labels},`}${instance}}`;
        while ((await stored(query)) !== served) await sleep(100);
      }
    },
    async end(): Promise<void> {
      child.kill('SIGTERM');
      await once(child, 'close');
    },
  };
}
