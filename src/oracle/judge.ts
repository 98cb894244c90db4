import { OrderAttribute } from '../orders/codes.js';
import { ActionKind, type Actions, SideCode } from '../target/actions.js';
import { type DropResult, judgeDrop } from './drop.js';
import { OracleGate, type OracleOrder, type OracleTerms } from './gate.js';
import { type KillMeaning, type KillResult, Kills } from './kills.js';
import { type At, FlowSteps } from './steps.js';
import { TapeKind, type VenueTape } from './tape.js';

/**
 * Judges what a gateway let through and refused: smars' own gate is asked about the same orders.
 *
 * An order is let through if it came to the venue, whatever the gateway said. It is judged when it
 * came: with what had come before, and what had ended at the venue. When the gateway decided is not
 * known. It was after the order was handed over, and before it came or its refusal was seen. So
 * rates and kills, which depend on the time, are judged at both ends of that time, and the smaller
 * number of leaks is certain. A refusal is false for certain if our gate admits the order at both
 * ends, and also when it knows of every order that was on its way and of no end that was.
 */

/** What the oracle is given. */
export interface OracleSpec extends OracleTerms {
  /** Account (1) of each session's orders. */
  readonly accounts: readonly (string | undefined)[];
  /** Accounts that orders name themselves, by their codes less one. */
  readonly ownAccounts?: readonly string[] | undefined;
  readonly kill: KillMeaning;
  /** When the load cut its connections, ns from its begin; undefined if it did not. */
  readonly droppedNs?: number | undefined;
}

/** A check of the oracle, with what it says of the orders. */
interface OracleCheck {
  readonly check: string;
  /** Orders that it refuses, and the gateway let through. */
  readonly leaks: number;
  /** Orders that both refuse. */
  readonly refused: number;
}

/** An order that leaked. */
interface LeakSpecimen {
  /** The number of the order in the load. */
  readonly number: number;
  readonly check: string;
  readonly atSeconds: number;
  readonly quantity: number;
  readonly limitTicks: number;
}

export interface OracleResult {
  /** Orders of the load that came to the venue, and those that the gateway refused. */
  readonly letThrough: number;
  readonly refused: number;
  /** Orders that neither came to the venue nor were refused: no verdict on them. */
  readonly unjudged: number;
  /** Refused by both when the refusal was seen, and refused by the gateway alone at any time. */
  readonly trueRefusals: number;
  readonly falseRefusals: number;
  /** Let through, and refused by the oracle, for certain. */
  readonly leaks: number;
  /** What holds at one time at which the gateway may have decided, and not at another. */
  readonly undecidedLeaks: number;
  readonly undecidedRefusals: number;
  /** All that leaked from the first breach on, undecided leaks too. */
  readonly overshoot: Overshoot;
  readonly checks: readonly OracleCheck[];
  /** The first leaks. */
  readonly first: readonly LeakSpecimen[];
  readonly kills: readonly KillResult[];
  /** Undefined without a drop. */
  readonly drop: DropResult | undefined;
}

interface Overshoot {
  readonly orders: number;
  readonly shares: number;
  readonly dollars: number;
  /** The most of it that was working or executed at the same time. */
  readonly mostDollars: number;
  /** When the first leak was let through, s; undefined without one. */
  readonly firstSeconds: number | undefined;
}

/** The checks whose outcome depends on when they are asked. */
const TIMED: ReadonlySet<string> = new Set([
  'killed',
  'server-rate',
  'symbol-rate',
  'message-rate',
  'order-to-trade',
  'duplicate-orders',
  'rolling-volume',
  'rolling-gross',
]);

const { SHORT, SHORT_EXEMPT, AUCTION, IMMEDIATE, SWEEP } = OrderAttribute;
const TICKS_PER_DOLLAR = 10_000;
const NS_PER_SECOND = 1e9;
const SPECIMENS_MAX = 5;
/** What became of an order. */
const Fate = { NONE: 0, TRUE: 1, FALSE: 2 } as const;

