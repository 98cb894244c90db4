import { describe, expect, test } from 'vitest';
import { InputError } from '../../src/base/input-error.js';
import { Verdict } from '../../src/orders/codes.js';
import { ServerWord, SideWord, SymbolWord } from '../../src/risk/counts/tables.js';
import type { GateLimits } from '../../src/risk/limits/limits.js';
import { raiseLimit, rearmScope, releaseParent, stopScope } from '../../src/risk/people.js';
import {
  type Authority,
  COOL_OFF_NS,
  JOURNAL_ACTS_MAX,
  type Role,
  readActs,
} from '../../src/risk/stops/authority.js';
import { kill } from '../../src/risk/stops/kill.js';
import { State, type StateScope } from '../../src/risk/stops/states.js';
import { answer, catalogueSpace, judge, type LoneGate, loneGate } from '../support/gate.js';
import { killWords } from '../support/server.js';

const FIRM = { kind: 'firm' } as const;
const EXPLAIN: Partial<GateLimits> = { explain: true };
const by = (nowNs: number, ...roles: Role[]): Authority => ({
  roles,
  reason: 'cause found',
  nowNs,
});
const words = (lone: LoneGate) => [lone.gate.catalogue!.firm, lone.kill] as const;

describe('a kill by a person', () => {
  test('takes one person, and two different roles, a reason and a minute to end', () => {
    const lone = loneGate(EXPLAIN);
    stopScope(...words(lone), FIRM, 'kill', by(0, 'trader'));
    expect(judge(lone, [{}])).toEqual(['killed']);
    const rearm = (authority: Authority) => () => rearmScope(...words(lone), FIRM, authority);
    const late = COOL_OFF_NS;
    expect(rearm(by(late, 'risk-officer'))).toThrow(
      new InputError('re-arm of the firm: takes 2 different roles, given: risk-officer'),
    );
    expect(rearm(by(late, 'risk-officer', 'risk-officer'))).toThrow(/2 different roles/);
    expect(rearm(by(late, 'trader', 'operations'))).toThrow(
      /one of supervisor, compliance, risk-officer must/,
    );
    expect(rearm({ roles: ['risk-officer', 'supervisor'], reason: ' ', nowNs: late })).toThrow(
      /a reason must be given/,
    );
    expect(rearm(by(late, 'risk-oficer' as Role, 'trader'))).toThrow(
      "'risk-oficer' is not a role; did you mean 'risk-officer'?",
    );
    expect(rearm(by(late - 1, 'risk-officer', 'trader'))).toThrow(/1 s of the cool-off are left/);
    expect(judge(lone, [{}])).toEqual(['killed']);
    expect(rearm(by(late, 'risk-officer', 'trader'))()).toBe(State.KILLED);
    expect(judge(lone, [{}])).toEqual(['admitted']);
    expect(rearm(by(late, 'risk-officer'))).toThrow('re-arm of the firm: nothing has stopped it');
  });

  test('is in the journal with roles, act and reason, and so is its end', () => {
    const lone = loneGate(EXPLAIN);
    stopScope(...words(lone), { kind: 'symbol', symbol: 3 }, 'kill', {
      roles: ['trader'],
      reason: 'prices look wrong: 价格',
      nowNs: 5,
    });
    rearmScope(
      ...words(lone),
      { kind: 'symbol', symbol: 3 },
      by(COOL_OFF_NS + 5, 'compliance', 'operations'),
    );
    expect(readActs(words(lone)[0].acts)).toEqual([
      {
        act: 'kill',
        scope: 'symbol',
        scopeId: 3,
        roles: ['trader'],
        check: 0,
        reason: 'prices look wrong: 价格',
        atNs: 5,
      },
      {
        act: 're-arm',
        scope: 'symbol',
        scopeId: 3,
        roles: ['operations', 'compliance'],
        check: 0,
        reason: 'cause found',
        atNs: COOL_OFF_NS + 5,
      },
    ]);
  });

  test('outlives a restart of the server, as do halts, counts and the journal', () => {
    const space = catalogueSpace(EXPLAIN, 2);
    const kill = killWords();
    const first = loneGate(EXPLAIN, [{}], { space, kill });
    judge(first, [{ quantity: 100 }]);
    stopScope(...words(first), { kind: 'server', server: 1 }, 'kill', by(0, 'operations'));
    stopScope(...words(first), { kind: 'symbol', symbol: 1 }, 'halt', by(0, 'operations'));
    const again = loneGate(EXPLAIN, [{}, { symbol: 1 }], { space, kill: killWords() });
    expect(judge(again, [{}, { parent: 1 }])).toEqual(['killed', 'killed']);
    expect(again.gate.catalogue!.whole.words[ServerWord.OPEN_ORDERS]).toBe(1);
    expect(readActs(again.gate.catalogue!.firm.acts).length).toBe(2);
    const other = loneGate(EXPLAIN, [{}, { symbol: 1 }], { space, kill, server: 2 });
    expect(judge(other, [{}, { parent: 1 }])).toEqual(['admitted', 'halted']);
  });
});

