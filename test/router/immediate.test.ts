import { describe, expect, test } from 'vitest';
import { BUILD_NAMES, buildIndex } from '../../src/deployment/builds.js';
import { kill, rearm } from '../../src/risk/stops/kill.js';
import { accountImmediate } from '../../src/router/immediate.js';
import { restartRouter } from '../../src/router/router.js';
import { FULL, REFUSED } from '../../src/router/state.js';
import { openParents } from '../../src/server/server.js';
import { turnServer } from '../../src/server/turn.js';
import {
  answerLast,
  give,
  type SmallServer,
  settleLast,
  smallServer,
  turn,
} from '../support/server.js';

const accountOf = ({ server }: SmallServer) => accountImmediate([server.router]);

/** Turns a server a few times, and expects it to send nothing and to have nothing open. */
function expectDone(small: SmallServer): void {
  for (let n = 0; n < 3; n++) expect(turn(small).children).toEqual([]);
  expect(openParents(small.server)).toBe(0);
}

describe.each(BUILD_NAMES)('an immediate order on build %i', (build) => {
  test('takes what all venues show in one turn, and the rest is cancelled', () => {
    const small = smallServer({ build, immediate: true });
    give(small, [{ quantity: 650, immediate: true }]);
    expect(turn(small).fills.at(-1)).toBe('7 p0 nothing, cancelled 50');
    expectDone(small);
    const sums = {
      orders: 1,
      filled: 0,
      cancelled: 1,
      open: 0,
      orderedShares: 650,
      executedShares: 600,
      cancelledShares: 50,
    };
    expect(accountOf(small)).toEqual(sums);
  });

  test('is filled if the venues show enough', () => {
    const small = smallServer({ build, immediate: true });
    give(small, [{ quantity: 150, immediate: true }]);
    expect(turn(small).fills).toEqual([
      '1 p0 bought 100 @ 20.02 NYSE',
      '2 p0 bought 50 @ 20.02 ARCA',
    ]);
    expectDone(small);
    expect(accountOf(small)).toMatchObject({
      filled: 1,
      cancelled: 0,
      executedShares: 150,
      cancelledShares: 0,
    });
  });

  test('is cancelled if its limit does not reach, and not sent later', () => {
    const small = smallServer({ build, immediate: true });
    give(small, [{ quantity: 100, limitTicks: 200_199, immediate: true }]);
    expect(turn(small).children).toEqual([]);
    small.market.quotes.askTicks[0] = 200_100;
    expectDone(small);
    expect(accountOf(small)).toMatchObject({
      cancelled: 1,
      executedShares: 0,
      cancelledShares: 100,
    });
  });

  test('is cancelled if the gate refuses all of it', () => {
    const small = smallServer({
      build,
      immediate: true,
      risk: { maxQuantity: { mode: 'enforce', shares: 40 } },
    });
    give(small, [{ quantity: 130, immediate: true }]);
    expect(turn(small).children).toEqual([
      '1 p0 buy 100 @ 20.02 NYSE max-quantity',
      '2 p0 buy 30 @ 20.02 ARCA',
    ]);
    expectDone(small);
    expect(accountOf(small)).toMatchObject({
      cancelled: 1,
      executedShares: 30,
      cancelledShares: 100,
    });
  });

  test('is cancelled at once on a server that is killed or may send nothing', () => {
    const small = smallServer({ build, immediate: true });
    kill(small.kill, { kind: 'server', server: 1 });
    give(small, [{ quantity: 100, immediate: true }]);
    turn(small);
    rearm(small.kill, { kind: 'server', server: 1 });
    expectDone(small);
    give(small, [{ quantity: 100, immediate: true }]);
    turn(small, 0, 0);
    expectDone(small);
    expect(accountOf(small)).toMatchObject({ orders: 2, cancelled: 2, cancelledShares: 200 });
  });

  test('that does not fit into a full turn is sent in the next, in order of arrival', () => {
    const small = smallServer({ build, immediate: true });
    give(small, [
      { quantity: 600, immediate: true },
      { quantity: 90, immediate: true },
      { quantity: 80, immediate: true },
    ]);
    expect(turn(small, 0, 7).children).toHaveLength(6);
    expect(turn(small, 0, 7).children).toEqual(['7 p1 buy 90 @ 20.02 NYSE']);
    expect(turn(small, 0, 7).children).toEqual(['8 p2 buy 80 @ 20.02 NYSE']);
    expectDone(small);
  });

  test('for the opening waits for the bell and is then sent once', () => {
    const small = smallServer({ build, immediate: true });
    give(small, [{ quantity: 650, auction: true, immediate: true }], -5e9);
    expect(turn(small, -1e9).children).toEqual([]);
    expect(turn(small, 0).children).toHaveLength(7);
    expectDone(small);
    expect(accountOf(small)).toMatchObject({ executedShares: 600, cancelledShares: 50 });
  });

  test('for the opening is cancelled at the bell on a server that is killed', () => {
    const small = smallServer({ build, immediate: true });
    give(small, [{ quantity: 100, auction: true, immediate: true }], -5e9);
    kill(small.kill, { kind: 'server', server: 1 });
    turn(small, -1e9);
    expect(openParents(small.server)).toBe(1);
    turn(small, 0);
    rearm(small.kill, { kind: 'server', server: 1 });
    expectDone(small);
    expect(accountOf(small)).toMatchObject({ cancelled: 1, cancelledShares: 100 });
  });

  test('does not wait for room in a full table', () => {
    const small = smallServer({ build, immediate: true, parentsMax: 1 });
    expect(give(small, [{ limitTicks: 1 }, { quantity: 70, immediate: true }, {}])).toEqual([
      0,
      REFUSED,
      FULL,
    ]);
    expect(accountOf(small)).toMatchObject({
      orders: 1,
      cancelled: 1,
      open: 0,
      cancelledShares: 70,
    });
    expect(small.server.router.counts.receivedParents[0]).toBe(2);
  });

  test('that is sent and not answered is not sent again by a restart', () => {
    const small = smallServer({ build, immediate: true });
    give(small, [{ quantity: 650, immediate: true }]);
    const count = turnServer(small.server, 0, 1, 64);
    restartRouter(small.server.router, buildIndex(2012), 1, 0);
    expect([count, turnServer(small.server, 0, 2, 64), accountOf(small)!.open]).toEqual([7, 0, 1]);
    answerLast(small, count, 1);
    settleLast(small, count, 0);
    expectDone(small);
  });
});

describe('an immediate order with the flag', () => {
  test('asks the retail venue alone on build 2012', () => {
    const small = smallServer({ immediate: true });
    give(small, [{ quantity: 200, flagged: true, immediate: true }]);
    expect(turn(small).children).toEqual(['1 p0 buy 200 @ 20.0190 NYSE-RLP']);
    expectDone(small);
    expect(accountOf(small)).toMatchObject({ cancelled: 1, cancelledShares: 200 });
  });

  test('goes to Power Peg on build 2005, which ignores the time in force', () => {
    const small = smallServer({ build: 2005, immediate: true });
    give(small, [{ quantity: 200, flagged: true, immediate: true }]);
    for (let n = 0; n < 3; n++) expect(turn(small).children.length).toBeGreaterThan(0);
    expect([openParents(small.server), accountOf(small)!.orders]).toEqual([1, 0]);
  });
});
