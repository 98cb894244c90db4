import { describe, expect, test } from 'vitest';
import { buildIndex } from '../../src/deployment/builds.js';
import { digestRegion } from '../../src/memory/digest.js';
import { allocateServer, openParents, openServer } from '../../src/server/server.js';
import { takeOrder, turnServer } from '../../src/server/turn.js';
import { flowOf } from '../support/orders.js';
import { give, smallServer, turn } from '../support/server.js';

describe('a server', () => {
  test('is all in its buffer: opened again elsewhere it continues', () => {
    const one = smallServer({ build: 2005, settings: { pegIntervalNs: 10 } });
    const two = smallServer({ build: 2005, settings: { pegIntervalNs: 10 } });
    for (const small of [one, two]) {
      give(small, [{ quantity: 900 }, { quantity: 100, flagged: true }]);
      turn(small, 0);
    }
    const { limits, details, kill, firm, market, server } = two;
    const role = {
      number: 1,
      build: buildIndex(2005),
      flagMask: 1,
      settings: server.router.settings,
    };
    const sizes = { parentsMax: 8, childrenMax: 64, symbols: 1 };
    const around = {
      quotes: market.quotes,
      depth: market.depth,
      limits,
      details,
      kill,
      firm,
      creditSliceMoney: 0,
      feeTicks: market.book.feeTicks,
    };
    const reopened = { ...two, server: openServer(server.buffer, role, sizes, around) };
    for (let n = 10; n < 60; n += 10) {
      const played = turn(one, n);
      expect(played.children.length).toBeGreaterThan(0);
      expect(turn(reopened, n)).toEqual(played);
    }
    expect(digestRegion(reopened.server.buffer)).toBe(digestRegion(one.server.buffer));
  });

  test('is not opened with other sizes than it has', () => {
    const sizes = { parentsMax: 8, childrenMax: 64, symbols: 1 };
    const { server, limits, details, kill, firm, market } = smallServer();
    const role = { number: 1, build: 0, flagMask: 0, settings: server.router.settings };
    const around = {
      quotes: market.quotes,
      depth: market.depth,
      limits,
      details,
      kill,
      firm,
      creditSliceMoney: 0,
    };
    expect(() =>
      openServer(allocateServer(sizes), role, { ...sizes, parentsMax: 9 }, around),
    ).toThrow(/memory\/table/);
  });

  test('begins without parents, breaches or unmatched executions', () => {
    const { server } = smallServer({ parentsMax: 5 });
    expect(openParents(server)).toBe(0);
    expect([server.book.firstErrorNs[0], server.book.lastErrorNs[0]]).toEqual([
      Number.NaN,
      Number.NaN,
    ]);
    expect([...server.gate.breaches.firstNs].every(Number.isNaN)).toBe(true);
  });

  test('takes as many parents as it has rows, and gives every row back', () => {
    const small = smallServer({ parentsMax: 5, childrenMax: 64 });
    const flow = flowOf(Array.from({ length: 6 }, () => ({ quantity: 1 })));
    const rows = Array.from({ length: 6 }, (_, order) => takeOrder(small.server, flow, order, 0));
    expect(rows).toEqual([0, 1, 2, 3, 4, -1]);
    expect(openParents(small.server)).toBe(5);
    expect(turnServer(small.server, 0, 1, 64)).toBe(5);
    expect(openParents(small.server)).toBe(5);
    for (let n = 0; n < 3; n++) turn(small);
    give(small, [{ quantity: 1 }]);
    expect(openParents(small.server)).toBeLessThanOrEqual(5);
  });
});
