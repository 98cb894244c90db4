import { afterEach, describe, expect, test, vi } from 'vitest';
import { InputError } from '../../../src/base/input-error.js';
import { type Fleet, startFleet } from '../../../src/fleet/fleet.js';
import { replayServer } from '../../../src/fleet/replay.js';
import type { RecordedResult } from '../../../src/fleet/result.js';
import { totalCount } from '../../../src/metrics/histogram.js';
import type { NamedScope } from '../../../src/risk/stops/scope-forms.js';
import { faultsOf, OPTIONS, RUNAWAY, runUntil, sleep, total, until } from '../../support/fleet.js';
import { flowOf } from '../../support/orders.js';

const CYCLES = 40;

/** What the main thread does between the stamp of a request and its publication. */
const held = vi.hoisted(() => ({ up: (): void => undefined }));
vi.mock('../../../src/fleet/memory/acts.js', async (original) => {
  const real = await original<typeof import('../../../src/fleet/memory/acts.js')>();
  return {
    ...real,
    publishAct: (...parameters: Parameters<typeof real.publishAct>) => {
      held.up();
      real.publishAct(...parameters);
    },
  };
});
afterEach(() => {
  held.up = () => undefined;
});
const pause = new Int32Array(new SharedArrayBuffer(4));

describe.each(['thread', 'inline'] as const)('with venues %s, under load', (venues) => {
  test.each<[string, NamedScope]>([
    ['the firm', { kind: 'firm' }],
    ['a server', { kind: 'server', server: 2 }],
    ['a symbol', { kind: 'symbol', symbol: 'S0008' }],
    ['a behaviour', { kind: 'behaviour', behaviour: 'power-peg' }],
    ['a flag', { kind: 'flag', bit: 0 }],
  ])('no child of %s is behind its kill barrier, kill after kill', async (_, scope) => {
    const killCycles = { count: CYCLES, scope, tradeMs: 1 };
    const fleet = await startFleet({ ...RUNAWAY, venues, killCycles }, OPTIONS);
    await until(
      fleet,
      () => fleet.killReports().filter(({ engaged }) => !engaged).length === CYCLES,
    );
    const result = await fleet.stop();
    expect(faultsOf(result)).toEqual([]);
    const kills = result.kills.filter(({ engaged }) => engaged);
    expect(kills.length).toBe(CYCLES);
    expect(kills.every(({ answers }) => answers.every(({ ackNs }) => ackNs > 0))).toBe(true);
    const concerned = scope.kind === 'server' ? 1 : RUNAWAY.servers;
    expect(totalCount(result.latency.merged.kill)).toBe(CYCLES * concerned);
    for (const { answers, lastOutNs, sentAfter } of kills) {
      // Children left after the request if and only if the last one left after it.
      for (const answer of answers) {
        expect(answer.lastOutNs > 0).toBe(answer.sentAfter > 0);
        // NaN where a server has sent none at all.
        expect(answer.lastOutNs > answer.ackNs).toBe(false);
      }
      expect(lastOutNs).toBe(Math.max(0, ...answers.map((answer) => answer.lastOutNs || 0)));
      expect(sentAfter).toBe(answers.reduce((sum, answer) => sum + answer.sentAfter, 0));
    }
    expect(result.accounts.venues.children).toBeGreaterThan(0);
  });

  test('what leaves while the request is held up is counted, turn after turn', async () => {
    const fleet = await startFleet({ ...RUNAWAY, venues }, OPTIONS);
    await until(fleet, () => fleet.counts().arrived > 1000);
    for (let round = 0; round < 5; round++) {
      const before = fleet.counts().arrived;
      let stamped = 0;
      let published = 0;
      held.up = () => {
        stamped = fleet.counts().arrived;
        // However long it takes: at least twenty turns of every server.
        do {
          Atomics.wait(pause, 0, 0, 2);
          published = fleet.counts().arrived;
        } while (published - stamped < 20 * RUNAWAY.servers * RUNAWAY.childrenMax);
      };
      const killed = await fleet.kill({ kind: 'firm' });
      held.up = () => undefined;
      await sleep(20);
      const after = fleet.counts().arrived;
      // A venue counts a child a little later than its server lets it out: at most a ring's.
      const inFlight = RUNAWAY.servers * RUNAWAY.ringRecords!;
      expect(killed.sentAfter).toBeGreaterThanOrEqual(published - stamped - inFlight);
      expect(killed.sentAfter).toBeLessThanOrEqual(after - before);
      expect(killed.sentAfter).toBeGreaterThan(10 * RUNAWAY.servers * RUNAWAY.childrenMax);
      await fleet.rearm({ kind: 'firm' });
      await until(fleet, () => fleet.counts().arrived > after + 1000);
    }
    expect(faultsOf(await fleet.stop())).toEqual([]);
  });

  test('a killed firm sends no child, a re-armed one does, both on record', async () => {
    const fleet = await startFleet({ ...RUNAWAY, venues }, OPTIONS);
    const killed = await fleet.kill({ kind: 'firm' });
    expect(killed.answers.map(({ server }) => server)).toEqual([1, 2, 3, 4]);
    const sequences = killed.answers.map(({ sequence }) => sequence);
    await sleep(50);
    const rearmed = await fleet.rearm({ kind: 'firm' });
    expect(rearmed.answers.map(({ sequence }) => sequence)).toEqual(sequences);
    const before = fleet.counts().arrived;
    await until(fleet, () => fleet.counts().arrived > before + 1000);
    const result = await fleet.stop();
    expect(faultsOf(result)).toEqual([]);
    expect(result.kills.map(({ scope, engaged }) => [scope.kind, engaged])).toEqual([
      ['firm', true],
      ['firm', false],
    ]);
  });

  test('one killed server sends no child while the others go on', async () => {
    const fleet = await startFleet({ ...RUNAWAY, venues }, OPTIONS);
    const { answers } = await fleet.kill({ kind: 'server', server: 3 });
    expect(answers.map(({ isConcerned }) => isConcerned)).toEqual([false, false, true, false]);
    const before = fleet.counts().arrived;
    await until(fleet, () => fleet.counts().arrived > before + 5000);
    const result = await fleet.stop();
    expect(faultsOf(result)).toEqual([]);
    const [first, , third] = result.accounts.servers;
    expect(first!.sent).toBeGreaterThan(0);
    expect(third!.children).toBe(answers[2]!.sequence + third!.recalled);
  });

  test('one killed parent sends no further child', async () => {
    const spec = {
      ...RUNAWAY,
      venues,
      servers: 1,
      threads: 1,
      arrivals: { kind: 'max', openParents: 1 },
    } as const;
    const fleet = await startFleet(spec, OPTIONS);
    await until(fleet, () => fleet.counts().arrived > 100);
    await fleet.kill({ kind: 'parent', order: 0 });
    const { arrived } = fleet.counts();
    await sleep(20);
    const result = await fleet.stop();
    expect(faultsOf(result)).toEqual([]);
    // Children in flight at the acknowledgement may have been counted after it: at most two rings
    // of them.
    expect(result.accounts.venues.children - arrived).toBeLessThanOrEqual(2048);
    expect(
      total(result, ({ refusedChildren, recalled }) => refusedChildren + recalled),
    ).toBeGreaterThan(0);
  });
});

