import { NS_PER_MS } from '../base/units.js';
import type { Scan } from '../fix/scan.js';
import { createHistogram, type LatencyHistogram, recordLatency } from '../metrics/histogram.js';
import { ActionKind, ActionOutcome, type Actions, SideCode } from '../target/actions.js';
import type { LoadFrame } from '../target/load.js';
import type { VenueArrival, VenueReport } from '../venue/ledger.js';

/** What came to the venue behind a target, followed back to the orders of a load. */

/** What an event of the tape is about. */
export const TapeKind = { ORDER: 0, FILL: 1, ENDED: 2, REPLACED: 3 } as const;

/** An event at the venue, in the order in which the venue dealt with it. */
interface TapeEvent {
  readonly kind: number;
  /** The order of the load. */
  readonly number: number;
  /** From the load's begin. */
  readonly atNs: number;
  /** Of a FILL: shares and price. Of a REPLACED: the new quantity and limit. */
  readonly shares: number;
  readonly priceTicks: number;
}

/** How orders are found again at the venue. */
export interface Correlation {
  /** Tags of the venue's order that may carry the ClOrdID of the load, in this order. */
  readonly tags: readonly number[];
}

/** By ClOrdID (11), or else by SecondaryClOrdID (526). */
export const USUAL_CORRELATION: Correlation = { tags: [11, 526] };

/** Counts of what came to the venue. */
export interface TapeCounts {
  /** Orders of the load that came to the venue. */
  arrived: number;
  /** How the arrivals were found: by a tag, or by symbol, side, quantity and price. */
  byTag: number;
  byTerms: number;
  /** Found by their terms, when another order of the same terms could have been it. */
  ambiguous: number;
  /** Orders that came once more after the first time. */
  again: number;
  /** Orders at the venue that belong to no order of the load. */
  strangers: number;
  cancels: number;
  replaces: number;
  /** Orders that the venue itself refused. */
  refused: number;
}

/** OrdStatus (39) of an order that has ended. */
const ENDED = new Set(['2', '3', '4', '8', 'C']);
const REJECTED = '8';
const TRADE = 'F';
const REPLACED = '5';

/** Takes what a venue sees, and finds the load's orders in it. */
export class VenueTape {
  readonly events: TapeEvent[] = [];
  readonly counts: TapeCounts = {
    arrived: 0,
    byTag: 0,
    byTerms: 0,
    ambiguous: 0,
    again: 0,
    strangers: 0,
    cancels: 0,
    replaces: 0,
    refused: 0,
  };
  /** Intended time of an order → its arrival at the venue. */
  readonly arrival: LatencyHistogram = createHistogram();
  /** An order handed over → its arrival: what the target itself takes. */
  readonly transit: LatencyHistogram = createHistogram();
  readonly #correlation: Correlation;
  #frame: LoadFrame | undefined;
  #arrivedNs = new Float64Array(0);
  #isEnded = new Uint8Array(0);
  #left = new Uint8Array(0);
  /** By ClOrdID at the venue until the first report, and by OrderID from then on. */
  readonly #byClOrdId = new Map<string, number>();
  readonly #byOrderId = new Map<string, number>();
  readonly #changes = new Map<string, VenueArrival>();
  #byTerms: Map<string, number[]> | undefined;

  constructor(correlation: Correlation = USUAL_CORRELATION) {
    this.#correlation = correlation;
  }

  /** Begins to follow a load. What came before belongs to none. */
  begin(frame: LoadFrame): void {
    this.#frame = frame;
    this.#arrivedNs = new Float64Array(frame.actions.dueNs.length).fill(Number.NaN);
    this.#isEnded = new Uint8Array(frame.actions.dueNs.length);
  }

  /** The messages of the load. */
  get actions(): Actions {
    return this.#frame!.actions;
  }

  /** When an order came to the venue first, ns from the load's begin; NaN if it did not. */
  arrivedNs(number: number): number {
    return this.#arrivedNs[number]!;
  }

  /** The load has settled: what is open at the venue now was left there. */
  settled(): void {
    const { count } = this.actions;
    this.#left = Uint8Array.from({ length: count }, (_, number) => (this.isOpen(number) ? 1 : 0));
  }

  /** Whether an order was open at the venue when the load had settled. */
  wasLeft(number: number): boolean {
    return this.#left[number] === 1;
  }

