import type { FixSession } from '../fix/session.js';
import { type Refusal, rejectCode } from '../order-entry/refusals.js';
import {
  Exec,
  orderIdText,
  type ReportDetails,
  writeCancelReject,
  writeMassCancelReport,
  writeReport,
} from '../order-entry/reports.js';
import type { VenueReport } from './ledger.js';
import type { Member, VenueOrder } from './member.js';
import { type Fate, SENT } from './outbox.js';

/** A mass cancel as it is answered. */
interface MassCancel {
  readonly clOrdId: string;
  /** MassCancelRequestType (530). */
  readonly kind: string;
  readonly symbol: string | undefined;
  readonly isServed: boolean;
  readonly ended: number;
}

const text = String.fromCharCode;

/** Makes the answers of a venue: counts them, tells them to its keeper, and sends them. */
export class Answers {
  /** The present time, ms since 1970. */
  nowMs = 0;
  #nextExec: number;
  readonly #keep: ((report: VenueReport) => void) | undefined;

  constructor(firstExecId: number, keep: ((report: VenueReport) => void) | undefined) {
    this.#nextExec = firstExecId;
    this.#keep = keep;
  }

  /** An ExecutionReport of an order to its member. */
  report(order: VenueOrder, execType: number, details: ReportDetails = {}): void {
    const { member } = order;
    const madeMs = this.nowMs;
    const execId = this.#nextExec++;
    const { outbox } = member;
    const coded = codedFor(member.session, details);
    let fate = SENT;
    if (outbox.trouble.isAny) fate = this.#putReport(order, execId, execType, coded);
    else writeReport(member, execId, execType, order, order.leaves, madeMs, coded);
    this.#count(member, fate.copies);
    this.#keep?.({
      copies: fate.copies,
      delayMs: fate.delayMs,
      atMs: madeMs,
      session: member.settings.targetCompId,
      type: '8',
      execId,
      orderId: orderIdText(order),
      clOrdId: details.clOrdId ?? order.clOrdId,
      symbol: order.symbolName,
      execType: text(execType),
      status: text(order.status),
      shares: details.shares ?? 0,
      priceTicks: details.priceTicks ?? 0,
      leaves: order.leaves,
      executed: order.executed,
      text: details.text ?? '',
    });
  }

  /** Sends a report as the troubles of its session say: it tells the state of now, when ever. */
  #putReport(order: VenueOrder, execId: number, execType: number, details: ReportDetails): Fate {
    const { member } = order;
    const { outbox } = member;
    const told = { ...order };
    const made = { ...details, transactMs: this.nowMs };
    const marks = outbox.trouble.marksCopies(outbox.secondsAt(this.nowMs));
    return outbox.put(true, this.nowMs, (nowMs, isCopy) => {
      const isPossResend = isCopy && marks;
      writeReport(member, execId, execType, told, told.leaves, nowMs, { ...made, isPossResend });
    });
  }

  /** An OrderCancelReject. `response` is 1 for a cancel and 2 for a replace. */
  cancelReject(
    member: Member,
    order: VenueOrder | undefined,
    clOrdId: string,
    original: string,
    response: 1 | 2,
    reason: Refusal,
  ): void {
    const told = order && { ...order };
    member.counts.cancelRejects++;
    const fate = member.outbox.put(false, this.nowMs, (nowMs) => {
      writeCancelReject(member, told, clOrdId, original, response, reason, nowMs);
    });
    this.#count(member, fate.copies);
    this.#keep?.({
      ...fate,
      ...this.#bare(member, '9'),
      orderId: order === undefined ? 'NONE' : orderIdText(order),
      clOrdId,
      symbol: order?.symbolName ?? '',
      status: text(order?.status ?? Exec.REJECTED),
      leaves: order?.leaves ?? 0,
      executed: order?.executed ?? 0,
      text: reason.text,
    });
  }

  /** An OrderMassCancelReport. */
  massCancel(member: Member, answer: MassCancel): void {
    const id = this.#nextExec++;
    const fate = member.outbox.put(false, this.nowMs, (nowMs) => {
      writeMassCancelReport(member, id, answer, nowMs);
    });
    this.#count(member, fate.copies);
    const { clOrdId, symbol = '', ended } = answer;
    this.#keep?.({
      ...fate,
      ...this.#bare(member, 'r'),
      execId: id,
      orderId: `M${id}`,
      clOrdId,
      symbol,
      text: `ended=${ended}`,
    });
  }

  #bare(member: Member, type: string): Omit<VenueReport, 'copies' | 'delayMs'> {
    return {
      atMs: this.nowMs,
      session: member.settings.targetCompId,
      type,
      execId: 0,
      orderId: '',
      clOrdId: '',
      symbol: '',
      execType: '',
      status: '',
      shares: 0,
      priceTicks: 0,
      leaves: 0,
      executed: 0,
      text: '',
    };
  }

  #count({ counts }: Member, copies: number): void {
    counts.reports++;
    if (copies === 0) counts.lost++;
    if (copies === 2) counts.doubled++;
  }
}

/** The details with OrdRejReason as the session's version has it. */
function codedFor(session: FixSession, details: ReportDetails): ReportDetails {
  const { code } = details;
  if (code === undefined) return details;
  return { ...details, code: rejectCode(session.settings.version, code) };
}
