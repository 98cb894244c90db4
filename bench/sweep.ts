/**
 * Question: what does a day of a sweep cost beside the day itself, on threads here and over NATS?
 *
 *   days ──► runSession, one after the other
 *   days ──► threads of this process ──► results
 *   days ──► coordinator ──► queue ──► workers' threads ──► store ──► coordinator ──► results
 *
 * The figures are processor time a day, not wall time, of all processes: this one, where the
 * coordinator runs, the workers with a thread each, and the NATS server (by /proc, so over NATS on
 * Linux alone). Each way runs its days without a pause; the first of them, in which threads start
 * and V8 compiles, are not counted. Without `nats-server` the days go over threads alone. The notes
 * have the resident memory after each quarter.
 *
 * SMARS_BENCH_DAYS says how many days the ways with two threads or workers run: 400 by default. The
 * others run at most 1,000.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { thisProgram } from '../src/cli/program.js';
import { runRemote } from '../src/remote/coordinator.js';
import { count } from '../src/report/format.js';
import { KNIGHT_2012 } from '../src/scenarios/knight.js';
import { applySettings } from '../src/scenarios/parse.js';
import { runSession } from '../src/session/session.js';
import { daysOnThreads, type SessionOutcome } from '../src/session/session-pool.js';
import { Suite } from './harness/suite.js';

const DAYS = Number(process.env.SMARS_BENCH_DAYS ?? 400);
const DAYS_OF_ONE = Math.min(DAYS, 1000);
const WARM_UP_DAYS = 100;
/** Days that give one figure. */
const ROUND_DAYS = 100;
const QUARTERS = 4;
const BYTES_PER_MB = 1024 * 1024;
/** Linux counts processor time in hundredths of a second. */
const NS_PER_TICK = 1e7;
const MAIN = fileURLToPath(new URL('../src/main.js', import.meta.url));

const FLOW = { ...KNIGHT_2012.flow.at(-1)!, from: '09:29:59', to: '09:34:59', endPlace: 20 };

/** The five minutes about the bell, in sixty stocks: 16 to 20 ms of work. */
const DAY = applySettings(KNIGHT_2012, [
  'clock.start=09:29:59',
  'clock.end=09:34:59',
  'universe.stocks=60',
  'universe.named=false',
  'router={"pegShares":100,"pegChildrenPerSecond":10,"improvementTicks":10}',
  'capacity.parentsPerServer=512',
  'capacity.childrenPerTurn=2048',
  `flow=${JSON.stringify([FLOW])}`,
]);

interface NatsServer {
  readonly url: string;
  readonly process: ChildProcess;
  end(): Promise<void>;
}

/** Starts a server with files of its own; undefined if the program is not installed. */
async function startServer(): Promise<NatsServer | undefined> {
  const folder = mkdtempSync(join(tmpdir(), 'smars-bench-'));
  const remove = (): void => rmSync(folder, { recursive: true, force: true });
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address() as { port: number };
  probe.close();
  const config = join(folder, 'nats.conf');
  writeFileSync(
    config,
    `listen: 127.0.0.1:${port}\njetstream { store_dir: ${JSON.stringify(folder)} }\n`,
  );
  const child = spawn('nats-server', ['-c', config], { stdio: 'ignore' });
  const isMissing = await once(child, 'spawn').then(
    () => false,
    () => true,
  );
  if (isMissing) {
    remove();
    return undefined;
  }
  for (let isUp = false; !isUp; ) {
    const socket = connect(port, '127.0.0.1');
    isUp = await once(socket, 'connect').then(
      () => true,
      () => false,
    );
    socket.destroy();
    if (!isUp) await sleep(20);
  }
  return {
    url: `nats://127.0.0.1:${port}`,
    process: child,
    end: async () => {
      child.kill('SIGTERM');
      await once(child, 'exit');
      remove();
    },
  };
}

/** Processor time of a process so far, in ns. */
function processNs({ pid }: ChildProcess): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]!.split(' ');
  return (Number(fields[11]) + Number(fields[12])) * NS_PER_TICK;
}

/** Resident memory of a process, in MB. */
function processMb({ pid }: ChildProcess): string {
  const [, kb] = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))!;
  return (Number(kb) / 1024).toFixed(0);
}

const hasProc = existsSync(`/proc/${process.pid}/stat`);
const server = hasProc ? await startServer() : undefined;
/** The workers that run now. */
let workers: readonly ChildProcess[] = [];
let seed = 0;
let sink = 0;

/** Days that nobody has run: a server keeps results by their content. */
const freshDays = (length: number) => Array.from({ length }, () => ({ spec: DAY, seed: seed++ }));

/** Runs a number of days, and calls `onDay` after each with how many are done. */
type RunDays = (days: number, onDay: (done: number) => void) => Promise<void>;

const runAlone: RunDays = async (days, onDay) => {
  for (const [place, { spec, seed: own }] of freshDays(days).entries()) {
    sink += runSession(spec, { seed: own }).children;
    onDay(place + 1);
  }
};

async function takeAll(
  outcomes: AsyncGenerator<SessionOutcome>,
  onDay: (done: number) => void,
): Promise<void> {
  let done = 0;
  for await (const { result } of outcomes) {
    sink += result.children;
    onDay(++done);
  }
}

const runOnThreads =
  (threads: number): RunDays =>
  (days, onDay) =>
    takeAll(daysOnThreads({ threads })(freshDays(days), days), onDay);

