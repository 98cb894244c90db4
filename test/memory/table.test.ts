import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { allocateRegion, bufferOf, type Region } from '../../src/memory/arena.js';
import {
  allocateLayout,
  allocateTable,
  ColumnType,
  LAYOUT_MAGIC,
  LAYOUT_VERSION,
  type Layout,
  layoutBytes,
  openTables,
} from '../../src/memory/table.js';

const LAYOUT = {
  orders: { schema: { quantity: 'i32', side: 'u8', arrivalNs: 'f64' }, capacity: 5 },
  quotes: {
    schema: { bid: 'i32', ask: 'u32', age: 'i16', venue: 'u16', sign: 'i8' },
    capacity: 100,
  },
} as const;

describe('a layout', () => {
  test('has a header of 64 bytes and columns rounded up to 64', () => {
    expect(layoutBytes({})).toBe(64);
    expect(layoutBytes({ one: { schema: { a: 'u8' }, capacity: 1 } })).toBe(128);
    expect(layoutBytes({ one: { schema: { a: 'u8' }, capacity: 64 } })).toBe(128);
    expect(layoutBytes({ one: { schema: { a: 'u8' }, capacity: 65 } })).toBe(192);
    expect(layoutBytes(LAYOUT)).toBe(64 + 3 * 64 + 448 + 448 + 256 + 256 + 128);
  });

  test('describes itself in the header', () => {
    const region = allocateLayout(LAYOUT);
    const header = new Uint32Array(bufferOf(region), region.base, 4);
    expect([...header]).toEqual([LAYOUT_MAGIC, LAYOUT_VERSION, layoutBytes(LAYOUT), 2]);
  });

  test('starts every column on a boundary of 64 bytes, all zero, without overlap', () => {
    fc.assert(
      fc.property(anyLayout(), (layout) => {
        const buffer = allocateLayout(layout);
        expect(buffer.byteLength).toBe(layoutBytes(layout));
        let end = 64;
        for (const [name, table] of Object.entries(openTables(buffer, layout))) {
          expect(table.capacity).toBe(layout[name]!.capacity);
          for (const [column, type] of Object.entries(layout[name]!.schema)) {
            const view = table[column]!;
            expect(view).toBeInstanceOf(ColumnType[type]);
            expect(view.length).toBe(table.capacity);
            expect(view.buffer).toBe(bufferOf(buffer));
            expect(view.byteOffset % 64).toBe(0);
            expect(view.byteOffset).toBeGreaterThanOrEqual(end);
            expect(view.every((n) => n === 0)).toBe(true);
            end = view.byteOffset + view.byteLength;
          }
        }
        expect(end).toBeLessThanOrEqual(buffer.byteLength);
      }),
    );
  });

  test('is refused by name when a capacity is not a positive integer', () => {
    for (const capacity of [0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY]) {
      expect(() => allocateLayout({ quotes: { schema: { bid: 'i32' }, capacity } })).toThrow(
        `memory/table: capacity of 'quotes' must be a positive integer, was ${capacity}`,
      );
    }
  });
});

describe('tables opened twice on one buffer', () => {
  test('see each other’s values', () => {
    const buffer = allocateLayout(LAYOUT);
    const written = openTables(buffer, LAYOUT);
    written.orders.quantity[4] = -250;
    written.orders.side[4] = 255;
    written.orders.arrivalNs[0] = 2 ** 53 - 1;
    written.quotes.ask[99] = 0xffffffff;
    written.quotes.age[99] = -32768;
    written.quotes.venue[0] = 65535;
    written.quotes.sign[99] = -128;

    const read = openTables(buffer, LAYOUT);
    expect([...read.orders.quantity]).toEqual([0, 0, 0, 0, -250]);
    expect([read.orders.side[4], read.orders.arrivalNs[0]]).toEqual([255, 2 ** 53 - 1]);
    expect([
      read.quotes.ask[99],
      read.quotes.age[99],
      read.quotes.venue[0],
      read.quotes.sign[99],
    ]).toEqual([0xffffffff, -32768, 65535, -128]);
    expect([...read.quotes.bid].every((bid) => bid === 0)).toBe(true);
  });

  test('share their memory with another thread', async () => {
    const buffer = allocateLayout(LAYOUT);
    const { orders } = openTables(buffer, LAYOUT);
    const code = `
      const { parentPort, workerData } = require('node:worker_threads');
      const { buffer, byteOffset, length } = workerData;
      const quantity = new Int32Array(buffer, byteOffset, length);
      for (let row = 0; row < length; row++) Atomics.add(quantity, row, row * 100);
      parentPort.postMessage('done');
    `;
    const { byteOffset, length } = orders.quantity;
    const worker = new Worker(code, {
      eval: true,
      workerData: { buffer: bufferOf(buffer), byteOffset, length },
    });
    await once(worker, 'message');
    await worker.terminate();
    expect([...orders.quantity]).toEqual([0, 100, 200, 300, 400]);
  });
});

