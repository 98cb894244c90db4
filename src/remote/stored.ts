import type { KV } from '@nats-io/kv';
import type { DayResult } from '../session/result/result.js';
import { CONFLICT, readValue } from './bus.js';

/** What is stored under a key: a day, why there is none, or who disagrees about it. */
export type StoredResult =
  | { readonly by: string; readonly result: DayResult }
  | { readonly by: string; readonly failure: string }
  | { readonly by: string; readonly conflict: string };

/** What became of a result: it was the first of its key, an equal one was there, or another. */
type Kept =
  | { readonly is: 'first' }
  | { readonly is: 'known' }
  | { readonly is: 'conflict'; readonly told: string };

/**
 * Stores the result of a key. The first one stays; that another worker has another day is stored
 * beside it.
 */
export async function keepResult(
  results: KV,
  key: string,
  by: string,
  result: DayResult,
): Promise<Kept> {
  if (await storeFirst(results, key, { by, result })) return { is: 'first' };
  const other = (await readValue<StoredResult>(results, key))!;
  if ('result' in other && other.result.digest === result.digest) return { is: 'known' };
  const told =
    'result' in other
      ? `${other.by} has digest ${other.result.digest}, and ${by} has ${result.digest}`
      : `${other.by} has no day, and ${by} has ${result.digest}`;
  await storeFirst(results, `${CONFLICT}${key}`, { by, conflict: told });
  return { is: 'conflict', told };
}

/** Stores a value under a new key; false if the key is there. */
export async function storeFirst(results: KV, key: string, value: StoredResult): Promise<boolean> {
  try {
    await results.create(key, JSON.stringify(value));
    return true;
  } catch (error) {
    if ((await readValue<StoredResult>(results, key)) !== undefined) return false;
    throw error;
  }
}
