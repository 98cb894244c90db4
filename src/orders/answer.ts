import { ChildWord } from './children.js';

/**
 * One answer of a venue to an order, or to several that are alike. A server has one such record and
 * writes it anew for each answer.
 */
export interface Answer {
  parent: number;
  /** The instrument word of a child; its verdict does not matter. */
  instrument: number;
  limitTicks: number;
  priceTicks: number;
  middleTicks: number;
  /** How many orders it answers. */
  orders: number;
  executed: number;
  /** The shares that end without an execution. */
  cancelled: number;
  /** Of the executed shares, those that go to the error account. */
  excess: number;
  /** How many of the answers that an immediate order waits for this one is. */
  awaited: number;
  nowNs: number;
}

/** An answer to one order, all zero. */
export function createAnswer(): Answer {
  return {
    parent: 0,
    instrument: 0,
    limitTicks: 0,
    priceTicks: 0,
    middleTicks: 0,
    orders: 1,
    executed: 0,
    cancelled: 0,
    excess: 0,
    awaited: 1,
    nowNs: 0,
  };
}

/** Reads the child in a slot, and the venue's answer to it; its `excess` is 0. */
export function readChildAnswer(words: Int32Array, slot: number, answer: Answer): void {
  const executed = words[slot + ChildWord.EXECUTED]!;
  answer.parent = words[slot]!;
  answer.instrument = words[slot + ChildWord.INSTRUMENT]!;
  answer.limitTicks = words[slot + ChildWord.LIMIT]!;
  answer.priceTicks = words[slot + ChildWord.PRICE]!;
  answer.middleTicks = words[slot + ChildWord.MIDDLE]!;
  answer.orders = 1;
  answer.executed = executed;
  answer.cancelled = words[slot + ChildWord.QUANTITY]! - executed;
  answer.excess = 0;
  answer.awaited = 1;
}

/** Turns the executed shares of an answer into cancelled ones. */
export function cancelAnswer(answer: Answer): void {
  answer.cancelled += answer.executed;
  answer.executed = 0;
  answer.excess = 0;
}
