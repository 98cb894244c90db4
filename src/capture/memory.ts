import type { Region } from '../memory/arena.js';
import { allocateRing, closeRing, failRing, openProducer } from '../memory/ring.js';
import { allocateLayout, openTables, type Table } from '../memory/table.js';
import { allocateSleepers } from '../memory/waiting.js';
import { BLOCK_ROWS_MAX, CAPTURE_WORDS } from './record.js';

/**
 * How a full ring treats children: the simulated day waits, while measured threads drop and count
 * them.
 */
const CAPTURE_POLICIES = ['wait', 'drop'] as const;
export type CapturePolicy = (typeof CAPTURE_POLICIES)[number];

/** The counts of a ring's producer, one row for each ring. */
const CAPTURE_CELL_SCHEMA = {
  children: 'f64',
  dropped: 'f64',
  fullTimes: 'f64',
  waitedMs: 'f64',
} as const;
/** Row 0: when ns 0 of the run was, ms since 1970 UTC. It is set before the first child. */
const CAPTURE_ORIGIN_SCHEMA = { originMs: 'f64' } as const;

/** The memory that producers and the writer share, as it is passed to a thread. */
export interface CaptureMemory {
  readonly policy: CapturePolicy;
  /** One ring for each thread or server that produces. */
  readonly rings: readonly Region[];
  readonly cells: Region;
  /** Sleeper 0 belongs to the writer, the others to the rings in order. */
  readonly sleepers: SharedArrayBuffer;
}

/** Most records of one ring, 32 MB. Several rings share this total, down to a minimum for each. */
const RECORDS = 2 ** 20;

function cellLayout(rings: number) {
  return {
    cells: { schema: CAPTURE_CELL_SCHEMA, capacity: rings },
    origin: { schema: CAPTURE_ORIGIN_SCHEMA, capacity: 1 },
  } as const;
}

/** Allocates the rings for `producers` producers. */
export function allocateCapture(producers: number, policy: CapturePolicy): CaptureMemory {
  let records = RECORDS;
  while (records * producers > RECORDS && records > 4 * BLOCK_ROWS_MAX) records /= 2;
  const rings = Array.from({ length: producers }, () => allocateRing(CAPTURE_WORDS, records));
  for (const ring of rings) touchPages(openProducer(ring, CAPTURE_WORDS).words);
  return {
    policy,
    rings,
    cells: allocateLayout(cellLayout(producers)),
    sleepers: allocateSleepers(producers + 1),
  };
}

/** Words of a 4 KB page, the smallest that systems use. */
const PAGE_WORDS = 1024;

/** Touches each page of zeroed words, so that the system maps it before its first child. */
function touchPages(words: Int32Array): void {
  for (let word = 0; word < words.length; word += PAGE_WORDS) words[word] = 0;
}

export type CaptureCells = Table<typeof CAPTURE_CELL_SCHEMA>;

export function openCaptureCells({ cells, rings }: CaptureMemory): {
  cells: CaptureCells;
  origin: Table<typeof CAPTURE_ORIGIN_SCHEMA>;
} {
  return openTables(cells, cellLayout(rings.length));
}

/** The sums of all producers' counts. */
export interface CaptureCounts {
  readonly children: number;
  readonly dropped: number;
  /** How often a producer found no room, and how long it waited for it, ms. */
  readonly fullTimes: number;
  readonly waitedMs: number;
}

/** Sums the producers' counts. */
export function countCapture(memory: CaptureMemory): CaptureCounts {
  const { cells } = openCaptureCells(memory);
  const sum = (column: Float64Array): number => column.reduce((total, n) => total + n, 0);
  return {
    children: sum(cells.children),
    dropped: sum(cells.dropped),
    fullTimes: sum(cells.fullTimes),
    waitedMs: sum(cells.waitedMs),
  };
}

/** Closes all rings: no child follows. Call it once the producers have ended. */
export function closeCapture({ rings }: CaptureMemory): void {
  for (const ring of rings) closeRing(openProducer(ring, CAPTURE_WORDS));
}

/** The failure code of a ring whose writer has failed. */
const WRITER_FAILED = 1;

/** Tells the producers that their rings have no reader. */
export function failCapture({ rings }: CaptureMemory): void {
  for (const ring of rings) failRing(openProducer(ring, CAPTURE_WORDS), WRITER_FAILED);
}
