import { InputError } from '../../src/base/input-error.js';
import { planFleet } from '../../src/fleet/spec.js';
import { validateForm } from '../../src/forms/form.js';
import * as library from '../../src/index.js';
import { fleetSchema } from '../../src/scenarios/profile.js';
import { RUNAWAY } from '../support/fleet.js';
import { thinStock } from '../support/market.js';
import { SMALL } from '../support/scenarios.js';

/** A public function with arguments that it takes. */
export interface DoorCase {
  /** The name of the export, and of its part where it has several cases. */
  readonly name: string;
  readonly args: () => unknown[];
  // biome-ignore lint/suspicious/noExplicitAny: what is tried here is what no type allows
  readonly call: (...args: any[]) => unknown;
  /** Whether spoiled arguments are valid all the same, as a scenario file may have them. */
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
export const of = (
  name: string,
  args: () => unknown[],
  call: DoorCase['call'],
  isTaken?: DoorCase['isTaken'],
): DoorCase => (isTaken === undefined ? { name, args, call } : { name, args, call, isTaken });
