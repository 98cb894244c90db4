import { existsSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import type { VenueArrival } from '../../src/venue/ledger.js';
import { type RecordingSettings, recordingSchema } from '../../src/venue/recorded-others.js';
import { type RunningVenue, startVenue } from '../../src/venue/run.js';
import { defaultVenue, type VenueSettings } from '../../src/venue/settings.js';
import { type Trouble, troubleSchema } from '../../src/venue/trouble.js';
import { scratchFolder } from '../support/command.js';
import { Dialled } from '../support/fix-dial.js';
import { shownMessages, timeText, wholeMessage } from '../support/fix-talk.js';
import { openFilesBelow } from '../support/open-files.js';

const ending: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const end of ending.splice(0)) await end();
});

interface Started extends RunningVenue {
  readonly arrivals: VenueArrival[];
  readonly told: string[];
  end(): Promise<unknown>;
}

/** Starts a venue on any free port, with the two default sessions. */
async function start(
  settings: Partial<VenueSettings> = {},
  recording?: RecordingSettings,
): Promise<Started> {
  const abort = new AbortController();
  const arrivals: VenueArrival[] = [];
  const told: string[] = [];
  const running = await startVenue({
    settings: { ...defaultVenue(), background: false, ...settings },
    stocks: [{ symbol: 'GT', referenceTicks: 200_000, recording }],
    host: '127.0.0.1',
    port: 0,
    signal: abort.signal,
    onArrival: (arrival) => arrivals.push(arrival),
    tell: (text) => told.push(text),
  });
  const end = (): Promise<unknown> => {
    abort.abort();
    return running.ended;
  };
  ending.push(end);
  return Object.assign(running, { arrivals, told, end });
}

const troubled = (...trouble: object[]): Partial<VenueSettings> => ({
  trouble: trouble.map((each): Trouble => troubleSchema.parse(each)),
});

async function dial({ port }: RunningVenue, version: '4.2' | '4.4'): Promise<Dialled> {
  const client = new Dialled(port, { version, name: `CLIENT${version.replace('.', '')}` });
  ending.push(async () => client.end());
  await client.until(() => client.session.isActive);
  return client;
}

const order = (id: string, side: number, quantity: number): string =>
  `11=${id}|21=1|55=GT|54=${side}|60=${timeText(Date.now())}|38=${quantity}|40=2|44=20`;

const until = async (isTrue: () => boolean): Promise<void> => {
  while (!isTrue()) await new Promise((resolve) => setTimeout(resolve, 2));
};

