/**
 * Question: what does each check of the gate cost, ns an order, alone and in the full gate?
 *
 *   4,096 orders of some 1,200 parents in 500 stocks, in turns of 1,024 ──► gate (first stage ─► second stage) ──► verdicts
 *
 * Normal flow: three or four orders of a parent follow each other, alike or not, and all of them pass. Timed is the gate alone; answers, which give everything back, are
 * between the rounds. All gates have their turn in every round, so that what disturbs the machine disturbs them alike. The floor is the same orders copied as 32-byte records.
 */
import { cpus } from 'node:os';
import { performance } from 'node:perf_hooks';
import { RandomStream } from '../src/base/random.js';
import { QUOTE_SCHEMA } from '../src/market/quotes.js';
import { allocateTable } from '../src/memory/table.js';
import { CHILD_WORDS, ChildWord, instrumentOf, lineageOf, openChildren } from '../src/orders/children.js';
import { VERDICT_COUNT } from '../src/orders/codes.js';
import { PARENT_SCHEMA } from '../src/orders/parents.js';
import { CATALOGUE_ROWS, type CatalogueLimits } from '../src/risk/catalogue.js';
import { allocateCatalogue, isCatalogueOn, openCatalogue } from '../src/risk/catalogue-space.js';
import { FIRM_CREDIT_SCHEMA, openCredit } from '../src/risk/credit.js';
import { noteQuote, receiveParent, settleOrders } from '../src/risk/exposure.js';
import { admitChildren, BREACH_SCHEMA, collarParent, GATE_CELL_SCHEMA, type Gate, openGate, releaseReservation } from '../src/risk/gate.js';
import { KILL_SCHEMA, killRows } from '../src/risk/kill.js';
import { type GateLimits, LIMIT_DETAIL_SCHEMA, LIMIT_SCHEMA, writeLimits } from '../src/risk/limits.js';
import { endSettlement } from '../src/risk/trips.js';

const ORDERS = 4096;
const PARENTS = 2048;
const STOCKS = 500;
const BATCH = 1024;
const ROUNDS = 31;
/** How often each gate decides all orders in one round. */
const PASSES = 16;
const SEED = 20120801;
const DOLLARS = 50e9;
const SLICE_MONEY = 1e12;

const on = { mode: 'enforce' } as const;
const OFF: GateLimits = {
  maxQuantity: { mode: 'off', shares: 0 },
  maxNotional: { mode: 'off', dollars: 0 },
  collar: { mode: 'off', percent: 0, auctionOrders: false },
  parentQuantity: { mode: 'off', toleranceShares: 0 },
  grossExposure: { mode: 'off', dollars: 0 },
  serverRate: { mode: 'off', perSecond: 1, windowSeconds: 1 },
};
/** The checks of the story: kill, quantity, notional, collar, parent quantity, rate, gross exposure. */
const SEVEN: GateLimits = {
  maxQuantity: { ...on, shares: 10_000 },
  maxNotional: { ...on, dollars: 500_000 },
  collar: { ...on, percent: 9.5, auctionOrders: false },
  parentQuantity: { ...on, toleranceShares: 0 },
  grossExposure: { ...on, dollars: DOLLARS },
  serverRate: { ...on, perSecond: 1e9, windowSeconds: 3 },
};
/** The second stage with limits that a day's ordinary flow does not reach. What looks at answers or marks rather than at orders is not timed here. */
const SECOND: Required<Omit<CatalogueLimits, 'unmatchedAccount' | 'lossLimit'>> = {
  executionsPerParent: { ...on, executions: 1000 },
  duplicateOrders: { ...on, orders: 1e6, softOrders: 1e6 },
  symbolRate: { ...on, perSecond: 1e6, softPerSecond: 1e6 },
  advShare: { ...on, percent: 100 },
  quoteCollar: on,
  staticCollar: on,
  cumulativeAdv: { ...on, percent: 1000, softPercent: 1000 },
  position: { ...on, dollars: DOLLARS },
  serverGross: { ...on, dollars: DOLLARS },
  netExposure: { ...on, dollars: DOLLARS },
  locate: { ...on, shares: 1e9 },
  restrictedList: { ...on, symbols: ['S0499'] },
  selfMatch: on,
  openOrders: { ...on, orders: 1e6 },
  staleQuote: { ...on, milliseconds: 1e12 },
  unconfiguredLimit: { ...on, strategies: ['ordinary'] },
};

