import { describe, expect, test } from 'vitest';
import { RandomStream } from '../../src/base/random.js';
import { VenueJournal } from '../../src/venue/journal.js';
import { sumJournal } from '../../src/venue/journal-sums.js';
import type { Trouble } from '../../src/venue/trouble.js';
import { FileInMemory } from '../support/fix-file.js';
import { type FloorClient, heardReport, VenueFloor } from '../support/venue-floor.js';

const MESSAGES = 200;
const PRICES = ['19.98', '19.99', '20', '20.01', '20.02'];

/** Plays orders, cancels and replaces of three clients, drawn from a seed, and ends the day. */
function play(seed: number, trouble: Partial<Trouble>[]): VenueFloor {
  const members = [{}, { selfTrade: 'decrement' as const }, { selfTrade: 'cancel-both' as const }];
  const floor = new VenueFloor({ seed, trouble: trouble as Trouble[], bookOrders: 60 }, members);
  const random = new RandomStream(seed, 'conservation');
  const pick = <T>(of: readonly T[]): T => of[random.below(of.length)]!;
  for (let n = 0; n < MESSAGES; n++) {
    const client = pick(floor.clients);
    const terms = `${pick(['buy', 'sell'])} ${1 + random.below(300)} ${pick(PRICES)}`;
    const known = [...client.member.open].map(({ clOrdId, sideCode }) => ({
      clOrdId,
      side: sideCode === 0x31 ? 'buy' : 'sell',
    }));
    const draw = random.below(10);
    if (draw < 6 || known.length === 0)
      floor.order(client, `N${n}`, terms, pick(['59=0', '59=1', '59=3', '59=4', '111=7']));
    else {
      const { clOrdId, side } = pick(known);
      if (draw < 8) floor.cancel(client, `N${n}`, clOrdId, side);
      else floor.replace(client, `N${n}`, clOrdId, terms.replace(/^\w+/, side));
    }
    floor.wait(random.below(20));
  }
  floor.venue.endDay(floor.nowMs);
  return floor.carry();
}

/** Executions that a client has heard, each once by its ExecID. */
function heardOnce({ all }: FloorClient): { shares: number; ids: number; reports: number } {
  const byId = new Map<string, number>();
  for (const { type, execId, shares } of all.map(heardReport))
    if (type === '8') byId.set(execId, shares);
  const shares = [...byId.values()].reduce((sum, each) => sum + each, 0);
  return { shares, ids: byId.size, reports: all.length };
}

const TROUBLES: [string, Partial<Trouble>[]][] = [
  ['no trouble', []],
  [
    'late answers and gaps',
    [
      { kind: 'late', minMs: 1, maxMs: 90 },
      { kind: 'gap', share: 0.1 },
    ],
  ],
  ['doubled reports', [{ kind: 'double', share: 0.2 }]],
  ['rejects by rule', [{ kind: 'reject', share: 0.2 }]],
];

describe.each(TROUBLES)('with %s', (_, trouble) => {
  test('what clients hear, what the venue counts and what is on file are one sum', () => {
    for (const seed of [1, 2]) {
      const floor = play(seed, trouble);
      const file = new FileInMemory();
      const journal = new VenueJournal(file, {
        format: 'smars venue',
        version: 1,
        startedMs: 0,
        sessions: ['A', 'B', 'C'],
      });
      for (const arrival of floor.arrivals) journal.arrival(arrival);
      for (const report of floor.reports) journal.report(report);
      journal.end();
      const { sessions, open } = sumJournal(file);
      let traded = 0;
      for (const client of floor.clients) {
        const { counts, settings } = client.member;
        expect(sessions.get(settings.targetCompId)).toEqual(counts);
        const heard = heardOnce(client);
        expect(heard.shares).toBe(counts.shares);
        expect(heard.reports).toBe(counts.reports + counts.doubled);
        traded += counts.shares;
      }
      const [book] = floor.venue.listing.books;
      expect(traded).toBe(2 * book!.counts.shares);
      expect(book!.counts.trades).toBeGreaterThan(10);
      expect([...open]).toEqual([]);
      expect(floor.clients.map(({ member }) => member.open.size)).toEqual([0, 0, 0]);
    }
  });
});

test('with lost reports, what clients lack is exactly what the venue says it lost', () => {
  const floor = play(4, [{ kind: 'lose', share: 0.2 }]);
  for (const client of floor.clients) {
    const { counts, settings } = client.member;
    const mine = floor.reports.filter(({ session }) => session === settings.targetCompId);
    const lost = mine.filter(({ copies }) => copies === 0);
    expect(client.all).toHaveLength(counts.reports - counts.lost);
    expect(lost).toHaveLength(counts.lost);
    const lostShares = lost.reduce((sum, { shares }) => sum + shares, 0);
    expect(heardOnce(client).shares).toBe(counts.shares - lostShares);
    expect(lost.length).toBeGreaterThan(10);
  }
});
