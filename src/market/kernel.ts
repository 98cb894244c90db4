import { type Kernel, kernelOn } from '../kernel/kernel.js';
import { writeStruct } from '../kernel/struct.js';
import { allocateArray, memoryOf } from '../memory/arena.js';
import type { WasmMemory } from '../memory/wasm-memory.js';
import type { Children } from '../orders/children.js';
import type { Impact } from './impact.js';
import type { Depth, Quotes } from './quotes.js';
import type { Withdrawal, WithdrawalPace } from './withdrawal.js';

/** What fills children at venues in WebAssembly. */
export interface VenuesKernel {
  readonly memory: WasmMemory;
  readonly doors: Kernel;
  /** The byte of the struct. */
  readonly base: number;
}

/** The columns and numbers of `Venues` that it needs. */
interface VenueParts {
  readonly quotes: Quotes;
  readonly depth: Depth;
  readonly taken: { readonly epoch: Int32Array; readonly shares: Int32Array };
  readonly impact: Pick<Impact, 'flow'>;
  readonly counterparties: Sums<'shares' | 'cash' | 'volume'>;
  readonly totals: Sums<'orders' | 'executions' | 'shares'>;
  readonly memberHalts: Uint8Array;
  readonly fadePer65536: number;
  readonly darkPer65536: number;
  readonly retailPer65536: number;
  readonly withdrawal: Withdrawal | undefined;
}
type Sums<K extends string> = { readonly [Column in K]: Float64Array };

/** Opens it; undefined where the venues' tables are not in an arena, or there is no kernel. */
export function openVenuesKernel(venues: VenueParts): VenuesKernel | undefined {
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

/** What marks quotes with the withdrawal of makers in WebAssembly. */
export interface MarksKernel {
  readonly doors: Kernel;
  /** The byte of the struct. */
  readonly base: number;
}

/** Opens it; undefined where the tables are not in an arena, or there is no kernel. */
export function openMarksKernel(
  withdrawal: Withdrawal,
  pace: WithdrawalPace,
  impact: Impact,
  quotes: Quotes,
): MarksKernel | undefined {
  const memory = memoryOf(quotes.bidTicks);
  const doors = memory && kernelOn(memory);
  if (memory === undefined || doors === undefined) return undefined;
  const { terms, decay, refill, rise, fall } = pace;
  const struct = writeStruct(memory, 'Marks', {
    ...quotes,
    ...impact,
    ...withdrawal,
    lots: undefined,
    stepSeconds: pace.stepSeconds,
    gapsPerSecond: terms.gapsPerSecond,
    gapSeconds: terms.gapSeconds,
    gapMedian: terms.gapDepth.median,
    gapSdLn: terms.gapDepth.sdLn,
    bearTimes: terms.bearTimes,
    exponent: terms.exponent,
    most: pace.most,
    stepEpochs: pace.stepEpochs,
    mixedSeed: pace.mixedSeed,
    decay: copyTable(decay),
    refill: copyTable(refill),
    rise: copyTable(rise),
    fall: copyTable(fall),
  });
  return struct && { doors, base: struct.base };
}

/** Returns a copy of numbers in the arena of the work under way. */
function copyTable(table: Float64Array): Float64Array {
  const copy = allocateArray(Float64Array, table.length);
  copy.set(table);
  return copy;
}
