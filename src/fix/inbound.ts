import type { Header } from './header.js';
import { createHeader, readHeader } from './header.js';
import { refuseStranger, takeLogon, tooLow, wholeOf } from './logon.js';
import {
  drop,
  dropWithLogout,
  sendHeartbeat,
  sendLogout,
  sendReject,
  sendUnsupported,
} from './outbound.js';
import { beginResend, forgetPassed, noteHole, noteProgress, takeKept } from './resend.js';
import { FIELD_WORDS, findField, type Scan } from './scan.js';
import { SessionPhase, type SessionState } from './state.js';
import { MsgType, RejectReason, rejectWords, Tag } from './tags.js';
import { isValid } from './validate.js';
import { isValue, textOf, valueText } from './values.js';

/** What a session does with a message that is not garbled. */

/** Takes a whole message. */
export function takeMessage(state: SessionState, scan: Scan, header: Header): void {
  state.lastReceivedMs = state.nowMs;
  state.testSentMs = Number.NaN;
  readHeader(header, scan);
  const isLoggedOn =
    state.phase === SessionPhase.ACTIVE || state.phase === SessionPhase.LOGOUT_SENT;
  if (!isLoggedOn && scan.type !== MsgType.LOGON) {
    const text = scan.type === MsgType.LOGOUT ? textOf(scan, Tag.TEXT) : undefined;
    if (text !== undefined) state.port.tell('logout', text);
    refuseStranger(state, scan.type);
    return;
  }
  if (!isFromPeer(state, scan, header)) return;
  if (scan.type === MsgType.LOGON) {
    takeLogon(state, scan, header);
    drainKept(state, header);
    return;
  }
  takeNumbered(state, scan, header);
}

/** Checks version, number, names and time. Says what is wrong, and ends the connection then. */
function isFromPeer(state: SessionState, scan: Scan, header: Header): boolean {
  const { settings } = state;
  const isLogon = scan.type === MsgType.LOGON && state.phase !== SessionPhase.ACTIVE;
  const { beginString } = state.dictionary;
  if (!isBeginString(scan, beginString)) {
    const given = valueText(scan.bytes, scan.fields[1]!, scan.fields[2]!);
    sendLogout(state, 'Incorrect BeginString');
    drop(state, 'logout', `Incorrect BeginString: ${given} in place of ${beginString}`);
    return false;
  }
  if (header.sequence < 0) {
    dropWithLogout(state, 'logout', 'MsgSeqNum is missing or no number');
    return false;
  }
  let reason = -1;
  const { accuracySeconds } = settings;
  if (
    isOtherName(scan, header.senderWord, state.peerSender) ||
    isOtherName(scan, header.targetWord, state.peerTarget)
  )
    reason = RejectReason.COMP_ID;
  else if (Math.abs(header.sentMs - state.nowMs) > accuracySeconds * 1000)
    reason = RejectReason.SENDING_TIME;
  if (reason < 0) return true;
  if (isLogon) dropWithLogout(state, 'logout', rejectWords(reason));
  else rejectAndDrop(state, scan, header.sequence, reason);
  return false;
}

/** Rejects a message that ends the connection. The Logout after the Reject needs no words. */
function rejectAndDrop(state: SessionState, scan: Scan, sequence: number, reason: number): void {
  const { store } = state;
  sendReject(state, scan, sequence, reason, Number.NaN);
  if (sequence === store.nextTarget) store.setNextTarget(sequence + 1);
  sendLogout(state, '');
  drop(state, 'logout', rejectWords(reason));
}

function isBeginString({ bytes, fields }: Scan, wanted: string): boolean {
  const start = fields[1]!;
  if (fields[2]! - start !== wanted.length) return false;
  for (let i = 0; i < wanted.length; i++)
    if (bytes[start + i] !== wanted.charCodeAt(i)) return false;
  return true;
}

/** Whether a name is there and another than it should be. Without a name a field is missing. */
function isOtherName({ bytes, fields }: Scan, word: number, wanted: Uint8Array): boolean {
  if (word < 0) return false;
  const start = fields[word + 1]!;
  const end = fields[word + 2]!;
  return start < end && !isValue(bytes, start, end, wanted);
}

