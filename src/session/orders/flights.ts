import { tapTurn } from '../../capture/tap.js';
import { fillChildren } from '../../market/fills.js';
import {
  landAnswers,
  launchChildren,
  roomInFlight,
  sendAnswer,
  takeArrival,
} from '../../market/flight.js';
import { ChildWord, childSlot } from '../../orders/children.js';
import { isChildKilled } from '../../risk/gate/first-pass-checks.js';
import { type Day, tickEnd } from '../day/day.js';
import type { Flights } from '../day/flights.js';
import { copyAnswers } from '../guards/drop-copy.js';
import { settleDay } from '../guards/links.js';

const { max } = Math;
const { POSITIVE_INFINITY } = Number;
const { EXECUTED, PRICE } = ChildWord;

/** Returns how many more children of a server (from 0) may be under way. */
export function roomOnWay({ flights }: Day, server: number): number {
  return flights === undefined ? POSITIVE_INFINITY : roomInFlight(flights.servers[server]!);
}

/**
 * Sends a server's children up to position `end` on their way. Returns false on a day on which they
 * arrive at once.
 */
export function launchTurn(
  { flights, servers }: Day,
  server: number,
  end: number,
  nowNs: number,
): boolean {
  if (flights === undefined) return false;
  launchChildren(flights.servers[server]!, end, nowNs);
  const { tap } = servers[server]!;
  if (tap !== undefined) tapTurn(tap, end, nowNs);
  return true;
}

/**
 * Fills the children that have reached a venue by `nowNs`, in the order of their arrival, and
 * settles the answers that have come back, server by server. In the last tick of the day everything
 * arrives, so that the books of firm and venues agree.
 */
export function landFlights(day: Day, flights: Flights, nowNs: number): void {
  const dueNs = tickEnd(day, nowNs) >= day.endNs ? POSITIVE_INFINITY : nowNs;
  for (let server = nextServer(flights); server >= 0; server = nextServer(flights)) {
    if (!(flights.servers[server]!.arrivalNs <= dueNs)) break;
    fillNext(day, flights, server);
  }
  let orders = 0;
  let money = 0;
  for (let server = 0; server < flights.servers.length; server++) {
    const flight = flights.servers[server]!;
    const { begin } = flight;
    const end = landAnswers(flight, dueNs);
    orders += flight.orders;
    money += flight.money;
    if (begin === end) continue;
    if (day.guards !== undefined) copyAnswers(day, server, begin, end);
    settleDay(day, server, begin, end, nowNs);
  }
  flights.peak.orders = max(flights.peak.orders, orders);
  flights.peak.money = max(flights.peak.money, money);
}

/** Returns the server (from 0) whose child arrives next, or −1 if nothing is under way. */
function nextServer({ servers }: Flights): number {
  let next = -1;
  let firstNs = POSITIVE_INFINITY;
  for (let server = 0; server < servers.length; server++) {
    const { arrivalNs } = servers[server]!;
    if (arrivalNs >= firstNs) continue;
    firstNs = arrivalNs;
    next = server;
  }
  return next;
}

/** Fills the next child of a server to arrive, and counts it if a kill came while it travelled. */
function fillNext(day: Day, { servers, leaked }: Flights, server: number): void {
  const flight = servers[server]!;
  const { children } = flight;
  const child = takeArrival(flight);
  fillChildren(day.market.book, children, child, (child + 1) | 0, day.cursor.epoch[0]!);
  sendAnswer(flight, child);
  const { gate, number, router } = day.servers[server]!;
  const { words } = children;
  const slot = childSlot(children, child);
  if (!isChildKilled(gate.kill, number, words, slot, router.parents)) return;
  const executed = words[slot + EXECUTED]!;
  leaked.orders++;
  if (executed === 0) return;
  leaked.executions++;
  leaked.shares += executed;
  leaked.money += executed * words[slot + PRICE]!;
}
