import type { Header } from './header.js';
import { drop, dropWithLogout, sendLogon } from './outbound.js';
import { beginResend, noteHole } from './resend.js';
import { FIELD_WORDS, findField, type Scan } from './scan.js';
import { enterPhase, SessionPhase, type SessionState } from './state.js';
import { MsgType, rejectWords, Tag } from './tags.js';
import { isValid } from './validate.js';
import { readWhole, textOf } from './values.js';

/** The Logon: the beginning of a connection, and the reset of the numbers on it. */

/** Sends the Logon of an initiator. */
export function startLogon(state: SessionState): void {
  const { settings, store } = state;
  state.heartbeatMs = settings.heartbeatSeconds * 1000;
  if (settings.resetOnLogon) store.reset();
  enterPhase(state, SessionPhase.LOGON_SENT);
  sendLogon(state, settings.resetOnLogon);
}

/** Takes a Logon with the right names and time. A wrong one ends the connection. */
export function takeLogon(state: SessionState, scan: Scan, header: Header): void {
  const fault = logonFault(state, scan, header);
  if (fault !== undefined) {
    dropWithLogout(state, 'logout', fault);
    return;
  }
  const isReset = textOf(scan, Tag.RESET_SEQ_NUM_FLAG) === 'Y';
  const isAnswer = state.phase === SessionPhase.LOGON_SENT || (isReset && state.hasSentReset);
  if (state.phase === SessionPhase.LOGON_AWAITED || state.phase === SessionPhase.ACTIVE)
    state.heartbeatMs = wholeOf(scan, Tag.HEART_BT_INT) * 1000;
  if (!isAnswer && (isReset || state.settings.resetOnLogon)) resetNumbers(state);
  if (isAnswer && isReset && !state.hasSentReset) {
    // The peer begins again by itself; this side's Logon was its first message.
    resetNumbers(state);
    state.store.setNextSender(2);
  }
  if (header.sequence < state.store.nextTarget) {
    if (header.isPossDup) return;
    dropWithLogout(state, 'logout', tooLow(state, header.sequence));
    return;
  }
  state.isPeerTest = textOf(scan, Tag.TEST_MESSAGE_INDICATOR) === 'Y';
  enterPhase(state, SessionPhase.ACTIVE);
  state.testSentMs = Number.NaN;
  const isNext = header.sequence === state.store.nextTarget;
  if (isNext) state.store.setNextTarget(header.sequence + 1);
  const sentUntil = state.store.nextSender;
  if (!isAnswer) sendLogon(state, isReset);
  state.hasSentReset = false;
  state.port.tell('logon', `logged on, heartbeat every ${state.heartbeatMs / 1000} s`);
  settleNumbers(state, scan, header.sequence, isNext, sentUntil);
}

/** Settles what either side lacks: by NextExpectedMsgSeqNum where it is used, else by asking. */
function settleNumbers(
  state: SessionState,
  scan: Scan,
  sequence: number,
  isNext: boolean,
  sentUntil: number,
): void {
  const expected = findField(scan, Tag.NEXT_EXPECTED_MSG_SEQ_NUM);
  const usesExpected = state.settings.nextExpected && expected >= 0;
  if (usesExpected) {
    const next = wholeOf(scan, Tag.NEXT_EXPECTED_MSG_SEQ_NUM);
    if (next > sentUntil) {
      dropWithLogout(
        state,
        'logout',
        `NextExpectedMsgSeqNum too high, expecting at most ${sentUntil} but received ${next}`,
      );
      return;
    }
    if (next < sentUntil) beginResend(state, next, sentUntil - 1);
  }
  if (isNext) return;
  if (usesExpected) {
    // The peer reads from this side's Logon what is missing, and sends it unasked.
    state.holeEnd = sequence - 1;
    state.askedTo = state.holeEnd;
    state.holeMs = state.nowMs;
    state.kept.set(sequence, undefined);
  } else noteHole(state, sequence, undefined);
}

function resetNumbers(state: SessionState): void {
  state.store.reset();
  state.kept.clear();
  state.keptBytes = 0;
  state.holeEnd = 0;
  state.askedTo = 0;
  state.port.tell('reset', 'both sequence numbers begin at 1');
}

/** What is wrong with a Logon, or undefined. */
function logonFault(state: SessionState, scan: Scan, header: Header): string | undefined {
  const { settings, validator, dictionary } = state;
  if (!isValid(validator, scan, dictionary.messages.get(MsgType.LOGON)!)) {
    const at = Number.isNaN(validator.tag) ? '' : `: ${validator.tag}`;
    return `${rejectWords(validator.reason)}${at}`;
  }
  if (textOf(scan, Tag.ENCRYPT_METHOD) !== '0')
    return 'EncryptMethod must be 0: encryption is for TLS';
  if (wholeOf(scan, Tag.HEART_BT_INT) < 0) return 'HeartBtInt must not be negative';
  const isReset = textOf(scan, Tag.RESET_SEQ_NUM_FLAG) === 'Y';
  if (isReset && header.sequence !== 1) return 'MsgSeqNum must be 1 with ResetSeqNumFlag';
  if (state.phase === SessionPhase.ACTIVE && !isReset) return 'Logon received when logged on';
  if (state.phase === SessionPhase.LOGOUT_SENT) return 'Logon received after a Logout';
  const hasExpected = findField(scan, Tag.NEXT_EXPECTED_MSG_SEQ_NUM) >= 0;
  if (settings.nextExpected && hasExpected && wholeOf(scan, Tag.NEXT_EXPECTED_MSG_SEQ_NUM) < 1)
    return 'NextExpectedMsgSeqNum must be at least 1';
  if (settings.role === 'initiator' || settings.version === '4.2') return undefined;
  const isRightUser =
    (settings.username === undefined || textOf(scan, Tag.USERNAME) === settings.username) &&
    (settings.password === undefined || textOf(scan, Tag.PASSWORD) === settings.password);
  return isRightUser ? undefined : 'Username or Password is wrong';
}

/** The words for a number that has been used before. */
export function tooLow({ store }: SessionState, sequence: number): string {
  return `MsgSeqNum too low, expecting ${store.nextTarget} but received ${sequence}`;
}

/** The value of a field that holds a whole number; −1 when it does not. */
export function wholeOf(scan: Scan, tag: number): number {
  const word = findField(scan, tag) * FIELD_WORDS;
  return word < 0 ? -1 : readWhole(scan.bytes, scan.fields[word + 1]!, scan.fields[word + 2]!);
}

/** Refuses a first message that is no Logon. Nothing is sent: the peer has no session yet. */
export function refuseStranger(state: SessionState, type: number): void {
  const isFarewell = type === MsgType.LOGOUT && state.phase === SessionPhase.LOGON_SENT;
  drop(
    state,
    'logout',
    isFarewell ? 'the Logon was answered by a Logout' : 'the first message was no Logon',
  );
}
