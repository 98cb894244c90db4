import type { DayBursts, DayOpening, DayProfile } from './day-stream.js';

/** Sizes of orders: a lognormal, rounded to `roundTo` shares and kept within [roundTo, max]. */
export interface OrderSizes {
  readonly median: number;
  readonly sdLn: number;
  readonly roundTo: number;
  readonly max: number;
}

/**
 * One stream of generated parents: retail at a steady rate or as on a real day, auction orders
 * before the bell, orders of the pre-market, baskets, quotes, and the orders of an algorithm.
 */
export type FlowStream = {
  /** The number of its random stream; by default its place in the list of streams. */
  readonly randomStream?: number | undefined;
} /**
 * Orders at a steady mean rate (Poisson), of either side, over places [firstPlace, endPlace) of
 * the universe, on any session. Times are Eastern times of day.
 */ & (
  | {
      readonly kind: 'retail';
      readonly from: string;
      readonly to: string;
      readonly perSecond: number;
      /** Share of the orders that carry the flag. */
      readonly flaggedShare: number;
      readonly firstPlace: number;
      readonly endPlace: number;
      readonly sizes: OrderSizes;
    }
  /**
   * Orders of a real day, of either side, on any session: stocks of places [firstPlace, endPlace)
   * in proportion to their daily volume, at a rate that is highest at the open and the close, in
   * bursts. Times are Eastern times of day from 09:30 to 16:00. `ordersPerDay` is the mean number
   * of orders of a whole session, with those of its `opening`: they wait for the bell, and carry
   * no flag.
   */
  | {
      readonly kind: 'day';
      readonly from: string;
      readonly to: string;
      readonly ordersPerDay: number;
      /** Share of the orders that carry the flag. */
      readonly flaggedShare: number;
      readonly firstPlace: number;
      readonly endPlace: number;
      readonly sizes: OrderSizes;
      readonly profile: DayProfile;
      readonly bursts: DayBursts;
      readonly opening?: DayOpening | undefined;
    }
  /**
   * Flagged orders for the opening auction that came in on one session: one side per stock, buys in
   * the first places, every stock at least once.
   */
  | {
      readonly kind: 'auction';
      readonly from: string;
      readonly to: string;
      readonly session: number;
      readonly orders: number;
      readonly firstPlace: number;
      readonly buyStocks: number;
      readonly sellStocks: number;
      readonly sizes: OrderSizes;
    }
  /** Flagged orders for the pre-market session, evenly spaced, on any session. */
  | {
      readonly kind: 'pre-market';
      readonly from: string;
      readonly to: string;
      readonly orders: number;
      readonly firstPlace: number;
      readonly endPlace: number;
      readonly sizes: OrderSizes;
    }
  /**
   * One order in each place, all of one side, entered one after the other from `from` on. `sizes`
   * is what was meant; what was typed is `timesTyped` as much. With `sliceSeconds` each is worked
   * in equal slices until `to`, the first as it is entered; otherwise they are entered evenly
   * spaced until then, whole.
   */
  | {
      readonly kind: 'basket';
      readonly from: string;
      readonly to: string;
      readonly side: 'buy' | 'sell';
      readonly firstPlace: number;
      readonly endPlace: number;
      readonly sizes: OrderSizes;
      readonly timesTyped: number;
      readonly sliceSeconds?: number | undefined;
    }
  /**
   * Orders that want to rest, entered at `from`: in each place one that buys and one that sells, or
   * of one side alone. They rest at the touch and follow it or, with `limitDollars`, at that price.
   * `sizes` is what was meant; what was typed is `timesTyped` as much, by default the same. Those
   * that are `contingent` wait inside the firm and are not to be sent; if they are, before the
   * bell, it is for the opening.
   */
  | {
      readonly kind: 'quotes';
      readonly from: string;
      readonly sides: 'both' | 'buy' | 'sell';
      readonly firstPlace: number;
      readonly endPlace: number;
      readonly sizes: OrderSizes;
      readonly limitDollars?: number | undefined;
      readonly timesTyped?: number | undefined;
      readonly contingent?: true | undefined;
    }
  /**
   * Orders of one algorithm, all of one side, executed at once or cancelled, evenly spaced over the
   * places in turn. One every `everySeconds` was meant; its configuration says `timesTyped` as
   * many.
   */
  | {
      readonly kind: 'algorithm';
      readonly from: string;
      readonly to: string;
      readonly side: 'buy' | 'sell';
      readonly firstPlace: number;
      readonly endPlace: number;
      readonly sizes: OrderSizes;
      readonly everySeconds: number;
      readonly timesTyped: number;
    }
);

export type RetailStream = Extract<FlowStream, { readonly kind: 'retail' }>;
export type DayStream = Extract<FlowStream, { readonly kind: 'day' }>;
export type AuctionStream = Extract<FlowStream, { readonly kind: 'auction' }>;
export type PreMarketStream = Extract<FlowStream, { readonly kind: 'pre-market' }>;
export type BasketStream = Extract<FlowStream, { readonly kind: 'basket' }>;
export type QuoteStream = Extract<FlowStream, { readonly kind: 'quotes' }>;
export type AlgorithmStream = Extract<FlowStream, { readonly kind: 'algorithm' }>;
