/** What an examination does and what must come of it, as data. */

/** An order as the probe sends it. */
export interface ProbeOrder {
  readonly symbol: string;
  /** Side (54): buy, sell, sell short, sell short exempt. */
  readonly side: '1' | '2' | '5' | '6';
  readonly quantity: number;
  /** Limit price in ticks of $0.0001; undefined for a market order. */
  readonly priceTicks: number | undefined;
  /** Immediate or cancel (59=3): it does not rest. */
  readonly isImmediate?: boolean | undefined;
  /** An intermarket sweep order (18=f). */
  readonly isSweep?: boolean | undefined;
}

/** An order of a session, counted from 0. */
export interface SessionOrder {
  readonly session: number;
  readonly order: ProbeOrder;
}

/** What is wrong with a control, as the probe names it. */
export type FaultName =
  | 'no-check'
  | 'off-by-one'
  | 'other-limit'
  | 'too-tight'
  | 'after-send'
  | 'per-session'
  | 'refund-twice'
  | 'no-refund'
  | 'race'
  | 'rate-too-high'
  | 'no-recovery'
  | 'kill-misses-session'
  | 'kill-leaves-orders'
  | 'kill-lets-through'
  | 're-arms'
  | 'routes-too-much';

/** What must come of an order. */
type Expectation = 'through' | 'refused';

/** Sends one order and waits for what becomes of it. */
interface OrderStep extends SessionOrder {
  readonly do: 'order';
  readonly expect: Expectation;
  /** The fault when it is let through and must not be, or is refused and must not be. */
  readonly fault: FaultName;
  /** How the table calls it: `10,001 shares`. */
  readonly label: string;
  /** Uses the ClOrdID of the last order again. */
  readonly isSameId?: boolean;
}

/** Sends one order after a fault, to name it: what became of it replaces the fault's name. */
interface AskStep extends SessionOrder {
  readonly do: 'ask';
  readonly through: FaultName;
  readonly refused: FaultName;
  readonly label: string;
}

/** Sends orders one after the other at the gentle rate; all must be let through. */
interface FillStep {
  readonly do: 'fill';
  readonly orders: readonly SessionOrder[];
  readonly label: string;
  /** Whether they join a sum, so that one that is refused may lack the room of a cancelled one. */
  readonly isSum?: boolean;
}

/**
 * After a sum let one order more through: sends on until one is refused, cancels the last, and
 * sends it twice again. What is seen names the fault.
 */
interface DrainStep {
  readonly do: 'drain';
  /** The order that was one more, and a large one of the same session. */
  readonly small: SessionOrder;
  readonly large: SessionOrder;
  /** Their amounts in the unit of the sum, what the session had before, and the limit. */
  readonly smallAmount: number;
  readonly largeAmount: number;
  readonly sessionAmount: number;
  readonly limit: number;
  /** Large orders that the other sessions had. */
  readonly others: number;
}

/** Sends orders all at once. */
interface BurstStep {
  readonly do: 'burst';
  readonly orders: readonly SessionOrder[];
  /** How many at once; while all are let through as the rate may allow, so many more follow. */
  readonly size: number;
  /** So many must be let through, and no more than `atMost` and `perSecond` of the time it took. */
  readonly atLeast: number;
  readonly atMost: number;
  readonly perSecond: number;
  readonly above: FaultName;
  readonly label: string;
}

/** Cancels the last orders that were let through and are open. */
interface CancelStep {
  readonly do: 'cancel';
  readonly count: number;
}

interface WaitStep {
  readonly do: 'wait';
  readonly seconds: number;
}

/** How a kill is made. */
export type KillMeans = 'mass-cancel' | 'drop' | 'command';

/**
 * Lets orders rest on all sessions, sends more at a gentle rate, kills meanwhile, and looks what
 * still leaves, what stays open, and whether a new Logon lets orders through again.
 */
