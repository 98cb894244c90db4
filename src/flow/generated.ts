import { assert } from '../base/input-error.js';
import { exponential, naturalLog } from '../base/numerics.js';
import { RandomStream } from '../base/random.js';
import { NS_PER_SECOND, parseTimeOfDay, priceTicks } from '../base/units.js';
import { OrderAttribute, Side } from '../orders/codes.js';
import { createOrderFlow, mergeFlows, type OrderFlow } from '../orders/flow.js';
import { dayRoom, drawDay, drawOpening, openingOrders } from './day-stream.js';
import type {
  AlgorithmStream,
  AuctionStream,
  BasketStream,
  DayStream,
  FlowStream,
  OrderSizes,
  PreMarketStream,
  QuoteStream,
  RetailStream,
} from './streams.js';

/**
 * Generates the streams of a seed and merges them by arrival. `flag` is the bit that marks flagged
 * orders; each stream draws from a random stream of its own. `volumes` are the stocks' daily
 * volumes, shares, by place of the universe; streams of kind `day` need them.
 */
export function generateFlow(
  streams: readonly FlowStream[],
  flag: number,
  seed: number,
  volumes: ArrayLike<number> = [],
): OrderFlow {
  let lines = 0;
  let baskets = 0;
  const flows = streams.map((stream, index) => {
    const name = `flow ${stream.randomStream ?? index}`;
    const random = new RandomStream(seed, name);
    if (stream.kind === 'basket') {
      const basket = generateBasket(stream, lines, random);
      basket.basket = new Int32Array(basket.arrivalNs.length).fill(++baskets);
      lines += stream.endPlace - stream.firstPlace;
      return basket;
    }
    if (stream.kind === 'retail') return generateRetail(stream, flag, random);
    if (stream.kind === 'day')
      return generateDay(stream, flag, random, volumes, new RandomStream(seed, `${name} opening`));
    if (stream.kind === 'quotes') return generateQuotes(stream, random);
    if (stream.kind === 'algorithm') return generateAlgorithm(stream, random);
    if (stream.kind === 'auction') return generateAuction(stream, flag, random);
    return generatePreMarket(stream, flag, random);
  });
  return mergeFlows(flows);
}

function generateRetail(stream: RetailStream, flag: number, random: RandomStream): OrderFlow {
  const fromNs = parseTimeOfDay(stream.from);
  const toNs = parseTimeOfDay(stream.to);
  const flow = createOrderFlow(poissonRoom((stream.perSecond * (toNs - fromNs)) / NS_PER_SECOND));
  if (stream.perSecond === 0) return flow;
  const meanGapNs = NS_PER_SECOND / stream.perSecond;
  for (let at = fromNs; ; ) {
    at += Math.round(-naturalLog(1 - random.fraction()) * meanGapNs);
    if (at >= toNs) return flow;
    const place = drawPlace(stream, random);
    const side = drawSide(random);
    const quantity = drawSize(stream.sizes, random);
    addOrder(
      flow,
      at,
      place,
      side,
      quantity,
      random.fraction() < stream.flaggedShare ? flag : 0,
      0,
      0,
    );
  }
}

/** Its opening has a random stream of its own. */
function generateDay(
  stream: DayStream,
  flag: number,
  random: RandomStream,
  volumes: ArrayLike<number>,
  ofOpening: RandomStream,
): OrderFlow {
  const { opening, sizes, ordersPerDay } = stream;
  const early = opening === undefined ? 0 : openingOrders(opening, ordersPerDay);
  const session = { ...stream, ordersPerDay: ordersPerDay - early };
  const flow = createOrderFlow(dayRoom(session) + poissonRoom(early));
  if (opening !== undefined)
    drawOpening(opening, stream, volumes, ofOpening, (at, place) => {
      const side = drawSide(ofOpening);
      const quantity = drawSize(sizes, ofOpening);
      addOrder(flow, at, place, side, quantity, 0, OrderAttribute.AUCTION, 0);
    });
  drawDay(session, volumes, random, (at, place) => {
    const side = drawSide(random);
    const quantity = drawSize(sizes, random);
    const flags = random.fraction() < stream.flaggedShare ? flag : 0;
    addOrder(flow, at, place, side, quantity, flags, 0, 0);
  });
  return flow;
}

