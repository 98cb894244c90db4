import { findCheck } from '../risk/catalogue/catalogue.js';
import { type Bench, isEnforced } from './bench.js';
import type { Omitted } from './exam.js';

/** What a limits file may say of a check beside the level that its exams try. */

const BY_STRATEGY = 'the target chooses the strategy of an order';

/** Parameters that no exam tries, by check, and why. */
const UNTRIED: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  collar: { auctionOrders: 'it sends no orders for the auctions' },
  'unconfigured-limit': { strategies: BY_STRATEGY },
  'tick-size': { exempt: BY_STRATEGY },
  'message-rate': { logOutTimes: 'it would log the session out' },
};

/** What of an enforced check its exams do not try: its soft level, and some parameters. */
export function tellParameters(bench: Bench, check: string): Omitted[] {
  const setting = bench.stocks
    .map(({ symbol }) => bench.limitsAt(symbol)[check])
    .find((each) => isEnforced(each));
  if (setting === undefined) return [];
  const { soft = '', hard = '' } = findCheck(check) ?? {};
  const [low, high] = [setting[soft], setting[hard]];
  const isSoft = typeof low === 'number' && typeof high === 'number' && low < high;
  const softLevel: Omitted[] = isSoft
    ? [
        {
          ...{ check, title: 'soft level', says: `${soft} ${low}`, why: 'hidden' },
          reason: 'it refuses nothing: an order above it is told to the target’s own people',
        },
      ]
    : [];
  const untried = Object.entries(UNTRIED[check] ?? {}).map(
    ([name, reason]): Omitted => ({ check, title: name, says: '–', why: 'left-out', reason }),
  );
  return [...softLevel, ...untried];
}

/** Why a check whose level goes by the time of day has no exam; undefined for the others. */
export function tellProfile(bench: Bench, check: string): Omitted | undefined {
  const setting = bench.limitsAt(bench.stocks[0]!.symbol)[check];
  if (setting?.profile === undefined) return undefined;
  const reason = 'its level goes by the time of day, and the target’s clock is not seen';
  return { check, title: 'profile', says: 'by the time of day', why: 'left-out', reason };
}
