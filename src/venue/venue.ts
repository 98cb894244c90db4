import { NS_PER_MS } from '../base/units.js';
import { FieldIndex } from '../fix/field-index.js';
import type { Scan } from '../fix/scan.js';
import type { FixSession } from '../fix/session.js';
import type { SessionStore } from '../fix/store.js';
import { Tag, typeText } from '../fix/tags.js';
import { BookPhase, BookReason } from '../market/book/codes.js';
import {
  cancelOnDisconnect,
  cancelOrder,
  endDay,
  enterOrder,
  massCancel,
  replaceOrder,
} from '../market/book/commands.js';
import { flushEvents } from '../market/book/events.js';
import { NIL } from '../market/book/tables.js';
import { KnownOrders } from '../order-entry/known-orders.js';
import {
  isRefusal,
  type Refusal,
  RejectCode,
  TOO_LATE,
  UNKNOWN_ORDER,
} from '../order-entry/refusals.js';
import { Exec } from '../order-entry/reports.js';
import { Side } from '../orders/codes.js';
import { Answers } from './answers.js';
import { BookEars } from './book-events.js';
import { BROKER, isDone, refusalOf, refuseChange } from './changes.js';
import { readIdentity } from './identity.js';
import { ClOrdIdCounts, readArrival, type VenueArrival, type VenueReport } from './ledger.js';
import { Listing, type VenueBook, type VenueStock } from './listing.js';
import { emptyCounts, type Member, SELF_TRADE_TERMS, type VenueOrder } from './member.js';
import { MemberTrouble } from './member-trouble.js';
import { type BookRequest, readAmount, readBookRequest } from './order-request.js';
import { Outbox } from './outbox.js';

import { phaseOf, type ScheduledPhase, scheduleOf } from './schedule.js';
import type { MemberSettings, VenueSettings } from './settings.js';

/** Orders that are done are remembered, so that a ClOrdID does not come again: so many a client. */
const REMEMBERED_MAX = 100_000;
/** Of OrderIDs: V. */
const LETTER = 0x56;

/** Who keeps what happens at a venue. */
interface VenueKeeper {
  /** An application message, before anything is done with it; `scan` is valid during the call. */
  arrived(arrival: VenueArrival, scan: Scan): void;
  /** An answer was made. */
  readonly answered?: ((report: VenueReport) => void) | undefined;
}

/**
 * Clients' orders between their sessions and the order books. It has no socket, timer or file: who
 * drives it hands in messages and the time.
 */
export class Venue {
  readonly members: Member[] = [];
  readonly listing: Listing;
  readonly clOrdIds = new ClOrdIdCounts();
  /** Messages about a symbol without a book. */
  unlisted = 0;
  readonly #settings: VenueSettings;
  readonly #keeper: VenueKeeper;
  readonly #startMs: number;
  readonly #firstId: number;
  readonly #answers: Answers;
  readonly #ears: BookEars;
  readonly #message = new FieldIndex();
  #nextOrder = 0;
  /** Starts and ends of halts that are to come, by time. */
  readonly #schedule: ScheduledPhase[];

  /**
   * @param firstId - the first ExecID, and part of each OrderID: another one in each run
   * @param startMs - the time of second 0 of halts and troubles, ms since 1970
   */
  constructor(
    settings: VenueSettings,
    stocks: readonly VenueStock[],
    keeper: VenueKeeper,
    firstId: number,
    startMs: number,
  ) {
    this.#settings = settings;
    this.#keeper = keeper;
    this.#startMs = startMs;
    this.#firstId = firstId;
    this.#answers = new Answers(firstId, keeper.answered);
    this.#ears = new BookEars(this.#answers);
    const { openingSeconds, sessions } = settings;
    const phase = openingSeconds > 0 ? BookPhase.AUCTION : BookPhase.CONTINUOUS;
    const sizes = { ...settings, owners: sessions.length + 1 };
    this.listing = new Listing(stocks, sizes, phase, (book, events) => {
      this.#ears.hear(book, events);
    });
    this.#schedule = scheduleOf(settings, startMs);
  }

