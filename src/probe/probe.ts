import { type Bench, smallOrder } from './bench.js';
import type { Exam, ExamResult, Omitted } from './exam.js';
import { Examiner, resultOf } from './examiner.js';
import type { ProbePlan } from './plan.js';
import { isOpen, ProbeCommandError, type ProbePort } from './port.js';
import { type Patience, ProbeAlarm } from './under-way.js';

/** How an examination goes. */
interface ProbeRun {
  readonly bench: Bench;
  readonly plan: ProbePlan;
  readonly port: ProbePort;
  readonly patience: Patience;
  /** The most orders, and the most seconds. */
  readonly ordersMax: number;
  readonly secondsMax: number;
  /** Whether a command re-arms the target. */
  readonly canRearm: boolean;
  /** Ends it: what rests is cancelled, and the rest is not examined. */
  readonly signal: AbortSignal;
  /** An exam begins; `done` are the seconds of the estimate that are over. */
  onExam?(exam: Exam, done: number): void;
}

/** What an examination found. */
export interface ProbeFindings {
  readonly results: readonly ExamResult[];
  /** Why it ended before its end; undefined when it did not. */
  readonly stopped: string | undefined;
  readonly orders: number;
  readonly seconds: number;
  /** Orders that may still be open. */
  readonly leftOpen: number;
}

/** Small orders that show that the target trades: one, and one more when it was re-armed. */
const CANARIES = 2;

const isExam = (part: Exam | Omitted): part is Exam => 'steps' in part;

/** Seconds that a plan takes, roughly, and the most orders that it sends. */
export function estimateProbe({ parts }: ProbePlan): { seconds: number; orders: number } {
  const exams = parts.filter(isExam);
  return {
    seconds: exams.reduce((sum, { seconds }) => sum + seconds, 0),
    orders: exams.reduce((sum, { orders }) => sum + orders, 0),
  };
}

/** Carries out a plan, exam by exam. */
export async function runProbe(run: ProbeRun): Promise<ProbeFindings> {
  const probe = new Probe(run);
  return probe.run();
}

class Probe {
  readonly #run: ProbeRun;
  readonly #results: ExamResult[] = [];
  readonly #examiners: Examiner[] = [];
  readonly #beganMs: number;
  #stopped: string | undefined;
  /** Why no further exam has a meaning: the target refuses everything. */
  #blocked: string | undefined;
  #stopper = '';
  #orders = 0;

  constructor(run: ProbeRun) {
    this.#run = run;
    this.#beganMs = run.port.now();
  }

  async run(): Promise<ProbeFindings> {
    const { plan, port } = this.#run;
    let done = 0;
    let isSure = false;
    for (const part of plan.parts) {
      if (!isExam(part)) {
        this.#results.push(resultOf(part));
        continue;
      }
      const reason =
        this.#reasonAgainst(part, isSure ? 0 : CANARIES) ??
        (isSure ? undefined : await this.#trades());
      if (reason !== undefined) {
        this.#omit(part, reason);
        continue;
      }
      this.#run.onExam?.(part, done);
      await this.#examine(part);
      done += part.seconds;
      isSure = part.mayStop === 'nobody' || part.mayStop === 'symbol';
      if (!isSure) this.#stopper = part.check;
    }
    return {
      results: this.#results,
      stopped: this.#stopped,
      orders: this.#orders,
      seconds: (port.now() - this.#beganMs) / 1000,
      leftOpen: this.#examiners.flatMap(({ sent }) => sent).filter(isOpen).length,
    };
  }

  /** Why an exam is not begun, `before` which so many orders are sent; undefined when it is. */
  #reasonAgainst(exam: Exam, before: number): string | undefined {
    const { signal, port, ordersMax, secondsMax } = this.#run;
    if (this.#stopped !== undefined) return 'the examination was stopped before';
    if (signal.aborted) {
      this.#stopped = 'it was interrupted';
      return 'it was ended early';
    }
    if (this.#blocked !== undefined) return this.#blocked;
    if (this.#orders + before + exam.orders > ordersMax) return `--max-orders is ${ordersMax}`;
    if ((port.now() - this.#beganMs) / 1000 + exam.seconds > secondsMax)
      return `--max-time is ${secondsMax} s`;
    const failed = this.#results.find(
      ({ check, fault }) => check === exam.check && fault !== undefined,
    );
    return failed === undefined ? undefined : 'the limit itself does not hold';
  }

  #omit({ check, title, says }: Exam, reason: string): void {
    this.#results.push(resultOf({ check, title, says, why: 'left-out', reason }));
  }

  async #examine(exam: Exam): Promise<void> {
    const examiner = this.#examiner();
    try {
      this.#results.push(await examiner.run(exam));
    } catch (error) {
      if (error instanceof ProbeCommandError) this.#omit(exam, error.message);
      else if (error instanceof ProbeAlarm) {
        this.#stopped = error.message;
        this.#omit(exam, 'the examination was stopped in it');
      } else throw error;
    }
    this.#orders += examiner.sent.length;
  }

  #examiner(): Examiner {
    const { port, patience, signal, ordersMax } = this.#run;
    const orders = { sentBefore: this.#orders, ordersMax };
    const examiner = new Examiner(port, patience, signal, orders);
    this.#examiners.push(examiner);
    return examiner;
  }

  /** Sends a small order; returns why no exam has a meaning when it is not let through. */
  async #trades(): Promise<string | undefined> {
    if (await this.#isLetThrough()) return undefined;
    if (this.#stopped !== undefined) return 'the examination was stopped before';
    if (this.#run.canRearm) {
      await this.#run.port.run('rearm').catch((error: unknown) => {
        if (!(error instanceof ProbeCommandError)) throw error;
      });
      if (await this.#isLetThrough()) return undefined;
    }
    const hint = this.#run.canRearm ? '' : '; --rearm-exec gives the command that re-arms it';
    this.#blocked =
      this.#stopper === ''
        ? this.#run.port.sight === 'fills'
          ? 'the target executes no small order; its venue may have nothing at the touch'
          : 'the target refuses a small order'
        : `the target refuses everything since the exam of ${this.#stopper}${hint}`;
    return this.#blocked;
  }

  async #isLetThrough(): Promise<boolean> {
    const { bench, plan, port } = this.#run;
    const examiner = this.#examiner();
    try {
      for (let session = 0; session < port.sessions; session++)
        if (!port.isConnected(session)) await port.connect(session);
      const sent = examiner.send({ session: 0, order: smallOrder(bench, plan.canary) });
      const outcome = await examiner.outcome(sent);
      await examiner.cancelOpen(1);
      return outcome === 'through';
    } catch (error) {
      if (!(error instanceof ProbeAlarm)) throw error;
      this.#stopped = error.message;
      return false;
    } finally {
      this.#orders += examiner.sent.length;
    }
  }
}