  /** Whether an order came to the venue and has not ended there. */
  isOpen(number: number): boolean {
    return !Number.isNaN(this.#arrivedNs[number]!) && this.#isEnded[number] === 0;
  }

  /** Whether an order has ended at the venue. */
  hasEnded(number: number): boolean {
    return this.#isEnded[number] === 1;
  }

  /** A message has come to the venue. */
  arrived(arrival: VenueArrival, scan: Scan): void {
    if (this.#frame === undefined) return;
    const { counts } = this;
    if (arrival.type === 'F') counts.cancels++;
    else if (arrival.type === 'G') {
      counts.replaces++;
      this.#changes.set(arrival.clOrdId, arrival);
    } else if (arrival.type === 'D') this.#takeOrder(this.#frame, arrival, scan);
  }

  /** The venue has answered. */
  reported(report: VenueReport): void {
    if (report.type !== '8') return;
    const { clOrdId, orderId, execType, status, shares, priceTicks } = report;
    const number = this.#byOrderId.get(orderId) ?? this.#byClOrdId.get(clOrdId);
    if (number === undefined) return;
    // From its first report on an order is known by its OrderID: a ClOrdID may come again.
    if (this.#byClOrdId.delete(clOrdId)) this.#byOrderId.set(orderId, number);
    if (execType === TRADE) this.#add(TapeKind.FILL, number, shares, priceTicks);
    if (execType === REPLACED) {
      const change = this.#changes.get(clOrdId);
      if (change !== undefined)
        this.#add(TapeKind.REPLACED, number, change.quantity, change.priceTicks);
    }
    if (!ENDED.has(status) || this.#isEnded[number] !== 0) return;
    if (status === REJECTED) this.counts.refused++;
    this.#isEnded[number] = 1;
    this.#add(TapeKind.ENDED, number, 0, 0);
  }

  #takeOrder(frame: LoadFrame, arrival: VenueArrival, scan: Scan): void {
    const { counts } = this;
    const { actions, beganMs } = frame;
    const number = this.#find(frame, arrival, scan);
    if (number < 0) {
      counts.strangers++;
      return;
    }
    // A second order of the same ClOrdID is another order at the venue, and none of the load.
    if (!Number.isNaN(this.#arrivedNs[number]!)) {
      counts.again++;
      return;
    }
    const readNs = (arrival.atMs - performance.timeOrigin - beganMs) * NS_PER_MS;
    this.#arrivedNs[number] = readNs;
    this.#byClOrdId.set(arrival.clOrdId, number);
    counts.arrived++;
    recordLatency(this.arrival, Math.max(0, readNs - actions.dueNs[number]!));
    recordLatency(this.transit, Math.max(0, readNs - actions.handedNs[number]!));
    this.#add(TapeKind.ORDER, number, arrival.quantity, arrival.priceTicks);
  }

  #find(frame: LoadFrame, arrival: VenueArrival, scan: Scan): number {
    const { actions, ids } = frame;
    for (const tag of this.#correlation.tags) {
      const number = ids.read(scan, tag);
      if (number < 0 || number >= actions.count || actions.kind[number] !== ActionKind.ORDER)
        continue;
      this.counts.byTag++;
      return number;
    }
    return this.#findByTerms(frame, arrival);
  }

  /** The oldest order of the same terms that was sent, was not refused and has not come. */
  #findByTerms(frame: LoadFrame, arrival: VenueArrival): number {
    this.#byTerms ??= termsOf(frame);
    const { symbol, side, quantity, priceTicks } = arrival;
    const alike = this.#byTerms.get(termsKey(symbol, side === '1' ? 0 : 1, quantity, priceTicks));
    const { sequence, outcome } = frame.actions;
    const open = (alike ?? []).filter(
      (number) =>
        sequence[number]! > 0 &&
        outcome[number] !== ActionOutcome.REFUSED &&
        Number.isNaN(this.#arrivedNs[number]!),
    );
    if (open.length === 0) return -1;
    this.counts.byTerms++;
    if (open.length > 1) this.counts.ambiguous++;
    return open[0]!;
  }

  #add(kind: number, number: number, shares: number, priceTicks: number): void {
    const atNs = (performance.now() - this.#frame!.beganMs) * NS_PER_MS;
    this.events.push({ kind, number, atNs, shares, priceTicks });
  }
}

const termsKey = (symbol: string, isSell: number, quantity: number, priceTicks: number): string =>
  `${symbol} ${isSell} ${quantity} ${Number.isNaN(priceTicks) ? 0 : priceTicks}`;

/** The orders of a load by their terms, each list in the order of the plan. */
function termsOf({ actions, symbols }: LoadFrame): Map<string, number[]> {
  const { kind, symbol, sideCode, quantity, limitTicks } = actions;
  const byTerms = new Map<string, number[]>();
  for (let number = 0; number < actions.count; number++) {
    if (kind[number] !== ActionKind.ORDER) continue;
    const key = termsKey(
      symbols[symbol[number]!]!,
      sideCode[number] === SideCode.BUY ? 0 : 1,
      quantity[number]!,
      limitTicks[number]!,
    );
    const alike = byTerms.get(key);
    if (alike === undefined) byTerms.set(key, [number]);
    else alike.push(number);
  }
  return byTerms;
}
