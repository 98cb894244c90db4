import { FixSession } from '../../src/fix/session.js';
import { MemoryStore } from '../../src/fix/store.js';
import type { FixVersion } from '../../src/fix/tables.js';
import type { VenueArrival, VenueReport } from '../../src/venue/ledger.js';
import type { Member } from '../../src/venue/member.js';
import { checkVenue, defaultVenue, type VenueSettings } from '../../src/venue/settings.js';
import { troubleSchema } from '../../src/venue/trouble.js';
import { Venue } from '../../src/venue/venue.js';
import { BELL_MS, shownMessages, timeText, writeFields } from './fix-talk.js';

const SERVED = { '4.2': ['D', 'F', 'G', 'H'], '4.4': ['D', 'F', 'G', 'H', 'AF', 'q'] };

/** What a report to a client says. */
export interface HeardReport {
  readonly type: string;
  readonly clOrdId: string;
  readonly execId: string;
  readonly execType: string;
  readonly status: string;
  readonly shares: number;
  readonly leaves: number;
  readonly executed: number;
  readonly text: string;
  readonly whole: string;
}

/** A client of the floor's venue, with its own session, which rejects whatever is wrong. */
export class FloorClient {
  member!: Member;
  peer!: FixSession;
  acceptor!: FixSession;
  /** What was heard and not yet asked for. */
  said: string[] = [];
  readonly all: string[] = [];
  /** What the venue has sent. */
  readonly bytes: Uint8Array[] = [];
  isDropped = false;
  /** Messages that the venue's session has rejected by itself, and those that a test has seen. */
  sessionRejects = 0;
  seenRejects = 0;
}

/** A venue on virtual time, and clients that a test plays. */
export class VenueFloor {
  nowMs = BELL_MS;
  readonly venue: Venue;
  readonly settings: VenueSettings;
  readonly arrivals: VenueArrival[] = [];
  readonly reports: VenueReport[] = [];
  readonly clients: FloorClient[] = [];

  /** Clients are called A, B, … and have a version each, and settings of their own. */
  constructor(
    settings: Partial<VenueSettings> = {},
    clients: readonly Partial<VenueSettings['sessions'][number]>[] = [{}, {}],
  ) {
    const [, model] = defaultVenue().sessions;
    const sessions = clients.map((own, place) => ({
      ...model!,
      targetCompId: String.fromCharCode(65 + place),
      ...own,
    }));
    const trouble = (settings.trouble ?? []).map((each) => troubleSchema.parse(each));
    this.settings = { ...defaultVenue(), background: false, ...settings, sessions, trouble };
    checkVenue(this.settings, 'test');
    const keeper = {
      arrived: (arrival: VenueArrival) => this.arrivals.push(arrival),
      answered: (report: VenueReport) => this.reports.push(report),
    };
    const stocks = [
      { symbol: 'GT', referenceTicks: 200_000 },
      { symbol: 'IBM', referenceTicks: 1_900_000 },
    ];
    this.venue = new Venue(this.settings, stocks, keeper, 1, BELL_MS);
    for (const session of sessions) this.clients.push(this.#open(session));
    this.carry();
  }

  #open(session: VenueSettings['sessions'][number]): FloorClient {
    const client = new FloorClient();
    const { version, targetCompId: name } = session;
    const common = { version, resetOnLogon: true } as const;
    const store = new MemoryStore();
    client.acceptor = new FixSession(
      {
        ...common,
        role: 'acceptor',
        senderCompId: 'SMARS',
        targetCompId: name,
        served: SERVED[version as FixVersion],
      },
      store,
      {
        deliver: (message) => {
          client.isDropped = this.venue.take(client.member, message, this.nowMs);
        },
        disconnect: () => undefined,
        tell: (note, text) => {
          if (note === 'rejected') client.said.push(`REJECTED ${text}`);
          if (note === 'reject') client.sessionRejects++;
        },
      },
    );
    client.peer = new FixSession(
      { ...common, role: 'initiator', senderCompId: name, targetCompId: 'SMARS' },
      new MemoryStore(),
      {
        deliver: (scan) => {
          const [shown] = shownMessages(scan.bytes.slice(scan.begin, scan.end));
          client.said.push(shown!);
          client.all.push(shown!);
        },
        disconnect: () => undefined,
        tell: () => undefined,
      },
    );
    client.member = this.venue.join(session, client.acceptor, store);
    client.acceptor.connect(this.nowMs);
    client.peer.connect(this.nowMs);
    return client;
  }