const runOverNats =
  ({ url }: NatsServer, ofThem: number): RunDays =>
  async (days, onDay) => {
    const asked = [MAIN, 'worker', '--nats', url, '--threads', '1'];
    workers = Array.from({ length: ofThem }, () =>
      spawn(process.execPath, asked, { stdio: 'ignore' }),
    );
    const ended = workers.map((worker) => once(worker, 'exit'));
    const { signal } = new AbortController();
    const terms = { signal, tell: () => undefined };
    await takeAll(runRemote(url, thisProgram(), freshDays(days), terms), onDay);
    for (const worker of workers) worker.kill('SIGTERM');
    await Promise.all(ended);
    workers = [];
  };

/** What was spent until now, in ns. */
function spentNs(): { own: number; server: number; workers: number; wall: number } {
  const { user, system } = process.cpuUsage();
  return {
    own: (user + system) * 1e3,
    server: server === undefined ? 0 : processNs(server.process),
    workers: workers.reduce((sum, worker) => sum + processNs(worker), 0),
    wall: performance.now() * 1e6,
  };
}

interface Measured {
  /** Processor time a day of each round, of all processes. */
  readonly roundsNs: readonly number[];
  /** Over all rounds, in ms a day: of all processes, this one, the server; and by the clock. */
  readonly ms: number;
  readonly ownMs: number;
  readonly serverMs: number;
  readonly wallMs: number;
  /** Resident MB after each quarter: of this process, and of each other. */
  readonly memory: readonly string[];
}

async function measure(run: RunDays, days: number): Promise<Measured> {
  const memory: string[] = [];
  const roundsNs: number[] = [];
  let [first, last] = [spentNs(), spentNs()];
  await run(WARM_UP_DAYS + days, (done) => {
    const counted = done - WARM_UP_DAYS;
    if (counted === 0) first = last = spentNs();
    else if (counted > 0 && counted % ROUND_DAYS === 0) {
      const now = spentNs();
      const spent = now.own - last.own + now.server - last.server + now.workers - last.workers;
      roundsNs.push(spent / ROUND_DAYS);
      last = now;
    }
    if (counted > 0 && counted % Math.floor(days / QUARTERS) === 0)
      memory.push(
        [
          (process.memoryUsage.rss() / BYTES_PER_MB).toFixed(0),
          ...(workers.length === 0 ? [] : [processMb(server!.process), ...workers.map(processMb)]),
        ].join(' + '),
      );
  });
  const inMs = (ns: number): number => ns / (roundsNs.length * ROUND_DAYS) / 1e6;
  const [ownMs, serverMs] = [inMs(last.own - first.own), inMs(last.server - first.server)];
  return {
    roundsNs,
    ms: ownMs + serverMs + inMs(last.workers - first.workers),
    ownMs,
    serverMs,
    wallMs: inMs(last.wall - first.wall),
    memory,
  };
}

const suite = new Suite({
  question: 'what does a day of a sweep cost beside the day itself, on threads and over NATS?',
  unit: 'day',
  work:
    `five minutes of knight-2012, 60 stocks; ${count(DAYS)} days with two threads or workers, ` +
    `${count(DAYS_OF_ONE)} with one; processor time of all processes`,
});
const notes: string[] = [];

/** How much faster two are than one: by processor time with a core each, and by the clock here. */
const tellScaling = (what: string, one: Measured, two: Measured): string =>
  `two ${what} against one: ${((2 * one.ms) / two.ms).toFixed(2)} by processor time, ` +
  `${(one.wallMs / two.wallMs).toFixed(2)} by wall time here`;

const tellMemory = (what: string, { memory }: Measured): string =>
  `MB after each quarter, ${what}: ${memory.join(', ')}`;

const alone = await measure(runAlone, DAYS_OF_ONE);
suite.floorMeasured('the day alone', alone.roundsNs);
const threads = [
  await measure(runOnThreads(1), DAYS_OF_ONE),
  await measure(runOnThreads(2), DAYS),
] as const;
for (const [place, { roundsNs }] of threads.entries())
  suite.addMeasured(`threads here: ${place + 1}`, roundsNs);
notes.push(tellScaling('threads', ...threads), tellMemory('two threads', threads[1]));
if (server === undefined) notes.push('nats-server is not installed: nothing went over NATS');
else {
  const remote = [
    await measure(runOverNats(server, 1), DAYS_OF_ONE),
    await measure(runOverNats(server, 2), DAYS),
  ] as const;
  for (const [place, { roundsNs }] of remote.entries())
    suite.addMeasured(`over NATS, workers: ${place + 1}`, roundsNs);
  const [one, two] = remote;
  notes.push(
    tellScaling('workers', one, two),
    tellMemory('coordinator + server + two workers', two),
    `NATS beside threads here: ${(one.ms - threads[0].ms).toFixed(2)} ms a day with one worker, ` +
      `${(two.ms - threads[1].ms).toFixed(2)} with two`,
    ...remote.map(
      ({ ownMs, serverMs, ms }, place) =>
        `workers ${place + 1}: coordinator ${ownMs.toFixed(2)} ms a day, server ` +
        `${serverMs.toFixed(2)}, workers ${(ms - ownMs - serverMs).toFixed(2)}`,
    ),
  );
  await server.end();
}
suite.finish(() => [...notes, `sink ${sink}`]);
