import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  type Flight,
  landAnswers,
  launchChildren,
  nextDueNs,
  openFlight,
  roomInFlight,
  sendAnswer,
  takeArrival,
} from '../../src/market/flight.js';
import { messageNs, type VenueLatency, venueLatency, Way } from '../../src/market/latency.js';
import { VENUE_COUNT, VENUES } from '../../src/market/venues.js';
import {
  CHILD_WORDS,
  type Children,
  ChildWord,
  childSlot,
  instrumentOf,
  judgeSlot,
  openChildren,
} from '../../src/orders/children.js';
import { Verdict } from '../../src/orders/codes.js';

const SERVER = 3;
const CAPACITY = 64;

function latencyOf(seed: number): VenueLatency {
  return venueLatency(
    VENUES.map(({ name, feeTicks, displayedWeight }, venue) => ({
      name,
      feeTicks,
      displayedWeight,
      // One venue has no latency, and the others have more and more of it.
      ...(venue > 0 && { latencyMicros: { median: 10 * venue, sdLn: 1 } }),
    })),
    seed,
  )!;
}

/** A child of the test: its venue, or −1 if the gate refused it. */
function writeChild(children: Children, position: number, venue: number): void {
  const { words } = children;
  const slot = childSlot(children, position);
  words[slot + ChildWord.INSTRUMENT] = instrumentOf(0, 0, Math.max(0, venue));
  words[slot + ChildWord.QUANTITY] = 100;
  words[slot + ChildWord.LIMIT] = 50;
  words[slot + ChildWord.EXECUTED] = 7;
  if (venue < 0) judgeSlot(words, slot, Verdict.COLLAR);
}

/**
 * The obvious twin: every child knows when it leaves, arrives and is answered from the start, as a
 * list of all messages gives it.
 */
class PlainFlight {
  readonly #last = new Map<string, number>();
  readonly #sent = new Map<string, number>();
  readonly children: { venue: number; arrivesNs: number; answeredNs: number; taken: boolean }[] =
    [];
  landed = 0;
  readonly latency: VenueLatency;

  constructor(latency: VenueLatency) {
    this.latency = latency;
  }

  launch(venue: number, nowNs: number): void {
    const arrivesNs = venue < 0 ? nowNs : this.#due(venue, Way.ORDER, nowNs);
    const answeredNs = venue < 0 ? nowNs : this.#due(venue, Way.ANSWER, arrivesNs);
    this.children.push({ venue, arrivesNs, answeredNs, taken: venue < 0 });
  }

  #due(venue: number, way: number, nowNs: number): number {
    const key = `${venue} ${way}`;
    const message = this.#sent.get(key) ?? 0;
    const travelNs = messageNs(this.latency, SERVER, venue, way, message);
    const due = Math.max(this.#last.get(key) ?? 0, nowNs + travelNs);
    this.#sent.set(key, message + 1);
    this.#last.set(key, due);
    return due;
  }

  /** Places of the children that arrive by a time: by time, then by venue, then as they left. */
  arrive(nowNs: number): number[] {
    const due = [...this.children.entries()].filter(
      ([, { taken, arrivesNs }]) => !taken && arrivesNs <= nowNs,
    );
    due.sort(([a, one], [b, other]) =>
      one.arrivesNs !== other.arrivesNs
        ? one.arrivesNs - other.arrivesNs
        : one.venue - other.venue || a - b,
    );
    for (const [, child] of due) child.taken = true;
    return due.map(([place]) => place);
  }

  /** How many children in all have their answers by a time, in the order in which they left. */
  land(nowNs: number): number {
    const isBack = ({ taken, answeredNs }: (typeof this.children)[number]): boolean =>
      taken && answeredNs <= nowNs;
    while (this.landed < this.children.length && isBack(this.children[this.landed]!)) this.landed++;
    return this.landed;
  }
}

function arrivals(flight: Flight, nowNs: number): number[] {
  const places: number[] = [];
  while (flight.arrivalNs <= nowNs && flight.arrivalNs < Number.POSITIVE_INFINITY) {
    const child = takeArrival(flight);
    sendAnswer(flight, child);
    places.push(child);
  }
  return places;
}

const steps = fc.array(
  fc.record({
    venues: fc.array(fc.integer({ min: -1, max: VENUE_COUNT - 1 }), { maxLength: 9 }),
    laterNs: fc.integer({ min: 0, max: 60_000 }),
  }),
  { maxLength: 40 },
);

test('children and answers arrive when a plain list of all messages says, in its order', () => {
  fc.assert(
    fc.property(steps, fc.nat(), (given, seed) => {
      const latency = latencyOf(seed);
      const plain = new PlainFlight(latency);
      const flight = openFlight(
        openChildren(new Int32Array(CAPACITY * CHILD_WORDS)),
        SERVER,
        latency,
      );
      let nowNs = 0;
      for (const { venues, laterNs } of given) {
        nowNs += laterNs;
        expect(arrivals(flight, nowNs)).toEqual(plain.arrive(nowNs));
        expect(landAnswers(flight, nowNs)).toBe(plain.land(nowNs));
        const sent = venues.slice(0, roomInFlight(flight));
        for (const [n, venue] of sent.entries()) {
          writeChild(flight.children, flight.end + n, venue);
          plain.launch(venue, nowNs);
        }
        launchChildren(flight, flight.end + sent.length, nowNs);
        const open = plain.children.slice(plain.landed);
        expect(CAPACITY - roomInFlight(flight)).toBe(open.length);
        const admitted = open.filter(({ venue }) => venue >= 0).length;
        expect([flight.orders, flight.money]).toEqual([admitted, admitted * 5000]);
      }
      expect(arrivals(flight, Number.POSITIVE_INFINITY)).toHaveLength(
        plain.arrive(Number.POSITIVE_INFINITY).length,
      );
      expect(landAnswers(flight, Number.POSITIVE_INFINITY)).toBe(plain.children.length);
      expect([flight.orders, flight.money, nextDueNs(flight)]).toEqual([
        0,
        0,
        Number.POSITIVE_INFINITY,
      ]);
    }),
    { seed: 20120801, numRuns: 60 },
  );
});

test('the next thing to happen is an arrival, or the answer that is first in the queue', () => {
  const flight = openFlight(
    openChildren(new Int32Array(CAPACITY * CHILD_WORDS)),
    SERVER,
    latencyOf(1),
  );
  expect(nextDueNs(flight)).toBe(Number.POSITIVE_INFINITY);
  writeChild(flight.children, 0, 5);
  launchChildren(flight, 1, 1000);
  const arrivesNs = nextDueNs(flight);
  expect(arrivesNs).toBe(1000 + messageNs(flight.latency, SERVER, 5, Way.ORDER, 0));
  sendAnswer(flight, takeArrival(flight));
  expect(nextDueNs(flight)).toBe(arrivesNs + messageNs(flight.latency, SERVER, 5, Way.ANSWER, 0));
});

test('a refused child executes nothing and waits only for its place in the queue', () => {
  const flight = openFlight(
    openChildren(new Int32Array(CAPACITY * CHILD_WORDS)),
    SERVER,
    latencyOf(1),
  );
  writeChild(flight.children, 0, -1);
  writeChild(flight.children, 1, 0);
  writeChild(flight.children, 2, -1);
  launchChildren(flight, 3, 1000);
  expect(flight.children.words[ChildWord.EXECUTED]).toBe(0);
  expect(landAnswers(flight, 1000)).toBe(1);
  expect(arrivals(flight, 1000)).toEqual([1]);
  expect(landAnswers(flight, 1000)).toBe(3);
});
