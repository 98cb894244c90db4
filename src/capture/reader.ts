import { TICKS_PER_DOLLAR } from '../base/units.js';
import { Behaviour } from '../deployment/builds.js';
import { available, type RingConsumer, readable, release, slotOf } from '../memory/ring.js';
import {
  instrumentSide,
  instrumentSymbol,
  instrumentVenue,
  instrumentVerdict,
  lineageBehaviour,
  lineageBuild,
  lineageFlags,
  lineageServer,
} from '../orders/children.js';
import { Verdict } from '../orders/codes.js';
import { type Batch, type CaptureHead, type Cells, captureTables, createBatch } from './columns.js';
import { addChild, addExecution, createOrderSums, type OrderSums } from './order-sums.js';
import { BLOCK_ROWS_MAX, type BlockHead, RowWord, readHead } from './record.js';

const { EXECUTED, INSTRUMENT, LIMIT, MIDDLE, PRICE, QUANTITY, UNMATCHED } = RowWord;
const { ADMITTED } = Verdict;
const DOLLAR: number = TICKS_PER_DOLLAR;

/** Rows of a batch: a few megabytes. */
const BATCH_ROWS = 2 ** 16;

/** Turns blocks into rows of the two files. It holds one batch of each in memory. */
export interface CaptureReader {
  readonly children: Batch;
  readonly fills: Batch;
  readonly builds: readonly number[];
  readonly feeTicks: Int32Array;
  readonly head: BlockHead;
  /** What the rows say of each order, where a table of orders is written. */
  readonly orders: OrderSums | undefined;
  /** By order the code of its account, where rows have the orders' own names. */
  readonly accounts: Int32Array | undefined;
}

export function createReader(head: CaptureHead): CaptureReader {
  const { children, fills } = captureTables(head);
  return {
    children: createBatch(children, BATCH_ROWS),
    fills: createBatch(fills, BATCH_ROWS),
    builds: head.buildNames,
    feeTicks: head.feeTicks,
    head: { rows: 0, lineage: 0, sequence: 0, sentNs: 0, answeredNs: 0 },
    orders: sumsOf(head.orders),
    accounts: head.followed?.account,
  };
}

/** Rows of the sums of orders whose number is not known, at first. */
const ORDERS_AT_FIRST = 4096;

function sumsOf(orders: CaptureHead['orders']): OrderSums | undefined {
  if (orders === undefined) return undefined;
  return typeof orders === 'number'
    ? createOrderSums(orders)
    : createOrderSums(Math.min(ORDERS_AT_FIRST, orders.atMost), orders.atMost);
}

/** Whether a batch must be written before another block, since that might not fit. */
export const isFull = ({ rows, capacity }: Batch): boolean => rows + BLOCK_ROWS_MAX > capacity;

/**
 * Reads the next block of a ring, if any, into both batches; returns its rows. `originMs` is when
 * ns 0 of the run was.
 */
export function readBlock(reader: CaptureReader, ring: RingConsumer, originMs: number): number {
  if (available(ring, 1) === 0) return 0;
  const { head, children, fills } = reader;
  readHead(ring, ring.position, head);
  // Head and rows are published together; refresh the ring's view if it ends before the block.
  if (((ring.writeSeen - ring.position) | 0) <= head.rows) readable(ring);
  const begin = (ring.position + 1) | 0;
  const answers = readFills(reader, ring, begin);
  fillTime(fills.cells[0]!, fills.rows, answers, originMs, head.answeredNs);
  if (reader.accounts !== undefined) nameRows(fills, answers, FILL_ORDER_COLUMN, reader.accounts);
  fills.rows += answers;
  if (!isLater(head)) {
    readChildren(reader, ring, begin);
    if (reader.accounts !== undefined)
      nameRows(children, head.rows, CHILD_ORDER_COLUMN, reader.accounts);
    fillTime(children.cells[0]!, children.rows, head.rows, originMs, head.sentNs);
    children.rows += head.rows;
  }
  release(ring, head.rows + 1);
  return head.rows;
}

/** The places of `parent_id` among the columns. */
const CHILD_ORDER_COLUMN = 6;
const FILL_ORDER_COLUMN = 3;

/** Gives the next rows of a batch the names of their orders: its last two columns. */
function nameRows(
  { cells, rows: begin }: Batch,
  rows: number,
  orderColumn: number,
  accounts: Int32Array,
): void {
  const orders = cells[orderColumn]!;
  const clOrdIds = cells[cells.length - 2]!;
  const account = cells[cells.length - 1]!;
  for (let row = begin; row < begin + rows; row++) {
    clOrdIds[row] = orders[row]!;
    account[row] = accounts[orders[row]!]!;
  }
}

