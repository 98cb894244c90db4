import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { leakSection } from '../../src/report/html/target-ends.js';
import { readTargetFolder } from '../../src/report/html/target-form.js';
import { freePort } from '../support/free-port.js';
import { HoledGateway } from '../support/holed-gateway.js';
import {
  BURST,
  ending,
  file,
  folder,
  load,
  loadBothEnds,
  loadRefusal,
  NOWHERE,
  told,
} from '../support/target-loads.js';

describe('smars load --target --venue --limits', () => {
  const limits = file('limits.json', {
    version: 1,
    firm: { 'max-quantity': { mode: 'enforce', shares: 100 } },
  });
  const SIZES = ['--set', 'mix.sizes={"median":100,"sdLn":1,"roundTo":100,"max":500}'];

  test('counts the leaks to the order, in text, JSON, JUnit and thresholds', async () => {
    const junit = join(folder, 'leaks.xml');
    const bound = ['--threshold', 'leaks==0', '--junit', junit];
    const args = ['--limits', limits, '--phases', 'burst=60', '--json', ...bound, ...SIZES];
    const { code, out } = await loadBothEnds({}, ...args);
    const { oracle, venue, metrics, verdicts, orders, counts } = JSON.parse(out);
    expect([code, orders]).toEqual([99, 60]);
    expect(venue).toMatchObject({ arrived: counts.accepted, strangers: 0, missing: 0 });
    // What is let through is of 100 or of 200 shares.
    expect(oracle.leaks * 200).toBe(oracle.overshoot.shares);
    expect(oracle.leaks).toBeGreaterThan(5);
    expect(oracle).toMatchObject({ trueRefusals: counts.refused, falseRefusals: 0 });
    expect(metrics).toMatchObject({ leaks: oracle.leaks, missing: 0, 'refusals.false': 0 });
    expect(metrics['arrival.p99']).toBeGreaterThan(0);
    expect(
      verdicts.map(({ name, isGood }: { name: string; isGood: boolean }) => [name, isGood]),
    ).toContainEqual(['leaks', false]);
    expect(readFileSync(junit, 'utf8')).toContain(`measured ${oracle.leaks}`);
  });

  test('finds no leak where there is none, and says so', async () => {
    const holds = { limits: { maxQuantityShares: 100 }, carries: 526 };
    const args = ['--limits', limits, '--phases', 'burst=30', '--correlate', '526', ...SIZES];
    const { code, out } = await loadBothEnds(holds, ...args, '--threshold', 'leaks==0');
    expect(code).toBe(0);
    for (const part of [
      /^no leaks: yes, no order was let through that the limits refuse$/m,
      /^ {2}LEAKS: the limits refuse them +0$/m,
      /^followed to the venue: yes/m,
      /^held +leaks==0 +0$/m,
    ])
      expect(out).toMatch(part);
  });

  test('--mass-cancel says what a kill must stop, and --target-stopped that it was', async () => {
    const limitless = file('none.json', { version: 1, firm: {} });
    const args = ['--limits', limitless, '--phases', 'burst=4,kill,burst=4', '--json'];
    const killed = await loadBothEnds(
      { cancelOnDisconnect: true },
      ...args,
      '--mass-cancel',
      'kill:session',
    );
    expect(JSON.parse(killed.out).oracle).toMatchObject({ leaks: 0, kills: [{ after: 0 }] });
    const burst = ['--limits', limitless, '--phases', 'burst=4', '--json', '--target-stopped'];
    const stopped = await loadBothEnds({ limits: {} }, ...burst);
    expect(JSON.parse(stopped.out).oracle).toMatchObject({ leaks: 4 });
  });

  test('--kill-exec pulls a kill by a command, which is timed and counted as a kill', async () => {
    const [pulled, stopped] = [join(folder, 'pulled'), join(folder, 'stopped')];
    const limitless = file('all.json', { version: 1, firm: {} });
    const command = `touch ${pulled}; until [ -e ${stopped} ]; do sleep 0.01; done`;
    const gateway = { limits: {}, clients: ['CLIENT44'] };
    const args = ['--limits', limitless, '--phases', 'burst=4,kill,burst=4', '--json'];
    const loading = loadBothEnds(gateway, ...args, '--kill-exec', command);
    while (!existsSync(pulled)) await new Promise((go) => setTimeout(go, 5));
    writeFileSync(stopped, '');
    const { oracle, unanswered } = JSON.parse((await loading).out);
    // All was handed over before the command had ended; its gateway never heard of the kill.
    expect(unanswered).toBe(0);
    expect(oracle).toMatchObject({ letThrough: 8, leaks: 0, undecidedLeaks: 4 });
    expect(oracle.kills).toMatchObject([{ after: 0, racing: 4, left: 4 }]);
    expect(oracle.kills[0].answerNs).toBeGreaterThan(0);
    const failed = await loadBothEnds(
      gateway,
      ...args,
      '--kill-exec',
      'exit 3',
      '--settle',
      '0.2s',
    );
    expect(told).toContain('the command of --kill-exec ended with 3');
    const { unanswered: open, oracle: judged } = JSON.parse(failed.out);
    expect([open, judged.kills[0].answerNs]).toEqual([1, undefined]);
  });

  test('a drop cuts the lines, and what comes and stays after it is told', async () => {
    const limitless = file('free.json', { version: 1, firm: {} });
    const bounds = ['drop.left==0', 'drop.after<0', 'drop.dollars>=0', 'drop.last>=0s'];
    const thresholds = bounds.flatMap((bound) => ['--threshold', bound]);
    const args = ['--limits', limitless, '--phases', 'burst=12,drop', '--json', ...thresholds];
    const { code, out } = await loadBothEnds({ limits: {} }, ...args);
    const { oracle, metrics, venue, endedBy, thresholds: judged } = JSON.parse(out);
    expect([code, endedBy, venue.arrived]).toEqual([99, 'dropped', 12]);
    // Its gateway cancels what is open once its client is gone.
    const { drop } = oracle;
    expect(drop).toMatchObject({ left: 0, leftDollars: 0, after: metrics['drop.after'] });
    expect(judged).toMatchObject([
      { value: 0, held: true },
      { value: drop.after, held: false },
      { value: drop.afterDollars, held: true },
      { value: drop.lastArrivalNs ?? 0, held: true },
    ]);
    const { summary } = readTargetFolder('run', (name) =>
      name === 'summary.json' ? out : undefined,
    )!;
    expect(JSON.stringify(leakSection(summary))).toContain('came after the lines were cut');
  });

  test('a gateway may connect to the venue before it listens', async () => {
    const [port, venuePort] = [await freePort(), await freePort()];
    const target = ['--target', `fix://127.0.0.1:${port}`, '--venue', `:${venuePort}`];
    const loading = load(...target, '--phases', 'burst=4', '--settle', '30s', '--json');
    while (!told.includes('listening on')) await new Promise((go) => setTimeout(go, 5));
    const gateway = await HoledGateway.start({ port, venuePort });
    ending.push(() => gateway.close());
    expect(JSON.parse((await loading).out).venue).toMatchObject({ arrived: 4, strangers: 0 });
  });

  test('--venue-file says who may come', async () => {
    const sessions = [{ targetCompId: 'CLIENT44', version: '4.4' }];
    const path = file('venue.json', { sessions, background: false, anySymbol: true });
    const { out } = await loadBothEnds({}, '--venue-file', path, '--phases', 'burst=4', '--json');
    expect(JSON.parse(out).venue).toMatchObject({ arrived: JSON.parse(out).counts.accepted });
    expect(told).not.toContain('CLIENT42');
    const others = file('others.json', { sessions });
    const args = [...NOWHERE, ...BURST, '--venue', ':0', '--venue-file', others];
    expect(await loadRefusal(...args)).toContain('background: must be false for a load');
  });
});
