import { InputError } from '../base/input-error.js';
import { RandomStream } from '../base/random.js';
import { NS_PER_SECOND } from '../base/units.js';
import { drawSize } from '../flow/generated.js';
import { createSchedule, fillArrivals, type ScheduleSpec } from '../flow/schedule.js';
import type { OrderSizes } from '../flow/streams.js';
import { ActionKind, type Actions, createActions, growActions, SideCode } from './actions.js';
import type { LoadPhase } from './phases.js';
import { TARGET_CAPS } from './safety.js';

/** A stock that is ordered, with the price that orders keep near. */
interface PlannedStock {
  readonly symbol: string;
  readonly referenceTicks: number;
}

/** What a load is made of. The same specification and seed give the same messages. */
export interface LoadPlanSpec {
  readonly phases: readonly LoadPhase[];
  /** When messages are due in a `flow`. */
  readonly arrivals: ScheduleSpec;
  readonly stocks: readonly PlannedStock[];
  readonly sizes: OrderSizes;
  readonly sessions: number;
  readonly seed: number;
}

/** The messages, and how long sending them takes, s. */
export interface LoadPlan {
  readonly actions: Actions;
  readonly seconds: number;
  /** Whether the connections are cut at the end of that time. */
  readonly drops?: boolean | undefined;
}

const ROWS_AT_FIRST = 4096;
const DAY = 0x30;
const CENT_TICKS = 100;
/** Limits are within so much of the reference, and on a cent from a dollar on. */
const AWAY = 0.005;
const PENNY_FROM_TICKS = 10_000;

/**
 * Plans a load. Which order a cancel or a replace is for is part of the plan: one that the plan has
 * not ended yet, whatever the target makes of it. Throws an InputError for more than the caps.
 */
export function planLoad(spec: LoadPlanSpec, messagesMax = TARGET_CAPS.messages): LoadPlan {
  const planner = new Planner(spec, messagesMax);
  let atNs = 0;
  for (const phase of spec.phases) atNs = planner.add(phase, atNs);
  const drops = spec.phases.at(-1)?.kind === 'drop';
  return { actions: planner.actions, seconds: atNs / NS_PER_SECOND, drops };
}

/** Returns the limit of an order near the reference. */
function limitNear(referenceTicks: number, random: RandomStream): number {
  const away = 1 + AWAY * (2 * random.fraction() - 1);
  const step = referenceTicks >= PENNY_FROM_TICKS ? CENT_TICKS : 1;
  return Math.max(step, Math.round((referenceTicks * away) / step) * step);
}

class Planner {
  actions = createActions(ROWS_AT_FIRST);
  readonly #spec: LoadPlanSpec;
  readonly #messagesMax: number;
  readonly #random: RandomStream;
  readonly #schedule: ReturnType<typeof createSchedule>;
  readonly #due = new Float64Array(1);
  /** When the next message of a flow is due, on the schedule's own time; a phase may end before. */
  #scheduledNs = Number.NaN;
  #flowedNs = 0;
  #orders = 0;
  /** Orders that the plan has not ended. */
  readonly #open: number[] = [];
  /** Orders of the last burst or flow. */
  #last: number[] = [];

  constructor(spec: LoadPlanSpec, messagesMax: number) {
    this.#spec = spec;
    this.#messagesMax = messagesMax;
    this.#random = new RandomStream(spec.seed, 'target');
    this.#schedule = createSchedule(spec.arrivals, spec.seed);
  }

  /** Adds the messages of a phase that begins at a time; returns when it ends. */
  add(phase: LoadPhase, atNs: number): number {
    switch (phase.kind) {
      case 'pause':
        return atNs + phase.seconds * NS_PER_SECOND;
      case 'flow':
        return this.#flow(phase, atNs);
      case 'burst':
        this.#last = [];
        for (let n = 0; n < phase.orders; n++) this.#order(atNs);
        return atNs;
      case 'cancel':
      case 'replace':
        this.#changeLast(phase.kind, atNs);
        return atNs;
      case 'kill':
        this.#row(ActionKind.KILL, atNs);
        return atNs;
      case 'drop':
        return atNs;
    }
  }

