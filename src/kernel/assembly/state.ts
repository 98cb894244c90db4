/**
 * Where the columns are that the kernel reads and writes: their bytes in the memory, as structs.
 * src/kernel/struct.ts writes them; .build/kernel.mjs reads the names and their order here. What is
 * 0 is not there.
 */

/** The quotes that somebody sees. */
@unmanaged
export class Quotes {
  bidTicks: usize;
  askTicks: usize;
  midTicks: usize;
  openTicks: usize;
  paused: usize;
  lots: usize;
}

/** The venues of a market whose lit venues are sizes. */
@unmanaged
export class Venues extends Quotes {
  takenEpoch: usize;
  takenShares: usize;
  flow: usize;
  counterpartyShares: usize;
  counterpartyCash: usize;
  counterpartyVolume: usize;
  venueOrders: usize;
  venueExecutions: usize;
  venueShares: usize;
  memberHalts: usize;
  fadePer65536: i32;
  darkPer65536: i32;
  retailPer65536: i32;
  withdrawalTaken: usize;
  withdrawalReach: usize;
}

/** The withdrawal of makers in a market, and the quotes that it marks. */
@unmanaged
export class Marks extends Quotes {
  stepSeconds: f64;
  gapsPerSecond: f64;
  gapSeconds: f64;
  gapMedian: f64;
  gapSdLn: f64;
  bearTimes: f64;
  exponent: f64;
  most: f64;
  stepEpochs: i32;
  mixedSeed: i32;
  decay: usize;
  refill: usize;
  rise: usize;
  fall: usize;

  // Impact.
  baseTicks: usize;
  transient: usize;
  permanent: usize;
  flow: usize;
  transientPerShare: usize;
  halfSpread: usize;
  markedEpoch: usize;

  // Withdrawal.
  ownPerSecond: usize;
  advShares: usize;
  staysScale: usize;
  strength: usize;
  taken: usize;
  stepShares: usize;
  netShares: usize;
  gap: usize;
  withdrawn: usize;
  target: usize;
}

/** A server: its router, gate, books and counts. */
@unmanaged
export class Server extends Quotes {
  sliceMoney: f64;
  pegIntervalNs: f64;
  server: i32;
  pegShares: i32;
  pegIntervals: usize;
  pegVenues: usize;
  /** Where the gate stopped for the long way. */
  stopped: i32;

  // Children and the working sets, by behaviour.
  words: usize;
  mask: i32;
  sequence: usize;
  work0: usize;
  work1: usize;
  work2: usize;
  work3: usize;
  rest0: usize;
  rest1: usize;
  rest2: usize;
  rest3: usize;

  // Parents.
  symbol: usize;
  side: usize;
  ordered: usize;
  filled: usize;
  working: usize;
  leaves: usize;
  place: usize;
  isWaiting: usize;
  waitsAfter: usize;
  waitsBefore: usize;
  limitTicks: usize;
  collarLowTicks: usize;
  collarHighTicks: usize;
  behaviour: usize;
  state: usize;
  splitEpoch: usize;
  refusals: usize;
  dueNs: usize;
  attributes: usize;
  freeRow: usize;
  passedOver: usize;
  filledParents: usize;

  // The books.
  customerShares: usize;
  customerCash: usize;
  errorShares: usize;
  errorCash: usize;
  errorMidCash: usize;
  errorVolume: usize;
  beyond10Shares: usize;
  beyond10Cash: usize;
  beyond10MidCash: usize;
  beyond30Shares: usize;
  beyond30Cash: usize;
  beyond30MidCash: usize;
  customerFees: usize;
  errorFees: usize;
  customerExecutions: usize;
  errorExecutions: usize;
  errorGross: usize;
  firstErrorNs: usize;
  lastErrorNs: usize;
  feeTicks: usize;

  // Counts by behaviour, and the digest.
  childrenBy: usize;
  admittedBy: usize;
  executionsBy: usize;
  sharesBy: usize;
  tape: usize;

  // The gate’s first pass.
  creditMoney: usize;
  exposureMoney: usize;
  arrivalNs: usize;
  admitted: usize;
  bound: usize;
  rateIncrementNs: usize;
  rateToleranceNs: usize;
  killFirm: usize;
  killScoped: usize;
  killServer: usize;
  firmLeft: usize;

  // What the gate refuses by itself: the checks that are on, in the order that they are asked.
  judged: usize;
  judgedCount: i32;
  firstMode: usize;
  firstBreaches: usize;
  firstRefused: usize;
  firstBreachNs: usize;
  mode: usize;
  softBounds: usize;
  breaches: usize;
  refused: usize;
  breachNs: usize;
  /** Whether a scope of the firm is stopped; the state of firm and server; those of symbols. */
  watches: i32;
  stateLeast: i32;
  symbolStates: usize;
  findingRows: usize;
  findingsMax: i32;
  findingsDropped: usize;

  // Its second pass.
  symbolWords: usize;
  sideWords: usize;
  serverWords: usize;
  uses: usize;
  ceiling: usize;
  alike: usize;
  netCreditMoney: usize;
  quotesNs: usize;
  barred: usize;
  boundClass: usize;
  hardBounds: usize;
  firstBounds: usize;
  newUnmatchedMoney: usize;
  buysLeft: usize;
  sellsLeft: usize;
  openLeft: usize;
  orderMax: usize;
  barredBy: usize;

  // Sums over accounts, messages and windows of time, and whether there are any.
  hasSums: i32;
  account: usize;
  accountWords: usize;
  accountOthers: usize;
  accountMode: usize;
  accountOwn: usize;
  accountOther: i32;
  messageWords: usize;
  rollingWords: usize;
  rollingWindowNs: f64;
  advShares: usize;
  grossWords: usize;
  grossOthers: usize;
  grossWindowNs: f64;

  // The rules of markets, and the last trades.
  touchTicks: usize;
  tradeTicks: usize;
  tradeMiddleTicks: usize;
  tradeLowTicks: usize;
  closeTicks: usize;
  parentMax: usize;
  outstandingSoft: usize;
  outstandingMax: usize;
  fingerTicks: usize;
  marketTicks: usize;
  tickTicks: usize;
  lotShares: usize;
  isHardToBorrow: usize;
  exemptToo: usize;
  barredKinds: usize;
  opensNs: usize;
  closesNs: usize;
  tickExempt: usize;
}
