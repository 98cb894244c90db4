import { type Dictionary, dictionaryOf } from './dictionary.js';
import { createScan, type Scan } from './scan.js';
import type { FullSettings } from './settings.js';
import { createStoredEvent, type SessionStore, type StoredEvent } from './store.js';
import { createValidator, type Validator } from './validate.js';
import { type Fixed, fixedBytes, MessageWriter } from './writer.js';

/** Where a session is between a connection and its end. */
export const SessionPhase = {
  CLOSED: 0,
  /** An acceptor is connected and waits for the Logon. */
  LOGON_AWAITED: 1,
  /** An initiator has sent its Logon. */
  LOGON_SENT: 2,
  ACTIVE: 3,
  /** This side has sent a Logout and waits for the answer. */
  LOGOUT_SENT: 4,
} as const;
export type SessionPhase = (typeof SessionPhase)[keyof typeof SessionPhase];

/** What a session tells, for a log and for counts. */
export type SessionNote =
  | 'logon'
  | 'logout'
  | 'garbled'
  | 'gap'
  | 'resend'
  | 'reject'
  | 'rejected'
  | 'duplicate'
  | 'reset'
  | 'timeout';

/** What a session wishes from its driver. */
export interface SessionPort {
  /**
   * An application message in order. It is valid during the call only; its header may have 97=Y,
   * and then it may repeat an earlier one under a new number.
   */
  deliver(message: Scan): void;
  /** Wants the connection ended, after what is in the output has been sent. */
  disconnect(reason: string): void;
  /** Something to log or to count. */
  tell(note: SessionNote, text: string): void;
}

/** All of a session that changes. */
export interface SessionState {
  readonly settings: FullSettings;
  readonly dictionary: Dictionary;
  readonly validator: Validator;
  readonly store: SessionStore;
  readonly port: SessionPort;
  readonly writer: MessageWriter;
  readonly scan: Scan;
  readonly event: StoredEvent;
  /** `8=FIX.4.2|9=`, and `49=…|56=…|`. */
  readonly beginString: Fixed;
  readonly compIds: Fixed;
  /** The names that the peer must use, as bytes. */
  readonly peerSender: Uint8Array;
  readonly peerTarget: Uint8Array;
  phase: SessionPhase;
  phaseMs: number;
  nowMs: number;
  heartbeatMs: number;
  lastSentMs: number;
  lastReceivedMs: number;
  /** When a TestRequest was sent that has no answer yet; NaN without one. */
  testSentMs: number;
  /** Whether this side's Logon had 141=Y. */
  hasSentReset: boolean;
  /** Whether the peer's Logon had 464=Y. */
  isPeerTest: boolean;
  /** The last number of the hole in the peer's numbers; 0 without one. */
  holeEnd: number;
  /** The last number that was asked for. */
  askedTo: number;
  /** When the hole last got smaller. */
  holeMs: number;
  /** Messages above the hole by number; undefined for one that has been dealt with already. */
  readonly kept: Map<number, Scan | undefined>;
  keptBytes: number;
  /** The next number that is sent again, and the last; 0 when nothing is. */
  resendNext: number;
  resendTo: number;
  /** Numbers from here on have not been sent before, although the resend sends them. */
  resendNewFrom: number;
  /** Where the body of the message begins that is being written. */
  bodyAt: number;
  bodyType: number;
  /** Bytes that have come and are not yet a whole message. */
  input: Uint8Array;
  inputUsed: number;
}

/** Returns the state of a session without a connection. */
export function createState(
  settings: FullSettings,
  store: SessionStore,
  port: SessionPort,
): SessionState {
  const dictionary = dictionaryOf(settings.version);
  const { senderCompId, targetCompId } = settings;
  return {
    settings,
    dictionary,
    validator: createValidator(dictionary, settings.customTags),
    store,
    port,
    writer: new MessageWriter(),
    scan: createScan(),
    event: createStoredEvent(),
    beginString: fixedBytes(`8=${dictionary.beginString}\x019=`),
    compIds: fixedBytes(`49=${senderCompId}\x0156=${targetCompId}\x01`),
    peerSender: fixedBytes(targetCompId).bytes,
    peerTarget: fixedBytes(senderCompId).bytes,
    phase: SessionPhase.CLOSED,
    phaseMs: 0,
    nowMs: 0,
    heartbeatMs: settings.heartbeatSeconds * 1000,
    lastSentMs: 0,
    lastReceivedMs: 0,
    testSentMs: Number.NaN,
    hasSentReset: false,
    isPeerTest: false,
    holeEnd: 0,
    askedTo: 0,
    holeMs: 0,
    kept: new Map(),
    keptBytes: 0,
    resendNext: 0,
    resendTo: 0,
    resendNewFrom: 0,
    bodyAt: 0,
    bodyType: 0,
    input: new Uint8Array(4096),
    inputUsed: 0,
  };
}

/** Enters a phase at the present time. */
export function enterPhase(state: SessionState, phase: SessionPhase): void {
  state.phase = phase;
  state.phaseMs = state.nowMs;
}
