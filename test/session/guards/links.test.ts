import { describe, expect, test } from 'vitest';
import type { CheckModeName } from '../../../src/risk/catalogue/modes.js';
import { ServerWord } from '../../../src/risk/counts/tables.js';
import type { Day } from '../../../src/session/day/day.js';
import type { Action } from '../../../src/session/day/spec.js';
import { summariseDay } from '../../../src/session/result/result.js';
import { advanceDay } from '../../../src/session/session.js';
import { begin, dayOf, orderStates, QUIET_DAY } from '../../support/day.js';
import { NO_LIMITS } from '../../support/server.js';

const LOST: Action = { at: '09:30:02', do: 'disconnect', server: 1 };
const told = (day: Day): string[] =>
  summariseDay(day)
    .events.filter(({ kind }) => kind === 'operation' || kind === 'act')
    .map(({ at, text }) => `${at} ${text}`);

/**
 * Gives server 1 an order before and one after its disconnect, and counts its open orders and
 * gross.
 */
function disconnected(mode: CheckModeName, actions: Action[] = [], untilNs = 8e9): Day {
  const spec = dayOf([2012, 2012], {
    actions: [LOST, ...actions],
    operations: { ...QUIET_DAY.operations, cancelOnDisconnect: { mode } },
    risk: {
      ...NO_LIMITS,
      openOrders: { mode: 'enforce', orders: 100 },
      grossExposure: { mode: 'enforce', dollars: 1e6 },
    },
  });
  const day = begin(spec, [
    { quantity: 100, session: 1 },
    { atNs: 3e9, quantity: 300, session: 1 },
    { atNs: 3e9, quantity: 100, session: 2, symbol: 1 },
  ]);
  advanceDay(day, untilNs);
  return day;
}
const stateOf = ({ servers }: Day) => {
  const { gate, positions } = servers[0]!;
  return {
    open: gate.catalogue!.whole.words[ServerWord.OPEN_ORDERS],
    held: positions.customerShares[0],
    exposure: gate.cells.exposureMoney[0]! > 3e6 * 10,
  };
};

describe('a server that loses its connection', () => {
  test('is halted and loses its working orders after two silent heartbeats; positions stay', () => {
    expect(stateOf(disconnected('enforce', [], 4.1e9))).toEqual({
      open: 3,
      held: 100,
      exposure: true,
    });
    const day = disconnected('enforce', [], 4.2e9);
    expect(stateOf(day)).toEqual({ open: 0, held: 100, exposure: false });
    expect(told(day)).toEqual([
      '09:30:02.0 server 1 loses its connection to the venues',
      '09:30:04.1 server 1 has been silent for 2.1 s; 3 orders cancelled, halted',
    ]);
    expect(day.firmWords!.states.servers.state[1]).toBe(2);
    expect(summariseDay(day).reconciliation).toEqual({ shares: 0, cashDollars: 0, feesDollars: 0 });
  });

  test('stays halted after the reconnect until a person re-arms it', () => {
    const back: Action = { at: '09:30:05', do: 'reconnect', server: 1 };
    expect(orderStates(disconnected('enforce', [back]))).toMatchObject({ open: 1, filled: 2 });
    const on: Action = {
      at: '09:30:05',
      do: 're-arm',
      scope: 'server',
      server: 1,
      by: ['supervisor'],
      reason: 'connected',
    };
    expect(orderStates(disconnected('enforce', [back, on]))).toMatchObject({ open: 0, filled: 3 });
    expect(stateOf(disconnected('enforce', [back, on])).held).toBe(400);
  });

  test.each(['off', 'warn', 'shadow'] as const)(
    'keeps its orders as working until it is connected again, in mode %s',
    (mode) => {
      expect(stateOf(disconnected(mode))).toEqual({ open: 3, held: 100, exposure: true });
      const day = disconnected(mode, [{ at: '09:30:06', do: 'reconnect', server: 1 }]);
      expect(stateOf(day)).toEqual({ open: 0, held: 400, exposure: true });
      expect(orderStates(day)).toMatchObject({ open: 0, filled: 3 });
      expect(told(day).filter((line) => line.includes('has been silent'))).toHaveLength(
        mode === 'off' ? 0 : 1,
      );
    },
  );

  test('is out of the market, and its runaway finds no more room to send', () => {
    const spec = dayOf([2005, 2012], {
      actions: [LOST],
      capacity: { parentsPerServer: 64, childrenPerTurn: 16 },
      clock: { ...QUIET_DAY.clock, end: '09:31' },
    });
    const day = begin(spec, [{ quantity: 100, flagged: true, session: 1 }]);
    advanceDay(day, day.endNs);
    expect(day.servers[0]!.book.lastErrorNs[0]).toBe(1.9e9);
    // 20 children before the disconnect, and then those of 16 turns, which fill the room.
    expect(day.servers[0]!.router.counts.sequence[0]).toBe(36);
  });

  test('cannot lose its connection again before it is back', () => {
    const day = disconnected('off', [
      { at: '09:30:03', do: 'disconnect', server: 1 },
      { at: '09:30:03', do: 'reconnect', server: 2 },
    ]);
    expect(told(day).slice(1)).toEqual([
      '09:30:03.0 refused: disconnect of server 1: it is so already',
      '09:30:03.0 refused: reconnect of server 2: it is so already',
    ]);
  });
});
