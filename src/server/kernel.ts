import { type Kernel, kernelOn } from '../kernel/kernel.js';
import { type Struct, type StructValues, wordOf, writeStruct } from '../kernel/struct.js';
import type { Accounts } from '../ledger/positions.js';
import { allocateArray, memoryOf } from '../memory/arena.js';
import type { Children } from '../orders/children.js';
import type { SecondPass } from '../risk/counts/second-pass.js';
import { ServerWord } from '../risk/counts/tables.js';
import { admitChildren } from '../risk/gate/gate.js';
import { beginBatch, ShortWay } from '../risk/gate/short-way.js';
import type { Gate } from '../risk/gate/state.js';
import { endBatch, endSettlement } from '../risk/gate/trips.js';
import type { Router } from '../router/state.js';

/** The parts of a `Server` that it needs. */
interface ServerParts {
  readonly number: number;
  readonly router: Router;
  readonly gate: Gate;
  readonly children: Children;
  readonly accounts: Accounts;
  readonly tally: {
    readonly children: Float64Array;
    readonly admitted: Float64Array;
    readonly executions: Float64Array;
    readonly shares: Float64Array;
    readonly tape: Int32Array;
  };
}

/** What takes a server's turns in WebAssembly, and which steps of a turn. */
export interface ServerKernel {
  readonly doors: Kernel;
  /** The byte of the struct, and its words. */
  readonly base: number;
  readonly words: Int32Array;
  /** Whether it knows all orders that the server may have, and all that its gate asks. */
  readonly decides: boolean;
  readonly gates: boolean;
  readonly settles: boolean;
}

const STOPPED = wordOf('Server', 'stopped');
const { OPEN } = ShortWay;

/** Opens it; undefined where the server's tables are not in an arena, or there is no kernel. */
export function openServerKernel(server: ServerParts): ServerKernel | undefined {
  const { router, gate, children } = server;
  const memory = memoryOf(children.words);
  const doors = memory && kernelOn(memory);
  if (memory === undefined || doors === undefined) return undefined;
  const struct: Struct | undefined = writeStruct(memory, 'Server', {
    ...routerColumns(server),
    ...bookColumns(server),
    ...gateColumns(gate),
    ...secondPassColumns(gate.catalogue),
  });
  if (struct === undefined) return undefined;
  const isPlain = router.immediate === undefined && router.working.length === 4;
  const isKnown = gate.custom === undefined && isSecondPassKnown(gate.catalogue);
  return {
    doors,
    ...struct,
    decides: isPlain,
    gates: isPlain && isKnown && gate.layers === undefined,
    settles: isPlain && isKnown,
  };
}

/** Whether the kernel has all that a second pass may ask. */
function isSecondPassKnown(catalogue: SecondPass | undefined): boolean {
  if (catalogue === undefined) return true;
  const { accounts, messages, rolling, owners, measures } = catalogue;
  return [accounts, messages, rolling, owners, measures].every((part) => part === undefined);
}

type ServerValues = StructValues<'Server'>;
type Values<F extends keyof ServerValues> = Pick<ServerValues, F>;

function routerColumns({ router, children, number }: ServerParts) {
  const { parents, counts, working, settings, quotes, depth, free } = router;
  const [ordinary, retail, peg, held] = working;
  const { pegIntervalsNs, pegVenueCells } = settings;
  return {
    ...quotes,
    lots: depth.lots,
    ...parents,
    words: children.words,
    mask: children.mask,
    sequence: counts.sequence,
    passedOver: counts.passedOver,
    filledParents: counts.filledParents,
    freeRow: free.row,
    work0: ordinary!.cell,
    work1: retail!.cell,
    work2: peg!.cell,
    work3: held!.cell,
    rest0: ordinary!.restUntilNs,
    rest1: retail!.restUntilNs,
    rest2: peg!.restUntilNs,
    rest3: held!.restUntilNs,
    server: number,
    pegShares: settings.pegShares,
    pegIntervalNs: settings.pegIntervalNs,
    pegIntervals: pegIntervalsNs && placed(Float64Array, pegIntervalsNs),
    pegVenues: pegVenueCells && placed(Uint8Array, pegVenueCells),
    stopped: 0,
  } satisfies Partial<ServerValues> & object;
}

