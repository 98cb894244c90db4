import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { digestRegion } from '../../src/memory/digest.js';
import { isAdmitted } from '../../src/orders/children.js';
import { createDay } from '../../src/session/day/create.js';
import type { Day } from '../../src/session/day/day.js';
import type { DaySpec, Fault } from '../../src/session/day/spec.js';
import { reconcile } from '../../src/session/result/reconcile.js';
import { summariseDay } from '../../src/session/result/result.js';
import { advanceDay } from '../../src/session/session.js';
import { anyLimits, smallDays } from '../invariants/small-days.js';
import { begin, dayOf, runDay } from '../support/day.js';

/**
 * A fault that the day ends before, so that everything goes the way of a day with faults and
 * nothing is wrong.
 */
const NEVER: Fault = { kind: 'answers-lost', at: '23:00', until: '23:01' };

function run(spec: DaySpec): Day {
  const day = createDay(spec, spec.seed);
  advanceDay(day, day.endNs);
  return day;
}

describe('a day on which answers could go missing and none does', () => {
  test('leaves the bytes of servers and market that a day without faults leaves', () => {
    let children = 0;
    fc.assert(
      fc.property(smallDays({ limits: anyLimits, people: true }), (spec) => {
        const plain = run(spec);
        const heard = run({ ...spec, faults: [NEVER] });
        children += summariseDay(plain).children;
        expect(heard.servers.map(({ buffer }) => digestRegion(buffer))).toEqual(
          plain.servers.map(({ buffer }) => digestRegion(buffer)),
        );
        expect(digestRegion(heard.market.buffer)).toBe(digestRegion(plain.market.buffer));
      }),
      { seed: 20130816, numRuns: 40 },
    );
    expect(children).toBeGreaterThan(5000);
  });

  test('leaves the same counts of the catalogue', () => {
    const catalogue = {
      position: { mode: 'enforce', dollars: 9000 },
      executionsPerParent: { mode: 'warn', executions: 2 },
    } as const;
    fc.assert(
      fc.property(smallDays({ builds: [2005, 2012] }), (spec) => {
        const risk = { ...spec.risk, ...catalogue };
        const [plain, heard] = [run({ ...spec, risk }), run({ ...spec, risk, faults: [NEVER] })];
        const words = ({ secondPass: space }: Day) =>
          space!.servers.map((buffer) => digestRegion(buffer));
        expect(words(heard)).toEqual(words(plain));
      }),
      { seed: 20130817, numRuns: 20 },
    );
  });
});

const faults = (servers: number): fc.Arbitrary<Fault[]> => {
  const window = fc.tuple(fc.integer({ min: 0, max: 4 }), fc.integer({ min: 1, max: 5 }));
  const server = fc.option(fc.integer({ min: 1, max: servers }), { nil: undefined });
  const venue = fc.option(fc.constantFrom('NYSE', 'DARK', 'NASDAQ'), { nil: undefined });
  const seconds = fc.option(fc.constantFrom(0.3, 1.5), { nil: undefined });
  const answers = fc.constantFrom(
    'answers-late' as const,
    'answers-lost' as const,
    'fills-lost' as const,
  );
  const lost = fc
    .tuple(answers, window, server, venue, seconds)
    .map(([kind, [at, length], of, to, after]): Fault => {
      const times = { at: `09:30:0${at}`, until: `09:30:0${at + length}` };
      return {
        kind,
        ...times,
        server: of,
        venue: to,
        seconds: kind === 'answers-late' ? after : undefined,
      };
    });
  const loop = fc
    .tuple(window, fc.integer({ min: 1, max: servers }))
    .map(([[at, length], of]): Fault => {
      return {
        kind: 'orders-loop',
        at: `09:30:0${at}`,
        until: `09:30:0${at + length}`,
        server: of,
        seconds: 0.5,
      };
    });
  return fc.array(fc.oneof(lost, lost, loop), { minLength: 1, maxLength: 3 });
};

