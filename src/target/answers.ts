import { FieldIndex } from '../fix/field-index.js';
import type { Scan } from '../fix/scan.js';
import { Tag } from '../fix/tags.js';
import { readShares, readWhole } from '../fix/values.js';
import { createHistogram, type LatencyHistogram, recordLatency } from '../metrics/histogram.js';
import { ActionKind, ActionOutcome, type Actions, OrderState } from './actions.js';
import type { LoadIds } from './ids.js';
import { kindOfReport, ReportKind } from './reports.js';

/** The latencies of a load on a target, each a histogram. From the intended time, but `service`. */
export interface TargetLatencies {
  /** Intended time of an order → its first report. */
  readonly response: LatencyHistogram;
  /** An order handed over → its first report: the service time. */
  readonly service: LatencyHistogram;
  /** Intended time of an order → its first execution. */
  readonly fill: LatencyHistogram;
  /** Intended time of a cancel → cancelled. */
  readonly cancel: LatencyHistogram;
  /** Intended time of a replace → replaced. */
  readonly replace: LatencyHistogram;
}

/** Counts of what came back. */
export interface AnswerCounts {
  reports: number;
  accepted: number;
  refused: number;
  /** Orders that had an execution, executions, and shares of them. */
  filled: number;
  fills: number;
  shares: number;
  cancelled: number;
  replaced: number;
  /** Cancels and replaces that were refused. */
  changesRefused: number;
  /** Session rejects and BusinessMessageRejects: the target did not understand a message. */
  rejected: number;
  /** Orders that ended without a cancel of their own: by a kill, expired, done for the day. */
  endedUnasked: number;
  /** Reports of another session than the message's. */
  elsewhere: number;
  /** Reports that repeat an earlier one: a second acceptance, or an end after the end. */
  duplicates: number;
  busts: number;
  /** Messages that belong to no message of the load. */
  unmatched: number;
}

/** Finds the message that a session sent with a MsgSeqNum; −1 when it was none of the load. */
type FindBySequence = (sequence: number, session: number) => number;

const TEXTS_MAX = 50;
const SPECIMENS_MAX = 5;

/** Takes what a target answers: finds the message by its ClOrdID, wherever the answer comes. */
export class LoadAnswers {
  readonly latencies: TargetLatencies = {
    response: createHistogram(),
    service: createHistogram(),
    fill: createHistogram(),
    cancel: createHistogram(),
    replace: createHistogram(),
  };
  readonly counts: AnswerCounts = {
    reports: 0,
    accepted: 0,
    refused: 0,
    filled: 0,
    fills: 0,
    shares: 0,
    cancelled: 0,
    replaced: 0,
    changesRefused: 0,
    rejected: 0,
    endedUnasked: 0,
    elsewhere: 0,
    duplicates: 0,
    busts: 0,
    unmatched: 0,
  };
  /** How often each text of a refusal came; `other` beyond fifty different ones. */
  readonly reasons = new Map<string, number>();
  /** The first messages that belong to nothing, as they came, with `|` between fields. */
  readonly unmatched: string[] = [];
  /** Messages that were handed over and have an answer. */
  answered = 0;
  /** Latencies are counted for messages below this number: those that are sent to tidy up not. */
  measuredBelow = Number.POSITIVE_INFINITY;
  readonly #actions: Actions;
  readonly #ids: LoadIds;
  readonly #bySequence: FindBySequence;
  readonly #fields = new FieldIndex();

  constructor(actions: Actions, ids: LoadIds, bySequence: FindBySequence) {
    this.#actions = actions;
    this.#ids = ids;
    this.#bySequence = bySequence;
  }

  /** Takes a message that came at a time, ns from the load's begin, on a session. */
  take(scan: Scan, session: number, nowNs: number): void {
    const fields = this.#fields;
    fields.read(scan);
    const kind = kindOfReport(fields, scan.type);
    if (kind === ReportKind.OTHER) return;
    const { counts } = this;
    counts.reports++;
    const number = this.#find(scan, kind, session);
    if (number < 0 || number >= this.#actions.count || this.#actions.sequence[number] === 0) {
      this.#keepUnmatched(scan);
      return;
    }
    if (this.#actions.session[number] !== session) counts.elsewhere++;
    this.#apply(number, kind, nowNs);
  }

  /** Takes a session reject of the message with a MsgSeqNum. */
  takeReject(sequence: number, session: number, text: string, nowNs: number): void {
    const number = this.#bySequence(sequence, session);
    if (number >= 0) this.#reject(number, text, nowNs);
  }

  /** Has a kill pulled: that is its answer. Rejects, and gives it no answer, when `pull` does. */
  async takeKill(number: number, pull: () => Promise<void>, now: () => number): Promise<void> {
    // Starting a command holds this thread up: what was written before the kill leaves first.
    await Promise.resolve();
    await pull();
    this.#answer(number, ActionOutcome.DONE, now());
  }

  #find(scan: Scan, kind: ReportKind, session: number): number {
    if (kind !== ReportKind.BUSINESS_REJECTED) return this.#ids.read(scan, Tag.CL_ORD_ID);
    const number = this.#ids.read(scan, Tag.BUSINESS_REJECT_REF_ID);
    if (number >= 0) return number;
    return this.#bySequence(this.#fields.number(Tag.REF_SEQ_NUM, readWhole), session);
  }

