import { describe, expect, test } from 'vitest';
import { NS_PER_SECOND } from '../../src/base/units.js';
import { Behaviour } from '../../src/deployment/builds.js';
import { fillChildren } from '../../src/market/fills.js';
import { allocateTable } from '../../src/memory/table.js';
import { ParentState } from '../../src/orders/codes.js';
import { PARENT_SCHEMA } from '../../src/orders/parents.js';
import { workingCount, workingParent } from '../../src/orders/working.js';
import { kill, rearm } from '../../src/risk/stops/kill.js';
import { leavesInLoop, owedShares, retireParent, settleParent } from '../../src/router/progress.js';
import { openParents } from '../../src/server/server.js';
import { settleServer } from '../../src/server/settle.js';
import { turnServer } from '../../src/server/turn.js';
import { give, smallServer, turn } from '../support/server.js';

describe('settling a parent', () => {
  test('writes executed and working shares, and owes the rest', () => {
    const parents = allocateTable(PARENT_SCHEMA, 2);
    parents.ordered.set([250, 10]);
    parents.working.set([300, 20]);
    expect(owedShares(parents, 0)).toBe(250);
    settleParent(parents, 0, 200, 220);
    expect(owedShares(parents, 0)).toBe(50);
    settleParent(parents, 0, 80, 80);
    settleParent(parents, 1, 0, 20);
    expect([...parents.filled]).toEqual([280, 0]);
    expect([...parents.working]).toEqual([0, 0]);
    expect([owedShares(parents, 0), owedShares(parents, 1)]).toEqual([0, 10]);
    expect(leavesInLoop(parents, 0)).toBe(-30);
    expect(leavesInLoop(parents, 1)).toBe(10);
  });
});

describe('tracking, builds 2005 and 2012', () => {
  test('updates leaves on the ordinary path and retires a finished parent once', () => {
    const small = smallServer({ build: 2005 });
    give(small, [{ quantity: 150 }, { quantity: 700 }]);
    turn(small);
    const { parents, counts, working } = small.server.router;
    expect(parents.state[0]).toBe(ParentState.FREE);
    expect(parents.state[1]).toBe(ParentState.WORKING);
    expect(parents.leaves[1]).toBe(250);
    expect(counts.filledParents[0]).toBe(1);
    const ordinary = working[Behaviour.ORDINARY]!;
    expect([workingCount(ordinary), workingParent(ordinary, 0)]).toEqual([1, 1]);
  });

  test('does not exist in build 2003, whose loop finds out at its next visit', () => {
    const small = smallServer({ build: 2003 });
    give(small, [{ quantity: 150 }]);
    turn(small);
    const { parents } = small.server.router;
    expect([parents.filled[0], parents.leaves[0], parents.state[0]]).toEqual([
      150,
      0,
      ParentState.WORKING,
    ]);
    turn(small);
    expect([parents.state[0], openParents(small.server)]).toEqual([ParentState.FREE, 0]);
  });

  test('does not pass where Power Peg goes: leaves stay the same', () => {
    const small = smallServer({ build: 2005 });
    give(small, [{ quantity: 150, flagged: true }]);
    for (let n = 0; n < 3; n++) turn(small);
    const { parents } = small.server.router;
    expect(parents.leaves[0]).toBe(150);
    expect(parents.filled[0]).toBe(300);
    expect(parents.state[0]).toBe(ParentState.WORKING);
  });

  test('retires a parent only when none of its shares is working', () => {
    const small = smallServer();
    give(small, [{ quantity: 100 }]);
    small.server.router.parents.working[0] = 40;
    turn(small);
    expect(openParents(small.server)).toBe(1);
  });
});

