import { assert } from '../../src/base/input-error.js';
import { TICKS_PER_DOLLAR } from '../../src/base/units.js';
import { BEHAVIOUR_NAMES, buildIndex } from '../../src/deployment/builds.js';
import { fillChildren } from '../../src/market/fills.js';
import type { Market } from '../../src/market/market.js';
import { allocateTable } from '../../src/memory/table.js';
import {
  ChildWord,
  childSlot,
  instrumentVenue,
  instrumentVerdict,
  isAdmitted,
} from '../../src/orders/children.js';
import { VERDICT_NAMES } from '../../src/orders/codes.js';
import { createOrderFlow } from '../../src/orders/flow.js';
import { FIRM_CREDIT_SCHEMA, openCredit } from '../../src/risk/counts/credit.js';
import { allocateSecondPass, isSecondPassOn } from '../../src/risk/counts/open.js';
import { allocateLimits } from '../../src/risk/limits/limits.js';
import { KILL_SCHEMA, killRows } from '../../src/risk/stops/kill.js';
import { SPLIT_CHILDREN_MAX } from '../../src/router/ordinary.js';
import type { RouterSettings } from '../../src/router/state.js';
import { createServer, openParents, type Server } from '../../src/server/server.js';
import { settleServer } from '../../src/server/settle.js';
import { takeOrder, turnBegin, turnEnd, turnServer } from '../../src/server/turn.js';
import { openMarketOf } from './market.js';
import type { Desk, Listener, Work } from './work.js';

/** The slices of the firm’s credit; a server leases one at a time. */
const SLICES = 40;
const STEADY: RouterSettings = { pegShares: 100, pegIntervalNs: 0, improvementTicks: 10 };

/**
 * A server for some work: of build 2012, or of another build with the settings of its behaviours.
 */
export function openServer(
  { stocks, limits, open }: Work,
  market: Market,
  childrenMax: number,
  {
    build = 2012,
    flagMask = 0,
    settings = STEADY,
  }: { build?: number; flagMask?: number; settings?: RouterSettings } = {},
): Server {
  const { limits: table, details } = allocateLimits(limits);
  const firm = allocateTable(FIRM_CREDIT_SCHEMA, 1);
  const creditMoney = limits.grossExposure.dollars * TICKS_PER_DOLLAR;
  openCredit(firm, creditMoney);
  const sizes = { parentsMax: open, childrenMax, symbols: stocks.length };
  return createServer(1, buildIndex(build), flagMask, settings, sizes, {
    quotes: market.quotes,
    depth: market.depth,
    limits: table,
    details,
    kill: allocateTable(KILL_SCHEMA, killRows(stocks.length, 1)),
    firm,
    creditSliceMoney: creditMoney / SLICES,
    catalogue: isSecondPassOn(limits)
      ? allocateSecondPass({
          limits,
          stocks,
          strategyNames: BEHAVIOUR_NAMES,
          servers: 1,
          parentsMax: open,
        })
      : undefined,
  });
}

/** The work by the engine, with columns, rows and integers. */
export function openColumnsDesk(work: Work, listener?: Listener): Desk {
  const childrenMax = (work.open + 1) * SPLIT_CHILDREN_MAX;
  const market = openMarketOf(work);
  const server = openServer(work, market, childrenMax);
  const { children, router } = server;
  const flow = createOrderFlow(1);
  const tell = (begin: number, end: number): void => {
    for (let child = begin; child !== end; child = (child + 1) | 0) {
      const slot = childSlot(children, child);
      const word = (index: number): number => children.words[slot + index]!;
      const instrument = word(ChildWord.INSTRUMENT);
      listener!({
        order: router.parents.orderId[word(ChildWord.PARENT)]!,
        venue: instrumentVenue(instrument),
        quantity: word(ChildWord.QUANTITY),
        priceTicks: word(ChildWord.LIMIT),
        verdict: VERDICT_NAMES[instrumentVerdict(instrument)]!,
        executed: isAdmitted(instrument) ? word(ChildWord.EXECUTED) : 0,
      });
    }
  };
  return {
    openOrders: () => openParents(server),
    take({ id, symbol, side, quantity }, nowNs) {
      flow.symbol[0] = symbol;
      flow.side[0] = side;
      flow.quantity[0] = quantity;
      const parent = takeOrder(server, flow, 0, nowNs);
      assert(parent >= 0, `bench/naive: order ${id} was not taken`);
      router.parents.orderId[parent] = id;
    },
    turn(nowNs, epoch) {
      const count = turnServer(server, nowNs, epoch, childrenMax);
      const [begin, end] = [turnBegin(server, count), turnEnd(server)];
      fillChildren(market.book, children, begin, end, epoch);
      if (listener !== undefined) tell(begin, end);
      settleServer(server, begin, end, nowNs);
      return count;
    },
  };
}
