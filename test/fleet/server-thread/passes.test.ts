import fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import { drawTally } from '../../../src/fleet/main-thread/tally.js';
import { RecordKind } from '../../../src/fleet/memory/records.js';
import { journalMark, sealJournal } from '../../../src/fleet/record/journal.js';
import { collectJournals, replayServer } from '../../../src/fleet/replay.js';
import type { FleetSpec } from '../../../src/fleet/spec.js';
import { Verdict } from '../../../src/orders/codes.js';
import { WORKING_HEAD } from '../../../src/orders/working.js';
import type { CheckDefinition } from '../../../src/risk/gate/custom-checks.js';
import type { ScopeAct } from '../../../src/risk/stops/acts.js';
import type { KillScope } from '../../../src/risk/stops/kill.js';
import type { Router } from '../../../src/router/state.js';
import type { Server } from '../../../src/server/server.js';
import { RUNAWAY } from '../../support/fleet.js';
import { type HandFleet, openByHand, pass, request } from '../../support/hand-fleet.js';

/** The clock of all tests here. It moves only when a test moves it. */
const time = vi.hoisted(() => ({ ns: 0 }));
vi.mock('../../../src/fleet/threads/clock.js', async (original) => ({
  ...(await original<object>()),
  readClock: () => time.ns,
}));

/** What happens after each piece of a turn is filled. */
const piece = vi.hoisted(() => ({ isOut: (): void => undefined }));
vi.mock('../../../src/market/fills.js', async (original) => {
  const real = await original<typeof import('../../../src/market/fills.js')>();
  return {
    ...real,
    fillChildren: (...parameters: Parameters<typeof real.fillChildren>) => {
      const sent = real.fillChildren(...parameters);
      piece.isOut();
      return sent;
    },
  };
});

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
  { kind: 'account', account: 2 },
];

/** The scope of an act: behaviours and flags can only be killed. */
const scopeOf = (which: number, act: ScopeAct): KillScope =>
  SCOPES[which]!.kind === 'flag' && act !== 'kill' && act !== 're-arm'
    ? { kind: 'symbol', symbol: 5 }
    : SCOPES[which]!;

/** A planned halt, which gives gates the states of scopes. */
const HALTED_LATER = [{ atSeconds: 1, scope: { kind: 'firm' }, act: 'halt' }] as const;

/** What stops a server: its kill words and the states of scopes. */
function stopsOf({ gate: { kill, catalogue } }: Server) {
  const states = catalogue?.firm.states;
  return [
    [kill.firm[0], kill.scoped[0], ...kill.server, ...kill.symbol, ...kill.accounts!.account],
    states &&
      [states.firm, states.servers, states.symbols, states.accounts].map((table) => [
        ...table.state,
      ]),
  ];
}

const STEPS = fc.array(
  fc.record({
    does: fc.constantFrom('passes', 'new epoch', 'act', 'act in a turn'),
    act: fc.constantFrom('kill', 'halt', 'reduce', 're-arm', 're-arm'),
    piece: fc.nat(1),
    afterMicros: fc.integer({ min: 0, max: 3000 }),
    open: fc.oneof(
      { arbitrary: fc.integer({ min: 0, max: 24 }), weight: 5 },
      { arbitrary: fc.constant(300), weight: 1 },
    ),
    which: fc.nat(SCOPES.length - 1),
  }),
  { minLength: 20, maxLength: 120 },
);

describe('turns by hand', () => {
  test('are in the journal when they change state, so a replay ends in the same state', () => {
    let childless = 0;
    let recalled = 0;
    let halted = 0;
    let reduced = 0;
    const property = fc.property(
      STEPS,
      fc.constantFrom(2003, 2005, 2012),
      fc.constantFrom(0, 500, 20_000),
      fc.constantFrom(0, 0.5, 1),
      fc.constantFrom(16, 64, 512),
      fc.constantFrom(undefined, 5, 60),
      fc.boolean(),
      fc.nat(1000),
      (steps, build, perSecond, flaggedShare, childrenMax, perWindow, hasStates, seed) => {
        const fleet = openByHand(time, {
          builds: [build],
          seed,
          childrenMax,
          router: { ...RUNAWAY.router, pegChildrenPerSecond: perSecond },
          mix: { ...RUNAWAY.mix, flaggedShare },
          firm: perWindow === undefined ? undefined : { orderRate: { perWindow, windowMs: 5 } },
          record: { recordsMax: 2 ** 16 },
          ...(hasStates && { kills: HALTED_LATER }),
        });
        const [hosted] = fleet.hostedServers;
        const { journal, server } = hosted!;
        // Every third order has a limit that the market does not reach.
        for (let row = 0; row < fleet.templates.count; row += 3)
          fleet.templates.limitTicks[row] = fleet.templates.side[row] === 0 ? 1 : 2 ** 30;
        for (let row = 0; row < fleet.templates.count; row++)
          fleet.templates.account[row] = row % 4;
        for (const { does, act, afterMicros, open, which, piece: place } of steps) {
          const isTaken = hasStates || act === 'kill' || act === 're-arm';
          time.ns += afterMicros * 1000;
          if (does === 'new epoch') journalMark(journal!, RecordKind.EPOCH, ++fleet.epoch, time.ns);
          if (does === 'act' && isTaken) request(fleet, scopeOf(which, act), act);
          let pieces = 0;
          piece.isOut = () => {
            if (does === 'act in a turn' && isTaken && pieces++ === place)
              request(fleet, scopeOf(which, act), act);
          };
          const records = journal!.position;
          if (pass(fleet, open) === 0 && journal!.position > records) childless++;
        }
        piece.isOut = () => undefined;
        sealJournal(journal!);
        recalled += hosted!.cells.counts.recalled[0]!;
        const [kept] = collectJournals(fleet.view);
        const replay = replayServer(kept!);
        expect(replay.isSame).toBe(true);
        expect(stateOf(replay.server.router)).toEqual(stateOf(server.router));
        expect(stopsOf(replay.server)).toEqual(stopsOf(server));
        halted += server.gate.catalogue?.breaches.refused[Verdict.HALTED] ?? 0;
        reduced += server.gate.catalogue?.breaches.refused[Verdict.REDUCING] ?? 0;
      },
    );
    fc.assert(property, { seed: 20120801, numRuns: 40, endOnFailure: true });
    expect(childless).toBeGreaterThan(30);
    expect(recalled).toBeGreaterThan(20);
    expect(Math.min(halted, reduced)).toBeGreaterThan(20);
  });

  test('do not count recalled children as sent before the first breach of a check', () => {
    const limits: Partial<FleetSpec['risk']> = { maxQuantity: { mode: 'enforce', shares: 150 } };
    const router = { ...RUNAWAY.router, pegShares: 200 };
    let asked = 0;
    const fleet: HandFleet = openByHand(
      time,
      {
        risk: { ...RUNAWAY.risk, ...limits },
        router,
        builds: [2012],
        mix: { ...RUNAWAY.mix, flaggedShare: 0.5 },
      },
      [
        duringTurn(() => {
          if (asked++ === 0) request(fleet, { kind: 'firm' }, 'kill');
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
});