test('planned kills happen at their time, followed by their re-arms', async () => {
  const kills = [
    { atSeconds: 0.1, scope: { kind: 'symbol', symbol: 'S0002' }, rearmAfterSeconds: 0.05 },
  ] as const;
  const result = await runUntil({ ...RUNAWAY, kills }, (fleet) => fleet.killReports().length === 2);
  expect(faultsOf(result)).toEqual([]);
  const [kill, rearm] = result.kills;
  expect(kill!.requestNs).toBeGreaterThanOrEqual(0.1e9);
  expect(rearm!.requestNs).toBeGreaterThanOrEqual(0.15e9);
  expect([kill!.engaged, rearm!.engaged]).toEqual([true, false]);
  expect([kill!.scope, rearm!.scope]).toEqual([kills[0].scope, kills[0].scope]);
});

test('refuses an unknown scope', async () => {
  const fleet = await startFleet({ ...RUNAWAY }, OPTIONS);
  await expect(fleet.kill({ kind: 'server', server: 5 })).rejects.toThrow(InputError);
  await expect(fleet.kill({ kind: 'symbol', symbol: 'S0041' })).rejects.toThrow(
    'fleet: scope.symbol: is "S0041"; ' +
      "is not one of the universe's 40 symbols; did you mean 'S0001'?",
  );
  await expect(fleet.kill({ kind: 'symbol', symbol: 3 as never })).rejects.toThrow(
    'fleet: scope.symbol: is 3; must be the name of a symbol',
  );
  await expect(fleet.rearm({ kind: 'moon' } as never)).rejects.toThrow(
    'fleet: scope.kind: is "moon"; known names: firm, server',
  );
  await expect(fleet.kill('firm' as never)).rejects.toThrow(
    'fleet: scope: is "firm"; must be an object with kind',
  );
  expect(fleet.killReports()).toEqual([]);
  await fleet.stop();
});

