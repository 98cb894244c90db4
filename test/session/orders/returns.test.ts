import { describe, expect, test } from 'vitest';
import type { DaySpec, Fault } from '../../../src/session/day/spec.js';
import { summariseDay } from '../../../src/session/result/result.js';
import { dayOf, runDay } from '../../support/day.js';
import type { WrittenOrder } from '../../support/orders.js';

const outcome = (changes: Partial<DaySpec>, orders: WrittenOrder[]) => {
  const { parents, runaway, faults, events } = summariseDay(
    runDay(dayOf([2012, 2012], changes), orders),
  );
  return {
    parents,
    excess: runaway.unmatchedShares,
    again: faults?.repeatedOrders,
    looped: faults?.loopedOrders,
    events: events.map(({ text }) => text),
  };
};

describe('customers without a confirmation', () => {
  const late: Fault = { kind: 'answers-late', at: '09:30:00', until: '09:30:07' };
  const customers = { repeatAfterSeconds: 2, repeatsMax: 10 };

  test('enter their orders again at intervals until told, and all of that is excess', () => {
    const { parents, excess, again, events } = outcome({ faults: [late], customers }, [
      { atNs: 1e9, quantity: 200, session: 1 },
    ]);
    // Entered at 1 s, again at 3 s and 5 s, confirmed at 7 s.
    expect([parents, excess, again]).toEqual([3, 400, 2]);
    expect(events).toContain(
      'customers who have heard nothing for 2 s begin to enter their orders again, 1 of them ' +
        'at once',
    );
  });

  test('repeat at most `repeatsMax` times', () => {
    expect(
      outcome({ faults: [late], customers: { ...customers, repeatsMax: 1 } }, [
        { atNs: 1e9, quantity: 200, session: 1 },
      ]),
    ).toMatchObject({
      parents: 2,
      excess: 200,
      again: 1,
    });
  });

  test('do not repeat if told at once, or on a day without repeats', () => {
    expect(outcome({ customers }, [{ atNs: 1e9, quantity: 200 }])).toMatchObject({
      parents: 1,
      excess: 0,
      again: 0,
    });
    expect(outcome({ faults: [late] }, [{ atNs: 1e9, quantity: 200 }])).toMatchObject({
      parents: 1,
      excess: 0,
      again: 0,
    });
  });
});

describe('a loop of the network', () => {
  const loop: Fault = {
    kind: 'orders-loop',
    at: '09:29:58',
    until: '09:30:05',
    server: 2,
    seconds: 2,
  };

  test('delivers its server’s orders again, once a round, and no other server’s', () => {
    const orders = [
      { atNs: 0, quantity: 200, session: 1 },
      { atNs: 0, quantity: 300, session: 2 },
    ];
    // The order of server 2 is delivered at 0 s, and again at 2 s and 4 s.
    expect(outcome({ faults: [loop] }, orders)).toMatchObject({
      parents: 4,
      excess: 600,
      looped: 2,
    });
  });

  const counted = (mode: 'off' | 'warn' | 'enforce', at = '09:29:59') => {
    const before = [
      { atNs: -2e9, quantity: 200, session: 1, auction: true },
      { atNs: -2e9, quantity: 300, session: 2, auction: true },
    ];
    const faults: Fault[] = [{ ...loop, seconds: 0.5, until: '09:30:00' }];
    const { operations } = dayOf([2012, 2012]);
    return outcome({ faults, operations: { ...operations, intakeCounts: { mode, at } } }, before);
  };

  test('shows in the counts of its server before the bell, which keep that server out', () => {
    const { excess, events } = counted('enforce');
    expect(excess).toBe(0);
    expect(events).toContain('server 2 took 3 orders and was handed 1');
    expect(events).toContain('server 2 is kept out of the market');
    expect(events.filter((text) => text.startsWith('server 1'))).toEqual([]);
  });

  test('goes on if the counts are not compared, or only warn', () => {
    expect(counted('off').excess).toBeGreaterThan(0);
    const warned = counted('warn');
    expect(warned.excess).toBe(counted('off').excess);
    expect(warned.events).toContain('server 2 took 3 orders and was handed 1');
  });

  test('logs nothing if the counts agree', () => {
    const { operations } = dayOf([2012, 2012]);
    const { events } = outcome(
      { operations: { ...operations, intakeCounts: { mode: 'enforce', at: '09:29:59' } } },
      [{ atNs: -2e9, quantity: 200, session: 1, auction: true }],
    );
    expect(events.filter((text) => text.includes('handed') || text.includes('kept out'))).toEqual(
      [],
    );
  });
});
