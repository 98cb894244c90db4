import { describe, expect, test } from 'vitest';
import { Behaviour, buildIndex } from '../../../src/deployment/builds.js';
import { REUSED_FLAG } from '../../../src/deployment/flags.js';
import {
  isAccountKilled,
  isFlagKilled,
  isOrderKilled,
  isServerKilled,
  type KillScope,
  kill,
  killRows,
  rearm,
} from '../../../src/risk/stops/kill.js';
import { restartRouter } from '../../../src/router/router.js';
import { judge, loneGate } from '../../support/gate.js';
import { smallMarket, thinStock } from '../../support/market.js';
import { give, killWords, smallServer, turn } from '../../support/server.js';

const PARENTS = [{ symbol: 0 }, { symbol: 1, account: 7 }];
/** Children in either symbol, by either behaviour, without and with the flag. */
const CHILDREN = [
  { parent: 0, behaviour: Behaviour.ORDINARY, flags: 0 },
  { parent: 0, behaviour: Behaviour.POWER_PEG, flags: REUSED_FLAG },
  { parent: 1, behaviour: Behaviour.ORDINARY, flags: 0 },
  { parent: 1, behaviour: Behaviour.RETAIL_LIQUIDITY, flags: REUSED_FLAG },
  { parent: 1, behaviour: Behaviour.ORDINARY, flags: 6 },
];
const [OUT, STOPPED] = ['admitted', 'killed'];

