import type { Server } from '../../server/server.js';
import { bookOf, openBook, openControl, openDesk, openFleetServer } from '../memory/open.js';
import type { Book, Control, Desk, FleetMemory } from '../memory/tables.js';
import type { FleetPlan } from '../spec.js';

/** The main thread's eyes on everything that is shared. */
export interface FleetView {
  readonly plan: FleetPlan;
  readonly memory: FleetMemory;
  readonly control: Control;
  readonly books: readonly Book[];
  readonly desks: readonly Desk[];
  readonly servers: readonly Server[];
}

export function openView(plan: FleetPlan, memory: FleetMemory): FleetView {
  const control = openControl(plan, memory);
  const books = memory.books.map((_, index) => openBook(plan, memory, index));
  const desks = memory.servers.map(({ desk }) => openDesk(plan, desk));
  const servers = memory.servers.map(({ number }, index) =>
    openFleetServer(plan, memory, control, desks[index]!, books[bookOf(plan, number)]!.market, number),
  );
  return { plan, memory, control, books, desks, servers };
}
