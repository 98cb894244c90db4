import { ActionKind, ActionOutcome, type Actions, OrderState, SideCode } from './actions.js';
import type { TargetClient } from './client.js';
import type { LoadIds } from './ids.js';
import {
  type OrderStyle,
  type SentTerms,
  sendCancel,
  sendMassCancel,
  sendOrder,
  sendReplace,
} from './orders.js';

/** Messages of one turn of a session. */
const TURN_MAX = 256;
/** While so much waits in the socket, no more is handed to it: the target does not read. */
const UNSENT_MAX = 2 ** 18;

/** A batch of messages that was handed over in one write. */
interface Batch {
  /** All of it has left when so many bytes have. */
  readonly endBytes: number;
  /** The place after its last message in the lane's list. */
  readonly end: number;
}

/** What a lane needs of a client that is logged on. */
export type LaneClient = Pick<
  TargetClient,
  'session' | 'style' | 'isActive' | 'unsentBytes' | 'handedBytes' | 'flush'
>;

/** The messages of one session, in the order in which they are due. */
export class Lane<Client extends LaneClient = TargetClient> {
  readonly client: Client;
  /** Messages that were handed over, and those that have left the socket. */
  handed = 0;
  left = 0;
  /** Since when the target has not read what waits for it, ns; NaN while it does. */
  blockedNs = Number.NaN;
  /** Until when it last was so, ns. */
  unblockedNs = Number.NEGATIVE_INFINITY;
  #numbers: Int32Array;
  #count: number;
  readonly #actions: Actions;
  readonly #ids: LoadIds;
  readonly #symbols: readonly string[];
  readonly #terms: SentTerms;
  /** By code of an account: what orders of it have. */
  readonly #styles: readonly OrderStyle[];
  readonly #batches: Batch[] = [];
  /** Pulls a kill by the user's own command; undefined where a kill is a mass cancel. */
  readonly #pull: ((number: number) => void) | undefined;
  /** MsgSeqNum of the last message; at first that of the Logon. */
  #sequence = 1;

