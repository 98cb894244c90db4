import { describe, expect, test } from 'vitest';
import {
  createOrderFlow,
  fillChildren,
  markMarket,
  noteQuotes,
  settleServer,
  takeOrder,
  turnBegin,
  turnEnd,
  turnServer,
} from '../../src/embed/core.js';
import { Engine } from '../../src/embed/engine.js';
import { ChildWord, childSlot, isAdmitted } from '../../src/orders/children.js';
import { Side } from '../../src/orders/codes.js';
import { thinStock } from '../support/market.js';

const options = {
  stocks: [thinStock()],
  limits: { maxQuantity: { mode: 'enforce', shares: 50 } },
} as const;
const QUANTITY = 120;

/** Shares executed in each of five turns, by the functions over columns. */
function turnColumns(): number[] {
  const { server, market } = new Engine(options);
  const flow = createOrderFlow(1);
  flow.side[0] = Side.BUY;
  flow.quantity[0] = QUANTITY;
  expect(takeOrder(server, flow, 0, 0)).toBe(0);
  const { words } = server.children;
  return Array.from({ length: 5 }, (_, n) => {
    const nowNs = n * 1e8;
    noteQuotes(server, nowNs);
    const count = turnServer(server, nowNs, n + 1, server.children.capacity);
    const begin = turnBegin(server, count);
    const end = turnEnd(server);
    fillChildren(market.book, server.children, begin, end, n + 1);
    let executed = 0;
    for (let child = begin; child !== end; child++) {
      const slot = childSlot(server.children, child);
      if (isAdmitted(words[slot + ChildWord.INSTRUMENT]!))
        executed += words[slot + ChildWord.EXECUTED]!;
    }
    settleServer(server, begin, end, nowNs);
    markMarket(market, n + 1);
    return executed;
  });
}

/** The same by an engine with orders as objects. */
function turnObjects(): number[] {
  const engine = new Engine(options);
  engine.submit({ symbol: 'THIN', side: 'buy', quantity: QUANTITY });
  return Array.from({ length: 5 }, (_, n) =>
    engine.turn(n * 1e8).reduce((sum, { executed }) => sum + executed, 0),
  );
}

describe('the functions over columns', () => {
  test('execute what the engine executes', () => {
    const executed = turnColumns();
    expect(executed).toEqual(turnObjects());
    expect(executed.reduce((sum, shares) => sum + shares)).toBeGreaterThan(0);
  });

  test('show the position that came of it', () => {
    const engine = new Engine(options);
    engine.submit({ symbol: 'THIN', side: 'buy', quantity: 30 });
    const executed = engine.turn(0).reduce((sum, child) => sum + child.executed, 0);
    expect(engine.server.positions.customerShares[0]).toBe(executed);
  });
});
