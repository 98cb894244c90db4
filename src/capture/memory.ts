import { allocateRing, closeRing, failRing, openProducer } from '../memory/ring.js';
import { allocateLayout, openTables, type Table } from '../memory/table.js';
import { allocateSleepers } from '../memory/waiting.js';
import { BLOCK_ROWS_MAX, CAPTURE_WORDS } from './record.js';

/**
 * What happens to children for which the ring has no room: the simulated day waits, measured
 * threads go on and count them.
 */
export const CAPTURE_POLICIES = ['wait', 'drop'] as const;
export type CapturePolicy = (typeof CAPTURE_POLICIES)[number];

/** What the producer of a ring counts, a row a ring. */
export const CAPTURE_CELL_SCHEMA = {
  children: 'f64',
  dropped: 'f64',
  fullTimes: 'f64',
  waitedMs: 'f64',
} as const;
/** Row 0: when ns 0 of the run was, ms since 1970 UTC. Set before the first child. */
export const CAPTURE_ORIGIN_SCHEMA = { originMs: 'f64' } as const;

/** Everything that producers and the writer share: as it goes to a thread. */
export interface CaptureMemory {
  readonly policy: CapturePolicy;
  /** One for each thread or server that produces. */
  readonly rings: readonly SharedArrayBuffer[];
  readonly cells: SharedArrayBuffer;
  /** Thread 0 is the writer's, 1 … those of the rings. */
  readonly sleepers: SharedArrayBuffer;
}

/**
 * Records of one ring at the most, and of all rings together if there are not too many for it: 32
 * MB.
 */
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

/** Words of the smallest page that systems have. */
const PAGE_WORDS = 1024;

/**
 * Has the system find the pages of words that are all 0, which it otherwise does at their first
 * child.
 */
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

/** What all producers counted. */
export interface CaptureCounts {
  readonly children: number;
  readonly dropped: number;
  /** How often a producer found no room, and how long it waited for some, ms. */
  readonly fullTimes: number;
  readonly waitedMs: number;
}

/** Adds up what the producers counted. */
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

/** Says that no child follows, on behalf of producers that have ended. */
export function closeCapture({ rings }: CaptureMemory): void {
  for (const ring of rings) closeRing(openProducer(ring, CAPTURE_WORDS));
}

/** What a ring is told when its writer has failed. */
const WRITER_FAILED = 1;

/** Tells the producers that nobody reads their rings any more. */
export function failCapture({ rings }: CaptureMemory): void {
  for (const ring of rings) failRing(openProducer(ring, CAPTURE_WORDS), WRITER_FAILED);
}
