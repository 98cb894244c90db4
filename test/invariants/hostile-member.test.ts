import { expect, test } from 'vitest';
import { RandomStream } from '../../src/base/random.js';
import { timeText } from '../support/fix-talk.js';
import { VenueFloor } from '../support/venue-floor.js';

const MESSAGES = 1500;
const SYMBOLS = ['GT', 'GT', 'GT', 'IBM', 'NONE', 'a\x7fb', 'X'.repeat(60)];
const QUANTITIES = [
  '1',
  '50',
  '100',
  '200',
  '300',
  '100',
  '0',
  '-5',
  '0.5',
  '2147483647',
  '2147483648',
  '1e3',
  '000007',
  'x',
];
const PRICES = [
  '20',
  '20',
  '20.01',
  '19.99',
  '0',
  '-1',
  '0.0001',
  '0.00001',
  '100000',
  '100000.0001',
  '20.000',
  '.5',
  'x',
];
const IDS = ['A', 'B', 'C', ' ', '\xff\xfe', 'Y'.repeat(500), 'NONE'];
const TYPES = ['D', 'D', 'D', 'D', 'F', 'G', 'G', 'H', 'AF', 'q'];
const ODD_FIELDS = [
  '99=1',
  '110=5',
  '111=0',
  '111=50',
  '111=1e9',
  '18=6',
  '18=6 G',
  '847=1',
  '37=V9',
];

/** What a member may send that its session lets through, or rejects by itself. */
function draw(random: RandomStream, n: number, nowMs: number): [type: string, fields: string] {
  const pick = (of: readonly string[]): string => of[random.below(of.length)]!;
  const type = pick(TYPES);
  const time = `60=${timeText(nowMs)}`;
  if (random.below(2) === 0) {
    const right = `54=${1 + random.below(2)}|${time}|38=${1 + random.below(200)}|40=2|44=20`;
    return ['D', `11=N${n}|55=GT|${right}`];
  }
  const id = random.below(5) === 0 ? pick(IDS) : `N${n}`;
  const side = `54=${pick(['1', '1', '1', '2', '2', '5', '6', '3', '9'])}`;
  const symbol = `55=${pick(SYMBOLS)}`;
  const odd = random.below(4) === 0 ? `${pick(ODD_FIELDS)}|` : '';
  const terms = `38=${pick(QUANTITIES)}|40=${pick(['1', '2', '2', '3'])}|44=${pick(PRICES)}`;
  const force = `59=${pick(['0', '1', '3', '4', '2', '6'])}`;
  if (type === 'D') return [type, `11=${id}|${odd}${symbol}|${side}|${time}|${terms}|${force}`];
  const original = `41=${random.below(3) === 0 ? pick(IDS) : `N${n - random.below(30)}`}`;
  if (type === 'F') return [type, `${original}|11=${id}|${symbol}|${side}|${time}`];
  if (type === 'G')
    return [type, `${original}|11=${id}|${odd}${symbol}|${side}|${time}|${terms}|${force}`];
  if (type === 'H') return [type, `11=${id}|${symbol}|${side}`];
  if (type === 'AF') return [type, `584=${id}|585=${pick(['1', '7', '8'])}|${symbol}`];
  return [type, `11=${id}|530=${pick(['1', '2', '7', '9'])}|${symbol}|${side}|${time}`];
}

test('a venue answers whatever a member sends, and its books and counts stay right', () => {
  const floor = new VenueFloor({ bookOrders: 100, books: 3, anySymbol: true }, [
    { openMax: 60, selfTrade: 'decrement' },
    { openMax: 60 },
  ]);
  const random = new RandomStream(11, 'hostile-member');
  for (let n = 0; n < MESSAGES; n++) {
    const client = floor.clients[random.below(2)]!;
    client.said.length = 0;
    const [type, fields] = draw(random, n, floor.nowMs);
    floor.send(client, type, fields);
    // An own session that rejects what the venue wrote would say so here.
    expect(client.said.filter((text) => text.startsWith('REJECTED'))).toEqual([]);
    if (client.said.length === 0)
      expect(client.sessionRejects, fields).toBeGreaterThan(client.seenRejects);
    client.seenRejects = client.sessionRejects;
    if (random.below(50) === 0) floor.venue.disconnected(client.member, floor.nowMs);
    floor.nowMs += random.below(30);
  }
  for (const { member } of floor.clients) {
    const { orders, accepted, rejected } = member.counts;
    expect(accepted + rejected).toBe(orders);
    expect(member.open.size).toBeLessThanOrEqual(60);
    for (const order of member.open) expect(order.leaves).toBe(order.quantity - order.executed);
  }
  const books = [...floor.venue.listing.books];
  expect(books).toHaveLength(3);
  const open = floor.clients.reduce((sum, { member }) => sum + member.open.size, 0);
  expect(books.reduce((sum, { book }) => sum + book.resting, 0)).toBe(open);
  expect(books.some(({ counts }) => counts.trades > 10)).toBe(true);
});
