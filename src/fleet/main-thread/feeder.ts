import { RandomStream } from '../../base/random.js';
import { REUSED_FLAG } from '../../deployment/flags.js';
import { drawSize } from '../../flow/generated.js';
import {
  createSchedule,
  fillArrivals,
  type Schedule,
  type ScheduleSpec,
} from '../../flow/schedule.js';
import {
  claim,
  openProducer,
  publish,
  type RingProducer,
  ringPressure,
} from '../../memory/ring.js';
import type { OrderFlow } from '../../orders/flow.js';
import { openSticky, type Sticky, serverOfSymbol, stick, stuckTo } from '../../router/assign.js';
import { recordedOrders } from '../arrivals.js';
import { openTemplates } from '../memory/open.js';
import { intendedNs, orderIdOf, RECORD_WORDS, writeParent } from '../memory/records.js';
import type { FleetMemory } from '../memory/tables.js';
import type { FleetPlan } from '../spec.js';

/**
 * The feeder fills the servers' inboxes ahead of time from the main thread. Each parent carries the
 * time at which it should arrive, and the server takes it when its own clock passes that time. So
 * the loop is open: a feeder that is delayed by less than its lead delays no parent.
 */
export interface Feeder {
  readonly plan: FleetPlan;
  readonly inboxes: readonly RingProducer[];
  readonly holds: readonly Hold[];
  readonly flow: OrderFlow;
  /** The orders of a recorded flow; undefined with other arrivals. */
  readonly recorded: ReturnType<typeof recordedOrders>;
  /** Which server accounts and stocks stay with, where `router.assign` is `sticky`. */
  readonly sticky: Sticky | undefined;
  readonly schedule: Schedule | undefined;
  /** Times of the next arrivals; rows [next, end) are still to be fed. */
  readonly times: Float64Array;
  next: number;
  end: number;
  /** The number of the next parent. */
  order: number;
  /** By server: parents written to its inbox and not yet published. */
  readonly pending: Int32Array;
  /**
   * By server: parents that reached its inbox, and parents turned away because inbox and hold were
   * full.
   */
  readonly fed: Float64Array;
  readonly turnedAway: Float64Array;
}

/**
 * The queue of one server's parents that found its inbox full: order numbers and intended times.
 */
interface Hold {
  orders: Float64Array;
  times: Float64Array;
  head: number;
  count: number;
  largest: number;
}

const CHUNK = 8192;
/** Parents that wait for one server outside its inbox. The feeder turns any more away. */
const HOLD_MAX = 2 ** 20;

/** Draws the mix of parents. */
export function drawTemplates({ mix, seed }: FleetPlan, memory: FleetMemory): void {
  const templates = openTemplates(memory);
  const random = new RandomStream(seed, 'mix');
  for (let row = 0; row < templates.count; row++) {
    templates.symbol[row] = mix.firstPlace + random.below(mix.endPlace - mix.firstPlace);
    templates.side[row] = random.below(2);
    templates.quantity[row] = drawSize(mix.sizes, random);
    templates.flags[row] = random.fraction() < mix.flaggedShare ? REUSED_FLAG : 0;
  }
}

/** Opens the feeder. In a closed loop it feeds nothing. */
export function openFeeder(plan: FleetPlan, memory: FleetMemory): Feeder {
  const { arrivals, servers, seed } = plan;
  const recorded = recordedOrders(arrivals);
  const isScheduled = recorded === undefined && arrivals.kind !== 'max' && arrivals.kind !== 'live';
  return {
    plan,
    inboxes: memory.servers.map(({ inbox }) => openProducer(inbox, RECORD_WORDS)),
    holds: Array.from({ length: servers }, () => ({
      orders: new Float64Array(1024),
      times: new Float64Array(1024),
      head: 0,
      count: 0,
      largest: 0,
    })),
    flow: recorded?.flow ?? openTemplates(memory),
    recorded,
    schedule: isScheduled ? createSchedule(arrivals as ScheduleSpec, seed) : undefined,
    sticky: plan.router.assign === 'sticky' ? openSticky(plan.universe.stocks) : undefined,
    times: new Float64Array(CHUNK),
    next: 0,
    end: 0,
    order: 0,
    pending: new Int32Array(servers),
    fed: new Float64Array(servers),
    turnedAway: new Float64Array(servers),
  };
}

/** Feeds every parent that should arrive before `untilNs`; returns whether more will follow. */
export function feed(feeder: Feeder, untilNs: number): boolean {
  for (let server = 0; server < feeder.holds.length; server++) feedHeld(feeder, server);
  let more = true;
  for (;;) {
    if (feeder.next === feeder.end && !(more = refill(feeder))) break;
    const timeNs = feeder.times[feeder.next]!;
    if (timeNs >= untilNs) break;
    feedOrder(feeder, feeder.order, timeNs);
    feeder.next++;
    feeder.order++;
  }
  for (let server = 0; server < feeder.holds.length; server++) publishPending(feeder, server);
  return more;
}

function refill(feeder: Feeder): boolean {
  const { recorded, schedule, times, flow, order } = feeder;
  feeder.next = 0;
  feeder.end = 0;
  if (schedule !== undefined) feeder.end = fillArrivals(schedule, times, 0, times.length);
  else if (recorded !== undefined) {
    const { speed } = recorded;
    const rows = Math.min(times.length, flow.count - order);
    for (let row = 0; row < rows; row++) times[row] = replayNs(flow, order + row, speed);
    feeder.end = Math.max(0, rows);
  }
  return feeder.end > 0;
}