  /** Takes a client in, with its session and the store of it. */
  join(
    settings: MemberSettings,
    session: FixSession,
    store: Pick<SessionStore, 'nextSender' | 'setNextSender'>,
  ): Member {
    const { trouble, seed } = this.#settings;
    const own = new MemberTrouble(trouble, settings.targetCompId, seed);
    const open = new Set<VenueOrder>();
    const member: Member = {
      owner: this.members.length + 1,
      settings,
      session,
      outbox: new Outbox(own, store, this.#startMs),
      orders: new KnownOrders(REMEMBERED_MAX, { open, isDone }),
      open,
      counts: emptyCounts(),
    };
    this.members.push(member);
    return member;
  }

  /** When `tick` is wanted next, ms since 1970; Infinity when nothing is timed. */
  get nextAlarmMs(): number {
    return this.members.reduce(
      (alarm, { outbox }) => Math.min(alarm, outbox.nextDueMs),
      this.#schedule[0]?.atMs ?? Number.POSITIVE_INFINITY,
    );
  }

  /**
   * Takes an application message of a client. `arrivedMs` is when it was read, if that is known
   * better than to the ms. Returns whether the line drops now, as a trouble wants it.
   */
  take(member: Member, scan: Scan, nowMs: number, arrivedMs = nowMs): boolean {
    this.#see(nowMs);
    this.#message.read(scan);
    const name = member.settings.targetCompId;
    const arrival = readArrival(this.#message, typeText(scan.type), name, arrivedMs);
    member.counts.messages++;
    this.#keeper.arrived(arrival, scan);
    const { type, symbol } = arrival;
    const book = symbol === '' ? undefined : this.listing.find(symbol);
    if (book === undefined || isRefusal(book)) this.unlisted++;
    else book.counts.messages++;
    if (type === 'D') this.#takeNew(member, book);
    else if (type === 'F' || type === 'G') this.#takeChange(member, type === 'G');
    else if (type === 'H') this.#takeStatus(member);
    else if (type === 'AF') this.#takeMassStatus(member);
    else if (type === 'q') this.#takeMassCancel(member, book);
    return member.outbox.trouble.dropsAfterMessage(member.outbox.secondsAt(nowMs));
  }

  /** Time has passed: halts begin and end, late answers leave. */
  tick(nowMs: number): void {
    this.#see(nowMs);
    this.listing.advance();
  }

  /** Sees to what is due, but for the others' orders in books that nobody asks about. */
  #see(nowMs: number): void {
    while (this.#schedule.length > 0 && this.#schedule[0]!.atMs <= nowMs) {
      const { atMs, phase, symbol } = this.#schedule.shift()!;
      this.#setTime(atMs);
      this.listing.advance();
      if (phase === BookPhase.CONTINUOUS) this.listing.resume(symbol);
      else this.listing.stop(phase, symbol);
    }
    this.#setTime(nowMs);
    for (const { outbox } of this.members) outbox.tick(nowMs);
  }

  #setTime(nowMs: number): void {
    this.#answers.nowMs = nowMs;
    this.listing.nowNs = (nowMs - this.#startMs) * NS_PER_MS;
  }

  /** Stops matching at a person's word: of a symbol, or of all. */
  stop(kind: 'halt' | 'auction', nowMs: number, symbol?: string): void {
    this.tick(nowMs);
    this.listing.stop(phaseOf(kind), symbol);
  }

  /** Uncrosses and trades on: a symbol, or all. */
  resume(nowMs: number, symbol?: string): void {
    this.tick(nowMs);
    this.listing.resume(symbol);
  }

  /** A client's connection is gone. */
  disconnected(member: Member, nowMs: number): void {
    this.tick(nowMs);
    if (!member.settings.cancelOnDisconnect) return;
    for (const { book } of booksOf(member)) {
      cancelOnDisconnect(book, member.owner);
      flushEvents(book.events);
    }
  }

  /** The day is over: day orders expire, those until cancelled are cancelled. All is sent. */
  endDay(nowMs: number): void {
    this.tick(nowMs);
    for (const { book } of this.listing.books) {
      endDay(book);
      flushEvents(book.events);
    }
    for (const member of this.members)
      for (const order of [...member.open]) {
        this.#ears.change = undefined;
        cancelOrder(order.book!.book, order.id);
        flushEvents(order.book!.book.events);
      }
    for (const { outbox } of this.members) outbox.drain(nowMs);
  }

  #takeNew(member: Member, book: VenueBook | Refusal | undefined): void {
    const { counts, outbox } = member;
    counts.orders++;
    const clOrdId = this.#message.text(Tag.CL_ORD_ID)!;
    this.clOrdIds.add(clOrdId);
    const request = readBookRequest(this.#message);
    const terms = isRefusal(request) ? undefined : request;
    const isListed = book !== undefined && !isRefusal(book);
    const order = this.#openOrder(member, isListed ? book : undefined, terms);
    if (isListed) book.counts.orders++;
    if (this.#message.lookUp(Tag.CL_ORD_ID, member.orders) !== undefined) {
      this.#reject(order, { code: RejectCode.DUPLICATE, text: 'tag=11 reason=duplicate' });
      return;
    }
    member.orders.add(clOrdId, order);
    const refusal = isListed
      ? isRefusal(request)
        ? request
        : (outbox.trouble.rejection(order, outbox.secondsAt(this.#answers.nowMs)) ??
          this.#enter(order, book, request))
      : (book ?? { code: RejectCode.UNKNOWN_SYMBOL, text: 'symbol= reason=unknown' });
    if (refusal !== undefined) this.#reject(order, refusal);
  }

  #openOrder(
    member: Member,
    book: VenueBook | undefined,
    terms: BookRequest | undefined,
  ): VenueOrder {
    const quantity = terms?.quantity ?? 0;
    const identity = readIdentity(this.#message);
    return {
      clOrdId: identity.clOrdId,
      account: identity.account,
      symbolName: identity.symbolName,
      sideCode: identity.sideCode,
      ordTypeCode: identity.ordTypeCode,
      tifCode: identity.tifCode,
      member,
      book,
      letter: LETTER,
      number: this.#firstId + this.#nextOrder++,
      id: 0,
      side: terms?.side ?? Side.BUY,
      display: terms?.display ?? 0,
      quantity,
      limitTicks: terms?.limitTicks ?? 0,
      executed: 0,
      executedMoney: 0,
      status: Exec.NEW,
      leaves: quantity,
      ids: 0,
    };
  }

  /** Gives an order to its book. Returns why it was refused, or undefined. */
  #enter(order: VenueOrder, listed: VenueBook, request: BookRequest): Refusal | undefined {
    const book = this.listing.upToDate(listed);
    const { member, side, quantity, limitTicks, display } = order;
    const { openMax, selfTrade } = member.settings;
    if (member.open.size >= openMax)
      return { code: RejectCode.LIMIT, text: `check=open-orders bound=${openMax}` };
    const { owner } = member;
    const terms = request.terms | SELF_TRADE_TERMS[selfTrade];
    this.#ears.join(order);
    member.open.add(order);
    const { id } = order;
    const reason = enterOrder(book, id, owner, side, limitTicks, quantity, terms, display);
    flushEvents(book.events);
    if (reason === BookReason.NONE) return undefined;
    return refusalOf(reason, book.phase, this.#settings.bookOrders);
  }

  #reject(order: VenueOrder, { code, text }: Refusal): void {
    order.status = Exec.REJECTED;
    order.member.counts.rejected++;
    this.#ears.leave(order);
    this.#answers.report(order, Exec.REJECTED, { code, text });
  }

  #takeChange(member: Member, isReplace: boolean): void {
    const clOrdId = this.#message.text(Tag.CL_ORD_ID)!;
    const original = this.#message.text(Tag.ORIG_CL_ORD_ID)!;
    const order = this.#message.lookUp(Tag.ORIG_CL_ORD_ID, member.orders);
    // What the others did until now comes before the change: the order may be filled by then.
    if (order?.book !== undefined) flushEvents(this.listing.upToDate(order.book).events);
    const refusal =
      refuseChange(member, order, this.#message, clOrdId, isReplace) ??
      (isReplace ? this.#replace(order!, clOrdId) : this.#cancel(order!, clOrdId));
    if (refusal === undefined) member.orders.set(clOrdId, order!);
    else this.#answers.cancelReject(member, order, clOrdId, original, isReplace ? 2 : 1, refusal);
  }

  #cancel(order: VenueOrder, clOrdId: string): undefined {
    const { book } = order.book!;
    this.#ears.change = { order, clOrdId };
    cancelOrder(book, order.id);
    flushEvents(book.events);
    this.#ears.change = undefined;
    return undefined;
  }

  #replace(order: VenueOrder, clOrdId: string): Refusal | undefined {
    const amount = readAmount(this.#message, order.ordTypeCode);
    if (isRefusal(amount)) return { code: BROKER, text: amount.text };
    const { quantity, limitTicks } = amount;
    if (quantity <= order.executed) return TOO_LATE;
    const { book } = order.book!;
    this.#ears.change = { order, clOrdId, quantity, limitTicks };
    const { id } = order;
    const reason = replaceOrder(book, id, id, limitTicks, quantity - order.executed);
    flushEvents(book.events);
    this.#ears.change = undefined;
    if (reason === BookReason.NONE) return undefined;
    return { ...refusalOf(reason, book.phase, this.#settings.bookOrders), code: BROKER };
  }

  #takeStatus(member: Member): void {
    const known = this.#message.lookUp(Tag.CL_ORD_ID, member.orders);
    if (known !== undefined) {
      this.#answers.report(known, Exec.STATUS, { isStatus: true });
      return;
    }
    this.#tellUnknown(member, { code: RejectCode.UNKNOWN_ORDER, text: UNKNOWN_ORDER.text });
  }

  #takeMassStatus(member: Member): void {
    const symbol = this.#message.text(Tag.SYMBOL);
    const requestId = this.#message.text(584)!;
    const orders = [...member.open].filter(
      (order) => (symbol ?? order.symbolName) === order.symbolName,
    );
    const reportsTotal = orders.length;
    for (const order of orders)
      this.#answers.report(order, Exec.STATUS, { isStatus: true, requestId, reportsTotal });
    if (reportsTotal === 0)
      this.#tellUnknown(member, { requestId, reportsTotal, text: 'reason=no-open-orders' });
  }

  /** Answers a question about orders of which there are none. */
  #tellUnknown(
    member: Member,
    details: { code?: number; text: string; requestId?: string; reportsTotal?: number },
  ): void {
    const unknown = this.#openOrder(member, undefined, undefined);
    unknown.status = Exec.REJECTED;
    this.#answers.report(unknown, Exec.STATUS, { isStatus: true, ...details });
  }

  #takeMassCancel(member: Member, book: VenueBook | Refusal | undefined): void {
    const kind = this.#message.text(530)!;
    const isOfSymbol = kind === '1' && book !== undefined && !isRefusal(book);
    const sideText = this.#message.text(Tag.SIDE);
    const side = sideText === undefined ? NIL : sideText === '1' ? Side.BUY : Side.SELL;
    let ended = 0;
    const books = isOfSymbol ? [book] : kind === '7' ? booksOf(member) : [];
    for (const each of books) {
      ended += massCancel(this.listing.upToDate(each), member.owner, side);
      flushEvents(each.book.events);
    }
    const symbol = isOfSymbol ? book.symbol : undefined;
    const isServed = isOfSymbol || kind === '7';
    const clOrdId = this.#message.text(Tag.CL_ORD_ID)!;
    this.#answers.massCancel(member, { clOrdId, kind, symbol, isServed, ended });
  }
}

/** The books in which a member has open orders, in the order of its oldest there. */
function booksOf({ open }: Member): VenueBook[] {
  return [...new Set([...open].map(({ book }) => book!))];
}
