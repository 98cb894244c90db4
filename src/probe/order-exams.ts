import { TICKS_PER_DOLLAR } from '../base/units.js';
import {
  type Bench,
  isEnforced,
  lotOf,
  numberOf,
  ORDER_RULES,
  type ProbeStock,
  refusedBy,
  type Setting,
  smallOrder,
  smallSale,
  stepTicks,
} from './bench.js';
import type { Exam, ExamStep, FaultName, Omitted, OrderStep, ProbeOrder } from './exam.js';
import { dollarsText, priceText, saysOf, sharesText } from './words.js';

/** The exams of checks that judge one order by itself: L is let through, L + 1 is refused. */

/** Two orders that differ in one step: the check allows the first, and refuses the second. */
interface Edge {
  readonly within: ProbeOrder;
  readonly above: ProbeOrder;
  /** One two steps above, and one much further, where nothing else refuses them. */
  readonly next: ProbeOrder | undefined;
  readonly far: ProbeOrder | undefined;
  readonly text: (order: ProbeOrder) => string;
}

/** How far above L the probe asks, to tell an off-by-one from no check: steps from far to near. */
const FAR_FACTORS = [3, 1, 0.5, 0.2, 0.1, 0.01] as const;
const SHARES_MAX = 1_000_000_000;
const SECONDS_EACH = 0.08;

/** An exam of a check of one order, with the first good stock from an offset; or why not. */
export function examineOrder(whole: Bench, check: string, offset: number): Exam | Omitted {
  // Each exam begins with another stock, so that small orders of two exams are not alike.
  const at = offset % whole.stocks.length;
  const bench = { ...whole, stocks: [...whole.stocks.slice(at), ...whole.stocks.slice(0, at)] };
  const found = EDGES[check]!(bench, check);
  const says = saysOf(enforcedSetting(bench, check), check);
  if (typeof found === 'string')
    return { check, title: 'L and L + 1', says, why: 'left-out', reason: found };
  const steps = found.flatMap((edge) => stepsOf(edge));
  return {
    check,
    title: 'L and L + 1',
    says,
    steps,
    orders: steps.filter(({ do: act }) => act === 'order' || act === 'ask').length,
    seconds: steps.length * SECONDS_EACH,
    mayStop: check === 'static-collar' ? 'symbol' : 'nobody',
  };
}

/** The setting of the first stock for which the limits enforce a check. */
function enforcedSetting(bench: Bench, check: string): Setting {
  const settings = bench.stocks.map(({ symbol }) => bench.limitsAt(symbol)[check]);
  return settings.find((each) => isEnforced(each))!;
}

function stepsOf({ within, above, next, far, text }: Edge): ExamStep[] {
  const one = (order: ProbeOrder, expect: OrderStep['expect'], fault: FaultName): OrderStep => ({
    do: 'order',
    session: 0,
    order,
    expect,
    fault,
    label: text(order),
  });
  const ask = (order: ProbeOrder | undefined, refused: FaultName): ExamStep[] =>
    order === undefined
      ? []
      : [{ do: 'ask', session: 0, order, through: 'no-check', refused, label: text(order) }];
  return [
    one(within, 'through', 'too-tight'),
    // Else it would count beside the next one, or trade with it.
    { do: 'cancel', count: 1 },
    one(above, 'refused', 'no-check'),
    ...ask(next, 'off-by-one'),
    ...ask(far, 'other-limit'),
    { do: 'cancel', count: Number.POSITIVE_INFINITY },
  ];
}

/** Finds the edges of a check, or says why there are none. */
type FindEdges = (bench: Bench, check: string) => readonly Edge[] | string;

