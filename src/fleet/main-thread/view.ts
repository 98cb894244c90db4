import type { Server } from '../../server/server.js';
import {
  openControl,
  openFleetServer,
  openServerCells,
  openShard,
  shardOf,
} from '../memory/open.js';
import type { FleetControl, FleetMemory, ServerCells, VenueShard } from '../memory/tables.js';
import type { FleetPlan } from '../spec.js';

/** The main thread's view of all shared memory. */
export interface FleetView {
  readonly plan: FleetPlan;
  readonly memory: FleetMemory;
  readonly control: FleetControl;
  readonly shards: readonly VenueShard[];
  readonly cells: readonly ServerCells[];
  readonly servers: readonly Server[];
}

export function openView(plan: FleetPlan, memory: FleetMemory): FleetView {
  const control = openControl(plan, memory);
  const shards = memory.shards.map((_, index) => openShard(plan, memory, index));
  const cells = memory.servers.map(({ cells }) => openServerCells(plan, cells));
  const servers = memory.servers.map(({ number }, index) =>
    openFleetServer(
      plan,
      memory,
      control,
      cells[index]!,
      shards[shardOf(plan, number)]!.market,
      number,
    ),
  );
  return { plan, memory, control, shards, cells, servers };
}