/** Room for a Poisson count: its mean and ten standard deviations. */
function poissonRoom(mean: number): number {
  return Math.ceil(mean + 10 * Math.sqrt(mean) + 10);
}

function generateAuction(stream: AuctionStream, flag: number, random: RandomStream): OrderFlow {
  const { orders, buyStocks, sellStocks, firstPlace } = stream;
  const fromNs = parseTimeOfDay(stream.from);
  const toNs = parseTimeOfDay(stream.to);
  const stocks = buyStocks + sellStocks;
  assert(
    orders >= stocks,
    `flow/generated: ${orders} auction orders cannot cover ${stocks} stocks`,
  );
  const flow = createOrderFlow(orders);
  const second = orders - stocks;
  for (let n = 0; n < orders; n++) {
    const place = n < stocks ? n : Math.floor(((n - stocks + 0.5) * stocks) / second) % stocks;
    const side = place < buyStocks ? Side.BUY : Side.SELL;
    addOrder(
      flow,
      spacedNs(fromNs, toNs, orders, n),
      firstPlace + place,
      side,
      drawSize(stream.sizes, random),
      flag,
      OrderAttribute.AUCTION,
      stream.session,
    );
  }
  return flow;
}

function generatePreMarket(stream: PreMarketStream, flag: number, random: RandomStream): OrderFlow {
  const { orders, sizes } = stream;
  const fromNs = parseTimeOfDay(stream.from);
  const toNs = parseTimeOfDay(stream.to);
  const flow = createOrderFlow(Math.max(1, orders));
  for (let n = 0; n < orders; n++) {
    const place = drawPlace(stream, random);
    addOrder(
      flow,
      spacedNs(fromNs, toNs, orders, n),
      place,
      drawSide(random),
      drawSize(sizes, random),
      flag,
      OrderAttribute.PRE_MARKET,
      0,
    );
  }
  return flow;
}

function generateQuotes(
  { from, sides, firstPlace, endPlace, sizes, limitDollars, timesTyped, contingent }: QuoteStream,
  random: RandomStream,
): OrderFlow {
  const flow = createOrderFlow(2 * (endPlace - firstPlace));
  const fromNs = parseTimeOfDay(from);
  if (timesTyped !== undefined || contingent) flow.meant = new Int32Array(flow.arrivalNs.length);
  const limitTicks = limitDollars === undefined ? 0 : priceTicks(limitDollars);
  const attributes = contingent
    ? OrderAttribute.RESTING | OrderAttribute.AUCTION | OrderAttribute.CONTINGENT
    : OrderAttribute.RESTING;
  const add = (place: number, side: number): void => {
    const meant = drawSize(sizes, random);
    const order = flow.count;
    const typed = Math.min(ENTERED_MAX, meant * (timesTyped ?? 1));
    addOrder(flow, fromNs, place, side, typed, 0, attributes, 0);
    flow.limitTicks[order] = limitTicks;
    if (flow.meant !== undefined) flow.meant[order] = contingent ? 0 : meant;
  };
  for (let place = firstPlace; place < endPlace; place++) {
    if (sides !== 'sell') add(place, Side.BUY);
    if (sides !== 'buy') add(place, Side.SELL);
  }
  return flow;
}

