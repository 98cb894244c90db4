import { expect, test } from 'vitest';
import { ACT_SCHEMA, logAct } from '../../src/fleet/acts.js';
import { countBehindBarrier, openBarrier } from '../../src/fleet/barrier.js';
import { ACKNOWLEDGEMENT_SCHEMA, DESK_CELL_SCHEMA, type Desk } from '../../src/fleet/board.js';
import { allocateTable } from '../../src/memory/table.js';
import { CHILD_SCHEMA, lineageOf } from '../../src/orders/children.js';
import type { KillScope } from '../../src/risk/kill.js';

/** Server 2 and what its venues see: acts that it acknowledges at a sequence, and children that arrive. */
function openBench() {
  const acts = allocateTable(ACT_SCHEMA, 16);
  const count = new Int32Array(new SharedArrayBuffer(4));
  const cells = allocateTable(DESK_CELL_SCHEMA, 1);
  const acknowledgements = allocateTable(ACKNOWLEDGEMENT_SCHEMA, 16);
  const children = allocateTable(CHILD_SCHEMA, 16);
  const barrier = openBarrier(2, acts, { acknowledgements, cells } as unknown as Desk, (child) => 100 + children.parent[child]!);
  return {
    acknowledge(scope: KillScope, engaged: boolean, sequence: number) {
      const row = logAct(acts, count, { scope, engaged, requestNs: 0 });
      acknowledgements.sequence[row] = sequence;
      Atomics.store(cells.acts, 0, row + 1);
    },
    /** Children with these sequences; symbol and parent are the sequence modulo 10, behaviour 2 under flag 1. */
    arrive(...sequences: number[]): number {
      sequences.forEach((sequence, child) => {
        children.sequence[child] = sequence;
        children.symbol[child] = sequence % 10;
        children.parent[child] = sequence % 10;
        children.lineage[child] = lineageOf(2, 1, 1, 2);
        children.verdict[child] = 0;
      });
      return countBehindBarrier(barrier, children, sequences.length);
    },
  };
}

test.each<[string, KillScope, number]>([
  ['the firm', { kind: 'firm' }, 3],
  ['the server', { kind: 'server', server: 2 }, 3],
  ['another server', { kind: 'server', server: 1 }, 0],
  ['a symbol', { kind: 'symbol', symbol: 2 }, 1],
  ['a parent', { kind: 'parent', order: 103 }, 1],
  ['its behaviour', { kind: 'behaviour', behaviour: 2 }, 3],
  ['another behaviour', { kind: 'behaviour', behaviour: 0 }, 0],
  ['its flag', { kind: 'flag', bit: 0 }, 3],
  ['another flag', { kind: 'flag', bit: 1 }, 0],
])('after a kill of %s, later children of the scope are behind the barrier and earlier ones are not', (_, scope, behind) => {
  const bench = openBench();
  bench.acknowledge(scope, true, 40);
  expect(bench.arrive(38, 39, 40)).toBe(0);
  expect(bench.arrive(41, 42, 43)).toBe(behind);
});

test('a re-arm opens the barrier from its own sequence on, whenever the children arrive', () => {
  const bench = openBench();
  bench.acknowledge({ kind: 'firm' }, true, 40);
  bench.acknowledge({ kind: 'firm' }, false, 42);
  expect(bench.arrive(39, 40, 41, 42, 43, 44)).toBe(2);
  expect(bench.arrive(45, 46)).toBe(0);
  bench.acknowledge({ kind: 'firm' }, true, 46);
  expect(bench.arrive(47)).toBe(1);
});

test('a re-arm of one scope leaves the kill of another in force', () => {
  const bench = openBench();
  bench.acknowledge({ kind: 'symbol', symbol: 1 }, true, 40);
  bench.acknowledge({ kind: 'symbol', symbol: 2 }, true, 40);
  bench.acknowledge({ kind: 'symbol', symbol: 1 }, false, 40);
  expect(bench.arrive(41, 42, 51, 52)).toBe(2);
});