  /** A client sends a message of these fields, `11=A|55=GT`. */
  send(client: FloorClient, type: string, fields: string): this {
    const { peer } = client;
    peer.advance(this.nowMs);
    writeFields(peer, type, fields);
    return this.carry();
  }

  /** A new order in GT: `buy 100 20.5`, or `sell 100` at the market; more fields at will. */
  order(client: FloorClient, id: string, what: string, more = ''): this {
    const [side, quantity, price] = what.split(' ');
    const terms = price === undefined ? '40=1' : `40=2|44=${price}`;
    const [before, after] = [more.startsWith('111=') ? `|${more}` : '', more] as const;
    const rest = before === '' && after !== '' ? `|${after}` : '';
    return this.send(
      client,
      'D',
      `11=${id}|21=1${before}|55=GT|54=${side === 'buy' ? 1 : 2}|60=${timeText(this.nowMs)}|` +
        `38=${quantity}|${terms}${rest}`,
    );
  }

  cancel(client: FloorClient, id: string, of: string, side = 'buy'): this {
    const code = side === 'buy' ? 1 : 2;
    return this.send(client, 'F', `41=${of}|11=${id}|55=GT|54=${code}|60=${timeText(this.nowMs)}`);
  }

  replace(client: FloorClient, id: string, of: string, what: string): this {
    const [side, quantity, price] = what.split(' ');
    return this.send(
      client,
      'G',
      `41=${of}|11=${id}|21=1|55=GT|54=${side === 'buy' ? 1 : 2}|60=${timeText(this.nowMs)}|` +
        `38=${quantity}|40=2|44=${price}`,
    );
  }

  /** Time passes, alarm by alarm. */
  wait(ms: number): this {
    const untilMs = this.nowMs + ms;
    while (this.venue.nextAlarmMs <= untilMs) {
      this.nowMs = Math.max(this.nowMs, this.venue.nextAlarmMs);
      this.venue.tick(this.nowMs);
    }
    this.nowMs = untilMs;
    this.venue.tick(this.nowMs);
    return this.carry();
  }

  carry(): this {
    for (let round = 0; round < 4; round++)
      for (const { peer, acceptor, bytes: sent } of this.clients)
        for (const [from, to] of [
          [peer, acceptor],
          [acceptor, peer],
        ] as const) {
          if (from.isBusy) from.pump(this.nowMs);
          const bytes = from.output.bytes.slice(0, from.output.position);
          from.output.clear();
          if (from === acceptor && bytes.length > 0) sent.push(bytes);
          to.receive(bytes, this.nowMs);
        }
    return this;
  }

  /** What a client has heard since it was last asked, as fields by tag. */
  heard(client: FloorClient): HeardReport[] {
    this.carry();
    return client.said.splice(0).map(heardReport);
  }

  /** The same, each in a few words: `A 0/0 100 0` is ClOrdID, types, leaves, executed, text. */
  states(client: FloorClient): string[] {
    return this.heard(client).map(({ type, clOrdId, execType, status, leaves, executed, text }) => {
      const state = `${clOrdId} ${execType}/${status} ${leaves} ${executed} ${text}`.trimEnd();
      return type === '8' ? state : `${type} ${state}`;
    });
  }
}

/** Reads a message as `shownMessages` shows it. */
export function heardReport(whole: string): HeardReport {
  const of = (tag: number): string => new RegExp(` ${tag}=(\\S+)`).exec(whole)?.[1] ?? '';
  return {
    type: whole.split(' ')[0]!,
    clOrdId: of(11),
    execId: of(17),
    execType: of(150),
    status: of(39),
    shares: Number(of(32)),
    leaves: Number(of(151)),
    executed: Number(of(14)),
    text: / 58=(.*)$/.exec(whole)?.[1] ?? '',
    whole,
  };
}
