import { QUOTE_SCHEMA, type Quotes } from '../../src/market/quotes.js';
import { allocateTable } from '../../src/memory/table.js';
import { type Children, lineageOf } from '../../src/orders/children.js';
import { OrderAttribute, Side, VERDICT_COUNT, VERDICT_NAMES } from '../../src/orders/codes.js';
import { PARENT_SCHEMA, type Parents } from '../../src/orders/parents.js';
import { FIRM_CREDIT_SCHEMA, type FirmCredit, openCredit } from '../../src/risk/credit.js';
import {
  admitChildren,
  BREACH_SCHEMA,
  collarParent,
  GATE_CELL_SCHEMA,
  type Gate,
  openGate,
  releaseReservation,
} from '../../src/risk/gate.js';
import type { KillWords } from '../../src/risk/kill.js';
import { type GateLimits, LIMIT_DETAIL_SCHEMA, LIMIT_SCHEMA, writeLimits } from '../../src/risk/limits.js';
import { childrenOf, emptyChildren, readChildren } from './children.js';
import { killWords, NO_LIMITS } from './server.js';

/** A parent and a child as a gate sees them, in words. */
export interface GatedParent {
  side?: 'buy' | 'sell';
  ordered?: number;
  auction?: boolean;
  symbol?: number;
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
  readonly quotes: Quotes;
  readonly kill: KillWords;
  readonly firm: FirmCredit;
}

const ROWS = 64;

/** A gate in a market quoted 19.98 to 20.02, with the parents received. Order ids are 100 and up. */
export function loneGate(
  risk: Partial<GateLimits>,
  written: readonly GatedParent[] = [{}],
  shared: { server?: number; kill?: KillWords; firm?: FirmCredit; creditSliceMoney?: number } = {},
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
  const gate: Gate = { server, limits, details, cells, breaches, kill, firm, creditSliceMoney };
  openGate(gate);

  const quotes = allocateTable(QUOTE_SCHEMA, 8);
  quotes.bidTicks.fill(199_800);
  quotes.midTicks.fill(200_000);
  quotes.askTicks.fill(200_200);
  const parents = allocateTable(PARENT_SCHEMA, Math.max(1, written.length));
  written.forEach((parent, row) => {
    parents.orderId[row] = 100 + row;
    parents.symbol[row] = parent.symbol ?? 0;
    parents.side[row] = parent.side === 'sell' ? Side.SELL : Side.BUY;
    parents.ordered[row] = parent.ordered ?? 1_000_000;
    parents.attributes[row] = parent.auction ? OrderAttribute.AUCTION : 0;
    collarParent(gate, parents, quotes, row);
  });
  return { gate, parents, children: emptyChildren(ROWS), quotes, kill, firm };
}

/** Puts children to the gate in one batch; returns its verdicts by name. */
export function judge({ gate, parents, children }: LoneGate, rows: readonly GatedChild[], nowNs = 0): string[] {
  const written = rows.map((row) => {
    const parent = row.parent ?? 0;
    return {
      parent,
      symbol: parents.symbol[parent]!,
      side: parents.side[parent] as Side,
      quantity: row.quantity ?? 100,
      priceTicks: row.priceTicks ?? 200_000,
      lineage: lineageOf(gate.server, 0, row.flags ?? 0, row.behaviour ?? 0),
    };
  });
  childrenOf(written, 0, children);
  admitChildren(gate, children, parents, 0, rows.length, nowNs);
  return readChildren(children, 0, rows.length).map(({ verdict }) => VERDICT_NAMES[verdict]!);
}

/** Lets the venues answer: of each entry `executed` is filled and `cancelled` is not, at the limit price given. */
export function answer(
  { gate, parents }: LoneGate,
  rows: readonly { parent?: number; executed?: number; cancelled?: number; limitTicks?: number }[],
): void {
  let released = 0;
  for (const { parent = 0, executed = 0, cancelled = 0, limitTicks = 200_000 } of rows) {
    parents.filled[parent] = parents.filled[parent]! + executed;
    parents.working[parent] = parents.working[parent]! - executed - cancelled;
    released += cancelled * limitTicks;
  }
  releaseReservation(gate, released);
}
