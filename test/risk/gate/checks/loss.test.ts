import { expect, test } from 'vitest';
import { POSITION_SCHEMA } from '../../../../src/ledger/positions.js';
import { QUOTE_SCHEMA } from '../../../../src/market/quotes.js';
import { allocateTable } from '../../../../src/memory/table.js';
import { ownProfit } from '../../../../src/risk/gate/checks/loss.js';

test('conservative marks show no profit that a firm’s own orders made of the middle', () => {
  const positions = allocateTable(POSITION_SCHEMA, 2);
  const quotes = allocateTable(QUOTE_SCHEMA, 2);
  quotes.openTicks.fill(100);
  quotes.midTicks.set([120, 90]);
  positions.errorShares.set([10, -10]);
  positions.errorCash.set([-1100, 950]);
  expect(ownProfit(positions, quotes, false)).toBe(100 + 50);
  expect(ownProfit(positions, quotes, true)).toBe(-100 - 50);
});
