import fc from 'fast-check';
import { expect, test } from 'vitest';
import { LogStore } from '../../src/fix/log-store.js';
import { FixSession } from '../../src/fix/session.js';
import type { SessionStore } from '../../src/fix/store.js';
import type { FixVersion } from '../../src/fix/tables.js';
import { type Client, createClient } from '../../src/gateway/client-order.js';
import { Gateway } from '../../src/gateway/gateway.js';
import { Verdict } from '../../src/orders/codes.js';
import { FileInMemory } from '../support/fix-file.js';
import {
  BELL_MS,
  plainMessages,
  timeText,
  wholeMessage,
  writeFields,
} from '../support/fix-talk.js';

/** A gateway with one session, whose store is a log; servers that a test plays. */
class Desk {
  readonly gateway: Gateway;
  readonly client: Client;
  readonly store: LogStore;
  readonly cancelled: number[] = [];
  #ids = 0;

  constructor(version: FixVersion, file: FileInMemory, run: number) {
    this.store = new LogStore(file);
    this.gateway = new Gateway({
      servers: 1,
      symbols: ['GT'],
      venues: ['ARCX'],
      retailTag: 5001,
      firstExecId: run * 1000,
      firstOrderId: 0,
      accounts: [],
      nowNs: () => 0,
      startNs: () => 0,
      door: {
        submit: (_, id) => {
          this.#ids = Math.max(this.#ids, id + 1);
          return true;
        },
        cancel: (_, id) => this.cancelled.push(id) > 0,
        kill: () => undefined,
        refusal: () => undefined,
      },
    });
    const session = this.#session('acceptor', version, this.store);
    const { store } = this;
    this.client = createClient(
      {
        targetCompId: 'DESK',
        version,
        dropCopy: false,
        cancelOnDisconnect: false,
        openMax: 100,
        server: 1,
      },
      session,
      () => undefined,
      (scan, nowMs) => store.note(scan.type, nowMs, scan.bytes, scan.begin, scan.end),
    );
    this.gateway.clients.push(this.client);
    this.gateway.restore(this.client, this.store, BELL_MS);
    this.store.flush();
  }

  /** Orders that a server has had. */
  get ids(): number {
    return this.#ids;
  }

  #session(role: 'acceptor', version: FixVersion, store: SessionStore): FixSession {
    return new FixSession(
      { version, role, senderCompId: 'SMARS', targetCompId: 'DESK', served: ['D', 'F', 'G'] },
      store,
      {
        deliver: (message) => this.gateway.take(this.client, message, BELL_MS),
        disconnect: () => undefined,
        tell: () => undefined,
      },
    );
  }

  /** Logs a peer on that sends what a test wants. */
  dial(
    version: FixVersion,
    own = new LogStore(new FileInMemory()),
  ): (type: string, fields: string) => void {
    const peer = new FixSession(
      { version, role: 'initiator', senderCompId: 'DESK', targetCompId: 'SMARS' },
      own,
      { deliver: () => undefined, disconnect: () => undefined, tell: () => undefined },
    );
    const carry = (): void => {
      for (const [from, to] of [
        [peer, this.client.session],
        [this.client.session, peer],
      ] as const) {
        to.receive(from.output.bytes.slice(0, from.output.position), BELL_MS);
        from.output.clear();
      }
      this.store.flush();
    };
    this.client.session.connect(BELL_MS);
    peer.connect(BELL_MS);
    carry();
    return (type, fields) => {
      writeFields(peer, type, fields);
      carry();
    };
  }
}

interface Report {
  readonly name: string;
  readonly id: string;
  readonly exec: string;
  readonly status: string;
  readonly executed: number;
  readonly text: string;
}

/** What a log has: ClOrdIDs of orders that came in, and reports that went out. */
function contents(store: LogStore): { orders: Set<string>; reports: Report[] } {
  const orders = new Set<string>();
  const reports: Report[] = [];
  store.history((isNote, { type, bytes, start, end }) => {
    const body = Buffer.from(bytes.slice(start, end)).toString('latin1').replaceAll('\x01', '|');
    const [fields] = plainMessages(isNote ? bytes.slice(start, end) : wholeMessage(body));
    const of = (tag: number): string => fields!.find(([each]) => each === tag)?.[1] ?? '';
    if (isNote && type === 0x44) orders.add(of(11));
    if (!isNote && type === 0x38)
      reports.push({
        name: of(37),
        id: of(41) === '' ? of(11) : of(41),
        exec: of(17),
        status: of(39),
        executed: Number(of(14)),
        text: of(58),
      });
  });
  return { orders, reports };
}

