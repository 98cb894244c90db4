import { describe, expect, test } from 'vitest';
import { readFindings } from '../../../../src/risk/counts/findings.js';
import { placeLists } from '../../../../src/risk/limits/forms.js';
import type { GateLimits } from '../../../../src/risk/limits/limits.js';
import {
  type GatedParent,
  judge,
  type LoneGate,
  loneGate,
  receive,
} from '../../../support/gate.js';

const enforce = { mode: 'enforce' } as const;
const LONG = { side: 'sell' } as const;
const SHORT = { side: 'sell', mark: 'short' } as const;
const EXEMPT = { side: 'sell', mark: 'short-exempt' } as const;
/** The verdict on an order of 100 shares for each parent. */
const verdicts = (limits: Partial<GateLimits>, parents: readonly GatedParent[]): string[] =>
  judge(
    loneGate(limits, parents),
    parents.map((_, parent) => ({ parent })),
  );

describe('short sales', () => {
  test('are those with a mark; a sale marked long and a buy are none', () => {
    const refused = ['admitted', 'admitted', 'short-sales', 'short-sales'];
    const parents = [{}, LONG, SHORT, EXEMPT];
    expect(verdicts({ shortSales: enforce }, parents)).toEqual(refused);
  });

  test('that are exempt may go where only the mark short is barred', () => {
    const limits = { shortSales: { ...enforce, exemptToo: 0 } };
    expect(verdicts(limits, [SHORT, EXEMPT])).toEqual(['short-sales', 'admitted']);
  });
});

describe('a stock that is not easy to borrow', () => {
  test('has no sale marked short or short exempt, and none beyond a mark long', () => {
    const lone = loneGate({ easyToBorrow: enforce }, [
      { ...SHORT, symbol: 1 },
      { ...EXEMPT, symbol: 1 },
      { ...LONG, symbol: 1, ordered: 150 },
      { symbol: 1, ordered: 1 },
      SHORT,
    ]);
    const sent = [0, 1, 2, 2, 3, 4].map((parent) => judge(lone, [{ parent }])[0]);
    expect(sent).toEqual([
      'easy-to-borrow',
      'easy-to-borrow',
      'admitted',
      'easy-to-borrow',
      'admitted',
      'admitted',
    ]);
  });
});

describe('the size of an order as it enters', () => {
  test('warns from the soft share of the shares outstanding on', () => {
    const lone = loneGate({ outstandingShare: enforce }, [
      { ordered: 50_000 },
      { ordered: 50_001 },
    ]);
    expect(judge(lone, [{}, { parent: 1 }])).toEqual(['admitted', 'admitted']);
    const { findings, breaches } = lone.gate.catalogue!;
    expect(readFindings(findings)).toMatchObject([
      { check: 'outstanding-share', outcome: 'soft', unit: 'shares', value: 50_001, bound: 50_000 },
    ]);
    expect([...breaches.soft].reduce((sum, soft) => sum + soft, 0)).toBe(1);
  });

  test('refuses each child of an order that is too large, however small the child', () => {
    const lone = loneGate({ parentAdv: { ...enforce, percent: 1 } }, [{ ordered: 1001 }]);
    expect(judge(lone, [{ quantity: 1 }, { quantity: 7 }])).toEqual(['parent-adv', 'parent-adv']);
  });
});

describe('a tick', () => {
  test('of a stock without one of its own is a cent from $1 on, and $0.0001 below', () => {
    const prices = [10_000, 10_001, 10_100, 9999, 1];
    const children = prices.map((priceTicks) => ({ priceTicks }));
    expect(judge(loneGate({ tickSize: enforce }), children)).toEqual([
      'admitted',
      'tick-size',
      'admitted',
      'admitted',
      'admitted',
    ]);
  });

  test('binds no order at the middle of the quote, and no exempt strategy', () => {
    const lone = loneGate({ tickSize: enforce }, [{}, { behaviour: 1 }]);
    lone.quotes.midTicks[0] = 200_003;
    const children = [
      { priceTicks: 200_003 },
      { priceTicks: 200_004 },
      { parent: 1, priceTicks: 200_004 },
    ];
    expect(judge(lone, children)).toEqual(['admitted', 'tick-size', 'admitted']);
  });

  test('binds every strategy if none is exempt, and an unknown one is refused', () => {
    const limits = { tickSize: { ...enforce, exempt: [] } };
    const child = { priceTicks: 200_004 };
    expect(judge(loneGate(limits, [{ behaviour: 1 }]), [child])).toEqual(['tick-size']);
    expect(() => loneGate({ tickSize: { ...enforce, exempt: ['ordinry'] } })).toThrow(
      "risk.tickSize.exempt: 'ordinry' is not known here; did you mean 'ordinary'?",
    );
  });
});

describe('a round lot', () => {
  test('is asked of each of several orders of one parent, whatever their sum', () => {
    const sizes = [50, 150, 100, 300];
    const children = sizes.map((quantity) => ({ quantity }));
    expect(judge(loneGate({ roundLot: enforce }), children)).toEqual([
      'round-lot',
      'round-lot',
      'admitted',
      'admitted',
    ]);
  });
});

