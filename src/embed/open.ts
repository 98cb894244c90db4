import { NS_PER_MS, TICKS_PER_DOLLAR } from '../base/units.js';
import { BEHAVIOUR_NAMES, buildIndex } from '../deployment/builds.js';
import { REUSED_FLAG } from '../deployment/flags.js';
import { type Market, openMarket } from '../market/market.js';
import { allocateTable } from '../memory/table.js';
import { FIRM_CREDIT_SCHEMA, openCredit } from '../risk/counts/credit.js';
import { allocateSecondPass, isSecondPassOn } from '../risk/counts/open.js';
import { layLimits } from '../risk/limits/blocks.js';
import { allocateLimits } from '../risk/limits/limits.js';
import {
  KILL_SCHEMA,
  KILLED_ACCOUNT_SCHEMA,
  KILLED_ACCOUNTS_MAX,
  KILLED_ORDER_SCHEMA,
  killRows,
} from '../risk/stops/kill.js';
import { routerSettings } from '../router/pace.js';
import { createServer, type Server } from '../server/server.js';
import type { EnginePlan } from './options.js';

const EPOCH_NS = 100 * NS_PER_MS;
/** Single orders that can be killed at the same time. */
const KILLED_ORDERS_MAX = 1023;

/** Opens the market and the one server of an engine. */
export function openServer(plan: EnginePlan): { market: Market; server: Server } {
  const { stocks, symbols, limits: risk, parentsMax, childrenMax } = plan;
  const market = openMarket(stocks, plan.market, EPOCH_NS, plan.seed);
  const { limits, details } = allocateLimits(risk);
  const firm = allocateTable(FIRM_CREDIT_SCHEMA, 1);
  openCredit(firm, risk.grossExposure.dollars * TICKS_PER_DOLLAR);
  const words = allocateTable(KILL_SCHEMA, killRows(stocks.length, 1));
  const volumes = stocks.map(({ advShares }) => advShares);
  const settings = routerSettings({ ...plan.peg, improvementTicks: 10 }, volumes, plan.seed);
  const { quotes, depth, book } = market;
  const server = createServer(
    1,
    buildIndex(plan.build),
    REUSED_FLAG,
    settings,
    { parentsMax, childrenMax, symbols: stocks.length },
    {
      quotes,
      depth,
      limits,
      details,
      kill: {
        ...words,
        orders: allocateTable(KILLED_ORDER_SCHEMA, KILLED_ORDERS_MAX + 1),
        accounts: allocateTable(KILLED_ACCOUNT_SCHEMA, KILLED_ACCOUNTS_MAX + 1),
      },
      firm,
      creditSliceMoney: 0,
      feeTicks: book.feeTicks,
      catalogue: isSecondPassOn(risk)
        ? allocateSecondPass({
            limits: risk,
            stocks,
            strategyNames: BEHAVIOUR_NAMES,
            servers: 1,
            parentsMax,
          })
        : undefined,
      checks: plan.checks,
      ...layLimits(risk, 1, symbols),
    },
  );
  return { market, server };
}