/** When an order of a recorded flow is due, ns from the start. */
export function replayNs({ arrivalNs }: OrderFlow, order: number, speed: number): number {
  return Math.floor((arrivalNs[order]! - arrivalNs[0]!) / speed);
}

/**
 * Returns the server of a parent, from 0: that of its session, or by `router.assign`, without which
 * they get parents in turn.
 */
function serverFor({ plan, flow, recorded, sticky }: Feeder, order: number): number {
  const { servers, router } = plan;
  const row = order % flow.count;
  const session = recorded === undefined ? 0 : flow.session[row]!;
  if (session > 0) return (session - 1) % servers;
  const symbol = flow.symbol[row]!;
  if (router.assign === 'symbol') return serverOfSymbol(symbol, servers);
  if (sticky === undefined) return order % servers;
  const account = flow.account[row]!;
  const known = stuckTo(sticky, account, symbol);
  if (known >= 0) return known;
  stick(sticky, account, symbol, order % servers);
  return order % servers;
}

function feedOrder(feeder: Feeder, order: number, timeNs: number): void {
  const { holds, turnedAway } = feeder;
  const server = serverFor(feeder, order);
  const hold = holds[server]!;
  if (hold.count === 0 && place(feeder, server, order, timeNs)) return;
  if (hold.count === HOLD_MAX) turnedAway[server] = turnedAway[server]! + 1;
  else holdOrder(hold, order, timeNs);
}

function place(feeder: Feeder, server: number, order: number, timeNs: number): boolean {
  const { inboxes, pending, flow, fed } = feeder;
  const inbox = inboxes[server]!;
  const written = pending[server]!;
  if (claim(inbox, written + 1) <= written) return false;
  writeParent(inbox, (inbox.position + written) | 0, flow, order % flow.count, order | 0, timeNs);
  pending[server] = written + 1;
  fed[server] = fed[server]! + 1;
  return true;
}

function publishPending({ inboxes, pending }: Feeder, server: number): void {
  if (pending[server] === 0) return;
  publish(inboxes[server]!, pending[server]!);
  pending[server] = 0;
}

function holdOrder(hold: Hold, order: number, timeNs: number): void {
  const capacity = hold.orders.length;
  if (hold.count === capacity) growHold(hold);
  const row = (hold.head + hold.count) & (hold.orders.length - 1);
  hold.orders[row] = order;
  hold.times[row] = timeNs;
  hold.count++;
  hold.largest = Math.max(hold.largest, hold.count);
}

function growHold(hold: Hold): void {
  const { orders, times, head, count } = hold;
  hold.orders = new Float64Array(2 * count);
  hold.times = new Float64Array(2 * count);
  for (let n = 0; n < count; n++) {
    hold.orders[n] = orders[(head + n) & (count - 1)]!;
    hold.times[n] = times[(head + n) & (count - 1)]!;
  }
  hold.head = 0;
}

function feedHeld(feeder: Feeder, server: number): void {
  const hold = feeder.holds[server]!;
  const mask = hold.orders.length - 1;
  while (
    hold.count > 0 &&
    place(feeder, server, hold.orders[hold.head & mask]!, hold.times[hold.head & mask]!)
  ) {
    hold.head = (hold.head + 1) & mask;
    hold.count--;
  }
}

/**
 * Counts the parents of a server, inside and outside its inbox, that are due at `nowNs` and not
 * taken.
 */
export function dueParents({ inboxes, holds }: Feeder, server: number, nowNs: number): number {
  const inbox = inboxes[server]!;
  const { depth } = ringPressure(inbox);
  const hold = holds[server]!;
  const mask = hold.times.length - 1;
  const waiting = dueOf(depth, nowNs, (n) => intendedNs(inbox, (inbox.position - depth + n) | 0));
  return waiting + dueOf(hold.count, nowNs, (n) => hold.times[(hold.head + n) & mask]!);
}

/**
 * Counts the due ones of `count` parents in order of time. A binary search finds the first that is
 * not due.
 */
function dueOf(count: number, nowNs: number, timeOf: (n: number) => number): number {
  let low = 0;
  let high = count;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (timeOf(middle) <= nowNs) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Counts the parents of a server that wait, inside and outside its inbox. */
export function queuedParents(
  { inboxes, holds }: Feeder,
  server: number,
): { inbox: number; held: number } {
  return { inbox: ringPressure(inboxes[server]!).depth, held: holds[server]!.count };
}

/** The order numbers of the parents that wait, inside and outside the inboxes. */
export function* queuedOrders({ inboxes, holds }: Feeder): Generator<number> {
  for (const [server, inbox] of inboxes.entries()) {
    const { depth } = ringPressure(inbox);
    for (let n = depth; n > 0; n--) yield orderIdOf(inbox, (inbox.position - n) | 0);
    const { orders, head, count } = holds[server]!;
    for (let n = 0; n < count; n++) yield orders[(head + n) & (orders.length - 1)]!;
  }
}

/** Counts the orders of a recorded flow that are not yet due. */
export function dueLater({ recorded, flow, order }: Feeder): number {
  return recorded === undefined ? 0 : flow.count - order;
}
