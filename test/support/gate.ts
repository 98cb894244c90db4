import { QUOTE_SCHEMA, type Quotes } from '../../src/market/quotes.js';
import { allocateTable } from '../../src/memory/table.js';
import { type Children, instrumentOf, lineageOf } from '../../src/orders/children.js';
import { OrderAttribute, Side, VERDICT_COUNT, VERDICT_NAMES } from '../../src/orders/codes.js';
import { PARENT_SCHEMA, type Parents } from '../../src/orders/parents.js';
import { FIRM_CREDIT_SCHEMA, type FirmCredit, openCredit } from '../../src/risk/counts/credit.js';
import { receiveParent, settleByParent, settleOrders } from '../../src/risk/counts/exposure.js';
import { allocateSecondPass, isSecondPassOn, openSecondPass } from '../../src/risk/counts/open.js';
import type { SecondPassSpace } from '../../src/risk/counts/second-pass.js';
import { collarParent } from '../../src/risk/gate/collar.js';
import { admitChildren, openGate, releaseReservation } from '../../src/risk/gate/gate.js';
import { judgedChecks } from '../../src/risk/gate/judge-order.js';
import { BREACH_SCHEMA, GATE_CELL_SCHEMA, type Gate } from '../../src/risk/gate/state.js';
import { endSettlement } from '../../src/risk/gate/trips.js';
import { layLimits } from '../../src/risk/limits/blocks.js';
import { allocateLimits, type GateLimits } from '../../src/risk/limits/limits.js';
import type { KillSwitch } from '../../src/risk/stops/kill.js';
import { childrenOf, emptyChildren, readChildren } from './children.js';
import { killWords, NO_LIMITS } from './server.js';

/** A parent and a child as a gate sees them, in words. */
export interface GatedParent {
  side?: 'buy' | 'sell';
  ordered?: number;
  limitTicks?: number;
  auction?: boolean;
  immediate?: boolean;
  resting?: boolean;
  sweep?: boolean;
  mark?: 'short' | 'short-exempt';
  symbol?: number;
  account?: number;
  behaviour?: number;
}
export interface GatedChild {
  parent?: number;
  quantity?: number;
  priceTicks?: number;
  behaviour?: number;
  flags?: number;
}

/** A gate alone: no router before it, no venue behind it. */
export interface LoneGate {
  readonly gate: Gate;
  readonly parents: Parents;
  readonly children: Children;
  readonly quotes: Quotes;
  readonly kill: KillSwitch;
  readonly firm: FirmCredit;
}

const ROWS = 64;

const SYMBOLS = 8;
const SYMBOL_NAMES = [...'ABCDEFGH'];

/**
 * The memory of a catalogue for symbols A to H with an average daily volume of 100,000 shares each,
 * a million shares outstanding, an opening print of $20, and the strategies `plain`, `retail` and
 * `rogue`. Only B is not easy to borrow, and C closed at $19 the day before.
 */
export function catalogueSpace(risk: Partial<GateLimits>, servers = 1): SecondPassSpace {
  return allocateSecondPass({
    limits: { ...NO_LIMITS, ...risk },
    stocks: SYMBOL_NAMES.map((symbol) => ({
      symbol,
      advShares: 100_000,
      openTicks: 200_000,
      indexMember: symbol !== 'B',
      sharesOutstanding: 1_000_000,
      ...(symbol === 'C' && { previousCloseDollars: 19 }),
    })),
    strategyNames: ['ordinary', 'retail-liquidity', 'power-peg', 'disabled'],
    servers,
    parentsMax: ROWS,
  });
}

/**
 * A gate in a market quoted 19.98 to 20.02, with the parents received. Order ids are 100 and up.
 */