describe('a halt', () => {
  test('takes one of the designated roles to end, and no wait', () => {
    const lone = loneGate(EXPLAIN, [{}, { symbol: 1 }]);
    stopScope(...words(lone), { kind: 'symbol', symbol: 0 }, 'halt', by(0, 'trader'));
    expect(judge(lone, [{}, { parent: 1 }])).toEqual(['halted', 'admitted']);
    expect(() =>
      rearmScope(...words(lone), { kind: 'symbol', symbol: 0 }, by(0, 'trader')),
    ).toThrow(InputError);
    expect(rearmScope(...words(lone), { kind: 'symbol', symbol: 0 }, by(0, 'supervisor'))).toBe(
      State.HALTED,
    );
    expect(judge(lone, [{}])).toEqual(['admitted']);
  });

  test('does not soften a kill, and reducing does not soften a halt', () => {
    const lone = loneGate(EXPLAIN);
    expect(stopScope(...words(lone), FIRM, 'halt', by(0, 'trader'))).toBe(true);
    expect(stopScope(...words(lone), FIRM, 'reduce', by(0, 'trader'))).toBe(false);
    expect(judge(lone, [{}])).toEqual(['halted']);
    stopScope(...words(lone), FIRM, 'kill', by(0, 'trader'));
    expect(stopScope(...words(lone), FIRM, 'halt', by(0, 'trader'))).toBe(false);
    expect(judge(lone, [{}])).toEqual(['killed']);
  });

  test.each(['halt', 'kill', 'reduce'] as const)(
    'or %s lets every cancel through, which gives back its exposure',
    (act) => {
      const lone = loneGate({
        netExposure: { mode: 'enforce', dollars: 2000 },
        openOrders: { mode: 'enforce', orders: 2 },
      });
      judge(lone, [{ quantity: 50 }, { quantity: 50 }]);
      stopScope(...words(lone), FIRM, act, by(0, 'trader'));
      answer(lone, [{ cancelled: 50 }, { cancelled: 50 }]);
      const { whole, sides, symbols, firm } = lone.gate.catalogue!;
      expect([
        whole.words[ServerWord.OPEN_ORDERS],
        whole.words[ServerWord.GROSS],
        sides.words[SideWord.REACH],
        sides.words[SideWord.WORKING],
        symbols.words[SymbolWord.TRADED],
      ]).toEqual([0, 0, 0, 0, 0]);
      expect([firm.net[0]!.leftUnits[0], lone.parents.working[0]]).toEqual([20, 0]);
    },
  );
});

