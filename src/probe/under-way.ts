import type { FaultName, KillSeen, OrderOutcome, SessionOrder } from './exam.js';
import { isDecided, isOpen, outcomeOf, type ProbePort, type SentOrder } from './port.js';

/** How long the examiner waits. */
export interface Patience {
  /** For an answer, ms. */
  readonly answerMs: number;
  /** For an arrival at the venue after a refusal, ms. */
  readonly graceMs: number;
  /** Orders a second where time does not matter. */
  readonly perSecond: number;
}

const EVIDENCE_MAX = 12;
/** Why an order that was neither executed nor refused shows nothing. */
const UNFILLED = 'an order was accepted, and neither executed nor refused';

/** An end of the whole examination: the target looks as if it were no test system. */
export class ProbeAlarm extends Error {
  override readonly name = 'ProbeAlarm';
}

/** One exam under way: what was sent, what was seen, and what is wrong so far. */
export class UnderWay {
  readonly port: ProbePort;
  readonly patience: Patience;
  readonly signal: AbortSignal;
  readonly sent: SentOrder[] = [];
  fault: FaultName | undefined;
  kill: KillSeen | undefined;
  /** Why nothing can be concluded, where nothing is wrong; undefined while something can. */
  undecided: string | undefined;
  readonly seen: string[] = [];
  /** Orders whose messages are the evidence. */
  readonly evidence: SentOrder[] = [];

  /** Orders that this examination has sent before this exam, and the most that it may send. */
  readonly sentBefore: number;
  readonly ordersMax: number;

  constructor(
    port: ProbePort,
    patience: Patience,
    signal: AbortSignal,
    orders: { readonly sentBefore: number; readonly ordersMax: number },
  ) {
    this.sentBefore = orders.sentBefore;
    this.ordersMax = orders.ordersMax;
    this.port = port;
    this.patience = patience;
    this.signal = signal;
  }

  /** Sends an order, and keeps it for the end. */
  send({ session, order }: SessionOrder, clOrdId?: string): SentOrder {
    const sent = this.port.send(session, order, clOrdId);
    this.sent.push(sent);
    return sent;
  }

  /** Waits until it is known what became of an order. */
  async outcome(sent: SentOrder): Promise<OrderOutcome> {
    const { port, patience } = this;
    const { sight } = port;
    await port.until(() => isDecided(sent, sight), patience.answerMs);
    if (sent.answer === 'rejected' && sight === 'venue' && sent.arrivedMs === undefined)
      await port.until(() => sent.arrivedMs !== undefined, patience.graceMs);
    this.watch();
    const outcome = outcomeOf(sent, sight);
    if (outcome === 'lost')
      throw new ProbeAlarm(
        `the target accepted ${sent.clOrdId}, and it did not arrive at the venue within ` +
          `${patience.answerMs / 1000} s: it may have gone elsewhere`,
      );
    if (outcome === 'silent') this.noteSilence();
    if (outcome === 'unfilled') this.undecided = UNFILLED;
    return outcome;
  }

  /** An order has no answer: only a venue sees that it was not let through all the same. */
  noteSilence(): void {
    const { port, patience } = this;
    if (port.sight === 'venue') return;
    this.undecided = `the target did not answer within ${patience.answerMs / 1000} s; see --answer`;
  }

  /** Orders that may still be sent. */
  get ordersLeft(): number {
    return this.ordersMax - this.sentBefore - this.sent.length;
  }

  /** Waits between two orders of the gentle rate. */
  async pace(perSecond = this.patience.perSecond): Promise<void> {
    await this.port.until(() => this.signal.aborted, 1000 / perSecond);
  }

  /** Cancels the last orders that are open, and waits until they have ended. */
  async cancelOpen(count: number): Promise<void> {
    const open = this.sent.filter((sent) => isOpen(sent) && this.port.isConnected(sent.session));
    const last = open.slice(Math.max(0, open.length - count));
    for (const sent of last) {
      this.port.cancel(sent);
      if (last.length > 1) await this.port.until(() => false, 1000 / this.patience.perSecond);
    }
    await this.port.until(() => last.every((sent) => !isOpen(sent)), this.patience.answerMs);
  }

  see(text: string): void {
    this.seen.push(text);
  }

  /** Notes a fault; the first one is the exam's, unless an ask names it better. */
  blame(fault: FaultName, ...sent: readonly SentOrder[]): void {
    this.fault ??= fault;
    this.evidence.push(...sent);
  }

  /** Throws a ProbeAlarm when the port has one. */
  watch(): void {
    if (this.port.alarm !== undefined) throw new ProbeAlarm(this.port.alarm);
  }

  /** The messages of the orders that decided, the last ones first to be kept. */
  tellEvidence(beganMs: number): string[] {
    const ids = new Set(this.evidence.slice(-4).map(({ clOrdId }) => clOrdId));
    return this.port.messages
      .filter(({ clOrdId, atMs }) => ids.has(clOrdId) && atMs >= beganMs)
      .slice(-EVIDENCE_MAX)
      .map(({ atMs, text }) => `+${((atMs - beganMs) / 1000).toFixed(3)} s ${text}`);
  }
}
