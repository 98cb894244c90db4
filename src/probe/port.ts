import type { OrderOutcome, ProbeOrder, SessionOrder } from './exam.js';

/**
 * How it is seen that an order was let through: it arrives at the venue; the target executes it, on
 * a venue of its own; or the target says so, and nothing else is known.
 */
export type Sight = 'venue' | 'fills' | 'word';

/** An order on its way, and what has become of it so far. The port writes it, exams read it. */
export interface SentOrder {
  readonly clOrdId: string;
  readonly session: number;
  readonly order: ProbeOrder;
  /** ms of the port's clock. */
  readonly sentMs: number;
  /** What the target has said last. */
  answer: 'none' | 'accepted' | 'rejected' | 'ended';
  /** Its Text (58). */
  text: string;
  /**
   * When it arrived at the venue, or was first executed where fills are seen; undefined until then.
   * Shares of all its arrivals or fills.
   */
  arrivedMs: number | undefined;
  arrivedShares: number;
  /** Ticks times shares of its fills; 0 where fills are not seen. */
  filledMoney: number;
  /** When the venue ended it; undefined until then. */
  endedMs: number | undefined;
}

/** A message that went or came. */
export interface ProbeMessage {
  readonly atMs: number;
  /** The ClOrdID of the order that it is about. */
  readonly clOrdId: string;
  readonly text: string;
}

/** What an examination acts through: a target with its sessions, and a venue behind it. */
export interface ProbePort {
  readonly sessions: number;
  readonly sight: Sight;
  /** Why the target looks as if it were no test system; undefined while it does not. */
  readonly alarm: string | undefined;
  /** All messages, the newest last; the oldest are forgotten. */
  readonly messages: readonly ProbeMessage[];
  /** ms, from any beginning. */
  now(): number;
  /** Sends an order at once. `clOrdId` is one that was used before. */
  send(session: number, order: ProbeOrder, clOrdId?: string): SentOrder;
  /** Sends orders at once, in as few writes as there are sessions. */
  sendAll(orders: readonly SessionOrder[]): SentOrder[];
  cancel(sent: SentOrder): void;
  massCancel(session: number): void;
  isConnected(session: number): boolean;
  /** Drops the line without a word. */
  drop(session: number): void;
  /** Logs on anew; resolves with whether the target let it. */
  connect(session: number): Promise<boolean>;
  /** Runs a command of the user's; resolves when it has ended well, rejects when it has not. */
  run(means: 'kill' | 'rearm' | 'restart'): Promise<void>;
  /** Waits until something is true, or for so long; resolves with whether it is. */
  until(isTrue: () => boolean, ms: number): Promise<boolean>;
}

/** What has become of an order, as far as it was seen. */
export function outcomeOf(sent: SentOrder, sight: Sight): OrderOutcome {
  const isRefused = sent.answer === 'rejected';
  if (sent.arrivedMs !== undefined) return isRefused ? 'sent-and-refused' : 'through';
  if (isRefused) return 'refused';
  if (sent.answer === 'none') return 'silent';
  if (sight === 'word') return 'through';
  // One that the target ended by itself before it left was stopped inside.
  if (sight === 'venue')
    return sent.answer === 'ended' && !sent.order.isImmediate ? 'refused' : 'lost';
  // An immediate order may end without a fill because nobody wants it: its Text has the check.
  return sent.answer === 'ended' && checkNamed(sent) !== undefined ? 'refused' : 'unfilled';
}

/** Whether it is known what has become of an order. */
export function isDecided({ answer, arrivedMs }: SentOrder, sight: Sight): boolean {
  if (answer === 'rejected' || answer === 'none') return answer === 'rejected';
  if (sight === 'word') return true;
  return arrivedMs !== undefined || (sight === 'fills' && answer === 'ended');
}

/** The check that a target names in its Text (58), as `check=max-quantity …`; undefined else. */
export function checkNamed({ text }: Pick<SentOrder, 'text'>): string | undefined {
  return /(?:^|\s)check=([a-z][a-z-]*)/.exec(text)?.[1];
}

/** Whether an order may still be open, at the target or at the venue. */
export function isOpen(sent: SentOrder): boolean {
  if (sent.endedMs !== undefined || sent.answer === 'ended') return false;
  return sent.arrivedMs !== undefined || sent.answer === 'accepted';
}

/** A command of the user's that ended badly; its message names it. */
export class ProbeCommandError extends Error {
  override readonly name = 'ProbeCommandError';
}
