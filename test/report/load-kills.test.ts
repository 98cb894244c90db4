import { describe, expect, test } from 'vitest';
import type { KillAnswer, KillReport } from '../../src/fleet/main-thread/kills.js';
import type { FleetResult } from '../../src/fleet/result.js';
import { describeKills, killTimes } from '../../src/report/load-kills.js';

/** The kill of server 2 of two, after which `sentAfter` of its children left. */
function killOf(lastOutNs: number, sentAfter: number, ackNs: number): KillReport {
  const answer = (server: number, own: Partial<KillAnswer>): KillAnswer => ({
    server,
    isConcerned: false,
    ackNs: 90_000,
    lastOutNs: Number.NaN,
    sentAfter: 0,
    recalled: 0,
    sequence: 7,
    ...own,
  });
  return {
    scope: { kind: 'server', server: 2 },
    act: 'kill',
    engaged: true,
    requestNs: 0,
    row: 0,
    lastOutNs: Math.max(0, lastOutNs),
    sentAfter,
    answers: [answer(1, {}), answer(2, { isConcerned: true, ackNs, lastOutNs, sentAfter })],
  };
}

const textOf = (kills: readonly KillReport[]): string =>
  describeKills(
    { kills, accounts: { venues: { behindBarrier: 0 } } } as unknown as FleetResult,
    80,
  );

describe('the kills of a load', () => {
  test('have the scope’s own servers apart from those that have nothing of it', () => {
    const kills = [killOf(800, 64, 5000), killOf(-30, 0, 2000)];
    expect(killTimes([...kills, { ...killOf(9999, 9, 9), act: 're-arm', engaged: false }])).toEqual(
      {
        lastOut: [0, 800],
        own: [2000, 5000],
        others: [90_000, 90_000],
      },
    );
  });

  test('are told one by one while they are few, with the servers of their scope only', () => {
    expect(textOf([killOf(800, 64, 5000), killOf(-30, 0, 2000)])).toBe(
      `Kill of server:2, from the request
server  last child out  acknowledged  sent after  recalled  barrier
──────  ──────────────  ────────────  ──────────  ────────  ───────
     2           800ns        5.00us          64         0        7

Kill of server:2, from the request
server  last child out  acknowledged  sent after  recalled  barrier
──────  ──────────────  ────────────  ──────────  ────────  ───────
     2          before        2.00us           0         0        7

2 kills, 0 re-arms. From a request until the last child of the scope was out of
its servers: p50 400ns, p99 792ns, most 800ns; none left after the request in 1
of them, at most 64 in one. Acknowledged by the servers of the scope: p50
3.50us, p99 4.97us, most 5.00us; by the others: p50 90.0us, p99 90.0us, most
90.0us. Children that reached a venue behind a barrier: 0.`,
    );
  });

  test('have the words of their acts', () => {
    const halt = { ...killOf(1, 1, 1), act: 'halt' } as const;
    const reduce = { ...killOf(1, 1, 1), act: 'reduce' } as const;
    const told = textOf([halt, reduce, reduce]);
    expect(told).toContain('Halt of server:2, from the request');
    expect(told).toContain('Reduce-only of server:2, from the request');
    expect(told).toContain('1 halt, 2 reduce-only, 0 re-arms.');
  });

  test('are summed up when they are many, and absent without one', () => {
    const many = Array.from({ length: 5 }, (_, n) => killOf(n * 100, n, 1000));
    expect(textOf(many)).toMatch(/^5 kills, 0 re-arms\. [\s\S]*most 400ns/);
    expect(textOf([{ ...killOf(1, 1, 1), act: 're-arm', engaged: false }])).toBe('');
  });
});
