import { QUOTE_SCHEMA, type Quotes } from '../../src/market/quotes.js';
import { allocateTable } from '../../src/memory/table.js';
import { CHILD_SCHEMA, type Children, lineageOf } from '../../src/orders/children.js';
import { OrderAttribute, Side, VERDICT_COUNT, VERDICT_NAMES } from '../../src/orders/codes.js';
import { FILL_SCHEMA, type Fills } from '../../src/orders/fills.js';
import { PARENT_SCHEMA, type Parents } from '../../src/orders/parents.js';
import { allocateCatalogue, type CatalogueSpace, isCatalogueOn, openCatalogue } from '../../src/risk/catalogue-space.js';
import { FIRM_CREDIT_SCHEMA, type FirmCredit, openCredit } from '../../src/risk/credit.js';
import { receiveParent } from '../../src/risk/exposure.js';
import {
  admitChildren,
  BREACH_SCHEMA,
  collarParent,
  GATE_CELL_SCHEMA,
  type Gate,
  openGate,
  releaseReservations,
} from '../../src/risk/gate.js';
import type { KillWords } from '../../src/risk/kill.js';
import { type GateLimits, LIMIT_DETAIL_SCHEMA, LIMIT_SCHEMA, writeLimits } from '../../src/risk/limits.js';
import { settleCatalogue } from '../../src/risk/trips.js';
import { killWords, NO_LIMITS } from './server.js';

/** A parent and a child as a gate sees them, in words. */
export interface GatedParent {
  side?: 'buy' | 'sell';
  ordered?: number;
  auction?: boolean;
  symbol?: number;
  behaviour?: number;
}
export interface GatedChild {
  parent?: number;
  quantity?: number;
  priceTicks?: number;
  behaviour?: number;
  flags?: number;
}

/** A gate by itself: no router before it, no venue behind it. */
export interface LoneGate {
  readonly gate: Gate;
  readonly parents: Parents;
  readonly children: Children;
  readonly fills: Fills;
  readonly quotes: Quotes;
  readonly kill: KillWords;
  readonly firm: FirmCredit;
}

const ROWS = 64;
const SYMBOLS = 8;

/** The memory of a catalogue for symbols A to H with an average daily volume of 100,000 shares each, an opening print of $20, and the strategies `plain`, `retail` and `rogue`. */
export function catalogueSpace(risk: Partial<GateLimits>, servers = 1): CatalogueSpace {
  return allocateCatalogue({
    limits: { ...NO_LIMITS, ...risk },
    stocks: [...'ABCDEFGH'].map((symbol) => ({ symbol, advShares: 100_000, openTicks: 200_000 })),
    strategyNames: ['ordinary', 'retail-liquidity', 'power-peg', 'disabled'],
    servers,
    parentsMax: ROWS,
  });
}

/** A gate in a market quoted 19.98 to 20.02, with the parents received. Order ids are 100 and up. */
export function loneGate(
  risk: Partial<GateLimits>,
  written: readonly GatedParent[] = [{}],
  shared: { server?: number; kill?: KillWords; firm?: FirmCredit; creditSliceMoney?: number; space?: CatalogueSpace } = {},
): LoneGate {
  const { server = 1, kill = killWords(), creditSliceMoney = 0 } = shared;
  const limits = allocateTable(LIMIT_SCHEMA, VERDICT_COUNT);
  const details = allocateTable(LIMIT_DETAIL_SCHEMA, 1);
  const all = { ...NO_LIMITS, ...risk };
  writeLimits(all, limits, details);
  const firm = shared.firm ?? allocateTable(FIRM_CREDIT_SCHEMA, 1);
  if (shared.firm === undefined) openCredit(firm, all.grossExposure.dollars * 10_000);
  const cells = allocateTable(GATE_CELL_SCHEMA, 1);
  const breaches = allocateTable(BREACH_SCHEMA, VERDICT_COUNT);
  const quotes = allocateTable(QUOTE_SCHEMA, SYMBOLS);
  quotes.bidTicks.fill(199_800);
  quotes.midTicks.fill(200_000);
  quotes.askTicks.fill(200_200);
  quotes.openTicks.fill(200_000);
  const space = shared.space ?? (isCatalogueOn(all) ? catalogueSpace(risk) : undefined);
  const catalogue = space && openCatalogue(space, server, quotes, kill, creditSliceMoney);
  const gate: Gate = { server, limits, details, cells, breaches, kill, firm, creditSliceMoney, catalogue };
  openGate(gate);

  const parents = allocateTable(PARENT_SCHEMA, Math.max(1, written.length));
  written.forEach((parent, row) => {
    parents.orderId[row] = 100 + row;
    parents.symbol[row] = parent.symbol ?? 0;
    parents.side[row] = parent.side === 'sell' ? Side.SELL : Side.BUY;
    parents.ordered[row] = parent.ordered ?? 1_000_000;
    parents.attributes[row] = parent.auction ? OrderAttribute.AUCTION : 0;
    parents.behaviour[row] = parent.behaviour ?? 0;
    collarParent(gate, parents, quotes, row);
    if (catalogue !== undefined) receiveParent(catalogue, row);
  });
  return { gate, parents, children: allocateTable(CHILD_SCHEMA, ROWS), fills: allocateTable(FILL_SCHEMA, ROWS), quotes, kill, firm };
}

/** Puts children to the gate in one batch; returns its verdicts by name. */
export function judge({ gate, parents, children }: LoneGate, rows: readonly GatedChild[], nowNs = 0): string[] {
  rows.forEach((row, child) => {
    const parent = row.parent ?? 0;
    children.parent[child] = parent;
    children.symbol[child] = parents.symbol[parent]!;
    children.side[child] = parents.side[parent]!;
    children.quantity[child] = row.quantity ?? 100;
    children.priceTicks[child] = row.priceTicks ?? 200_000;
    children.lineage[child] = lineageOf(gate.server, 0, row.flags ?? 0, row.behaviour ?? 0);
  });
  admitChildren(gate, children, parents, 0, rows.length, nowNs);
  return rows.map((_, child) => VERDICT_NAMES[children.verdict[child]!]!);
}

/** Lets the venues answer: of each entry `executed` is filled and `cancelled` is not, at the limit price given. */
export function answer(
  { gate, parents, fills }: LoneGate,
  rows: readonly { parent?: number; executed?: number; cancelled?: number; limitTicks?: number; priceTicks?: number; unmatched?: number }[],
  nowNs = 0,
): void {
  rows.forEach((row, fill) => {
    const parent = row.parent ?? 0;
    const executed = row.executed ?? 0;
    const cancelled = row.cancelled ?? 0;
    fills.parent[fill] = parent;
    fills.symbol[fill] = parents.symbol[parent]!;
    fills.side[fill] = parents.side[parent]!;
    fills.priceTicks[fill] = row.priceTicks ?? row.limitTicks ?? 200_000;
    fills.unmatched[fill] = row.unmatched ?? 0;
    fills.quantity[fill] = executed;
    fills.cancelled[fill] = cancelled;
    fills.limitTicks[fill] = row.limitTicks ?? 200_000;
    parents.filled[parent] = parents.filled[parent]! + executed;
    parents.working[parent] = parents.working[parent]! - executed - cancelled;
  });
  releaseReservations(gate, fills, 0, rows.length);
  if (gate.catalogue !== undefined) settleCatalogue(gate.catalogue, fills, 0, rows.length, nowNs);
}
