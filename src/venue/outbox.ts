import type { SessionStore } from '../fix/store.js';
import type { MemberTrouble } from './member-trouble.js';

/** Writes an answer to the session at a time; `isCopy` says that it repeats one. */
type WriteAnswer = (nowMs: number, isCopy: boolean) => void;

/** What becomes of an answer. */
export interface Fate {
  /** How often it is sent: 0 when trouble loses it. */
  readonly copies: number;
  readonly delayMs: number;
}

/** The numbers of the messages that are sent. */
type Numbers = Pick<SessionStore, 'nextSender' | 'setNextSender'>;

interface Waiting {
  readonly dueMs: number;
  readonly copies: number;
  readonly gap: number;
  readonly write: WriteAnswer;
}

/** Of an answer without trouble. */
export const SENT: Fate = { copies: 1, delayMs: 0 };

/**
 * The answers to one session on their way: sent at once, or as its troubles say. Answers that are
 * late leave in their order.
 */
export class Outbox {
  readonly trouble: MemberTrouble;
  readonly #store: Numbers;
  readonly #startMs: number;
  readonly #waiting: Waiting[] = [];
  #lastDueMs = 0;

  constructor(trouble: MemberTrouble, store: Numbers, startMs: number) {
    this.trouble = trouble;
    this.#store = store;
    this.#startMs = startMs;
  }

  /** When the next late answer is due, ms since 1970; Infinity without one. */
  get nextDueMs(): number {
    return this.#waiting[0]?.dueMs ?? Number.POSITIVE_INFINITY;
  }

  /** Sends an answer, or sees to its trouble. Only reports are doubled, lost, or after a gap. */
  put(isReport: boolean, nowMs: number, write: WriteAnswer): Fate {
    const { trouble } = this;
    if (!trouble.isAny) {
      write(nowMs, false);
      return SENT;
    }
    const atSeconds = this.secondsAt(nowMs);
    const copies = trouble.isSilent(atSeconds) ? 0 : isReport ? trouble.copies(atSeconds) : 1;
    const gap = isReport && copies > 0 ? trouble.gapBefore(atSeconds) : 0;
    const delayMs = trouble.delayMs(atSeconds);
    if (copies > 0) {
      this.#lastDueMs = Math.max(this.#lastDueMs, nowMs + delayMs);
      const answer = { dueMs: this.#lastDueMs, copies, gap, write };
      if (this.#waiting.length === 0 && answer.dueMs <= nowMs) this.#send(answer, nowMs);
      else this.#waiting.push(answer);
    }
    return { copies, delayMs };
  }

  /** Sends what is due. */
  tick(nowMs: number): void {
    while (this.nextDueMs <= nowMs) this.#send(this.#waiting.shift()!, nowMs);
  }

  /** Sends all that waits, at the end. */
  drain(nowMs: number): void {
    for (const answer of this.#waiting.splice(0)) this.#send(answer, nowMs);
  }

  /** Seconds since the venue began to listen. */
  secondsAt(nowMs: number): number {
    return (nowMs - this.#startMs) / 1000;
  }

  #send({ copies, gap, write }: Waiting, nowMs: number): void {
    if (gap > 0) this.#store.setNextSender(this.#store.nextSender + gap);
    for (let copy = 0; copy < copies; copy++) write(nowMs, copy > 0);
  }
}
