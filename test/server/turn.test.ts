import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { digestRegion } from '../../src/memory/digest.js';
import { Verdict } from '../../src/orders/codes.js';
import { kill, rearm } from '../../src/risk/stops/kill.js';
import { clearState, State, worsenState } from '../../src/risk/stops/states.js';
import { FULL, REFUSED } from '../../src/router/state.js';
import { openParents } from '../../src/server/server.js';
import {
  decideTurn,
  gateTurn,
  isServerStopped,
  recallChildren,
  tallyPiece,
  turnBegin,
  turnEnd,
  turnServer,
} from '../../src/server/turn.js';

import { childLines } from '../support/child-lines.js';

import { catalogueSpace } from '../support/gate.js';

import { smallMarket, thinStock } from '../support/market.js';
import {
  answerLast,
  give,
  lastChildren,
  type SmallServer,
  settleLast,
  smallServer,
  turn,
} from '../support/server.js';

const PARENT_CHECK = { parentQuantity: { mode: 'enforce' as const, toleranceShares: 0 } };

describe('taking an order', () => {
  test('gives it the price band of the current quote', () => {
    const small = smallServer({
      risk: { collar: { mode: 'enforce', percent: 10, auctionOrders: false } },
    });
    expect(give(small, [{}, { side: 'sell' }, { auction: true }])).toEqual([0, 1, 2]);
    const { collarLowTicks, collarHighTicks } = small.server.router.parents;
    expect([collarLowTicks[0], collarHighTicks[0]]).toEqual([0, 220_220]);
    expect([collarLowTicks[1], collarHighTicks[1]]).toEqual([179_820, 0x7fffffff]);
    expect([collarLowTicks[2], collarHighTicks[2]]).toEqual([0, 0x7fffffff]);
  });

  test('tells a full server from a build that refuses it', () => {
    const small = smallServer({ build: 2005, parentsMax: 1 });
    expect(give(small, [{}, { flagged: true, preMarket: true }, {}], -1)).toEqual([
      0,
      REFUSED,
      FULL,
    ]);
  });
});

describe('a turn', () => {
  test('routes what it can, and goes on with the rest until the parent is done', () => {
    const small = smallServer({ risk: PARENT_CHECK });
    give(small, [{ quantity: 750 }]);
    const turns = [turn(small), turn(small), turn(small)];
    expect(turns.map(({ children }) => children.length)).toEqual([7, 2, 0]);
    expect(openParents(small.server)).toBe(0);
    expect(small.server.gate.cells.exposureMoney[0]).toBe(750 * 200_200);
    expect(small.server.positions.customerCash[0]).toBe(-750 * 200_200);
  });

  test('with the parent check on leaks no excess child, though Power Peg goes on asking', () => {
    const small = smallServer({ build: 2005, risk: PARENT_CHECK, settings: { pegIntervalNs: 10 } });
    give(small, [{ quantity: 250, flagged: true }]);
    const turns = Array.from({ length: 200 }, (_, n) => turn(small, n));
    expect(turns.flatMap(({ fills }) => fills)).toEqual([
      '1 p0 bought 100 @ 20.02 NYSE',
      '2 p0 bought 100 @ 20.02 NYSE',
    ]);
    expect(turns.flatMap(({ children }) => children).slice(2, 4)).toEqual([
      '3 p0 buy 100 @ 20.02 NYSE parent-quantity',
      '4 p0 buy 100 @ 20.02 NYSE parent-quantity',
    ]);
    expect(small.server.router.counts.sequence[0]).toBe(20);
    expect(small.server.gate.breaches.refused[Verdict.PARENT_QUANTITY]).toBe(18);
    expect(small.server.book.errorExecutions[0]).toBe(0);
  });

  test('counts by behaviour what was decided, admitted and executed', () => {
    const small = smallServer({
      build: 2005,
      risk: { maxQuantity: { mode: 'enforce', shares: 99 } },
    });
    give(small, [{ quantity: 150, flagged: true, side: 'sell' }, { quantity: 150 }]);
    turn(small, 0, 32);
    const { tally } = small.server;
    expect([...tally.children]).toEqual([2, 0, 16, 0]);
    expect([...tally.admitted]).toEqual([1, 0, 0, 0]);
    expect([...tally.executions]).toEqual([1, 0, 0, 0]);
    expect([...tally.shares]).toEqual([50, 0, 0, 0]);
  });

  test('of a killed server decides nothing and uses up no sequence', () => {
    const small = smallServer({ build: 2005 });
    give(small, [{ flagged: true }]);
    kill(small.kill, { kind: 'server', server: 1 });
    expect(turn(small).children).toEqual([]);
    expect(small.server.router.counts.sequence[0]).toBe(0);
  });

  test('has the same effects in parts and as a whole', () => {
    const risk = { maxNotional: { mode: 'enforce' as const, dollars: 1500 } };
    const servers = [smallServer({ risk }), smallServer({ risk })];
    for (const small of servers)
      give(small, [
        { quantity: 520, flagged: true },
        { quantity: 270, side: 'sell' },
      ]);
    const [whole, parts] = servers as [SmallServer, SmallServer];
    for (let epoch = 1; epoch < 5; epoch++) {
      const nowNs = epoch * 3e9;
      const count = turnServer(whole.server, nowNs, epoch, 64);
      expect(decideTurn(parts.server, nowNs, epoch, 64)).toBe(count);
      gateTurn(parts.server, count, nowNs);
      for (let child = turnBegin(parts.server, count); child < turnEnd(parts.server); child++)
        tallyPiece(parts.server, child, child + 1);
      for (const small of servers) {
        answerLast(small, count, epoch);
        settleLast(small, count, nowNs);
      }
    }
    expect(digestRegion(parts.server.buffer)).toBe(digestRegion(whole.server.buffer));
  });
});

