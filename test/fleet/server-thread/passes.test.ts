import fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import { drawTemplates, type Feeder, openFeeder } from '../../../src/fleet/main-thread/feeder.js';
import { reportActs } from '../../../src/fleet/main-thread/kills.js';
import { drawTally } from '../../../src/fleet/main-thread/tally.js';
import { type FleetView, openView } from '../../../src/fleet/main-thread/view.js';
import { openBarrier } from '../../../src/fleet/market/barrier.js';
import { logAct } from '../../../src/fleet/memory/acts.js';
import { allocateFleet } from '../../../src/fleet/memory/allocate.js';
import { openTemplates } from '../../../src/fleet/memory/open.js';
import { RecordKind } from '../../../src/fleet/memory/records.js';
import { Phase, type VenueShard } from '../../../src/fleet/memory/tables.js';
import { journalMark, sealJournal } from '../../../src/fleet/record/journal.js';
import { collectJournals, replayServer } from '../../../src/fleet/replay.js';
import {
  type HostedServer,
  openHostedServers,
} from '../../../src/fleet/server-thread/hosted-server.js';
import { passMix } from '../../../src/fleet/server-thread/intake.js';
import { passActs, passFirm, passTurnInline } from '../../../src/fleet/server-thread/passes.js';
import { type FleetSpec, planFleet } from '../../../src/fleet/spec.js';
import { type FleetClock, openClock } from '../../../src/fleet/threads/clock.js';
import { openingEpoch } from '../../../src/market/market.js';
import type { OrderFlow } from '../../../src/orders/flow.js';
import { WORKING_HEAD } from '../../../src/orders/working.js';
import type { CheckDefinition } from '../../../src/risk/gate/custom-checks.js';
import type { KillScope } from '../../../src/risk/stops/kill.js';
import type { Router } from '../../../src/router/state.js';
import { RUNAWAY } from '../../support/fleet.js';

/** The clock of all tests here. It moves only when a test moves it. */
const time = vi.hoisted(() => ({ ns: 0 }));
vi.mock('../../../src/fleet/threads/clock.js', async (original) => ({
  ...(await original<object>()),
  readClock: () => time.ns,
}));

/** Servers of a fleet with venues inline, run step by step on this thread. */
interface HandFleet {
  readonly view: FleetView;
  readonly feeder: Feeder;
  readonly hostedServers: readonly HostedServer[];
  readonly templates: OrderFlow;
  readonly clock: FleetClock;
  epoch: number;
}

function openByHand(
  changes: Partial<FleetSpec>,
  checks: readonly CheckDefinition[] = [],
): HandFleet {
  const plan = planFleet({ ...RUNAWAY, venues: 'inline', servers: 1, threads: 1, ...changes });
  const memory = { ...allocateFleet(plan), capture: undefined };
  drawTemplates(plan, memory);
  const view = openView(plan, memory);
  time.ns = 1_000_000;
  Atomics.store(view.control.control.phase, 0, Phase.RUN);
  const hostedServers = openHostedServers(
    plan,
    memory,
    view.control,
    view.shards[0] as VenueShard,
    0,
    checks,
  );
  const fleet = {
    view,
    feeder: openFeeder(plan, memory),
    hostedServers,
    templates: openTemplates(memory),
    clock: openClock(0),
  };
  return { ...fleet, epoch: openingEpoch(plan.seed) };
}

/**
 * Makes one pass of every server, as a host thread does; `open` is how many parents each may have
 * open.
 */
function pass({ view, hostedServers, templates, clock, epoch }: HandFleet, open: number): number {
  let children = 0;
  for (const hosted of hostedServers) {
    clock.passNs[0] = time.ns;
    passFirm(hosted, clock);
    passActs(hosted, clock);
    passMix(hosted, templates, open, clock);
    const barrier = openBarrier(
      hosted.number,
      view.control.acts,
      hosted.cells,
      hosted.server.router.parents,
    );
    children += passTurnInline(hosted, view.shards[0]!, barrier, epoch, clock);
  }
  return children;
}

function request(
  { view: { control } }: HandFleet,
  scope: KillScope,
  engaged: boolean,
  requestNs = time.ns,
): void {
  logAct(control.acts, control.control.acts, { scope, engaged, requestNs });
}

/** A custom check that admits every order and does something else in the middle of a turn. */
const duringTurn = (happens: () => void): CheckDefinition => ({
  name: 'meanwhile',
  parameters: {},
  rows: 'one',
  columns: {},
  admit: () => {
    happens();
    return true;
  },
});

/**
 * The part of a router that its next turn depends on: open parents, the heads of its working sets,
 * and what each parent waits for.
 */
function stateOf({ working, parents, free, counts }: Router) {
  const sets = working.map(({ cell }) => [...cell.subarray(0, WORKING_HEAD + cell[0]!)]);
  const open = sets.flatMap((set) => set.slice(WORKING_HEAD));
  const columns = [
    'ordered',
    'filled',
    'working',
    'dueNs',
    'splitEpoch',
    'step',
    'isWaiting',
    'refusals',
  ] as const;
  // A parent that does not wait has stale links, those of its last queue.
  const links = (row: number) =>
    parents.isWaiting[row] === 0 ? [] : [parents.waitsAfter[row], parents.waitsBefore[row]];
  return {
    sets,
    open: open.map((row) => [...columns.map((column) => parents[column][row]), ...links(row)]),
    free: free.row[0],
    sequence: counts.sequence[0],
  };
}

