import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parseCommand } from '../../src/cli/command.js';
import { LOAD } from '../../src/cli/load.js';
import { readProfile } from '../../src/cli/load-arrivals.js';
import type { LoadProfile } from '../../src/scenarios/profile.js';
import { findProfile } from '../../src/scenarios/profiles.js';
import { scratchFolder, smars, startSmars } from '../support/command.js';

async function inFolder(use: (folder: string) => Promise<void>): Promise<void> {
  const { path, remove } = scratchFolder();
  try {
    await use(path);
  } finally {
    remove();
  }
}

/**
 * Calls with ever longer times, from half a second on, until something is found: a busy machine may
 * leave the servers of a short load no time at all.
 */
async function longEnough<T>(look: (duration: string) => Promise<T | undefined>): Promise<T> {
  for (let seconds = 0.5; ; seconds *= 4) {
    const found = await look(`${seconds}s`);
    if (found !== undefined) return found;
  }
}

/** A load of about a second. */
const SHORT = '--servers 2 --threads 1 --duration 500ms --warmup 100ms --waiting block'.split(' ');

describe('smars load', () => {
  test('prints its measurements in 80 columns and accounts for every order', async () => {
    const { code, out } = await smars(...['load', 'normal-day', '--rate', '500', ...SHORT]);
    expect(code).toBe(0);
    for (const line of out.split('\n')) expect(line.length, line).toBeLessThanOrEqual(80);
    // Only terminals get the chart.
    expect(out).toContain('round trip  ');
    expect(out).not.toContain('round trip\n');
    expect(out.replaceAll('\n', ' ')).toContain('the firm’s books and the venues’ agree exactly');
    expect(out).toContain('arrivals: open loop, poisson, 500 parents a second');
  });

  test('--json gives counts that add up for every server', async () => {
    const args = ['load', '--profile', 'runaway', '--max', '--json'];
    const answer = await longEnough(async (duration) => {
      const { code, out } = await smars(...args, ...SHORT.with(5, duration));
      expect(code).toBe(0);
      const told = JSON.parse(out);
      return told.measured.arrived > 0 ? told : undefined;
    });
    expect(answer).toMatchObject({
      version: 1,
      command: 'load',
      profile: 'runaway',
      endedBy: 'duration',
    });
    for (const server of answer.accounts.servers) {
      expect(server.fed).toBe(server.accepted + server.refusedParents + server.queued);
      expect(server.sent).toBe(server.answered + server.inFlight);
      expect(server.inFlight).toBe(0);
    }
    expect(answer.accounts.reconciliation).toEqual({ shares: 0, cash: 0, fees: 0 });
  });

  test('exits with 99 on a breached threshold and writes it into the JUnit file', async () => {
    await inFolder(async (folder) => {
      const junit = join(folder, 'load.xml');
      const bounds = '--threshold throughput>1000G --threshold rejected.rate<1%'.split(' ');
      const flags = ['--rate', '500', ...bounds, '--junit', junit];
      const { code, out } = await smars('load', ...flags, ...SHORT);
      expect(code).toBe(99);
      expect(out).toMatch(/BREACHED +throughput>1000G/);
      expect(out).toMatch(/held +rejected.rate<1%/);
      expect(readFileSync(junit, 'utf8')).toContain('tests="2" failures="1"');
    });
  });

  test('breaches every threshold and prints no NaN when no order arrives', async () => {
    await inFolder(async (folder) => {
      const [junit, out] = [join(folder, 'load.xml'), join(folder, 'run')];
      const bounds = [
        'rejected.rate<1%',
        'throughput>=0',
        'late.starts<1',
        'response.p99<1s',
        'behind.barrier<=0',
        'backlog.growth<1%',
      ];
      const thresholdFlags = bounds.flatMap((bound) => ['--threshold', bound]);
      const flags = [
        '--rate',
        '0.001',
        ...thresholdFlags,
        '--junit',
        junit,
        '--out',
        out,
        '--json',
      ];
      const answer = await smars('load', ...flags, ...SHORT);
      expect(answer.code).toBe(99);
      const { metrics, thresholds, steadiness } = JSON.parse(answer.out);
      expect(metrics).toEqual({});
      expect(steadiness).toMatchObject({ isSteady: null, backlogGrowth: null });
      expect(thresholds).toEqual(bounds.map((threshold) => ({ threshold, held: false })));
      expect(readFileSync(junit, 'utf8')).toContain(
        `tests="${bounds.length}" failures="${bounds.length}"`,
      );
      expect(readFileSync(junit, 'utf8')).toContain('message="not measured"');
      expect(readFileSync(join(out, 'report.html'), 'utf8')).not.toMatch(
        />[^<]*(NaN|undefined|null)[^<]*<\/(td|p|li|dd)>/,
      );
    });
  });

  test('kills a scope and reports the barrier', async () => {
    const flags = '--profile runaway --max --kill-at 300ms --kill-scope server:2 --json'.split(' ');
    const { code, out } = await smars('load', ...flags, ...SHORT);
    expect(code).toBe(0);
    const answer = JSON.parse(out);
    expect(answer.kills).toHaveLength(1);
    expect(answer.kills[0].scope).toEqual({ kind: 'server', server: 2 });
    expect(answer.kills[0].answers).toHaveLength(2);
    expect(answer.accounts.venues.behindBarrier).toBe(0);
  });

  test('--out writes summary, profile, percentiles and interval log', async () => {
    await inFolder(async (folder) => {
      const out = join(folder, 'run');
      const { code } = await smars(...['load', '--rate', '500', '--out', out, ...SHORT]);
      expect(code).toBe(0);
      expect(JSON.parse(readFileSync(join(out, 'summary.json'), 'utf8')).command).toBe('load');
      expect(JSON.parse(readFileSync(join(out, 'profile.json'), 'utf8')).name).toBe('normal-day');
      expect(readFileSync(join(out, 'latency', 'roundTrip.hgrm'), 'utf8')).toContain('#[Mean');
      const log = readFileSync(join(out, 'latency', 'intervals.hlog'), 'utf8');
      expect(log).toContain(
        '#smars load normal-day: latencies in ns, Interval_Max in ms; times in s',
      );
      expect(log).toContain('#[Histogram log format version 1.3]');
      const { measuredFrom, seconds, steadiness, metrics } = JSON.parse(
        readFileSync(join(out, 'summary.json'), 'utf8'),
      );
      expect(
        Math.abs(1000 * Number(/StartTime: ([\d.]+)/.exec(log)![1]) - Date.parse(measuredFrom)),
      ).toBeLessThan(2);
      expect(log).toMatch(/^Tag=response,0\.000,/m);
      const lines = readFileSync(join(out, 'timeline.csv'), 'utf8').trimEnd().split('\n');
      expect(Number(lines.at(-1)!.split(',')[0])).toBeCloseTo(seconds, 2);
      expect(steadiness).toMatchObject({ by: 'backlog' });
      expect(metrics['backlog.growth']).toBe(steadiness.backlogGrowth ?? undefined);
      expect(readFileSync(join(out, 'report.html'), 'utf8')).toMatch(
        /Steady: open and waiting|NOT STEADY|Steady state: not measured/,
      );
    });
  });

  test('a replay of its record sends the same children', async () => {
    await inFolder(async (folder) => {
      const record = join(folder, 'run.rec');
      const load = ['load', '--rate', '300', '--record', record];
      const { servers } = await longEnough(async (duration) => {
        const recorded = await smars(...load, ...SHORT.with(5, duration));
        expect(recorded.code).toBe(0);
        const replayed = await smars('replay', record, '--json');
        expect(replayed.code).toBe(0);
        const answer = JSON.parse(replayed.out);
        expect(answer.same).toBe(true);
        const isIdle = answer.servers.some(({ children }: { children: number }) => children === 0);
        return isIdle ? undefined : answer;
      });
      expect(servers).toHaveLength(2);

      const bytes = readFileSync(record);
      writeFileSync(join(folder, 'cut.rec'), bytes.subarray(0, bytes.length - 4));
      const cut = await smars(...['replay', join(folder, 'cut.rec')]);
      expect(cut.code).toBe(2);
      expect(cut.err).toContain(
        `is cut off at byte ${bytes.length - 4} of ${bytes.length}, in the journal of server 2`,
      );
    });
  });

  test('says how many orders of a file were due in the warm-up and after the end', async () => {
    await inFolder(async (folder) => {
      const orders = join(folder, 'mine.csv');
      const times = ['09:31:00', '09:31:00.05', '09:31:00.2', '09:31:50', '09:33:00'];
      const rows = times.map((time, n) => `Z-${n},GT,1,300,${time},3`);
      writeFileSync(
        orders,
        ['ClOrdID,Symbol,Side,OrderQty,TransactTime,TimeInForce', ...rows].join('\n'),
      );
      const { code, out } = await smars(...['load', '--orders', orders, '--json', ...SHORT]);
      expect(code).toBe(0);
      const { arrivals, accounts, ordersDate } = JSON.parse(out);
      expect(ordersDate).toBe(null);
      expect(arrivals).toBe(
        'open loop, 5 recorded orders without a date at 1 times their speed, ' +
          '2 due in the warm-up and 2 due after the end',
      );
      const fed = accounts.servers.reduce(
        (sum: number, server: { fed: number }) => sum + server.fed,
        0,
      );
      expect([fed, accounts.dueAfterEnd]).toEqual([3, 2]);
      const {
        orders: taken,
        open,
        orderedShares,
        executedShares,
        cancelledShares,
      } = accounts.immediate;
      expect([taken, open, orderedShares]).toEqual([3, 0, executedShares + cancelledShares]);
      const text = await smars(...['load', '--orders', orders, ...SHORT]);
      expect(text.out.replaceAll('\n', ' ')).toContain(
        '0 never handed over; 2 orders of the file were due after the end',
      );
      expect(text.out).toMatch(/^normal-day, changed by --orders /);
    });
  });

  test('has the profile’s own title only when no setting changes its subject', async () => {
    const read = (...args: string[]): LoadProfile => {
      const { flags } = parseCommand(LOAD, args);
      return readProfile(undefined, flags);
    };
    const own = findProfile('normal-day');
    expect(
      read('--seed', '3', '--threads', '1', '--batch', '512', '--waiting', 'block'),
    ).toMatchObject({ title: own.title, description: own.description });
    for (const flags of [
      ['--rate', '20k'],
      ['--servers', '2'],
      ['--max'],
      ['--set', 'arrivals.perSecond=90'],
    ])
      expect(read(...flags)).toMatchObject({
        title: `normal-day, changed by ${flags.join(' ')}`,
        description: 'The load profile normal-day in all that these settings leave as it is.',
      });
    const { out } = await smars('load', '--rate', '20k', ...SHORT);
    expect(out.split('\n\n')[0]).toBe(
      'normal-day, changed by --rate 20k --servers 2\n' +
        'The load profile normal-day in all that these settings leave as it is.',
    );
  });

  test('smars replay refuses a record without children, as nothing would be compared', async () => {
    await inFolder(async (folder) => {
      const record = join(folder, 'empty.rec');
      expect((await smars(...['load', '--rate', '0.001', '--record', record, ...SHORT])).code).toBe(
        0,
      );
      const { code, err } = await smars('replay', record);
      expect(code).toBe(2);
      expect(err).toContain('no server of the record sent a child, so nothing was compared');
    });
  });

  /** A still shorter load; its sixth word is the duration. */
  const BRIEF = '--servers 2 --threads 1 --duration 300ms --warmup 0s --waiting block'.split(' ');

  test.each([
    ['firm', { kind: 'firm' }],
    ['symbol:S0017', { kind: 'symbol', symbol: 'S0017' }],
    ['behaviour:power-peg', { kind: 'behaviour', behaviour: 'power-peg' }],
    ['flag:0', { kind: 'flag', bit: 0 }],
    ['parent:3', { kind: 'parent', order: 3 }],
    ['account:DESK', { kind: 'account', account: 'DESK' }],
  ])('kills %s, which every server acknowledges', async (scope, killed) => {
    const known = '--set=risk.layers={"accounts":{"DESK":{"maxQuantity":{"mode":"warn"}}}}';
    const flags = ['--kill-at', '100ms', '--kill-scope', scope, '--json', known];
    const { code, out, err } = await smars('load', 'runaway', ...flags, ...BRIEF);
    expect(err).not.toContain('must');
    expect(code).toBe(0);
    const { kills, accounts } = JSON.parse(out);
    expect(kills).toHaveLength(1);
    expect(kills[0]).toMatchObject({ scope: killed, engaged: true });
    expect(kills[0].answers.map(({ server }: { server: number }) => server)).toEqual([1, 2]);
    expect(accounts.venues.behindBarrier).toBe(0);
  });

  test('--kills kills and re-arms repeatedly', async () => {
    const flags = '--max --kills 6 --kill-scope server:2 --json'.split(' ');
    const { code, out } = await smars('load', 'runaway', ...flags, ...BRIEF.with(5, '4s'));
    expect(code).toBe(0);
    const { kills, accounts, metrics } = JSON.parse(out);
    expect(kills.filter(({ engaged }: { engaged: boolean }) => engaged).length).toBeGreaterThan(0);
    expect(kills.length).toBeLessThanOrEqual(12);
    expect(metrics['kill.p50']).toBeGreaterThan(0);
    expect(accounts.venues.behindBarrier).toBe(0);
  });

  test('runs a catalogue check, says what stopped the runaway, and replays alike', async () => {
    await inFolder(async (folder) => {
      const record = join(folder, 'run.rec');
      const settings = ['mode=enforce', 'dollars=10000'];
      const set = settings.flatMap((setting) => ['--set', `risk.unmatchedAccount.${setting}`]);
      const args = ['--record', record, '--json', ...set, ...BRIEF.with(5, '2s')];
      const { code, out } = await smars('load', 'runaway-after-rollback', ...args);
      expect(code).toBe(0);
      const { accounts, findings } = JSON.parse(out);
      expect(accounts.runaway).toMatchObject({ stoppedBy: 'unmatched-account' });
      const { first } = accounts.checks.find(
        ({ name }: { name: string }) => name === 'unmatched-account',
      );
      expect(first.atNs).toBeGreaterThanOrEqual(accounts.runaway.firstNs);
      expect(first.childrenBefore).toBeGreaterThan(0);
      expect(findings.counts.map(({ outcome }: { outcome: string }) => outcome)).toContain(
        'tripped',
      );
      const replayed = await smars('replay', record, '--json');
      expect(JSON.parse(replayed.out).same).toBe(true);
      expect(replayed.code).toBe(0);
    });
  });

  test('runs a profile file made from the output of smars schema', async () => {
    await inFolder(async (folder) => {
      const file = join(folder, 'mine.json');
      const profile = JSON.parse((await smars('schema', '--profile', 'many-symbols')).out);
      writeFileSync(
        file,
        JSON.stringify({
          ...profile,
          name: 'mine',
          universe: { ...profile.universe, stocks: 2000 },
          mix: { ...profile.mix, endPlace: 2000 },
        }),
      );
      const args = ['load', file, '--rate', '500', '--json'];
      const { profile: name, conditions } = await longEnough(async (duration) => {
        const { code, out } = await smars(...args, ...BRIEF.with(5, duration));
        expect(code).toBe(0);
        const told = JSON.parse(out);
        return told.measured.parents > 0 ? told : undefined;
      });
      expect(name).toBe('mine');
      expect(conditions.revision).toMatch(/^commit |not a clone/);
      writeFileSync(file, JSON.stringify({ ...profile, servers: 65 }));
      const refused = await smars('load', file);
      expect(refused.code).toBe(2);
      expect(refused.err).toContain('servers: is 65');
    });
  });

  test('--abort-on-fail ends the load at the first interval with a breach', async () => {
    const flags = '--rate 500 --abort-on-fail --threshold throughput>1000G'.split(' ');
    const { code, out, err } = await smars('load', ...flags, ...BRIEF.with(5, '600s'));
    expect(code).toBe(99);
    expect(err).toContain('ended early: throughput>1000G was breached');
    expect(out).toMatch(/BREACHED +throughput>1000G/);
  });

  test('--find-knee prints progress, and its attempts so far when interrupted', async () => {
    const flags = ['--find-knee', 'response.p99<1000s', '--json'];
    const running = startSmars(['load', ...flags, ...BRIEF.with(5, '1s')]);
    // The search makes a second attempt whatever the first one gave.
    await running.told(/1,000 parents\/s: response.p99/);
    running.child.kill('SIGINT');
    const { code, out, err } = await running.ended;
    expect(code, err).toBe(130);
    const { heldPerSecond, breachedPerSecond, attempts, interrupted } = JSON.parse(out);
    expect(interrupted).toBe(true);
    expect(attempts[0]).toMatchObject({ perSecond: 1000 });
    expect(
      heldPerSecond === null || breachedPerSecond === null || breachedPerSecond > heldPerSecond,
    ).toBe(true);
  });

  test('Ctrl-C drains the rings, prints the measurements and fails every threshold', async () => {
    const folder = scratchFolder();
    const junit = join(folder.path, 'load.xml');
    const flags = ['--rate', '500', '--threshold', 'throughput>=0', '--junit', junit, '--json'];
    const running = startSmars(['load', ...flags, ...BRIEF.with(5, '60s')]);
    await running.told(/children/);
    running.child.kill('SIGINT');
    const { code, out, err } = await running.ended;
    expect(code).toBe(130);
    expect(err).toContain('ended by Ctrl-C');
    const answer = JSON.parse(out);
    expect(answer.endedBy).toBe('signal');
    for (const server of answer.accounts.servers) expect(server.inFlight).toBe(0);
    expect(readFileSync(junit, 'utf8')).toMatch(
      /failures="1"[\s\S]*the load ended early, after [\d.]+ s; measured/,
    );
    folder.remove();
  });
});
