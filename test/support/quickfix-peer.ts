import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FixVersion } from '../../src/fix/tables.js';
import { ROOT } from './command.js';
import { documentBlocks } from './documents.js';

/**
 * Compiles the QuickFIX client, once for all test files that use it: a compiled client is found by
 * its source. Returns its path; throws what the compiler says.
 */
export function quickfixClient(): string {
  const source = join(ROOT, 'test', 'peers', 'quickfix-client.cpp');
  const hash = createHash('sha256').update(readFileSync(source)).digest('hex').slice(0, 16);
  const program = join(tmpdir(), `smars-quickfix-client-${hash}`);
  if (existsSync(program)) return program;
  const own = `${program}-${process.pid}`;
  const args = ['-std=c++14', '-w', '-o', own, source, '-lquickfix', '-lpthread'];
  const { status, stderr } = spawnSync('g++', args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr);
  renameSync(own, program);
  return program;
}

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

/** Runs the client: it logs on, sends so many orders, and waits until all are done. */
export async function runQuickfix(
  folder: string,
  version: FixVersion,
  port: number,
  orders: number,
  symbol: string,
): Promise<QuickfixCounts> {
  mkdirSync(folder);
  const settings = join(folder, 'settings.cfg');
  writeFileSync(settings, quickfixSettings(version, port, folder));
  const child = spawn(quickfixClient(), [settings, version, `${orders}`, symbol], {
    stdio: 'pipe',
  });
  let out = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (out += text));
  await once(child, 'close');
  return JSON.parse(out) as QuickfixCounts;
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
