import type { Batch } from './columns.js';

/** Takes the bytes of a file in order. It must not use them after it returns. */
export type ByteSink = (chunks: readonly Uint8Array[]) => void;

/** Writes one file batch by batch. Call `end` once, after the last. */
export interface TableWriter {
  write(batch: Batch): void;
  end(): void;
}
