import { availableParallelism } from 'node:os';
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

/**
 * On two cores or one: a young generation is collected by its own thread. V8 would wake four
 * helpers for each collection, which take the cores of clients and servers.
 */
export function collectByOneThread(): void {
  if (availableParallelism() <= 2) setFlagsFromString('--no-parallel-scavenge');
}