/** Whether a block answers a child that an earlier block has. */
const isLater = ({ sentNs }: BlockHead): boolean => Number.isNaN(sentNs);

function readChildren(
  { children: batch, builds, head, orders }: CaptureReader,
  ring: RingConsumer,
  begin: number,
): void {
  const [
    ,
    sequence,
    server,
    build,
    flags,
    behaviour,
    order,
    symbol,
    side,
    quantity,
    limit,
    venue,
    verdict,
  ] = batch.cells as Cells[];
  const { words } = ring;
  const { lineage } = head;
  const end = batch.rows + head.rows;
  server!.fill(lineageServer(lineage), batch.rows, end);
  build!.fill(builds[lineageBuild(lineage)]!, batch.rows, end);
  flags!.fill(lineageFlags(lineage), batch.rows, end);
  behaviour!.fill(lineageBehaviour(lineage), batch.rows, end);
  for (let n = 0, row = batch.rows; n < head.rows; n++, row++) {
    const slot = slotOf(ring, (begin + n) | 0);
    const instrument = words[slot + INSTRUMENT]!;
    writeLong(sequence!, row, head.sequence + n);
    order![row] = words[slot]!;
    symbol![row] = instrumentSymbol(instrument);
    side![row] = instrumentSide(instrument);
    quantity![row] = words[slot + QUANTITY]!;
    limit![row] = words[slot + LIMIT]! / DOLLAR;
    venue![row] = instrumentVenue(instrument);
    verdict![row] = instrumentVerdict(instrument);
    if (orders !== undefined)
      addChild(orders, words[slot]!, instrumentVerdict(instrument), head.sentNs);
  }
}

/**
 * Reads the venues' answers to admitted children; returns their count. A resting child keeps what
 * it does not execute at once, so none of it counts as cancelled.
 */
function readFills(
  { fills: batch, feeTicks, head, orders }: CaptureReader,
  ring: RingConsumer,
  begin: number,
): number {
  const [
    ,
    sequence,
    server,
    parent,
    symbol,
    side,
    venue,
    executed,
    cancelled,
    price,
    middle,
    fees,
    unmatched,
  ] = batch.cells as Cells[];
  const { words } = ring;
  const stands = lineageBehaviour(head.lineage) === Behaviour.RESTING;
  let row = batch.rows;
  for (let n = 0; n < head.rows; n++) {
    const slot = slotOf(ring, (begin + n) | 0);
    const instrument = words[slot + INSTRUMENT]!;
    if (instrumentVerdict(instrument) !== ADMITTED) continue;
    const shares = words[slot + EXECUTED]!;
    const v = instrumentVenue(instrument);
    writeLong(sequence!, row, head.sequence + n);
    parent![row] = words[slot]!;
    symbol![row] = instrumentSymbol(instrument);
    side![row] = instrumentSide(instrument);
    venue![row] = v;
    executed![row] = shares;
    cancelled![row] = stands ? 0 : words[slot + QUANTITY]! - shares;
    price![row] = shares === 0 ? Number.NaN : words[slot + PRICE]! / DOLLAR;
    middle![row] = words[slot + MIDDLE]! / DOLLAR;
    fees![row] = (shares * feeTicks[v]!) / DOLLAR;
    unmatched![row] = words[slot + UNMATCHED]!;
    if (orders !== undefined && shares > 0)
      addExecution(orders, words[slot]!, shares, words[slot + PRICE]!);
    row++;
  }
  server!.fill(lineageServer(head.lineage), batch.rows, row);
  return row - batch.rows;
}

const TWO_32 = 2 ** 32;

export function writeLong(cells: Cells, row: number, value: number): void {
  cells[2 * row] = value | 0;
  cells[2 * row + 1] = Math.floor(value / TWO_32);
}

/** Writes one time into rows [begin, begin + count). */
export function fillTime(
  cells: Cells,
  begin: number,
  count: number,
  originMs: number,
  timeNs: number,
): void {
  if (count === 0) return;
  const ns = BigInt(Math.round(originMs * 1000)) * 1000n + BigInt(Math.round(timeNs));
  const low = Number(BigInt.asIntN(32, ns));
  const high = Number(ns >> 32n);
  for (let cell = 2 * begin; cell < 2 * (begin + count); cell += 2) {
    cells[cell] = low;
    cells[cell + 1] = high;
  }
}