describe('a venue over TCP', () => {
  test('trades with recorded orders, and tells what is wrong with the recording', async () => {
    const folder = scratchFolder();
    ending.push(async () => folder.remove());
    const file = join(folder.path, 'recorded.csv');
    const record = (...lines: string[]): void => writeFileSync(file, lines.join('\n'));
    record('34200,1,11,100,200000,-1', '34200.01,1,12,9,199000,1', '34200.02,4,99,5', '');
    const recording = recordingSchema.parse({ file, format: 'lobster' });
    const venue = await start({}, recording);
    const client = await dial(venue, '4.2');
    client.send('D', order('A', 1, 60));
    await client.until(() => client.heard.length === 2);
    expect(client.heard[1]).toMatch(/ 150=2 39=2 .* 32=60 31=20 /);
    await until(() => venue.told.length > 0);
    await venue.end();
    expect(venue.told.filter((text) => text.includes('recording'))).toEqual([
      `GT: its recording ends: ${file}: line 3: has 4 fields; ` +
        'must have 6: time, type, order, size, price, direction',
    ]);
    const [book] = venue.venue.listing.books;
    expect(book!.recorded!.counts).toMatchObject({ messages: 2, orders: 2, executedShares: 0 });
    expect(book!.counts).toMatchObject({ orders: 1, trades: 1, shares: 60 });
  });

  test.runIf(existsSync('/proc/self/fd'))('closes its journal, stores and recordings', async () => {
    const folder = scratchFolder();
    ending.push(async () => folder.remove());
    const file = join(folder.path, 'recorded.csv');
    writeFileSync(file, '34200,1,11,100,200000,-1\n99999,1,12,100,200000,-1\n');
    const [a, b] = defaultVenue().sessions;
    const store = join(folder.path, 'numbers');
    const recording = recordingSchema.parse({ file, format: 'lobster' });
    const venue = await start({ sessions: [{ ...a!, store }, b!] }, recording);
    expect(openFilesBelow(folder.path).sort()).toEqual([store, file]);
    await venue.end();
    expect(openFilesBelow(folder.path)).toEqual([]);
  });

  test('does not begin with a recording that cannot be read', async () => {
    const recording = recordingSchema.parse({ file: 'no-such-file', format: 'lobster' });
    await expect(start({}, recording)).rejects.toThrow(
      /^recording no-such-file: cannot be read \(ENOENT/,
    );
  });

  test('matches the orders of two sessions, and hands over arrivals with their time', async () => {
    const venue = await start();
    const began = performance.timeOrigin + performance.now();
    const [a, b] = [await dial(venue, '4.2'), await dial(venue, '4.4')];
    a.send('D', order('A', 1, 100));
    await a.until(() => a.heard.length === 1);
    b.send('D', order('B', 2, 60));
    await a.until(() => a.heard.length === 2);
    await b.until(() => b.heard.length === 2);
    expect([a.wrong, b.wrong]).toEqual([[], []]);
    expect(a.heard[1]).toMatch(/ 150=1 39=1 .* 32=60 31=20 151=40 14=60 /);
    expect(b.heard[1]).toMatch(/ 150=F 39=2 .* 32=60 31=20 151=0 14=60 /);
    const now = performance.timeOrigin + performance.now();
    expect(venue.arrivals).toMatchObject([
      { session: 'CLIENT42', type: 'D', clOrdId: 'A', side: '1', quantity: 100, sequence: 2 },
      { session: 'CLIENT44', type: 'D', clOrdId: 'B', side: '2', quantity: 60, sequence: 2 },
    ]);
    const times = venue.arrivals.map(({ atMs }) => atMs);
    expect(times[0]! >= began && times[0]! <= times[1]! && times[1]! <= now).toBe(true);
    expect(venue.venue.clOrdIds.of('A')).toBe(1);
    await venue.end();
    expect(a.heard.at(-1)).toMatch(/ 150=C 39=C .* 58=reason=day-end$/);
  });

  test('drops the line of a session after so many messages, and takes it again', async () => {
    const venue = await start(troubled({ kind: 'drop', everyMessages: 2 }));
    const client = await dial(venue, '4.4');
    client.send('D', order('A', 1, 1));
    client.send('D', order('B', 1, 1));
    await until(() => client.isClosed);
    await until(() => venue.connected === 0);
    const again = await dial(venue, '4.4');
    again.send('D', order('C', 1, 1));
    await again.until(() => again.heard.some((one) => one.includes(' 11=C ')));
    expect(venue.venue.members[1]!.counts.messages).toBe(3);
  });

  test('neither reads nor writes in a pause, and goes on as if nothing had been', async () => {
    const venue = await start(troubled({ kind: 'pause', forSeconds: 0.3 }));
    const beganMs = performance.now();
    const client = await dial(venue, '4.4');
    // The Logon is answered only when the pause is over; the venue began to count before.
    expect(performance.now() - beganMs).toBeGreaterThan(200);
    client.send('D', order('A', 1, 1));
    await client.until(() => client.heard.length === 1);
    expect(client.wrong).toEqual([]);
  });

  test('reads no faster than a trouble says', async () => {
    const venue = await start(troubled({ kind: 'slow', bytesPerSecond: 2000 }));
    const client = await dial(venue, '4.4');
    for (const id of ['A', 'B']) {
      client.send('D', order(id, 1, 1));
      await client.until(() => client.heard.some((one) => one.includes(` 11=${id} `)));
    }
    // An order has more than 120 bytes.
    expect(venue.arrivals[1]!.atMs - venue.arrivals[0]!.atMs).toBeGreaterThan(50);
  });

  test('answers a Logon of no session with a Logout, and nothing else', async () => {
    const venue = await start();
    const heard = await new Promise<string[]>((resolve) => {
      const parts: Uint8Array[] = [];
      const socket = connect(venue.port, '127.0.0.1', () => {
        const logon = `35=A|49=NOBODY|56=SMARS|34=1|52=${timeText(Date.now())}|98=0|108=30|`;
        socket.write(wholeMessage(logon, 'FIX.4.4'));
      });
      socket.on('data', (bytes: Uint8Array) => parts.push(bytes));
      socket.on('close', () => resolve(shownMessages(Buffer.concat(parts))));
    });
    expect(heard).toEqual(['5 34=1 58=unknown session']);
    expect(venue.connections.unknown).toBe(1);
  });

  test('refuses a port that is taken', async () => {
    const { port } = await start();
    const again = startVenue({
      settings: defaultVenue(),
      stocks: [],
      host: '127.0.0.1',
      port,
      signal: new AbortController().signal,
      tell: () => undefined,
    });
    await expect(again).rejects.toThrow(`cannot listen on 127.0.0.1:${port}`);
  });
});