describe('a parent of build 2003 whose children are still out', () => {
  test.each([
    ['as ordinary', false],
    ['by Power Peg', true],
  ])('%s is neither done nor sent again, and goes on with what comes back', (_, flagged) => {
    const small = smallServer({ build: 2003 });
    const { server, market } = small;
    give(small, [{ quantity: 100, flagged }]);
    expect(turnServer(server, 0, 1, 64)).toBe(1);
    expect(turnServer(server, 0, 2, 64)).toBe(0);
    expect(openParents(server)).toBe(1);
    market.quotes.paused[0] = 1;
    fillChildren(market.book, server.children, 0, 1, 2);
    settleServer(server, 0, 1, 0);
    market.quotes.paused[0] = 0;
    small.epoch = 3;
    expect(turn(small).fills).toEqual(['2 p0 bought 100 @ 20.02 NYSE']);
    expect(turn(small).children).toEqual([]);
    expect(openParents(server)).toBe(0);
  });
});

describe('refusals', () => {
  /** The times, in half seconds, at which a parent asks a gate that stays shut. */
  function asks(small: ReturnType<typeof smallServer>, halfSeconds: number): number[] {
    const times: number[] = [];
    for (let n = 0; n < halfSeconds; n++) {
      const { children } = turn(small, (n * NS_PER_SECOND) / 2);
      if (children.length > 0) {
        expect(children.every((line) => line.endsWith(' max-quantity'))).toBe(true);
        times.push(n / 2);
      }
    }
    return times;
  }
  const SHUT = { maxQuantity: { mode: 'enforce' as const, shares: 0 } };

  test('go back to leaves, and are retried ever more rarely, at last once a minute', () => {
    for (const order of [{ quantity: 250 }, { quantity: 250, flagged: true }]) {
      const small = smallServer({ risk: SHUT });
      give(small, [order]);
      expect(asks(small, 512)).toEqual([0, 1, 3, 7, 15, 31, 63, 127, 191, 255]);
      const { parents } = small.server.router;
      expect(parents.leaves[0]).toBe(250);
      expect(parents.working[0]).toBe(0);
    }
  });

  test('are forgotten at the first answer of a venue', () => {
    const small = smallServer();
    give(small, [{ quantity: 900 }]);
    kill(small.kill, { kind: 'symbol', symbol: 0 });
    turn(small, 0);
    turn(small, 1 * NS_PER_SECOND);
    expect(small.server.router.parents.refusals[0]).toBe(2);
    rearm(small.kill, { kind: 'symbol', symbol: 0 });
    expect(turn(small, 3 * NS_PER_SECOND).children).toHaveLength(7);
    expect(small.server.router.parents.refusals[0]).toBe(0);
    expect(turn(small, 3 * NS_PER_SECOND).children).toHaveLength(3);
  });

  test('of a part of a split do not stop the other part', () => {
    const small = smallServer({ risk: { maxNotional: { mode: 'enforce', dollars: 1500 } } });
    give(small, [{ quantity: 170 }]);
    expect(turn(small).children).toEqual([
      '1 p0 buy 100 @ 20.02 NYSE max-notional',
      '2 p0 buy 70 @ 20.02 ARCA',
    ]);
    const { parents } = small.server.router;
    expect([parents.leaves[0], parents.filled[0]]).toEqual([100, 70]);
  });

  test('do not slow down build 2003, whose loop asks again', () => {
    const small = smallServer({ build: 2003, risk: SHUT });
    give(small, [{ quantity: 100 }]);
    expect(asks(small, 6)).toEqual([0, 0.5, 1, 1.5, 2, 2.5]);
  });

  test('do not slow down Power Peg', () => {
    for (const build of [2003, 2005]) {
      const small = smallServer({ build, risk: SHUT, settings: { pegIntervalNs: NS_PER_SECOND } });
      give(small, [{ quantity: 100, flagged: true }]);
      expect(asks(small, 12)).toEqual([0, 1, 2, 3, 4, 5]);
    }
  });
});

describe('retiring', () => {
  test('frees the row and counts how the parent ended', () => {
    const small = smallServer({ parentsMax: 2 });
    expect(give(small, [{}, {}, {}])).toEqual([0, 1, -1]);
    const { router } = small.server;
    retireParent(router, 0, ParentState.ABANDONED);
    expect(router.counts.abandonedParents[0]).toBe(1);
    expect(router.counts.filledParents[0]).toBe(0);
    expect(give(small, [{}, {}])).toEqual([0, -1]);
  });
});