  /** `numbers` are those of the session's messages, `accounts` the load's own. */
  constructor(
    client: Client,
    actions: Actions,
    numbers: Int32Array,
    ids: LoadIds,
    symbols: readonly string[],
    accounts: readonly string[] = [],
    pull?: (number: number) => void,
  ) {
    this.#pull = pull;
    this.client = client;
    this.#styles = [client.style, ...accounts.map((account) => ({ ...client.style, account }))];
    this.#actions = actions;
    this.#numbers = numbers;
    this.#count = numbers.length;
    this.#ids = ids;
    this.#symbols = symbols;
    this.#terms = {
      id: ids.bytes,
      idLength: 0,
      symbol: '',
      sideCode: SideCode.BUY,
      quantity: 0,
      limitTicks: 0,
      tifCode: 0,
      isSweep: false,
    };
  }

  /** How many messages it has. */
  get count(): number {
    return this.#count;
  }

  /** When its next message is due, ns; Infinity when there is none. */
  get nextNs(): number {
    return this.handed < this.#count
      ? this.#actions.dueNs[this.#numbers[this.handed]!]!
      : Number.POSITIVE_INFINITY;
  }

  /** The number of the message at a place of the lane. */
  numberAt(place: number): number {
    return this.#numbers[place]!;
  }

  /** The number of the message that was sent with a MsgSeqNum; −1 for none of this lane. */
  numberOf(sequence: number): number {
    const sent = this.#actions.sequence;
    let low = 0;
    let high = this.handed;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (sent[this.#numbers[middle]!]! < sequence) low = middle + 1;
      else high = middle;
    }
    const number = low < this.handed ? this.#numbers[low]! : -1;
    return number >= 0 && sent[number] === sequence ? number : -1;
  }

  /** Adds a message behind all others. */
  append(number: number): void {
    if (this.#count === this.#numbers.length) {
      const grown = new Int32Array(Math.max(64, this.#count * 2));
      grown.set(this.#numbers);
      this.#numbers = grown;
    }
    this.#numbers[this.#count++] = number;
  }

  /** Takes back all messages that were not handed over. */
  cut(): void {
    this.#count = this.handed;
  }

  /**
   * Hands over what is due, as long as the target reads. `nowMs` is the time since 1970. Returns
   * how many messages were handed over.
   */
  send(nowNs: number, nowMs: number): number {
    const { client } = this;
    if (!client.isActive) return 0;
    if (client.unsentBytes >= UNSENT_MAX) {
      if (Number.isNaN(this.blockedNs)) this.blockedNs = nowNs;
      return 0;
    }
    if (!Number.isNaN(this.blockedNs)) {
      this.unblockedNs = nowNs;
      this.blockedNs = Number.NaN;
    }
    const { dueNs, handedNs, sequence } = this.#actions;
    const numbers = this.#numbers;
    const end = Math.min(this.#count, this.handed + TURN_MAX);
    let place = this.handed;
    if (place < end && dueNs[numbers[place]!]! <= nowNs) client.session.advance(nowMs);
    for (; place < end; place++) {
      const number = numbers[place]!;
      if (dueNs[number]! > nowNs) break;
      handedNs[number] = nowNs;
      this.#sequence = this.#write(number, nowMs);
      sequence[number] = this.#sequence;
    }
    const sent = place - this.handed;
    if (sent === 0) return 0;
    this.handed = place;
    client.flush();
    this.#batches.push({ endBytes: client.handedBytes, end: place });
    return sent;
  }

  /**
   * Looks at what has left the socket. Returns the place after the last message that has. Once the
   * connection has ended nothing more leaves, and its buffer is gone.
   */
  noteLeft(): number {
    if (!this.client.isActive) return this.left;
    const leftBytes = this.client.handedBytes - this.client.unsentBytes;
    const batches = this.#batches;
    let gone = 0;
    while (gone < batches.length && batches[gone]!.endBytes <= leftBytes)
      this.left = batches[gone++]!.end;
    if (gone > 0) batches.splice(0, gone);
    return this.left;
  }

  #write(number: number, nowMs: number): number {
    const { kind, order, symbol, sideCode, quantity, limitTicks, tifCode, isSweep } = this.#actions;
    const { current, account } = this.#actions;
    const { session } = this.client;
    const style = this.#styles[account[number]!]!;
    const ids = this.#ids;
    if (kind[number] === ActionKind.KILL && this.#pull !== undefined) {
      this.#pull(number);
      return this.#sequence;
    }
    if (kind[number] === ActionKind.KILL)
      return sendMassCancel(session, ids.copy(number), undefined, nowMs);
    const terms = this.#terms;
    terms.symbol = this.#symbols[symbol[number]!]!;
    terms.sideCode = sideCode[number]!;
    terms.quantity = quantity[number]!;
    terms.limitTicks = limitTicks[number]!;
    terms.tifCode = tifCode[number]!;
    terms.isSweep = isSweep[number] === 1;
    if (kind[number] === ActionKind.ORDER) {
      terms.idLength = ids.write(number);
      return sendOrder(session, style, terms, nowMs);
    }
    const original = ids.copy(current[order[number]!]!);
    terms.idLength = ids.write(number);
    if (kind[number] === ActionKind.CANCEL)
      return sendCancel(session, style, terms, original, nowMs);
    return sendReplace(session, style, terms, original, nowMs);
  }
}

/** Whether an order may still be open at the target: it was sent, and nobody has said its end. */
export const isOutstanding = (
  { kind, sequence, state, outcome }: Actions,
  number: number,
): boolean =>
  kind[number] === ActionKind.ORDER &&
  sequence[number]! > 0 &&
  state[number] !== OrderState.ENDED &&
  outcome[number] !== ActionOutcome.REJECTED;

/** The numbers of the first `planned` messages by session, each list in the order of the plan. */
export function splitBySession(
  { session }: Actions,
  planned: number,
  sessions: number,
): Int32Array[] {
  const counts = new Int32Array(sessions);
  for (let n = 0; n < planned; n++) counts[session[n]!] = counts[session[n]!]! + 1;
  const lists = Array.from(counts, (count) => new Int32Array(count));
  counts.fill(0);
  for (let n = 0; n < planned; n++) {
    const of = session[n]!;
    lists[of]![counts[of]!] = n;
    counts[of] = counts[of]! + 1;
  }
  return lists;
}