/** Judges a load that has ended. */
export function judgeLoad(tape: VenueTape, planned: number, spec: OracleSpec): OracleResult {
  const [seen, sent, fullest] = (['seen', 'sent', 'fullest'] as const).map((at) => {
    const replay = new Replay(tape, planned, spec, at);
    replay.run();
    return replay;
  }) as [Replay, Replay, Replay];
  const fates = { true: 0, false: 0, undecided: 0 };
  for (const number of seen.refusals) {
    if (seen.fate[number] === Fate.TRUE) fates.true++;
    else if (sent.fate[number] === Fate.TRUE || fullest.fate[number] === Fate.TRUE)
      fates.undecided++;
    else fates.false++;
  }
  const leaks = countLeaks(seen, sent);
  const letThrough = tape.counts.arrived;
  const orders = countOrders(tape.actions, planned);
  const { stocks, kill, droppedNs } = spec;
  return {
    letThrough,
    refused: seen.refusals.length,
    unjudged: orders - letThrough - seen.refusals.length,
    trueRefusals: fates.true,
    falseRefusals: fates.false,
    leaks: leaks.certain,
    undecidedLeaks: leaks.undecided,
    undecidedRefusals: fates.undecided,
    overshoot: seen.overshoot(),
    checks: leaks.checks,
    first: seen.first,
    kills: new Kills(tape.actions, planned, kill).results(tape, planned, stocks),
    drop: droppedNs === undefined ? undefined : judgeDrop(tape, planned, stocks, droppedNs),
  };
}

/** The leaks by check: of a check that depends on time, only those that both times have. */
function countLeaks(seen: Replay, sent: Replay) {
  let certain = 0;
  let undecided = 0;
  const names = new Set([...seen.byCheck.keys(), ...sent.byCheck.keys()]);
  const checks: OracleCheck[] = [];
  for (const check of names) {
    const { leaks: last, refused } = seen.byCheck.get(check) ?? { leaks: 0, refused: 0 };
    const first = TIMED.has(check) ? (sent.byCheck.get(check)?.leaks ?? 0) : last;
    const leaks = Math.min(first, last);
    certain += leaks;
    undecided += Math.abs(first - last);
    if (leaks > 0 || refused > 0) checks.push({ check, leaks, refused });
  }
  checks.sort((a, b) => b.leaks - a.leaks || b.refused - a.refused);
  return { certain, undecided, checks };
}

function countOrders({ kind, sequence }: Actions, planned: number): number {
  let orders = 0;
  for (let number = 0; number < planned; number++)
    if (kind[number] === ActionKind.ORDER && sequence[number]! > 0) orders++;
  return orders;
}

/** What our gate knows of an order by its Side, and by its TimeInForce. */
const MARKS = new Map<number, number>([
  [SideCode.SELL_SHORT, SHORT],
  [SideCode.SELL_SHORT_EXEMPT, SHORT_EXEMPT],
]);
const TIMES = new Map<number, number>([
  [0x32, AUCTION | IMMEDIATE],
  [0x33, IMMEDIATE],
]);

/** The flow, judged once. */
class Replay {
  /** Orders by the check of our gate that refuses them. */
  readonly byCheck = new Map<string, { leaks: number; refused: number }>();
  /** `Fate` of each order that the gateway refused. */
  readonly fate: Uint8Array;
  readonly first: LeakSpecimen[] = [];
  readonly #tape: VenueTape;
  readonly #spec: OracleSpec;
  readonly #at: At;
  readonly #steps: FlowSteps;
  readonly #gate: OracleGate;
  readonly #kills: Kills;
  /** Executed so far, in shares and money, since the gate was last asked about the order. */
  readonly #executed: Int32Array;
  readonly #money: Float64Array;
  /** Shares of an order that were executed before it was last replaced. */
  readonly #done: Int32Array;
  /** What the gate was asked about last, of each order. */
  readonly #quantity: Int32Array;
  readonly #limit: Int32Array;
  /** Dollars of each leak that has not ended. */
  readonly #leaked = new Map<number, number>();
  #leaks = 0;
  #shares = 0;
  #dollars = 0;
  #now = 0;
  #most = 0;
  #firstNs = Number.NaN;

  constructor(tape: VenueTape, planned: number, spec: OracleSpec, at: At) {
    this.#tape = tape;
    this.#spec = spec;
    this.#at = at;
    this.#steps = new FlowSteps(tape, planned, at);
    this.#gate = new OracleGate(spec);
    this.fate = new Uint8Array(planned);
    this.#kills = new Kills(tape.actions, planned, spec.kill);
    this.#executed = new Int32Array(planned);
    this.#money = new Float64Array(planned);
    this.#done = new Int32Array(planned);
    this.#quantity = tape.actions.quantity.slice(0, planned);
    this.#limit = tape.actions.limitTicks.slice(0, planned);
  }

  run(): void {
    for (const { atNs, order, event } of this.#steps.list()) {
      // Rates add up whole ns exactly, and parts of them not.
      const nowNs = Math.round(atNs);
      if (order >= 0) this.#judge(order, nowNs);
      else this.#apply(event, nowNs);
    }
  }

  /** The orders that the gateway refused. */
  get refusals(): readonly number[] {
    return this.#steps.refusals;
  }

