import { describe, expect, test } from 'vitest';
import type { FixVersion } from '../../src/fix/tables.js';
import { readQueue } from '../../src/market/book/depth.js';
import { VenueFloor } from '../support/venue-floor.js';

const VERSIONS: FixVersion[] = ['4.2', '4.4'];

describe.each(VERSIONS)('a venue, FIX %s', (version) => {
  const is42 = version === '4.2';
  /** ExecType of an execution. */
  const fill = (status: number): string => `${is42 ? status : 'F'}/${status}`;
  const open = (
    settings: ConstructorParameters<typeof VenueFloor>[0] = {},
    own: Parameters<typeof Object.assign>[0] = {},
  ) => {
    const floor = new VenueFloor(settings, [{ version, ...own }, { version }]);
    const [a, b] = floor.clients;
    return { floor, a: a!, b: b! };
  };

  test('matches by price and then by time, and tells both sides', () => {
    const { floor, a, b } = open();
    floor.order(a, 'A1', 'sell 100 20.5').order(a, 'A2', 'sell 100 20.5');
    floor.order(a, 'A3', 'sell 100 20.4').order(b, 'B1', 'buy 250 20.5');
    expect(floor.states(b)).toEqual([
      'B1 0/0 250 0',
      `B1 ${fill(1)} 150 100`,
      `B1 ${fill(1)} 50 200`,
      `B1 ${fill(2)} 0 250`,
    ]);
    expect(floor.states(a).slice(3)).toEqual([
      `A3 ${fill(2)} 0 100`,
      `A1 ${fill(2)} 0 100`,
      `A2 ${fill(1)} 50 50`,
    ]);
    expect(a.all.at(-1)).toMatch(/ 38=100 40=2 44=20\.5 59=0 32=50 31=20\.5 151=50 14=50 6=20\.5 /);
    expect(b.all.at(-1)).toMatch(/ 32=50 31=20\.5 151=0 14=250 6=20\.46 /);
    expect(a.member.counts).toMatchObject({ orders: 3, accepted: 3, fills: 3, shares: 250 });
    expect(b.member.counts).toMatchObject({ orders: 1, accepted: 1, fills: 3, shares: 250 });
  });

  test.each([
    ['immediate', '59=3', [`B ${fill(1)} 60 40`, 'B 4/4 0 40 reason=immediate']],
    ['fill-or-kill', '59=4', ['B 4/4 0 0 reason=unfillable']],
    ['day', '59=0', [`B ${fill(1)} 60 40`]],
    ['until cancelled', '59=1', [`B ${fill(1)} 60 40`]],
  ])('an order that is %s', (_, force, states) => {
    const { floor, a, b } = open();
    floor.order(a, 'A', 'sell 40 20').order(b, 'B', 'buy 100 20', force);
    expect(floor.states(b)).toEqual(['B 0/0 100 0', ...states]);
  });

  test('a market order takes what there is, and a post-only order never takes', () => {
    const { floor, a, b } = open();
    const postOnly = (id: string, price: string) =>
      `11=${id}|21=1|18=6|55=GT|54=1|60=20120801-13:30:00|38=10|40=2|44=${price}`;
    floor.order(a, 'A', 'sell 40 20').send(b, 'D', postOnly('P1', '20'));
    floor.send(b, 'D', postOnly('P2', '19.99')).order(b, 'M', 'buy 50');
    expect(floor.states(b)).toEqual([
      'P1 8/8 0 0 tag=18 reason=would-take',
      'P2 0/0 10 0',
      'M 0/0 50 0',
      `M ${fill(1)} 10 40`,
      'M 4/4 0 40 reason=immediate',
    ]);
  });

  test('an iceberg shows a tranche at a time, behind the orders at its price', () => {
    const { floor, a, b } = open();
    floor.order(a, 'ICE', 'sell 100 20', '111=20').order(a, 'NEXT', 'sell 30 20');
    floor.order(b, 'B', 'buy 60 20');
    const book = floor.venue.listing.find('GT');
    expect('book' in book && book.book.resting).toBe(1);
    expect(floor.states(a).slice(2)).toEqual([
      `ICE ${fill(1)} 80 20`,
      `NEXT ${fill(2)} 0 30`,
      `ICE ${fill(1)} 70 30`,
    ]);
  });

  test('cancels what rests, and refuses what it does not know or has done with', () => {
    const { floor, a, b } = open();
    floor.order(a, 'A', 'buy 100 20').order(b, 'B', 'sell 30 20').cancel(a, 'C', 'A');
    floor.cancel(a, 'C2', 'A').cancel(a, 'C3', 'NONE').cancel(b, 'C4', 'A');
    expect(floor.states(a).slice(2)).toEqual([
      'C 4/4 0 30',
      '9 C2 /4 0 0 reason=too-late',
      '9 C3 /8 0 0 reason=unknown-order',
    ]);
    expect(a.all[2]).toMatch(/ 11=C 41=A /);
    expect(a.all[3]).toMatch(/ 11=C2 41=A 39=4 .*434=1 102=0 /);
    expect(floor.states(b).at(-1)).toBe('9 C4 /8 0 0 reason=unknown-order');
  });

  test('replaces price and quantity; what is better may trade at once', () => {
    const { floor, a, b } = open();
    floor.order(a, 'A', 'buy 100 19').order(b, 'B', 'sell 30 20');
    floor.replace(a, 'R', 'A', 'buy 120 20').replace(a, 'R2', 'R', 'buy 30 20');
    floor.replace(a, 'R3', 'R', 'sell 200 20').replace(a, 'R', 'R', 'buy 200 20');
    expect(floor.states(a)).toEqual([
      'A 0/0 100 0',
      `R 5/${is42 ? 5 : 0} 120 0`,
      `R ${fill(1)} 90 30`,
      '9 R2 /1 0 0 reason=too-late',
      '9 R3 /1 0 0 tag=54 reason=must-stay',
      '9 R /1 0 0 tag=11 reason=duplicate',
    ]);
    expect(a.all[1]).toMatch(/ 11=R 41=A .* 38=120 40=2 44=20 /);
  });

  test.each([
    ['an unknown symbol', '55=NONE|38=1|40=1', 1, 1, 'symbol=NONE reason=unknown'],
    ['a fraction of a share', '38=0.5|40=1', 0, 13, 'tag=38 reason=must-be-whole-shares'],
    [
      'a price finer than a tick',
      '38=1|40=2|44=1.00001',
      0,
      99,
      'tag=44 reason=finer-than-tick tick=0.0001',
    ],
    [
      'a price that no book has',
      '38=1|40=2|44=100001',
      0,
      99,
      'tag=44 reason=above-highest-price bound=100000',
    ],
    ['a stop', '38=1|40=3|99=5', 0, 99, 'tag=99 reason=not-supported'],
    ['an order for the opening', '38=1|40=1|59=2', 0, 99, 'tag=59 reason=not-supported'],
  ])('rejects %s with a reason', (_, fields, code42, code44, text) => {
    const { floor, a } = open();
    const symbol = fields.startsWith('55=') ? '' : '55=GT|';
    const [own, rest] = fields.startsWith('55=') ? ['55=NONE|', fields.slice(8)] : [symbol, fields];
    floor.send(a, 'D', `11=A|21=1|${own}54=1|60=20120801-13:30:00|${rest}`);
    expect(floor.states(a)).toEqual([`A 8/8 0 0 ${text}`]);
    expect(a.all[0]).toContain(` 103=${is42 ? code42 : code44} `);
  });

  test('rejects a ClOrdID twice, too many open orders, and what a full book cannot hold', () => {
    const { floor, a, b } = open({ bookOrders: 3 }, { openMax: 2 });
    floor.order(a, 'A', 'buy 1 1').order(a, 'A', 'buy 1 1').order(a, 'A2', 'buy 1 1');
    floor.order(a, 'A3', 'buy 1 1').order(b, 'B', 'buy 1 1').order(b, 'B2', 'buy 1 1');
    floor.order(b, 'B3', 'sell 1 1', '59=3');
    expect(
      floor
        .states(a)
        .map((state) => state.split(' ').slice(4).join(' '))
        .slice(0, 4),
    ).toEqual(['', 'tag=11 reason=duplicate', '', 'check=open-orders bound=2']);
    expect(floor.states(b).slice(1)).toEqual([
      'B2 8/8 0 0 reason=book-full bound=3',
      'B3 0/0 1 0',
      `B3 ${fill(2)} 0 1`,
    ]);
    expect(floor.venue.clOrdIds.distinct).toBe(6);
    expect(floor.venue.clOrdIds.most(5)).toEqual([['A', 2]]);
  });

  test.each([
    ['cancel-newest', ['S 4/4 0 0 reason=self-trade'], 1],
    ['cancel-oldest', ['B 4/4 0 0 reason=self-trade'], 1],
    ['cancel-both', ['B 4/4 0 0 reason=self-trade', 'S 4/4 0 0 reason=self-trade'], 0],
    ['decrement', ['B 4/4 0 0 reason=self-trade', 'S D/0 60 0 reason=self-trade'], 1],
  ] as const)('prevents a trade with oneself: %s', (selfTrade, states, resting) => {
    const { floor, a } = open({}, { selfTrade });
    floor.order(a, 'B', 'buy 40 20').order(a, 'S', 'sell 100 20');
    expect(floor.states(a).slice(2)).toEqual(states);
    expect(a.member.open.size).toBe(resting);
    expect(a.member.counts.shares).toBe(0);
  });

  test('collects orders before the opening, and uncrosses them at one price', () => {
    const { floor, a, b } = open({ openingSeconds: 60 });
    floor.order(a, 'A', 'buy 100 20.2').order(b, 'B', 'sell 60 19.8');
    floor.order(b, 'NOW', 'sell 10 19', '59=3');
    expect(floor.states(b)).toEqual(['B 0/0 60 0', 'NOW 8/8 0 0 reason=auction']);
    floor.wait(60_000);
    expect(floor.heard(a).at(-1)!.whole).toMatch(/ 32=60 31=20.2 151=40 14=60 /);
    expect(floor.states(b)).toEqual([`B ${fill(2)} 0 60`]);
  });

  test('halts a symbol, takes only cancels there, and goes on with an uncross', () => {
    const halts = [{ atSeconds: 1, forSeconds: 2, symbol: 'GT', kind: 'halt' as const }];
    const { floor, a } = open({ halts });
    floor.order(a, 'A', 'buy 100 20').order(a, 'A2', 'buy 1 20').wait(1000);
    floor.order(a, 'LATE', 'buy 100 20').cancel(a, 'C', 'A').replace(a, 'R', 'A2', 'buy 2 20');
    floor.send(a, 'D', '11=I|21=1|55=IBM|54=1|60=20120801-13:30:00|38=1|40=2|44=1');
    floor.wait(2000).order(a, 'AFTER', 'buy 100 20');
    expect(floor.states(a).slice(2)).toEqual([
      'LATE 8/8 0 0 reason=halted',
      'C 4/4 0 0',
      '9 R /0 0 0 reason=halted',
      'I 0/0 1 0',
      'AFTER 0/0 100 0',
    ]);
  });

  test('cancels the day orders that a client leaves behind, if its session says so', () => {
    const { floor, a, b } = open({}, { cancelOnDisconnect: true });
    floor.order(a, 'A', 'buy 1 20').order(a, 'GTC', 'buy 1 20', '59=1').order(b, 'B', 'buy 1 20');
    for (const { member } of [a, b]) floor.venue.disconnected(member, floor.nowMs);
    expect(floor.states(a).slice(2)).toEqual(['A 4/4 0 0 reason=disconnected']);
    expect([a, b].map(({ member }) => member.open.size)).toEqual([1, 1]);
  });

  test('answers questions about an order, known or not', () => {
    const { floor, a } = open();
    floor
      .order(a, 'A', 'buy 100 20')
      .send(a, 'H', '11=A|55=GT|54=1')
      .send(a, 'H', '11=X|55=GT|54=1');
    const status = is42 ? '0/0' : 'I/0';
    expect(floor.states(a).slice(1)).toEqual([
      `A ${status} 100 0`,
      `X ${is42 ? '8' : 'I'}/8 0 0 reason=unknown-order`,
    ]);
    if (is42) expect(a.all[1]).toContain(' 20=3 ');
  });

  test('ends the day: day orders expire, the others are cancelled', () => {
    const { floor, a } = open();
    floor.order(a, 'A', 'buy 1 20').order(a, 'GTC', 'buy 1 20', '59=1');
    floor.venue.endDay(floor.nowMs);
    expect(floor.states(a).slice(2)).toEqual([
      'A C/C 0 0 reason=day-end',
      'GTC 4/4 0 0 reason=venue-ends',
    ]);
  });
});

