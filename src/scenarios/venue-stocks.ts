import { priceTicks } from '../base/units.js';
import { generateUniverse } from '../market/universe.js';
import { findProfile } from './profiles.js';

/** The stocks of an emulated exchange, as its books take them: those given, or the profiles'. */
export function venueStocks<Recording>(
  listed:
    | readonly {
        readonly symbol: string;
        readonly priceDollars: number;
        readonly recording?: Recording | undefined;
      }[]
    | undefined,
): {
  readonly symbol: string;
  readonly referenceTicks: number;
  readonly recording?: Recording | undefined;
}[] {
  if (listed !== undefined)
    return listed.map(({ symbol, priceDollars, recording }) => ({
      symbol,
      referenceTicks: priceTicks(priceDollars),
      recording,
    }));
  const { universe, seed } = findProfile('normal-day');
  return generateUniverse(universe, seed).map(({ symbol, openTicks }) => ({
    symbol,
    referenceTicks: openTicks,
  }));
}