describe('the price of a short sale', () => {
  const SALES: GatedParent[] = [
    { side: 'sell', mark: 'short' },
    { side: 'sell', mark: 'short-exempt' },
    { side: 'sell' },
    {},
  ];
  const atBid = (lone: LoneGate, nowNs = 0) => {
    const priceTicks = lone.quotes.bidTicks[0]!;
    return judge(
      lone,
      [0, 1, 2, 3].map((parent) => ({ parent, priceTicks })),
      nowNs,
    );
  };
  const quote = ({ quotes }: LoneGate, midTicks: number): void => {
    quotes.bidTicks[0] = midTicks - 200;
    quotes.midTicks[0] = midTicks;
    quotes.askTicks[0] = midTicks + 200;
  };

  test('is free until the stock has lost a tenth, and then above the bid to the day’s end', () => {
    const lone = loneGate({ shortSalePrice: enforce }, SALES);
    quote(lone, 180_001);
    expect(atBid(lone)).toEqual(['admitted', 'admitted', 'admitted', 'admitted']);
    quote(lone, 180_000);
    expect(atBid(lone)).toEqual(['short-sale-price', 'admitted', 'admitted', 'admitted']);
    quote(lone, 250_000);
    expect(atBid(lone)).toEqual(['short-sale-price', 'admitted', 'admitted', 'admitted']);
    expect(judge(lone, [{ priceTicks: 249_801 }])).toEqual(['admitted']);
  });

  test('is free while the quote is crossed', () => {
    const lone = loneGate({ shortSalePrice: enforce }, SALES);
    quote(lone, 180_000);
    lone.quotes.askTicks[0] = 179_700;
    expect(atBid(lone)[0]).toBe('admitted');
  });

  test('does not go by what was seen before the bell', () => {
    const lone = loneGate({ shortSalePrice: enforce }, SALES);
    quote(lone, 170_000);
    receive(lone, 3, -1);
    quote(lone, 200_000);
    expect(atBid(lone)[0]).toBe('admitted');
    quote(lone, 170_000);
    receive(lone, 3, 0);
    quote(lone, 200_000);
    expect(atBid(lone)[0]).toBe('short-sale-price');
  });
});

describe('the hours of trading', () => {
  test('have both ends, and may begin before the bell', () => {
    const lone = loneGate({ tradingHours: { ...enforce, fromSeconds: -5400, toSeconds: 60 } });
    const at = (nowNs: number) => judge(lone, [{}], nowNs)[0];
    expect([-5400e9 - 1e3, -5400e9, 60e9, 60e9 + 1e3].map(at)).toEqual([
      'trading-hours',
      'admitted',
      'admitted',
      'trading-hours',
    ]);
  });

  test('of a symbol are its own', () => {
    const limits = {
      tradingHours: enforce,
      layers: { symbols: { B: { tradingHours: { toSeconds: 10 } } } },
    } as const;
    const lone = loneGate(limits, [{}, { symbol: 1 }]);
    expect(judge(lone, [{}, { parent: 1 }], 11e9)).toEqual(['admitted', 'trading-hours']);
  });

  test('that end before they begin are refused', () => {
    const tradingHours = { mode: 'enforce', fromSeconds: 2, toSeconds: 1 };
    const names = { servers: 1, symbols: ['A'], strategies: [] };
    expect(() => placeLists({ tradingHours } as never, names, 'limits')).toThrow(
      'tradingHours.fromSeconds: is 2; must not be above toSeconds, 1',
    );
  });
});

test('every rule that an order breaks is found where findings are explained', () => {
  const limits = {
    explain: true,
    tickSize: { mode: 'shadow' },
    roundLot: enforce,
    marketOrders: { mode: 'warn' },
    fatFinger: { mode: 'warn', percent: 0, dollars: 0.01 },
  } as const;
  const lone = loneGate(limits);
  expect(judge(lone, [{ quantity: 5, priceTicks: 200_150 }])).toEqual(['round-lot']);
  expect(
    readFindings(lone.gate.catalogue!.findings).map(({ check, outcome }) => [check, outcome]),
  ).toEqual([
    ['market-orders', 'warned'],
    ['tick-size', 'shadowed'],
    ['round-lot', 'refused'],
    ['fat-finger', 'warned'],
  ]);
});

describe('types of orders, times in force and instructions', () => {
  const KINDS = [
    { limitTicks: 200_000 },
    {},
    { limitTicks: 200_000, immediate: true },
    { limitTicks: 200_000, immediate: true, auction: true },
    { limitTicks: 200_000, resting: true },
    { limitTicks: 200_000, sweep: true },
  ] as const;
  /** Which of the kinds are let through. */
  const through = (orderTypes: GateLimits['orderTypes']): number[] => {
    const lone = loneGate({ orderTypes }, KINDS);
    const verdicts = judge(
      lone,
      KINDS.map((_, parent) => ({ parent })),
    );
    return verdicts.flatMap((verdict, kind) => (verdict === 'admitted' ? [kind] : []));
  };

  test('may be those that the lists name, and by default all but sweeps', () => {
    expect(through(enforce)).toEqual([0, 1, 2, 3, 4]);
    expect(through({ ...enforce, types: ['limit'] })).toEqual([0, 2, 3, 4]);
    expect(through({ ...enforce, types: ['market'] })).toEqual([1]);
    expect(through({ ...enforce, timesInForce: ['day'] })).toEqual([0, 1, 4]);
    expect(through({ ...enforce, timesInForce: ['immediate-or-cancel'] })).toEqual([2]);
    expect(through({ ...enforce, timesInForce: ['at-the-opening'] })).toEqual([3]);
    expect(through({ ...enforce, instructions: [] })).toEqual([0, 1, 2, 3]);
    expect(through({ ...enforce, instructions: ['intermarket-sweep'] })).toEqual([0, 1, 2, 3, 5]);
  });

  test('may differ by symbol', () => {
    const limits = {
      orderTypes: enforce,
      layers: { symbols: { B: { orderTypes: { instructions: ['intermarket-sweep'] } } } },
    } as const;
    const parents = [
      { limitTicks: 200_000, sweep: true },
      { limitTicks: 200_000, sweep: true, symbol: 1 },
    ];
    const lone = loneGate(limits, parents);
    expect(judge(lone, [{ parent: 0 }, { parent: 1 }])).toEqual(['order-types', 'admitted']);
  });
});
