import { FieldIndex } from '../../src/fix/field-index.js';
import type { Scan } from '../../src/fix/scan.js';
import type { FixSession } from '../../src/fix/session.js';
import { Tag, typeText } from '../../src/fix/tags.js';
import { readShares, readTicks } from '../../src/fix/values.js';
import { Exec, writeCancelReject, writeReport } from '../../src/order-entry/reports.js';
import { findLink, openSession, sayGoodbye } from '../../src/order-entry/sessions.js';
import { TargetClient } from '../../src/target/client.js';
import { defaultTarget } from '../../src/target/settings.js';
import { Acceptor } from '../../src/wire/acceptor.js';
import type { Link } from '../../src/wire/link.js';
import { copyBody } from './fix-body.js';
import {
  type CheckedClient,
  type GatewayHole,
  HoledChecks,
  type HoledLimits,
} from './holed-checks.js';

/**
 * A gateway in front of a venue, with a few checks that are written plainly, and holes that can be
 * planted into them: for tests of what finds holes in a gateway. FIX 4.4 on both sides. It speaks
 * to the venue as one client, whatever session an order came from.
 */

interface HoledGatewayOptions {
  readonly venuePort: number;
  readonly limits?: HoledLimits;
  readonly holes?: readonly GatewayHole[];
  /** Its clients; `CLIENT44` by default. */
  readonly clients?: readonly string[];
  /**
   * The tag that carries the client's ClOrdID to the venue, whose ClOrdID is the gateway's own: 526
   * and the like. `same` sends the client's ClOrdID as ClOrdID, `none` carries it nowhere.
   */
  readonly carries?: number | 'same' | 'none';
  /** Whether its Logon says that it is a test system; by default it does. */
  readonly isMarked?: boolean;
  /** Orders of a client are cancelled when its connection ends; by default they are. */
  readonly cancelOnDisconnect?: boolean;
  /** Whether it listens at once, and connects to its venue when that is there. */
  readonly isEarly?: boolean;
  /** Where it listens; by default at any free port. */
  readonly port?: number;
}

/** An order of a client. */
interface HeldOrder {
  readonly client: Client;
  /** OrderID: a letter, as a code, and a number. */
  readonly letter: number;
  readonly number: number;
  /** ClOrdIDs of both sides, those of the last accepted message. */
  clOrdId: string;
  street: string;
  readonly symbolName: string;
  readonly sideCode: number;
  readonly ordTypeCode: number;
  readonly tifCode: number;
  readonly account: string;
  quantity: number;
  limitTicks: number;
  executed: number;
  executedMoney: number;
  status: number;
  /** Whether the client was told that it is refused, and the venue has it all the same. */
  isDisowned: boolean;
}

interface Client extends CheckedClient {
  readonly link: Link;
  readonly settings: { readonly version: '4.4' };
  readonly session: FixSession;
}

/** A message to the venue that waits for its answer: an order, or a change of one. */
interface PendingMessage {
  readonly order: HeldOrder;
  readonly clOrdId: string;
  readonly quantity: number;
  readonly limitTicks: number;
}

const DONE = new Set<number>([Exec.FILLED, Exec.CANCELLED, Exec.REJECTED, Exec.EXPIRED]);

/** A running gateway. */
export class HoledGateway {
  readonly clients: Client[] = [];
  readonly counts = { orders: 0, refused: 0, forwarded: 0 };
  port = 0;
  readonly #options: HoledGatewayOptions;
  readonly #holes: ReadonlySet<GatewayHole>;
  readonly #checks: HoledChecks;
  readonly #fields = new FieldIndex();
  /** By ClOrdID of the client, and by that of the venue. */
  readonly #orders = new Map<string, HeldOrder>();
  readonly #pending = new Map<string, PendingMessage>();
  readonly #open = new Set<HeldOrder>();
  #venue: TargetClient | undefined;
  #acceptor: Acceptor | undefined;
  #next = 1;
  /** What outlives a restart. */
  #isKilled = false;

