import { type Kernel, kernelOn } from '../kernel/kernel.js';
import { type Struct, type StructValues, wordOf, writeStruct } from '../kernel/struct.js';
import type { Accounts } from '../ledger/positions.js';
import { allocateArray, memoryOf } from '../memory/arena.js';
import { type Children, ChildWord, childSlot } from '../orders/children.js';
import { Verdict } from '../orders/codes.js';
import type { SecondPass } from '../risk/counts/second-pass.js';
import { closeTicks } from '../risk/counts/terms.js';
import { admitChildren, closeBatch, judgeRun, openShortWay } from '../risk/gate/gate.js';
import { ShortWay } from '../risk/gate/short-way.js';
import type { Gate } from '../risk/gate/state.js';
import { endSettlement } from '../risk/gate/trips.js';
import { isServerKilled } from '../risk/stops/kill.js';
import { stateOfServer } from '../risk/stops/states.js';
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
const WATCHES = wordOf('Server', 'watches');
const STATE_LEAST = wordOf('Server', 'stateLeast');
const { OPEN } = ShortWay;
const { ALIKE } = ChildWord;
const { min } = Math;
/** The last verdict that the kernel knows. */
const LAST_KNOWN = Verdict.ORDER_TYPES;
/** The checks of a gate without a second pass. */
const FIRST_PASS = [
  Verdict.SERVER_RATE,
  Verdict.MAX_QUANTITY,
  Verdict.MAX_NOTIONAL,
  Verdict.COLLAR,
  Verdict.PARENT_QUANTITY,
  Verdict.GROSS_EXPOSURE,
];

/** Opens it; undefined where the server's tables are not in an arena, or there is no kernel. */
export function openServerKernel(server: ServerParts): ServerKernel | undefined {
  const { router, gate, children } = server;
  const memory = memoryOf(children.words);
  const doors = memory && kernelOn(memory);
  if (memory === undefined || doors === undefined) return undefined;
  const sums = sumColumns(gate.catalogue, router.parents);
  const hasSums = hasColumns(sums, memory);
  const struct: Struct | undefined = writeStruct(memory, 'Server', {
    ...routerColumns(server),
    ...bookColumns(server),
    ...gateColumns(gate),
    ...judgedColumns(gate),
    ...secondPassColumns(gate.catalogue),
    ...ruleColumns(gate.catalogue),
    ...(hasSums ? sums : sumColumns(undefined, router.parents)),
  });
  if (struct === undefined) return undefined;
  const isPlain = router.immediate === undefined && router.working.length === 4;
  const isKnown = gate.custom === undefined && hasSums && isSecondPassKnown(gate);
  return {
    doors,
    ...struct,
    decides: isPlain,
    gates: isPlain && isKnown && gate.layers === undefined,
    settles: isPlain && isKnown,
  };
}

