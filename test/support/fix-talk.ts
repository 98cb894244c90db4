import { FIELD_WORDS, type Scan } from '../../src/fix/scan.js';
import { FixSession, type FixSession as Session } from '../../src/fix/session.js';
import type { SessionSettings } from '../../src/fix/settings.js';
import type { SessionNote } from '../../src/fix/state.js';
import { MemoryStore, type SessionStore } from '../../src/fix/store.js';
import type { FixVersion } from '../../src/fix/tables.js';
import { textOf } from '../../src/fix/values.js';

/** 1 August 2012, 13:30 UTC: the bell. */
export const BELL_MS = Date.UTC(2012, 7, 1, 13, 30);
/** The fields that every message has and that no test reads. */
const LEFT_OUT = new Set([8, 9, 49, 56, 52, 10]);

/** Bytes of a text; `|` stands for the separator. */
export const bytesOf = (text: string): Uint8Array =>
  new Uint8Array(Buffer.from(text.replaceAll('|', '\x01'), 'latin1'));

/** A timestamp of FIX. */
export const timeText = (ms: number): string =>
  new Date(ms).toISOString().replace(/[-Z]/g, '').replace('T', '-');

/** A session writes a message of these fields, `11=A|55=GT`. */
export function writeFields(session: Session, type: string, fields: string): void {
  const writer = session.begin(type);
  for (const field of fields.split('|')) {
    const at = field.indexOf('=');
    writer.text(Number(field.slice(0, at)), field.slice(at + 1));
  }
  session.commit();
}

/** A whole message with the right length and sum. `fields` begins at MsgType. */
export function wholeMessage(fields: string, beginString = 'FIX.4.2'): Uint8Array {
  const head = `8=${beginString}|9=${fields.length}|`;
  let sum = 0;
  for (const byte of bytesOf(head + fields)) sum = (sum + byte) & 0xff;
  return bytesOf(`${head}${fields}10=${`${sum}`.padStart(3, '0')}|`);
}

/**
 * The messages in bytes, each as its fields: the plain twin of the scanner, for values without the
 * separator and without `|`.
 */
export function plainMessages(bytes: Uint8Array): [tag: number, value: string][][] {
  const text = Buffer.from(bytes).toString('latin1').replaceAll('\x01', '|');
  return (text.match(/8=FIX.*?\|10=\d{3}\|/gs) ?? []).map((message) =>
    message
      .slice(0, -1)
      .split('|')
      .map((field) => [Number.parseInt(field, 10), field.slice(field.indexOf('=') + 1)]),
  );
}

/** The messages in bytes as `A 34=1 98=0`, without what every message has. */
export const shownMessages = (bytes: Uint8Array): string[] =>
  plainMessages(bytes).map((fields) => {
    const type = fields.find(([tag]) => tag === 35)?.[1];
    const rest = fields.filter(([tag]) => tag !== 35 && !LEFT_OUT.has(tag));
    return [type, ...rest.map(([tag, value]) => `${tag}=${value}`)].join(' ');
  });

/** A session on virtual time, with the peer played by a test. */
export class Talk {
  readonly session: Session;
  readonly store: SessionStore;
  readonly version: FixVersion;
  nowMs = BELL_MS;
  /** The ClOrdIDs, or else the types, of what was delivered. */
  readonly delivered: string[] = [];
  readonly notes: [SessionNote, string][] = [];
  /** Why the session wants the connection ended; undefined while it does not. */
  ended: string | undefined;
  /** What is done with a delivered message. */
  onDeliver: (message: Scan) => void = () => undefined;

  constructor(version: FixVersion, settings: Partial<SessionSettings> = {}, store?: SessionStore) {
    this.version = version;
    this.store = store ?? new MemoryStore();
    const given: SessionSettings = {
      version,
      role: 'acceptor',
      senderCompId: 'SMARS',
      targetCompId: 'DESK',
      resetOnLogon: !this.store.isDurable,
      ...settings,
    };
    this.session = new FixSession(given, this.store, {
      deliver: (message) => {
        this.delivered.push(textOf(message, 11) ?? `type ${message.type}`);
        this.onDeliver(message);
      },
      disconnect: (reason) => {
        this.ended = reason;
      },
      tell: (note, text) => this.notes.push([note, text]),
    });
  }

  get beginString(): string {
    return `FIX.${this.version}`;
  }

  /** Connects; an acceptor is also logged on, and the answer is taken off. */
  begin(logon = '98=0|108=30|'): this {
    this.connect();
    if (this.session.settings.role === 'acceptor') {
      this.hear(1, 'A', logon);
      this.said();
    }
    return this;
  }

  connect(): this {
    this.ended = undefined;
    this.session.connect(this.nowMs);
    return this;
  }

  /** The peer sends a message. `header` comes after SendingTime. */
  hear(sequence: number, type: string, body = '', header = ''): this {
    const names = `49=DESK|56=SMARS|34=${sequence}|52=${timeText(this.nowMs)}|`;
    const fields = `35=${type}|${names}${header}${body}`;
    return this.hearBytes(wholeMessage(fields, this.beginString));
  }

  /** The peer sends these fields as they are, with the right length and sum. */
  hearFields(fields: string): this {
    return this.hearBytes(wholeMessage(fields, this.beginString));
  }

  hearBytes(bytes: Uint8Array): this {
    this.session.receive(bytes, this.nowMs);
    return this;
  }

  /** Time passes, alarm by alarm. */
  wait(seconds: number): this {
    const untilMs = this.nowMs + seconds * 1000;
    while (this.session.nextAlarmMs <= untilMs) {
      this.nowMs = Math.max(this.nowMs, this.session.nextAlarmMs);
      this.session.tick(this.nowMs);
    }
    this.nowMs = untilMs;
    return this;
  }

  /** What the session has sent since it was last asked. */
  said(): string[] {
    return shownMessages(this.saidBytes());
  }

  saidBytes(): Uint8Array {
    const { output } = this.session;
    const bytes = output.bytes.slice(0, output.position);
    output.clear();
    return bytes;
  }

  /** The session sends an order of its own. */
  order(id: string): number {
    this.session.advance(this.nowMs);
    const writer = this.session.begin('D');
    writer.text(11, id);
    writer.char(21, 0x31);
    writer.text(55, 'GT');
    writer.char(54, 0x31);
    writer.time(60, this.nowMs);
    writer.whole(38, 100);
    writer.char(40, 0x31);
    return this.session.commit();
  }
}

/** The body of an order that both versions take. */
export const orderBody = (id: string): string =>
  `11=${id}|21=1|55=GT|54=1|60=${timeText(BELL_MS)}|38=100|40=1|`;

/** The value of each field of a scan, in order. */
export function scannedFields(scan: Scan): [tag: number, value: string][] {
  return Array.from({ length: scan.count }, (_, index) => {
    const word = index * FIELD_WORDS;
    const value = scan.bytes.subarray(scan.fields[word + 1]!, scan.fields[word + 2]!);
    return [scan.fields[word]!, String.fromCharCode(...value)];
  });
}
