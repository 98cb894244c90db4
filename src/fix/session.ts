import { assert } from '../base/input-error.js';
import { createHeader } from './header.js';
import { takeMessage, takeWaiting } from './inbound.js';
import { startLogon } from './logon.js';
import {
  beginEvent,
  drop,
  dropWithLogout,
  endEvent,
  forgetConnection,
  sendHeartbeat,
  sendLogout,
  sendTestRequest,
} from './outbound.js';
import { continueResend } from './resend.js';
import { scanMessage } from './scan.js';
import { type FullSettings, fullSettings, type SessionSettings } from './settings.js';
import {
  createState,
  enterPhase,
  SessionPhase,
  type SessionPort,
  type SessionState,
} from './state.js';
import type { SessionStore } from './store.js';
import { typeCode } from './tags.js';
import type { MessageWriter } from './writer.js';

/** Silence of so many heartbeats asks for a sign of life; as many more end the connection. */
const SILENCE_FACTOR = 1.2;

/**
 * One side of a FIX session, as a state machine. Bytes, times and application messages go in.
 * Bytes come out in `output`, application messages and wishes by the port. It has no socket, timer,
 * file or clock: whoever drives it calls `receive` with bytes, `tick` at `nextAlarmMs`, and each
 * time the present time, ms since 1970.
 */
export class FixSession {
  readonly #state: SessionState;
  readonly #header = createHeader();

  /** Makes a session without a connection. Throws an InputError for wrong settings. */
  constructor(settings: SessionSettings, store: SessionStore, port: SessionPort) {
    this.#state = createState(fullSettings(settings, store), store, port);
  }

  /** The settings with all defaults. */
  get settings(): FullSettings {
    return this.#state.settings;
  }

  /** Where the session is between a connection and its end. */
  get phase(): SessionPhase {
    return this.#state.phase;
  }

  /** Whether both sides have logged on, and neither has said goodbye. */
  get isActive(): boolean {
    return this.#state.phase === SessionPhase.ACTIVE;
  }

  /** Whether the peer says in its Logon that it is a test system (464=Y). */
  get isPeerTest(): boolean {
    return this.#state.isPeerTest;
  }

  /**
   * Whether a resend fills the output: the driver should send it, call `pump`, and leave further
   * bytes in the socket until then.
   */
  get isBusy(): boolean {
    return this.#state.resendNext > 0;
  }

  /** The messages to send: the first `position` bytes. The driver clears or renews it. */
  get output(): MessageWriter {
    return this.#state.writer;
  }

  /** The connection is there. An initiator sends its Logon, an acceptor waits for one. */
  connect(nowMs: number): void {
    const state = this.#state;
    assert(state.phase === SessionPhase.CLOSED, 'fix/session: connected twice');
    forgetConnection(state);
    state.nowMs = nowMs;
    state.lastReceivedMs = nowMs;
    state.lastSentMs = nowMs;
    if (state.settings.role === 'initiator') startLogon(state);
    else enterPhase(state, SessionPhase.LOGON_AWAITED);
  }

