import type { ColumnKind, ColumnSpec } from '../base/columns.js';
import { NS_PER_MS, TICKS_PER_DOLLAR } from '../base/units.js';
import { type Batch, createBatch } from '../capture/columns.js';
import { fillTime, writeLong } from '../capture/reader.js';
import type { VenueArrival, VenueReport } from '../venue/ledger.js';

/** A column of a venue's event file: its kind, and its value of a row. */
interface VenueColumn<Row> {
  readonly name: string;
  readonly kind: ColumnKind;
  readonly nullable?: boolean;
  readonly of: (row: Row) => string | number;
}

const SIDE_NAMES: Readonly<Record<string, string>> = {
  '1': 'buy',
  '2': 'sell',
  '5': 'sell-short',
  '6': 'sell-short-exempt',
};

/** A message that came in, as it came. Quantity and price are missing where they were none. */
const ARRIVALS: readonly VenueColumn<VenueArrival>[] = [
  { name: 'time', kind: 'time', of: ({ atMs }) => atMs },
  { name: 'session', kind: 'name', of: ({ session }) => session },
  { name: 'type', kind: 'name', of: ({ type }) => type },
  { name: 'sequence', kind: 'long', of: ({ sequence }) => sequence },
  { name: 'cl_ord_id', kind: 'name', of: ({ clOrdId }) => clOrdId },
  { name: 'orig_cl_ord_id', kind: 'name', of: ({ original }) => original },
  { name: 'symbol', kind: 'name', of: ({ symbol }) => symbol },
  { name: 'side', kind: 'name', of: ({ side }) => SIDE_NAMES[side] ?? side },
  { name: 'quantity', kind: 'number', nullable: true, of: ({ quantity }) => quantity },
  {
    name: 'price',
    kind: 'number',
    nullable: true,
    of: ({ priceTicks }) => priceTicks / TICKS_PER_DOLLAR,
  },
];

/**
 * An answer that the venue made. `copies` is how often it was sent, and `delay_ms` how much later
 * it left, where trouble was asked for. Only executions have `last_quantity` and `last_price`.
 */
const REPORTS: readonly VenueColumn<VenueReport>[] = [
  { name: 'time', kind: 'time', of: ({ atMs }) => atMs },
  { name: 'session', kind: 'name', of: ({ session }) => session },
  { name: 'type', kind: 'name', of: ({ type }) => type },
  { name: 'exec_id', kind: 'long', of: ({ execId }) => execId },
  { name: 'order_id', kind: 'name', of: ({ orderId }) => orderId },
  { name: 'cl_ord_id', kind: 'name', of: ({ clOrdId }) => clOrdId },
  { name: 'symbol', kind: 'name', of: ({ symbol }) => symbol },
  { name: 'exec_type', kind: 'name', of: ({ execType }) => execType },
  { name: 'status', kind: 'name', of: ({ status }) => status },
  { name: 'last_quantity', kind: 'int', of: ({ shares }) => shares },
  { name: 'last_price', kind: 'dollars', of: ({ priceTicks }) => priceTicks / TICKS_PER_DOLLAR },
  { name: 'leaves', kind: 'int', of: ({ leaves }) => leaves },
  { name: 'executed', kind: 'int', of: ({ executed }) => executed },
  { name: 'text', kind: 'name', of: ({ text }) => text },
  { name: 'copies', kind: 'small', of: ({ copies }) => copies },
  { name: 'delay_ms', kind: 'number', of: ({ delayMs }) => delayMs },
];

/** The columns of a venue's event files, for readers that do not need the names in them. */
export const VENUE_TABLES: Readonly<Record<'arrivals' | 'reports', readonly ColumnSpec[]>> = {
  arrivals: specsOf(ARRIVALS),
  reports: specsOf(REPORTS),
};

/** The columns, with the names that each may hold. */
function specsOf<Row>(
  columns: readonly VenueColumn<Row>[],
  names: readonly (ReadonlyMap<string, number> | undefined)[] = [],
): ColumnSpec[] {
  return columns.map(({ name, kind, nullable }, place) => ({
    name,
    kind,
    ...(nullable === undefined ? {} : { nullable }),
    ...(kind === 'name' && { names: [...(names[place]?.keys() ?? [''])] }),
  }));
}

const BATCH_ROWS = 4096;

/**
 * Rows of one table on their way to its file: first each is shown to `note`, so that the names are
 * known, and then to `add`.
 */
export class VenueRows<Row> {
  readonly #columns: readonly VenueColumn<Row>[];
  readonly #codes: (Map<string, number> | undefined)[];
  #batch: Batch | undefined;

  private constructor(columns: readonly VenueColumn<Row>[]) {
    this.#columns = columns;
    this.#codes = columns.map(({ kind }) => (kind === 'name' ? new Map() : undefined));
  }

  static arrivals(): VenueRows<VenueArrival> {
    return new VenueRows(ARRIVALS);
  }

  static reports(): VenueRows<VenueReport> {
    return new VenueRows(REPORTS);
  }

  note(row: Row): void {
    for (const [place, { of }] of this.#columns.entries()) {
      const codes = this.#codes[place];
      if (codes === undefined) continue;
      const text = of(row) as string;
      if (!codes.has(text)) codes.set(text, codes.size);
    }
  }

  /** The columns with the names that were noted. */
  get specs(): ColumnSpec[] {
    return specsOf(this.#columns, this.#codes);
  }

  /** The batch that `add` fills. */
  get batch(): Batch {
    this.#batch ??= createBatch(this.specs, BATCH_ROWS);
    return this.#batch;
  }

  /** Adds a row; returns whether the batch is full, and must be written before the next. */
  add(row: Row): boolean {
    const { cells } = this.batch;
    const at = this.batch.rows++;
    for (const [place, { kind, of }] of this.#columns.entries()) {
      const value = of(row);
      const into = cells[place]!;
      if (kind === 'time') fillMs(into, at, value as number);
      else if (kind === 'long') writeLong(into, at, value as number);
      else into[at] = this.#codes[place]?.get(value as string) ?? (value as number);
    }
    return this.batch.rows === this.batch.capacity;
  }
}

/** Writes a time of ms since 1970 with parts of a ms. */
function fillMs(cells: Batch['cells'][number], row: number, atMs: number): void {
  const wholeMs = Math.floor(atMs);
  fillTime(cells, row, 1, wholeMs, Math.round((atMs - wholeMs) * NS_PER_MS));
}
