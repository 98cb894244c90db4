import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { allocateTable } from '../../src/memory/table.js';
import { PARENT_SCHEMA } from '../../src/orders/parents.js';
import {
  addWorking,
  beginRound,
  nextWorking,
  openWorking,
  removeWorking,
  restartRound,
  restWorking,
  roundEpoch,
  WORKING_HEAD,
  WORKING_SCHEMA,
  wakeWorking,
  workingCount,
  workingParent,
} from '../../src/orders/working.js';

const ROWS = 8;

function emptySet(rows = ROWS) {
  return {
    set: openWorking(allocateTable(WORKING_SCHEMA, rows + WORKING_HEAD)),
    parents: allocateTable(PARENT_SCHEMA, rows),
  };
}

describe('a working set', () => {
  test('is visited once a round, first the parents that the last round did not reach', () => {
    const { set, parents } = emptySet();
    for (const parent of [3, 5, 7]) addWorking(set, parents, parent);
    const visit = (): number => {
      const parent = nextWorking(set);
      if (parent >= 0) restWorking(set, parents, parent);
      return parent;
    };
    beginRound(set, parents, 4, 0);
    expect([visit(), visit()]).toEqual([3, 5]);
    beginRound(set, parents, 4, 0);
    expect(visit()).toBe(7);
    expect(visit()).toBe(-1);
    beginRound(set, parents, 5, 0);
    expect(roundEpoch(set)).toBe(5);
    expect(visit()).toBe(3);
    restartRound(set, parents);
    expect([visit(), visit(), visit(), visit()]).toEqual([5, 7, 3, -1]);
  });

  /** What the set is to the one who uses it: who rests, and who waits in which order. */
  interface Plain {
    resting: number[];
    waiting: number[];
  }
  const parent = fc.nat({ max: ROWS - 1 });
  const command = fc.oneof(
    fc.record({ kind: fc.constantFrom('toggle' as const, 'wake' as const), parent }),
    fc.record({
      kind: fc.constantFrom('visit' as const, 'round' as const, 'restart' as const),
      parent: fc.constant(0),
    }),
  );

  test('keeps resting and waiting parents in their places through any sequence of changes', () => {
    fc.assert(
      fc.property(fc.array(command, { maxLength: 60 }), (commands) => {
        const { set, parents } = emptySet();
        const plain: Plain = { resting: [], waiting: [] };
        const without = (rows: number[], row: number): number[] =>
          rows.filter((one) => one !== row);
        let epoch = 1;
        for (const { kind, parent: row } of commands) {
          const isIn = plain.resting.includes(row) || plain.waiting.includes(row);
          if (kind === 'toggle' && isIn) {
            removeWorking(set, parents, row);
            plain.resting = without(plain.resting, row);
            plain.waiting = without(plain.waiting, row);
          } else if (kind === 'toggle') {
            addWorking(set, parents, row);
            plain.waiting.push(row);
          } else if (kind === 'wake' && isIn) {
            wakeWorking(set, parents, row);
            if (!plain.waiting.includes(row)) plain.waiting.push(row);
            plain.resting = without(plain.resting, row);
          } else if (kind === 'visit') {
            const next = nextWorking(set);
            expect(next).toBe(plain.waiting[0] ?? -1);
            if (next < 0) continue;
            restWorking(set, parents, next);
            plain.resting.push(plain.waiting.shift()!);
          } else if (kind === 'round' || kind === 'restart') {
            if (kind === 'round') beginRound(set, parents, ++epoch, 0);
            else restartRound(set, parents);
            const inPlace = Array.from({ length: workingCount(set) }, (_, place) =>
              workingParent(set, place),
            );
            plain.waiting.push(...inPlace.filter((one) => plain.resting.includes(one)));
            plain.resting = [];
          }
          const all = Array.from({ length: workingCount(set) }, (_, place) =>
            workingParent(set, place),
          );
          all.forEach((one, place) => {
            expect(parents.place[one]).toBe(place);
          });
          expect([...all].sort()).toEqual([...plain.resting, ...plain.waiting].sort());
        }
      }),
      { seed: 20120801, numRuns: 300 },
    );
  });

  test('visits in each round the parents that are due, in the order of their places', () => {
    const rows = 300;
    const late = fc.record({
      kind: fc.constantFrom('add' as const, 'remove' as const, 'delay' as const),
      parent: fc.nat({ max: rows - 1 }),
      ns: fc.integer({ min: 1, max: 8 }),
    });
    let passedOver = 0;
    fc.assert(
      fc.property(fc.array(fc.array(late, { maxLength: 8 }), { maxLength: 40 }), (rounds) => {
        const { set, parents } = emptySet(rows);
        const inSet = new Set<number>();
        for (let parent = 0; parent < rows; parent += 2) {
          addWorking(set, parents, parent);
          inSet.add(parent);
        }
        rounds.forEach((changes, nowNs) => {
          for (const { kind, parent, ns } of changes) {
            if (kind === 'add' && !inSet.has(parent)) {
              parents.dueNs[parent] = nowNs;
              addWorking(set, parents, parent);
              inSet.add(parent);
            } else if (kind === 'remove' && inSet.delete(parent)) {
              removeWorking(set, parents, parent);
            } else if (kind === 'delay') {
              // As a gate that refuses a whole neighbourhood: due times only move on.
              for (let one = parent & ~63; one < Math.min(rows, parent | 63); one++)
                if (parents.dueNs[one]! <= nowNs) parents.dueNs[one] = nowNs + ns;
            }
          }
          for (let one = nextWorking(set); one >= 0; one = nextWorking(set))
            restWorking(set, parents, one);
          beginRound(set, parents, nowNs + 1, nowNs);
          const all = Array.from({ length: workingCount(set) }, (_, n) => workingParent(set, n));
          const due = all.filter((one) => parents.dueNs[one]! <= nowNs);
          passedOver += all.length - due.length;
          const visited: number[] = [];
          for (let one = nextWorking(set); one >= 0; one = nextWorking(set)) {
            restWorking(set, parents, one);
            visited.push(one);
          }
          expect(visited).toEqual(due);
        });
      }),
      { seed: 20120801, numRuns: 60 },
    );
    expect(passedOver).toBeGreaterThan(1000);
  });
});