const stocks = Array.from({ length: STOCKS }, (_, stock) => ({
  symbol: `S${String(stock).padStart(4, '0')}`,
  advShares: 10_000_000,
  openTicks: 200_000,
}));
const quotes = allocateTable(QUOTE_SCHEMA, STOCKS);
quotes.bidTicks.fill(199_900);
quotes.askTicks.fill(200_100);
quotes.midTicks.fill(200_000);
quotes.openTicks.fill(200_000);
const parents = allocateTable(PARENT_SCHEMA, PARENTS);
const children = openChildren(new Int32Array(new SharedArrayBuffer(ORDERS * CHILD_WORDS * 4)));
writeOrders();

/** Each stock is bought or sold, not both, as a normal day's self-matches are rare. */
function writeOrders(): void {
  const random = new RandomStream(SEED, 'bench/gate');
  for (let parent = 0; parent < PARENTS; parent++) {
    const symbol = random.below(STOCKS - 1);
    parents.symbol[parent] = symbol;
    parents.side[parent] = symbol & 1;
    parents.ordered[parent] = 1_000_000;
  }
  let parent = 0;
  for (let child = 0; child < ORDERS; parent++) {
    const end = Math.min(ORDERS, child + 3 + random.below(2));
    const isSplit = random.below(2) === 0;
    const even = 100 * (1 + random.below(5));
    const p = parent % PARENTS;
    for (; child < end; child++) {
      const slot = child * CHILD_WORDS;
      children.words[slot] = p;
      children.words[slot + ChildWord.INSTRUMENT] = instrumentOf(parents.symbol[p]!, parents.side[p]!, 0);
      children.words[slot + ChildWord.QUANTITY] = isSplit ? 100 * (1 + random.below(5)) : even;
      children.words[slot + ChildWord.LIMIT] = parents.side[p] === 0 ? 200_100 : 199_900;
      children.words[slot + ChildWord.LINEAGE] = lineageOf(1, 0, 0, 0);
    }
  }
  markAlike();
}

/** As the router marks them: how many alike begin at each order. */
function markAlike(): void {
  const { words } = children;
  for (let child = ORDERS - 1; child >= 0; child--) {
    const slot = child * CHILD_WORDS;
    const next = slot + CHILD_WORDS;
    const isAlike =
      child + 1 < ORDERS && words[slot] === words[next] && words[slot + ChildWord.QUANTITY] === words[next + ChildWord.QUANTITY];
    words[slot + ChildWord.ALIKE] = isAlike ? words[next + ChildWord.ALIKE]! + 1 : 1;
  }
}

function createGate(limits: GateLimits): Gate {
  const table = allocateTable(LIMIT_SCHEMA, VERDICT_COUNT);
  const details = allocateTable(LIMIT_DETAIL_SCHEMA, 1);
  writeLimits(limits, table, details);
  const firm = allocateTable(FIRM_CREDIT_SCHEMA, 1);
  openCredit(firm, limits.grossExposure.dollars * 10_000);
  const kill = allocateTable(KILL_SCHEMA, killRows(STOCKS, 1));
  const setup = { limits, stocks, strategyNames: ['ordinary'], servers: 1, parentsMax: PARENTS };
  const catalogue = isCatalogueOn(limits) ? openCatalogue(allocateCatalogue(setup), 1, quotes, kill, SLICE_MONEY) : undefined;
  const gate: Gate = {
    server: 1,
    limits: table,
    details,
    cells: allocateTable(GATE_CELL_SCHEMA, 1),
    breaches: allocateTable(BREACH_SCHEMA, VERDICT_COUNT),
    kill,
    firm,
    creditSliceMoney: SLICE_MONEY,
    catalogue,
  };
  openGate(gate);
  for (let parent = 0; parent < PARENTS; parent++) {
    collarParent(gate, parents, quotes, parent);
    if (catalogue !== undefined) receiveParent(catalogue, parent);
  }
  if (catalogue !== undefined) for (let symbol = 0; symbol < STOCKS; symbol++) noteQuote(catalogue, symbol, 0);
  return gate;
}

interface Entry {
  readonly name: string;
  readonly gate: Gate | undefined;
  readonly ns: number[];
}

