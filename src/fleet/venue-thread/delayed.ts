import { fillChildren } from '../../market/fills.js';
import {
  type Flight,
  landAnswers,
  launchChildren,
  openFlight,
  sendAnswer,
  takeArrival,
} from '../../market/flight.js';
import { venueLatency } from '../../market/latency.js';
import { type RingConsumer, readable, release } from '../../memory/ring.js';
import { wakeProducer } from '../../memory/waiting.js';
import type { Children } from '../../orders/children.js';
import { countBehindBarrier } from '../market/barrier.js';
import { countAnswered, countArrived } from '../market/recount.js';
import type { FleetPlan } from '../spec.js';
import { readClock } from '../threads/clock.js';
import { BATCH, type Exchange, type ServerLink } from './exchange.js';

/**
 * The venues' service of a server whose messages are under way for some time. A child leaves when
 * this thread first sees its row. Its row goes back to the server, as its answer, when the answer
 * has arrived; until then the server has it in its ring, so the ring bounds what is under way.
 */

/** Opens the flight of a server's children, or returns undefined if no venue has a latency. */
export function openDelayed(
  { market, seed }: FleetPlan,
  children: Children,
  number: number,
): Flight | undefined {
  const latency = venueLatency(market.venues, seed);
  return latency === undefined ? undefined : openFlight(children, number, latency);
}

/** Returns whether a server has handed over children that this thread has not seen. */
export const isUnseen = (out: RingConsumer, { end }: Flight): boolean =>
  ((out.position + readable(out)) | 0) !== end;

/**
 * Sends new children on their way, fills those that have arrived, and returns the rows of those
 * whose answers are back. Returns how many of these steps it made.
 */
export function serveDelayed(exchange: Exchange, link: ServerLink, flight: Flight): number {
  const nowNs = exchange.clock.passNs[0]!;
  const { out, host } = link;
  const seen = seeChildren(exchange, link, flight);
  let arrived = 0;
  for (; flight.arrivalNs <= nowNs && arrived < BATCH; arrived++)
    fillArrival(exchange, link.number, flight);
  const count = (landAnswers(flight, nowNs) - out.position) | 0;
  if (count > 0) {
    release(out, count);
    wakeProducer(out, host);
  }
  return seen + arrived + count;
}

/** Sends the children on their way that a server has handed over; returns how many. */
function seeChildren({ shard, clock }: Exchange, link: ServerLink, flight: Flight): number {
  const { out, barrier, children } = link;
  const begin = flight.end;
  const end = (out.position + readable(out)) | 0;
  const count = (end - begin) | 0;
  if (count === 0) return 0;
  const { cells } = shard.counts;
  const behind = countBehindBarrier(barrier, children, begin, end, link.sequence + 1);
  if (behind > 0) cells.behindBarrier[0] = cells.behindBarrier[0]! + behind;
  link.sequence += count;
  cells.batches[0] = cells.batches[0]! + 1;
  // The pass may have begun before they were handed over: its time would shorten their way.
  launchChildren(flight, end, readClock(clock));
  return count;
}

/** Fills the next child of a server to arrive, and sends its answer on its way back. */
function fillArrival(exchange: Exchange, number: number, flight: Flight): void {
  const { shard, control, marker, isExposureCounted } = exchange;
  const { children } = flight;
  const child = takeArrival(flight);
  const next = (child + 1) | 0;
  if (isExposureCounted) countArrived(shard, control, children, child, next);
  fillChildren(shard.market.book, children, child, next, marker.epoch);
  // Precedes the release: the credit that an answer frees may be leased again at once.
  if (isExposureCounted) countAnswered(shard, control, children, child, next);
  sendAnswer(flight, child);
  const { cells, arrived } = shard.counts;
  cells.children[0] = cells.children[0]! + 1;
  arrived.children[number - 1] = arrived.children[number - 1]! + 1;
}
