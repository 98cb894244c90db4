import { findCheck } from '../risk/catalogue/catalogue.js';
import { lacksRoom, nameByDraining } from './drain.js';
import type {
  AskStep,
  BurstStep,
  Exam,
  ExamResult,
  ExamStep,
  FaultName,
  FillStep,
  Omitted,
  OrderOutcome,
  OrderStep,
} from './exam.js';
import { FAULT_WORDS } from './exam.js';
import { killAll, tellKill } from './kill.js';
import { checkNamed, isDecided, outcomeOf, type SentOrder } from './port.js';
import { UnderWay } from './under-way.js';

/** Carries out the steps of one exam and judges what comes of them. */

/** Carries out exams, each of them new. */
export class Examiner extends UnderWay {
  /** Runs an exam to its end. Rejects with a ProbeAlarm when the target is no test system. */
  async run(exam: Exam): Promise<ExamResult> {
    const beganMs = this.port.now();
    try {
      for (const step of exam.steps) {
        if (this.signal.aborted) break;
        await this.#take(step, exam.check);
      }
    } finally {
      await this.cancelOpen(Number.POSITIVE_INFINITY);
    }
    const { check, title, says } = exam;
    const most = this.sent.find(({ order, arrivedShares }) => arrivedShares > order.quantity);
    if (most !== undefined) this.blame('routes-too-much', most);
    const { fault } = this;
    const undecided = fault === undefined ? this.undecided : undefined;
    const isCut = this.signal.aborted;
    return {
      check,
      title,
      says,
      seen: this.seen.join('; '),
      verdict:
        isCut || undecided !== undefined
          ? 'not examined'
          : fault === undefined
            ? 'pass'
            : TIGHT.has(fault)
              ? 'too tight'
              : 'hole',
      fault: isCut ? undefined : fault,
      meaning: isCut || fault === undefined ? undefined : FAULT_WORDS[fault],
      reason: isCut ? 'it was ended early' : undecided,
      evidence: this.tellEvidence(beganMs),
      seconds: (this.port.now() - beganMs) / 1000,
      orders: this.sent.length,
      kill: this.kill,
    };
  }

