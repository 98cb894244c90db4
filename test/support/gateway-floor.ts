import { FixSession } from '../../src/fix/session.js';
import { MemoryStore } from '../../src/fix/store.js';
import type { FixVersion } from '../../src/fix/tables.js';
import type { Refused } from '../../src/fleet/main-thread/refusals.js';
import { type Client, createClient } from '../../src/gateway/client-order.js';
import { Gateway } from '../../src/gateway/gateway.js';
import { OrderLog } from '../../src/gateway/order-log.js';
import type { ClientSettings } from '../../src/gateway/settings.js';
import { BELL_MS, shownMessages, timeText, writeFields } from './fix-talk.js';

const SERVED = { '4.2': ['D', 'F', 'G', 'H'], '4.4': ['D', 'F', 'G', 'H', 'AF', 'q'] };

/** A client on its side of a session, a gateway on the other, and servers that a test plays. */
export class Floor {
  nowMs = BELL_MS;
  readonly asked: string[] = [];
  readonly gateway: Gateway;
  readonly sides = new Map<Client, { peer: FixSession; port: { said: string[] } }>();
  readonly log = new OrderLog();
  isFull = false;
  /** What the gates measured of the orders that they refuse. */
  refusal: Refused | undefined;

  constructor(retailTag = 5001) {
    this.gateway = new Gateway({
      servers: 2,
      symbols: ['GT', 'IBM'],
      venues: ['ARCX'],
      retailTag,
      firstExecId: 1,
      firstOrderId: 0,
      accounts: ['DESK', 'FUND'],
      nowNs: () => this.nowMs * 1e6,
      startNs: () => BELL_MS * 1e6,
      log: this.log,
      door: {
        submit: (server, id, order) => {
          const { symbol, side, quantity, limitTicks, flags, attributes, account } = order;
          const what = [symbol, side, quantity, limitTicks, flags, attributes].join(' ');
          this.asked.push(`submit ${server} #${id} ${what}${account ? ` account ${account}` : ''}`);
          return !this.isFull;
        },
        cancel: (server, id) => {
          this.asked.push(`cancel ${server} #${id}`);
          return true;
        },
        kill: (server) => this.asked.push(`kill ${server}`),
        refusal: () => this.refusal,
      },
    });
  }

  /** Logs a client on. Its own session rejects whatever the gateway writes wrongly. */
  client(version: FixVersion, settings: Partial<ClientSettings> = {}): Client {
    const name = `CLIENT${this.sides.size}`;
    const own: ClientSettings = {
      targetCompId: name,
      version,
      dropCopy: false,
      cancelOnDisconnect: false,
      openMax: 100,
      server: 1,
      ...settings,
    };
    const said: string[] = [];
    const common = { version, resetOnLogon: true } as const;
    const session = new FixSession(
      {
        ...common,
        role: 'acceptor',
        senderCompId: 'SMARS',
        targetCompId: name,
        served: own.dropCopy ? [] : SERVED[version],
      },
      new MemoryStore(),
      {
        deliver: (message) => this.gateway.take(client, message, this.nowMs),
        disconnect: () => undefined,
        tell: (note, text) => note === 'rejected' && said.push(`REJECTED ${text}`),
      },
    );
    const peer = new FixSession(
      { ...common, role: 'initiator', senderCompId: name, targetCompId: 'SMARS' },
      new MemoryStore(),
      {
        deliver: (scan) => {
          const [shown] = shownMessages(scan.bytes.slice(scan.begin, scan.end));
          said.push(shown!.replace(/ (?:34|60)=\S+/g, ''));
        },
        disconnect: () => undefined,
        tell: () => undefined,
      },
    );
    const client = createClient(own, session, () => undefined);
    this.gateway.clients.push(client);
    this.sides.set(client, { peer, port: { said } });
    session.connect(this.nowMs);
    peer.connect(this.nowMs);
    this.carry();
    return client;
  }

  /** The client sends a message of these fields. */
  send(client: Client, type: string, fields: string): this {
    const { peer } = this.sides.get(client)!;
    peer.advance(this.nowMs);
    writeFields(peer, type, fields);
    return this.carry();
  }

  order(client: Client, id: string, more = '40=1'): this {
    return this.send(
      client,
      'D',
      `11=${id}|21=1|55=GT|54=1|60=${timeText(BELL_MS)}|38=100|${more}`,
    );
  }

  carry(): this {
    for (let round = 0; round < 3; round++)
      for (const [client, { peer }] of this.sides)
        for (const [from, to] of [
          [peer, client.session],
          [client.session, peer],
        ] as const) {
          const bytes = from.output.bytes.slice(0, from.output.position);
          from.output.clear();
          to.receive(bytes, this.nowMs);
        }
    return this;
  }

  /** What the client has heard since it was last asked. */
  heard(client: Client): string[] {
    this.carry();
    return this.sides.get(client)!.port.said.splice(0);
  }

  /** The reports that it has heard, as their ExecType, OrdStatus, leaves, executed, and text. */
  states(client: Client): string[] {
    return this.heard(client).map((message) => {
      const of = (tag: number): string => new RegExp(` ${tag}=(\\S+)`).exec(message)?.[1] ?? '-';
      const shown = [150, 39, 151, 14].map(of).join(' ');
      return `${message.split(' ')[0]} ${shown} ${/ 58=(.*)$/.exec(message)?.[1] ?? ''}`.trimEnd();
    });
  }
}
