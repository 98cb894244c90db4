import {
  type Children,
  ChildWord,
  childSlot,
  instrumentVenue,
  isAdmitted,
} from '../orders/children.js';
import { messageNs, type VenueLatency, Way } from './latency.js';
import { VENUE_COUNT } from './venues.js';

const { max, min } = Math;
const { POSITIVE_INFINITY } = Number;
const { EXECUTED, INSTRUMENT, LIMIT, QUANTITY } = ChildWord;
const NO_VENUE = -1;

/**
 * The children of one server that are on their way to the venues, or whose answers are on their way
 * back. They stay in their rows of the server's ring:
 *
 *   begin ──► answered, answer under way │ under way to a venue, or answered ──► end
 *
 * Each session, one server at one venue, keeps the order of its messages, as TCP does. Children of
 * different venues overtake each other on the way there. The server has one queue of answers, in
 * the order in which it sent, so an answer waits for those of earlier children.
 */
export interface Flight {
  readonly children: Children;
  /** The server's number, from 1. */
  readonly server: number;
  readonly latency: VenueLatency;
  /** By row: when the child arrives and, once it is answered, when its answer does; ns. */
  readonly dueNs: Float64Array;
  readonly isAnswered: Uint8Array;
  /** By row: the position of the next child under way to the same venue. */
  readonly next: Int32Array;
  /** By venue: positions of the first and the last child under way, and how many there are. */
  readonly first: Int32Array;
  readonly last: Int32Array;
  readonly underWay: Int32Array;
  /** By venue and way: when the last message arrives, ns, and the number of messages so far. */
  readonly lastNs: Float64Array;
  readonly messages: Float64Array;
  /** Positions of the first child without an answer, and after the last one that left. */
  begin: number;
  end: number;
  /** The next arrival at a venue, ns, and the venue; infinite if nothing is under way. */
  arrivalNs: number;
  arrivalVenue: number;
  /** Admitted children without an answer, and their money at the limit, ticks × shares. */
  orders: number;
  money: number;
}

/** Opens the flight of a server that has sent nothing yet. */
export function openFlight(children: Children, server: number, latency: VenueLatency): Flight {
  const { capacity } = children;
  return {
    children,
    server,
    latency,
    dueNs: new Float64Array(capacity),
    isAnswered: new Uint8Array(capacity),
    next: new Int32Array(capacity),
    first: new Int32Array(VENUE_COUNT),
    last: new Int32Array(VENUE_COUNT),
    underWay: new Int32Array(VENUE_COUNT),
    lastNs: new Float64Array(2 * VENUE_COUNT),
    messages: new Float64Array(2 * VENUE_COUNT),
    begin: 0,
    end: 0,
    arrivalNs: POSITIVE_INFINITY,
    arrivalVenue: NO_VENUE,
    orders: 0,
    money: 0,
  };
}

/** How many more children may leave before any answer comes. */
export const roomInFlight = ({ children, begin, end }: Flight): number =>
  children.capacity - ((end - begin) | 0);

/**
 * Sends the children from the end of the flight up to position `end` on their way at `nowNs`. Those
 * that the gate refused travel nowhere: their answer is there, and takes its place in the queue.
 */
export function launchChildren(flight: Flight, end: number, nowNs: number): void {
  const { children, dueNs, isAnswered, next, first, last, underWay } = flight;
  const { words, mask } = children;
  for (let child = flight.end; child !== end; child = (child + 1) | 0) {
    const slot = childSlot(children, child);
    const instrument = words[slot + INSTRUMENT]!;
    const row = child & mask;
    if (!isAdmitted(instrument)) {
      words[slot + EXECUTED] = 0;
      dueNs[row] = nowNs;
      isAnswered[row] = 1;
      continue;
    }
    const venue = instrumentVenue(instrument);
    isAnswered[row] = 0;
    dueNs[row] = arrivalOf(flight, venue, Way.ORDER, nowNs);
    if (underWay[venue] === 0) first[venue] = child;
    else next[last[venue]! & mask] = child;
    last[venue] = child;
    underWay[venue] = underWay[venue]! + 1;
    flight.orders++;
    flight.money += words[slot + QUANTITY]! * words[slot + LIMIT]!;
  }
  flight.end = end;
  findArrival(flight);
}

/** When the next message of a session that leaves at `nowNs` arrives: never before the last one. */
function arrivalOf(flight: Flight, venue: number, way: number, nowNs: number): number {
  const { lastNs, messages, latency, server } = flight;
  const row = 2 * venue + way;
  const message = messages[row]!;
  messages[row] = message + 1;
  const due = max(lastNs[row]!, nowNs + messageNs(latency, server, venue, way, message));
  lastNs[row] = due;
  return due;
}

/** Takes the child that arrives next; returns its position. `arrivalNs` must be finite. */
export function takeArrival(flight: Flight): number {
  const { children, next, first, underWay, arrivalVenue: venue } = flight;
  const child = first[venue]!;
  first[venue] = next[child & children.mask]!;
  underWay[venue] = underWay[venue]! - 1;
  findArrival(flight);
  return child;
}

/** Sends the answer to a child that has arrived, and been filled, on its way back. */
export function sendAnswer(flight: Flight, child: number): void {
  const { children, dueNs, isAnswered } = flight;
  const row = child & children.mask;
  const venue = instrumentVenue(children.words[childSlot(children, child) + INSTRUMENT]!);
  dueNs[row] = arrivalOf(flight, venue, Way.ANSWER, dueNs[row]!);
  isAnswered[row] = 1;
}

/**
 * Ends the flight of all children whose answers have come by `nowNs`; returns the position after
 * the last of them, which is the new `begin`.
 */
export function landAnswers(flight: Flight, nowNs: number): number {
  const { children, dueNs, isAnswered, end } = flight;
  const { words, mask } = children;
  let child = flight.begin;
  for (; child !== end; child = (child + 1) | 0) {
    const row = child & mask;
    if (isAnswered[row] === 0 || dueNs[row]! > nowNs) break;
    const slot = childSlot(children, child);
    if (!isAdmitted(words[slot + INSTRUMENT]!)) continue;
    flight.orders--;
    flight.money -= words[slot + QUANTITY]! * words[slot + LIMIT]!;
  }
  flight.begin = child;
  return child;
}

/** When something arrives next, at a venue or at the server, ns. */
export function nextDueNs({ begin, end, isAnswered, dueNs, arrivalNs, children }: Flight): number {
  const row = begin & children.mask;
  return begin === end || isAnswered[row] === 0 ? arrivalNs : min(arrivalNs, dueNs[row]!);
}

/** Finds the venue with the earliest arrival; of two at one time, the first in `VENUES`. */
function findArrival(flight: Flight): void {
  const { children, dueNs, first, underWay } = flight;
  flight.arrivalNs = POSITIVE_INFINITY;
  flight.arrivalVenue = NO_VENUE;
  for (let venue = 0; venue < VENUE_COUNT; venue++) {
    if (underWay[venue] === 0) continue;
    const due = dueNs[first[venue]! & children.mask]!;
    if (due < flight.arrivalNs) {
      flight.arrivalNs = due;
      flight.arrivalVenue = venue;
    }
  }
}
