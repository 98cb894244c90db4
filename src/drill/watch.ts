import { dollars, NS_PER_SECOND } from '../base/units.js';
import type { Day } from '../session/day/day.js';
import { errorGross, mailsOf } from './answers.js';

/** What can be seen at the bridge, and when it could first be seen. */

/** Something that people could have seen, the first time. */
export interface Signal {
  readonly kind: 'mails' | 'orders' | 'error-account' | 'price' | 'call' | 'colleague';
  readonly seconds: number;
  readonly text: string;
}

/** A server whose orders a second are so many times those of the next one is conspicuous. */
const CONSPICUOUS_TIMES = 10;
const CONSPICUOUS_PER_SECOND = 50;
/** A move of a price that everybody sees. */
const MOVED = 0.1;
/** The seconds over which orders are counted on the page. */
const RATE_SECONDS = 10;
/** The seconds over which shares of a stock are counted on the page, and how often. */
const STOCK_SECONDS = 60;
const STOCK_EVERY = 10;

/** What people at the bridge can see. Rings have a place for each second, or ten of them. */
export interface Watched {
  /** Executions that the position monitor has taken in, the row that it is at, and its picture. */
  taken: number;
  row: number;
  /** The row of the day's timeline that is on the screen; −1 before the first. */
  shown: number;
  seconds: number;
  readonly children: Float64Array[];
  readonly volumes: Float64Array[];
  readonly signals: Signal[];
}

export function openWatched(): Watched {
  return {
    taken: 0,
    row: 0,
    shown: -1,
    seconds: 0,
    children: [],
    volumes: [],
    signals: [],
  };
}

/** Takes in one second of the day: the monitor, the rates, and what is conspicuous. */
export function watchSecond(day: Day, watched: Watched): void {
  watched.seconds++;
  takeIn(day, watched);
  watched.children.push(Float64Array.from(day.servers, ({ router }) => router.counts.sequence[0]!));
  if (watched.children.length > RATE_SECONDS + 1) watched.children.shift();
  if (watched.seconds % STOCK_EVERY === 1) {
    watched.volumes.push(Float64Array.from(day.market.book.counterparties.volume));
    if (watched.volumes.length > STOCK_SECONDS / STOCK_EVERY) watched.volumes.shift();
  }
  noteSignals(day, watched);
}

/** The monitor takes in so many executions a second, and is drawn anew every so many seconds. */
function takeIn({ timeline, cursor, spec }: Day, watched: Watched): void {
  const rows = cursor.seconds[0]!;
  if (rows === 0) return;
  const { executionsPerSecond, everySeconds } = spec.runbook!.monitor;
  const last = rows - 1;
  watched.taken = Math.min(timeline.executions[last]!, watched.taken + executionsPerSecond);
  while (watched.row < last && timeline.executions[watched.row + 1]! <= watched.taken)
    watched.row++;
  if (last % everySeconds === 0) watched.shown = watched.row;
}

/** Orders a second of each server over the last seconds. */
export function ordersPerSecond({ children }: Watched, servers: number): number[] {
  const first = children[0];
  const last = children.at(-1);
  const seconds = children.length - 1;
  return Array.from({ length: servers }, (_, n) =>
    first === undefined || last === undefined || seconds === 0
      ? 0
      : (last[n]! - first[n]!) / seconds,
  );
}

/** The error account on the monitor's screen, in dollars; 0 before the first picture. */
export function monitorGross({ timeline }: Day, { shown }: Watched): number {
  return shown < 0 ? 0 : dollars(timeline.errorGross[shown]!);
}

function noteSignals(day: Day, watched: Watched): void {
  if (mailsOf(day) > 0) note(day, watched, 'mails', 'automated mails come in');
  const rates = ordersPerSecond(watched, day.servers.length).toSorted((a, b) => b - a);
  const [most = 0, next = 0] = rates;
  if (most > CONSPICUOUS_PER_SECOND && most > CONSPICUOUS_TIMES * next)
    note(day, watched, 'orders', 'one server sends many times the orders of the others');
  if (monitorGross(day, watched) > day.spec.operations.errorAccountAdvisoryDollars)
    note(day, watched, 'error-account', 'the monitor shows the error account above its limit');
  if (errorGross(day) > 0 && hasMoved(day))
    note(day, watched, 'price', 'a stock has moved by more than 10 %');
}

function hasMoved({ market: { quotes } }: Day): boolean {
  const { midTicks, openTicks } = quotes;
  for (let symbol = 0; symbol < midTicks.length; symbol++)
    if (Math.abs(midTicks[symbol]! - openTicks[symbol]!) > MOVED * openTicks[symbol]!) return true;
  return false;
}

/** Notes a signal, the first time. */
export function note(
  { cursor }: Day,
  { signals }: Watched,
  kind: Signal['kind'],
  text: string,
): void {
  if (signals.some((signal) => signal.kind === kind)) return;
  signals.push({ kind, seconds: Math.floor(cursor.nowNs[0]! / NS_PER_SECOND), text });
}
