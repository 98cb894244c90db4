import { InputError } from '../../src/base/assert.js';
import * as core from '../../src/core.js';
import { planFleet } from '../../src/fleet/spec.js';
import { validateForm } from '../../src/forms/form.js';
import * as library from '../../src/index.js';
import { KILLED_ORDER_SCHEMA } from '../../src/risk/stops/kill.js';
import * as risk from '../../src/risk.js';
import { fleetSchema } from '../../src/scenarios/profile.js';
import { RUNAWAY } from '../support/fleet.js';
import { STILL_MARKET, thinStock } from '../support/market.js';
import { SMALL } from '../support/scenarios.js';
import { made } from './spoiled-values.js';

/** A public entry, a set of arguments that it takes, and what is asked of neither. */
export interface DoorCase {
  /** The name of the export, and of its part where it has several cases. */
  readonly name: string;
  readonly args: () => unknown[];
  // biome-ignore lint/suspicious/noExplicitAny: what is tried here is what no type allows
  readonly call: (...args: any[]) => unknown;
  /**
   * Whether the arguments are such as a scenario file or a profile may hold, or too large to be
   * tried.
   */
  readonly isTaken?: (args: unknown[]) => boolean;
}

export const stocks = [thinStock(), thinStock({ symbol: 'SLIM' })];
export const off = { mode: 'off' } as const;
export const LIMITS = {
  maxQuantity: { mode: 'enforce', shares: 1000 },
  maxNotional: { mode: 'warn', dollars: 1e6 },
  collar: { mode: 'shadow', percent: 9.5, auctionOrders: false },
  parentQuantity: { mode: 'enforce', toleranceShares: 0 },
  grossExposure: { mode: 'enforce', dollars: 1e6 },
  serverRate: { mode: 'enforce', perSecond: 100, windowSeconds: 3 },
  position: { mode: 'enforce', dollars: 1e6 },
  restrictedList: { mode: 'enforce', symbols: ['SLIM'] },
  unconfiguredLimit: { mode: 'enforce', strategies: ['ordinary'], symbols: ['THIN'] },
  duplicateOrders: { mode: 'enforce', orders: 5, softOrders: 3, windowSeconds: 1 },
  lossLimit: { mode: 'enforce', dollars: 5e6, marks: 3, everySeconds: 1, conservativeMarks: 1 },
  explain: true,
  layers: {
    servers: { 1: { openOrders: off } },
    accounts: { DESK: { maxQuantity: { shares: 5 } } },
    symbols: { THIN: { locate: off } },
  },
} as const;

export const engine = (): library.Engine => new library.Engine({ stocks });
export const withOrder = (): library.Engine => {
  const one = engine();
  one.submit({ symbol: 'THIN', side: 'buy', quantity: 100 });
  return one;
};
export const small = (): library.Scenario => library.applySettings(SMALL, ['clock.end=09:30:01']);
export const refuses = (check: () => unknown): boolean => {
  try {
    check();
    return false;
  } catch (error) {
    if (error instanceof InputError) return true;
    throw error;
  }
};
export const isScenario = (spec: unknown): boolean =>
  !refuses(() => library.validateScenario(spec, 'test'));
export const fleet = {
  ...RUNAWAY,
  kills: [{ atSeconds: 0.01, scope: { kind: 'symbol', symbol: 'S0001' }, rearmAfterSeconds: 0.01 }],
} as library.FleetSpec;
export const isFleet = (spec: unknown): boolean =>
  !refuses(() => {
    validateForm(
      { what: 'fleet', schema: fleetSchema } as Parameters<typeof validateForm>[0],
      spec,
      'test',
    );
    planFleet(spec as library.FleetSpec);
  });
export const runShort = async (
  run: (spec: library.FleetSpec) => Promise<unknown>,
  spec: library.FleetSpec,
): Promise<unknown> => run(spec === fleet ? { ...spec, durationSeconds: 0.05 } : spec);

export const LIMITS_TEXT = '{"version":1,"firm":{"max-quantity":{"mode":"enforce","shares":10}}}';
export const by = { roles: ['risk-officer', 'compliance'], reason: 'looked at', nowNs: 1e12 };
export const setup = {
  limits: LIMITS,
  stocks,
  strategyNames: ['ordinary'],
  servers: 1,
  parentsMax: 16,
};
export const space = (): risk.SecondPassSpace =>
  risk.allocateSecondPass(setup as risk.SecondPassSetup);
export const words = (): risk.KillSwitch => ({
  ...core.allocateTable(risk.KILL_SCHEMA, risk.killRows(2, 1)),
  orders: core.allocateTable(KILLED_ORDER_SCHEMA, 8),
});
export const quotes = (): core.Quotes => core.openMarket(stocks, STILL_MARKET, 1e8, 1).quotes;
export const catalogue = (): risk.SecondPass =>
  risk.openSecondPass(space(), 1, quotes(), words(), 0);
export const table = (): risk.LimitTable => core.allocateTable(risk.LIMIT_SCHEMA, 8);
export const details = (): risk.LimitDetails => core.allocateTable(risk.LIMIT_DETAIL_SCHEMA, 1);
export const firmCredit = (): risk.FirmCredit => core.allocateTable(risk.FIRM_CREDIT_SCHEMA, 1);
/** A clock that goes on by a second a look. */
export const clock = (): (() => number) => {
  let nowMs = 0;
  return () => {
    nowMs += 1000;
    return nowMs;
  };
};
export const noCapacity = ([, most]: unknown[]): boolean =>
  typeof most === 'number' && most > 2 ** 20;
export const SERVER_LIMITS = { parentsMax: 16, childrenMax: 16, symbols: 2, rests: false };

export const waiter = (): core.Waiter & { idleMs: number } => ({
  waiting: 'block',
  sleeper: made(core.openSleeper(core.allocateSleepers(1), 0)),
  nowMs: () => 0,
  idleMs: 1,
});

export const of = (
  name: string,
  args: () => unknown[],
  call: DoorCase['call'],
  isTaken?: DoorCase['isTaken'],
): DoorCase => (isTaken === undefined ? { name, args, call } : { name, args, call, isTaken });