function generateBasket(
  stream: BasketStream,
  linesBefore: number,
  random: RandomStream,
): OrderFlow {
  const { firstPlace, endPlace, sizes, timesTyped, sliceSeconds, side, from, to } = stream;
  const stocks = endPlace - firstPlace;
  const fromNs = parseTimeOfDay(from);
  const toNs = parseTimeOfDay(to);
  const sliceNs = (sliceSeconds ?? 0) * NS_PER_SECOND;
  const slices = sliceNs === 0 ? 1 : Math.ceil((toNs - fromNs) / sliceNs);
  const flow = createOrderFlow(stocks * slices);
  flow.meant = new Int32Array(stocks * slices);
  flow.line = new Int32Array(stocks * slices);
  flow.entered = new Int32Array(stocks * slices);
  const meant = Array.from({ length: stocks }, () => drawSize(sizes, random));
  for (let slice = 0; slice < slices; slice++) {
    for (let n = 0; n < stocks; n++) {
      const typed = Math.min(ENTERED_MAX, meant[n]! * timesTyped);
      const quantity = partOf(typed, slice, slices);
      if (quantity === 0) continue;
      const row = flow.count;
      const atNs = sliceNs === 0 ? spacedNs(fromNs, toNs, stocks, n) : fromNs + slice * sliceNs;
      addOrder(
        flow,
        atNs,
        firstPlace + n,
        side === 'buy' ? Side.BUY : Side.SELL,
        quantity,
        0,
        0,
        0,
      );
      flow.meant[row] = partOf(meant[n]!, slice, slices);
      flow.line[row] = linesBefore + n + 1;
      flow.entered[row] = typed;
    }
  }
  return flow;
}

/** The orders of an algorithm between its times: `everySeconds` is divided by `timesTyped`. */
export function algorithmOrders({
  from,
  to,
  everySeconds,
  timesTyped,
}: Pick<AlgorithmStream, 'from' | 'to' | 'everySeconds' | 'timesTyped'>): number {
  const span = parseTimeOfDay(to) - parseTimeOfDay(from);
  return Math.ceil((span * timesTyped) / (everySeconds * NS_PER_SECOND));
}

function generateAlgorithm(stream: AlgorithmStream, random: RandomStream): OrderFlow {
  const { from, side, firstPlace, endPlace, sizes, everySeconds, timesTyped } = stream;
  const orders = algorithmOrders(stream);
  const fromNs = parseTimeOfDay(from);
  const flow = createOrderFlow(orders);
  flow.meant = new Int32Array(orders);
  for (let n = 0; n < orders; n++) {
    const quantity = drawSize(sizes, random);
    addOrder(
      flow,
      fromNs + Math.floor((n * everySeconds * NS_PER_SECOND) / timesTyped),
      firstPlace + (n % (endPlace - firstPlace)),
      side === 'buy' ? Side.BUY : Side.SELL,
      quantity,
      0,
      OrderAttribute.IMMEDIATE,
      0,
    );
    flow.meant[n] = n % timesTyped === 0 ? quantity : 0;
  }
  return flow;
}

/** The most shares of one order, whatever was typed. */
const ENTERED_MAX = 1_000_000_000;

/** Returns the n-th of `parts` parts of a number of shares, as equal as whole shares allow. */
const partOf = (shares: number, n: number, parts: number): number =>
  Math.floor((shares * (n + 1)) / parts) - Math.floor((shares * n) / parts);

/** The time of the n-th of evenly spaced orders. */
function spacedNs(fromNs: number, toNs: number, orders: number, n: number): number {
  return fromNs + Math.floor(((toNs - fromNs) * n) / orders);
}

function drawPlace(
  { firstPlace, endPlace }: { firstPlace: number; endPlace: number },
  random: RandomStream,
): number {
  return firstPlace + random.below(endPlace - firstPlace);
}

function drawSide(random: RandomStream): number {
  return random.below(2) === 0 ? Side.BUY : Side.SELL;
}

/** Draws the shares of an order. */
export function drawSize({ median, sdLn, roundTo, max }: OrderSizes, random: RandomStream): number {
  const drawn = Math.round((median * exponential(sdLn * random.normal())) / roundTo) * roundTo;
  return Math.min(max, Math.max(roundTo, drawn));
}

function addOrder(
  flow: OrderFlow,
  atNs: number,
  symbol: number,
  side: number,
  quantity: number,
  flags: number,
  attributes: number,
  session: number,
): void {
  const order = flow.count++;
  assert(
    order < flow.arrivalNs.length,
    `flow/generated: more than ${flow.arrivalNs.length} orders in a stream`,
  );
  flow.arrivalNs[order] = atNs;
  flow.symbol[order] = symbol;
  flow.side[order] = side;
  flow.quantity[order] = quantity;
  flow.flags[order] = flags;
  flow.attributes[order] = attributes;
  flow.session[order] = session;
}
