import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Act, applyAct } from '../../../src/fleet/memory/acts.js';
import { allocateFleet } from '../../../src/fleet/memory/allocate.js';
import {
  openControl,
  openFleetServer,
  openServerCells,
  openShard,
} from '../../../src/fleet/memory/open.js';
import { rearmsOf } from '../../../src/fleet/memory/rearms.js';
import type { FleetMemory } from '../../../src/fleet/memory/tables.js';
import {
  exchangeLoss,
  exchangeStops,
  exchangeUnmatched,
  type FirmLink,
  packState,
  unpackState,
} from '../../../src/fleet/server-thread/firm.js';
import { planFleet } from '../../../src/fleet/spec.js';
import { Verdict } from '../../../src/orders/codes.js';
import { CREDIT_UNIT_MONEY } from '../../../src/risk/counts/credit.js';
import { noteUnmatched } from '../../../src/risk/counts/exposure.js';
import { openFirm } from '../../../src/risk/counts/open.js';
import { endSettlement } from '../../../src/risk/gate/trips.js';
import { readState, State, type StateScope, worsenState } from '../../../src/risk/stops/states.js';
import { RUNAWAY } from '../../support/fleet.js';

const PLAN = planFleet({
  ...RUNAWAY,
  servers: 3,
  risk: {
    ...RUNAWAY.risk,
    unmatchedAccount: { mode: 'enforce', dollars: 1000 },
    executionsPerParent: { mode: 'enforce', executions: 50, parentsMax: 3 },
  },
});

/** Opens a server as its thread does, at each restart. */
function open(memory: FleetMemory, number: number) {
  const cells = openServerCells(PLAN, memory.servers[number - 1]!.cells);
  const server = openFleetServer(
    PLAN,
    memory,
    openControl(PLAN, memory),
    cells,
    openShard(PLAN, memory, 0).market,
    number,
  );
  const catalogue = server.gate.catalogue!;
  const link: FirmLink = {
    catalogue,
    shared: openFirm(memory.secondPass!),
    own: { states: catalogue.firm.states, rearms: cells.rearms.acts },
    seen: cells.firmSeen,
    journal: undefined,
  };
  return { server, catalogue, link, cells };
}

/** Books unmatched executions and exchanges the sum as a host does. */
function addUnmatched(
  { catalogue, link }: ReturnType<typeof open>,
  units: number,
  nowNs: number,
): void {
  noteUnmatched(catalogue, units * CREDIT_UNIT_MONEY);
  endSettlement(catalogue, nowNs);
  exchangeUnmatched(link, nowNs);
}

const scopes = fc.oneof(
  fc.constant({ kind: 'firm' } as const),
  fc.integer({ min: 1, max: 3 }).map((server) => ({ kind: 'server', server }) as const),
  fc.constantFrom(0, 4, 39).map((symbol) => ({ kind: 'symbol', symbol }) as const),
);
const states = fc.constantFrom(State.REDUCING, State.HALTED, State.KILLED);

describe('states', () => {
  test('agree at all gates, in whichever order they hear of checks and of acts', () => {
    const step = fc.oneof(
      fc.record({ by: fc.integer({ min: 0, max: 2 }), scope: scopes, state: states }),
      fc.record({
        act: fc.constantFrom('halt' as const, 'reduce' as const, 're-arm' as const),
        on: scopes,
      }),
      fc.record({ takes: fc.integer({ min: 0, max: 2 }) }),
      fc.record({ exchanges: fc.integer({ min: 0, max: 2 }) }),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        const memory = allocateFleet(PLAN);
        const gates = [1, 2, 3].map((number) => ({ ...open(memory, number), acts: 0 }));
        const acts: Act[] = [];
        const takeNext = (gate: (typeof gates)[number]): void => {
          const act = acts[gate.acts];
          if (act !== undefined) applyAct(act, gate.acts++, gate.cells.kill, gate.link.own);
        };
        /** By scope: the acts up to its last re-arm, and its stops with the re-arms they knew. */
        const last = new Map<string, number>();
        const stops: { key: string; rearms: number; state: State }[] = [];
        for (const one of steps) {
          if ('exchanges' in one) exchangeStops(gates[one.exchanges]!.link, 1);
          else if ('takes' in one) takeNext(gates[one.takes]!);
          else if ('act' in one) {
            const key = JSON.stringify(one.on);
            const state = one.act === 'halt' ? State.HALTED : State.REDUCING;
            acts.push({ scope: one.on, act: one.act, requestNs: 1 });
            if (one.act === 're-arm') last.set(key, acts.length);
            else stops.push({ key, rearms: last.get(key) ?? 0, state });
          } else {
            const { own, catalogue } = { ...gates[one.by]!.link };
            stops.push({
              key: JSON.stringify(one.scope),
              rearms: rearmsOf(own, one.scope),
              state: one.state,
            });
            worsenState(catalogue.firm.states, one.scope, one.state, 1);
          }
        }
        for (const gate of gates) while (gate.acts < acts.length) takeNext(gate);
        for (let round = 0; round < 2; round++)
          for (const { link } of gates) exchangeStops(link, 1);
        const worst = new Map<string, number>();
        for (const { key, rearms, state } of stops)
          if (rearms === (last.get(key) ?? 0)) worst.set(key, Math.max(worst.get(key) ?? 0, state));
        for (const { catalogue } of gates) {
          for (const scope of [
            { kind: 'firm' },
            ...[1, 2, 3].map((server) => ({ kind: 'server', server })),
            ...Array.from({ length: 40 }, (_, symbol) => ({ kind: 'symbol', symbol })),
          ] as StateScope[])
            expect(readState(catalogue.firm.states, scope)).toBe(
              worst.get(JSON.stringify(scope)) ?? State.ACTIVE,
            );
          expect(catalogue.firm.states.firm.attention[0]).toBe(worst.size);
        }
      }),
      { seed: 20120801, numRuns: 200 },
    );
  });

  test('are unpacked from one number as they were packed', () => {
    fc.assert(
      fc.property(scopes, fc.constantFrom(...Object.values(State)), (scope, state) => {
        expect(unpackState(packState(scope, state))).toEqual({ scope, state });
      }),
      { seed: 20120801 },
    );
  });
});