describe('mass requests of 4.4', () => {
  const cancel = (id: string, what: string) => `11=${id}|${what}|60=20120801-13:30:00`;

  test('cancel all orders of a session, those of a symbol, or of a side', () => {
    const floor = new VenueFloor();
    const [a, b] = floor.clients as [(typeof floor.clients)[0], (typeof floor.clients)[0]];
    floor.order(a, 'B1', 'buy 1 20').order(a, 'S1', 'sell 1 21').order(b, 'OTHER', 'buy 1 20');
    floor.send(a, 'D', '11=I|21=1|55=IBM|54=1|60=20120801-13:30:00|38=1|40=2|44=1');
    floor.send(a, 'q', cancel('Q1', '530=7|54=2')).send(a, 'q', cancel('Q2', '530=1|55=IBM'));
    floor.send(a, 'q', cancel('Q3', '530=4')).send(a, 'q', cancel('Q4', '530=1|55=NONE'));
    floor.send(a, 'q', cancel('Q5', '530=7'));
    const whole = floor
      .heard(a)
      .slice(3)
      .map((report) => report.whole.replace(/ 3[47]=\S+/g, ''));
    const reports = whole.map((each) => (each.startsWith('r') ? each : heard(each)));
    expect(reports).toEqual([
      'S1 4/4 reason=mass-cancel',
      'r 11=Q1 530=7 531=7 533=1',
      'I 4/4 reason=mass-cancel',
      'r 11=Q2 530=1 531=1 533=1 55=IBM',
      'r 11=Q3 530=4 531=0 532=0',
      'r 11=Q4 530=1 531=0 532=0',
      'B1 4/4 reason=mass-cancel',
      'r 11=Q5 530=7 531=7 533=1',
    ]);
    expect(b.member.open.size).toBe(1);
  });

  test('report every open order, or that there is none', () => {
    const floor = new VenueFloor();
    const [a] = floor.clients;
    floor.send(a!, 'AF', '584=M0|585=7').order(a!, 'A', 'buy 1 20').order(a!, 'B', 'buy 1 20');
    floor.send(a!, 'AF', '584=M1|585=7');
    const told = floor.heard(a!).filter(({ whole }) => whole.includes(' 584='));
    expect(told.map(({ whole }) => / 584=\S+ 911=\d/.exec(whole)![0])).toEqual([
      ' 584=M0 911=0',
      ' 584=M1 911=2',
      ' 584=M1 911=2',
    ]);
    expect(told[0]!.text).toBe('reason=no-open-orders');
  });
});

