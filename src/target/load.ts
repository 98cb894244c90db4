import type { Scan } from '../fix/scan.js';
import type { SessionNote } from '../fix/state.js';
import { percentileNs } from '../metrics/histogram.js';
import { ActionKind, type Actions, countSent, growActions } from './actions.js';
import { LoadAnswers } from './answers.js';
import type { TargetClient, TargetDoor, TargetEvents } from './client.js';
import { type AtVenue, LineDrop } from './drop.js';
import { idPrefix, LoadIds } from './ids.js';
import { isOutstanding, Lane, splitBySession } from './lane.js';
import { logOnAll, type TargetUpstream } from './log-on.js';
import type { LoadPlan } from './plan.js';
import { rehearseLoad } from './rehearsal.js';
import {
  judgeTargetLoad,
  type TargetProgress,
  type TargetResult,
  type TargetSecond,
} from './result.js';
import { checkTargetAmount } from './safety.js';
import { SendLag } from './send-lag.js';

/** What a load is given. */
interface TargetLoadOptions {
  readonly plan: LoadPlan;
  readonly symbols: readonly string[];
  /** Accounts that orders of the plan name, by their codes less one. */
  readonly accounts?: readonly string[] | undefined;
  /** How long answers may take after the last message, and again after the last cancel, s. */
  readonly settleSeconds: number;
  /** Ends the load early; what is open is cancelled all the same. */
  readonly signal: AbortSignal;
  /** What the target must be connected to before the first message. */
  readonly upstream?: TargetUpstream | undefined;
  /** What the venue behind the target knows: after a drop nobody else tells what is open. */
  readonly atVenue?: AtVenue | undefined;
  /** Pulls a kill in place of a mass cancel; rejects when it could not. */
  readonly pullKill?: (() => Promise<void>) | undefined;
  /** Called when all sessions are logged on, before the first message. */
  readonly onBegin?: ((frame: LoadFrame) => void) | undefined;
  /** Called when all is sent and answered, or had time to be, before open orders are cancelled. */
  readonly onSettled?: (() => void) | undefined;
  /** Called once a second. */
  readonly onSecond?: ((second: TargetSecond) => void) | undefined;
  /** Called with what a session notes. */
  readonly tell?: ((text: string) => void) | undefined;
}

/** A load that begins: what is needed to follow its orders elsewhere. */
export interface LoadFrame {
  /** The messages, with what becomes of them; those that tidy up at the end come last. */
  readonly actions: Actions;
  readonly ids: LoadIds;
  readonly symbols: readonly string[];
  /** `performance.now()` at the load's begin, from which its times count. */
  readonly beganMs: number;
  /** Counts and latencies so far; those of cancels that tidy up at the end are left out. */
  readonly progress: () => TargetProgress;
}

const NS_PER_MS = 1e6;
/** A timer is later than asked by up to so much; closer than that the loop turns. */
const SPIN_NS = 3e6;
const SECOND_NS = 1e9;
const WAIT_MS = 2;
/** What a cancel at the end has of its order. */
const DRAINED = ['session', 'order', 'symbol', 'sideCode', 'quantity', 'account'] as const;
/** A target that is so far behind with reading is given up. */
const OVERDUE_NS = 60e9;

/**
 * Loads a target: logs on with each session of the door's settings, sends the plan's messages at
 * their times, takes the answers, cancels what is open, and logs out. Open loop: a message that is
 * late is sent late and counted from its intended time. Rejects with an InputError when a safety
 * rule refuses the target, or when it does not let a session log on.
 */
export async function loadTarget(
  door: TargetDoor,
  options: TargetLoadOptions,
): Promise<TargetResult> {
  const { plan } = options;
  checkTargetAmount(plan.actions.count, plan.seconds);
  const load = new TargetLoad(door, options);
  return load.run();
}

