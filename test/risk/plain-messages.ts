import type { PlainOrder } from './plain-firm.js';

/** The plain twin of a server's messages: the times of all of them. */

export interface PlainRates {
  perSecond: number;
  logOutTimes: number;
  windowNs: number;
  ratio: number;
  messagesMin: number;
}

/** A pace, as the generic cell rate algorithm has it: how early before its time one may come. */
function paceOf(perSecond: number, windowNs: number): { everyNs: number; earlyNs: number } {
  const everyNs = Math.floor(1e9 / perSecond);
  return { everyNs, earlyNs: Math.max(0, windowNs - everyNs) };
}

/** How long before its due time a message at `nowNs` comes, after those at the times given. */
function earlyBy(timesNs: readonly number[], everyNs: number, nowNs: number): number {
  let dueNs = Number.NEGATIVE_INFINITY;
  for (const timeNs of timesNs) dueNs = Math.max(dueNs, timeNs) + everyNs;
  return Math.max(0, dueNs - nowNs);
}

export class PlainMessages {
  readonly #sentNs: number[] = [];
  readonly #triedNs: number[] = [];

  /** Returns the measure and the bound of a check of messages for one more order. */
  judge(
    check: 'message-rate' | 'order-to-trade',
    { perSecond, windowNs, ratio, messagesMin }: PlainRates,
    orders: readonly PlainOrder[],
    nowNs: number,
  ): [value: number, bound: number] {
    if (check === 'order-to-trade') {
      const executions = orders.filter(({ isOpen, executed }) => !isOpen && executed > 0).length;
      return [this.#sentNs.length + 1, Math.max(messagesMin, ratio * Math.max(1, executions))];
    }
    const { everyNs, earlyNs } = paceOf(perSecond, windowNs);
    return [earlyBy(this.#sentNs, everyNs, nowNs), earlyNs];
  }

  send(nowNs: number): void {
    this.#sentNs.push(nowNs);
    this.#triedNs.push(nowNs);
  }

  /** Counts an order that the rate refuses; returns whether it logs the server out. */
  refuse({ perSecond, logOutTimes, windowNs }: PlainRates, nowNs: number): boolean {
    const { everyNs, earlyNs } = paceOf(perSecond * logOutTimes, windowNs);
    const isAbove = earlyBy(this.#triedNs, everyNs, nowNs) > earlyNs;
    this.#triedNs.push(nowNs);
    return isAbove;
  }
}