interface KillStep {
  readonly do: 'kill';
  readonly means: KillMeans;
  /** Whose orders it must end: those of the first session, or of all. */
  readonly scope: 'session' | 'firm';
  /** Whether orders that come after it must be refused. */
  readonly stops: boolean;
  readonly resting: readonly SessionOrder[];
  readonly flow: readonly SessionOrder[];
  readonly perSecond: number;
  /** An order for each session, to see who is stopped. */
  readonly probes: readonly SessionOrder[];
}

export type ExamStep =
  | OrderStep
  | AskStep
  | FillStep
  | DrainStep
  | BurstStep
  | CancelStep
  | WaitStep
  | KillStep;
export type { AskStep, BurstStep, DrainStep, FillStep, KillStep, OrderStep };

/** One examination of one control. */
export interface Exam {
  /** The name of the check in the catalogue. */
  readonly check: string;
  /** What about it: `L and L + 1`, `sum of the firm`. */
  readonly title: string;
  /** What the limits file says. */
  readonly says: string;
  readonly steps: readonly ExamStep[];
  /** Orders that it sends at most, and how long it takes, roughly. */
  readonly orders: number;
  readonly seconds: number;
  /** Whose trading may be stopped afterwards until a person lets it go on. */
  readonly mayStop: 'nobody' | 'symbol' | 'session' | 'firm';
}

/** A check that is not examined, and why. */
export interface Omitted {
  readonly check: string;
  readonly title: string;
  readonly says: string;
  /** `hidden` cannot be seen from outside; `left-out` could be seen under other conditions. */
  readonly why: 'hidden' | 'left-out';
  readonly reason: string;
}

/** What became of an order. */
export type OrderOutcome =
  | 'through'
  | 'refused'
  | 'sent-and-refused'
  | 'lost'
  | 'silent'
  | 'unfilled';

/** What was found. */
export type ExamVerdict = 'pass' | 'hole' | 'too tight' | 'not examined' | 'hidden';

/** What a kill took. */
export interface KillSeen {
  readonly means: KillMeans;
  /** Orders that arrived at the venue after it was asked for, and how late the last of them, ms. */
  readonly arrivedAfter: number;
  readonly lastArrivalMs: number | null;
  /** How long until the last resting order that it had to end was ended; null when one was not. */
  readonly endedMs: number | null;
  readonly resting: number;
  readonly stillOpen: number;
  /** Sessions that were let through after it, and after a new Logon, counted from 1. */
  readonly letThrough: readonly number[];
  readonly letThroughAfterLogon: readonly number[];
}

/** What an exam found. */
export interface ExamResult {
  readonly check: string;
  readonly title: string;
  readonly says: string;
  readonly seen: string;
  readonly verdict: ExamVerdict;
  readonly fault?: FaultName | undefined;
  /** What the fault means, in words. */
  readonly meaning?: string | undefined;
  /** Why it was not examined, or a note. */
  readonly reason?: string | undefined;
  /** Messages as they went and came, with the ms since the exam began. */
  readonly evidence: readonly string[];
  readonly seconds: number;
  readonly orders: number;
  readonly kill?: KillSeen | undefined;
}

/** What each fault means, in words. */
export const FAULT_WORDS: Readonly<Record<FaultName, string>> = {
  'no-check': 'nothing refuses it: the check is off, or it looks at something else',
  'off-by-one': 'one above the limit is let through, and more is refused',
  'other-limit': 'it refuses, but not at the limit that the file says',
  'too-tight': 'it refuses what the limit allows',
  'after-send': 'it refuses the order after it has sent it',
  'per-session': 'each session has the limit for itself; it should be one sum',
  'refund-twice': 'a cancelled order gives its room back twice',
  'no-refund': 'a cancelled order does not give its room back',
  race: 'sessions that send at once pass the limit together',
  'rate-too-high': 'more orders leave than the rate allows',
  'no-recovery': 'it refuses when the window is over',
  'kill-misses-session': 'the kill leaves a session trading',
  'kill-leaves-orders': 'orders stay open at the venue',
  'kill-lets-through': 'orders are let through after the kill',
  're-arms': 'a new Logon or a restart lets it trade again',
  'routes-too-much': 'more shares leave than were ordered',
};
