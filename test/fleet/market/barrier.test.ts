import { expect, test } from 'vitest';
import { countBehindBarrier, openBarrier } from '../../../src/fleet/market/barrier.js';
import { ACT_SCHEMA, announceAct } from '../../../src/fleet/memory/acts.js';
import {
  ACKNOWLEDGEMENT_SCHEMA,
  SERVER_COUNT_SCHEMA,
  type ServerCells,
} from '../../../src/fleet/memory/tables.js';
import { allocateTable } from '../../../src/memory/table.js';
import { lineageOf } from '../../../src/orders/children.js';
import { Verdict } from '../../../src/orders/codes.js';
import type { ScopeAct } from '../../../src/risk/stops/acts.js';
import type { KillScope } from '../../../src/risk/stops/kill.js';
import { childrenOf } from '../../support/children.js';

/**
 * Server 2 as its venues see it: acts that it acknowledges at a sequence, and children that arrive.
 */
function openBench() {
  const acts = allocateTable(ACT_SCHEMA, 16);
  const count = new Int32Array(new SharedArrayBuffer(4));
  const counts = allocateTable(SERVER_COUNT_SCHEMA, 1);
  const acknowledgements = allocateTable(ACKNOWLEDGEMENT_SCHEMA, 16);
  const orderId = Int32Array.from({ length: 10 }, (_, parent) => 100 + parent);
  const account = Uint16Array.from({ length: 10 }, (_, parent) => parent >> 1);
  const barrier = openBarrier(2, acts, { acknowledgements, counts } as unknown as ServerCells, {
    orderId,
    account,
  });
  return {
    acknowledge(scope: KillScope, act: ScopeAct, sequence: number) {
      const row = announceAct(acts, count, { scope, act });
      acknowledgements.sequence[row] = sequence;
      Atomics.store(counts.acts, 0, row + 1);
    },
    /**
     * Returns how many children of these sequences, first to last, are behind the barrier. Symbol
     * and parent are the sequence modulo 10, the behaviour is 2 under flag 1.
     */
    arrive(first: number, last: number): number {
      const rows = Array.from({ length: last - first + 1 }, (_, n) => ({
        symbol: (first + n) % 10,
        parent: (first + n) % 10,
        lineage: lineageOf(2, 1, 1, 2),
      }));
      return countBehindBarrier(barrier, childrenOf(rows, first - 1), first - 1, last, first);
    },
  };
}

test.each<[string, KillScope, number]>([
  ['the firm', { kind: 'firm' }, 3],
  ['the server', { kind: 'server', server: 2 }, 3],
  ['another server', { kind: 'server', server: 1 }, 0],
  ['a symbol', { kind: 'symbol', symbol: 2 }, 1],
  ['a parent', { kind: 'parent', order: 103 }, 1],
  ['an account', { kind: 'account', account: 1 }, 2],
  ['another account', { kind: 'account', account: 9 }, 0],
  ['its behaviour', { kind: 'behaviour', behaviour: 2 }, 3],
  ['another behaviour', { kind: 'behaviour', behaviour: 0 }, 0],
  ['its flag', { kind: 'flag', bit: 0 }, 3],
  ['another flag', { kind: 'flag', bit: 1 }, 0],
])(
  'after a kill of %s, later children of the scope are behind the barrier and earlier ones are not',
  (_, scope, behind) => {
    const bench = openBench();
    bench.acknowledge(scope, 'kill', 40);
    expect(bench.arrive(38, 40)).toBe(0);
    expect(bench.arrive(41, 43)).toBe(behind);
  },
);

test('a re-arm opens the barrier from its own sequence on, at any time of arrival', () => {
  const bench = openBench();
  bench.acknowledge({ kind: 'firm' }, 'kill', 40);
  bench.acknowledge({ kind: 'firm' }, 're-arm', 42);
  expect(bench.arrive(39, 44)).toBe(2);
  expect(bench.arrive(45, 46)).toBe(0);
  bench.acknowledge({ kind: 'firm' }, 'kill', 46);
  expect(bench.arrive(47, 47)).toBe(1);
});

test('a halt has a barrier like a kill; what may only reduce has none', () => {
  const bench = openBench();
  bench.acknowledge({ kind: 'account', account: 1 }, 'reduce', 38);
  expect(bench.arrive(41, 43)).toBe(0);
  bench.acknowledge({ kind: 'account', account: 1 }, 'halt', 50);
  expect(bench.arrive(51, 53)).toBe(2);
  bench.acknowledge({ kind: 'account', account: 1 }, 're-arm', 60);
  expect(bench.arrive(61, 63)).toBe(0);
});

test('a re-arm of one scope leaves the kill of another in force', () => {
  const bench = openBench();
  bench.acknowledge({ kind: 'symbol', symbol: 1 }, 'kill', 40);
  bench.acknowledge({ kind: 'symbol', symbol: 2 }, 'kill', 40);
  bench.acknowledge({ kind: 'symbol', symbol: 1 }, 're-arm', 40);
  expect(bench.arrive(41, 52)).toBe(2);
});

test('a refused child is never behind the barrier, because it does not leave', () => {
  const acts = allocateTable(ACT_SCHEMA, 4);
  const count = new Int32Array(new SharedArrayBuffer(4));
  const counts = allocateTable(SERVER_COUNT_SCHEMA, 1);
  const acknowledgements = allocateTable(ACKNOWLEDGEMENT_SCHEMA, 4);
  const barrier = openBarrier(1, acts, { acknowledgements, counts } as unknown as ServerCells, {
    orderId: new Int32Array(1),
    account: new Uint16Array(1),
  });
  announceAct(acts, count, { scope: { kind: 'firm' }, act: 'kill' });
  Atomics.store(counts.acts, 0, 1);
  const children = childrenOf([{ verdict: Verdict.KILLED }, {}, { verdict: Verdict.KILLED }]);
  expect(countBehindBarrier(barrier, children, 0, 3, 1)).toBe(1);
});
