/**
 * Question: how much does each check of the gate cost, ns an order, alone and in the full gate?
 *
 *   4,096 orders of some 1,200 parents in 500 stocks, in turns of 1,024 ──► gate (first stage ─► second stage) ──► verdicts
 *
 * The flow is normal: three or four orders of a parent follow each other, identical or not, and all
 * pass. Only the gate is timed. Answers give all reservations back between the batches. The floor
 * copies the same orders as 32-byte records.
 */
import { RandomStream } from '../src/base/random.js';
import { QUOTE_SCHEMA } from '../src/market/quotes.js';
import { allocateTable } from '../src/memory/table.js';
import {
  CHILD_WORDS,
  ChildWord,
  instrumentOf,
  lineageOf,
  openChildren,
} from '../src/orders/children.js';
import { VERDICT_COUNT } from '../src/orders/codes.js';
import { PARENT_SCHEMA } from '../src/orders/parents.js';
import { CATALOGUE } from '../src/risk/catalogue/catalogue.js';
import { FIRM_CREDIT_SCHEMA, openCredit } from '../src/risk/counts/credit.js';
import { noteQuote, receiveParent, settleOrders } from '../src/risk/counts/exposure.js';
import { allocateSecondPass, isSecondPassOn, openSecondPass } from '../src/risk/counts/open.js';
import { collarParent } from '../src/risk/gate/collar.js';
import { admitChildren, openGate, releaseReservation } from '../src/risk/gate/gate.js';
import { judgedChecks } from '../src/risk/gate/judge-order.js';
import { BREACH_SCHEMA, GATE_CELL_SCHEMA, type Gate } from '../src/risk/gate/state.js';
import { endSettlement } from '../src/risk/gate/trips.js';
import { allocateLimits, type GateLimits } from '../src/risk/limits/limits.js';
import { KILL_SCHEMA, killRows } from '../src/risk/stops/kill.js';
import { copier } from './harness/floors.js';
import { Suite } from './harness/suite.js';
import { OFF, SECOND, SEVEN } from './support/limits.js';

const ORDERS = 4096;
const PARENTS = 2048;
const STOCKS = 500;
const BATCH = 1024;
const ROUNDS = 21;
const ROUND_MS = 6;
const SEED = 20120801;
const SLICE_MONEY = 1e12;

const stocks = Array.from({ length: STOCKS }, (_, stock) => ({
  symbol: `S${String(stock).padStart(4, '0')}`,
  advShares: 10_000_000,
  indexMember: true,
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

/** Each stock is only bought or only sold, since self-matches are rare on a normal day. */
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
      children.words[slot + ChildWord.INSTRUMENT] = instrumentOf(
        parents.symbol[p]!,
        parents.side[p]!,
        0,
      );
      children.words[slot + ChildWord.QUANTITY] = isSplit ? 100 * (1 + random.below(5)) : even;
      children.words[slot + ChildWord.LIMIT] = parents.side[p] === 0 ? 200_100 : 199_900;
      children.words[slot + ChildWord.LINEAGE] = lineageOf(1, 0, 0, 0);
    }
  }
  markAlike();
}

/** Marks runs as the router does: the number of identical orders that begin at each order. */
function markAlike(): void {
  const { words } = children;
  for (let child = ORDERS - 1; child >= 0; child--) {
    const slot = child * CHILD_WORDS;
    const next = slot + CHILD_WORDS;
    const isAlike =
      child + 1 < ORDERS &&
      words[slot] === words[next] &&
      words[slot + ChildWord.QUANTITY] === words[next + ChildWord.QUANTITY];
    words[slot + ChildWord.ALIKE] = isAlike ? words[next + ChildWord.ALIKE]! + 1 : 1;
  }
}