  #flow({ seconds, mix }: Extract<LoadPhase, { kind: 'flow' }>, atNs: number): number {
    const endNs = this.#flowedNs + seconds * NS_PER_SECOND;
    const shiftNs = atNs - this.#flowedNs;
    const all = mix.order + mix.cancel + mix.replace;
    this.#last = [];
    for (;;) {
      if (Number.isNaN(this.#scheduledNs)) {
        const filled = fillArrivals(this.#schedule, this.#due, 0, 1);
        this.#scheduledNs = filled === 0 ? Number.POSITIVE_INFINITY : this.#due[0]!;
      }
      if (this.#scheduledNs >= endNs) break;
      const dueNs = this.#scheduledNs + shiftNs;
      this.#scheduledNs = Number.NaN;
      const drawn = mix.order === all ? 0 : this.#random.fraction() * all;
      if (drawn < mix.order || this.#open.length === 0) this.#order(dueNs);
      else if (drawn < mix.order + mix.cancel) this.#cancel(this.#pick(), dueNs);
      else this.#replace(this.#open[this.#random.below(this.#open.length)]!, dueNs);
    }
    this.#flowedNs = endNs;
    return atNs + seconds * NS_PER_SECOND;
  }

  /** Takes some order out of those that the plan has not ended. */
  #pick(): number {
    const place = this.#random.below(this.#open.length);
    const order = this.#open[place]!;
    this.#open[place] = this.#open.at(-1)!;
    this.#open.pop();
    return order;
  }

  #changeLast(kind: 'cancel' | 'replace', atNs: number): void {
    const open = new Set(this.#open);
    const last = this.#last.filter((order) => open.has(order));
    for (const order of last)
      if (kind === 'replace') this.#replace(order, atNs);
      else this.#cancel(order, atNs);
    if (kind === 'replace') return;
    const cancelled = new Set(last);
    const rest = this.#open.filter((order) => !cancelled.has(order));
    this.#open.length = 0;
    for (const order of rest) this.#open.push(order);
    this.#last = [];
  }

  #order(dueNs: number): void {
    const { stocks, sizes, sessions } = this.#spec;
    const random = this.#random;
    const row = this.#row(ActionKind.ORDER, dueNs);
    const { actions } = this;
    const symbol = random.below(stocks.length);
    actions.session[row] = this.#orders++ % sessions;
    actions.order[row] = row;
    actions.current[row] = row;
    actions.symbol[row] = symbol;
    actions.sideCode[row] = random.below(2) === 0 ? SideCode.BUY : SideCode.SELL;
    actions.quantity[row] = drawSize(sizes, random);
    actions.limitTicks[row] = limitNear(stocks[symbol]!.referenceTicks, random);
    this.#open.push(row);
    this.#last.push(row);
  }

  #cancel(order: number, dueNs: number): void {
    const row = this.#change(ActionKind.CANCEL, order, dueNs);
    this.actions.quantity[row] = this.actions.quantity[order]!;
    this.actions.limitTicks[row] = this.actions.limitTicks[order]!;
  }

  #replace(order: number, dueNs: number): void {
    const { stocks, sizes } = this.#spec;
    const row = this.#change(ActionKind.REPLACE, order, dueNs);
    const reference = stocks[this.actions.symbol[order]!]!.referenceTicks;
    this.actions.quantity[row] = drawSize(sizes, this.#random);
    this.actions.limitTicks[row] = limitNear(reference, this.#random);
  }

  #change(kind: number, order: number, dueNs: number): number {
    const row = this.#row(kind, dueNs);
    const { actions } = this;
    actions.session[row] = actions.session[order]!;
    actions.order[row] = order;
    actions.symbol[row] = actions.symbol[order]!;
    actions.sideCode[row] = actions.sideCode[order]!;
    return row;
  }

  #row(kind: number, dueNs: number): number {
    if (this.actions.count === this.actions.dueNs.length) this.#grow();
    const { actions } = this;
    const row = actions.count++;
    actions.kind[row] = kind;
    actions.dueNs[row] = dueNs;
    actions.order[row] = -1;
    actions.tifCode[row] = DAY;
    return row;
  }

  #grow(): void {
    const { count } = this.actions;
    const most = this.#messagesMax;
    if (count >= most)
      throw new InputError(
        `--target: more than ${most.toLocaleString('en-US')} messages are due; ` +
          'a load on a target sends no more',
      );
    this.actions = growActions(this.actions, Math.min(count * 2, most));
  }
}
