import type { Bench, ProbeStock, Setting } from '../../src/probe/bench.js';
import { completeSetting, findCheck } from '../../src/risk/catalogue/catalogue.js';

/** Stocks A to H as `loneGate` has them: quoted 19.98 to 20.02. Only B is not easy to borrow. */
export const EIGHT_STOCKS: readonly ProbeStock[] = [...'ABCDEFGH'].map((symbol) => ({
  symbol,
  bidTicks: 199_800,
  askTicks: 200_200,
  openTicks: 200_000,
  advShares: 100_000,
  sharesOutstanding: 1_000_000,
  easyToBorrow: symbol !== 'B',
  roundLotShares: 100,
}));

/** A bench of two sessions on which the given checks are enforced. */
export function benchOf(
  checks: Readonly<Record<string, object>>,
  changes: Partial<Bench> = {},
): Bench {
  const settings: Record<string, Setting> = {};
  for (const [name, given] of Object.entries(checks))
    settings[name] = completeSetting(findCheck(name)!, { mode: 'enforce', ...given } as never);
  return {
    stocks: EIGHT_STOCKS,
    sessions: 2,
    sight: 'venue',
    accounts: [undefined, undefined],
    limitsAt: () => settings,
    layers: [],
    perSecond: 200,
    ordersMax: 1000,
    killCommand: true,
    massCancel: 'firm',
    massCancelStops: true,
    canMassCancel: true,
    ...changes,
  };
}
