import { type Kernel, kernelOn } from '../kernel/kernel.js';
import { writeStruct } from '../kernel/struct.js';
import { memoryOf } from '../memory/arena.js';
import type { WasmMemory } from '../memory/wasm-memory.js';
import type { Children } from '../orders/children.js';
import type { Venues } from './fills.js';

/** What fills children at venues in WebAssembly. */
export interface VenuesKernel {
  readonly memory: WasmMemory;
  readonly doors: Kernel;
  /** The byte of the struct. */
  readonly base: number;
}

/** Opens it; undefined where the venues' tables are not in an arena, or there is no kernel. */
export function openVenuesKernel(venues: Venues): VenuesKernel | undefined {
  const { quotes, depth, taken, impact, counterparties, totals, withdrawal } = venues;
  const memory = memoryOf(quotes.bidTicks);
  const doors = memory && kernelOn(memory);
  if (memory === undefined || doors === undefined) return undefined;
  const struct = writeStruct(memory, 'Venues', {
    bidTicks: quotes.bidTicks,
    askTicks: quotes.askTicks,
    midTicks: quotes.midTicks,
    openTicks: quotes.openTicks,
    paused: quotes.paused,
    lots: depth.lots,
    takenEpoch: taken.epoch,
    takenShares: taken.shares,
    flow: impact.flow,
    counterpartyShares: counterparties.shares,
    counterpartyCash: counterparties.cash,
    counterpartyVolume: counterparties.volume,
    venueOrders: totals.orders,
    venueExecutions: totals.executions,
    venueShares: totals.shares,
    memberHalts: venues.memberHalts,
    fadePer65536: venues.fadePer65536,
    darkPer65536: venues.darkPer65536,
    retailPer65536: venues.retailPer65536,
    withdrawalTaken: withdrawal?.taken,
    withdrawalReach: withdrawal?.reachShares,
  });
  return struct && { memory, doors, base: struct.base };
}

/** Executes children in the kernel's memory against displayed and hidden sizes. */
export function fillInKernel(
  { doors, base }: VenuesKernel,
  { words, mask }: Children,
  begin: number,
  end: number,
  epoch: number,
): number {
  return doors.fill(base, words.byteOffset, mask, begin, end, epoch);
}
