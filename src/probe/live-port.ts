import { FieldIndex } from '../fix/field-index.js';
import type { Scan } from '../fix/scan.js';
import { Tag } from '../fix/tags.js';
import { TargetClient, type TargetDoor } from '../target/client.js';
import { sendCancel, sendMassCancel, sendOrder } from '../target/orders.js';
import { ReportKind, readReport, type TargetReport } from '../target/reports.js';
import type { VenueArrival, VenueReport } from '../venue/ledger.js';
import type { ProbeOrder, SessionOrder } from './exam.js';
import type { ProbeMessage, ProbePort, SentOrder, Sight } from './port.js';
import { priceText } from './words.js';

/** What the user lets the probe run: each undefined when it was not given. */
export interface ProbeCommands {
  readonly kill?: (() => Promise<void>) | undefined;
  readonly rearm?: (() => Promise<void>) | undefined;
  readonly restart?: (() => Promise<void>) | undefined;
}

/** How a port is opened. */
interface LiveOptions {
  readonly door: TargetDoor;
  readonly sight: Sight;
  readonly commands: ProbeCommands;
  /** The tag that carries the client's ClOrdID to the venue; by default 11, then 526. */
  readonly correlate?: number | undefined;
}

const SECONDARY_CL_ORD_ID = 526;
const MESSAGES_MAX = 8192;
/** A target may see late that a line has dropped, and refuse the next Logon until then. */
const LOGON_TRIES = 20;
const LOGON_PAUSE_MS = 100;
const POLL_MS = 20;
const DAY = 0x30;
const IMMEDIATE = 0x33;
/** OrdStatus (39) of an order that has ended. */
const ENDED = new Set(['2', '3', '4', '8', 'C']);

/** A port on sockets: sessions on somebody's gateway, and what the emulated venue tells. */
export class LivePort implements ProbePort {
  readonly sight: Sight;
  readonly messages: ProbeMessage[] = [];
  alarm: string | undefined;
  readonly #options: LiveOptions;
  readonly #clients: (TargetClient | undefined)[] = [];
  readonly #byId = new Map<string, SentOrder[]>();
  readonly #byVenueId = new Map<string, SentOrder>();
  readonly #fields = new FieldIndex();
  readonly #prefix = `P${Date.now().toString(36)}-`;
  #next = 1;
  #wake: (() => void) | undefined;

  private constructor(options: LiveOptions) {
    this.#options = options;
    this.sight = options.sight;
  }

  /** Logs on with all sessions. Rejects with an InputError when a rule refuses the target. */
  static async open(options: LiveOptions): Promise<LivePort> {
    const port = new LivePort(options);
    for (const session of options.door.settings.sessions.keys()) {
      try {
        await port.#logOn(session);
      } catch (error) {
        await port.close();
        throw error;
      }
    }
    return port;
  }

  get sessions(): number {
    return this.#options.door.settings.sessions.length;
  }

  now(): number {
    return performance.timeOrigin + performance.now();
  }

  send(session: number, order: ProbeOrder, clOrdId = this.#newId()): SentOrder {
    const sent = this.#write(session, order, clOrdId);
    this.#clients[session]!.flush();
    return sent;
  }