describe('whatever goes missing', () => {
  const days = smallDays({ limits: anyLimits, people: true }).chain((spec) =>
    fc
      .tuple(
        faults(spec.deployment.rollout.servers),
        fc.constantFrom(undefined, { afterSeconds: 0.2 }, { afterSeconds: 1 }),
        fc.constantFrom(undefined, { repeatAfterSeconds: 1, repeatsMax: 3 }),
      )
      .map(([list, resend, customers]): DaySpec => ({ ...spec, faults: list, resend, customers })),
  );

  test('the books have exactly what the venues executed, after every tick', () => {
    let lost = 0;
    let resent = 0;
    fc.assert(
      fc.property(days, (spec) => {
        const day = createDay(spec, spec.seed);
        while (!advanceDay(day, day.cursor.nowNs[0]! + 1))
          expect(reconcile(day)).toEqual({ shares: 0, cashDollars: 0, feesDollars: 0 });
        const { faults } = summariseDay(day);
        lost += faults!.lateAnswers + faults!.lostAnswers + faults!.lostFills;
        resent += faults!.presumedLost;
      }),
      { seed: 20120518, numRuns: 40 },
    );
    expect(lost).toBeGreaterThan(1000);
    expect(resent).toBeGreaterThan(200);
  });

  test('a parent’s working shares are those of its unanswered children', () => {
    let unanswered = 0;
    fc.assert(
      fc.property(days, (spec) => {
        const day = createDay(spec, spec.seed);
        do {
          for (const [index, { router, gate }] of day.servers.entries()) {
            const { outstanding: o, cells, beliefs } = day.faults!.serverReports[index]!;
            const out = new Map<number, number>();
            let reserved = 0;
            const presumed = new Map<number, number>();
            for (let row = 0; row < cells.outstanding[0]!; row++) {
              const parent = o.parent[row]!;
              expect(isAdmitted(o.instrument[row]!)).toBe(true);
              out.set(parent, (out.get(parent) ?? 0) + o.shares[row]!);
              if (o.presumed[row] !== 0)
                presumed.set(parent, (presumed.get(parent) ?? 0) + o.shares[row]!);
              reserved += o.shares[row]! * o.limitTicks[row]!;
              unanswered++;
            }
            for (const [parent, shares] of out)
              expect([parent, router.parents.working[parent]]).toEqual([parent, shares]);
            for (const [parent, shares] of presumed)
              expect([parent, beliefs.presumed[parent]]).toEqual([parent, shares]);
            // Reserved is what is out and what the server has heard was executed, at limit prices.
            expect(gate.cells.exposureMoney[0]).toBeGreaterThanOrEqual(reserved);
          }
        } while (!advanceDay(day, day.cursor.nowNs[0]! + 1));
      }),
      { seed: 20120519, numRuns: 25 },
    );
    expect(unanswered).toBeGreaterThan(1000);
  });

  test('with the parent check on, at most the order as the server knows it is sent', () => {
    fc.assert(
      fc.property(days, (spec) => {
        const parentQuantity = { mode: 'enforce' as const, toleranceShares: 0 };
        const day = createDay({ ...spec, risk: { ...spec.risk, parentQuantity } }, spec.seed);
        do {
          for (const { router } of day.servers) {
            const { parents } = router;
            for (let p = 0; p < parents.capacity; p++) {
              if (parents.state[p] === 1)
                expect(parents.filled[p]! + parents.working[p]!).toBeLessThanOrEqual(
                  parents.ordered[p]!,
                );
            }
          }
        } while (!advanceDay(day, day.cursor.nowNs[0]! + 1));
      }),
      { seed: 20120520, numRuns: 12 },
    );
  });
});

describe('one order of 300 shares, for which the venues show 600', () => {
  const order = { atNs: 1e9, quantity: 300, session: 1 };
  const whatHappens = (changes: Partial<DaySpec>) => {
    const day = runDay(dayOf([2012], changes), [order]);
    const { runaway, servers, faults, children } = summariseDay(day);
    return {
      children,
      filled: servers[0]!.parentsFilled,
      excess: runaway.unmatchedShares,
      known: day.servers[0]!.known?.book.errorExecutions[0],
      faults,
    };
  };
  const fault = (kind: Fault['kind'], seconds?: number): Partial<DaySpec> => ({
    faults: [{ kind, at: '09:30:00', until: '09:30:05', seconds }],
  });

  test('is filled by three children when all answers come', () => {
    expect(whatHappens({})).toEqual({
      children: 3,
      filled: 1,
      excess: 0,
      known: undefined,
      faults: undefined,
    });
  });

  test('stays open when its answers never come, and is not sent again', () => {
    const { faults, ...rest } = whatHappens(fault('answers-lost'));
    expect(rest).toEqual({ children: 3, filled: 0, excess: 0, known: 0 });
    expect(faults).toMatchObject({ lostAnswers: 3, unanswered: 3, presumedLost: 0 });
  });

  test('is filled when late answers come, with nothing in excess', () => {
    const { faults, ...rest } = whatHappens(fault('answers-late'));
    expect(rest).toEqual({ children: 3, filled: 1, excess: 0, known: 0 });
    expect(faults).toMatchObject({ lateAnswers: 3, unanswered: 0 });
  });

  test('is sent again whenever presumed lost, and its excess is known once reported', () => {
    // Taken for lost 1 s after they were sent, at 2, 3 and 4 s; the first are heard of at 3.5 s,
    // and then nothing is left to send.
    const { faults, ...rest } = whatHappens({
      ...fault('answers-late', 2.5),
      resend: { afterSeconds: 1 },
    });
    expect(faults).toMatchObject({ presumedLost: 9, lateAnswers: 9 });
    expect(rest).toEqual({ children: 9, filled: 1, excess: 600, known: 6 });
  });

  test('is sent again in every tick while its fills are lost, and the firm does not know', () => {
    const { faults, ...rest } = whatHappens(fault('fills-lost'));
    expect(faults).toMatchObject({ lostFills: 120, lostShares: 12_000, unanswered: 0 });
    // 40 ticks of three children from 1 s to 5 s, and three that are told.
    expect(rest).toEqual({ children: 123, filled: 1, excess: 12_000, known: 3 });
  });

  test('is not changed by a fault of another server or venue', () => {
    const other = (where: Partial<Fault>): Fault => ({
      kind: 'answers-lost',
      at: '09:30:00',
      until: '09:30:05',
      ...where,
    });
    for (const where of [{ server: 2 }, { venue: 'EDGA' }])
      expect(whatHappens({ ...dayOf([2012, 2012]), faults: [other(where)] })).toMatchObject({
        children: 3,
        excess: 0,
      });
  });
});

test('a server with as many unanswered children as it can hold sends no more', () => {
  const day = begin(
    dayOf([2012], {
      faults: [{ kind: 'answers-lost', at: '09:30:00', until: '09:30:05' }],
      resend: { afterSeconds: 0.1 },
    }),
    [{ atNs: 0, quantity: 600 }],
  );
  advanceDay(day, 1e9);
  const reports = day.faults!.serverReports[0]!;
  const sent = summariseDay(day).children;
  expect(sent).toBeGreaterThan(0);
  reports.cells.outstanding[0] = reports.outstanding.capacity - 3;
  reports.outstanding.presumed.fill(1);
  reports.outstanding.dueNs.fill(Number.POSITIVE_INFINITY);
  advanceDay(day, 2e9);
  expect(summariseDay(day).children).toBe(sent);
});
