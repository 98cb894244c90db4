import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Behaviour, BUILD_NAMES, buildIndex } from '../../src/deployment/builds.js';
import { REUSED_FLAG } from '../../src/deployment/flags.js';
import {
  lineageBehaviour,
  lineageBuild,
  lineageFlags,
  lineageServer,
} from '../../src/orders/children.js';
import { workingCount } from '../../src/orders/working.js';
import { kill } from '../../src/risk/stops/kill.js';
import { releaseHeld, restartRouter } from '../../src/router/router.js';
import { FULL, REFUSED } from '../../src/router/state.js';
import { openParents } from '../../src/server/server.js';
import { readChildren } from '../support/children.js';
import { smallMarket, thinStock } from '../support/market.js';
import { give, type SmallServer, smallServer, turn } from '../support/server.js';

const BEFORE_THE_BELL = -1_000_000_000;

/**
 * How many parents each behaviour works on: ordinary, retail liquidity, Power Peg, held for the
 * bell.
 */
function workingSets({ server }: SmallServer): number[] {
  return server.router.working.map(workingCount);
}

describe('taking a parent', () => {
  test('gives it the behaviour that flag and build choose', () => {
    const taken = BUILD_NAMES.map((build) => {
      const small = smallServer({ build });
      give(small, [{}, { flagged: true }, {}, { flagged: true }, { flagged: true }]);
      return workingSets(small);
    });
    expect(taken).toEqual([
      [2, 0, 3, 0],
      [2, 0, 3, 0],
      [2, 3, 0, 0],
    ]);
  });

  test('of the pre-market with the flag is refused with a mail by old builds only', () => {
    for (const build of BUILD_NAMES) {
      const small = smallServer({ build });
      const answers = give(
        small,
        [
          { flagged: true, preMarket: true },
          { preMarket: true },
          { flagged: true, preMarket: true },
        ],
        BEFORE_THE_BELL,
      );
      const { alerts, refusedParents, receivedParents } = small.server.router.counts;
      const isOld = build !== 2012;
      expect(answers).toEqual(isOld ? [REFUSED, 0, REFUSED] : [0, 1, 2]);
      expect([alerts[0], refusedParents[0], receivedParents[0]]).toEqual(
        isOld ? [2, 2, 3] : [0, 0, 3],
      );
      expect(workingSets(small)).toEqual([isOld ? 1 : 3, 0, 0, 0]);
    }
  });

  test('for the auction holds it until the bell, then works it', () => {
    const small = smallServer({ build: 2005 });
    give(
      small,
      [
        { quantity: 100, auction: true },
        { quantity: 100, auction: true, flagged: true },
      ],
      BEFORE_THE_BELL,
    );
    expect(workingSets(small)).toEqual([0, 0, 0, 2]);
    expect(turn(small, -1).children).toEqual([]);
    expect(turn(small, 0, 8).children).toHaveLength(8);
    expect(workingSets(small)).toEqual([1, 0, 1, 0]);
  });

  test('for the auction after the bell does not hold it', () => {
    const small = smallServer();
    give(small, [{ auction: true }], 0);
    expect(workingSets(small)).toEqual([1, 0, 0, 0]);
  });

  test('leaves a full table unchanged', () => {
    const small = smallServer({ parentsMax: 2 });
    expect(give(small, [{}, {}, { quantity: 7 }])).toEqual([0, 1, FULL]);
    expect(small.server.router.counts.receivedParents[0]).toBe(2);
    turn(small);
    turn(small);
    expect(give(small, [{ quantity: 7 }])).not.toEqual([FULL]);
  });
});

describe('a row that is used again', () => {
  test('starts clean: it asks the retail venue first, and splits in the same epoch', () => {
    const small = smallServer({ parentsMax: 1 });
    give(small, [{ quantity: 100, flagged: true }]);
    const venues = () => turn(small).children.map((line) => line.split(' ').at(-1));
    expect([venues(), venues()]).toEqual([['NYSE-RLP'], ['NYSE']]);
    give(small, [{ quantity: 100, flagged: true }]);
    expect([venues(), venues()]).toEqual([['NYSE-RLP'], ['NYSE']]);
    small.epoch--;
    give(small, [{ quantity: 100 }]);
    expect(venues()).toEqual(['NYSE']);
    expect(openParents(small.server)).toBe(1);
  });

  test('or dispatched again asks without the wait after refusals', () => {
    const small = smallServer();
    give(small, [{ quantity: 100 }]);
    kill(small.kill, { kind: 'symbol', symbol: 0 });
    const asks = (second: number) => turn(small, second * 1e9).children.length;
    expect([0, 1, 3, 4, 5].map(asks)).toEqual([1, 1, 1, 0, 0]);
    restartRouter(small.server.router, buildIndex(2012), REUSED_FLAG, 5e9);
    expect([5, 5.5, 6, 7, 8].map(asks)).toEqual([1, 0, 1, 0, 1]);
  });
});