const heard = (whole: string): string => {
  const of = (tag: number): string => new RegExp(` ${tag}=(\\S+)`).exec(whole)![1]!;
  return `${of(11)} ${of(150)}/${of(39)} ${of(58)}`;
};

describe('the others in a book', () => {
  const background = {
    limitsPerSecond: 8,
    marketsPerSecond: 0.6,
    restingOrders: 80,
    depthCents: 5,
    lotShares: 100,
    meanLots: 2,
    leanCents: 50,
  };
  const depthOf = (floor: VenueFloor): number[][] => {
    const found = floor.venue.listing.find('GT');
    if (!('book' in found)) throw new Error('GT has no book');
    return [0, 1].map((side) => readQueue(found.book, side).map(({ priceTicks }) => priceTicks));
  };

  test('quote whole cents about the reference, and a taker walks the book', () => {
    const floor = new VenueFloor({ background });
    const [a] = floor.clients;
    const [bids, asks] = depthOf(floor);
    expect([...bids!, ...asks!].every((ticks) => ticks % 100 === 0)).toBe(true);
    expect([bids!.length > 20, asks!.length > 20, bids![0]! < asks![0]!]).toEqual([
      true,
      true,
      true,
    ]);
    expect(Math.abs(bids![0]! - 200_000)).toBeLessThan(2000);
    floor.order(a!, 'A', 'buy 3000');
    const fills = floor.heard(a!).slice(1);
    const prices = fills.map(({ whole }) => Number(/ 31=(\S+)/.exec(whole)![1]));
    expect(prices).toEqual([...prices].sort((x, y) => x - y));
    expect(new Set(prices).size).toBeGreaterThan(2);
    expect(fills.at(-1)!).toMatchObject({ executed: 3000, status: '2' });
  });

  test('trade among themselves as time passes, the same with the same seed', () => {
    const books = [1, 1, 2].map((seed) => {
      const floor = new VenueFloor({ background, seed });
      depthOf(floor);
      floor.wait(60_000);
      const [a] = floor.clients;
      floor.send(a!, 'H', '11=X|55=GT|54=1');
      const [book] = floor.venue.listing.books;
      return [book!.counts.trades, ...depthOf(floor).flat()];
    });
    expect(books[0]).toEqual(books[1]);
    expect(books[2]).not.toEqual(books[0]);
    expect(books[0]![0]).toBeGreaterThan(10);
  });

  test.each([
    ['a cancel', 'F', '11=X|41=A|55=GT|54=1|38=100'],
    ['a replacement', 'G', '11=X|41=A|21=1|55=GT|54=1|38=200|40=2|44=15'],
  ])('fill an order before %s that comes later', (_, type, fields) => {
    const floor = new VenueFloor({ background });
    const [a] = floor.clients;
    const [[best]] = depthOf(floor) as [[number]];
    floor.order(a!, 'A', `buy 100 ${best / 10_000}`);
    // Nobody asks for the book until the change comes.
    floor.nowMs += 600_000;
    floor.send(a!, type, `${fields}|60=20120801-13:40:00`);
    expect(floor.heard(a!).map(({ type, status }) => `${type} ${status}`)).toEqual([
      '8 0',
      '8 2',
      '9 2',
    ]);
    expect(floor.venue.listing.find('GT')).toHaveProperty('book');
    depthOf(floor);
  });

  test('do not care how often they are asked', () => {
    const [often, once] = [1, 60].map((steps) => {
      const floor = new VenueFloor({ background });
      depthOf(floor);
      for (let step = 0; step < 60; step += steps) floor.wait(1000 * steps);
      return depthOf(floor);
    });
    expect(often).toEqual(once);
  });
});