/** Takes a message by its number: the expected one, one above, or one that came before. */
function takeNumbered(state: SessionState, scan: Scan, header: Header): void {
  const { store } = state;
  const { type } = scan;
  if (type === MsgType.SEQUENCE_RESET && textOf(scan, Tag.GAP_FILL_FLAG) !== 'Y') {
    takeReset(state, scan, header);
    drainKept(state, header);
    return;
  }
  if (header.sequence < store.nextTarget) {
    takeOld(state, scan, header);
    return;
  }
  if (header.sequence > store.nextTarget) {
    takeEarly(state, scan, header);
    return;
  }
  if (header.isPossDup && !isRightOriginal(state, scan, header)) {
    if (state.phase === SessionPhase.CLOSED) return;
    store.setNextTarget(header.sequence + 1);
  } else takeNext(state, scan, header.sequence);
  noteProgress(state);
  drainKept(state, header);
}

/** Goes on with kept messages while they are the expected ones. */
function drainKept(state: SessionState, header: Header): void {
  while (state.phase !== SessionPhase.CLOSED && state.resendNext === 0) {
    const kept = takeKept(state);
    if (kept === undefined) return;
    if (kept.message === undefined) state.store.setNextTarget(state.store.nextTarget + 1);
    else {
      readHeader(header, kept.message);
      takeNext(state, kept.message, header.sequence);
    }
    noteProgress(state);
  }
}

/**
 * Goes on with what waited for a resend to end: messages that were kept above a hole.
 */
export function takeWaiting(state: SessionState): void {
  drainKept(state, createHeader());
}

/** A number above the expected one: a Logout or a ResendRequest is dealt with, the rest is kept. */
function takeEarly(state: SessionState, scan: Scan, header: Header): void {
  if (scan.type === MsgType.LOGOUT) {
    takeLogout(state, scan);
    return;
  }
  if (scan.type === MsgType.RESEND_REQUEST && !state.kept.has(header.sequence)) {
    // First the peer's request: two sides that ask each other would otherwise never end.
    if (checkBody(state, scan, header.sequence)) takeResendRequest(state, scan, header.sequence);
    noteHole(state, header.sequence, undefined);
  } else noteHole(state, header.sequence, scan);
}

/** A number below the expected one: a possible duplicate is ignored, a Logout is answered. */
function takeOld(state: SessionState, scan: Scan, header: Header): void {
  if (scan.type === MsgType.LOGOUT) {
    // Whoever says goodbye gets the same answer, whatever its number.
    takeLogout(state, scan);
    return;
  }
  if (!header.isPossDup) {
    dropWithLogout(state, 'logout', tooLow(state, header.sequence));
    return;
  }
  if (isRightOriginal(state, scan, header))
    state.port.tell('duplicate', `message ${header.sequence} came before`);
}

/** A possible duplicate says when it was sent first, which is not after it was sent now. */
function isRightOriginal(state: SessionState, scan: Scan, header: Header): boolean {
  const { sequence, originalMs, sentMs, hasOriginal } = header;
  // A SequenceReset is not a repetition of anything.
  if (!hasOriginal && scan.type === MsgType.SEQUENCE_RESET) return true;
  if (!hasOriginal) {
    const { REQUIRED_MISSING } = RejectReason;
    sendReject(state, scan, sequence, REQUIRED_MISSING, Tag.ORIG_SENDING_TIME);
    return false;
  }
  if (!(originalMs > sentMs)) return true;
  rejectAndDrop(state, scan, sequence, RejectReason.SENDING_TIME);
  return false;
}

/** A SequenceReset without gap fill: the number it brings counts, its own does not. */
function takeReset(state: SessionState, scan: Scan, header: Header): void {
  const { store } = state;
  if (!checkBody(state, scan, header.sequence)) return;
  const next = wholeOf(scan, Tag.NEW_SEQ_NO);
  if (next < store.nextTarget) {
    sendReject(state, scan, header.sequence, RejectReason.OUT_OF_RANGE, Tag.NEW_SEQ_NO);
    return;
  }
  state.port.tell('reset', `the next message is ${next}, after ${store.nextTarget - 1}`);
  store.setNextTarget(next);
  forgetPassed(state);
  noteProgress(state);
}

