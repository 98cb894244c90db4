import { NS_PER_SECOND } from '../../base/units.js';
import { Verdict } from '../../orders/codes.js';
import { isUnbounded } from '../catalogue/modes.js';
import type { LayeredLimits } from '../limits/compile.js';
import { changesAny } from '../limits/layers.js';
import type { SecondPass } from './second-pass.js';
import { type MessageCounts, MessageWord } from './tables.js';

/**
 * The messages of a server: orders that its gate admits, and cancels of resting orders, which are
 * counted and never refused. Two buckets (generic cell rate algorithm) pace them. Orders that the
 * first rate refuses fill the second bucket too, so that a server that does not slow down is logged
 * out.
 */

const {
  ARRIVAL,
  INCREMENT,
  TOLERANCE,
  TRY_ARRIVAL,
  TRY_INCREMENT,
  TRY_TOLERANCE,
  SENT,
  EXECUTED,
  RATIO,
  LEAST,
} = MessageWord;
const FIELDS = ['messageRate', 'orderToTrade'] as const;

/** Returns whether the limits count messages, in any layer. */
export function countsMessages(limits: LayeredLimits): boolean {
  return (
    FIELDS.some((field) => (limits[field]?.mode ?? 'off') !== 'off') ||
    changesAny(limits.layers, FIELDS)
  );
}

/** Writes the two rates and the ratio, with the raises in force; the hard level becomes ns. */
export function writeMessages({ messages, settings, bounds }: SecondPass): void {
  const { messageRate, orderToTrade } = settings;
  const windowNs = Math.floor((messageRate!.windowSeconds as number) * NS_PER_SECOND);
  const perSecond = bounds.hard[Verdict.MESSAGE_RATE]!;
  const isPaced = !isUnbounded(messageRate!.mode);
  const pace = (rate: number): [incrementNs: number, toleranceNs: number] => {
    const increment = Math.floor(NS_PER_SECOND / rate);
    return [increment, Math.max(0, windowNs - increment)];
  };
  const none: [number, number] = [0, Number.POSITIVE_INFINITY];
  const first = isPaced ? pace(perSecond) : none;
  const second = isPaced ? pace(perSecond * (messageRate!.logOutTimes as number)) : none;
  bounds.hard[Verdict.MESSAGE_RATE] = first[1];
  bounds.first[Verdict.MESSAGE_RATE] = first[1];
  if (messages === undefined) return;
  const { words } = messages;
  [words[INCREMENT], words[TOLERANCE]] = first;
  [words[TRY_INCREMENT], words[TRY_TOLERANCE]] = second;
  words[RATIO] = bounds.hard[Verdict.ORDER_TO_TRADE]!;
  words[LEAST] = orderToTrade!.messagesMin as number;
}

/**
 * `message-rate`: ns by which the server's bucket of messages runs ahead of the clock. CME; Eurex;
 * RTS 6 Art. 15(1)(d). Default 1,000 a second over three seconds. Throttles until time has passed,
 * and halts the server at one and a half times the rate.
 */
export function measureMessages({ messages, order }: SecondPass): number {
  return aheadNs(messages!, ARRIVAL, order.nowNs);
}

/**
 * `order-to-trade`: messages of the server so far, this order included, and the most that its
 * executions allow. CME; Eurex; RTS 9. Default 100 for each execution, from the thousandth on; the
 * first execution makes room before it comes. Throttles: executions make room.
 */
export function measureRatio({ messages }: SecondPass): number {
  return messages!.words[SENT]! + 1;
}
export function ratioBound({ messages }: SecondPass): number {
  return mostMessages(messages!);
}

/** The messages for each execution, this order included; 0 below the least number of messages. */
export function messageRatio({ messages }: SecondPass): number {
  const { words } = messages!;
  const sent = words[SENT]! + 1;
  return sent <= words[LEAST]! ? 0 : sent / Math.max(1, words[EXECUTED]!);
}

function mostMessages({ words }: MessageCounts): number {
  const least = words[LEAST]!;
  const ratio = words[RATIO]!;
  return Math.max(least, ratio * Math.max(1, words[EXECUTED]!));
}

/** Returns whether `count` more orders are within the first rate and the ratio. */
export function meetsMessages(messages: MessageCounts, count: number, nowNs: number): boolean {
  const { words } = messages;
  return (
    aheadNs(messages, ARRIVAL, nowNs) + (count - 1) * words[INCREMENT]! <= words[TOLERANCE]! &&
    words[SENT]! + count <= mostMessages(messages)
  );
}

/** Returns the messages of the server so far. */
export function messagesSent({ words }: MessageCounts): number {
  return words[SENT]!;
}

/** Counts `count` messages that leave the server. */
export function countMessages(messages: MessageCounts, count: number, nowNs: number): void {
  const { words } = messages;
  words[SENT] = words[SENT]! + count;
  fill(messages, ARRIVAL, words[INCREMENT]!, count, nowNs);
  fill(messages, TRY_ARRIVAL, words[TRY_INCREMENT]!, count, nowNs);
}

/** Counts a try, beside the messages that leave; returns whether it is above the second rate. */
export function countTry(messages: MessageCounts, nowNs: number): boolean {
  const { words } = messages;
  const isAbove = aheadNs(messages, TRY_ARRIVAL, nowNs) > words[TRY_TOLERANCE]!;
  fill(messages, TRY_ARRIVAL, words[TRY_INCREMENT]!, 1, nowNs);
  return isAbove;
}

/** Counts a cancel that has been counted as a try. */
export function countCancel(messages: MessageCounts, nowNs: number): void {
  const { words } = messages;
  words[SENT] = words[SENT]! + 1;
  fill(messages, ARRIVAL, words[INCREMENT]!, 1, nowNs);
}

/** Counts executions that make room for messages. */
export function countExecutions({ words }: MessageCounts, executions: number): void {
  words[EXECUTED] = words[EXECUTED]! + executions;
}

function aheadNs({ words }: MessageCounts, arrival: number, nowNs: number): number {
  return Math.max(0, words[arrival]! - nowNs);
}

function fill(
  { words }: MessageCounts,
  arrival: number,
  incrementNs: number,
  count: number,
  nowNs: number,
): void {
  if (incrementNs > 0) words[arrival] = Math.max(words[arrival]!, nowNs) + count * incrementNs;
}