const SCOPES: KillScope[] = [
  { kind: 'firm' },
  { kind: 'flag', bit: 0 },
  { kind: 'symbol', symbol: 3 },
  { kind: 'server', server: 1 },
];

const STEPS = fc.array(
  fc.record({
    does: fc.constantFrom('passes', 'passes', 'passes', 'new epoch', 'kill', 're-arm'),
    afterMicros: fc.integer({ min: 0, max: 3000 }),
    open: fc.integer({ min: 0, max: 24 }),
    which: fc.nat(3),
  }),
  { minLength: 20, maxLength: 120 },
);

describe('turns by hand', () => {
  test('are in the journal when they change state, so a replay ends in the same state', () => {
    let childless = 0;
    const property = fc.property(
      STEPS,
      fc.constantFrom(2003, 2005, 2012),
      fc.constantFrom(0, 500, 20_000),
      fc.constantFrom(0, 0.5, 1),
      fc.constantFrom(16, 64, 256),
      fc.constantFrom(undefined, 5, 60),
      fc.nat(1000),
      (steps, build, perSecond, flaggedShare, childrenMax, perWindow, seed) => {
        const fleet = openByHand({
          builds: [build],
          seed,
          childrenMax,
          router: { ...RUNAWAY.router, pegChildrenPerSecond: perSecond },
          mix: { ...RUNAWAY.mix, flaggedShare },
          firm: perWindow === undefined ? undefined : { orderRate: { perWindow, windowMs: 5 } },
          record: { recordsMax: 2 ** 16 },
        });
        const [hosted] = fleet.hostedServers;
        const { journal, server } = hosted!;
        // Every third order has a limit that the market does not reach.
        for (let row = 0; row < fleet.templates.count; row += 3)
          fleet.templates.limitTicks[row] = fleet.templates.side[row] === 0 ? 1 : 2 ** 30;
        for (const { does, afterMicros, open, which } of steps) {
          time.ns += afterMicros * 1000;
          if (does === 'new epoch') journalMark(journal!, RecordKind.EPOCH, ++fleet.epoch, time.ns);
          if (does === 'kill' || does === 're-arm') request(fleet, SCOPES[which]!, does === 'kill');
          const records = journal!.position;
          if (pass(fleet, open) === 0 && journal!.position > records) childless++;
        }
        sealJournal(journal!);
        const [kept] = collectJournals(fleet.view);
        const replay = replayServer(kept!);
        expect(replay.isSame).toBe(true);
        expect(stateOf(replay.server.router)).toEqual(stateOf(server.router));
      },
    );
    fc.assert(property, { seed: 20120801, numRuns: 60, endOnFailure: true });
    expect(childless).toBeGreaterThan(50);
  });

  test('do not count recalled children as sent before the first breach of a check', () => {
    const limits: Partial<FleetSpec['risk']> = { maxQuantity: { mode: 'enforce', shares: 150 } };
    const router = { ...RUNAWAY.router, pegShares: 200 };
    let asked = 0;
    const fleet: HandFleet = openByHand(
      {
        risk: { ...RUNAWAY.risk, ...limits },
        router,
        builds: [2012],
        mix: { ...RUNAWAY.mix, flaggedShare: 0.5 },
      },
      [
        duringTurn(() => {
          if (asked++ === 0) request(fleet, { kind: 'firm' }, true);
        }),
      ],
    );
    for (let n = 0; n < 5; n++) {
      time.ns += 1000;
      pass(fleet, 64);
    }
    const { checks, servers } = drawTally(fleet.view, fleet.feeder);
    const { first } = checks.find(({ name }) => name === 'max-quantity')!;
    expect([servers[0]!.sent, servers[0]!.recalled > 0]).toEqual([0, true]);
    expect(first).toMatchObject({
      childrenBefore: 0,
      childrenAfter: 0,
      moneyBefore: 0,
      moneyAfter: 0,
    });
  });

  test('count as sent after a kill only between its request and its acknowledgement', () => {
    let killing = false;
    const fleet: HandFleet = openByHand({}, [
      duringTurn(() => {
        if (killing) request(fleet, { kind: 'firm' }, true);
        killing = false;
      }),
    ]);
    const next = (): number => {
      time.ns += 1000;
      return pass(fleet, 64);
    };
    const stampedNs = time.ns;
    const turns = [next(), next(), next()];
    expect(Math.min(...turns)).toBeGreaterThan(0);
    // The requester was delayed between stamp and publication. Only the last turn, which the server
    // has not looked after, may have left behind the act.
    request(fleet, { kind: 'firm' }, true, stampedNs);
    next();
    request(fleet, { kind: 'firm' }, false);
    next();
    // An act that is published at once finds that all turns had left before.
    time.ns += 1000;
    request(fleet, { kind: 'firm' }, true);
    next();
    request(fleet, { kind: 'firm' }, false);
    next();
    // An act in the middle of a turn recalls that turn.
    killing = true;
    const decided = next();
    const answers = reportActs(fleet.view).map(({ answers: [answer] }) => [
      answer!.sentAfter,
      answer!.recalled,
    ]);
    expect(answers).toEqual([
      [turns[2], 0],
      [0, 0],
      [0, 0],
      [0, 0],
      [0, decided],
    ]);
    expect(drawTally(fleet.view, fleet.feeder).venues.behindBarrier).toBe(0);
  });
});
