import type { Stock } from '../market/universe.js';
import { ActionKind, type Actions } from '../target/actions.js';
import type { At } from './steps.js';
import type { VenueTape } from './tape.js';

/** What a kill must stop, and what came to the venue all the same. */

/** What a kill, such as a mass cancel (35=q), does at the target, besides cancelling. */
export interface KillMeaning {
  /** Whether it also stops new orders, until somebody lets the target trade again. */
  readonly stops: boolean;
  /** Whose orders it cancels and stops: those of its own session, or all. */
  readonly scope: 'session' | 'firm';
  /** Whether it is a command beside the sessions, which no session's order can be behind. */
  readonly isCommand?: boolean | undefined;
  /** Whether the target was stopped before the load, and must let nothing through. */
  readonly wasStopped: boolean;
}

/** What became of a kill. */
export interface KillResult {
  readonly atSeconds: number;
  /** Kill handed over → its answer; undefined without one. */
  readonly answerNs: number | undefined;
  /** Kill handed over → the last arrival at the venue of an order that it must stop. */
  readonly lastArrivalNs: number | undefined;
  /** Orders that were sent before the kill, and arrived after it was handed over. */
  readonly underWay: number;
  /** Orders that were sent after it and before its answer, on other sessions. */
  readonly racing: number;
  /** Orders that were sent after it on its session, or after its answer: leaks. */
  readonly after: number;
  readonly afterDollars: number;
  /** Orders from before it that were open at the venue when all had settled. */
  readonly left: number;
}

/** A stock, with the price that a market order counts at. */
type Priced = Pick<Stock, 'openTicks'>;

const MONEY_PER_DOLLAR = 10_000;
const NS_PER_SECOND = 1e9;

/** The kills of a load, and which orders they stop. */
export class Kills {
  readonly #actions: Actions;
  readonly #meaning: KillMeaning;
  readonly #kills: number[] = [];

  /** `planned` messages of the load are its own; later ones tidy up. */
  constructor(actions: Actions, planned: number, meaning: KillMeaning) {
    this.#actions = actions;
    this.#meaning = meaning;
    for (let number = 0; number < planned; number++)
      if (actions.kind[number] === ActionKind.KILL && actions.sequence[number]! > 0)
        this.#kills.push(number);
  }

  /**
   * Whether an order must have been stopped by a kill. Behind a kill on its own session it must;
   * behind one on another session for certain (`seen`) only from its answer on, and otherwise when
   * it was handed over.
   */
  stops(order: number, at: At): boolean {
    const { stops, wasStopped } = this.#meaning;
    return wasStopped || (stops && this.#kills.some((kill) => this.#isBehind(kill, order, at)));
  }

  /** What became of each kill. */
  results(tape: VenueTape, planned: number, stocks: readonly Priced[]): KillResult[] {
    return this.#kills.map((kill) => this.#result(kill, tape, planned, stocks));
  }

  #isBehind(kill: number, order: number, at: At): boolean {
    const { session, sequence, handedNs, answeredNs } = this.#actions;
    const { isCommand, scope } = this.#meaning;
    if (isCommand !== true && session[order] === session[kill])
      return sequence[order]! > sequence[kill]!;
    if (scope === 'session') return false;
    // What the plan has before the kill was handed over before it, in the same turn too.
    if (handedNs[order] === handedNs[kill] && order < kill) return false;
    return handedNs[order]! >= (at === 'seen' ? answeredNs : handedNs)[kill]!;
  }

  #result(kill: number, tape: VenueTape, planned: number, stocks: readonly Priced[]): KillResult {
    const { kind, session, sequence, handedNs, answeredNs, quantity, limitTicks, symbol } =
      this.#actions;
    const { stops, scope } = this.#meaning;
    const counts = { underWay: 0, racing: 0, after: 0, left: 0 };
    let money = 0;
    let lastNs = Number.NaN;
    for (let order = 0; order < planned; order++) {
      if (kind[order] !== ActionKind.ORDER || sequence[order] === 0) continue;
      if (scope === 'session' && session[order] !== session[kill]) continue;
      const arrivedNs = tape.arrivedNs(order);
      const isAfter = this.#isBehind(kill, order, 'sent');
      if (!isAfter && tape.wasLeft(order)) counts.left++;
      if (Number.isNaN(arrivedNs) || arrivedNs <= handedNs[kill]! || (isAfter && !stops)) continue;
      if (!(arrivedNs <= lastNs)) lastNs = arrivedNs;
      if (!isAfter) counts.underWay++;
      else if (this.#isBehind(kill, order, 'seen')) {
        counts.after++;
        money += quantity[order]! * (limitTicks[order]! || stocks[symbol[order]!]!.openTicks);
      } else counts.racing++;
    }
    const since = (ns: number): number | undefined =>
      Number.isNaN(ns) ? undefined : ns - handedNs[kill]!;
    return {
      atSeconds: handedNs[kill]! / NS_PER_SECOND,
      answerNs: since(answeredNs[kill]!),
      lastArrivalNs: since(lastNs),
      ...counts,
      afterDollars: money / MONEY_PER_DOLLAR,
    };
  }
}
