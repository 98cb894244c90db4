import type { ListedStock, UniverseSpec } from '../market/universe.js';
import type { LoadProfile } from './profile.js';
import type { Scenario } from './schema.js';

type Stream = Scenario['flow'][number];

/** A universe of these stocks and no others. Values that they leave out are drawn as before. */
function universeOf(universe: UniverseSpec, listed: readonly ListedStock[]): UniverseSpec {
  return { ...universe, stocks: listed.length, named: false, listed };
}

/** A router without the paces that are known of the stocks that leave. */
function routerOf(router: Scenario['router']): Scenario['router'] {
  if (router.pegPace?.known === undefined) return router;
  const { known: _, ...pegPace } = router.pegPace;
  return { ...router, pegPace };
}

/**
 * Returns the scenario with these stocks in place of its own. A stream over its whole universe is
 * one over all of these; any other keeps its places, so the result must be validated. Paces that
 * are known of single stocks are left out.
 */
export function listStocks(scenario: Scenario, listed: readonly ListedStock[]): Scenario {
  const { stocks } = scenario.universe;
  const stretch = (stream: Stream): Stream =>
    stream.kind !== 'auction' && stream.firstPlace === 0 && stream.endPlace === stocks
      ? { ...stream, endPlace: listed.length }
      : stream;
  return {
    ...scenario,
    universe: universeOf(scenario.universe, listed),
    flow: scenario.flow.map(stretch),
    router: routerOf(scenario.router),
  };
}

/** Returns the load profile with these stocks in place of its own, in the same way. */
export function listProfileStocks(
  profile: LoadProfile,
  listed: readonly ListedStock[],
): LoadProfile {
  const { mix, universe } = profile;
  const isWhole = mix.firstPlace === 0 && mix.endPlace === universe.stocks;
  return {
    ...profile,
    universe: universeOf(universe, listed),
    router: routerOf(profile.router),
    mix: isWhole ? { ...mix, endPlace: listed.length } : mix,
  };
}
