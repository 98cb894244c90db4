/**
 * Question: how much does it cost to read a parent order from CSV and from NDJSON?
 *
 *   bytes of a file, in chunks of 64 KB ──► parseOrders ──► columns, checked and sorted by time
 *
 * Beside it runs the plain way: JSON.parse or a split line, without any check. The floor counts the
 * line feeds of the same bytes. 2,000 orders fit in the second-level cache, 200,000 do not.
 */
import { RandomStream } from '../src/base/random.js';
import { type OrderFormat, parseOrders } from '../src/flow/order-file.js';
import { Suite } from './harness/suite.js';

const ROUNDS = 11;
const SEED = 1;
const CHUNK_BYTES = 65_536;
const SYMBOLS = Array.from({ length: 500 }, (_, n) => `S${String(n).padStart(4, '0')}`);
const NAMES = { symbols: SYMBOLS, retailFlag: 1, servers: 8 };
const HEAD = ['ClOrdID', 'Symbol', 'Side', 'OrderQty', 'OrdType', 'Price', 'TransactTime'];

function writeFiles(orders: number): Record<OrderFormat, Buffer> {
  const random = new RandomStream(SEED, 'bench/parse');
  const rows = Array.from({ length: orders }, (_, n) => {
    const [seconds, ms] = [34_200 + random.below(23_000), random.below(1000)];
    const part = (value: number, digits = 2): string => String(value).padStart(digits, '0');
    const minutes = Math.floor(seconds / 60);
    const hhmm = `${part(Math.floor(minutes / 60))}:${part(minutes % 60)}`;
    const time = `${hhmm}:${part(seconds % 60)}.${part(ms, 3)}`;
    const price = (10 + random.below(9000) / 100).toFixed(2);
    return [
      `A-${n}`,
      SYMBOLS[random.below(500)]!,
      String(1 + random.below(2)),
      String(100 * (1 + random.below(50))),
      '2',
      price,
      time,
    ];
  });
  const csv = [HEAD, ...rows].map((row) => `${row.join(',')}\n`).join('');
  const ndjson = rows
    .map((row) => `${JSON.stringify(Object.fromEntries(row.map((cell, n) => [HEAD[n], cell])))}\n`)
    .join('');
  return { csv: Buffer.from(csv), ndjson: Buffer.from(ndjson) };
}

async function* chunksOf(bytes: Buffer): AsyncGenerator<Uint8Array> {
  for (let begin = 0; begin < bytes.length; begin += CHUNK_BYTES)
    yield bytes.subarray(begin, begin + CHUNK_BYTES);
}

let sum = 0;

async function readOurs(bytes: Buffer, format: OrderFormat): Promise<void> {
  const flow = await parseOrders(chunksOf(bytes), format, 'bench', NAMES);
  sum += flow.count + flow.quantity[0]!;
}

/** Sums the quantities of the lines, without any check. */
function readPlainly(bytes: Buffer, format: OrderFormat): void {
  const lines = bytes.toString('utf8').split('\n');
  for (let n = format === 'csv' ? 1 : 0; n < lines.length - 1; n++) {
    sum += Number(
      format === 'csv'
        ? lines[n]!.split(',')[3]
        : (JSON.parse(lines[n]!) as { OrderQty: string }).OrderQty,
    );
  }
}

function countLines(bytes: Buffer): void {
  for (let i = 0; i < bytes.length; i++) if (bytes[i] === 10) sum++;
}

/**
 * Times the cases in turn, round by round, each long enough to last some milliseconds. Returns ns
 * an order by case.
 */
async function timeInTurn(
  orders: number,
  cases: readonly (() => void | Promise<void>)[],
): Promise<number[][]> {
  const repeats = Math.max(1, Math.round(20_000 / orders));
  const took: number[][] = cases.map(() => []);
  for (let round = -3; round < ROUNDS; round++) {
    for (const [place, run] of cases.entries()) {
      const begin = performance.now();
      for (let n = 0; n < repeats; n++) await run();
      if (round >= 0) took[place]!.push(((performance.now() - begin) * 1e6) / repeats / orders);
    }
  }
  return took;
}

const suite = new Suite({
  question: 'what does it cost to read a parent order from CSV and from NDJSON?',
  unit: 'order',
  work:
    `seven fields an order, in chunks of ${CHUNK_BYTES / 1024} KB, seed ${SEED}; ` +
    'ours checks each field, the plain way none',
});
for (const orders of [2000, 200_000]) {
  const files = writeFiles(orders);
  for (const format of ['csv', 'ndjson'] as const) {
    const bytes = files[format];
    const [floor, ours, plain] = await timeInTurn(orders, [
      () => countLines(bytes),
      () => readOurs(bytes, format),
      () => readPlainly(bytes, format),
    ]);
    const size = `${format}, ${orders.toLocaleString('en-US')}`;
    suite.floorMeasured(`count lines, ${size}`, floor!);
    suite.addMeasured(`ours, ${size}`, ours!);
    suite.addMeasured(`${format === 'csv' ? 'split a line' : 'JSON.parse'}, ${size}`, plain!);
  }
}
suite.finish(() => [`sink: ${sum}`]);
