import { describe, expect, test } from 'vitest';
import type { Trouble } from '../../src/venue/trouble.js';
import { TROUBLE_NAMES, troubleNamed } from '../../src/venue/trouble.js';
import { type FloorClient, VenueFloor } from '../support/venue-floor.js';

/** A floor with these troubles, and two clients of it. */
function open(...trouble: Partial<Trouble>[]): {
  floor: VenueFloor;
  a: FloorClient;
  b: FloorClient;
} {
  const floor = new VenueFloor({ trouble: trouble as Trouble[] });
  const [a, b] = floor.clients;
  return { floor, a: a!, b: b! };
}

/** So many orders that rest, and nothing else. */
function orders(floor: VenueFloor, client: FloorClient, count: number): void {
  for (let n = 0; n < count; n++) floor.order(client, `O${n}`, 'buy 10 20');
}

describe('trouble', () => {
  test('late: answers leave later, in their order, with the time of their making', () => {
    const { floor, a } = open({ kind: 'late', minMs: 100, maxMs: 300 });
    floor.order(a, 'A', 'buy 10 20').order(a, 'B', 'buy 10 20').wait(99);
    expect(floor.states(a)).toEqual([]);
    floor.wait(201);
    const told = floor.heard(a);
    expect(told.map(({ clOrdId }) => clOrdId)).toEqual(['A', 'B']);
    expect(told[0]!.whole).toContain(' 60=20120801-13:30:00.000');
    const delays = floor.reports.map(({ delayMs }) => delayMs);
    expect(delays.every((ms) => ms >= 100 && ms < 300)).toBe(true);
  });

  test('late: a report tells the state of its time, whatever came after', () => {
    const { floor, a, b } = open({ kind: 'late', minMs: 50, maxMs: 50, sessions: ['A'] });
    floor.order(a, 'A', 'buy 10 20').order(b, 'B', 'sell 10 20').wait(50);
    expect(floor.states(a)).toEqual(['A 0/0 10 0', 'A F/2 0 10']);
    expect(floor.states(b)).toEqual(['B 0/0 10 0', 'B F/2 0 10']);
  });

  test('reject: hits the orders of its rule, with its code and text', () => {
    const rule = { kind: 'reject', side: 'sell', quantityAbove: 50, code: 3, text: 'no' } as const;
    const { floor, a } = open(rule);
    floor.order(a, 'A', 'sell 50 20').order(a, 'B', 'sell 51 20').order(a, 'C', 'buy 51 19');
    expect(floor.states(a)).toEqual(['A 0/0 50 0', 'B 8/8 0 0 no', 'C 0/0 51 0']);
    expect(a.all[1]).toContain(' 103=3 ');
    expect(open({ ...rule, symbol: 'IBM' }).floor.order(a, 'B', 'sell 51 20').reports).toEqual([]);
  });

  test('reject: a share of all, the same with the same seed', () => {
    const rejected = [1, 2].map(() => {
      const { floor, a } = open({ kind: 'reject', share: 0.3 });
      orders(floor, a, 200);
      return floor.reports.map(({ execType }) => execType).join('');
    });
    expect(rejected[0]).toBe(rejected[1]);
    const count = rejected[0]!.replaceAll('0', '').length;
    expect([count > 40, count < 80]).toEqual([true, true]);
  });

  test('silent: works the orders, and says nothing of it for a while', () => {
    const { floor, a, b } = open({ kind: 'silent', fromSeconds: 1, untilSeconds: 2 });
    floor.order(a, 'A', 'buy 10 20').wait(1000).order(b, 'B', 'sell 10 20').wait(1000);
    floor.order(a, 'C', 'buy 10 20');
    expect(floor.states(a)).toEqual(['A 0/0 10 0', 'C 0/0 10 0']);
    expect(floor.states(b)).toEqual([]);
    expect(floor.reports.map(({ copies }) => copies)).toEqual([1, 0, 0, 0, 1]);
    expect(b.member.counts).toMatchObject({ shares: 10, reports: 2, lost: 2 });
  });

  test('double: reports come twice under two numbers with one ExecID, marked if asked', () => {
    for (const possResend of [false, true]) {
      const { floor, a } = open({ kind: 'double', possResend });
      orders(floor, a, 3);
      const told = floor.heard(a);
      expect(told.map(({ execId }) => execId)).toEqual(['1', '1', '2', '2', '3', '3']);
      expect(told[1]!.whole.includes(' 97=Y')).toBe(possResend);
      expect(a.member.counts).toMatchObject({ reports: 3, doubled: 3 });
    }
  });

  test('lose: some reports never come, and no number is missing', () => {
    const { floor, a } = open({ kind: 'lose', share: 0.5 });
    orders(floor, a, 40);
    const told = floor.heard(a);
    expect(told.length + a.member.counts.lost).toBe(40);
    expect([a.member.counts.lost > 10, told.length > 10]).toEqual([true, true]);
    const numbers = told.map(({ whole }) => Number(/ 34=(\d+)/.exec(whole)![1]));
    expect(numbers).toEqual(told.map((_, n) => n + 2));
  });

  test('gap: numbers are left out, and the client gets them filled when it asks', () => {
    const { floor, a } = open({ kind: 'gap', share: 0.5, width: 3 });
    orders(floor, a, 40);
    const told = floor.heard(a);
    expect(told.map(({ clOrdId }) => clOrdId)).toEqual(told.map((_, n) => `O${n}`));
    expect(told).toHaveLength(40);
    const last = Number(/ 34=(\d+)/.exec(told.at(-1)!.whole)![1]);
    expect([last > 70, (last - 41) % 3]).toEqual([true, 0]);
  });

  test('drop: the line drops after every so many messages', () => {
    const { floor, a } = open({ kind: 'drop', everyMessages: 3 });
    const drops = Array.from({ length: 7 }, (_, n) => {
      floor.order(a, `O${n}`, 'buy 10 20');
      return a.isDropped;
    });
    expect(drops).toEqual([false, false, true, false, false, true, false]);
  });

  test('slow and pause: say how fast is read, and for how long nothing is', () => {
    const { a, b } = open(
      { kind: 'slow', bytesPerSecond: 500, sessions: ['B'] },
      { kind: 'slow', bytesPerSecond: 100, untilSeconds: 5 },
      { kind: 'pause', fromSeconds: 10, forSeconds: 2, everySeconds: 5 },
    );
    const { trouble } = b.member.outbox;
    expect([0, 5].map((at) => trouble.bytesPerSecond(at))).toEqual([100, 500]);
    expect(a.member.outbox.trouble.bytesPerSecond(5)).toBe(Number.POSITIVE_INFINITY);
    const paused = [9, 10, 11.5, 12, 15, 16, 17].map((at) => trouble.pausedSeconds(at));
    expect(paused).toEqual([0, 2, 0.5, 0, 2, 1, 0]);
  });

  test('one trouble of many does not move the draws of another', () => {
    const fates = (...more: Partial<Trouble>[]): string => {
      const { floor, a } = open({ kind: 'lose', share: 0.3 }, ...more);
      orders(floor, a, 60);
      return floor.reports.map(({ copies }) => (copies === 0 ? '-' : '+')).join('');
    };
    expect(fates({ kind: 'double', share: 0.4 }, { kind: 'gap', share: 0.4 })).toBe(fates());
  });

  test.each(TROUBLE_NAMES)('%s has a profile, and an unknown name has none', (name) => {
    expect(troubleNamed(name)).toMatchObject({ kind: expect.any(String) });
    expect(troubleNamed(`${name}x`)).toBeUndefined();
    expect(troubleNamed('constructor')).toBeUndefined();
  });
});
