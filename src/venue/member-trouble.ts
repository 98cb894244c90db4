import { RandomStream } from '../base/random.js';
import type { Refusal } from '../order-entry/refusals.js';
import { Side } from '../orders/codes.js';
import type { Trouble, TroubleKind } from './trouble.js';

type Of<Kind extends TroubleKind> = Extract<Trouble, { readonly kind: Kind }>;

/** A trouble of one session, with its own random numbers. */
interface Drawn<One extends Trouble> {
  readonly trouble: One;
  readonly random: RandomStream;
}

/** What an order must show to be rejected by a rule. */
interface RejectedOrder {
  readonly symbolName: string;
  readonly side: number;
  readonly quantity: number;
}

/**
 * The troubles of one session, decided message by message. Times are seconds since the venue began
 * to listen. A share is drawn once for each message that it may hit, whatever the others do.
 */
export class MemberTrouble {
  readonly #drawn: readonly Drawn<Trouble>[];
  #messages = 0;

  constructor(troubles: readonly Trouble[], session: string, seed: number) {
    this.#drawn = troubles.flatMap((trouble, place) =>
      trouble.sessions?.includes(session) === false
        ? []
        : [{ trouble, random: new RandomStream(seed, `trouble-${place}-${session}`) }],
    );
  }

  /** Whether there may be any trouble at all. */
  get isAny(): boolean {
    return this.#drawn.length > 0;
  }

  /** Why a new order is rejected, by the first rule that hits it; undefined if none does. */
  rejection(order: RejectedOrder, atSeconds: number): Refusal | undefined {
    let hit: Refusal | undefined;
    for (const { trouble, random } of this.#now('reject', atSeconds)) {
      if (!isMeant(trouble, order) || random.fraction() >= trouble.share) continue;
      hit ??= { code: trouble.code, text: trouble.text };
    }
    return hit;
  }

  isSilent(atSeconds: number): boolean {
    return this.#now('silent', atSeconds).length > 0;
  }

  /** How much later an answer leaves. */
  delayMs(atSeconds: number): number {
    let delay = 0;
    for (const { trouble, random } of this.#now('late', atSeconds)) {
      const { minMs, maxMs, share } = trouble;
      if (random.fraction() < share) delay += minMs + random.fraction() * (maxMs - minMs);
    }
    return delay;
  }

  /** How often a report is sent: 0 when it is lost, 2 when it is doubled. */
  copies(atSeconds: number): number {
    let copies = 1;
    for (const { trouble, random } of this.#now('double', atSeconds))
      if (random.fraction() < trouble.share) copies = 2;
    for (const { trouble, random } of this.#now('lose', atSeconds))
      if (random.fraction() < trouble.share) copies = 0;
    return copies;
  }

  /** Whether a second copy is marked with 97=Y. */
  marksCopies(atSeconds: number): boolean {
    return this.#now('double', atSeconds).some(({ trouble }) => trouble.possResend);
  }

  /** How many numbers are left out before a report. */
  gapBefore(atSeconds: number): number {
    let width = 0;
    for (const { trouble, random } of this.#now('gap', atSeconds))
      if (random.fraction() < trouble.share) width += trouble.width;
    return width;
  }

  /** Takes note of an application message; returns whether the line drops after it. */
  dropsAfterMessage(atSeconds: number): boolean {
    this.#messages++;
    return this.#now('drop', atSeconds).some(
      ({ trouble }) => this.#messages % trouble.everyMessages === 0,
    );
  }

  /** The slowest of the rates at which the venue reads; Infinity without any. */
  bytesPerSecond(atSeconds: number): number {
    return this.#now('slow', atSeconds).reduce(
      (rate, { trouble }) => Math.min(rate, trouble.bytesPerSecond),
      Number.POSITIVE_INFINITY,
    );
  }

  /** For how many seconds from now on the venue neither reads nor writes; 0 when it does. */
  pausedSeconds(atSeconds: number): number {
    return this.#now('pause', atSeconds).reduce((longest, { trouble }) => {
      const { fromSeconds, forSeconds, everySeconds = Number.POSITIVE_INFINITY } = trouble;
      const into = (atSeconds - fromSeconds) % everySeconds;
      return Math.max(longest, forSeconds - into);
    }, 0);
  }

  #now<Kind extends TroubleKind>(kind: Kind, atSeconds: number): Drawn<Of<Kind>>[] {
    return this.#drawn.filter(
      (each): each is Drawn<Of<Kind>> =>
        each.trouble.kind === kind &&
        atSeconds >= each.trouble.fromSeconds &&
        atSeconds < (each.trouble.untilSeconds ?? Number.POSITIVE_INFINITY),
    );
  }
}

function isMeant({ symbol, side, quantityAbove }: Of<'reject'>, order: RejectedOrder): boolean {
  return (
    (symbol === undefined || symbol === order.symbolName) &&
    (side === undefined || (side === 'buy') === (order.side === Side.BUY)) &&
    (quantityAbove === undefined || order.quantity > quantityAbove)
  );
}
