import type { Region } from '../../memory/arena.js';
import { allocateLayout, openTables, type Table } from '../../memory/table.js';
import { CHILD_WORDS } from '../../orders/children.js';
import type { DaySpec } from './spec.js';

/**
 * Connections between servers and venues, for days that lose one. Orders on a dead connection reach
 * no venue and get no answer: the firm counts them as working until they are cancelled. The memory
 * exists only if a scenario has a disconnect, or a runbook by which people may cut one.
 */

/**
 * By server: the time of its disconnect (NaN if connected), the rows and turns that the connection
 * holds, and 1 once cancel-on-disconnect has reported it.
 */
const LINK_SCHEMA = { downNs: 'f64', held: 'i32', turns: 'i32', told: 'u8' } as const;
/**
 * Row = server × `heldMax` + n: the position of a held child in the table of its server, and its
 * words.
 */
const HELD_SCHEMA = { position: 'i32' } as const;
const HELD_WORD_SCHEMA = { word: 'i32' } as const;

export interface Links {
  readonly buffer: Region;
  readonly rows: Table<typeof LINK_SCHEMA>;
  readonly held: Table<typeof HELD_SCHEMA>;
  readonly words: Table<typeof HELD_WORD_SCHEMA>;
  readonly heldMax: number;
}

/** The turns whose children a dead connection holds; after that its server has no room to send. */
const HELD_TURNS = 8;

/** Allocates the memory of connections; returns undefined on a day that loses none. */
export function openLinks({ actions, deployment, capacity, runbook }: DaySpec): Links | undefined {
  if (runbook === undefined && !actions.some((action) => action.do === 'disconnect'))
    return undefined;
  const { servers } = deployment.rollout;
  const heldMax = HELD_TURNS * capacity.childrenPerTurn;
  const layout = {
    rows: { schema: LINK_SCHEMA, capacity: servers },
    held: { schema: HELD_SCHEMA, capacity: servers * heldMax },
    words: { schema: HELD_WORD_SCHEMA, capacity: servers * heldMax * CHILD_WORDS },
  } as const;
  const buffer = allocateLayout(layout);
  const tables = openTables(buffer, layout);
  tables.rows.downNs.fill(Number.NaN);
  return { buffer, ...tables, heldMax };
}

/** Returns whether a server (from 0) has lost its connection. */
export function isDown({ rows }: Links, server: number): boolean {
  return !Number.isNaN(rows.downNs[server]!);
}
