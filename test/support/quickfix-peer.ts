import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import type { FixVersion } from '../../src/fix/tables.js';
import { ROOT } from './command.js';
import { documentBlocks } from './documents.js';

/**
 * Compiles a QuickFIX peer, once for all test files that use it: a compiled one is found by its
 * source. Returns its path; throws what the compiler says.
 */
export function quickfixProgram(peer: 'client' | 'acceptor' | 'gateway'): string {
  const source = join(ROOT, 'test', 'peers', `quickfix-${peer}.cpp`);
  const hash = createHash('sha256').update(readFileSync(source)).digest('hex').slice(0, 16);
  const program = join(tmpdir(), `smars-quickfix-${peer}-${hash}`);
  if (existsSync(program)) return program;
  const own = `${program}-${process.pid}`;
  const args = ['-std=c++14', '-w', '-o', own, source, '-lquickfix', '-lpthread'];
  const { status, stderr } = spawnSync('g++', args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr);
  renameSync(own, program);
  return program;
}

/** A running peer. */
export interface Peer {
  readonly child: ChildProcess;
  /** Resolves when its output has a line like this; rejects when it ends without. */
  told(pattern: RegExp): Promise<void>;
  /** Its whole output, when it has ended. */
  readonly ended: Promise<string>;
}

/** Starts a peer that tells on its standard output how far it is. */
export function startPeer(program: string, args: readonly string[]): Peer {
  const child = spawn(program, args, { stdio: ['pipe', 'pipe', 'inherit'] });
  underWay.add(child);
  let out = '';
  child.stdin.on('error', () => undefined);
  child.stdout.setEncoding('utf8').on('data', (text: string) => (out += text));
  const ended = once(child, 'close').then(() => {
    underWay.delete(child);
    return out;
  });
  const told = (pattern: RegExp): Promise<void> =>
    new Promise((done, fail) => {
      const look = (): void => {
        if (pattern.test(out)) done();
      };
      child.stdout.on('data', look);
      void ended.then(() => fail(new Error(`ended without telling ${pattern}: ${out}`)));
      look();
    });
  return { child, told, ended };
}

/** Ends peers that still run after the tests of a file, since a failed test leaves them behind. */
const underWay = new Set<ChildProcess>();
afterAll(() => {
  for (const child of underWay) child.kill('SIGKILL');
});

/** What the client prints at its end. */
export interface QuickfixCounts {
  /** Orders that are filled, cancelled or rejected. */
  readonly done: number;
  readonly reports: number;
  readonly execIds: number;
  /** Session rejects. */
  readonly rejects: number;
  readonly new: number;
  /** Shares of all executions. */
  readonly shares: number;
}

/** What the client connects to and sends. */
interface ClientPlan {
  readonly version: FixVersion;
  readonly port: number;
  readonly orders: number;
  readonly symbol: string;
  /** A file for its reports. With one its numbers go on from its last run in the folder. */
  readonly journal?: string;
}

/** Starts the client in a folder for its store: it logs on, sends its orders, awaits their ends. */
export function startQuickfix(folder: string, plan: ClientPlan): Peer {
  const { version, port, orders, symbol, journal } = plan;
  mkdirSync(folder, { recursive: true });
  const settings = join(folder, 'settings.cfg');
  const shown = quickfixSettings(version, port, folder);
  writeFileSync(settings, journal === undefined ? shown : shown.replace(/^ResetOnLogon=.*$/m, ''));
  return startPeer(quickfixProgram('client'), [
    ...[settings, version, `${orders}`, symbol],
    ...(journal === undefined ? [] : [journal]),
  ]);
}

/** Runs the client to its end. */
export async function runQuickfix(folder: string, plan: ClientPlan): Promise<QuickfixCounts> {
  return readCounts<QuickfixCounts>(await startQuickfix(folder, plan).ended);
}

/** The last line of a peer's output. */
export function readCounts<Counts>(out: string): Counts {
  return JSON.parse(out.trim().split('\n').at(-1)!) as Counts;
}

/** The numbers that a QuickFIX session has kept in its folder: its next ones. */
export function quickfixNumbers(folder: string): { sender: number; target: number } {
  const file = readdirSync(folder).find((name) => name.endsWith('.seqnums'))!;
  const [sender, target] = readFileSync(join(folder, file), 'utf8').split(':').map(Number);
  return { sender: sender!, target: target! };
}

/** Starts the acceptor in a folder for its store, with a journal of its orders in it. */
export async function startQuickfixAcceptor(
  folder: string,
  version: FixVersion,
  port: number,
): Promise<Peer> {
  mkdirSync(folder, { recursive: true });
  const settings = join(folder, 'settings.cfg');
  writeFileSync(
    settings,
    [
      ...['[DEFAULT]', 'ConnectionType=acceptor', 'StartTime=00:00:00', 'EndTime=00:00:00'],
      ...['UseDataDictionary=N', 'SocketReuseAddress=Y', `SocketAcceptPort=${port}`],
      `FileStorePath=${folder}`,
      ...['[SESSION]', `BeginString=FIX.${version}`, 'SenderCompID=SMARS'],
      `TargetCompID=CLIENT${version.replace('.', '')}`,
      '',
    ].join('\n'),
  );
  const peer = startPeer(quickfixProgram('acceptor'), [settings, 'file', join(folder, 'journal')]);
  await peer.told(/listening/);
  return peer;
}

/** The settings of the guide, for a port and a session. */
function quickfixSettings(version: FixVersion, port: number, store: string): string {
  const shown = documentBlocks('docs/guide/venue.md', '').find(({ text }) =>
    text.startsWith('[DEFAULT]'),
  )!;
  return shown.text
    .replace(/^SocketConnectPort=.*$/m, `SocketConnectPort=${port}`)
    .replace(/^FileStorePath=.*$/m, `FileStorePath=${store}`)
    .replace(/^BeginString=.*$/m, `BeginString=FIX.${version}`)
    .replace(/^SenderCompID=.*$/m, `SenderCompID=CLIENT${version.replace('.', '')}`);
}

/** Starts the gateway between a port for its clients and a venue's port; `folder` is its own. */
export async function startQuickfixGateway(
  folder: string,
  port: number,
  venuePort: number,
): Promise<Peer> {
  mkdirSync(folder, { recursive: true });
  const settings = join(folder, 'settings.cfg');
  writeFileSync(
    settings,
    [
      ...['[DEFAULT]', 'StartTime=00:00:00', 'EndTime=00:00:00', 'BeginString=FIX.4.4'],
      ...['ResetOnLogon=Y', 'UseDataDictionary=N', 'SocketNodelay=Y', 'HeartBtInt=30'],
      ...['ReconnectInterval=1', `SocketAcceptPort=${port}`],
      ...['SocketConnectHost=127.0.0.1', `SocketConnectPort=${venuePort}`],
      ...['[SESSION]', 'ConnectionType=acceptor', 'SenderCompID=SMARS', 'TargetCompID=CLIENT44'],
      ...['[SESSION]', 'ConnectionType=initiator', 'SenderCompID=CLIENT44', 'TargetCompID=SMARS'],
      '',
    ].join('\n'),
  );
  const peer = startPeer(quickfixProgram('gateway'), [settings]);
  await peer.told(/listening/);
  return peer;
}
