import { FIELD_WORDS, findField, type Scan } from './scan.js';
import { enterPhase, type SessionNote, SessionPhase, type SessionState } from './state.js';
import { MsgType, rejectWords, Tag, typeText } from './tags.js';
import type { MessageWriter } from './writer.js';

/** Messages of the session layer as they go out, each with the next number. */

const YES = 0x59;

/**
 * The way back of a reject: who sent a message on behalf of another gets the reject for delivery to
 * that one, and the other way round (FIX 4.4, volume 1, "FIX message routing details"). Each pair
 * is a tag of the reject and the tag of the message whose value it has, in the header's order: the
 * companies before MsgSeqNum, their parts and places behind it.
 */
const COMPANIES_BACK = [115, 128, 128, 115];
const PARTS_BACK = [116, 129, 144, 145, 129, 116, 145, 144];

/** Writes a header up to SendingTime; of a reject of `answered`, its way back too. */
export function writeHeader(
  state: SessionState,
  type: number,
  sequence: number,
  answered?: Scan,
): void {
  const { writer } = state;
  writer.begin(state.beginString, type);
  writer.fixed(state.compIds);
  if (answered !== undefined) writeBack(writer, answered, COMPANIES_BACK);
  writer.whole(Tag.MSG_SEQ_NUM, sequence);
  if (answered !== undefined) writeBack(writer, answered, PARTS_BACK);
}

function writeBack(writer: MessageWriter, answered: Scan, pairs: readonly number[]): void {
  for (let at = 0; at < pairs.length; at += 2) {
    const word = findField(answered, pairs[at + 1]!) * FIELD_WORDS;
    if (word < 0) continue;
    const start = answered.fields[word + 1]!;
    const end = answered.fields[word + 2]!;
    if (start < end) writer.slice(pairs[at]!, answered.bytes, start, end);
  }
}

function beginAdmin(state: SessionState, type: number, answered?: Scan): MessageWriter {
  writeHeader(state, type, state.store.nextSender, answered);
  state.writer.time(Tag.SENDING_TIME, state.nowMs);
  return state.writer;
}

function endAdmin(state: SessionState): void {
  state.writer.end();
  state.lastSentMs = state.nowMs;
  state.store.setNextSender(state.store.nextSender + 1);
}

/** Sends a Heartbeat, the answer to a TestRequest when it has the value of its TestReqID. */
export function sendHeartbeat(state: SessionState, from?: Uint8Array, start = 0, end = 0): void {
  const writer = beginAdmin(state, MsgType.HEARTBEAT);
  if (from !== undefined) writer.slice(Tag.TEST_REQ_ID, from, start, end);
  endAdmin(state);
}

export function sendTestRequest(state: SessionState): void {
  beginAdmin(state, MsgType.TEST_REQUEST).text(Tag.TEST_REQ_ID, 'TEST');
  endAdmin(state);
}

/** Asks for messages again; `to` is 0 for all from `from` on. */
export function sendResendRequest(state: SessionState, from: number, to: number): void {
  const writer = beginAdmin(state, MsgType.RESEND_REQUEST);
  writer.whole(Tag.BEGIN_SEQ_NO, from);
  writer.whole(Tag.END_SEQ_NO, to);
  endAdmin(state);
}

/** FIX 4.2 numbers the reasons up to 11; 58 has the words of the others. */
const REASON_MAX_42 = 11;

/**
 * Sends a session reject of a message, on the way back to whom it came from.
 *
 * @param tag - the field's tag; NaN when the fault has none
 */
export function sendReject(
  state: SessionState,
  refused: Scan,
  sequence: number,
  reason: number,
  tag: number,
): void {
  const { type } = refused;
  const writer = beginAdmin(state, MsgType.REJECT, refused);
  writer.whole(Tag.REF_SEQ_NUM, sequence);
  if (!Number.isNaN(tag)) writer.whole(Tag.REF_TAG_ID, tag);
  if (type > 0) writer.text(Tag.REF_MSG_TYPE, typeText(type));
  if (state.settings.version !== '4.2' || reason <= REASON_MAX_42)
    writer.whole(Tag.SESSION_REJECT_REASON, reason);
  writer.text(Tag.TEXT, rejectWords(reason));
  endAdmin(state);
  const at = Number.isNaN(tag) ? '' : `, tag ${tag}`;
  state.port.tell('reject', `message ${sequence}: ${rejectWords(reason)}${at}`);
}

