import { OrderAttribute } from '../orders/codes.js';
import { Field, markAttribute, TimeInForce } from './order-fields.js';

/**
 * Attributes of an order by its TimeInForce: an order at the opening is executed there or
 * cancelled.
 */
const TIME_ATTRIBUTES: Readonly<Record<number, number>> = {
  [TimeInForce.AT_THE_OPENING]: OrderAttribute.AUCTION | OrderAttribute.IMMEDIATE,
  [TimeInForce.IMMEDIATE_OR_CANCEL]: OrderAttribute.IMMEDIATE,
};

/** Returns the attributes of an order that arrives at `ns`, by the values of its fields. */
export function attributesOf(values: Float64Array, ns: number): number {
  const timed = TIME_ATTRIBUTES[values[Field.TIME_IN_FORCE]!] ?? 0;
  const isPreMarket = ns < 0 && (timed & OrderAttribute.AUCTION) === 0;
  return (
    timed |
    (isPreMarket ? OrderAttribute.PRE_MARKET : 0) |
    (values[Field.EXEC_INST] === 1 ? OrderAttribute.SWEEP : 0) |
    markAttribute(values[Field.SIDE]!)
  );
}