const DONE = ['2', '3', '4', '8'];
const act = fc.tuple(fc.constantFrom('D', 'F', 'G', 'fill', 'whole', 'refuse', 'end'), fc.nat(5));

test.each(['4.2', '4.4'] as const)(
  'FIX %s: killed at any byte of its log, a gateway ends each order once and forgets no fill',
  (version) => {
    fc.assert(
      fc.property(
        fc.array(act, { maxLength: 30 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (acts, share) => {
          const file = new FileInMemory();
          const first = new Desk(version, file, 1);
          const send = first.dial(version);
          const common = `55=GT|54=1|60=${timeText(BELL_MS)}|38=100|40=2|44=20`;
          for (const [index, [what, n]] of acts.entries()) {
            const id = first.ids === 0 ? 0 : n % first.ids;
            if (what === 'D') send('D', `11=O${n}|21=1|${common}`);
            else if (what === 'F')
              send('F', `11=F${index}|41=O${n}|55=GT|54=1|60=${timeText(BELL_MS)}|38=100`);
            else if (what === 'G') send('G', `11=G${index}|41=O${n}|21=1|${common}`);
            else if (what === 'fill') first.gateway.filled(id, 10, 200_000, 0);
            else if (what === 'whole') first.gateway.filled(id, 100, 200_000, 0);
            else if (what === 'refuse') first.gateway.refused(id, Verdict.COLLAR, 1);
            else first.gateway.ended(id, 1);
            first.store.flush();
          }
          // Kill: what the log has is what it had at some byte.
          file.truncate(Math.floor(file.size * share));
          const before = contents(new LogStore(file));
          const second = new Desk(version, file, 2);
          const { orders, reports } = contents(second.store);
          expect(second.client.open.size).toBe(0);
          expect(orders).toEqual(before.orders);
          for (const id of orders) {
            const own = reports.filter(
              (report) => report.id === id && !/duplicate/.test(report.text),
            );
            const name = own[0]!.name;
            const ofOrder = reports.filter((report) => report.name === name);
            const executed = Math.max(...ofOrder.map((report) => report.executed));
            const firstDone = ofOrder.findIndex(({ status }) => DONE.includes(status));
            expect(firstDone, id).toBeGreaterThanOrEqual(0);
            expect(ofOrder.at(-1)!.executed).toBe(executed);
            const again = ofOrder
              .slice(firstDone + 1)
              .filter(({ text }) => text.includes('restarted'));
            expect(again, id).toEqual([]);
          }
          expect(new Set(reports.map(({ exec }) => exec)).size).toBe(reports.length);
          // A third start has nothing to end.
          const third = new Desk(version, file, 3);
          expect(contents(third.store).reports.length).toBe(reports.length);
        },
      ),
      { numRuns: 150 },
    );
  },
);

test('an order that comes again after the kill as a possible duplicate gets its state', () => {
  const file = new FileInMemory();
  const first = new Desk('4.4', file, 1);
  const own = new LogStore(new FileInMemory());
  first.dial('4.4', own)('D', `11=A|55=GT|54=1|60=${timeText(BELL_MS)}|38=100|40=1`);
  const second = new Desk('4.4', file, 2);
  expect(contents(second.store).reports.at(-1)).toMatchObject({
    id: 'A',
    status: '8',
    text: 'reason=gateway-restarted',
  });
  const send = second.dial('4.4', own);
  expect(second.client.orders.get('A')).toBeDefined();
  send('D', `97=Y|11=A|55=GT|54=1|60=${timeText(BELL_MS)}|38=100|40=1`);
  expect(second.ids).toBe(0);
  expect(contents(second.store).reports.at(-1)).toMatchObject({ id: 'A', status: '8', text: '' });
});