/** Returns whether a message is right; otherwise rejects it. */
function checkBody(state: SessionState, scan: Scan, sequence: number): boolean {
  const { validator, dictionary, store } = state;
  const shape = dictionary.messages.get(scan.type);
  if (shape !== undefined && isValid(validator, scan, shape)) return true;
  if (sequence === store.nextTarget) store.setNextTarget(sequence + 1);
  if (shape !== undefined) {
    // A wrong Reject is not rejected: two sides could go on so for ever.
    if (scan.type === MsgType.REJECT)
      state.port.tell('rejected', `message ${sequence}: a Reject that is itself wrong`);
    else sendReject(state, scan, sequence, validator.reason, validator.tag);
  } else if (dictionary.types.has(scan.type)) sendUnsupported(state, scan, sequence);
  else sendReject(state, scan, sequence, RejectReason.INVALID_TYPE, Tag.MSG_TYPE);
  return false;
}

/** Takes the message with the expected number. */
function takeNext(state: SessionState, scan: Scan, sequence: number): void {
  const { store, port, settings } = state;
  if (!checkBody(state, scan, sequence)) return;
  store.setNextTarget(sequence + 1);
  switch (scan.type) {
    case MsgType.HEARTBEAT:
      return;
    case MsgType.TEST_REQUEST: {
      const word = findField(scan, Tag.TEST_REQ_ID) * FIELD_WORDS;
      sendHeartbeat(state, scan.bytes, scan.fields[word + 1]!, scan.fields[word + 2]!);
      return;
    }
    case MsgType.RESEND_REQUEST:
      takeResendRequest(state, scan, sequence);
      return;
    case MsgType.REJECT:
      port.tell('rejected', `message ${textOf(scan, Tag.REF_SEQ_NUM)}: ${textOf(scan, Tag.TEXT)}`);
      return;
    case MsgType.SEQUENCE_RESET:
      takeGapFill(state, scan, sequence);
      return;
    case MsgType.LOGOUT:
      takeLogout(state, scan);
      return;
    case MsgType.LOGON:
      return;
    default:
      if (settings.served.has(scan.type)) port.deliver(scan);
      else sendUnsupported(state, scan, sequence);
  }
}

function takeResendRequest(state: SessionState, scan: Scan, sequence: number): void {
  const from = wholeOf(scan, Tag.BEGIN_SEQ_NO);
  const asked = wholeOf(scan, Tag.END_SEQ_NO);
  const last = state.store.nextSender - 1;
  const isWrong = from < 1 || from > last || (asked !== 0 && asked < from);
  if (isWrong) {
    const tag = from < 1 || from > last ? Tag.BEGIN_SEQ_NO : Tag.END_SEQ_NO;
    sendReject(state, scan, sequence, RejectReason.OUT_OF_RANGE, tag);
    return;
  }
  beginResend(state, from, asked === 0 ? last : Math.min(asked, last));
}

function takeGapFill(state: SessionState, scan: Scan, sequence: number): void {
  const next = wholeOf(scan, Tag.NEW_SEQ_NO);
  if (next <= sequence) {
    sendReject(state, scan, sequence, RejectReason.OUT_OF_RANGE, Tag.NEW_SEQ_NO);
    return;
  }
  state.store.setNextTarget(next);
  forgetPassed(state);
}

/** Answers a Logout, or takes it as the answer; both end the connection. */
function takeLogout(state: SessionState, scan: Scan): void {
  const text = textOf(scan, Tag.TEXT);
  const isAnswer = state.phase === SessionPhase.LOGOUT_SENT;
  if (!isAnswer) sendLogout(state, '');
  const who = isAnswer ? 'the peer answered the Logout' : 'the peer logged out';
  drop(state, 'logout', text === undefined ? who : `${who}: ${text}`);
}
