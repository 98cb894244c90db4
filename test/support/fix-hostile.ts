import { RandomStream } from '../../src/base/random.js';
import { LogStore } from '../../src/fix/log-store.js';
import { MemoryStore } from '../../src/fix/store.js';
import type { FixVersion } from '../../src/fix/tables.js';
import { FileInMemory } from './fix-file.js';
import { bytesOf, orderBody, Talk, timeText, wholeMessage } from './fix-talk.js';

/** A resend pauses at 2^18 bytes; the message that reaches it may be longer by so much. */
const RESEND_BYTES = 2 ** 18 + 2 ** 16;
/** The most that one message adds to what is sent for it: header, words and trailer. */
const ANSWER_BYTES = 400;
/** The shortest bytes that may be a message. */
const MESSAGE_BYTES_MIN = 20;
const ODD_VALUES = ['', '-1', '0', '999999999999999', '1e9', 'a|b', '\0', '\xff\xfe', ' ', 'Y'];
const ODD_TAGS = [
  0, -1, 8, 9, 10, 34, 35, 43, 52, 96, 95, 122, 789, 5001, 999_999_999, 4_294_967_330,
];
const TYPES = [
  '0',
  '1',
  '2',
  '3',
  '4',
  '5',
  'A',
  'D',
  'F',
  'G',
  '8',
  'j',
  'AE',
  'ZZ',
  'A\0',
  'ABCD',
];
const ODD_LENGTHS = ['0', '5', '0000000', '999999999', '1234567890', '-1', ' 9', 'x', ''];

/** A store that counts how often it is asked for an event. */
class CountingStore extends MemoryStore {
  reads = 0;
  override read(...given: Parameters<MemoryStore['read']>): boolean {
    this.reads++;
    return super.read(...given);
  }
}

/** What one hostile peer may do to one session, drawn from a seed. */
export class HostilePeer {
  readonly talk: Talk;
  /** Calls with hostile bytes or times. */
  inputs = 0;
  /** Of these, whole messages to a session that was logged on, each of which was looked at. */
  judged = 0;
  readonly #random: RandomStream;
  readonly #counting: CountingStore | undefined;
  #orders = 0;
  /** Whether no beginning of a message may be held from before. */
  #isWhole = true;

  constructor(seed: number, version: FixVersion, role: 'acceptor' | 'initiator') {
    this.#random = new RandomStream(seed, 'hostile-peer');
    this.#counting =
      seed % 2 === 0 ? new CountingStore({ bytesMax: 65_536, eventsMax: 1024 }) : undefined;
    const nextExpected = version === '4.4' && seed % 3 === 0;
    const resendChunk = seed % 5 === 0 ? 3 : 0;
    const store = this.#counting ?? new LogStore(new FileInMemory());
    this.talk = new Talk(version, { role, nextExpected, resendChunk, keptMax: 50 }, store);
  }

  /** Connections, mostly with a Logon, and `count` times something hostile. */
  attack(count: number): void {
    const { talk } = this;
    this.#reconnect();
    for (let n = 0; n < count; n++) {
      if (talk.ended !== undefined || this.#below(200) === 0) this.#reconnect();
      this.#act();
    }
  }

  /** A right peer connects. Returns what it has found wrong, or undefined. */
  logOnAfresh(): string | undefined {
    const { talk } = this;
    this.#end();
    talk.connect();
    talk.said();
    talk.hear(1, 'A', '98=0|108=30|141=Y|');
    if (!talk.session.isActive) return `no Logon: ${talk.ended}`;
    talk.said();
    const id = `RIGHT${this.#orders++}`;
    talk.hear(2, 'D', orderBody(id)).hear(3, '1', '112=still there|');
    if (talk.delivered.at(-1) !== id) return 'the order was not delivered';
    const said = talk.said();
    if (!said.some((message) => message.endsWith('112=still there'))) return said.join('\n');
    talk.delivered.length = 0;
    talk.notes.length = 0;
    this.#end();
    return undefined;
  }

  #end(): void {
    this.talk.session.disconnect(this.talk.nowMs);
    this.talk.said();
  }

  #reconnect(): void {
    this.#end();
    this.talk.connect();
    this.#isWhole = true;
    this.#check(0);
    if (this.#below(3) > 0) this.#send(rightLogon(this.talk));
    else if (this.#below(4) > 0) this.#send(this.#logon(this.#sequence()));
  }

  #below(count: number): number {
    return this.#random.below(count);
  }

  #pick<T>(of: readonly T[]): T {
    return of[this.#below(of.length)]!;
  }

  /** Mostly the number that is expected; else one near it, or far from it. */
  #sequence(): number {
    const next = this.talk.store.nextTarget;
    const draw = this.#below(20);
    if (draw < 14) return next;
    if (draw < 19) return Math.max(0, next + this.#below(9) - 4);
    return this.#pick([0, 1, 2 ** 31, 999_999_999_999_999]);
  }