  private constructor(options: HoledGatewayOptions) {
    this.#options = options;
    this.#holes = new Set(options.holes ?? []);
    this.#checks = new HoledChecks(options.limits ?? {}, this.#holes);
  }

  /** Logs on to the venue and listens. */
  static async start(options: HoledGatewayOptions): Promise<HoledGateway> {
    const gateway = new HoledGateway(options);
    await gateway.#begin(options.port);
    return gateway;
  }

  /** Stops, and starts again at the same port. Numbers begin anew; a kill is still there. */
  async restart(): Promise<void> {
    const { port } = this;
    await this.close();
    if (this.#holes.has('restart-rearms')) this.#isKilled = false;
    this.clients.length = 0;
    this.#orders.clear();
    this.#pending.clear();
    this.#open.clear();
    await this.#begin(port);
    if (this.#isKilled) this.#stopClients();
  }

  /** Stops all clients and cancels their orders, as the mass cancel of one does. */
  kill(): void {
    this.#isKilled = true;
    this.#stopClients();
    for (const order of this.#open) if (order.client.isKilled) this.#cancelAtVenue(order);
    this.#venue!.flush();
  }

  /** Lets all clients trade again. */
  rearm(): void {
    this.#isKilled = false;
    for (const client of this.clients) client.isKilled = false;
  }

  async close(): Promise<void> {
    const links = this.clients.map(({ link }) => link);
    await sayGoodbye(links, 'the gateway ends');
    await this.#acceptor!.close();
    await this.#venue?.logOut();
  }

  async #begin(port = 0): Promise<void> {
    const { clients = ['CLIENT44'], isMarked = true, isEarly } = this.#options;
    if (isEarly !== true) await this.#connect();
    for (const name of clients) this.clients.push(this.#openClient(name, isMarked));
    const links = this.clients.map(({ link }) => link);
    this.#acceptor = new Acceptor(
      { host: '127.0.0.1', port, connectionsMax: 64, logonSeconds: 10 },
      links,
      (beginString, sender, target) => findLink(links, beginString, sender, target),
    );
    this.port = await this.#acceptor.listen();
    if (isEarly === true) this.#connectSoon();
  }

  async #connect(): Promise<void> {
    const settings = defaultTarget();
    this.#venue = await TargetClient.logOn(
      {
        place: { host: '127.0.0.1', port: this.#options.venuePort, isTls: false },
        settings,
        consent: { mine: undefined, acceptsUnmarked: false },
        tls: undefined,
      },
      settings.sessions[0]!,
      { deliver: (message) => this.#hear(message) },
    );
  }

  #connectSoon(): void {
    this.#connect().catch(() => setTimeout(() => this.#connectSoon(), 20).unref());
  }

  #openClient(name: string, isMarked: boolean): Client {
    const link: Link = openSession(
      { targetCompId: name, version: '4.4', cancelOnDisconnect: true, openMax: 1_000_000 },
      { senderCompId: 'SMARS', connectionsMax: 64, logonSeconds: 10, sessions: [] },
      true,
      {
        deliver: (message) => this.#take(client, message),
        tell: () => undefined,
        closed: () => this.#lose(client),
      },
    );
    if (!isMarked) Object.assign(link.session.settings, { testIndicator: false });
    const { session } = link;
    const counted = { exposureMoney: 0, isKilled: false };
    const client: Client = { link, settings: { version: '4.4' }, session, ...counted };
    return client;
  }

