import { afterEach, describe, expect, test } from 'vitest';
import type { FixVersion } from '../../src/fix/tables.js';
import { TargetClient, type TargetDoor } from '../../src/target/client.js';
import {
  type SentTerms,
  sendCancel,
  sendMassCancel,
  sendOrder,
  sendReplace,
} from '../../src/target/orders.js';
import { ReportKind, readReport, type TargetReport } from '../../src/target/reports.js';
import { defaultTarget } from '../../src/target/settings.js';
import { startTargetVenue } from '../support/target-venue.js';

const ending: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const end of ending.splice(0)) await end();
});

const bytes = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, 'latin1'));

const terms = (id: string, quantity: number, limitTicks: number): SentTerms => ({
  id: bytes(id),
  idLength: id.length,
  symbol: 'GT',
  sideCode: 0x31,
  quantity,
  limitTicks,
  tifCode: 0x30,
  isSweep: false,
});

async function startTarget() {
  const venue = await startTargetVenue({}, [{ symbol: 'GT', referenceTicks: 200_000 }]);
  ending.push(venue.end);
  return venue;
}

const doorTo = (port: number, version: FixVersion, consent = {}): TargetDoor => ({
  place: { host: '127.0.0.1', port, isTls: false },
  settings: defaultTarget(version),
  consent: { mine: undefined, acceptsUnmarked: false, ...consent },
  tls: undefined,
});

async function logOn(
  door: TargetDoor,
): Promise<{ client: TargetClient; reports: TargetReport[]; until(n: number): Promise<void> }> {
  const reports: TargetReport[] = [];
  const client = await TargetClient.logOn(door, door.settings.sessions[0]!, {
    deliver: (message) => reports.push(readReport(message)),
  });
  ending.push(async () => client.drop());
  const until = async (n: number): Promise<void> => {
    while (reports.length < n) await new Promise((resolve) => setTimeout(resolve, 1));
  };
  return { client, reports, until };
}

describe('a client of a target', () => {
  test.each(['4.2', '4.4'] as const)(
    'sends orders, replaces and cancels of FIX %s, and reads what comes back',
    async (version) => {
      const { port, arrivals } = await startTarget();
      const { client, reports, until } = await logOn(doorTo(port, version));
      const { session, style } = client;
      session.advance(Date.now());
      expect(sendOrder(session, style, terms('A', 300, 190_000), Date.now())).toBe(2);
      client.flush();
      await until(1);
      sendReplace(session, style, terms('B', 200, 190_500), bytes('A'), Date.now());
      client.flush();
      await until(2);
      sendCancel(session, style, terms('C', 200, 0), bytes('B'), Date.now());
      sendCancel(session, style, terms('D', 200, 0), bytes('X'), Date.now());
      client.flush();
      await until(4);
      expect(reports.map(({ kind, clOrdId, original }) => [kind, clOrdId, original])).toEqual([
        [ReportKind.NEW, 'A', ''],
        [ReportKind.REPLACED, 'B', 'A'],
        [ReportKind.CANCELLED, 'C', 'B'],
        [ReportKind.CHANGE_REJECTED, 'D', 'X'],
      ]);
      expect(reports[1]).toMatchObject({ status: version === '4.2' ? '5' : '0', leaves: 200 });
      expect(arrivals.map(({ type, clOrdId, quantity }) => [type, clOrdId, quantity])).toEqual([
        ['D', 'A', 300],
        ['G', 'B', 200],
        ['F', 'C', 200],
        ['F', 'D', 200],
      ]);
      expect(arrivals[1]).toMatchObject({ priceTicks: 190_500, side: '1', symbol: 'GT' });
      await client.logOut();
      expect(client.isActive).toBe(false);
    },
  );

  test('cancels all its orders with a mass cancel', async () => {
    const { port } = await startTarget();
    const { client, reports, until } = await logOn(doorTo(port, '4.4'));
    client.session.advance(Date.now());
    for (const id of ['A', 'B'])
      sendOrder(client.session, client.style, terms(id, 100, 190_000), Date.now());
    sendMassCancel(client.session, bytes('M'), undefined, Date.now());
    client.flush();
    await until(5);
    const kinds = reports.map(({ kind, clOrdId }) => `${kind} ${clOrdId}`);
    expect(kinds).toContain(`${ReportKind.MASS_CANCEL} M`);
    expect(reports.filter(({ kind }) => kind === ReportKind.CANCELLED)).toHaveLength(2);
  });

  test('reports fills of both versions as fills', async () => {
    const { port } = await startTarget();
    const [old, young] = [await logOn(doorTo(port, '4.2')), await logOn(doorTo(port, '4.4'))];
    for (const { client } of [old, young]) client.session.advance(Date.now());
    sendOrder(old.client.session, old.client.style, terms('A', 100, 190_000), Date.now());
    old.client.flush();
    await old.until(1);
    const sell = { ...terms('S', 60, 190_000), sideCode: 0x32 };
    sendOrder(young.client.session, young.client.style, sell, Date.now());
    young.client.flush();
    await Promise.all([old.until(2), young.until(2)]);
    expect(old.reports[1]).toMatchObject({
      kind: ReportKind.FILL,
      status: '1',
      lastShares: 60,
      lastTicks: 190_000,
      leaves: 40,
      executed: 60,
    });
    expect(young.reports[1]).toMatchObject({ kind: ReportKind.FILL, status: '2', leaves: 0 });
  });

  test('says why a target does not let it log on', async () => {
    const { port } = await startTarget();
    const settings = { ...defaultTarget(), sessions: [{ senderCompId: 'NOBODY' }] };
    const door = { ...doorTo(port, '4.4'), settings };
    await expect(logOn(door)).rejects.toThrow(
      `--target: fix://127.0.0.1:${port} does not let NOBODY log on: ` +
        'the Logon was answered by a Logout',
    );
    const nowhere = { ...doorTo(port, '4.4'), place: { host: '127.0.0.1', port: 1, isTls: false } };
    await expect(logOn(nowhere)).rejects.toThrow(
      /^--target: cannot connect to fix:\/\/127\.0\.0\.1:1: .*ECONNREFUSED/,
    );
  });
});