describe('a scope that a person stops', () => {
  test('is in the kill words after a kill, and not after a halt', () => {
    const lone = loneGate(EXPLAIN);
    stopScope(...words(lone), { kind: 'symbol', symbol: 3 }, 'kill', by(0, 'trader'));
    stopScope(...words(lone), { kind: 'symbol', symbol: 4 }, 'halt', by(0, 'trader'));
    expect([lone.kill.symbol[3], lone.kill.symbol[4], lone.kill.scoped[0]]).toEqual([1, 0, 1]);
    rearmScope(
      ...words(lone),
      { kind: 'symbol', symbol: 3 },
      by(COOL_OFF_NS, 'risk-officer', 'trader'),
    );
    expect([lone.kill.symbol[3], lone.kill.scoped[0]]).toEqual([0, 0]);
  });

  test('stays killed by the kill switch when a halt is re-armed', () => {
    const lone = loneGate(EXPLAIN);
    kill(lone.kill, { kind: 'symbol', symbol: 3 });
    stopScope(...words(lone), { kind: 'symbol', symbol: 3 }, 'halt', by(0, 'trader'));
    rearmScope(...words(lone), { kind: 'symbol', symbol: 3 }, by(0, 'risk-officer'));
    expect(lone.kill.symbol[3]).toBe(1);
  });

  test('is re-armed alone; only the firm’s re-arm resets the count of held parents', () => {
    const space = catalogueSpace(EXPLAIN, 2);
    const lone = loneGate(EXPLAIN, [{}], { space });
    const { heldParents } = words(lone)[0].words;
    heldParents[0] = 2;
    const rearm = (scope: StateScope) => () =>
      rearmScope(...words(lone), scope, by(0, 'supervisor'));
    for (const [scope, name] of [
      [{ kind: 'server', server: 2 }, 'server 2'],
      [{ kind: 'symbol', symbol: 3 }, 'symbol 3'],
      [FIRM, 'the firm'],
    ] as const) {
      expect(rearm(scope)).toThrow(new InputError(`re-arm of ${name}: nothing has stopped it`));
      stopScope(...words(lone), scope, 'halt', by(0, 'trader'));
      rearm(scope)();
      expect(heldParents[0]).toBe(scope.kind === 'firm' ? 0 : 2);
    }
    expect(
      readActs(words(lone)[0].acts).map(({ act, scope, scopeId }) => `${act} ${scope} ${scopeId}`),
    ).toEqual([
      'halt server 2',
      're-arm server 2',
      'halt symbol 3',
      're-arm symbol 3',
      'halt firm 0',
      're-arm firm 0',
    ]);
  });
});

describe('reducing', () => {
  test('lets a position be closed and not turned, whatever orders work', () => {
    const lone = loneGate(EXPLAIN, [{}, { side: 'sell' }]);
    judge(lone, [{ quantity: 100 }]);
    answer(lone, [{ executed: 100 }]);
    stopScope(...words(lone), FIRM, 'reduce', by(0, 'trader'));
    const sale = (quantity: number) => ({ parent: 1, quantity });
    expect(
      judge(lone, [{ quantity: 1 }, sale(101), sale(60), sale(41), sale(40), sale(1)]),
    ).toEqual(['reducing', 'reducing', 'admitted', 'reducing', 'admitted', 'reducing']);
  });
});

