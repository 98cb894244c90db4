import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { jetstreamManager } from '@nats-io/jetstream';
import { Kvm } from '@nats-io/kv';
import { Objm } from '@nats-io/obj';
import { connect as connectNats } from '@nats-io/transport-node';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { keepResult } from '../../src/remote/stored.js';
import { findScenario } from '../../src/scenarios/scenarios.js';
import { runSession } from '../../src/session/session.js';
import { MAIN, scratchFolder, smars, startSmars } from '../support/command.js';
import { optionalPrograms } from '../support/programs.js';
import { makeCertificate } from '../support/tls-front.js';

let folder: ReturnType<typeof scratchFolder>;
const at = (...names: string[]): string => join(folder.path, ...names);
const programs = new Map(optionalPrograms().map(({ name, path }) => [name, path]));
const TOKEN = 'a-token';
/** So many orders that a day's input does not fit into a message of NATS, 1 MiB. */
const ORDERS = 40_000;
const MESSAGE_BYTES = 2 ** 20;
const CSV = `ClOrdID,Symbol,Side,OrderQty,OrdType,TransactTime\n${Array.from(
  { length: ORDERS },
  (_, n) => `A-${n},GT,1,500,1,09:30:${n < 100 ? '00.500' : '30'}\n`,
).join('')}`;
let port = 0;
let url = '';
let server: ChildProcess;

/** Starts the server on its port and its files, and waits until it listens. */
async function startServer(): Promise<void> {
  server = spawn(programs.get('nats-server')!, ['-c', at('nats.conf')], { stdio: 'ignore' });
  for (;;) {
    const socket = connect(port, '127.0.0.1');
    const isUp = await Promise.race([
      once(socket, 'connect').then(() => true),
      once(socket, 'error').then(() => false),
    ]).catch(() => false);
    socket.destroy();
    if (isUp) return;
    await sleep(20);
  }
}

/** A plan of short mornings. */
function writePlan(name: string, end: string, seeds: number): string {
  const path = at(name);
  writeFileSync(
    path,
    JSON.stringify({
      scenarios: ['knight-2012'],
      settings: [{ name: 'short', set: [`clock.end=${end}`, 'universe.stocks=500'] }],
      controls: ['none', 'parent-quantity'],
      seeds: { first: 1, count: seeds },
    }),
  );
  return path;
}

const startWorker = () => startSmars(['worker', '--nats', url, '--threads', '1', '--json']);

async function untilLines(path: string, lines: number): Promise<void> {
  for (;;) {
    try {
      if (readFileSync(path, 'utf8').split('\n').length > lines) return;
    } catch {
      // It is not there yet.
    }
    await sleep(5);
  }
}