  /** The connection is gone. Numbers and events stay. */
  disconnect(nowMs: number): void {
    this.#state.nowMs = nowMs;
    forgetConnection(this.#state);
  }

  /** Bytes have come: all those between `start` and `end`. They are not kept. */
  receive(bytes: Uint8Array, nowMs: number, start = 0, end = bytes.length): void {
    const state = this.#state;
    state.nowMs = nowMs;
    if (state.phase === SessionPhase.CLOSED) return;
    if (state.inputUsed === 0) {
      const used = this.#takeAll(bytes, start, end);
      this.#hold(bytes, used, end);
      return;
    }
    this.#hold(bytes, start, end);
    this.#takeHeld();
  }

  /** Time has passed: heartbeats, signs of life, and whatever took too long. */
  tick(nowMs: number): void {
    const state = this.#state;
    state.nowMs = nowMs;
    const { settings } = state;
    const inPhaseMs = nowMs - state.phaseMs;
    switch (state.phase) {
      case SessionPhase.LOGON_AWAITED:
      case SessionPhase.LOGON_SENT:
        if (inPhaseMs >= settings.logonSeconds * 1000)
          drop(state, 'timeout', `no Logon within ${settings.logonSeconds} s`);
        return;
      case SessionPhase.LOGOUT_SENT:
        if (inPhaseMs >= settings.logoutSeconds * 1000)
          drop(state, 'timeout', `no answer to the Logout within ${settings.logoutSeconds} s`);
        return;
      case SessionPhase.ACTIVE:
        if (state.resendNext > 0) this.pump(nowMs);
        else tickActive(state);
    }
  }

  /** Goes on with a resend after the output has been sent, and then with what waited for it. */
  pump(nowMs: number): void {
    const state = this.#state;
    state.nowMs = nowMs;
    if (state.resendNext === 0) return;
    continueResend(state);
    if (state.resendNext > 0) return;
    takeWaiting(state);
    this.#takeHeld();
  }

  /** When `tick` is wanted next, ms since 1970; Infinity when nothing is timed. */
  get nextAlarmMs(): number {
    return alarmOf(this.#state);
  }

  /**
   * Begins an application message. The caller writes its body into the writer, in the order of the
   * dictionary, and ends it with `commit`.
   *
   * @param type - a message type such as `8`, or its code
   * @param isPossResend - marks it as a possible repetition under a new number (97=Y)
   */
  begin(type: string | number, isPossResend = false): MessageWriter {
    return beginEvent(this.#state, typeof type === 'number' ? type : typeCode(type), isPossResend);
  }

  /**
   * Ends the message that was begun, and keeps it. A peer that is not there gets it when it asks
   * after its next Logon. Returns its sequence number.
   */
  commit(): number {
    return endEvent(this.#state);
  }

  /** Sets the present time for messages that are sent outside `receive` and `tick`. */
  advance(nowMs: number): void {
    this.#state.nowMs = nowMs;
  }

  /** Says goodbye. The connection ends when the peer has answered, or after `logoutSeconds`. */
  logout(nowMs: number, text = ''): void {
    const state = this.#state;
    state.nowMs = nowMs;
    if (state.phase !== SessionPhase.ACTIVE) return;
    state.resendNext = 0;
    sendLogout(state, text);
    enterPhase(state, SessionPhase.LOGOUT_SENT);
  }

  /** Takes messages from bytes; returns where the rest begins. */
  #takeAll(bytes: Uint8Array, start: number, end: number): number {
    const state = this.#state;
    const { messageBytesMax } = state.settings;
    let at = start;
    while (at < end && state.phase !== SessionPhase.CLOSED && state.resendNext === 0) {
      const taken = scanMessage(state.scan, bytes, at, end, messageBytesMax);
      if (taken === 0) break;
      if (taken < 0) state.port.tell('garbled', `${-taken} bytes that are no message are ignored`);
      else takeMessage(state, state.scan, this.#header);
      at += taken < 0 ? -taken : taken;
    }
    return at;
  }

  #takeHeld(): void {
    const state = this.#state;
    if (state.inputUsed === 0) return;
    const used = this.#takeAll(state.input, 0, state.inputUsed);
    // A connection that ended has forgotten its input.
    if (used === 0 || state.inputUsed === 0) return;
    state.input.copyWithin(0, used, state.inputUsed);
    state.inputUsed -= used;
  }

  #hold(bytes: Uint8Array, start: number, end: number): void {
    const state = this.#state;
    if (start >= end || state.phase === SessionPhase.CLOSED) return;
    const needed = state.inputUsed + end - start;
    if (needed > state.input.length) {
      const grown = new Uint8Array(Math.max(needed, state.input.length * 2));
      grown.set(state.input.subarray(0, state.inputUsed));
      state.input = grown;
    }
    state.input.set(bytes.subarray(start, end), state.inputUsed);
    state.inputUsed = needed;
  }
}

function tickActive(state: SessionState): void {
  const { nowMs, heartbeatMs, settings } = state;
  if (state.holeEnd > 0 && nowMs - state.holeMs >= settings.resendSeconds * 1000) {
    dropWithLogout(
      state,
      'timeout',
      `message ${state.store.nextTarget} was not sent again within ${settings.resendSeconds} s`,
    );
    return;
  }
  if (heartbeatMs === 0) return;
  const silenceMs = heartbeatMs * SILENCE_FACTOR;
  if (nowMs - state.testSentMs >= silenceMs) {
    dropWithLogout(state, 'timeout', 'no answer to a TestRequest');
    return;
  }
  if (Number.isNaN(state.testSentMs) && nowMs - state.lastReceivedMs >= silenceMs) {
    sendTestRequest(state);
    state.testSentMs = nowMs;
  }
  if (nowMs - state.lastSentMs >= heartbeatMs) sendHeartbeat(state);
}

function alarmOf(state: SessionState): number {
  const { phase, phaseMs, settings, heartbeatMs } = state;
  switch (phase) {
    case SessionPhase.CLOSED:
      return Number.POSITIVE_INFINITY;
    case SessionPhase.LOGON_AWAITED:
    case SessionPhase.LOGON_SENT:
      return phaseMs + settings.logonSeconds * 1000;
    case SessionPhase.LOGOUT_SENT:
      return phaseMs + settings.logoutSeconds * 1000;
    case SessionPhase.ACTIVE:
      if (state.resendNext > 0) return state.nowMs;
  }
  let alarmMs = Number.POSITIVE_INFINITY;
  if (state.holeEnd > 0) alarmMs = state.holeMs + settings.resendSeconds * 1000;
  if (heartbeatMs === 0) return alarmMs;
  const silenceMs = heartbeatMs * SILENCE_FACTOR;
  const silentMs = Number.isNaN(state.testSentMs)
    ? state.lastReceivedMs + silenceMs
    : state.testSentMs + silenceMs;
  return Math.min(alarmMs, silentMs, state.lastSentMs + heartbeatMs);
}
