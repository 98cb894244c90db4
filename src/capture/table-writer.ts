import type { Batch } from './columns.js';

/** Takes bytes of a file, in order; it is done with them when it returns. */
export type ByteSink = (chunks: readonly Uint8Array[]) => void;

/** Writes one file batch by batch. `end` once, after the last. */
export interface TableWriter {
  write(batch: Batch): void;
  end(): void;
}
