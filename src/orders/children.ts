import type { Table } from '../memory/table.js';

/**
 * One server's child orders of one turn: rows [0, n) are the turn's children, and the next turn writes over them.
 *
 *   lineage: bits 0–7 server, 8–15 build, 16–23 flags, 24–30 behaviour. It is the same for a run of children, so it is one word.
 */
export const CHILD_SCHEMA = {
  sequence: 'f64',
  parent: 'i32',
  symbol: 'i32',
  quantity: 'i32',
  priceTicks: 'i32',
  lineage: 'i32',
  side: 'u8',
  venue: 'u8',
  verdict: 'u8',
} as const;
export type Children = Table<typeof CHILD_SCHEMA>;

/** The word that says which server, build, flags and behaviour made a child. */
export function lineageOf(server: number, build: number, flags: number, behaviour: number): number {
  return server | (build << 8) | (flags << 16) | (behaviour << 24);
}
export const lineageServer = (lineage: number): number => lineage & 0xff;
export const lineageBuild = (lineage: number): number => (lineage >>> 8) & 0xff;
export const lineageFlags = (lineage: number): number => (lineage >>> 16) & 0xff;
export const lineageBehaviour = (lineage: number): number => lineage >>> 24;