  sendAll(orders: readonly SessionOrder[]): SentOrder[] {
    const sent = orders.map(({ session, order }) => this.#write(session, order, this.#newId()));
    for (const client of this.#clients) client?.flush();
    return sent;
  }

  #write(session: number, order: ProbeOrder, clOrdId: string): SentOrder {
    const client = this.#clients[session]!;
    const sent: SentOrder = {
      clOrdId,
      session,
      order,
      sentMs: this.now(),
      answer: 'none',
      text: '',
      arrivedMs: undefined,
      arrivedShares: 0,
      filledMoney: 0,
      endedMs: undefined,
    };
    this.#byId.set(clOrdId, [...(this.#byId.get(clOrdId) ?? []), sent]);
    this.#note(clOrdId, `> session ${session + 1} D 11=${clOrdId} ${describe(order)}`);
    const nowMs = Date.now();
    client.session.advance(nowMs);
    sendOrder(client.session, client.style, termsOf(order, clOrdId), nowMs);
    return sent;
  }

  cancel({ session, order, clOrdId }: SentOrder): void {
    const client = this.#clients[session];
    if (client === undefined) return;
    const nowMs = Date.now();
    client.session.advance(nowMs);
    const terms = termsOf(order, this.#newId());
    sendCancel(client.session, client.style, terms, new Uint8Array(Buffer.from(clOrdId)), nowMs);
    client.flush();
  }

  massCancel(session: number): void {
    const client = this.#clients[session]!;
    const nowMs = Date.now();
    client.session.advance(nowMs);
    sendMassCancel(client.session, new Uint8Array(Buffer.from(this.#newId())), undefined, nowMs);
    client.flush();
  }

  isConnected(session: number): boolean {
    return this.#clients[session]?.isActive === true;
  }

  drop(session: number): void {
    this.#clients[session]?.drop();
    this.#clients[session] = undefined;
  }

  async connect(session: number): Promise<boolean> {
    for (let tries = 0; tries < LOGON_TRIES; tries++) {
      if (this.isConnected(session)) return true;
      try {
        await this.#logOn(session);
        return true;
      } catch {
        await this.until(() => false, LOGON_PAUSE_MS);
      }
    }
    return false;
  }

  async run(means: keyof ProbeCommands): Promise<void> {
    await this.#options.commands[means]?.();
  }

  async until(isTrue: () => boolean, ms: number): Promise<boolean> {
    const endMs = performance.now() + ms;
    for (;;) {
      if (isTrue()) return true;
      const leftMs = endMs - performance.now();
      if (leftMs <= 0) return false;
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, Math.min(leftMs, POLL_MS));
        this.#wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
      this.#wake = undefined;
    }
  }

  /** A message has come to the venue. */
  arrived(arrival: VenueArrival, scan: Scan): void {
    if (arrival.type !== 'D') return;
    const sent = this.#find(arrival, scan);
    if (sent === undefined) return;
    this.#byVenueId.set(arrival.clOrdId, sent);
    sent.arrivedMs ??= arrival.atMs;
    sent.arrivedShares += arrival.quantity;
    const { symbol, side, quantity, priceTicks } = arrival;
    const price = Number.isNaN(priceTicks) ? '' : ` 44=${priceText({ priceTicks }).slice(1)}`;
    this.#note(
      sent.clOrdId,
      `venue < D 11=${arrival.clOrdId} 55=${symbol} 54=${side} 38=${quantity}${price}`,
    );
  }

  /** The venue has answered. */
  reported({ clOrdId, orderId, status, atMs, type }: VenueReport): void {
    const sent = this.#byVenueId.get(orderId) ?? this.#byVenueId.get(clOrdId);
    if (sent === undefined || type !== '8') return;
    this.#byVenueId.set(orderId, sent);
    if (ENDED.has(status)) sent.endedMs ??= atMs;
    this.#wake?.();
  }

  /** Logs out of all sessions. */
  async close(): Promise<void> {
    await Promise.all(this.#clients.map((client) => client?.logOut()));
  }

  async #logOn(session: number): Promise<void> {
    const { door } = this.#options;
    this.#clients[session] = await TargetClient.logOn(door, door.settings.sessions[session]!, {
      deliver: (message) => this.#hear(message),
      closed: (client) => {
        if (this.#clients[session] === client) this.#clients[session] = undefined;
        this.#wake?.();
      },
    });
  }

  #hear(message: Scan): void {
    const report = readReport(message);
    const { clOrdId, original, kind } = report;
    const known = this.#byId.get(clOrdId) ?? this.#byId.get(original);
    const sent = known?.at(-1);
    if (sent === undefined) return;
    this.#note(clOrdId, `< ${tellReport(report)}`);
    if (kind === ReportKind.NEW || kind === ReportKind.FILL) {
      if (sent.answer === 'none') sent.answer = 'accepted';
      if (ENDED.has(report.status)) sent.answer = 'ended';
    } else if (kind === ReportKind.REJECTED || kind === ReportKind.BUSINESS_REJECTED) {
      sent.answer = 'rejected';
      sent.text = report.text;
    } else if (kind === ReportKind.CANCELLED || kind === ReportKind.ENDED) {
      sent.answer = 'ended';
      sent.text = report.text;
    }
    if (kind === ReportKind.FILL) this.#noteFill(sent, report);
    this.#wake?.();
  }

  #noteFill(sent: SentOrder, { lastShares, lastTicks }: TargetReport): void {
    if (this.sight === 'fills') {
      sent.arrivedMs ??= this.now();
      sent.arrivedShares += lastShares;
      sent.filledMoney += lastShares * lastTicks;
    }
    if (this.sight === 'venue' && sent.arrivedMs === undefined)
      this.alarm ??=
        `the target reports a fill of ${sent.clOrdId}, which did not arrive at the venue: it ` +
        'trades elsewhere';
  }