  #stopClients(): void {
    const spared = this.#holes.has('kill-misses-session') ? this.clients.at(-1) : undefined;
    for (const client of this.clients) client.isKilled = client !== spared;
  }

  #lose(client: Client): void {
    if (this.#options.cancelOnDisconnect === false) return;
    for (const order of this.#open) if (order.client === client) this.#cancelAtVenue(order);
    this.#venue?.flush();
  }

  /** A message of a client. */
  #take(client: Client, message: Scan): void {
    this.#fields.read(message);
    client.session.advance(Date.now());
    const type = typeText(message.type);
    if (type === 'D') this.#takeOrder(client, message);
    else if (type === 'F' || type === 'G') this.#takeChange(client, message, type);
    else if (type === 'q') this.#takeKill(client);
    this.#venue!.flush();
    client.link.flush();
  }

  #takeOrder(client: Client, message: Scan): void {
    this.counts.orders++;
    const fields = this.#fields;
    const order: HeldOrder = {
      client,
      letter: 0x47,
      number: this.#next,
      clOrdId: fields.text(Tag.CL_ORD_ID)!,
      street: this.#streetId(fields.text(Tag.CL_ORD_ID)!),
      symbolName: fields.text(Tag.SYMBOL) ?? '',
      sideCode: fields.char(Tag.SIDE, 0),
      ordTypeCode: fields.char(Tag.ORD_TYPE, 0),
      tifCode: fields.char(Tag.TIME_IN_FORCE, 0x30),
      account: fields.text(Tag.ACCOUNT) ?? '',
      quantity: fields.number(Tag.ORDER_QTY, readShares),
      limitTicks: fields.number(Tag.PRICE, readTicks) || 0,
      executed: 0,
      executedMoney: 0,
      status: Exec.NEW,
      isDisowned: false,
    };
    const fault = this.#orders.has(order.clOrdId)
      ? 'check=duplicate-id'
      : this.#refusal(order, order.quantity, order.limitTicks, 0);
    const isLate = fault !== undefined && this.#holes.has('check-after-send');
    if (fault !== undefined && !isLate) {
      this.#refuse(order, fault);
      return;
    }
    client.exposureMoney += order.quantity * order.limitTicks;
    this.#orders.set(order.clOrdId, order);
    this.#open.add(order);
    this.#forward(message, order, undefined);
    if (!isLate) return;
    order.isDisowned = true;
    this.#cancelAtVenue(order);
    this.#refuse(order, fault);
  }

  #refusal(
    { client }: HeldOrder,
    quantity: number,
    limitTicks: number,
    oldMoney: number,
  ): string | undefined {
    return this.#checks.refusal(client, this.clients, quantity, limitTicks, oldMoney);
  }

  #refuse(order: HeldOrder, text: string): void {
    this.counts.refused++;
    const told = { ...order, status: Exec.REJECTED };
    writeReport(order.client, this.#next++, Exec.REJECTED, told, 0, Date.now(), { code: 3, text });
  }

  #takeChange(client: Client, message: Scan, type: 'F' | 'G'): void {
    const fields = this.#fields;
    const original = fields.text(Tag.ORIG_CL_ORD_ID)!;
    const clOrdId = fields.text(Tag.CL_ORD_ID)!;
    const order = this.#orders.get(original);
    const isKnown = order !== undefined && order.client === client && !DONE.has(order.status);
    let text = isKnown ? undefined : 'reason=unknown-order';
    const quantity = fields.number(Tag.ORDER_QTY, readShares);
    const limitTicks = fields.number(Tag.PRICE, readTicks) || 0;
    if (isKnown && type === 'G')
      text = this.#refusal(order, quantity, limitTicks, order.quantity * order.limitTicks);
    if (text !== undefined) {
      const reply = type === 'F' ? 1 : 2;
      writeCancelReject(client, order, clOrdId, original, reply, { code: 1, text }, Date.now());
      return;
    }
    const street = this.#streetId(clOrdId);
    this.#pending.set(street, { order: order!, clOrdId, quantity, limitTicks });
    this.#forward(message, order!, street);
  }

  #takeKill(client: Client): void {
    const id = this.#fields.text(Tag.CL_ORD_ID)!;
    this.kill();
    const writer = client.session.begin('r');
    writer.text(Tag.CL_ORD_ID, id);
    writer.text(Tag.ORDER_ID, `M${this.#next++}`);
    writer.text(530, '7');
    writer.text(531, '7');
    writer.time(Tag.TRANSACT_TIME, Date.now());
    client.session.commit();
  }

  #streetId(clOrdId: string): string {
    return this.#options.carries === undefined || this.#options.carries === 'same'
      ? clOrdId
      : `V${this.#next++}`;
  }

  /** Sends a client's message on; `street` is the id of a change. */
  #forward(message: Scan, order: HeldOrder, street: string | undefined): void {
    const { session } = this.#venue!;
    const { carries } = this.#options;
    if (street === undefined) {
      this.counts.forwarded++;
      this.#pend(order, order.street);
    }
    const clOrdId = this.#fields.text(Tag.CL_ORD_ID)!;
    session.advance(Date.now());
    const writer = session.begin(message.type);
    copyBody(message, (tag, value) => {
      if (tag === Tag.ORIG_CL_ORD_ID) writer.text(tag, order.street);
      else if (tag === Tag.CL_ORD_ID) {
        writer.text(tag, street ?? order.street);
        if (typeof carries === 'number') writer.text(carries, clOrdId);
      } else writer.text(tag, value);
    });
    session.commit();
  }

  #pend(order: HeldOrder, street: string): void {
    const { clOrdId, quantity, limitTicks } = order;
    this.#pending.set(street, { order, clOrdId, quantity, limitTicks });
  }

  #cancelAtVenue(order: HeldOrder): void {
    const { session } = this.#venue!;
    const street = `X${this.#next++}`;
    this.#pend(order, street);
    session.advance(Date.now());
    const writer = session.begin('F');
    writer.text(Tag.ORIG_CL_ORD_ID, order.street);
    writer.text(Tag.CL_ORD_ID, street);
    writer.text(Tag.SYMBOL, order.symbolName);
    writer.char(Tag.SIDE, order.sideCode);
    writer.time(Tag.TRANSACT_TIME, Date.now());
    writer.whole(Tag.ORDER_QTY, order.quantity);
    session.commit();
  }

  /** A message of the venue. */
  #hear(message: Scan): void {
    this.#fields.read(message);
    const street = this.#fields.text(Tag.CL_ORD_ID) ?? '';
    const pending = this.#pending.get(street);
    if (pending === undefined) return;
    const { order } = pending;
    if (message.type === 0x38) this.#applyReport(pending, street);
    if (order.isDisowned) return;
    const { client } = order;
    client.session.advance(Date.now());
    const writer = client.session.begin(message.type);
    copyBody(message, (tag, value) => {
      if (tag === Tag.ORDER_ID) writer.lettered(tag, order.letter, order.number);
      else if (tag === Tag.CL_ORD_ID) writer.text(tag, pending.clOrdId);
      else if (tag === Tag.ORIG_CL_ORD_ID) writer.text(tag, order.clOrdId);
      else writer.text(tag, value);
    });
    client.session.commit();
    client.link.flush();
  }

  #applyReport(pending: PendingMessage, street: string): void {
    const fields = this.#fields;
    const { order } = pending;
    const { client } = order;
    const was = order.status;
    order.status = fields.char(Tag.ORD_STATUS, Exec.NEW);
    const type = fields.char(Tag.EXEC_TYPE, 0);
    if (type === Exec.TRADE) order.executed = fields.number(Tag.CUM_QTY, readShares);
    else if (type === Exec.REPLACED) {
      const { quantity, limitTicks, clOrdId } = pending;
      client.exposureMoney += quantity * limitTicks - order.quantity * order.limitTicks;
      Object.assign(order, { quantity, limitTicks, clOrdId, street });
      this.#orders.set(clOrdId, order);
    }
    if (!DONE.has(order.status) || DONE.has(was)) return;
    this.#open.delete(order);
    const times = this.#holes.has('refund-twice') && order.status === Exec.CANCELLED ? 2 : 1;
    client.exposureMoney -= times * (order.quantity - order.executed) * order.limitTicks;
  }
}