  #logon(sequence: number): Uint8Array {
    const reset = this.#below(2) === 0 ? '141=Y|' : '';
    const expected = this.#below(4) === 0 ? `789=${this.#pick(['-1', '0', '1', '99'])}|` : '';
    const number = reset === '' ? sequence : 1;
    return this.#message(
      number,
      'A',
      `98=0|108=${this.#pick(['0', '1', '30'])}|${reset}${expected}`,
    );
  }

  #message(sequence: number, type: string, body: string): Uint8Array {
    const { nowMs, beginString } = this.talk;
    const dup = this.#below(10) === 0 ? `43=Y|122=${timeText(nowMs - this.#below(9))}|` : '';
    const head = `35=${type}|49=DESK|56=SMARS|34=${sequence}|52=${timeText(nowMs)}|${dup}`;
    return wholeMessage(this.#mutatedFields(`${head}${body}`), beginString);
  }

  /** Fields that are right half of the time; else one is wrong, missing, doubled or moved. */
  #mutatedFields(text: string): string {
    if (this.#below(2) === 0) return text;
    const fields = text.split('|').slice(0, -1);
    // MsgType stays where it is: without it the bytes are no message.
    const at = 1 + this.#below(fields.length - 1);
    const field = fields[at]!;
    const odd = `${this.#pick(ODD_TAGS)}=${this.#pick(ODD_VALUES)}`;
    const draw = this.#below(7);
    if (draw === 0) fields[at] = `${field.slice(0, field.indexOf('='))}=${this.#pick(ODD_VALUES)}`;
    else if (draw === 1) fields.splice(at, 1);
    else if (draw === 2) fields.splice(at, 0, field);
    else if (draw === 3) fields.splice(1 + this.#below(fields.length), 0, fields.splice(at, 1)[0]!);
    else if (draw === 4) fields.splice(1 + this.#below(fields.length), 0, odd);
    else if (draw === 5) fields.splice(at, 0, `58=a|b`, '95=3|96=x|y');
    else fields[at] = field.replace('=', '');
    return `${fields.join('|')}|`;
  }

  #any(): Uint8Array {
    const body = this.#pick([
      '',
      '112=x|',
      `7=${this.#sequence()}|16=0|`,
      `7=1|16=${this.#sequence()}|`,
      `123=Y|36=${this.#sequence() + 1}|`,
      `36=${this.#sequence() + 1}|`,
      `45=1|58=a|b|`,
      orderBody('BAD'),
      `11=${'x'.repeat(this.#below(600))}|`,
    ]);
    return this.#below(12) === 0
      ? this.#logon(this.#sequence())
      : this.#message(this.#sequence(), this.#pick(TYPES), body);
  }

  #act(): void {
    const draw = this.#below(16);
    this.#isWhole &&= draw < 7 || draw > 12;
    if (draw < 7) this.#sendJudged(this.#any());
    else if (draw === 7) this.#sendCut(this.#any());
    else if (draw === 8) this.#send(joined(Array.from({ length: 5 }, () => this.#any())));
    else if (draw === 9) this.#send(this.#flood());
    else if (draw === 10) this.#send(this.#bytesChanged(this.#any()));
    else if (draw === 11) this.#send(this.#lengthChanged(this.#any()));
    else if (draw === 12) this.#send(Uint8Array.from({ length: 40 }, () => this.#below(256)));
    else if (draw === 13) this.#pass(this.#pick([0, 100, 5000, 12_000, 61_000]));
    else if (draw === 14) this.#own();
    else this.#sendTwice(this.#any());
  }

  /** Many TestRequests or ResendRequests in one piece, numbered on. */
  #flood(): Uint8Array {
    const next = this.talk.store.nextTarget;
    const isTest = this.#below(2) === 0;
    const one = (_: unknown, n: number): Uint8Array =>
      this.#message(next + n, isTest ? '1' : '2', isTest ? '112=flood|' : '7=1|16=0|');
    return joined(Array.from({ length: 20 }, one));
  }

  #bytesChanged(bytes: Uint8Array): Uint8Array {
    for (let n = 0; n <= this.#below(3); n++) bytes[this.#below(bytes.length)] = this.#below(256);
    return bytes;
  }

  #lengthChanged(bytes: Uint8Array): Uint8Array {
    const text = shownText(bytes);
    const right = Number(/\|9=(\d+)/.exec(text)?.[1]);
    const lengths = [...ODD_LENGTHS, `000${right}`, `${right + 1}`, `${right - 1}`];
    return bytesOf(text.replace(/\|9=\d+/, `|9=${this.#pick(lengths)}`));
  }

  /** This side acts: it sends an order or says goodbye. */
  #own(): void {
    const { talk } = this;
    this.inputs++;
    if (this.#below(10) === 0) talk.session.logout(talk.nowMs, 'enough');
    else talk.order(`OWN${this.#orders++}`);
    this.#check(0);
  }

  #pass(ms: number): void {
    const { talk } = this;
    this.inputs++;
    talk.nowMs += ms;
    talk.session.tick(talk.nowMs);
    this.#check(0);
  }

  #sendCut(bytes: Uint8Array): void {
    const at = this.#below(bytes.length);
    this.#send(bytes.subarray(0, at));
    if (this.#below(3) > 0) this.#send(bytes.subarray(at));
  }

  #sendTwice(bytes: Uint8Array): void {
    this.#send(bytes.slice());
    this.#send(bytes);
  }

  /** A message of the right length and sum has an effect that one can see, or a rule against it. */
  #sendJudged(bytes: Uint8Array): void {
    const { talk } = this;
    if (!this.#isWhole || !talk.session.isActive) {
      this.#send(bytes);
      return;
    }
    const before = talk.store.nextTarget;
    this.inputs++;
    this.judged++;
    talk.hearBytes(bytes);
    const isSeen =
      talk.session.output.position + talk.notes.length + talk.delivered.length > 0 ||
      talk.store.nextTarget !== before;
    const text = shownText(bytes);
    // What is above a hole waits without a word when the hole has been asked for.
    const isAbove = Number(/\|34=(\d+)/.exec(text)?.[1]) > before;
    if (!isSeen && !isAbove) throw new Error(`no effect: ${JSON.stringify(text)}`);
    this.#check(bytes.length);
  }

  #send(bytes: Uint8Array): void {
    if (this.talk.ended !== undefined) return;
    this.inputs++;
    this.talk.hearBytes(bytes);
    this.#check(bytes.length);
  }

  /** Bounds what one input costs, and does what a driver does: sends the output, and pumps. */
  #check(inputBytes: number): void {
    const { talk } = this;
    const { session, notes } = talk;
    // A held beginning of a message may end with this input.
    const messagesMax = 2 + (inputBytes + session.settings.messageBytesMax) / MESSAGE_BYTES_MIN;
    for (let turn = 0; ; turn++) {
      const outputMax = RESEND_BYTES + 3 * inputBytes + messagesMax * ANSWER_BYTES;
      if (session.output.position > outputMax) throw new Error(`${session.output.position} bytes`);
      if (notes.length > 4 * messagesMax) throw new Error(`${notes.length} notes at one input`);
      if (this.#reads() > 2 ** 14 * (1 + messagesMax)) throw new Error('endless reads');
      talk.saidBytes();
      notes.length = 0;
      if (!session.isBusy) break;
      if (turn > messagesMax + 100) throw new Error('a resend without an end');
      session.pump(talk.nowMs);
    }
    if (talk.ended !== undefined && session.nextAlarmMs !== Number.POSITIVE_INFINITY)
      throw new Error('an ended session has an alarm');
    talk.delivered.length = 0;
  }

  #reads(): number {
    const reads = this.#counting?.reads ?? 0;
    if (this.#counting !== undefined) this.#counting.reads = 0;
    return reads;
  }
}