export function loneGate(
  risk: Partial<GateLimits>,
  written: readonly GatedParent[] = [{}],
  shared: {
    server?: number;
    kill?: KillSwitch;
    firm?: FirmCredit;
    creditSliceMoney?: number;
    space?: SecondPassSpace;
  } = {},
): LoneGate {
  const { server = 1, kill = killWords(), creditSliceMoney = 0 } = shared;
  const all = { ...NO_LIMITS, ...risk };
  const { limits, details } = allocateLimits(all);
  const firm = shared.firm ?? allocateTable(FIRM_CREDIT_SCHEMA, 1);
  if (shared.firm === undefined) openCredit(firm, all.grossExposure.dollars * 10_000);
  const cells = allocateTable(GATE_CELL_SCHEMA, 1);
  const breaches = allocateTable(BREACH_SCHEMA, VERDICT_COUNT);
  const quotes = allocateTable(QUOTE_SCHEMA, SYMBOLS);
  quotes.bidTicks.fill(199_800);
  quotes.midTicks.fill(200_000);
  quotes.askTicks.fill(200_200);
  quotes.openTicks.fill(200_000);
  const space = shared.space ?? (isSecondPassOn(all) ? catalogueSpace(risk) : undefined);
  const catalogue = space && openSecondPass(space, server, quotes, kill, creditSliceMoney);
  const laid = layLimits(all, server, SYMBOL_NAMES);
  const gate: Gate = {
    server,
    limits,
    details,
    ...laid,
    cells,
    breaches,
    kill,
    firm,
    creditSliceMoney,
    catalogue,
    judged: catalogue === undefined ? [] : judgedChecks(catalogue),
  };
  openGate(gate);

  const parents = allocateTable(PARENT_SCHEMA, Math.max(1, written.length));
  written.forEach((parent, row) => {
    parents.orderId[row] = 100 + row;
    parents.symbol[row] = parent.symbol ?? 0;
    parents.account[row] = parent.account ?? 0;
    parents.side[row] = parent.side === 'sell' ? Side.SELL : Side.BUY;
    parents.ordered[row] = parent.ordered ?? 1_000_000;
    parents.limitTicks[row] = parent.limitTicks ?? 0;
    const { mark } = parent;
    parents.attributes[row] =
      (parent.auction ? OrderAttribute.AUCTION : 0) |
      (parent.immediate ? OrderAttribute.IMMEDIATE : 0) |
      (parent.resting ? OrderAttribute.RESTING : 0) |
      (parent.sweep ? OrderAttribute.SWEEP : 0) |
      (mark === 'short' ? OrderAttribute.SHORT : 0) |
      (mark === 'short-exempt' ? OrderAttribute.SHORT_EXEMPT : 0);
    parents.behaviour[row] = parent.behaviour ?? 0;
    collarParent(gate, parents, quotes, row);
    if (catalogue !== undefined) receiveParent(catalogue, parents, row, 0);
  });
  return { gate, parents, children: emptyChildren(ROWS), quotes, kill, firm };
}

/** Gives children to the gate in one batch; returns its verdicts by name. */
export function judge(lone: LoneGate, rows: readonly GatedChild[], nowNs = 0): string[] {
  present(lone, rows);
  return admitPresent(lone, rows.length, nowNs);
}

/** Judges the first children, which have been presented; returns the verdicts by name. */
export function admitPresent(
  { gate, parents, children }: LoneGate,
  count: number,
  nowNs = 0,
): string[] {
  admitChildren(gate, children, parents, 0, count, nowNs);
  return readChildren(children, 0, count).map(({ verdict }) => VERDICT_NAMES[verdict]!);
}

/** Writes children as the first ones, which no gate has judged. */
export function present({ gate, parents, children }: LoneGate, rows: readonly GatedChild[]): void {
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
}

/**
 * The answer to an order: `executed` shares are filled, `unmatched` of them beyond the parent's
 * quantity, and `cancelled` are not filled.
 */
export interface GatedAnswer {
  parent?: number;
  executed?: number;
  cancelled?: number;
  limitTicks?: number;
  priceTicks?: number;
  unmatched?: number;
}

/** Gives the gate the venues' answers, each for one order. */
export function answer({ gate, parents }: LoneGate, rows: readonly GatedAnswer[], nowNs = 0): void {
  const { catalogue } = gate;
  let released = 0;
  for (const {
    parent = 0,
    executed = 0,
    cancelled = 0,
    limitTicks = 200_000,
    priceTicks = limitTicks,
    unmatched = 0,
  } of rows) {
    parents.filled[parent] = parents.filled[parent]! + executed;
    parents.working[parent] = parents.working[parent]! - executed - cancelled;
    released += cancelled * limitTicks;
    if (catalogue === undefined) continue;
    const instrument = instrumentOf(parents.symbol[parent]!, parents.side[parent]!, 0);
    const executions = executed > 0 ? 1 : 0;
    settleOrders(catalogue, parent, instrument, limitTicks, executed, cancelled, 1, executions);
    settleByParent(
      catalogue,
      parents,
      parent,
      limitTicks,
      executed,
      cancelled,
      unmatched,
      priceTicks,
    );
  }
  releaseReservation(gate, released);
  if (catalogue !== undefined && rows.length > 0) endSettlement(catalogue, nowNs);
}

/** Has the gate receive the parent of a row anew. */
export function receive({ gate, parents }: LoneGate, row = 0, nowNs = 0): void {
  receiveParent(gate.catalogue!, parents, row, nowNs);
}
