import { setFlagsFromString } from 'node:v8';

/** The young generation of a thread's heap, MB. */
export const NURSERY_MB = 16;

/**
 * Lets the young generation of every thread that starts from now on begin at its full size. V8
 * begins with one megabyte and lets it grow only by what survives; a hot path that leaves some
 * numbers behind for a turn, of which nothing survives, would be collected several times a second
 * for no reason.
 */
export function enlargeNursery(): void {
  setFlagsFromString(`--min-semi-space-size=${NURSERY_MB}`);
}