describe.runIf(programs.get('nats-server'))('smars worker', () => {
  // A server for each test: tasks that one leaves in the queue are not taken for those of another.
  beforeEach(async () => {
    folder = scratchFolder();
    const probe = createServer().listen(0, '127.0.0.1');
    await once(probe, 'listening');
    ({ port } = probe.address() as { port: number });
    probe.close();
    await once(probe, 'close');
    url = `nats://${TOKEN}@127.0.0.1:${port}`;
    writeFileSync(
      at('nats.conf'),
      `listen: 127.0.0.1:${port}\njetstream { store_dir: "${at('store')}" }\n` +
        `authorization { token: "${TOKEN}" }\n`,
    );
    await startServer();
  });

  afterEach(async () => {
    server.kill('SIGKILL');
    await once(server, 'exit');
    folder.remove();
  });

  test('loses and doubles no day when a worker, the server and the sweep are killed', async () => {
    const plan = writePlan('plan.json', '09:30:01', 10);
    expect((await smars('sweep', plan, '--out', at('local'))).code).toBe(0);
    const workers = [startWorker(), startWorker(), startWorker()];
    const first = startSmars(['sweep', plan, '--nats', url, '--out', at('remote')]);
    const journal = at('remote', 'days.ndjson');
    await untilLines(journal, 2);
    workers[0]!.child.kill('SIGKILL');
    await untilLines(journal, 5);
    server.kill('SIGKILL');
    await once(server, 'exit');
    await startServer();
    await untilLines(journal, 9);
    first.child.kill('SIGKILL');
    await first.ended;
    const second = await smars('sweep', plan, '--nats', url, '--out', at('remote'));
    expect([second.code, second.err]).toEqual([0, expect.not.stringMatching(/^ +at /m)]);
    for (const file of ['results.arrow', 'summary.json'])
      expect(readFileSync(at('remote', file))).toEqual(readFileSync(at('local', file)));
    const keys = readFileSync(journal, 'utf8')
      .trimEnd()
      .split('\n')
      .map((line) => (JSON.parse(line) as { key: string }).key);
    expect(new Set(keys).size).toBe(20);
    expect(keys).toHaveLength(20);
    // Each day was stored by one worker, and no two disagreed.
    let ran = 0;
    for (const { child, ended } of workers.slice(1)) {
      child.kill('SIGTERM');
      const { code, out } = await ended;
      const counts = JSON.parse(out) as { ran: number; conflicts: number; failed: number };
      expect([code, counts.conflicts, counts.failed]).toEqual([0, 0, 0]);
      ran += counts.ran;
    }
    expect(ran).toBeGreaterThan(0);
    expect(ran).toBeLessThanOrEqual(20);
  });

  test('names a key on which two workers have different days', async () => {
    const plan = writePlan('odd.json', '09:30:02', 1);
    const sweep = startSmars(['sweep', plan, '--nats', url, '--out', at('odd')]);
    const connection = await connectNats({ servers: `127.0.0.1:${port}`, token: TOKEN });
    try {
      const manager = await jetstreamManager(connection);
      let name: string | undefined;
      while (name === undefined) {
        const streams = await manager.streams.list().next();
        name = streams.find(({ config }) => config.name.startsWith('smars-tasks-'))?.config.name;
      }
      const results = await new Kvm(connection).create('smars-results');
      let task: { key: string } | undefined;
      while (task === undefined) {
        const { state } = await manager.streams.info(name);
        if (state.messages < 2) await sleep(10);
        else {
          const stored = await manager.streams.getMessage(name, { seq: state.first_seq });
          task = stored!.json<{ key: string }>();
        }
      }
      const day = runSession(findScenario('clean-rollout'), { seed: 1 });
      expect(await keepResult(results, task.key, 'host-1', day)).toEqual({ is: 'first' });
      expect(await keepResult(results, task.key, 'host-2', day)).toEqual({ is: 'known' });
      const other = { ...day, digest: 'another' };
      const told = `host-1 has digest ${day.digest}, and host-3 has another`;
      expect(await keepResult(results, task.key, 'host-3', other)).toEqual({
        is: 'conflict',
        told,
      });
      // A worker that comes later does the other day; the sweep ends, and names the key.
      const worker = startWorker();
      const { code, err } = await sweep.ended;
      expect([code, err]).toEqual([
        2,
        expect.stringContaining(`key ${task.key}: ${told}; a key must give the same day`),
      ]);
      worker.child.kill('SIGTERM');
      await worker.ended;
    } finally {
      sweep.child.kill('SIGTERM');
      await sweep.ended;
      await connection.close();
    }
  });

  test('gives whatif, tune and run the days of this machine', async () => {
    const short = ['--set', 'clock.end=09:30:01', '--set', 'universe.stocks=500'];
    const only = ['--only', 'parent-quantity,server-rate'];
    const orders = at('orders.csv');
    writeFileSync(orders, CSV);
    const worker = startWorker();
    for (const asked of [
      ['whatif', ...short, '--skip-normal', ...only, '--loss-below', '1k'],
      ['run', ...short, '--orders', orders, '--beside', '--seeds', '2'],
      ['tune', ...short.slice(0, 2), '--days', '1', '--windows', '1,60', '--classes', '3'],
    ]) {
      const here = await smars(...asked);
      const there = await smars(...asked, '--nats', url);
      expect([there.code, there.out]).toEqual([0, here.out]);
    }
    worker.child.kill('SIGTERM');
    const { out } = await worker.ended;
    expect(JSON.parse(out)).toMatchObject({ failed: 0, conflicts: 0 });
    const connection = await connectNats({ servers: `127.0.0.1:${port}`, token: TOKEN });
    const inputs = await new Objm(connection).open('smars-inputs');
    const sizes = (await inputs.list()).map(({ size }) => size);
    expect(Math.max(...sizes)).toBeGreaterThan(MESSAGE_BYTES);
    await connection.close();
  });

  test('lists a day that failed five times, does the others, and tries it again', async () => {
    const plan = writePlan('failing.json', '09:30:01', 2);
    const asked = ['sweep', plan, '--nats', url, '--out', at('failing')];
    const sweep = startSmars(asked);
    const connection = await connectNats({ servers: `127.0.0.1:${port}`, token: TOKEN });
    try {
      const inputs = await new Objm(connection).create('smars-inputs');
      const listed = async () => (await inputs.list()).filter(({ deleted }) => !deleted);
      await sweep.told(/no worker takes tasks/);
      const [lost] = await listed();
      const bytes = (await inputs.getBlob(lost!.name))!;
      await inputs.delete(lost!.name);
      const worker = startWorker();
      const { code, err } = await sweep.ended;
      expect([code, err]).toEqual([2, expect.stringContaining('2 days have no result that can')]);
      const reason = `seed 2): input ${lost!.name}: is not on the server`;
      expect(err.split('\n').filter((line) => line.includes(reason))).toHaveLength(1);
      expect(readFileSync(at('failing', 'days.ndjson'), 'utf8').split('\n')).toHaveLength(3);
      await inputs.putBlob({ name: lost!.name }, bytes);
      expect((await smars(...asked)).code).toBe(0);
      worker.child.kill('SIGTERM');
      const { out } = await worker.ended;
      expect(JSON.parse(out)).toEqual({
        ...{ version: 1, command: 'worker', known: 0, conflicts: 0 },
        ran: 4,
        failed: 10,
      });
    } finally {
      await connection.close();
    }
  });

  test('a full queue makes the sweep wait', async () => {
    const plan = writePlan('full.json', '09:30:01', 4);
    const connection = await connectNats({ servers: `127.0.0.1:${port}`, token: TOKEN });
    try {
      // Opens the streams, and ends.
      const idle = await smars('worker', '--nats', url, '--idle', '100ms');
      expect(idle.code).toBe(0);
      const manager = await jetstreamManager(connection);
      const [stream] = (await manager.streams.list().next()).filter(({ config }) =>
        config.name.startsWith('smars-tasks-'),
      );
      const { name, subjects, max_msgs: most } = stream!.config;
      for (let n = 0; n < most - 3; n++) connection.publish(subjects[0]!, '{}');
      await connection.flush();
      const asked = startSmars(['sweep', plan, '--nats', url, '--out', at('full')]);
      const held = async () => (await manager.streams.info(name)).state.messages;
      while ((await held()) < most) await sleep(20);
      await asked.told(/no worker takes tasks/);
      expect(await held()).toBe(most);
      await manager.streams.purge(name, { filter: subjects[0]!, seq: most - 2 });
      const worker = startWorker();
      expect((await asked.ended).code).toBe(0);
      worker.child.kill('SIGTERM');
      await worker.ended;
    } finally {
      await connection.close();
    }
  });

  test('is refused by a server that has work of another program alone', async () => {
    const connection = await connectNats({ servers: `127.0.0.1:${port}`, token: TOKEN });
    try {
      const isTaken = async (): Promise<void> => {
        const idle = await smars('worker', '--nats', url, '--idle', '100ms');
        expect([idle.code, idle.err]).toEqual([0, '']);
      };
      // Tasks of a coordinator that is gone are no reason, and one without tasks is none.
      const manager = await jetstreamManager(connection);
      await manager.streams.add({ name: 'smars-tasks-other', subjects: ['other'] });
      connection.publish('other', '{}');
      await connection.flush();
      await isTaken();
      const known = await new Kvm(connection).open('smars-coordinators');
      expect((await known.status()).ttl).toBe(60_000);
      const other = { version: '0.0.0', revision: 'commit abc', nodeMajor: 20 };
      await known.put('idle', JSON.stringify(other));
      await isTaken();
      await known.put('other', JSON.stringify(other));
    } finally {
      await connection.close();
    }
    const { code, err } = await startWorker().ended;
    expect([code, err]).toEqual([
      2,
      expect.stringContaining("the server has tasks of version '0.0.0', and this is '"),
    ]);
  });

  test.each([
    [['worker'], 'give --nats URL'],
    [['worker', '--nats', 'nats://queue.example'], 'another machine is reached by tls:// alone'],
    [['worker', '--nats', 'nats://127.0.0.1:1'], 'cannot connect'],
    [['run', '--nats', 'nats://127.0.0.1:1'], '--nats goes with --seeds N'],
    [['tune', '--nats', 'http://127.0.0.1:1'], 'must be nats://HOST:PORT or tls://HOST:PORT'],
    [['run', '--seeds', '2', '--threads', '2', '--nats', 'nats://127.0.0.1:1'], 'give one of them'],
  ])('refuses %j', async (args, reason) => {
    const { code, err } = await smars(...args);
    expect([code, err]).toEqual([2, expect.stringContaining(reason)]);
  });

  test('reaches a server by TLS that a known authority signed', async () => {
    const [cert, key] = makeCertificate(folder.path);
    server.kill('SIGKILL');
    await once(server, 'exit');
    appendFileSync(at('nats.conf'), `tls { cert_file: "${cert}", key_file: "${key}" }\n`);
    await startServer();
    const asked = ['worker', '--nats', url.replace('nats:', 'tls:'), '--idle', '100ms'];
    const plain = await smars(...asked);
    expect([plain.code, plain.err]).toEqual([2, expect.stringContaining('cannot connect')]);
    const env = { ...process.env, NODE_EXTRA_CA_CERTS: cert };
    const known = spawnSync(process.execPath, [MAIN, ...asked], { env, encoding: 'utf8' });
    expect([known.status, known.stderr]).toEqual([0, '']);
  });

  test('a wrong token is refused, and never told', async () => {
    const { code, err } = await smars('worker', '--nats', `nats://hidden@127.0.0.1:${port}`);
    expect([code, err]).toEqual([2, expect.not.stringContaining('hidden')]);
  });
});
