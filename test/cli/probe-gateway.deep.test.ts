import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { parseCommand } from '../../src/cli/command.js';
import { PROBE } from '../../src/cli/probe.js';
import { MAIN, scratchFolder } from '../support/command.js';
import { freePort } from '../support/free-port.js';
import { refusal, SILENT } from '../support/terminal.js';

/** `smars gateway` itself, in a process of its own, as the target of `smars probe --executes`. */

const folder = scratchFolder();
afterAll(folder.remove);
const gateways: ChildProcess[] = [];
afterAll(() => {
  for (const gateway of gateways) gateway.kill('SIGKILL');
});

const LIMITS = {
  'max-quantity': { shares: 1000 },
  'max-notional': { dollars: 50_000 },
  'restricted-list': { symbols: ['T05'] },
  'short-sales': {},
  'market-orders': {},
  'parent-quantity': {},
  position: { dollars: 300_000, per: 'firm' },
};

/** A deep market that stands still: an order is one child, at the price that the probe expects. */
const STILL = ['displayedSeconds=3600', 'impact.model=none', 'wander=false'];

const STOCKS = Array.from(
  { length: 24 },
  (_, n) => `T${String(n).padStart(2, '0')},${30 + 2 * n},2e9`,
);

function writeFiles(path: string, kept: object): Record<string, string> {
  const file = (name: string, text: string): string => {
    writeFileSync(join(path, name), text);
    return join(path, name);
  };
  const limits = (firm: object): string => {
    const checks = Object.entries(firm).map(([name, given]) => [
      name,
      { mode: 'enforce', ...given },
    ]);
    return JSON.stringify({ version: 1, firm: Object.fromEntries(checks) });
  };
  const sessions = ['ONE', 'TWO'].map((targetCompId, n) => ({
    ...{ targetCompId, version: '4.4', server: n + 1 },
  }));
  return {
    said: file('said.json', limits(LIMITS)),
    kept: file('kept.json', limits(kept)),
    universe: file('stocks.csv', `symbol,priceDollars,advShares\n${STOCKS.join('\n')}\n`),
    gateway: file('gateway.json', JSON.stringify({ senderCompId: 'SMARS', sessions })),
    target: file(
      'target.json',
      JSON.stringify({ sessions: [{ senderCompId: 'ONE' }, { senderCompId: 'TWO' }] }),
    ),
  };
}

/** Starts a gateway that keeps these limits; returns the findings of a probe by `LIMITS`. */
async function probe(kept: object, kill: string, ...more: string[]) {
  const path = mkdtempSync(join(folder.path, 'target-'));
  const files = writeFiles(path, kept);
  const port = await freePort();
  const typed = join(path, 'typed');
  execFileSync('mkfifo', [typed]);
  const keys = openSync(typed, 'r+');
  const args = ['--servers', '2', '--threads', '1', '--listen', `127.0.0.1:${port}`];
  const set = STILL.flatMap((each) => ['--set', `market.${each}`]);
  const world = ['--universe', files.universe!, '--limits', files.kept!];
  const gateway = spawn(
    process.execPath,
    [MAIN, 'gateway', files.gateway!, ...args, ...world, ...set],
    { stdio: [keys, 'ignore', 'pipe'] },
  );
  closeSync(keys);
  gateways.push(gateway);
  await new Promise<void>((resolve) => {
    let told = '';
    gateway.stderr!.setEncoding('utf8').on('data', (text: string) => {
      told += text;
      if (told.includes('listening on')) resolve();
    });
  });
  const type = (line: string): string => `echo ${line} > ${typed}; sleep 0.2`;
  const { flags } = parseCommand(PROBE, [
    ...['--target', `fix://127.0.0.1:${port}`, '--target-file', files.target!, '--executes'],
    ...['--limits', files.said!, '--universe', files.universe!, '--mass-cancel', 'kill:session'],
    ...['--kill-exec', type(kill), '--rearm-exec', type('rearm server:1'), '--json', ...more],
  ]);
  let out = '';
  const code = await PROBE.run(flags, [], { ...SILENT, answer: (text) => (out += text) });
  gateway.kill('SIGTERM');
  const { exams, ...summary } = JSON.parse(out) as {
    exams: { check: string; title: string; verdict: string; fault?: string; reason?: string }[];
  };
  return { code, exams, summary };
}

describe('smars gateway, which executes on venues of its own', () => {
  test('passes all exams that can be seen from outside', async () => {
    const { code, exams, summary } = await probe(LIMITS, 'kill');
    const made = exams.filter(({ verdict }) => !['not examined', 'hidden'].includes(verdict));
    expect(made.map(({ check, verdict, fault }) => [check, verdict, fault])).toEqual(
      [
        ...['clordid-twice', 'max-quantity', 'max-notional', 'restricted-list', 'short-sales'],
        ...['market-orders', 'parent-quantity', 'position', 'position', 'mass-cancel'],
        'manual-kill',
      ].map((check) => [check, 'pass', undefined]),
    );
    expect(code).toBe(0);
    expect(summary).toMatchObject({ sight: 'fills', seesVenue: false, stopped: null, leftOpen: 0 });
    for (const { reason, verdict } of exams)
      if (verdict === 'not examined') expect(reason).not.toBe('');
  });

  test('is named for each check that it does not keep', async () => {
    const kept = {
      ...LIMITS,
      'max-quantity': { shares: 1001 },
      'restricted-list': { symbols: ['T06'] },
      position: { dollars: 300_000, per: 'server' },
    };
    const wanted = ['max-quantity', 'restricted-list', 'position', 'manual-kill'];
    const only = wanted.flatMap((check) => ['--only', check]);
    const { code, exams } = await probe(kept, 'kill server:1', ...only);
    const faults = exams.flatMap(({ check, fault }) =>
      fault === undefined ? [] : [`${check}: ${fault}`],
    );
    expect(faults).toEqual([
      'max-quantity: off-by-one',
      'restricted-list: no-check',
      'position: per-session',
      'manual-kill: kill-misses-session',
    ]);
    expect(code).toBe(99);
  });

  test.each([
    [['--target-is-mine', '127.0.0.1'], '--executes and --target-is-mine: orders that are to be'],
    [['--target-unmarked'], '--executes and --target-unmarked: orders that are to be executed'],
    [['--venue', ':0'], '--executes and --venue: a target sends to a venue, or executes by itself'],
  ])('is not executed at with %j', async (more, reason) => {
    const { said } = writeFiles(folder.path, LIMITS);
    const args = ['--target', 'fix://127.0.0.1:1', '--limits', said!, '--executes', ...more];
    expect(await refusal('probe', ...args)).toContain(reason);
  });
});