  #apply(number: number, kind: ReportKind, nowNs: number): void {
    const { counts } = this;
    switch (kind) {
      case ReportKind.NEW:
        this.#accept(number, nowNs);
        return;
      case ReportKind.FILL:
        this.#fill(number, nowNs);
        return;
      case ReportKind.REJECTED:
        this.#refuse(number, nowNs);
        return;
      case ReportKind.CANCELLED:
      case ReportKind.ENDED:
        this.#end(number, kind, nowNs);
        return;
      case ReportKind.REPLACED:
        this.#replaced(number, nowNs);
        return;
      case ReportKind.CHANGE_REJECTED:
        if (!this.#answer(number, ActionOutcome.REFUSED, nowNs)) return;
        counts.changesRefused++;
        this.#note(this.#fields.text(Tag.TEXT) ?? 'no text');
        return;
      case ReportKind.BUSINESS_REJECTED:
        this.#reject(number, this.#fields.text(Tag.TEXT) ?? 'no text', nowNs);
        return;
      case ReportKind.MASS_CANCEL:
        this.#answer(number, ActionOutcome.DONE, nowNs);
        return;
      case ReportKind.BUST:
        counts.busts++;
    }
  }

  /** Notes the first answer to a message; false when it has one. */
  #answer(number: number, outcome: number, nowNs: number): boolean {
    const actions = this.#actions;
    if (actions.outcome[number] !== ActionOutcome.NONE) {
      this.counts.duplicates++;
      return false;
    }
    actions.outcome[number] = outcome;
    this.answered++;
    actions.answeredNs[number] = nowNs;
    if (actions.kind[number] !== ActionKind.ORDER || number >= this.measuredBelow) return true;
    recordLatency(this.latencies.response, nowNs - actions.dueNs[number]!);
    recordLatency(this.latencies.service, nowNs - actions.handedNs[number]!);
    return true;
  }

  #accept(number: number, nowNs: number): void {
    const { state } = this.#actions;
    // A gateway may tell an execution before the acceptance.
    if (state[number] !== OrderState.UNKNOWN) {
      this.counts.duplicates++;
      return;
    }
    state[number] = OrderState.OPEN;
    if (this.#answer(number, ActionOutcome.DONE, nowNs)) this.counts.accepted++;
  }

  #fill(number: number, nowNs: number): void {
    const { order: orders, state, executed, dueNs, outcome } = this.#actions;
    const { counts, latencies } = this;
    const order = orders[number]!;
    if (outcome[order] === ActionOutcome.NONE) this.#accept(order, nowNs);
    const shares = this.#fields.number(Tag.LAST_QTY, readShares);
    counts.fills++;
    if (shares > 0) {
      counts.shares += shares;
      if (executed[order] === 0) {
        counts.filled++;
        if (order < this.measuredBelow) recordLatency(latencies.fill, nowNs - dueNs[order]!);
      }
      executed[order] = executed[order]! + shares;
    }
    const leaves = this.#fields.number(Tag.LEAVES_QTY, readShares);
    if (leaves === 0 && state[order] !== OrderState.ENDED) this.#close(order, nowNs);
  }

  #refuse(number: number, nowNs: number): void {
    const order = this.#actions.order[number]!;
    if (!this.#answer(number, ActionOutcome.REFUSED, nowNs)) return;
    if (order === number) {
      this.counts.refused++;
      this.#close(order, nowNs);
    } else this.counts.changesRefused++;
    this.#note(this.#fields.text(Tag.TEXT) ?? 'no text');
  }

  #reject(number: number, text: string, nowNs: number): void {
    if (!this.#answer(number, ActionOutcome.REJECTED, nowNs)) return;
    this.counts.rejected++;
    this.#note(text);
    if (this.#actions.kind[number] === ActionKind.ORDER) this.#close(number, nowNs);
  }

  #end(number: number, kind: ReportKind, nowNs: number): void {
    const { kind: kinds, order: orders, dueNs, outcome, state } = this.#actions;
    const { counts } = this;
    const order = orders[number]!;
    if (order < 0) return;
    if (kinds[number] === ActionKind.CANCEL && kind === ReportKind.CANCELLED) {
      if (this.#answer(number, ActionOutcome.DONE, nowNs)) {
        counts.cancelled++;
        if (number < this.measuredBelow)
          recordLatency(this.latencies.cancel, nowNs - dueNs[number]!);
      }
    } else if (state[order] !== OrderState.ENDED) counts.endedUnasked++;
    else counts.duplicates++;
    // An order can be ended before it was told to be accepted: immediate or cancel.
    if (outcome[order] === ActionOutcome.NONE) this.#answer(order, ActionOutcome.DONE, nowNs);
    if (state[order] !== OrderState.ENDED) this.#close(order, nowNs);
  }

  #replaced(number: number, nowNs: number): void {
    const { kind, order: orders, current, dueNs } = this.#actions;
    if (kind[number] !== ActionKind.REPLACE) return;
    if (!this.#answer(number, ActionOutcome.DONE, nowNs)) return;
    this.counts.replaced++;
    current[orders[number]!] = number;
    if (number < this.measuredBelow) recordLatency(this.latencies.replace, nowNs - dueNs[number]!);
  }

  #close(order: number, nowNs: number): void {
    this.#actions.state[order] = OrderState.ENDED;
    this.#actions.endedNs[order] = nowNs;
  }

  /** Counts a reason, its numbers left out, so that those of one check are one. */
  #note(text: string): void {
    const reason = text.replace(/\d[\d.,]*/g, '#').slice(0, 100);
    const isKnown = this.reasons.has(reason) || this.reasons.size < TEXTS_MAX;
    const name = isKnown ? reason : 'other';
    this.reasons.set(name, (this.reasons.get(name) ?? 0) + 1);
  }

  #keepUnmatched(scan: Scan): void {
    this.counts.unmatched++;
    if (this.unmatched.length >= SPECIMENS_MAX) return;
    const wire = String.fromCharCode(...scan.bytes.subarray(scan.begin, scan.end));
    this.unmatched.push(wire.replaceAll('\x01', '|'));
  }
}