class TargetLoad {
  readonly #door: TargetDoor;
  readonly #options: TargetLoadOptions;
  readonly #actions: Actions;
  readonly #planned: number;
  readonly #ids = new LoadIds(idPrefix(Date.now()));
  readonly #answers: LoadAnswers;
  readonly #lanes: Lane[] = [];
  readonly #lag: SendLag;
  #lost: readonly string[] = [];
  readonly #timeline: TargetSecond[] = [];
  #beganMs = 0;
  #startedMs = 0;
  /** Until when messages were asked for; what is due later was taken back. */
  #askedUntilNs = Number.POSITIVE_INFINITY;
  /** How many were due when it was last looked at. */
  #asked = 0;
  #isEnding = false;
  /** Cuts the connections at the end; undefined if nobody asks for it. */
  readonly #drop: LineDrop | undefined;
  /** The counts when all had settled. */
  #settled: Pick<TargetProgress, 'issued' | 'answered'> | undefined;

  constructor(door: TargetDoor, options: TargetLoadOptions) {
    const { plan, atVenue } = options;
    const { actions } = plan;
    const orders = actions.kind.subarray(0, actions.count).filter((kind) => kind === 0).length;
    this.#door = door;
    this.#options = options;
    // Each order may need a cancel at the end.
    this.#actions = growActions(actions, actions.count + orders);
    this.#planned = actions.count;
    this.#lag = new SendLag(this.#actions, actions.count, () => this.#nowNs());
    this.#answers = new LoadAnswers(
      this.#actions,
      this.#ids,
      (sequence, session) => this.#lanes[session]?.numberOf(sequence) ?? -1,
    );
    this.#answers.measuredBelow = actions.count;
    const endNs = plan.seconds * SECOND_NS;
    if (plan.drops === true)
      this.#drop = new LineDrop(this.#actions, actions.count, endNs, atVenue);
  }

  async run(): Promise<TargetResult> {
    rehearseLoad();
    const clients = await this.#logOn();
    const numbers = splitBySession(this.#actions, this.#planned, clients.length);
    const { symbols, accounts, pullKill, tell } = this.#options;
    const fail = (error: Error): void => tell?.(error.message);
    const now = (): number => this.#nowNs();
    const pull = pullKill && ((n: number) => this.#answers.takeKill(n, pullKill, now).catch(fail));
    clients.forEach((client, session) => {
      const own = numbers[session]!;
      this.#lanes.push(new Lane(client, this.#actions, own, this.#ids, symbols, accounts, pull));
    });
    this.#startedMs = Date.now();
    const beganMs = performance.now();
    this.#beganMs = beganMs;
    const progress = (): TargetProgress => this.#progress();
    const frame = { actions: this.#actions, ids: this.#ids, symbols, beganMs, progress };
    this.#options.onBegin?.(frame);
    const seconds = setInterval(() => this.#noteSecond(), 1000);
    this.#askedUntilNs = await this.#send(this.#options.signal, this.#drop);
    const sentNs = this.#nowNs();
    await this.#settle(() => this.#isSettled());
    this.#options.onSettled?.();
    const open = this.#openOrders();
    const issued = this.#issued();
    this.#settled = { issued, answered: this.#answers.answered };
    const unanswered = this.#unanswered();
    this.#lost = this.#lanes
      .filter(({ client }) => !client.isActive && !this.#isCut())
      .map(({ client }) => client.settings.senderCompId);
    const endedBy = this.#endedBy();
    clearInterval(seconds);
    this.#noteSecond();
    const cancels = await this.#drain(open);
    this.#isEnding = true;
    await Promise.all(clients.map((client) => client.logOut()));
    return this.#result(
      { issued, unanswered, endedBy, seconds: sentNs / SECOND_NS },
      open,
      cancels,
    );
  }

  async #logOn(): Promise<TargetClient[]> {
    const events = (session: number): TargetEvents => ({
      deliver: (message, client) => this.#take(message, session, client),
      tell: (note, text) => this.#note(note, text, session),
    });
    try {
      return await logOnAll(this.#door, events, this.#options.upstream);
    } catch (error) {
      this.#isEnding = true;
      throw error;
    }
  }

  #nowNs(): number {
    return (performance.now() - this.#beganMs) * NS_PER_MS;
  }

  #take(message: Scan, session: number, client: TargetClient): void {
    if (this.#beganMs === 0) return;
    const nowNs = (client.arrivedMs - performance.timeOrigin - this.#beganMs) * NS_PER_MS;
    this.#answers.take(message, session, nowNs);
  }

  #note(note: SessionNote, text: string, session: number): void {
    const [, sequence, words = ''] = /^message (\d+): (.*)$/s.exec(text) ?? [];
    if (note === 'rejected' && sequence !== undefined)
      this.#answers.takeReject(Number(sequence), session, words, this.#nowNs());
    if (note === 'logon' || this.#isEnding || this.#isCut()) return;
    const { senderCompId } = this.#door.settings.sessions[session]!;
    this.#options.tell?.(`${senderCompId}: ${note}: ${text}`);
  }

  /** Hands the messages over at their times; resolves with the time until which they were asked. */
  #send(signal: AbortSignal, drop?: LineDrop): Promise<number> {
    const endNs = this.#nowNs() + this.#options.plan.seconds * SECOND_NS + OVERDUE_NS;
    return new Promise((resolve) => {
      const turn = (): void => {
        const nowNs = this.#nowNs();
        const isStuck = nowNs > endNs;
        if (signal.aborted || isStuck || this.#lanes.some(({ client }) => !client.isActive)) {
          for (const lane of this.#lanes) lane.cut();
          resolve(nowNs);
          return;
        }
        const isBusy = this.#sendDue(nowNs);
        let nextNs = Number.POSITIVE_INFINITY;
        for (const lane of this.#lanes) nextNs = Math.min(nextNs, lane.nextNs);
        const isIn = this.#isIn();
        if (nextNs === Number.POSITIVE_INFINITY && isIn && drop !== undefined)
          nextNs = drop.cut(this.#nowNs(), this.#lanes);
        if (nextNs === Number.POSITIVE_INFINITY && isIn) resolve(nextNs);
        else if (isBusy || nextNs - nowNs < SPIN_NS) setImmediate(turn);
        else setTimeout(turn, isIn ? Math.min(100, (nextNs - nowNs) / NS_PER_MS - 2) : 1);
      };
      turn();
    });
  }

  /** Whether the load has cut its own connections. */
  #isCut = (): boolean => this.#drop?.droppedNs !== undefined;

  /** Whether nothing more is to come: answers, or after a drop anything at the venue. */
  #isSettled(): boolean {
    if (!this.#isCut()) return this.#isIn() && this.#unanswered() === 0;
    return this.#options.signal.aborted || this.#drop!.isOver();
  }

  /** Whether all that was handed over has left the sockets. */
  #isIn(): boolean {
    return this.#lanes.every(({ left, handed }) => left === handed);
  }

  /** Hands over what is due in all lanes; returns whether anything was. */
  #sendDue(nowNs: number): boolean {
    const nowMs = Date.now();
    let sent = 0;
    for (const lane of this.#lanes) {
      sent += lane.send(nowNs, nowMs);
      this.#lag.note(lane);
    }
    return sent > 0;
  }

  /** Waits until something is true, as long as answers may take or a connection is there. */
  #settle(isTrue: () => boolean): Promise<void> {
    const untilMs = performance.now() + this.#options.settleSeconds * 1000;
    return new Promise((resolve) => {
      const look = (): void => {
        for (const lane of this.#lanes) this.#lag.note(lane);
        const isLate = performance.now() >= untilMs;
        const isGone = !this.#isCut() && this.#lanes.every(({ client }) => !client.isActive);
        if (isTrue() || isLate || isGone) resolve();
        else setTimeout(look, WAIT_MS);
      };
      look();
    });
  }

  #unanswered(): number {
    const left = this.#lanes.reduce((sum, lane) => sum + lane.left, 0);
    // The last answers before the end of a connection may be to what was not seen leaving.
    return Math.max(0, left - this.#answers.answered);
  }

  #openOrders(): number[] {
    if (this.#isCut()) return this.#drop!.open();
    const open: number[] = [];
    for (let number = 0; number < this.#planned; number++)
      if (isOutstanding(this.#actions, number)) open.push(number);
    return open;
  }

  /** Cancels orders that are open; returns how many cancels were sent. */
  async #drain(open: readonly number[]): Promise<number> {
    const actions = this.#actions;
    const dueNs = this.#nowNs();
    let cancels = 0;
    for (const order of open) {
      const lane = this.#lanes[actions.session[order]!]!;
      if (!lane.client.isActive) continue;
      const number = actions.count++;
      actions.kind[number] = ActionKind.CANCEL;
      actions.dueNs[number] = dueNs;
      for (const column of DRAINED) actions[column][number] = actions[column][order]!;
      lane.append(number);
      cancels++;
    }
    if (cancels === 0) return 0;
    await this.#send(new AbortController().signal);
    await this.#settle(() => !open.some((order) => isOutstanding(actions, order)));
    return cancels;
  }

  #issued(): TargetResult['issued'] {
    const { dueNs } = this.#actions;
    const untilNs = Math.min(this.#nowNs(), this.#askedUntilNs);
    while (this.#asked < this.#planned && dueNs[this.#asked]! <= untilNs) this.#asked++;
    return {
      asked: this.#asked,
      handed: this.#lanes.reduce((sum, { handed }) => sum + handed, 0),
      left: this.#lanes.reduce((sum, { left }) => sum + left, 0),
    };
  }

  #progress(): TargetProgress {
    const { counts, latencies, answered } = this.#answers;
    const told = this.#settled ?? { issued: this.#issued(), answered };
    return { ...told, counts, latencies, ...this.#late() };
  }

  #late(): Pick<TargetProgress, 'lag' | 'lateByTarget' | 'lateByTool'> {
    const { histogram, byTarget, byTool } = this.#lag;
    return { lag: histogram, lateByTarget: byTarget, lateByTool: byTool };
  }

  #endedBy(): TargetResult['endedBy'] {
    if (this.#lost.length > 0) return 'disconnected';
    if (this.#isCut()) return 'dropped';
    return this.#options.signal.aborted ? 'interrupted' : 'done';
  }

  #noteSecond(): void {
    const { counts, latencies, answered } = this.#answers;
    const issued = this.#issued();
    const second = {
      atSeconds: this.#nowNs() / SECOND_NS,
      ...issued,
      answered,
      refused: counts.refused,
      p99Ns: percentileNs(latencies.response, 99),
    };
    this.#timeline.push(second);
    this.#options.onSecond?.(second);
  }

  #result(
    told: Pick<TargetResult, 'issued' | 'unanswered' | 'endedBy' | 'seconds'>,
    open: readonly number[],
    cancels: number,
  ): TargetResult {
    const actions = this.#actions;
    const { latencies, counts, reasons, unmatched } = this.#answers;
    const sent = (kind: number): number => countSent(actions, this.#planned, kind);
    const outstanding = open.filter((n) => this.#isCut() || isOutstanding(actions, n)).length;
    const result = {
      ...told,
      droppedNs: this.#drop?.droppedNs,
      startedMs: this.#startedMs,
      orders: sent(ActionKind.ORDER),
      cancels: sent(ActionKind.CANCEL),
      replaces: sent(ActionKind.REPLACE),
      counts,
      ...this.#late(),
      latencies,
      drain: { open: open.length, cancels, outstanding },
      reasons,
      unmatched,
      lost: this.#lost,
      timeline: this.#timeline,
    };
    return { ...result, verdicts: judgeTargetLoad(result) };
  }
}