  async #take(step: ExamStep, check: string): Promise<void> {
    switch (step.do) {
      case 'order':
        return this.#order(step, check);
      case 'ask':
        return this.#ask(step);
      case 'fill':
        return this.#fill(step, check);
      case 'drain':
        return nameByDraining(this, step);
      case 'burst':
        return this.#burst(step);
      case 'cancel':
        // Once something is wrong, only the end cleans up.
        return this.fault === undefined ? this.cancelOpen(step.count) : undefined;
      case 'wait':
        await this.port.until(() => this.signal.aborted, step.seconds * 1000);
        return;
      case 'kill':
        this.kill = await killAll(this, step);
        this.see(tellKill(step, this.kill));
    }
  }

  async #order(step: OrderStep, check: string): Promise<void> {
    if (this.fault !== undefined) return;
    const last = this.sent.at(-1);
    const sent = this.send(step, step.isSameId === true ? last?.clOrdId : undefined);
    const outcome = await this.outcome(sent);
    this.evidence.push(sent);
    this.see(`${step.label}: ${OUTCOME_WORDS[outcome]}`);
    const other = otherCheck(sent, check);
    if (outcome === 'unfilled') return;
    if (outcome === 'sent-and-refused') this.blame('after-send');
    else if (outcome === 'refused' && other !== undefined && this.#isOthersRefusal(step.expect))
      this.#refusedByOther(other);
    else if (outcome === 'through' && step.expect === 'refused' && isCheaper(sent, check))
      this.undecided = CHEAPER;
    else if ((outcome === 'through') !== (step.expect === 'through')) this.blame(step.fault);
  }

  /**
   * Whether a refusal by another check shows nothing: it hides what must be refused, and what was
   * executed by exams before may have used its room up.
   */
  #isOthersRefusal(expect: OrderStep['expect']): boolean {
    return expect === 'refused' || this.port.sight === 'fills';
  }

  #refusedByOther(check: string): void {
    this.undecided = `${check} refused an order, which is another check`;
  }

  async #ask(step: AskStep): Promise<void> {
    if (this.fault !== step.through && this.fault !== step.refused) return;
    const sent = this.send(step);
    const outcome = await this.outcome(sent);
    this.evidence.push(sent);
    this.see(`${step.label}: ${OUTCOME_WORDS[outcome]}`);
    this.fault = outcome === 'through' ? step.through : step.refused;
  }

  async #fill(step: FillStep, check: string): Promise<void> {
    if (this.fault !== undefined) return;
    for (const [done, one] of step.orders.entries()) {
      if (this.signal.aborted) return;
      const sent = this.send(one);
      const paced = this.pace();
      const outcome = await this.outcome(sent);
      await paced;
      if (outcome === 'through') continue;
      const place = `order ${done + 1} of ${step.orders.length}`;
      this.see(`${step.label}: ${place} ${OUTCOME_WORDS[outcome]}`);
      if (outcome === 'unfilled') return;
      const other = otherCheck(sent, check);
      if (outcome === 'sent-and-refused') this.blame('after-send', sent);
      else if (outcome === 'refused' && other !== undefined && this.#isOthersRefusal('through'))
        this.#refusedByOther(other);
      else
        this.blame(
          step.isSum === true && (await lacksRoom(this)) ? 'no-refund' : 'too-tight',
          sent,
        );
      return;
    }
    this.see(`${step.label}: let through`);
  }

  async #burst(step: BurstStep): Promise<void> {
    if (this.fault !== undefined) return;
    const beganMs = this.port.now();
    const sent: SentOrder[] = [];
    let seen = await this.#round(step, sent, beganMs);
    while (seen.isOpen && sent.length + step.size <= step.orders.length)
      seen = await this.#round(step, sent, beganMs);
    const { through, late, refused, allowed, seconds } = seen;
    this.evidence.push(...through.slice(-1), ...refused.slice(0, 1));
    const count = sent.length === step.size ? '' : ` of ${sent.length}`;
    this.see(`${step.label}: ${through.length}${count} let through in ${seconds.toFixed(2)} s`);
    if (late.length > 0) this.blame('after-send', late[0]!);
    else if (through.length > allowed)
      this.blame(refused.length === 0 && step.perSecond > 0 ? 'no-check' : step.above);
    else if (through.length < step.atLeast) this.blame('too-tight');
    else if (seen.isOpen) this.undecided = 'orders went too slowly to pass the rate';
    if (seen.isSilent) this.noteSilence();
  }

  /** Sends a part of a burst, and counts all of it so far. */
  async #round(step: BurstStep, sent: SentOrder[], beganMs: number) {
    const { port, patience } = this;
    const orders = step.orders.slice(sent.length, sent.length + step.size);
    const added = port.sendAll(orders);
    sent.push(...added);
    this.sent.push(...added);
    const { sight } = port;
    await port.until(
      () => sent.every((each) => isDecided(each, sight)),
      patience.answerMs + sent.length,
    );
    if (sight === 'venue') await port.until(() => false, patience.graceMs);
    this.watch();
    const of = (wanted: OrderOutcome): SentOrder[] =>
      sent.filter((each) => outcomeOf(each, sight) === wanted);
    const through = of('through');
    const lastMs = through.reduce((most, { arrivedMs = 0 }) => Math.max(most, arrivedMs), beganMs);
    const seconds = ((sight === 'word' ? port.now() : lastMs) - beganMs) / 1000;
    const allowed = step.atMost + Math.ceil(step.perSecond * seconds);
    const refused = of('refused');
    // As long as the rate may have allowed all of them, nothing is known.
    const isOpen = step.perSecond > 0 && refused.length === 0 && through.length <= allowed;
    const isSilent = of('silent').length > 0;
    return { through, late: of('sent-and-refused'), refused, allowed, seconds, isOpen, isSilent };
  }
}

/** A check of the catalogue that a target names for its refusal, and that is not the exam's. */
function otherCheck(sent: SentOrder, check: string): string | undefined {
  const named = checkNamed(sent);
  if (named === undefined || named === check) return undefined;
  return findCheck(named)?.name;
}

const CHEAPER =
  'it was executed below its limit price: the quotes are not those of --symbol or --universe';

/** Whether a check of dollars saw less of them than the order's price says. */
function isCheaper({ arrivedShares, filledMoney, order }: SentOrder, check: string): boolean {
  if (filledMoney === 0 || findCheck(check)?.hard !== 'dollars') return false;
  return filledMoney < arrivedShares * order.priceTicks!;
}

const TIGHT: ReadonlySet<FaultName> = new Set<FaultName>(['too-tight', 'no-refund', 'no-recovery']);

const OUTCOME_WORDS: Readonly<Record<OrderOutcome, string>> = {
  through: 'let through',
  refused: 'refused',
  'sent-and-refused': 'refused, and sent',
  lost: 'accepted, and not sent',
  silent: 'not answered',
  unfilled: 'neither executed nor refused',
};

/** The result of what is not examined. */
export function resultOf({ check, title, says, why, reason }: Omitted): ExamResult {
  return {
    check,
    title,
    says,
    seen: '',
    verdict: why === 'hidden' ? 'hidden' : 'not examined',
    reason,
    evidence: [],
    seconds: 0,
    orders: 0,
  };
}