/** The largest whole number from 0 to `most` for which a test, true up to some point, is true. */
function largest(most: number, isTrue: (n: number) => boolean): number {
  let low = 0;
  let high = most;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (isTrue(middle)) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** Orders that go from a base in steps, the check's L among them. */
function edgeAlong(
  bench: Bench,
  check: string,
  stock: ProbeStock,
  at: (step: number) => ProbeOrder,
  most: number,
  text: Edge['text'],
): Edge | readonly string[] {
  const setting = bench.limitsAt(stock.symbol)[check]!;
  const refuses = ORDER_RULES[check]!;
  const step = largest(most, (n) => !refuses(setting, stock, at(n)));
  const within = at(step);
  const above = at(step + 1);
  const others = [...refusedBy(bench, stock, within), ...refusedBy(bench, stock, above)].filter(
    (name) => name !== check,
  );
  if (step >= most) return ['its own parameters'];
  if (others.length > 0) return others;
  const isClear = (order: ProbeOrder): boolean =>
    refusedBy(bench, stock, order).every((name) => name === check);
  const next = at(step + 2);
  const far = FAR_FACTORS.map((factor) => at(step + Math.max(3, Math.ceil(step * factor)))).find(
    isClear,
  );
  return { within, above, next: isClear(next) ? next : undefined, far, text };
}

/** Tries stock by stock; names the checks that refuse first when no stock will do. */
function firstStock(
  bench: Bench,
  check: string,
  isFit: (stock: ProbeStock) => boolean,
  find: (stock: ProbeStock) => readonly (Edge | readonly string[])[],
): readonly Edge[] | string {
  const masks = new Set<string>();
  for (const stock of bench.stocks) {
    if (!isEnforced(bench.limitsAt(stock.symbol)[check]) || !isFit(stock)) continue;
    const found = find(stock);
    const edges = found.filter((each): each is Edge => 'within' in each);
    if (edges.length === found.length) return edges;
    for (const each of found) if (!('within' in each)) for (const name of each) masks.add(name);
  }
  return masks.size === 0
    ? 'no stock has what it goes by; see --universe'
    : `${[...masks].join(', ')} would refuse the order first`;
}

const byQuantity =
  (isFit: (stock: ProbeStock) => boolean = () => true, side: '1' | '5' = '1'): FindEdges =>
  (bench, check) =>
    firstStock(bench, check, isFit, (stock) => {
      const lot = lotOf(bench, stock);
      const base = side === '1' ? smallOrder(bench, stock) : smallSale(bench, stock, side);
      const at = (lots: number): ProbeOrder => ({ ...base, quantity: Math.max(1, lots) * lot });
      return [edgeAlong(bench, check, stock, at, SHARES_MAX / lot, sharesText)];
    });

/** Notional: a quantity for which L is a price of the stock, near the stock's own. */
const byNotional: FindEdges = (bench, check) => {
  // What is executed has the price of the target's own quote, so that only the quantity counts.
  if (bench.sight === 'fills') return byQuantity()(bench, check);
  return firstStock(
    bench,
    check,
    () => true,
    (stock) => {
      const base = smallOrder(bench, stock);
      const most = numberOf(bench.limitsAt(stock.symbol)[check]!, 'dollars') * TICKS_PER_DOLLAR;
      const step = stepTicks(stock, base.priceTicks!);
      const lot = lotOf(bench, stock);
      const near = Math.floor(most / base.priceTicks! / lot) * lot;
      if (near < lot) return [['the price of each stock']];
      let quantity = near;
      for (let lots = 0; lots < 200 && near - lots * lot >= lot; lots++) {
        const tried = near - lots * lot;
        if (most % (tried * step) !== 0) continue;
        quantity = tried;
        break;
      }
      const start = base.priceTicks!;
      const at = (steps: number): ProbeOrder => ({
        ...base,
        quantity,
        priceTicks: start + steps * step,
      });
      const text = (order: ProbeOrder): string =>
        `${dollarsText(order.quantity * order.priceTicks!)} (${sharesText(order)})`;
      return [edgeAlong(bench, check, stock, at, start, text)];
    },
  );
};

/** Prices up from the bid for a buyer, and down from the offer for a seller. */
const byPrice: FindEdges = (bench, check) =>
  firstStock(
    bench,
    check,
    () => true,
    (stock) => {
      const buy = smallOrder(bench, stock);
      const step = stepTicks(stock, buy.priceTicks!);
      const top = Math.ceil(stock.askTicks / step) * step;
      const up = (steps: number): ProbeOrder => ({
        ...buy,
        priceTicks: buy.priceTicks! + steps * step,
      });
      const down = (steps: number): ProbeOrder => ({
        ...buy,
        side: '2',
        priceTicks: top - steps * step,
      });
      const text = (order: ProbeOrder): string =>
        `${order.side === '1' ? 'buy' : 'sell'} ${order.symbol} at ${priceText(order)}`;
      const far = Math.floor(buy.priceTicks! / step);
      const steps = (most: number, at: (n: number) => ProbeOrder): Edge | readonly string[] =>
        edgeAlong(bench, check, stock, at, most, text);
      // A seller's price cannot fall below one step: a wide limit has no edge there.
      const low = steps(far - 1, down);
      // A breach of the static collar stops the stock, and the other side could not be seen.
      const isBoth = 'within' in low && check !== 'static-collar';
      return isBoth ? [steps(9 * far, up), low] : [steps(9 * far, up)];
    },
  );

/** A check with no number: one order that it allows, and one that it refuses. */
const byKind =
  (
    within: (bench: Bench, stock: ProbeStock) => ProbeOrder,
    above: (bench: Bench, stock: ProbeStock) => ProbeOrder,
    text: Edge['text'],
  ): FindEdges =>
  (bench, check) => {
    const isClear = (stock: ProbeStock, order: ProbeOrder): boolean =>
      refusedBy(bench, stock, order).length === 0;
    const good = bench.stocks.find((stock) => isClear(stock, within(bench, stock)));
    const masks = new Set<string>();
    for (const stock of bench.stocks) {
      const by = refusedBy(bench, stock, above(bench, stock));
      if (by.includes(check) && by.length === 1 && good !== undefined)
        return [
          {
            within: within(bench, good),
            above: above(bench, stock),
            next: undefined,
            far: undefined,
            text,
          },
        ];
      for (const name of by) if (name !== check) masks.add(name);
    }
    return masks.size === 0
      ? 'no stock is one that it refuses'
      : `${[...masks].join(', ')} would refuse the order first`;
  };

const symbolText = ({ symbol }: ProbeOrder): string => `an order in ${symbol}`;
const SIDE_WORDS = { '1': 'a buy', '2': 'a sell', '5': 'a short sale', '6': 'a short exempt sale' };
const sideText = ({ side, symbol }: ProbeOrder): string => `${SIDE_WORDS[side]} of ${symbol}`;

/** Kinds of orders that a check may bar, beside a small order that rests. */
const KINDS: readonly Partial<ProbeOrder>[] = [
  { isSweep: true },
  { priceTicks: undefined },
  { isImmediate: true },
];
function kindText({ priceTicks, isImmediate, isSweep }: ProbeOrder): string {
  if (isSweep === true) return 'an intermarket sweep order';
  if (priceTicks === undefined) return 'a market order';
  return isImmediate === true ? 'an immediate-or-cancel order' : 'a limit order';
}

const EDGES: Readonly<Record<string, FindEdges>> = {
  'max-quantity': byQuantity(),
  'max-notional': byNotional,
  'adv-share': byQuantity(({ advShares }) => advShares !== undefined),
  'parent-adv': byQuantity(({ advShares }) => advShares !== undefined),
  'outstanding-share': byQuantity(({ sharesOutstanding }) => sharesOutstanding !== undefined),
  collar: byPrice,
  'quote-collar': byPrice,
  'static-collar': byPrice,
  'fat-finger': byPrice,
  'restricted-list': byKind(smallOrder, smallOrder, symbolText),
  'unconfigured-limit': byKind(smallOrder, smallOrder, symbolText),
  'short-sales': (bench, check) => {
    const of =
      (side: ProbeOrder['side']) =>
      (at: Bench, stock: ProbeStock): ProbeOrder =>
        smallSale(at, stock, side);
    const isExemptToo = numberOf(enforcedSetting(bench, check), 'exemptToo') === 1;
    const short = byKind(of(isExemptToo ? '2' : '6'), of('5'), sideText)(bench, check);
    if (!isExemptToo || typeof short === 'string') return short;
    const exempt = byKind(of('2'), of('6'), sideText)(bench, check);
    return typeof exempt === 'string' ? short : [...short, ...exempt];
  },
  'easy-to-borrow': byKind(
    (bench, stock) => smallSale(bench, stock, '2'),
    (bench, stock) => smallSale(bench, stock, '5'),
    sideText,
  ),
  locate: (bench, check) => {
    const isNone = numberOf(enforcedSetting(bench, check), 'shares') === 0;
    return isNone
      ? byKind(
          (at, stock) => smallSale(at, stock, '2'),
          (at, stock) => smallSale(at, stock, '5'),
          sideText,
        )(bench, check)
      : byQuantity(undefined, '5')(bench, check);
  },
  'tick-size': byKind(
    smallOrder,
    (bench, stock) => {
      const order = smallOrder(bench, stock);
      return { ...order, priceTicks: order.priceTicks! - 1 };
    },
    (order) => `a price of ${priceText(order)}`,
  ),
  'round-lot': byKind(
    smallOrder,
    (bench, stock) => {
      const order = smallOrder(bench, stock);
      return { ...order, quantity: order.quantity + 1 };
    },
    sharesText,
  ),
  'market-orders': byKind(
    smallOrder,
    (bench, stock) => ({ ...smallOrder(bench, stock), priceTicks: undefined }),
    kindText,
  ),
  'order-types': (bench, check) => {
    const tried = KINDS.map((kind) =>
      byKind(
        smallOrder,
        (at, stock) => ({ ...smallOrder(at, stock), ...kind }),
        kindText,
      )(bench, check),
    );
    const found = tried.flatMap((edges) => (typeof edges === 'string' ? [] : edges));
    return found.length > 0 ? found : (tried[0] as string);
  },
};

/** The checks that are examined by one order and one above it. */
export const ORDER_EXAMS: readonly string[] = Object.keys(EDGES);
