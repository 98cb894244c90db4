import { describe, expect, test } from 'vitest';
import { FIX_FIELDS } from '../../src/flow/fix-fields.js';
import { FIELDS, fieldNumber } from '../../src/flow/order-fields.js';
import { type OrderFormat, parseOrders } from '../../src/flow/order-file.js';
import type { OrderFlow } from '../../src/orders/flow.js';
import { chunkOf, NAMES } from './written-orders.js';

const ORDER = { ClOrdID: 'A', Symbol: 'WZE', Side: '1', OrderQty: '100', TransactTime: '10:00:00' };
const FORMATS: readonly OrderFormat[] = ['csv', 'ndjson'];

/** Two orders with the same members beside an order's own, in one of the formats. */
function parse(format: OrderFormat, members: Readonly<Record<string, string>>): Promise<OrderFlow> {
  const rows = ['A', 'B'].map((ClOrdID) => ({ ...ORDER, ClOrdID, ...members }));
  const csv = [Object.keys(rows[0]!), ...rows.map((row) => Object.values(row))].map((line) =>
    line.join(','),
  );
  const lines = format === 'csv' ? csv : rows.map((row) => JSON.stringify(row));
  return parseOrders(chunkOf(lines.join('\n')), format, 'o', NAMES);
}

async function faultsOf(parsed: Promise<unknown>): Promise<string[]> {
  return parsed.then(
    () => [],
    (error: Error) => error.message.split('\n'),
  );
}

describe('the fields of FIX', () => {
  test('have unique names, and no name or tag of a field that SMARS reads', () => {
    const names = FIX_FIELDS.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    const own = FIELDS.flatMap(({ name, tag }) => [name, tag ?? name]);
    for (const { name, tag } of FIX_FIELDS)
      expect([own.includes(name), own.includes(tag)]).toEqual([false, false]);
    for (const name of own) expect(fieldNumber(name)).toBeGreaterThanOrEqual(0);
  });

  test.each(FORMATS)(
    'in %s are ignored and told where they change no order, by name and by tag',
    async (format) => {
      for (const { name, tag, use } of FIX_FIELDS.filter((field) => field.use !== 'refused')) {
        const value = typeof use === 'object' ? use.only : 'any';
        for (const written of [name, name.toUpperCase(), tag]) {
          const flow = await parse(format, { [written]: value });
          expect([written, flow.count, flow.ignored]).toEqual([written, 2, [written]]);
        }
      }
    },
  );

  test.each(FORMATS)(
    'in %s that would change the order are refused once where they have a value',
    async (format) => {
      for (const { name, tag } of FIX_FIELDS.filter((field) => field.use === 'refused')) {
        for (const written of [name, tag]) {
          const line = format === 'csv' ? 2 : 1;
          expect(await faultsOf(parse(format, { [written]: '7' }))).toEqual([
            `o:${line}: field '${written}' is '7': must be empty: it ` +
              'would change the order, and is not supported',
          ]);
          expect((await parse(format, { [written]: '' })).count).toBe(2);
        }
      }
    },
  );

  test.each(FORMATS)('in %s must be those of new orders in dollars', async (format) => {
    expect((await faultsOf(parse(format, { MsgType: 'F' })))[0]).toContain(
      "'MsgType' is 'F': must be D or empty: a file of orders holds new single orders only",
    );
    expect((await faultsOf(parse(format, { Currency: 'EUR' })))[0]).toContain(
      "'Currency' is 'EUR': must be USD or empty",
    );
  });

  test('that are unknown are refused without a misleading hint', async () => {
    for (const name of ['MsgTyp', 'SenderID', 'Quantity', 'Comment'])
      expect((await faultsOf(parse('csv', { [name]: '' })))[0]).toMatch(
        `field '${name}' is not a field of an order; known names: ClOrdID, `,
      );
    for (const [name, meant] of [
      ['OrdQty', 'OrderQty'],
      ['Symbl', 'Symbol'],
      ['TransTime', 'TransactTime'],
      ['TIF', 'TimeInForce'],
    ] as const)
      expect((await faultsOf(parse('csv', { [name]: '' })))[0]).toContain(
        meant === 'TimeInForce' ? 'known names' : `did you mean '${meant}'?`,
      );
  });
});

describe('codes of FIX that are not supported say what they are', () => {
  test.each([
    ['Side', '6', '6 is sell short exempt, which is not supported'],
    ['OrdType', '3', '3 is a stop order, which is not supported'],
    ['OrdType', 'P', 'P is a pegged order, which is not supported'],
    ['TimeInForce', '1', '1 is good till cancel, which is not supported'],
    ['TimeInForce', '4.0', '4 is fill or kill, which is not supported'],
    ['TimeInForce', '6', '6 is good till date, which is not supported'],
  ])('%s %s', async (field, value, reason) => {
    const [fault, ...more] = await faultsOf(parse('csv', { [field]: value }));
    expect(fault).toMatch(new RegExp(`field '${field}' is '${value}': must be .*; ${reason}$`));
    expect(more).toHaveLength(1);
  });
});
