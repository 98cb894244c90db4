import { ActionKind, ActionOutcome, type Actions } from './actions.js';
import type { Lane } from './lane.js';

/** After the load has cut its connections nobody answers it: the venue is watched instead. */

/** What the venue behind a target knows of the orders of a load. */
export interface AtVenue {
  /** Whether an order came to the venue and has not ended there. */
  isOpen(number: number): boolean;
  /** Whether an order has ended at the venue. */
  hasEnded(number: number): boolean;
}

/** Cuts the connections of a load, and watches what becomes of its orders then. */
export class LineDrop {
  /** When it cut them, ns from the load's begin; undefined before. */
  droppedNs: number | undefined;
  readonly #dueNs: number;
  readonly #actions: Actions;
  readonly #planned: number;
  readonly #venue: AtVenue | undefined;
  /** Orders below this number need no more looking at. */
  #from = 0;

  /**
   * The connections are cut at `dueNs`, from the load's begin. Orders are the first `planned`
   * messages. Without a venue nothing is seen of them.
   */
  constructor(actions: Actions, planned: number, dueNs: number, venue: AtVenue | undefined) {
    this.#dueNs = dueNs;
    this.#actions = actions;
    this.#planned = planned;
    this.#venue = venue;
  }

  /** Cuts the connections when that is due; returns when it will be, Infinity once it is done. */
  cut(nowNs: number, lanes: readonly Pick<Lane, 'client'>[]): number {
    if (nowNs < this.#dueNs) return this.#dueNs;
    this.droppedNs ??= nowNs;
    for (const { client } of lanes) client.drop();
    return Number.POSITIVE_INFINITY;
  }

  /** Whether each order was refused or has ended at the venue, so that nothing more can come. */
  isOver(): boolean {
    while (this.#from < this.#planned && this.#isPast(this.#from)) this.#from++;
    return this.#from === this.#planned;
  }

  /** The orders that are open at the venue. */
  open(): number[] {
    const open: number[] = [];
    for (let number = 0; number < this.#planned; number++)
      if (this.#isOrder(number) && this.#venue?.isOpen(number) === true) open.push(number);
    return open;
  }

  #isPast(number: number): boolean {
    if (!this.#isOrder(number) || this.#venue?.hasEnded(number) === true) return true;
    const outcome = this.#actions.outcome[number]!;
    return outcome === ActionOutcome.REFUSED || outcome === ActionOutcome.REJECTED;
  }

  #isOrder(number: number): boolean {
    const { kind, sequence } = this.#actions;
    return kind[number] === ActionKind.ORDER && sequence[number]! > 0;
  }
}