function rightLogon({ nowMs, beginString }: Talk): Uint8Array {
  const names = `49=DESK|56=SMARS|34=1|52=${timeText(nowMs)}|`;
  return wholeMessage(`35=A|${names}98=0|108=30|141=Y|`, beginString);
}

/** Bytes as text, with `|` for the separator. */
export const shownText = (bytes: Uint8Array): string =>
  Buffer.from(bytes).toString('latin1').replaceAll('\x01', '|');

function joined(parts: readonly Uint8Array[]): Uint8Array {
  return Uint8Array.from(Buffer.concat(parts));
}

/** Faults of one message each, with the kind of message that answers it. */
export const FAULTS: readonly [fault: string, type: string, body: string, answer: string][] = [
  ['no TestReqID', '1', '', '3'],
  ['an empty value', '1', '112=|', '3'],
  ['a tag twice', '1', '112=x|112=y|', '3'],
  ['a tag of another type', '1', '112=x|55=GT|', '3'],
  ['tag 0', '1', '0=x|112=x|', '3'],
  ['a field without a tag', '1', '112=a|b|', '3'],
  ['a tag beyond the version', '1', '4999=x|112=x|', '3'],
  ['a header field in the body', '1', '112=x|97=Y|', '3'],
  ['a side that is none', 'D', orderBody('A').replace('54=1', '54=\xff'), '3'],
  ['a quantity that is none', 'D', orderBody('A').replace('38=100', '38=\x00'), '3'],
  ['a number above all', '2', '7=999999999999999|16=0|', '3'],
  ['a range that ends before it begins', '2', '7=1|16=-1|', '3'],
  ['a gap fill to itself', '4', '123=Y|36=1|', '3'],
  ['a reset to a lower number', '4', '36=1|', '3'],
  ['a type that is none', 'ZZ', '', '3'],
  ['a type of four characters', 'ABCD', '', '3'],
  ['a type with NUL', 'A\0', '98=0|108=30|', '3'],
  ['an empty type', '', '', '3'],
  ['a type that is not served', '6', '', 'j'],
  ['a second Logon', 'A', '98=0|108=30|', '5'],
];
