import { ActionKind, ActionOutcome } from '../target/actions.js';
import { TapeKind, type VenueTape } from './tape.js';

/** In which order the messages of a load are judged. */

/**
 * A time at which the gateway may have decided: when an order was handed over; when it was seen at
 * the venue, or its refusal came. `fullest` is when most is reserved: orders count from when they
 * were handed over, and ends only when the client was told before an order left.
 */
export type At = 'sent' | 'seen' | 'fullest';

/** One event of a replay: an order to judge, or the place of an event on the tape. */
interface Step {
  readonly atNs: number;
  /** An order; −1 for an event of the tape. */
  readonly order: number;
  readonly event: number;
}

/** The orders that a gateway let through and refused, and what the venue told, as steps. */
export class FlowSteps {
  /** The orders that the gateway refused. */
  readonly refusals: number[] = [];
  readonly #tape: VenueTape;
  readonly #planned: number;
  readonly #at: At;

  constructor(tape: VenueTape, planned: number, at: At) {
    this.#tape = tape;
    this.#planned = planned;
    this.#at = at;
  }

  /** All that is to be replayed, by time; at the same time in the order in which it is listed. */
  list(): Step[] {
    const { kind, sequence, outcome, handedNs } = this.#tape.actions;
    const isSeen = this.#at === 'seen';
    const steps: Step[] = [];
    const add = (atNs: number, order: number, event = -1): void => {
      if (atNs < Number.POSITIVE_INFINITY) steps.push({ atNs, order, event });
    };
    if (isSeen) this.#addEvents(add);
    const seenNs = this.#refusalTimes();
    for (let number = 0; number < this.#planned; number++) {
      if (kind[number] !== ActionKind.ORDER || sequence[number] === 0) continue;
      if (!Number.isNaN(this.#tape.arrivedNs(number))) {
        if (!isSeen) add(handedNs[number]!, number);
      } else if (outcome[number] === ActionOutcome.REFUSED) {
        this.refusals.push(number);
        add(this.#at === 'sent' ? handedNs[number]! : seenNs[number]!, number);
      }
    }
    if (!isSeen) this.#addEvents(add);
    return steps.sort((a, b) => a.atNs - b.atNs);
  }

  #addEvents(add: (atNs: number, order: number, event?: number) => void): void {
    const isFullest = this.#at === 'fullest';
    const freedNs = isFullest ? this.#endTimes() : undefined;
    this.#tape.events.forEach(({ kind, number, atNs }, event) => {
      if (number >= this.#planned) return;
      if (kind === TapeKind.ORDER) {
        if (this.#at === 'seen') add(atNs, number);
      } else add(kind === TapeKind.ENDED ? (freedNs?.(number) ?? atNs) : atNs, -1, event);
    });
  }

  /**
   * When each refusal was seen; not before the earlier orders of its session had come to the venue:
   * a session's orders are dealt with one after the other.
   */
  #refusalTimes(): Float64Array {
    const { kind, session, answeredNs } = this.#tape.actions;
    const times = new Float64Array(this.#planned).fill(Number.NaN);
    const came = new Float64Array(this.#planned).fill(Number.NaN);
    for (const { kind: what, number, atNs } of this.#tape.events)
      if (what === TapeKind.ORDER && number < this.#planned) came[number] = atNs;
    const latest = new Map<number, number>();
    for (let number = 0; number < this.#planned; number++) {
      if (kind[number] !== ActionKind.ORDER) continue;
      const before = latest.get(session[number]!) ?? Number.NEGATIVE_INFINITY;
      if (Number.isNaN(came[number]!)) times[number] = Math.max(answeredNs[number]!, before);
      else latest.set(session[number]!, Math.max(before, came[number]!));
    }
    return times;
  }

  /**
   * When an end counts at the latest: once the client was told of it, and every refusal was seen
   * of an order that had left before.
   */
  #endTimes(): (number: number) => number {
    const { handedNs, endedNs } = this.#tape.actions;
    const seenNs = this.#refusalTimes();
    const refused = this.refusals.slice().sort((a, b) => handedNs[a]! - handedNs[b]!);
    const handed = refused.map((number) => handedNs[number]!);
    const latest: number[] = [];
    for (const number of refused)
      latest.push(Math.max(latest.at(-1) ?? Number.NEGATIVE_INFINITY, seenNs[number]!));
    return (number) => {
      const toldNs = endedNs[number]!;
      if (Number.isNaN(toldNs)) return Number.POSITIVE_INFINITY;
      let low = 0;
      let high = handed.length;
      while (low < high) {
        const middle = (low + high) >> 1;
        if (handed[middle]! < toldNs) low = middle + 1;
        else high = middle;
      }
      return Math.max(toldNs, latest[low - 1] ?? toldNs);
    };
  }
}
