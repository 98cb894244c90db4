import { describe, expect, test } from 'vitest';
import { countsMessages } from '../../../src/risk/counts/messages.js';
import { noteCancel } from '../../../src/risk/gate/trips.js';
import { rearmScope } from '../../../src/risk/people.js';
import { readActs } from '../../../src/risk/stops/authority.js';
import { answer, catalogueSpace, judge, type LoneGate, loneGate } from '../../support/gate.js';

const enforce = { mode: 'enforce' } as const;
/** Two messages a second, and out above twice that. */
const RATE = { ...enforce, perSecond: 2, logOutTimes: 2, windowSeconds: 1 } as const;
const orders = (lone: LoneGate, count: number, nowNs = 0): string[] =>
  judge(
    lone,
    Array.from({ length: count }, () => ({ quantity: 1 })),
    nowNs,
  );

describe('the rate of messages', () => {
  test('refuses above the first rate, and logs the server out above the second', () => {
    const lone = loneGate({ messageRate: RATE });
    expect(orders(lone, 4)).toEqual(['admitted', 'admitted', 'message-rate', 'message-rate']);
    const { firm, kill } = lone.gate.catalogue!;
    expect(readActs(firm.acts)).toEqual([]);
    expect(orders(lone, 2)).toEqual(['message-rate', 'halted']);
    expect(readActs(firm.acts)).toMatchObject([{ act: 'halt', scope: 'server', scopeId: 1 }]);
    const by = { roles: ['supervisor'], reason: 'the loop is found', nowNs: 5e9 } as const;
    expect(orders(lone, 1, 5e9)).toEqual(['halted']);
    rearmScope(firm, kill, { kind: 'server', server: 1 }, by);
    expect(orders(lone, 1, 5e9)).toEqual(['admitted']);
  });

  test('never logs out a server that slows down when it is refused', () => {
    const lone = loneGate({ messageRate: RATE });
    const verdicts = Array.from({ length: 40 }, (_, n) => orders(lone, 1, n * 0.3e9)[0]);
    expect(new Set(verdicts)).toEqual(new Set(['admitted', 'message-rate']));
    expect(readActs(lone.gate.catalogue!.firm.acts)).toEqual([]);
  });

  test('counts cancels, which it never refuses and which may log out', () => {
    const lone = loneGate({ messageRate: RATE });
    const { firm } = lone.gate.catalogue!;
    for (let n = 0; n < 4; n++) noteCancel(lone.gate.catalogue!, 0);
    expect(orders(lone, 1, 0.4e9)).toEqual(['message-rate']);
    expect(readActs(firm.acts)).toEqual([]);
    noteCancel(lone.gate.catalogue!, 0.4e9);
    expect(readActs(firm.acts)).toMatchObject([{ act: 'halt', scope: 'server' }]);
  });

  test('that only warns logs nobody out', () => {
    const lone = loneGate({ messageRate: { ...RATE, mode: 'warn' } });
    expect(new Set(orders(lone, 20))).toEqual(new Set(['admitted']));
    for (let n = 0; n < 20; n++) noteCancel(lone.gate.catalogue!, 0);
    expect(readActs(lone.gate.catalogue!.firm.acts)).toEqual([]);
  });

  test('may be that of one server', () => {
    const layers = { servers: { 2: { messageRate: RATE } } } as const;
    expect(countsMessages({ layers })).toBe(true);
    const space = catalogueSpace({ layers }, 2);
    const [first, second] = [1, 2].map((server) => loneGate({ layers }, [{}], { server, space }));
    expect([orders(first!, 3).at(-1), orders(second!, 3).at(-1)]).toEqual([
      'admitted',
      'message-rate',
    ]);
  });
});

describe('the messages for each execution', () => {
  test('end at the ratio, once there are enough of them; executions make room', () => {
    const lone = loneGate({ orderToTrade: { ...enforce, ratio: 2.5, messagesMin: 3 } });
    expect(orders(lone, 4)).toEqual(['admitted', 'admitted', 'admitted', 'order-to-trade']);
    answer(lone, [{ executed: 1 }, { cancelled: 1 }]);
    expect(orders(lone, 1)).toEqual(['order-to-trade']);
    answer(lone, [{ executed: 1 }]);
    expect(orders(lone, 3)).toEqual(['admitted', 'admitted', 'order-to-trade']);
  });

  test('count cancels too', () => {
    const lone = loneGate({ orderToTrade: { ...enforce, ratio: 1, messagesMin: 3 } });
    for (let n = 0; n < 2; n++) noteCancel(lone.gate.catalogue!, 0);
    expect(orders(lone, 2)).toEqual(['admitted', 'order-to-trade']);
  });
});
