import { deflateRawSync, inflateRawSync } from 'node:zlib';
import type { KV } from '@nats-io/kv';
import type { DayResult } from '../session/result/result.js';
import { CONFLICT } from './bus.js';

/** What is stored under a key: a day, why there is none, or who disagrees about it. */
export type StoredResult =
  | { readonly by: string; readonly result: DayResult }
  | { readonly by: string; readonly failure: string }
  | { readonly by: string; readonly conflict: string };

/**
 * A result as bytes. A day with everything measured is a megabyte of JSON, which is as much as a
 * server takes; deflated at the fastest level it is a seventh of that.
 */
const packResult = (value: StoredResult): Uint8Array =>
  deflateRawSync(JSON.stringify(value), { level: 1 });

export const unpackResult = (bytes: Uint8Array): StoredResult =>
  JSON.parse(inflateRawSync(bytes).toString('utf8')) as StoredResult;

/** Reads what is stored under a key; undefined if there is nothing, or nothing any more. */
export async function readResult(results: KV, key: string): Promise<StoredResult | undefined> {
  const entry = await results.get(key);
  return entry?.operation === 'PUT' ? unpackResult(entry.value) : undefined;
}

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
  const other = (await readResult(results, key))!;
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
    await results.create(key, packResult(value));
    return true;
  } catch (error) {
    if ((await readResult(results, key)) !== undefined) return false;
    throw error;
  }
}