  /** The order that an arrival is: by ClOrdID, by the tag that carries it, or by its terms. */
  #find(arrival: VenueArrival, scan: Scan): SentOrder | undefined {
    const { correlate } = this.#options;
    this.#fields.read(scan);
    const tags = correlate === undefined ? [Tag.CL_ORD_ID, SECONDARY_CL_ORD_ID] : [correlate];
    for (const tag of tags) {
      const known = this.#byId.get(this.#fields.text(tag) ?? '');
      if (known !== undefined)
        return known.find(({ arrivedMs }) => arrivedMs === undefined) ?? known.at(-1);
    }
    return this.#byTerms(arrival);
  }

  /** The oldest order with these terms that has not arrived. */
  #byTerms({ symbol, side, quantity, priceTicks }: VenueArrival): SentOrder | undefined {
    for (const known of this.#byId.values())
      for (const sent of known) {
        const { order } = sent;
        const isSame =
          order.symbol === symbol && order.side === side && order.quantity === quantity;
        const hasPrice = Number.isNaN(priceTicks) || order.priceTicks === priceTicks;
        if (isSame && hasPrice && sent.arrivedMs === undefined) return sent;
      }
    return undefined;
  }

  #newId(): string {
    return `${this.#prefix}${this.#next++}`;
  }

  #note(clOrdId: string, text: string): void {
    if (this.messages.length >= MESSAGES_MAX) this.messages.splice(0, MESSAGES_MAX / 2);
    this.messages.push({ atMs: this.now(), clOrdId, text });
    this.#wake?.();
  }
}

function termsOf(order: ProbeOrder, clOrdId: string): Parameters<typeof sendOrder>[2] {
  const id = new Uint8Array(Buffer.from(clOrdId));
  return {
    id,
    idLength: id.length,
    symbol: order.symbol,
    sideCode: order.side.charCodeAt(0),
    quantity: order.quantity,
    limitTicks: order.priceTicks ?? 0,
    tifCode: order.isImmediate === true ? IMMEDIATE : DAY,
    isSweep: order.isSweep === true,
  };
}

function describe(order: ProbeOrder): string {
  const price = order.priceTicks === undefined ? '40=1' : `44=${priceText(order).slice(1)}`;
  return `55=${order.symbol} 54=${order.side} 38=${order.quantity} ${price}`;
}

function tellReport({ type, clOrdId, status, reason, text }: TargetReport): string {
  const parts = [
    `${type} 11=${clOrdId}`,
    status === '' ? '' : `39=${status}`,
    reason === '' ? '' : `103=${reason}`,
    text === '' ? '' : `58=${text}`,
  ];
  return parts.filter((part) => part !== '').join(' ');
}