  overshoot(): Overshoot {
    return {
      orders: this.#leaks,
      shares: this.#shares,
      dollars: this.#dollars,
      mostDollars: this.#most,
      firstSeconds: Number.isNaN(this.#firstNs) ? undefined : this.#firstNs / NS_PER_SECOND,
    };
  }

  #judge(number: number, nowNs: number): void {
    const hasArrived = !Number.isNaN(this.#tape.arrivedNs(number));
    const isStopped = this.#kills.stops(number, this.#at);
    const terms = this.#termsOf(number);
    const check = isStopped ? 'killed' : this.#gate.admit(number, terms, nowNs);
    if (hasArrived) {
      if (check !== undefined) this.#leak(number, check, nowNs);
      return;
    }
    this.fate[number] = check === undefined ? Fate.FALSE : Fate.TRUE;
    if (check !== undefined) this.#countOf(check).refused++;
    this.#gate.settle(number, 0, 0, nowNs);
  }

  /** What is left of an order, as the gate is asked about it. */
  #termsOf(number: number): OracleOrder {
    const { symbol, sideCode, tifCode, isSweep, session, account } = this.#tape.actions;
    const { accounts, ownAccounts } = this.#spec;
    const own = account[number]!;
    return {
      symbol: symbol[number]!,
      isSell: sideCode[number] !== SideCode.BUY,
      attributes:
        (MARKS.get(sideCode[number]!) ?? 0) |
        (TIMES.get(tifCode[number]!) ?? 0) |
        (isSweep[number] === 0 ? 0 : SWEEP),
      quantity: this.#quantity[number]!,
      limitTicks: this.#limit[number]!,
      account: own === 0 ? accounts[session[number]!] : ownAccounts![own - 1],
    };
  }

  /** The price that an order counts at, ticks: a market order's is the opening price. */
  #priceOf(number: number): number {
    return this.#limit[number]! || this.#spec.stocks[this.#tape.actions.symbol[number]!]!.openTicks;
  }

  /** Counts an order as a leak; it is at the venue, so it counts for the gate, too. */
  #leak(number: number, check: string, nowNs: number): void {
    this.#gate.force(number, this.#termsOf(number), check, nowNs);
    const quantity = this.#quantity[number]!;
    const limitTicks = this.#limit[number]!;
    const dollars = (quantity * this.#priceOf(number)) / TICKS_PER_DOLLAR;
    if (this.#leaks++ === 0) this.#firstNs = nowNs;
    this.#countOf(check).leaks++;
    this.#shares += quantity;
    this.#dollars += dollars;
    this.#leaked.set(number, dollars);
    this.#now += dollars;
    this.#most = Math.max(this.#most, this.#now);
    if (this.first.length < SPECIMENS_MAX)
      this.first.push({ number, check, atSeconds: nowNs / NS_PER_SECOND, quantity, limitTicks });
  }

  /** An event at the venue: an execution, an end, or new terms of an order. */
  #apply(place: number, nowNs: number): void {
    const { kind, number, shares, priceTicks } = this.#tape.events[place]!;
    if (kind === TapeKind.FILL) {
      this.#executed[number] = this.#executed[number]! + shares;
      this.#money[number] = this.#money[number]! + shares * priceTicks;
    } else if (kind === TapeKind.REPLACED) this.#replace(number, shares, priceTicks, nowNs);
    else this.#end(number, nowNs);
  }

  /** An order ends with what was executed of it; the rest of it is given back. */
  #end(number: number, nowNs: number): void {
    const executed = this.#executed[number]!;
    const price = executed === 0 ? 0 : Math.round(this.#money[number]! / executed);
    this.#gate.settle(number, executed, price, nowNs);
    this.#executed[number] = 0;
    this.#money[number] = 0;
    const dollars = this.#leaked.get(number);
    if (dollars === undefined) return;
    this.#now -= dollars - (executed * this.#priceOf(number)) / TICKS_PER_DOLLAR;
    this.#leaked.delete(number);
  }

  /** The venue gave an order new terms: the gate is asked again about what is not executed. */
  #replace(number: number, ordered: number, limitTicks: number, nowNs: number): void {
    const done = this.#done[number]! + this.#executed[number]!;
    this.#end(number, nowNs);
    this.#done[number] = done;
    if (ordered <= done) return;
    this.#quantity[number] = ordered - done;
    this.#limit[number] = limitTicks;
    const check = this.#gate.admit(number, this.#termsOf(number), nowNs);
    if (check !== undefined) this.#leak(number, check, nowNs);
  }

  #countOf(check: string): { leaks: number; refused: number } {
    const counts = this.byCheck.get(check) ?? { leaks: 0, refused: 0 };
    this.byCheck.set(check, counts);
    return counts;
  }
}