describe('sums of the firm', () => {
  test('hold the parts of all servers and kill the server that passes the limit', () => {
    const memory = allocateFleet(PLAN);
    const [one, two, three] = [1, 2, 3].map((number) => open(memory, number));
    addUnmatched(one!, 6, 1);
    addUnmatched(two!, 4, 2);
    expect([one, two].map((gate) => gate!.server.gate.kill.server[gate!.server.number])).toEqual([
      0, 0,
    ]);
    addUnmatched(three!, 1, 3);
    const { words } = openFirm(memory.secondPass!);
    expect(words.unmatchedUnits[0]).toBe(11);
    expect(three!.server.gate.kill.server[3]).toBe(1);
    expect(three!.catalogue.breaches.count[Verdict.UNMATCHED_ACCOUNT]).toBe(1);
    // The others are killed by their own next unmatched execution, and not before.
    exchangeStops(one!.link, 4);
    expect(one!.server.gate.kill.server[1]).toBe(0);
    addUnmatched(one!, 1, 5);
    expect(one!.server.gate.kill.server[1]).toBe(1);
  });

  test('exchange losses and gains in both directions', () => {
    const memory = allocateFleet(PLAN);
    const gates = [1, 2, 3].map((number) => open(memory, number));
    gates.forEach(({ catalogue, link }, index) => {
      Atomics.add(catalogue.firm.words.lossUnits, 0, [70, -20, 5][index]!);
      exchangeLoss(link, 1);
    });
    for (const { link } of gates) exchangeLoss(link, 2);
    expect(gates.map(({ catalogue }) => catalogue.firm.words.lossUnits[0])).toEqual([55, 55, 55]);
  });

  test('halt the firm at a number of held parents on any servers', () => {
    const memory = allocateFleet(PLAN);
    const gates = [1, 2, 3].map((number) => open(memory, number));
    for (const { catalogue } of gates) Atomics.add(catalogue.firm.words.heldParents, 0, 1);
    for (const { link } of gates) exchangeStops(link, 7);
    for (const { link } of gates) exchangeStops(link, 8);
    expect(
      gates.map(({ catalogue }) => readState(catalogue.firm.states, { kind: 'firm' })),
    ).toEqual([2, 2, 2]);
  });
});

test('a restarted server finds its kill, sums and stops, and adds no sum twice', () => {
  const memory = allocateFleet(PLAN);
  const [one, two] = [1, 2].map((number) => open(memory, number));
  addUnmatched(one!, 12, 1);
  worsenState(two!.catalogue.firm.states, { kind: 'symbol', symbol: 4 }, State.HALTED, 1);
  exchangeStops(two!.link, 2);
  exchangeStops(one!.link, 2);
  const again = open(memory, 1);
  exchangeStops(again.link, 3);
  exchangeUnmatched(again.link, 3);
  expect(again.server.gate.kill.server[1]).toBe(1);
  expect(readState(again.catalogue.firm.states, { kind: 'server', server: 1 })).toBe(State.KILLED);
  expect(readState(again.catalogue.firm.states, { kind: 'symbol', symbol: 4 })).toBe(State.HALTED);
  expect(openFirm(memory.secondPass!).words.unmatchedUnits[0]).toBe(12);
});
