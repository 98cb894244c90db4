import { createHistogram, recordLatency } from '../metrics/histogram.js';
import type { Actions } from './actions.js';
import type { Lane } from './lane.js';
import { LATE_NS } from './result.js';

/** What is asked of a lane: the messages that have left its socket, and when it was blocked. */
type LagLane = Pick<Lane, 'left' | 'noteLeft' | 'numberAt' | 'blockedNs' | 'unblockedNs'>;

/** How late messages leave the sockets, and whose fault that is. */
export class SendLag {
  /** From a message's intended time to when it was seen to have left. */
  readonly histogram = createHistogram();
  /** Messages that were late since the target did not read, and for any other reason. */
  byTarget = 0;
  byTool = 0;
  readonly #actions: Pick<Actions, 'dueNs' | 'handedNs'>;
  readonly #planned: number;
  readonly #nowNs: () => number;

  /** `planned` are the messages of the plan: those that tidy up behind them are not measured. */
  constructor(actions: Pick<Actions, 'dueNs' | 'handedNs'>, planned: number, nowNs: () => number) {
    this.#actions = actions;
    this.#planned = planned;
    this.#nowNs = nowNs;
  }

  /** Measures the messages of a lane that have left the socket since the last look. */
  note(lane: LagLane): void {
    const before = lane.left;
    const left = lane.noteLeft();
    if (left === before) return;
    const nowNs = this.#nowNs();
    const { dueNs } = this.#actions;
    for (let place = before; place < left; place++) {
      const number = lane.numberAt(place);
      if (number >= this.#planned) return;
      const lagNs = Math.max(0, nowNs - dueNs[number]!);
      recordLatency(this.histogram, lagNs);
      if (lagNs <= LATE_NS) continue;
      if (this.#isByTarget(lane, number)) this.byTarget++;
      else this.byTool++;
    }
  }

  /** Whether a message was late since the target did not read: before it was handed, or after. */
  #isByTarget({ blockedNs, unblockedNs }: LagLane, number: number): boolean {
    const { dueNs, handedNs } = this.#actions;
    const wasInTime = handedNs[number]! - dueNs[number]! <= LATE_NS;
    // What became due while it did not read is late by it, until that is made up for.
    return wasInTime || unblockedNs >= dueNs[number]! || !Number.isNaN(blockedNs);
  }
}
