import { setFlagsFromString } from 'node:v8';

/** Size of the young generation of a thread's heap, MB. */
const NURSERY_MB = 16;

/**
 * Starts the young generation of every later thread at full size. V8 starts it at 1 MB and grows it
 * only by surviving objects. Hot paths leave a few short-lived numbers each turn, so a small one
 * would be collected several times a second for nothing.
 */
export function enlargeNursery(): void {
  setFlagsFromString(`--min-semi-space-size=${NURSERY_MB}`);
}