describe('the children of a turn', () => {
  test('name the server, build, flags and behaviour that made them', () => {
    const small = smallServer({ number: 8, build: 2005 });
    give(small, [{ quantity: 100, flagged: true }, { quantity: 100 }]);
    turn(small, 0, 32);
    const lineage = readChildren(small.server.children, 0, 17).map((child) => child.lineage);
    const read = (child: number) =>
      [lineageServer, lineageBuild, lineageFlags, lineageBehaviour].map((part) =>
        part(lineage[child]!),
      );
    expect(read(0)).toEqual([8, 1, REUSED_FLAG, Behaviour.POWER_PEG]);
    expect(read(16)).toEqual([8, 1, 0, Behaviour.ORDINARY]);
  });

  test('never outnumber what the turn allows, and their sequences have no gap', () => {
    const order = fc.record({
      quantity: fc.integer({ min: 1, max: 3000 }),
      flagged: fc.boolean(),
      limitTicks: fc.constantFrom(0, 200_100),
    });
    fc.assert(
      fc.property(
        fc.array(order, { minLength: 1, maxLength: 10 }),
        fc.constantFrom(...BUILD_NAMES),
        fc.array(fc.integer({ min: 7, max: 40 }), { minLength: 1, maxLength: 12 }),
        (orders, build, turns) => {
          const small = smallServer({ build, parentsMax: 10 });
          give(small, orders);
          let sequence = 0;
          for (const childrenMax of turns) {
            const { children } = turn(small, 0, childrenMax);
            expect(children.length).toBeLessThanOrEqual(childrenMax);
            for (const line of children) expect(Number(line.split(' ')[0])).toBe(++sequence);
          }
          expect(small.server.router.counts.sequence[0]).toBe(sequence);
        },
      ),
      { seed: 20120801, numRuns: 100 },
    );
  });
});

describe('a restart', () => {
  const restart = ({ server }: SmallServer, build: number, flagMask = REUSED_FLAG) =>
    restartRouter(server.router, buildIndex(build), flagMask, 0);

  test('with the old build and the flag left on sends open flagged parents to Power Peg', () => {
    const small = smallServer({ build: 2012, settings: { pegIntervalNs: 1 } });
    give(small, [
      { quantity: 900, flagged: true },
      { quantity: 900 },
      { quantity: 900, flagged: true },
    ]);
    turn(small);
    turn(small);
    expect(workingSets(small)).toEqual([1, 2, 0, 0]);
    restart(small, 2005);
    expect(workingSets(small)).toEqual([1, 0, 2, 0]);
    for (let n = 0; n < 40; n++) turn(small, n >> 1);
    expect(workingSets(small)).toEqual([0, 0, 2, 0]);
    expect(small.server.book.errorExecutions[0]).toBeGreaterThan(0);
  });

  test('with the flag taken off sends them to ordinary routing', () => {
    const small = smallServer({ build: 2005 });
    give(small, [{ quantity: 900, flagged: true }, { quantity: 900 }]);
    restart(small, 2005, 0);
    expect(workingSets(small)).toEqual([2, 0, 0, 0]);
  });

  test('keeps parents that wait for the bell, which the new build then routes', () => {
    const small = smallServer({ build: 2012 });
    give(small, [{ auction: true, flagged: true }], BEFORE_THE_BELL);
    restart(small, 2005);
    expect(workingSets(small)).toEqual([0, 0, 0, 1]);
    releaseHeld(small.server.router, 0);
    expect(workingSets(small)).toEqual([0, 0, 1, 0]);
  });

  test('of an old server on the new build ends the runaway', () => {
    const small = smallServer({ build: 2005 });
    give(small, [
      { quantity: 100, flagged: true },
      { quantity: 3000, flagged: true },
    ]);
    for (let n = 0; n < 3; n++) turn(small, 0, 32);
    const { parents } = small.server.router;
    expect([parents.filled[0]! > 100, parents.filled[1]! < 3000]).toEqual([true, true]);
    restart(small, 2012);
    let excess = 0;
    for (let n = 0; n < 40; n++) excess += turn(small).excess;
    expect(excess).toBe(0);
    expect(openParents(small.server)).toBe(0);
    expect(small.server.positions.customerShares[0]).toBe(3100);
  });

  test('from any build to any other completes the parents that the new build tracks', () => {
    const order = fc.record({ quantity: fc.integer({ min: 1, max: 1500 }), flagged: fc.boolean() });
    const builds = fc.constantFrom(...BUILD_NAMES);
    fc.assert(
      fc.property(
        fc.array(order, { minLength: 1, maxLength: 6 }),
        builds,
        builds,
        fc.nat({ max: 60 }),
        (orders, first, second, turns) => {
          const small = smallServer({
            build: first,
            parentsMax: 6,
            settings: { pegIntervalNs: 20 },
            market: smallMarket([thinStock()], { retailProbability: 0.5 }),
          });
          give(small, orders);
          for (let n = 0; n < turns; n++) turn(small, n);
          restart(small, second);
          const errorShares = small.server.positions.errorShares[0];
          for (let n = turns; n < 500; n++) turn(small, n);
          const pegged = second === 2005 ? workingSets(small)[Behaviour.POWER_PEG] : 0;
          expect(openParents(small.server)).toBe(pegged);
          if (second === 2005) return;
          expect(small.server.positions.errorShares[0]).toBe(errorShares);
          expect(small.server.positions.customerShares[0]).toBe(
            orders.reduce((sum, { quantity }) => sum + quantity, 0),
          );
        },
      ),
      { seed: 20120801, numRuns: 100 },
    );
  });
});
