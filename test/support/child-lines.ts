import { TICKS_PER_DOLLAR } from '../../src/base/units.js';
import { VENUE_NAMES } from '../../src/market/venues.js';
import { Side, VERDICT_NAMES, Verdict } from '../../src/orders/codes.js';
import type { ReadChild } from './children.js';

const price = (ticks: number): string =>
  (ticks / TICKS_PER_DOLLAR).toFixed(ticks % 100 === 0 ? 2 : 4);

/**
 * Children as lines: `3 p0 buy 100 @ 20.02 NYSE`, with the verdict at the end if the gate refused.
 */
export function childLines(children: readonly ReadChild[]): string[] {
  return children.map(({ sequence, parent, side, quantity, priceTicks, venue, verdict }) => {
    const refused = verdict === Verdict.ADMITTED ? '' : ` ${VERDICT_NAMES[verdict]}`;
    const order = `${side === Side.BUY ? 'buy' : 'sell'} ${quantity} @ ${price(priceTicks)}`;
    return `${sequence} p${parent} ${order} ${VENUE_NAMES[venue]}${refused}`;
  });
}

/**
 * The answers to the admitted children as lines:
 * `3 p0 bought 60 @ 20.02 NYSE, cancelled 40, unmatched 10`; zeros are left out. `unmatched` are
 * the shares of each child that match no open quantity of its parent.
 */
export function fillLines(
  children: readonly ReadChild[],
  unmatched: readonly number[] = [],
): string[] {
  return children.flatMap(
    ({ sequence, parent, side, executed, cancelled, executedAtTicks, venue, verdict }, n) => {
      if (verdict !== Verdict.ADMITTED) return [];
      const verb = side === Side.BUY ? 'bought' : 'sold';
      const done =
        executed === 0
          ? 'nothing'
          : `${verb} ${executed} @ ${price(executedAtTicks)} ${VENUE_NAMES[venue]}`;
      const rest = cancelled === 0 ? '' : `, cancelled ${cancelled}`;
      const beyond = (unmatched[n] ?? 0) === 0 ? '' : `, unmatched ${unmatched[n]}`;
      return [`${sequence} p${parent} ${done}${rest}${beyond}`];
    },
  );
}
