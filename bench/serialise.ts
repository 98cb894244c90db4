/**
 * Question: how much does it cost to write a child as an event: as a binary record, as Arrow, as
 * CSV, as NDJSON?
 *
 *   65,536 children in columns ──► writer ──► bytes, which are counted and dropped
 *
 * NDJSON is written twice: by fast-json-stringify with a schema compiled once, as event files are,
 * and by JSON.stringify of the same objects. Both give the same bytes. A binary record is the
 * tap's: ten words in a row of a ring. The floor copies the columns.
 */
import { RandomStream } from '../src/base/random.js';
import { createArrowWriter } from '../src/capture/arrow.js';
import { captureTables, createBatch } from '../src/capture/columns.js';
import { CAPTURE_WORDS } from '../src/capture/record.js';
import type { TableWriter } from '../src/capture/table-writer.js';
import { createCsvWriter, createNdjsonWriter, formatUtc } from '../src/capture/text.js';
import { instrumentOf, judgeSlot } from '../src/orders/children.js';
import { Suite } from './harness/suite.js';

const ROWS = 65_536;
const SEED = 1;
const SYMBOLS = Array.from({ length: 500 }, (_, n) => `S${String(n).padStart(4, '0')}`);
const OPEN_NS = 1_343_827_800_000_000_000n;

const specs = captureTables({ symbols: SYMBOLS }).children;
const batch = createBatch(specs, ROWS);
batch.rows = ROWS;

/**
 * Children with times of ticks of some hundred children each, consecutive sequences, and random
 * names and numbers.
 */
function fillBatch(): void {
  const random = new RandomStream(SEED, 'bench/serialise');
  for (const [column, { kind, names }] of specs.entries()) {
    const cells = batch.cells[column]!;
    for (let row = 0; row < ROWS; row++) {
      if (kind === 'time') {
        const ns = OPEN_NS + BigInt(row >> 8) * 100_000_000n;
        cells[2 * row] = Number(BigInt.asIntN(32, ns));
        cells[2 * row + 1] = Number(ns >> 32n);
      } else if (kind === 'long') cells[2 * row] = row + 1;
      else if (kind === 'dollars') cells[row] = (100_000 + random.below(100_000)) / 10_000;
      else cells[row] = random.below(names?.length ?? 250);
    }
  }
}

const TWO_32 = 2 ** 32;

/** A row as an object for JSON.stringify. */
function objectOf(row: number): Record<string, unknown> {
  const object: Record<string, unknown> = {};
  for (const [column, { name, kind, names }] of specs.entries()) {
    const cells = batch.cells[column]!;
    if (kind === 'time')
      object[name] = formatUtc(
        (BigInt(cells[2 * row + 1]!) << 32n) | BigInt(cells[2 * row]! >>> 0),
      );
    else if (kind === 'long') object[name] = cells[2 * row + 1]! * TWO_32 + (cells[2 * row]! >>> 0);
    else object[name] = names === undefined ? cells[row]! : names[cells[row]!];
  }
  return object;
}

fillBatch();
const objects = Array.from({ length: ROWS }, (_, row) => objectOf(row));
const bytes: Record<string, number> = {};
let sum = 0;

function writeAll(
  name: string,
  open: (sink: (chunks: readonly Uint8Array[]) => void) => TableWriter,
): () => void {
  return () => {
    let written = 0;
    const writer = open((chunks) => {
      for (const { byteLength } of chunks) written += byteLength;
    });
    writer.write(batch);
    writer.end();
    bytes[name] = written;
  };
}

const suite = new Suite({
  question: 'what does it cost to write a child as an event?',
  unit: 'event',
  work:
    `${ROWS.toLocaleString('en-US')} children of 13 columns a batch, seed ${SEED}; ` +
    'bytes are counted and dropped',
});
const copies = batch.cells.map((cells) => cells.slice());
suite.floor('copy the columns', ROWS, () => {
  for (const [column, cells] of batch.cells.entries()) copies[column]!.set(cells as never);
  sum += copies[1]![0]!;
});
const record = new Int32Array(ROWS * CAPTURE_WORDS);
suite.add('binary record', ROWS, () => {
  const [, sequence, , , , behaviour, order, symbol, side, quantity, limit, venue, verdict] =
    batch.cells;
  for (let row = 0, slot = 0; row < ROWS; row++, slot += CAPTURE_WORDS) {
    record[slot] = order![row]!;
    record[slot + 1] = instrumentOf(symbol![row]!, side![row]!, venue![row]!);
    judgeSlot(record, slot, verdict![row]!);
    record[slot + 2] = quantity![row]!;
    record[slot + 3] = limit![row]!;
    record[slot + 4] = behaviour![row]!;
    record[slot + 5] = sequence![2 * row]!;
  }
  sum += record[0]!;
});
suite.add(
  'Arrow',
  ROWS,
  writeAll('Arrow', (sink) => createArrowWriter(specs, sink)),
);
suite.add(
  'CSV',
  ROWS,
  writeAll('CSV', (sink) => createCsvWriter(specs, sink)),
);
suite.add(
  'NDJSON, fast-json-stringify',
  ROWS,
  writeAll('NDJSON', (sink) => createNdjsonWriter(specs, sink)),
);
suite.add('NDJSON, JSON.stringify', ROWS, () => {
  let written = 0;
  let text = '';
  for (let row = 0; row < ROWS; row++) {
    text += `${JSON.stringify(objects[row])}\n`;
    if (text.length < 2 ** 18) continue;
    written += Buffer.from(text).byteLength;
    text = '';
  }
  bytes['JSON.stringify'] = written + Buffer.from(text).byteLength;
});
suite.finish(() => {
  if (bytes.NDJSON !== bytes['JSON.stringify'])
    throw new Error('bench/serialise: the two ways to write NDJSON differ');
  return [
    `bytes an event: ${Object.entries(bytes)
      .map(([name, all]) => `${name} ${(all / ROWS).toFixed(0)}`)
      .join(', ')}; sink: ${sum}`,
  ];
});