describe('a buffer of another kind', () => {
  const header = (region: Region) => new Uint32Array(bufferOf(region), region.base, 5);

  test('is refused by its magic', () => {
    expect(() => openTables(allocateRegion(layoutBytes(LAYOUT)), LAYOUT)).toThrow(
      `memory/table: magic ${LAYOUT_MAGIC} expected, was 0`,
    );
  });

  test('is refused by its version', () => {
    const buffer = allocateLayout(LAYOUT);
    header(buffer)[1] = LAYOUT_VERSION + 1;
    expect(() => openTables(buffer, LAYOUT)).toThrow(
      `memory/table: version ${LAYOUT_VERSION} expected, was ${LAYOUT_VERSION + 1}`,
    );
  });

  test('is refused when it was truncated', () => {
    const buffer = allocateLayout(LAYOUT);
    const cut = allocateRegion(buffer.byteLength - 64);
    header(cut).set(header(buffer));
    expect(() => openTables(cut, LAYOUT)).toThrow(
      `memory/table: ${buffer.byteLength} bytes in the header, ${cut.byteLength} in the region`,
    );
  });

  test('is refused when a name, type, order or capacity differs, even at the same size', () => {
    const base = { orders: { schema: { quantity: 'i32', side: 'u8' }, capacity: 5 } } as const;
    const others: Layout[] = [
      { orders: { schema: { quantities: 'i32', side: 'u8' }, capacity: 5 } },
      { order: { schema: { quantity: 'i32', side: 'u8' }, capacity: 5 } },
      { orders: { schema: { quantity: 'u32', side: 'u8' }, capacity: 5 } },
      { orders: { schema: { side: 'u8', quantity: 'i32' }, capacity: 5 } },
      { orders: { schema: { quantity: 'i32', side: 'u8' }, capacity: 6 } },
    ];
    for (const other of others) {
      expect(layoutBytes(other)).toBe(layoutBytes(base));
      expect(() => openTables(allocateLayout(other), base)).toThrow(
        'memory/table: the region holds another layout than orders',
      );
    }
    expect(Object.keys(openTables(allocateLayout({ ...base }), base))).toEqual(['orders']);
  });
});

describe('one table', () => {
  test('has a buffer of its own', () => {
    const first = allocateTable({ quantity: 'i32', side: 'u8' }, 3);
    const second = allocateTable({ quantity: 'i32', side: 'u8' }, 3);
    first.quantity.fill(100);
    expect(first.capacity).toBe(3);
    expect([...first.quantity]).toEqual([100, 100, 100]);
    expect([...second.quantity]).toEqual([0, 0, 0]);
  });
});

function anyLayout(): fc.Arbitrary<Layout> {
  const name = fc.stringMatching(/^[a-z]{1,6}$/).filter((text) => text !== 'capacity');
  const type = fc.constantFrom(...(Object.keys(ColumnType) as ColumnType[]));
  const schema = fc.dictionary(name, type, { minKeys: 1, maxKeys: 6, noNullPrototype: true });
  const table = fc.record(
    { schema, capacity: fc.integer({ min: 1, max: 300 }) },
    { noNullPrototype: true },
  );
  return fc.dictionary(name, table, { minKeys: 1, maxKeys: 4, noNullPrototype: true });
}