describe.each(['thread', 'inline'] as const)('acts on an account, venues %s', (venues) => {
  /** Orders of two accounts, all to Power Peg, which goes on until it is stopped. */
  const orders = flowOf(
    Array.from({ length: 64 }, (_, n) => ({
      symbol: n % 40,
      side: n % 3 === 0 ? ('sell' as const) : ('buy' as const),
      flagged: true,
      account: 1 + (n & 1),
    })),
  );
  const flow = { ...orders, accountNames: Array.from({ length: 64 }, (_, n) => 'AB'[n & 1]!) };
  const A: NamedScope = { kind: 'account', account: 'A' };
  const spec = {
    ...RUNAWAY,
    venues,
    arrivals: { kind: 'replay', flow, speed: 1 },
    risk: { ...RUNAWAY.risk, explain: true },
    record: { recordsMax: 2 ** 20 },
  } as const;
  const open = async (): Promise<Fleet> => {
    const fleet = await startFleet(spec, OPTIONS);
    await until(fleet, () => fleet.counts().arrived > 2000);
    return fleet;
  };
  const arrivedMore = async (fleet: Fleet, more: number): Promise<void> => {
    const { arrived } = fleet.counts();
    await until(fleet, () => fleet.counts().arrived > arrived + more);
  };

  test.each(['kill', 'halt'] as const)(
    'a %s stops it on all servers behind a barrier, a re-arm ends that, and replays agree',
    async (act) => {
      const fleet = await open();
      for (let round = 0; round < 3; round++) {
        const stopped = await fleet.act(act, A);
        expect(stopped).toMatchObject({ act, engaged: true, scope: A });
        expect(stopped.answers.map(({ isConcerned }) => isConcerned)).toEqual(
          Array.from({ length: RUNAWAY.servers }, () => true),
        );
        await arrivedMore(fleet, 2000);
        expect((await fleet.rearm(A)).act).toBe('re-arm');
        await arrivedMore(fleet, 2000);
      }
      const result = (await fleet.stop()) as RecordedResult;
      expect(faultsOf(result)).toEqual([]);
      expect(result.kills.map((kill) => kill.act)).toEqual([
        ...[act, 're-arm', act, 're-arm', act, 're-arm'],
      ]);
      const refused = result.accounts.checks.find(
        ({ name }) => name === (act === 'kill' ? 'killed' : 'halted'),
      );
      expect(refused!.refused).toBeGreaterThan(0);
      for (const journal of result.journals) expect(replayServer(journal).isSame).toBe(true);
    },
  );

  test('reduce lets only orders through that bring a position nearer to flat', async () => {
    const fleet = await open();
    await fleet.act('reduce', A);
    await arrivedMore(fleet, 5000);
    const result = (await fleet.stop()) as RecordedResult;
    expect(faultsOf(result)).toEqual([]);
    const refused = result.accounts.checks.find(({ name }) => name === 'reducing');
    expect(refused!.refused).toBeGreaterThan(0);
    for (const journal of result.journals) expect(replayServer(journal).isSame).toBe(true);
  });
});

test('a re-arm ends what a check has halted, on every server', async () => {
  const risk = {
    ...RUNAWAY.risk,
    executionsPerParent: { mode: 'enforce', executions: 20, parentsMax: 3 },
  } as const;
  const fleet = await startFleet({ ...RUNAWAY, risk, record: { recordsMax: 2 ** 20 } }, OPTIONS);
  const halted = async (): Promise<number> => {
    for (let before = -1; ; ) {
      const { arrived } = fleet.counts();
      if (arrived > 0 && arrived === before) return arrived;
      before = arrived;
      await sleep(50);
    }
  };
  const first = await halted();
  await fleet.rearm({ kind: 'firm' });
  await until(fleet, () => fleet.counts().arrived > first);
  const second = await halted();
  expect(second).toBeGreaterThan(first);
  const result = (await fleet.stop()) as RecordedResult;
  expect(faultsOf(result)).toEqual([]);
  for (const journal of result.journals) expect(replayServer(journal).isSame).toBe(true);
});

test('refuses acts that a scope or a fleet cannot have', async () => {
  const fleet = await startFleet({ ...RUNAWAY }, OPTIONS);
  const firm = { kind: 'firm' } as const;
  await expect(fleet.act('hold' as never, firm)).rejects.toThrow(
    "fleet.act: 'hold' is not an act; did you mean 'halt'?",
  );
  await expect(fleet.act('halt', { kind: 'flag', bit: 0 })).rejects.toThrow(
    "fleet.act: 'halt' is for firm, server, symbol and account; a flag can only be killed",
  );
  await expect(fleet.act('reduce', firm)).rejects.toThrow(
    "fleet.act: 'reduce' needs gates that keep states of scopes; these have no second pass",
  );
  expect(fleet.killReports()).toEqual([]);
  await fleet.stop();
});