function createGate(limits: GateLimits): Gate {
  const { limits: table, details } = allocateLimits(limits);
  const firm = allocateTable(FIRM_CREDIT_SCHEMA, 1);
  openCredit(firm, limits.grossExposure.dollars * 10_000);
  const kill = allocateTable(KILL_SCHEMA, killRows(STOCKS, 1));
  const setup = { limits, stocks, strategyNames: ['ordinary'], servers: 1, parentsMax: PARENTS };
  const catalogue = isSecondPassOn(limits)
    ? openSecondPass(allocateSecondPass(setup), 1, quotes, kill, SLICE_MONEY)
    : undefined;
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
    judged: catalogue === undefined ? [] : judgedChecks(catalogue),
  };
  openGate(gate);
  for (let parent = 0; parent < PARENTS; parent++) {
    collarParent(gate, parents, quotes, parent);
    if (catalogue !== undefined) receiveParent(catalogue, parents, parent, 0);
  }
  if (catalogue !== undefined)
    for (let symbol = 0; symbol < STOCKS; symbol++) noteQuote(catalogue, symbol, 0);
  return gate;
}

const without = (field: string): GateLimits =>
  ({
    ...SEVEN,
    ...SECOND,
    [field]: OFF[field as keyof GateLimits] ?? { mode: 'off' },
  }) as GateLimits;
const alone = (field: string): GateLimits =>
  ({ ...OFF, [field]: { ...SEVEN, ...SECOND }[field as keyof GateLimits] }) as GateLimits;
/** The checks of one order: those of the story and those of the second pass. */
const rows = CATALOGUE.filter(
  (row) =>
    (row.place === 'gate' || row.place === 'catalogue') &&
    (row.field in SEVEN || row.field in SECOND),
);

const suite = new Suite({
  question: 'what does each check of the gate cost?',
  unit: 'order',
  work:
    `${ORDERS.toLocaleString('en-US')} orders of some 1,200 parents in ${STOCKS} stocks a batch, ` +
    `in turns of ${BATCH.toLocaleString('en-US')}, all admitted, seed ${SEED}`,
  roundMs: ROUND_MS,
  rounds: ROUNDS,
});
let sink = 0;
let nowNs = 0;

function decide(gate: Gate): void {
  nowNs += 10e9;
  let admitted = 0;
  for (let begin = 0; begin < ORDERS; begin += BATCH)
    admitted += admitChildren(gate, children, parents, begin, begin + BATCH, nowNs);
  if (admitted !== ORDERS)
    throw new Error(`bench/gate: ${ORDERS - admitted} orders of a normal day were refused`);
  sink += admitted;
}

/** Cancels every order. */
function giveBack(gate: Gate): void {
  const { words } = children;
  const { catalogue } = gate;
  let money = 0;
  for (let slot = 0; slot < words.length; slot += CHILD_WORDS) {
    const parent = words[slot]!;
    const shares = words[slot + ChildWord.QUANTITY]!;
    const limit = words[slot + ChildWord.LIMIT]!;
    money += shares * limit;
    if (catalogue !== undefined)
      settleOrders(catalogue, parent, words[slot + ChildWord.INSTRUMENT]!, limit, 0, shares, 1, 0);
  }
  parents.working.fill(0);
  releaseReservation(gate, money);
  if (catalogue !== undefined) endSettlement(catalogue, nowNs);
}

function addGate(name: string, limits: GateLimits): void {
  const gate = createGate(limits);
  suite.add(
    name,
    ORDERS,
    () => decide(gate),
    () => giveBack(gate),
  );
}

const { copy, sink: copied } = copier(ORDERS * CHILD_WORDS * 4);
suite.floor('copy the rows', ORDERS, copy);
addGate('every check off', OFF);
addGate('the story’s seven', SEVEN);
addGate('the full gate', { ...SEVEN, ...SECOND });
for (const { name, field } of rows) addGate(`alone ${name}`, alone(field));
for (const { name, field } of rows) addGate(`without ${name}`, without(field));
suite.finish(() => [
  'cost of a check: the gate with it alone minus every check off, ' +
    'or the full gate minus the gate without it; smars bench risk has both',
  `sink: ${sink}, ${copied()}`,
]);