describe('a stopped server', () => {
  const FIRM = { kind: 'firm' } as const;
  const SERVER = { kind: 'server', server: 1 } as const;

  /** A server whose gate has states, with two symbols. */
  function stoppable(options: Parameters<typeof smallServer>[0] = {}) {
    const catalogue = catalogueSpace({ explain: true });
    const small = smallServer({
      market: smallMarket([thinStock(), thinStock()]),
      catalogue,
      ...options,
    });
    return { small, states: small.server.gate.catalogue!.firm.states };
  }

  test.each([
    [FIRM, State.HALTED],
    [FIRM, State.KILLED],
    [SERVER, State.HALTED],
    [SERVER, State.KILLED],
  ])('of scope %j in state %i decides nothing until it is re-armed', (scope, state) => {
    const { small, states } = stoppable({ build: 2005 });
    give(small, [{ flagged: true }, { quantity: 150, symbol: 1 }]);
    worsenState(states, scope, state, 0);
    expect(isServerStopped(small.server)).toBe(true);
    for (let n = 0; n < 5; n++) expect(turn(small, n).children).toEqual([]);
    expect(small.server.router.counts.sequence[0]).toBe(0);
    expect(small.server.gate.catalogue!.breaches.refused[Verdict.HALTED]).toBe(0);
    expect(openParents(small.server)).toBe(2);
    clearState(states, scope);
    expect(isServerStopped(small.server)).toBe(false);
    expect(turn(small, 5).children.slice(-2)).toEqual([
      '17 p1 buy 100 @ 20.02 NYSE',
      '18 p1 buy 50 @ 20.02 ARCA',
    ]);
  });

  test('ends its immediate orders, and keeps the others', () => {
    const { small, states } = stoppable({ immediate: true });
    give(small, [{ quantity: 150, immediate: true }, { quantity: 150 }]);
    worsenState(states, FIRM, State.HALTED, 0);
    expect(turn(small).children).toEqual([]);
    expect(openParents(small.server)).toBe(1);
    expect(small.server.router.immediate!.sums.cancelledShares[0]).toBe(150);
  });

  test('that may still reduce lets the gate judge its children', () => {
    const { small, states } = stoppable();
    give(small, [{ quantity: 150 }]);
    worsenState(states, SERVER, State.REDUCING, 0);
    expect(isServerStopped(small.server)).toBe(false);
    expect(turn(small).children).toEqual([
      '1 p0 buy 100 @ 20.02 NYSE reducing',
      '2 p0 buy 50 @ 20.02 ARCA reducing',
    ]);
  });

  test('goes on at its pace once re-armed, like one whose every child was refused', () => {
    const orders = fc.array(fc.constantFrom({ flagged: true }, { flagged: true, symbol: 1 }), {
      minLength: 1,
      maxLength: 6,
    });
    const scopes = fc.constantFrom(FIRM, SERVER);
    const times = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 9, maxLength: 9 });
    fc.assert(
      fc.property(
        orders,
        scopes,
        fc.constantFrom(2003, 2005),
        times,
        (given, scope, build, steps) => {
          const settings = { pegIntervalNs: 10 };
          const stopped = stoppable({ build, settings });
          const refused = stoppable({ build, settings });
          for (const { small } of [stopped, refused]) give(small, given);
          let nowNs = 0;
          const after = steps.map((step, n) => {
            nowNs += step;
            if (n === 2) {
              worsenState(stopped.states, scope, State.HALTED, nowNs);
              kill(refused.small.kill, { kind: 'flag', bit: 0 });
            }
            if (n === 6) {
              clearState(stopped.states, scope);
              rearm(refused.small.kill, { kind: 'flag', bit: 0 });
            }
            const sent = [stopped, refused].map(({ small }) =>
              turn(small, nowNs, 1000)
                .children.filter((child) => !child.endsWith(' killed'))
                .map((child) => child.slice(child.indexOf(' '))),
            );
            expect(sent[0]).toEqual(sent[1]);
            return sent[0]!.length;
          });
          expect(
            after
              .slice(0, 2)
              .concat(after.slice(6))
              .some((count) => count > 0),
          ).toBe(true);
        },
      ),
      { numRuns: 60 },
    );
  });
});

