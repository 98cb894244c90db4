import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { InputError } from '../../src/base/input-error.js';
import { readOrderFile } from '../../src/cli/order-source.js';

const NAMES = { symbols: ['WZE', 'CO'], retailFlag: 1, servers: 8 };
const ORDERS = 20_000;
const ids = Array.from({ length: ORDERS }, (_, k) => `ORD-${k}`);
const CSV = [
  'ClOrdID,Symbol,Side,OrderQty,TransactTime',
  ...ids.map((id) => `${id},CO,2,300,09:30:00`),
].join('\n');
const NDJSON = ids
  .map((ClOrdID) =>
    JSON.stringify({ ClOrdID, Symbol: 'CO', Side: 2, OrderQty: 300, TransactTime: '09:30:00' }),
  )
  .join('\n');

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'smars-orders-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function fileOf(name: string, content: string | Uint8Array): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, content);
  return path;
}

/** Returns the InputError's message for a path, without the folder. */
async function messageOf(path: string): Promise<string> {
  const error = await readOrderFile(path, NAMES).catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(InputError);
  return (error as InputError).message.replaceAll(folder, '');
}

async function* pieces(text: string, length: number): AsyncGenerator<Uint8Array> {
  const bytes = new TextEncoder().encode(text);
  for (let begin = 0; begin < bytes.length; begin += length)
    yield bytes.subarray(begin, begin + length);
}

describe('a file of orders', () => {
  test.each([
    ['orders.csv', CSV],
    ['ORDERS.CSV', CSV],
    ['orders.v2.ndjson', NDJSON],
    ['orders.jsonl', NDJSON],
    ['orders.csv.gz', gzipSync(CSV)],
    [
      'two-members.csv.gz',
      Buffer.concat([gzipSync(CSV.slice(0, 1000)), gzipSync(CSV.slice(1000))]),
    ],
    ['orders.jsonl.GZ', gzipSync(NDJSON)],
  ])('%s is read by its ending', async (name, content) => {
    const flow = await readOrderFile(await fileOf(name, content), NAMES);
    expect(flow.clOrdIds).toEqual(ids);
    expect([flow.count, flow.symbol[ORDERS - 1], flow.quantity[ORDERS - 1]]).toEqual([
      ORDERS,
      1,
      300,
    ]);
  });

  test.each([
    ['CSV', CSV],
    ['CSV behind a mark and blank lines', `\uFEFF\r\n \n${CSV}`],
    ['NDJSON', NDJSON],
    ['NDJSON behind a mark and blank lines', `\uFEFF\n\n  \t${NDJSON}`],
  ])('may be %s on standard input, in chunks of any size', async (_, text) => {
    for (const length of [1000, 65_536])
      expect((await readOrderFile('-', NAMES, pieces(text, length))).clOrdIds).toEqual(ids);
    const start = text.slice(0, text.indexOf('ORD-3')).replace(/\n.*$/, '');
    expect((await readOrderFile('-', NAMES, pieces(start, 1))).clOrdIds).toEqual(ids.slice(0, 3));
  });

  test('on standard input is named “standard input” in messages', async () => {
    await expect(readOrderFile('-', NAMES, pieces('', 1))).rejects.toThrow(
      /^standard input: is empty$/,
    );
    await expect(readOrderFile('-', NAMES, pieces('\n {}', 1))).rejects.toThrow(
      /^standard input:2: field 'ClOrdID' is required$/m,
    );
  });
});

describe('a file of orders with a fault', () => {
  test('in its name is refused before it is opened', async () => {
    for (const path of [
      'orders.txt',
      'orders',
      'csv',
      'orders.gz',
      'orders.csv.zip',
      'orders.csv/',
    ]) {
      expect(await messageOf(path)).toBe(
        `${path}: the name of a file of orders must end in .csv, .ndjson or .jsonl, or in ` +
          'one of these and .gz',
      );
    }
  });

  test('that is missing, a directory or empty is named with the reason', async () => {
    await mkdir(join(folder, 'folder.csv'));
    expect(await messageOf(join(folder, 'nothing.csv'))).toBe(
      '/nothing.csv: there is no such file',
    );
    expect(await messageOf(join(await fileOf('file', ''), 'orders.csv'))).toBe(
      '/file/orders.csv: there is no such file',
    );
    expect(await messageOf(join(folder, 'folder.csv'))).toBe(
      '/folder.csv: is a directory, not a file of orders',
    );
    expect(await messageOf(await fileOf('empty.csv', ''))).toBe('/empty.csv: is empty');
    expect(await messageOf(await fileOf('empty.csv.gz', gzipSync('')))).toBe(
      '/empty.csv.gz: is empty',
    );
  });

  test('in its compression yields no orders, not even those before it', async () => {
    const compressed = gzipSync(CSV);
    const flipped = Buffer.from(compressed);
    flipped[compressed.length - 6]! ^= 0xff;
    expect(await messageOf(await fileOf('cut.csv.gz', compressed.subarray(0, -100)))).toBe(
      '/cut.csv.gz: its compressed data end too early',
    );
    expect(await messageOf(await fileOf('flipped.csv.gz', flipped))).toBe(
      '/flipped.csv.gz: its data are not those of gzip, or are damaged',
    );
    expect(await messageOf(await fileOf('plain.csv.gz', CSV))).toBe(
      '/plain.csv.gz: its data are not those of gzip, or are damaged',
    );
  });

  test('in its orders is refused with its path', async () => {
    const wrong = await fileOf('wrong.csv', `${CSV.slice(0, 200_000)}"\n${CSV}`);
    expect((await messageOf(wrong)).split('\n')[0]).toMatch(/^\/wrong\.csv:\d+: /);
    expect(await messageOf(await fileOf('header.csv.gz', gzipSync(`x${CSV}`)))).toContain(
      "/header.csv.gz:1: field 'xClOrdID' is not a field of an order",
    );
  });
});