function bookColumns({ accounts, tally }: ServerParts) {
  const { positions, book, feeTicks } = accounts;
  return {
    ...positions,
    ...book,
    feeTicks: placed(Int32Array, feeTicks),
    childrenBy: tally.children,
    admittedBy: tally.admitted,
    executionsBy: tally.executions,
    sharesBy: tally.shares,
    tape: tally.tape,
  } satisfies Partial<ServerValues> & object;
}

function gateColumns({ cells, limits, details, kill, firm, creditSliceMoney }: Gate) {
  return {
    ...cells,
    bound: limits.bound,
    rateIncrementNs: details.rateIncrementNs,
    rateToleranceNs: details.rateToleranceNs,
    killFirm: kill.firm,
    killScoped: kill.scoped,
    killServer: kill.server,
    firmLeft: firm.leftUnits,
    sliceMoney: creditSliceMoney,
  } satisfies Partial<ServerValues> & object;
}

type SecondPassField =
  | 'symbolWords'
  | 'sideWords'
  | 'serverWords'
  | 'uses'
  | 'ceiling'
  | 'alike'
  | 'netCreditMoney'
  | 'quotesNs'
  | 'barred'
  | 'boundClass'
  | 'hardBounds'
  | 'firstBounds'
  | 'newUnmatchedMoney';

function secondPassColumns(catalogue: SecondPass | undefined): Values<SecondPassField> {
  return {
    symbolWords: catalogue?.symbols.words,
    sideWords: catalogue?.sides.words,
    serverWords: catalogue?.whole.words,
    uses: catalogue?.parents.uses,
    ceiling: catalogue?.parents.ceiling,
    alike: catalogue?.parents.alike,
    netCreditMoney: catalogue?.net.creditMoney,
    quotesNs: catalogue?.quotesNs,
    barred: catalogue?.strategies.barred,
    boundClass: catalogue?.symbolBounds.class,
    hardBounds: catalogue?.bounds.hard,
    firstBounds: catalogue?.bounds.first,
    newUnmatchedMoney: catalogue?.cells.newUnmatchedMoney,
  };
}

/** A copy in the arena of an array that never changes. */
function placed<T extends Float64Array | Int32Array | Uint8Array>(
  Type: Parameters<typeof allocateArray<T>>[0],
  array: T,
): T {
  const copy = allocateArray(Type, array.length);
  copy.set(array);
  return copy;
}

/**
 * Admits or refuses children as `admitChildren` does, the first of them in the kernel: up to one
 * that has to go the long way.
 */
export function admitInKernel(
  server: ServerParts,
  { doors, base, words }: ServerKernel,
  begin: number,
  end: number,
  nowNs: number,
): number {
  const { gate, children, router } = server;
  const { catalogue } = gate;
  let admitted = 0;
  let from = begin;
  if (catalogue === undefined) {
    admitted = doors.gate(base, begin, end, nowNs);
    from = words[STOPPED]!;
  } else if (catalogue.whole.words[ServerWord.RULES] === 0) {
    if (beginBatch(catalogue, nowNs) === OPEN) {
      admitted = doors.gate2(base, begin, end, nowNs);
      from = words[STOPPED]!;
      if (from === end) endBatch(catalogue, nowNs);
    }
  }
  return from === end
    ? admitted
    : admitted + admitChildren(gate, children, router.parents, from, end, nowNs);
}

/** Settles answers as `settleServer` does. */
export function settleInKernel(
  { gate: { catalogue } }: ServerParts,
  { doors, base }: ServerKernel,
  begin: number,
  end: number,
  nowNs: number,
): number {
  if (catalogue === undefined) return doors.settle(base, begin, end, nowNs);
  const answers = doors.settle2(base, begin, end, nowNs);
  if (answers > 0) endSettlement(catalogue, nowNs);
  return answers;
}