describe('recalling children after a later kill', () => {
  test('takes back the stopped ones with their reservations, and keeps the others', () => {
    const small = smallServer({
      market: smallMarket([thinStock(), thinStock()]),
      risk: { grossExposure: { mode: 'enforce', dollars: 1_000_000 } },
    });
    const { server } = small;
    give(small, [
      { symbol: 0, quantity: 150 },
      { symbol: 1, quantity: 150 },
    ]);
    const end = decideTurn(server, 0, small.epoch++, 64);
    gateTurn(server, end, 0);
    expect(server.gate.cells.exposureMoney[0]).toBe(300 * 200_200);
    kill(small.kill, { kind: 'symbol', symbol: 1 });
    expect(recallChildren(server, end, 0)).toBe(2);
    expect(childLines(lastChildren(server, end))).toEqual([
      '1 p0 buy 100 @ 20.02 NYSE',
      '2 p0 buy 50 @ 20.02 ARCA',
      '3 p1 buy 100 @ 20.02 NYSE killed',
      '4 p1 buy 50 @ 20.02 ARCA killed',
    ]);
    expect(server.gate.cells.exposureMoney[0]).toBe(150 * 200_200);
    expect([...server.router.parents.working.subarray(0, 2)]).toEqual([150, 0]);
    expect(server.router.parents.leaves[1]).toBe(150);
    expect(server.tally.shares.every((shares) => shares === 0)).toBe(true);
    expect(recallChildren(server, end, 0)).toBe(0);

    rearm(small.kill, { kind: 'symbol', symbol: 1 });
    answerLast(small, end, 1);
    settleLast(small, end, 0);
    expect(turn(small).children).toEqual(['5 p1 buy 100 @ 20.02 NYSE', '6 p1 buy 50 @ 20.02 ARCA']);
    expect(openParents(server)).toBe(0);
  });

  test('takes back no child without a kill', () => {
    const small = smallServer();
    give(small, [{ quantity: 150 }]);
    const end = turnServer(small.server, 0, 1, 64);
    expect(recallChildren(small.server, end, 0)).toBe(0);
    expect(small.server.router.parents.working[0]).toBe(150);
  });
});

describe('the digest of the children', () => {
  const digestAfter = (
    orders: Parameters<typeof give>[1],
    options: Parameters<typeof smallServer>[0] = {},
  ) => {
    const small = smallServer(options);
    give(small, orders);
    for (let n = 0; n < 3; n++) turn(small);
    return [...small.server.tally.tape.subarray(0, 2)].join();
  };

  test('is the same for the same children, and differs for any others', () => {
    const digests = [
      digestAfter([{ quantity: 500, flagged: true }]),
      digestAfter([{ quantity: 501, flagged: true }]),
      digestAfter([{ quantity: 500, flagged: true, side: 'sell' }]),
      digestAfter([{ quantity: 500 }]),
      digestAfter([{ quantity: 500, flagged: true }], { build: 2005 }),
      digestAfter([{ quantity: 500, flagged: true }], {
        build: 2005,
        risk: { maxQuantity: { mode: 'enforce', shares: 1 } },
      }),
      digestAfter([{ quantity: 500, flagged: true }], { number: 2 }),
      digestAfter([{ quantity: 500, flagged: true }], {
        risk: { maxQuantity: { mode: 'enforce', shares: 1 } },
      }),
      digestAfter([{ quantity: 500, flagged: true }], { settings: { improvementTicks: 20 } }),
    ];
    expect(new Set(digests).size).toBe(digests.length);
    expect(digestAfter([{ quantity: 500, flagged: true }])).toBe(digests[0]);
  });
});