/** Sends a Logon. `isReset` says 141=Y. */
export function sendLogon(state: SessionState, isReset: boolean): void {
  const { settings, store } = state;
  const writer = beginAdmin(state, MsgType.LOGON);
  writer.whole(Tag.ENCRYPT_METHOD, 0);
  writer.whole(Tag.HEART_BT_INT, Math.round(state.heartbeatMs / 1000));
  if (isReset) writer.char(Tag.RESET_SEQ_NUM_FLAG, YES);
  if (settings.nextExpected) writer.whole(Tag.NEXT_EXPECTED_MSG_SEQ_NUM, store.nextTarget);
  if (settings.testIndicator) writer.char(Tag.TEST_MESSAGE_INDICATOR, YES);
  if (settings.role === 'initiator') {
    if (settings.username !== undefined) writer.text(Tag.USERNAME, settings.username);
    if (settings.password !== undefined) writer.text(Tag.PASSWORD, settings.password);
  }
  state.hasSentReset = isReset;
  endAdmin(state);
}

export function sendLogout(state: SessionState, text: string): void {
  const writer = beginAdmin(state, MsgType.LOGOUT);
  if (text !== '') writer.text(Tag.TEXT, text);
  endAdmin(state);
}

/** Sends a SequenceReset that fills the gap from a number to the one before `newSequence`. */
export function sendGapFill(state: SessionState, sequence: number, newSequence: number): void {
  const { writer } = state;
  writeHeader(state, MsgType.SEQUENCE_RESET, sequence);
  writer.char(Tag.POSS_DUP_FLAG, YES);
  writer.time(Tag.SENDING_TIME, state.nowMs);
  writer.time(Tag.ORIG_SENDING_TIME, state.nowMs);
  writer.char(Tag.GAP_FILL_FLAG, YES);
  writer.whole(Tag.NEW_SEQ_NO, newSequence);
  writer.end();
  state.lastSentMs = state.nowMs;
}

/** Begins an application message; its body follows in the dictionary's order. */
export function beginEvent(
  state: SessionState,
  type: number,
  isPossResend: boolean,
): MessageWriter {
  writeHeader(state, type, state.store.nextSender);
  if (isPossResend) state.writer.char(Tag.POSS_RESEND, YES);
  state.writer.time(Tag.SENDING_TIME, state.nowMs);
  state.bodyAt = state.writer.position;
  state.bodyType = type;
  return state.writer;
}

/**
 * Ends an application message: keeps it, and sends it if the peer is there and nothing is being
 * sent again. Otherwise the peer gets it when it asks. Returns its number.
 */
export function endEvent(state: SessionState): number {
  const { store, writer } = state;
  const sequence = store.nextSender;
  store.keep(sequence, state.bodyType, state.nowMs, writer.bytes, state.bodyAt, writer.position);
  if (state.phase !== SessionPhase.ACTIVE || state.resendNext > 0) writer.abandon();
  else {
    writer.end();
    state.lastSentMs = state.nowMs;
  }
  return sequence;
}

/** FIX's BusinessRejectReason for a message type that is not served. */
const UNSUPPORTED_TYPE = 3;

/** Refuses a message whose type is right and is not served. */
export function sendUnsupported(state: SessionState, { type }: Scan, sequence: number): void {
  const writer = beginEvent(state, MsgType.BUSINESS_REJECT, false);
  writer.whole(Tag.REF_SEQ_NUM, sequence);
  writer.text(Tag.REF_MSG_TYPE, typeText(type));
  writer.whole(Tag.BUSINESS_REJECT_REASON, UNSUPPORTED_TYPE);
  writer.text(Tag.TEXT, 'Unsupported Message Type');
  endEvent(state);
  state.port.tell('reject', `message ${sequence}: message type ${typeText(type)} is not served`);
}

/** Ends the connection. What the peer has not got it may ask for after its next Logon. */
export function drop(state: SessionState, note: SessionNote, reason: string): void {
  state.port.tell(note, reason);
  forgetConnection(state);
  state.port.disconnect(reason);
}

/** Says why with a Logout, and ends the connection. */
export function dropWithLogout(state: SessionState, note: SessionNote, reason: string): void {
  sendLogout(state, reason);
  drop(state, note, reason);
}

/** Forgets what belonged to a connection. */
export function forgetConnection(state: SessionState): void {
  enterPhase(state, SessionPhase.CLOSED);
  state.kept.clear();
  state.keptBytes = 0;
  state.holeEnd = 0;
  state.askedTo = 0;
  state.resendNext = 0;
  state.inputUsed = 0;
  state.testSentMs = Number.NaN;
}
