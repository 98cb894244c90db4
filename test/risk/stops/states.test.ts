import { expect, test } from 'vitest';
import { openFirm } from '../../../src/risk/counts/open.js';
import {
  clearState,
  isAllActive,
  isServerHalted,
  readState,
  State,
  stateFor,
  stateSince,
  worsenState,
} from '../../../src/risk/stops/states.js';
import { catalogueSpace } from '../../support/gate.js';

test('a server is halted if it or the firm is halted or killed, not if it only reduces', () => {
  const server = { kind: 'server', server: 2 } as const;
  for (const state of [State.ACTIVE, State.REDUCING, State.HALTED, State.KILLED]) {
    for (const scope of [server, { kind: 'firm' } as const]) {
      const { states } = openFirm(catalogueSpace({}, 2));
      worsenState(states, { kind: 'symbol', symbol: 0 }, State.KILLED, 0);
      worsenState(states, scope, state, 0);
      expect(isServerHalted(states, 2)).toBe(state >= State.HALTED);
      expect(isServerHalted(states, 1)).toBe(state >= State.HALTED && scope.kind === 'firm');
    }
  }
});

test('states worsen by themselves, improve by a person, and are counted in attention', () => {
  const { states } = openFirm(catalogueSpace({}, 2));
  const server = { kind: 'server', server: 2 } as const;
  expect(worsenState(states, server, State.HALTED, 7)).toBe(true);
  expect(worsenState(states, server, State.REDUCING, 8)).toBe(false);
  expect(worsenState(states, server, State.HALTED, 8)).toBe(false);
  expect([readState(states, server), stateSince(states, server)]).toEqual([State.HALTED, 7]);
  expect(worsenState(states, server, State.KILLED, 9)).toBe(true);
  worsenState(states, { kind: 'symbol', symbol: 1 }, State.REDUCING, 9);
  expect(states.firm.attention[0]).toBe(2);
  expect([stateFor(states, 1, 0, 0), stateFor(states, 1, 1, 0), stateFor(states, 2, 1, 0)]).toEqual(
    [State.ACTIVE, State.REDUCING, State.KILLED],
  );
  expect(clearState(states, server)).toBe(State.KILLED);
  expect(clearState(states, server)).toBe(State.ACTIVE);
  expect(isAllActive(states)).toBe(false);
  clearState(states, { kind: 'symbol', symbol: 1 });
  expect(isAllActive(states)).toBe(true);
});

test('an account has a state over all servers and symbols, which no other account shares', () => {
  const { states } = openFirm(catalogueSpace({}, 2));
  const account = { kind: 'account', account: 40_000, name: 'FUND' } as const;
  const other = { ...account, account: 3 };
  expect([readState(states, account), stateFor(states, 1, 0, 40_000)]).toEqual([
    State.ACTIVE,
    State.ACTIVE,
  ]);
  expect(worsenState(states, account, State.REDUCING, 5)).toBe(true);
  expect(worsenState(states, other, State.HALTED, 6)).toBe(true);
  expect(worsenState(states, account, State.HALTED, 7)).toBe(true);
  expect([stateSince(states, account), stateSince(states, other)]).toEqual([7, 6]);
  expect([stateFor(states, 2, 7, 40_000), stateFor(states, 1, 0, 1)]).toEqual([
    State.HALTED,
    State.ACTIVE,
  ]);
  expect([states.firm.attention[0], states.firm.accounts[0]]).toEqual([2, 2]);
  expect([clearState(states, account), clearState(states, other)]).toEqual([
    State.HALTED,
    State.HALTED,
  ]);
  expect(isAllActive(states)).toBe(true);
  expect(worsenState(states, account, State.KILLED, 9)).toBe(true);
  expect(states.firm.accounts[0]).toBe(2);
});
