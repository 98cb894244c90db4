/**
 * `smars/fix` (*Beta*): a FIX 4.2 and 4.4 session as a state machine, its codec, and its stores. It
 * opens no socket, starts no timer and reads no clock.
 */

export type { AppendFile } from './fix/log-store.js';
export { LogStore } from './fix/log-store.js';
export {
  copyScan,
  createScan,
  FIELD_WORDS,
  findField,
  type Scan,
  scanMessage,
} from './fix/scan.js';
export { FixSession } from './fix/session.js';
export type { FullSettings, SessionSettings } from './fix/settings.js';
export { type SessionNote, SessionPhase, type SessionPort } from './fix/state.js';
export {
  MemoryStore,
  type MemoryStoreOptions,
  type SessionStore,
  type StoredEvent,
} from './fix/store.js';
export type { FixVersion } from './fix/tables.js';
export { MsgType, RejectReason, Tag, typeCode, typeText } from './fix/tags.js';
export {
  readShares,
  readTicks,
  readTimestampMs,
  readWhole,
  TOO_FINE,
  textOf,
} from './fix/values.js';
export { type Fixed, MessageWriter } from './fix/writer.js';
export { type FileStore, type FileStoreOptions, openFileStore } from './wire/file-store.js';
