import { sendGapFill, sendResendRequest, writeHeader } from './outbound.js';
import { copyScan, type Scan } from './scan.js';
import type { SessionState } from './state.js';
import { isAdministrative, Tag } from './tags.js';

/** Both directions of a resend: what the peer asks for, and what this side lacks. */

const YES = 0x59;
/** A resend pauses when so much is in the output, until the driver has sent it. */
const OUTPUT_BYTES_MAX = 2 ** 18;
/** A resend pauses after so many numbers: a peer may ask again and again for a long gap. */
const NUMBERS_MAX = 2 ** 14;
/** Messages above a hole are kept up to so many bytes. */
const KEPT_BYTES_MAX = 4 * 2 ** 20;

/** Begins to send the numbers from `from` to `to` again. */
export function beginResend(state: SessionState, from: number, to: number): void {
  state.resendNext = from;
  state.resendTo = to;
  state.resendNewFrom = state.store.nextSender;
  state.port.tell('resend', `messages ${from} to ${to} are sent again`);
  continueResend(state);
}

/**
 * Goes on with a resend until the output is full or all has been sent. Events that came up
 * meanwhile follow in their order. What is not in the store, as all administrative messages, is
 * replaced by gap fills.
 */
export function continueResend(state: SessionState): void {
  const { store, event, writer } = state;
  let gapFrom = 0;
  let looked = 0;
  while (state.resendNext > 0 && writer.position < OUTPUT_BYTES_MAX && looked++ < NUMBERS_MAX) {
    const sequence = state.resendNext;
    if (sequence > state.resendTo) {
      if (gapFrom > 0) sendGapFill(state, gapFrom, sequence);
      gapFrom = 0;
      if (store.nextSender > sequence && store.nextSender > state.resendNewFrom) {
        state.resendNext = Math.max(sequence, state.resendNewFrom);
        state.resendTo = store.nextSender - 1;
        continue;
      }
      state.resendNext = 0;
      return;
    }
    if (store.read(sequence, event) && !isAdministrative(event.type)) {
      if (gapFrom > 0) sendGapFill(state, gapFrom, sequence);
      gapFrom = 0;
      sendAgain(state, sequence);
    } else if (gapFrom === 0) gapFrom = sequence;
    state.resendNext = sequence + 1;
  }
  if (gapFrom > 0) sendGapFill(state, gapFrom, state.resendNext);
}

function sendAgain(state: SessionState, sequence: number): void {
  const { event, writer, nowMs } = state;
  const isNew = sequence >= state.resendNewFrom;
  writeHeader(state, event.type, sequence);
  if (!isNew) writer.char(Tag.POSS_DUP_FLAG, YES);
  writer.time(Tag.SENDING_TIME, nowMs);
  if (!isNew) writer.time(Tag.ORIG_SENDING_TIME, event.sentMs);
  writer.body(event.bytes, event.start, event.end);
  writer.end();
  state.lastSentMs = nowMs;
}

/** Keeps a message above the hole, if there is room for it, and asks for what is missing. */
export function noteHole(state: SessionState, sequence: number, message: Scan | undefined): void {
  const { kept, settings } = state;
  if (!kept.has(sequence) && kept.size < settings.keptMax) {
    const bytes = message === undefined ? 0 : message.end - message.begin;
    if (state.keptBytes + bytes <= KEPT_BYTES_MAX) {
      kept.set(sequence, message === undefined ? undefined : copyScan(message));
      state.keptBytes += bytes;
    }
  }
  if (state.holeEnd > 0) return;
  state.holeEnd = sequence - 1;
  state.holeMs = state.nowMs;
  state.port.tell(
    'gap',
    `message ${sequence} came when ${state.store.nextTarget} was expected: asking for the rest`,
  );
  askForMissing(state);
}

/** Asks for the hole, or for its next piece. */
function askForMissing(state: SessionState): void {
  const { settings, store } = state;
  const from = store.nextTarget;
  if (settings.resendChunk === 0) {
    state.askedTo = state.holeEnd;
    sendResendRequest(state, from, 0);
    return;
  }
  state.askedTo = Math.min(from + settings.resendChunk - 1, state.holeEnd);
  sendResendRequest(state, from, state.askedTo);
}

/** Looks after the hole when the expected number has moved. */
export function noteProgress(state: SessionState): void {
  if (state.holeEnd === 0) return;
  const { nextTarget } = state.store;
  state.holeMs = state.nowMs;
  if (nextTarget > state.holeEnd) {
    state.holeEnd = 0;
    state.askedTo = 0;
  } else if (nextTarget > state.askedTo) askForMissing(state);
}

/** Takes the message with the expected number out of those that are kept. */
export function takeKept(state: SessionState): { message: Scan | undefined } | undefined {
  const { kept, store } = state;
  const sequence = store.nextTarget;
  if (kept.size === 0 || !kept.has(sequence)) return undefined;
  const message = kept.get(sequence);
  kept.delete(sequence);
  if (message !== undefined) state.keptBytes -= message.end - message.begin;
  return { message };
}

/** Forgets kept messages below the expected number, as after a gap fill over them. */
export function forgetPassed(state: SessionState): void {
  if (state.kept.size === 0) return;
  for (const [sequence, message] of state.kept) {
    if (sequence >= state.store.nextTarget) continue;
    state.kept.delete(sequence);
    if (message !== undefined) state.keptBytes -= message.end - message.begin;
  }
}
