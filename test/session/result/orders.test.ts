import { expect, test } from 'vitest';
import { ORDER_STATES } from '../../../src/capture/columns.js';
import { createDay } from '../../../src/session/day/create.js';
import { dayOrders } from '../../../src/session/result/orders.js';
import { summariseDay } from '../../../src/session/result/result.js';
import { advanceDay } from '../../../src/session/session.js';
import { SMALL } from '../../support/scenarios.js';

test('the orders of a day are where its servers and queues have them', () => {
  const day = createDay(SMALL, SMALL.seed);
  advanceDay(day, 60e9);
  const { place, clOrdIds, accounts, ordered } = dayOrders(day);
  const count = (name: (typeof ORDER_STATES)[number]): number =>
    place.filter((code) => ORDER_STATES[code] === name).length;
  const result = summariseDay(day);
  expect(count('later')).toBe(day.flow.count - day.cursor.nextOrder[0]!);
  expect(count('working')).toBe(result.parentsOpen);
  expect([count('working') > 0, count('later') > 0, count('waiting')]).toEqual([true, true, 0]);
  expect([clOrdIds[3], accounts, ordered[3]]).toEqual(['generated-3', [''], day.flow.quantity[3]]);
});