/** Whether the kernel has all that a second pass may ask. */
function isSecondPassKnown({ catalogue, judged }: Gate): boolean {
  if (catalogue === undefined) return true;
  const { owners, measures, resting } = catalogue;
  return (
    judged.every((check) => check <= LAST_KNOWN) &&
    [owners, measures, resting].every((part) => part === undefined)
  );
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

/** What the kernel needs to refuse children as the long way does. */
function judgedColumns({ limits, breaches, catalogue, judged }: Gate) {
  const checks = catalogue === undefined ? FIRST_PASS : judged;
  const counts = catalogue?.breaches;
  const findings = catalogue?.findings;
  return {
    judged: placed(Int32Array, Int32Array.from(checks)),
    judgedCount: checks.length,
    firstMode: limits.mode,
    firstBreaches: breaches.count,
    firstRefused: breaches.refused,
    firstBreachNs: breaches.firstNs,
    mode: catalogue?.bounds.mode,
    softBounds: catalogue?.bounds.soft,
    breaches: counts?.count,
    refused: counts?.refused,
    breachNs: counts?.firstNs,
    watches: 0,
    stateLeast: 0,
    symbolStates: catalogue?.firm.states.symbols.state,
    findingRows: findings?.counts.rows,
    // With `explain`, the long way asks every check, so there always is room for a finding.
    findingsMax: findings === undefined || catalogue!.explain ? -1 : findings.rows.capacity,
    findingsDropped: findings?.counts.dropped,
  } satisfies Partial<ServerValues>;
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
  | 'newUnmatchedMoney'
  | 'buysLeft'
  | 'sellsLeft'
  | 'openLeft'
  | 'orderMax'
  | 'barredBy';

function secondPassColumns(catalogue: SecondPass | undefined): Values<SecondPassField> {
  const [buys, sells, open] = catalogue?.firm.net ?? [];
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
    buysLeft: buys?.leftUnits,
    sellsLeft: sells?.leftUnits,
    openLeft: open?.leftUnits,
    orderMax: catalogue?.symbolBounds.orderMax,
    barredBy: catalogue?.symbolBounds.barred,
  };
}

type RuleField =
  | 'touchTicks'
  | 'tradeTicks'
  | 'tradeMiddleTicks'
  | 'tradeLowTicks'
  | 'closeTicks'
  | 'parentMax'
  | 'outstandingSoft'
  | 'outstandingMax'
  | 'fingerTicks'
  | 'marketTicks'
  | 'tickTicks'
  | 'lotShares'
  | 'isHardToBorrow'
  | 'exemptToo'
  | 'barredKinds'
  | 'opensNs'
  | 'closesNs'
  | 'tickExempt';

function ruleColumns(catalogue: SecondPass | undefined): Values<RuleField> {
  const bounds = catalogue?.symbolBounds;
  const closes = catalogue && Int32Array.from(catalogue.stocks, closeTicks);
  return {
    touchTicks: catalogue?.parents.touchTicks,
    tradeTicks: catalogue?.trades.priceTicks,
    tradeMiddleTicks: catalogue?.trades.middleTicks,
    tradeLowTicks: catalogue?.trades.lowTicks,
    closeTicks: closes && placed(Int32Array, closes),
    parentMax: bounds?.parentMax,
    outstandingSoft: bounds?.outstandingSoft,
    outstandingMax: bounds?.outstandingMax,
    fingerTicks: bounds?.fingerTicks,
    marketTicks: bounds?.marketTicks,
    tickTicks: bounds?.tickTicks,
    lotShares: bounds?.lotShares,
    isHardToBorrow: bounds?.isHardToBorrow,
    exemptToo: bounds?.exemptToo,
    barredKinds: bounds?.barredKinds,
    opensNs: bounds?.opensNs,
    closesNs: bounds?.closesNs,
    tickExempt: catalogue?.strategies.tickExempt,
  };
}

type SumField =
  | 'hasSums'
  | 'account'
  | 'accountWords'
  | 'accountOthers'
  | 'accountMode'
  | 'accountOwn'
  | 'accountOther'
  | 'messageWords'
  | 'rollingWords'
  | 'rollingWindowNs'
  | 'advShares'
  | 'grossWords'
  | 'grossOthers'
  | 'grossWindowNs';

function sumColumns(
  catalogue: SecondPass | undefined,
  { account }: Router['parents'],
): Values<SumField> {
  const { accounts, messages, rolling, rolledGross, stocks = [] } = catalogue ?? {};
  const volumes = rolling && Float64Array.from(stocks, ({ advShares }) => advShares);
  return {
    hasSums: [accounts, messages, rolling, rolledGross].some((part) => part) ? 1 : 0,
    account,
    accountWords: accounts?.sums.words,
    accountOthers: accounts?.sums.others,
    accountMode: accounts?.mode,
    accountOwn: accounts?.own,
    accountOther: accounts?.other ?? 0,
    messageWords: messages?.words,
    rollingWords: rolling?.words,
    rollingWindowNs: rolling?.windowNs ?? 0,
    advShares: volumes && placed(Float64Array, volumes),
    grossWords: rolledGross?.sums.words,
    grossOthers: rolledGross?.sums.others,
    grossWindowNs: rolledGross?.windowsNs[0] ?? 0,
  };
}

/** Whether all columns of some values are in a memory. */
function hasColumns(values: Partial<ServerValues>, memory: object): boolean {
  return Object.values(values).every(
    (value) => value === undefined || typeof value === 'number' || memoryOf(value) === memory,
  );
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
 * Admits or refuses children as `admitChildren` does. Children alike that the kernel leaves to the
 * long way are judged here, and the kernel goes on after them while all scopes are active.
 */
export function admitInKernel(
  server: ServerParts,
  { doors, base, words }: ServerKernel,
  begin: number,
  end: number,
  nowNs: number,
): number {
  const { gate, children, router } = server;
  const admit = gate.catalogue === undefined ? doors.gate : doors.gate2;
  let admitted = 0;
  let judged = 0;
  let from = begin;
  while (from !== end && mayAdmit(gate, words, openShortWay(gate, nowNs))) {
    admitted += admit(base, from, end, nowNs);
    from = words[STOPPED]!;
    if (from === end) break;
    const alike = children.words[childSlot(children, from) + ALIKE]!;
    const next = (from + min(alike, (end - from) | 0)) | 0;
    judged += judgeRun(gate, children, router.parents, from, next, nowNs);
    from = next;
  }
  if (from === end) return admitted + closeBatch(gate, judged, nowNs);
  const { cells } = gate;
  cells.admitted[0] = cells.admitted[0]! + judged;
  return admitted + judged + admitChildren(gate, children, router.parents, from, end, nowNs);
}

/**
 * Whether the kernel may gate children. Tells it which states to watch while some scope is stopped;
 * accounts are few, and their states are left to TypeScript.
 */
function mayAdmit(
  { catalogue, custom, kill, server }: Gate,
  words: Int32Array,
  way: number,
): boolean {
  words[WATCHES] = way === OPEN ? 0 : 1;
  if (way === OPEN) return true;
  if (catalogue === undefined || custom !== undefined || catalogue.measures !== undefined)
    return false;
  if (isServerKilled(kill, server) || Atomics.load(kill.scoped, 0) !== 0) return false;
  const { states } = catalogue.firm;
  words[STATE_LEAST] = stateOfServer(states, server);
  return states.firm.accounts[0] === 0;
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