const without = (field: string): GateLimits => ({
  ...SEVEN,
  ...Object.fromEntries(Object.entries(SECOND).filter(([name]) => name !== field)),
});
const rows = CATALOGUE_ROWS.filter(({ field }) => field in SECOND);
const entries: Entry[] = [
  { name: 'floor: copy a record', gate: undefined, ns: [] },
  { name: 'every check off', gate: createGate(OFF), ns: [] },
  { name: 'the story’s seven', gate: createGate(SEVEN), ns: [] },
  { name: 'the full gate', gate: createGate({ ...SEVEN, ...SECOND }), ns: [] },
  ...rows.map(({ name, field }) => ({
    name: `alone ${name}`,
    gate: createGate({ ...OFF, [field]: SECOND[field as keyof typeof SECOND] }),
    ns: [],
  })),
  ...rows.map(({ name, field }) => ({ name: `without ${name}`, gate: createGate(without(field)), ns: [] })),
];

const from = new Int32Array(ORDERS * CHILD_WORDS).fill(1);
const to = new Int32Array(ORDERS * CHILD_WORDS);
let sink = 0;
let nowNs = 0;

function decide(gate: Gate | undefined): void {
  if (gate === undefined) {
    for (let begin = 0; begin < ORDERS; begin += BATCH) {
      for (let word = begin * CHILD_WORDS; word < (begin + BATCH) * CHILD_WORDS; word++) to[word] = from[word]!;
    }
    sink += to[nowNs % to.length]!;
    return;
  }
  let admitted = 0;
  for (let begin = 0; begin < ORDERS; begin += BATCH) admitted += admitChildren(gate, children, parents, begin, begin + BATCH, nowNs);
  if (admitted !== ORDERS) throw new Error(`bench/gate: ${ORDERS - admitted} orders of a normal day were refused`);
  sink += admitted;
}

/** Every order is cancelled. */
function giveBack(gate: Gate): void {
  const { words } = children;
  const { catalogue } = gate;
  let money = 0;
  for (let slot = 0; slot < words.length; slot += CHILD_WORDS) {
    const parent = words[slot]!;
    const shares = words[slot + ChildWord.QUANTITY]!;
    const limit = words[slot + ChildWord.LIMIT]!;
    money += shares * limit;
    if (catalogue !== undefined) settleOrders(catalogue, parent, parents.symbol[parent]!, parents.side[parent]!, limit, 0, shares, 1, 0);
  }
  parents.working.fill(0);
  releaseReservation(gate, money);
  if (catalogue !== undefined) endSettlement(catalogue, nowNs);
}

const WARM_UP = 5;
for (let round = 0; round < WARM_UP + ROUNDS; round++) {
  for (const { gate, ns } of entries) {
    let took = 0;
    for (let pass = 0; pass < PASSES; pass++) {
      nowNs += 10e9;
      const begin = performance.now();
      decide(gate);
      took += performance.now() - begin;
      if (gate !== undefined) giveBack(gate);
    }
    if (round >= WARM_UP) ns.push((took * 1e6) / (PASSES * ORDERS));
  }
}

const middle = (ns: readonly number[]): number => [...ns].sort((a, b) => a - b)[ns.length >> 1]!;
const find = (name: string): Entry => entries.find((entry) => entry.name === name)!;
/** The median of the differences round by round. */
const apart = (a: Entry, b: Entry): number => middle(a.ns.map((ns, round) => ns - b.ns[round]!));

console.log(`${cpus()[0]?.model.trim()}, Node ${process.version}, ${ROUNDS} rounds of ${PASSES} × ${ORDERS} orders, seed ${SEED}`);
for (const { name, ns } of entries.slice(0, 4)) {
  const p50 = middle(ns);
  console.log(
    `${name.padEnd(24)} p50 ${p50.toFixed(1).padStart(5)} ns, min ${Math.min(...ns)
      .toFixed(1)
      .padStart(5)} ns, ${(1000 / p50).toFixed(1).padStart(6)} M orders/s`,
  );
}
console.log(`\n${'check'.padEnd(24)} ${'alone, ns'.padStart(10)} ${'in the full gate, ns'.padStart(22)}`);
for (const { name } of rows) {
  const alone = apart(find(`alone ${name}`), find('every check off'));
  const marginal = apart(find('the full gate'), find(`without ${name}`));
  console.log(`${name.padEnd(24)} ${alone.toFixed(1).padStart(10)} ${marginal.toFixed(1).padStart(22)}`);
}
console.log(`sink ${sink}`);