describe('a kill', () => {
  test.each<[string, KillScope, string[]]>([
    [
      'of the firm stops everything',
      { kind: 'firm' },
      [STOPPED, STOPPED, STOPPED, STOPPED, STOPPED],
    ],
    [
      'of the server stops everything there',
      { kind: 'server', server: 3 },
      [STOPPED, STOPPED, STOPPED, STOPPED, STOPPED],
    ],
    [
      'of another server stops nothing here',
      { kind: 'server', server: 4 },
      [OUT, OUT, OUT, OUT, OUT],
    ],
    ['of a symbol stops it', { kind: 'symbol', symbol: 1 }, [OUT, OUT, STOPPED, STOPPED, STOPPED]],
    [
      'of a behaviour stops it',
      { kind: 'behaviour', behaviour: Behaviour.POWER_PEG },
      [OUT, STOPPED, OUT, OUT, OUT],
    ],
    [
      'of a flag stops all that was sent under it',
      { kind: 'flag', bit: 0 },
      [OUT, STOPPED, OUT, STOPPED, OUT],
    ],
    ['of another bit stops only that', { kind: 'flag', bit: 2 }, [OUT, OUT, OUT, OUT, STOPPED]],
    [
      'of an account stops its children',
      { kind: 'account', account: 7 },
      [OUT, OUT, STOPPED, STOPPED, STOPPED],
    ],
    [
      'of another account stops nothing here',
      { kind: 'account', account: 1 },
      [OUT, OUT, OUT, OUT, OUT],
    ],
    [
      'of a parent stops its children',
      { kind: 'parent', order: 101 },
      [OUT, OUT, STOPPED, STOPPED, STOPPED],
    ],
    [
      'of a parent that is elsewhere stops nothing here',
      { kind: 'parent', order: 7 },
      [OUT, OUT, OUT, OUT, OUT],
    ],
  ])('%s, and ends with its re-arming', (_, scope, verdicts) => {
    const lone = loneGate({}, PARENTS, { server: 3 });
    expect(judge(lone, CHILDREN)).toEqual([OUT, OUT, OUT, OUT, OUT]);
    expect(kill(lone.kill, scope)).toBe(true);
    expect(judge(lone, CHILDREN)).toEqual(verdicts);
    rearm(lone.kill, scope);
    expect(judge(lone, CHILDREN)).toEqual([OUT, OUT, OUT, OUT, OUT]);
  });

  test('that is given twice ends with one re-arming; another changes nothing', () => {
    const scopes: KillScope[] = [
      { kind: 'firm' },
      { kind: 'server', server: 1 },
      { kind: 'symbol', symbol: 0 },
      { kind: 'behaviour', behaviour: 0 },
      { kind: 'flag', bit: 1 },
      { kind: 'parent', order: 100 },
      { kind: 'account', account: 100 },
    ];
    for (const scope of scopes) {
      const words = killWords();
      rearm(words, scope);
      kill(words, scope);
      kill(words, scope);
      rearm(words, scope);
      expect([
        words.scoped[0],
        isServerKilled(words, 1),
        words.symbol[0],
        words.behaviour[0],
      ]).toEqual([0, false, 0, 0]);
      expect([
        isFlagKilled(words, 0xff),
        isOrderKilled(words.orders!, 100),
        isAccountKilled(words, 100),
      ]).toEqual([false, false, false]);
    }
  });

  test('of one scope is not ended by re-arming another', () => {
    const lone = loneGate({}, PARENTS);
    kill(lone.kill, { kind: 'symbol', symbol: 1 });
    kill(lone.kill, { kind: 'parent', order: 101 });
    kill(lone.kill, { kind: 'server', server: 1 });
    rearm(lone.kill, { kind: 'server', server: 1 });
    rearm(lone.kill, { kind: 'symbol', symbol: 1 });
    rearm(lone.kill, { kind: 'firm' });
    expect(judge(lone, CHILDREN)).toEqual([OUT, OUT, STOPPED, STOPPED, STOPPED]);
  });

  test('of single orders is refused without room, and re-arming makes room', () => {
    const words = killWords(8, 3);
    const orders = [11, 12, 13, 14];
    expect(orders.map((order) => kill(words, { kind: 'parent', order }))).toEqual([
      true,
      true,
      true,
      false,
    ]);
    expect(orders.map((order) => isOrderKilled(words.orders!, order))).toEqual([
      true,
      true,
      true,
      false,
    ]);
    rearm(words, { kind: 'parent', order: 11 });
    expect(kill(words, { kind: 'parent', order: 14 })).toBe(true);
    expect(orders.map((order) => isOrderKilled(words.orders!, order))).toEqual([
      false,
      true,
      true,
      true,
    ]);
    expect(words.scoped[0]).toBe(3);
  });

  test('is counted while it is narrower than a server, once', () => {
    const words = killWords();
    const scopes: KillScope[] = [
      { kind: 'symbol', symbol: 0 },
      { kind: 'behaviour', behaviour: 0 },
      { kind: 'flag', bit: 1 },
      { kind: 'parent', order: 100 },
    ];
    for (const [before, scope] of scopes.entries()) {
      expect([kill(words, scope), kill(words, scope), words.scoped[0]]).toEqual([
        true,
        true,
        before + 1,
      ]);
    }
    kill(words, { kind: 'firm' });
    kill(words, { kind: 'server', server: 1 });
    expect(words.scoped[0]).toBe(4);
    rearm(words, { kind: 'parent', order: 99 });
    rearm(words, { kind: 'symbol', symbol: 1 });
    expect([words.scoped[0], isOrderKilled(words.orders!, 100)]).toEqual([4, true]);
    for (const [ended, scope] of scopes.entries()) {
      rearm(words, scope);
      rearm(words, scope);
      expect(words.scoped[0]).toBe(3 - ended);
    }
  });

  test('of a single order, or an account, is refused without a list of them', () => {
    const { orders, accounts, ...words } = killWords();
    expect([orders, accounts]).not.toContain(undefined);
    for (const scope of [
      { kind: 'parent', order: 1 },
      { kind: 'account', account: 1 },
    ] as const) {
      expect(kill(words, scope)).toBe(false);
      rearm(words, scope);
    }
    expect([words.scoped[0], isAccountKilled(words, 1)]).toEqual([0, false]);
  });

  test('of a symbol is not one of the behaviour, flag or server with its number', () => {
    const words = killWords();
    kill(words, { kind: 'symbol', symbol: 2 });
    expect([words.behaviour[2], isFlagKilled(words, 4), isServerKilled(words, 2)]).toEqual([
      0,
      false,
      false,
    ]);
    kill(words, { kind: 'flag', bit: 2 });
    expect([words.behaviour[2], isFlagKilled(words, 4), isFlagKilled(words, 3)]).toEqual([
      0,
      true,
      false,
    ]);
  });

  test('outlives a restart of the server on another build', () => {
    for (const scope of [
      { kind: 'server', server: 1 },
      { kind: 'symbol', symbol: 0 },
    ] as const) {
      const small = smallServer({ build: 2005 });
      give(small, [{ quantity: 500 }]);
      kill(small.kill, scope);
      restartRouter(small.server.router, buildIndex(2012), REUSED_FLAG, 0);
      for (let n = 0; n < 5; n++) expect(turn(small, n * 1e11).fills).toEqual([]);
      rearm(small.kill, scope);
      expect(turn(small, 1e12).fills).toHaveLength(5);
    }
  });

  test('of a server makes it decide nothing, and of one symbol lets the others trade on', () => {
    const small = smallServer({ market: smallMarket([thinStock(), thinStock()]) });
    give(small, [{ symbol: 0 }, { symbol: 1 }]);
    kill(small.kill, { kind: 'firm' });
    expect(turn(small).children).toEqual([]);
    rearm(small.kill, { kind: 'firm' });
    kill(small.kill, { kind: 'symbol', symbol: 0 });
    expect(turn(small).children).toEqual([
      '1 p0 buy 100 @ 20.02 NYSE killed',
      '2 p1 buy 100 @ 20.02 NYSE',
    ]);
  });

  test('table has room for every symbol, server and behaviour', () => {
    expect(killRows(500, 8)).toBe(500);
    expect(killRows(3, 8)).toBe(256);
    expect(killRows(3, 300)).toBe(301);
  });
});