describe('a raise of a limit', () => {
  const LIMIT: Partial<GateLimits> = {
    serverGross: { mode: 'enforce', dollars: 2000 },
    netExposure: { mode: 'enforce', dollars: 10_000 },
  };

  test('holds until its time and reverts by itself, for all servers', () => {
    const space = catalogueSpace(LIMIT, 2);
    const gates = [1, 2].map((server) => loneGate(LIMIT, [{}], { server, space }));
    raiseLimit(words(gates[0]!)[0], 'server-gross', 3000, 10e9, by(0, 'risk-officer'));
    for (const lone of gates) {
      expect(judge(lone, [{ quantity: 150 }], 1e9)).toEqual(['admitted']);
      answer(lone, [{ cancelled: 60 }], 10e9 - 1);
      expect(judge(lone, [{ quantity: 60 }], 10e9 - 1)).toEqual(['admitted']);
      answer(lone, [{ cancelled: 60 }], 10e9);
      expect(judge(lone, [{ quantity: 11 }], 10e9)).toEqual(['server-gross']);
    }
  });

  test('of the firm’s net exposure moves the credit once, however many servers see it', () => {
    const space = catalogueSpace(LIMIT, 2);
    const gates = [1, 2].map((server) => loneGate(LIMIT, [{}], { server, space }));
    const [firm] = words(gates[0]!);
    raiseLimit(firm, 'net-exposure', 12_000, 10e9, by(0, 'risk-officer'));
    for (const lone of gates) judge(lone, [], 1e9);
    expect([firm.net[0]!.leftUnits[0], firm.net[1]!.leftUnits[0]]).toEqual([120, 120]);
    for (const lone of gates) judge(lone, [], 10e9);
    expect([firm.net[0]!.leftUnits[0], firm.net[1]!.leftUnits[0]]).toEqual([100, 100]);
  });

  test('of the firm’s open exposure moves its credit, and no other', () => {
    const limits = { openExposure: { mode: 'enforce', dollars: 10_000 } } as const;
    const space = catalogueSpace(limits, 2);
    const gates = [1, 2].map((server) => loneGate(limits, [{}], { server, space }));
    const [firm] = words(gates[0]!);
    raiseLimit(firm, 'open-exposure', 12_000, 10e9, by(0, 'risk-officer'));
    for (const lone of gates) judge(lone, [], 1e9);
    expect(firm.net.map(({ leftUnits }) => leftUnits[0])).toEqual([0, 0, 120]);
    for (const lone of gates) judge(lone, [], 10e9);
    expect(firm.net.map(({ leftUnits }) => leftUnits[0])).toEqual([0, 0, 100]);
  });

  test('takes a known limit, an end, a designated role and a reason', () => {
    const lone = loneGate(LIMIT);
    const raise = (name: string, value: number, until: number, authority: Authority) => () =>
      raiseLimit(words(lone)[0], name, value, until, authority);
    expect(raise('server-gros', 1, 1, by(0, 'risk-officer'))).toThrow(
      /did you mean 'server-gross'/,
    );
    expect(raise('server-gross', -1, 1, by(0, 'risk-officer'))).toThrow(/-1 is not a limit/);
    expect(raise('server-gross', 1, 0, by(0, 'risk-officer'))).toThrow(/an end that lies ahead/);
    expect(raise('server-gross', 1, Number.POSITIVE_INFINITY, by(0, 'risk-officer'))).toThrow(
      /an end that lies ahead/,
    );
    expect(raise('server-gross', 1, 1, by(0, 'trader'))).toThrow(/may not/);
    expect(raise('server-gross', Number.NaN, 1, by(0, 'risk-officer'))).toThrow(
      "raise of 'server-gross': NaN is not a limit",
    );
    expect(raise('server-gross', Number.POSITIVE_INFINITY, 1, by(0, 'risk-officer'))).toThrow(
      /Infinity is not a limit/,
    );
    expect(raise('self-match', 1, 1, by(0, 'risk-officer'))).toThrow(
      /'self-match': is no limit that can be raised/,
    );
    expect(readActs(words(lone)[0].acts)).toEqual([]);
    raise('server-gross', 0, 1, by(0, 'risk-officer'))();
    expect(readActs(words(lone)[0].acts)).toEqual([
      {
        act: 'raise',
        scope: 'check',
        scopeId: Verdict.SERVER_GROSS,
        roles: ['risk-officer'],
        check: Verdict.SERVER_GROSS,
        reason: 'cause found',
        atNs: 0,
      },
    ]);
  });
});

describe('the journal of acts', () => {
  test('still lets everybody stop when it is full, and nobody re-arm', () => {
    const lone = loneGate(EXPLAIN);
    for (let n = 0; n < JOURNAL_ACTS_MAX + 3; n++)
      stopScope(...words(lone), FIRM, 'kill', by(0, 'trader'));
    expect(judge(lone, [{}])).toEqual(['killed']);
    expect(readActs(words(lone)[0].acts).length).toBe(JOURNAL_ACTS_MAX);
    expect(() =>
      rearmScope(...words(lone), FIRM, by(COOL_OFF_NS, 'risk-officer', 'trader')),
    ).toThrow(/the journal of acts is full/);
  });

  test('has the release of a parent, which must be held', () => {
    const lone = loneGate(EXPLAIN);
    expect(() => releaseParent(lone.gate.catalogue!, 0, by(0, 'risk-officer'))).toThrow(
      'release of parent row 0: it is not held',
    );
    const held = loneGate({ executionsPerParent: { mode: 'enforce', executions: 0 } }, [{}, {}]);
    expect(() => releaseParent(held.gate.catalogue!, 1, by(0, 'risk-officer'))).toThrow(
      /it is not held/,
    );
    judge(held, [{ parent: 1 }]);
    releaseParent(held.gate.catalogue!, 1, by(4, 'risk-officer'));
    expect(readActs(words(held)[0].acts)).toEqual([
      {
        act: 'release',
        scope: 'parent',
        scopeId: 1,
        roles: ['risk-officer'],
        check: 0,
        reason: 'cause found',
        atNs: 4,
      },
    ]);
  });
});
