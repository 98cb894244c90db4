import type { OrderOutcome, ProbeOrder, SessionOrder } from './exam.js';

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
  /** When it arrived at the venue; undefined until then. Shares of all its arrivals. */
  arrivedMs: number | undefined;
  arrivedShares: number;
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
  /** Whether it sees what arrives at the venue; else what the target says is all there is. */
  readonly seesVenue: boolean;
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
export function outcomeOf(sent: SentOrder, seesVenue: boolean): OrderOutcome {
  const isRefused = sent.answer === 'rejected';
  if (sent.arrivedMs !== undefined) return isRefused ? 'sent-and-refused' : 'through';
  if (isRefused) return 'refused';
  if (sent.answer === 'none') return 'silent';
  // One that the target ended by itself before it left was stopped inside.
  if (sent.answer === 'ended' && seesVenue && !sent.order.isImmediate) return 'refused';
  return seesVenue ? 'lost' : 'through';
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
