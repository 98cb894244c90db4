import { type Flight, openFlight } from '../../market/flight.js';
import { venueLatency } from '../../market/latency.js';
import type { MarketSpec } from '../../market/market.js';
import { hasLatency } from '../../market/venues.js';
import type { Server } from '../../server/server.js';
import type { DaySpec } from './spec.js';

/** What is under way between the servers and the venues of a day. */
export interface Flights {
  /** By server index. */
  readonly servers: readonly Flight[];
  /** What reached a venue after a kill that covers it, since it had left before. */
  readonly leaked: Leak;
  /** The most orders without an answer after a tick, and the most of their money at the limit. */
  readonly peak: { orders: number; money: number };
}

/** Orders, and what was executed of them: executions, shares, and ticks × shares. */
interface Leak {
  orders: number;
  executions: number;
  shares: number;
  money: number;
}

/** The most children of one server that are under way; with as many it sends no more. */
const IN_FLIGHT_MAX = 65_536;

/** The rows that a server's ring needs for what is under way. */
export const rowsInFlight = ({ venues }: MarketSpec): number =>
  hasLatency(venues) ? IN_FLIGHT_MAX : 0;

/** Opens the flights of a day's servers, or returns undefined if no venue has a latency. */
export function openFlights(
  { market }: DaySpec,
  seed: number,
  servers: readonly Server[],
): Flights | undefined {
  const latency = venueLatency(market.venues, seed);
  if (latency === undefined) return undefined;
  return {
    servers: servers.map(({ children, number }) => openFlight(children, number, latency)),
    leaked: { orders: 0, executions: 0, shares: 0, money: 0 },
    peak: { orders: 0, money: 0 },
  };
}
