import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { readMetricsPlace } from '../../src/cli/metrics-server.js';
import { parseForm } from '../../src/forms/form.js';
import { GATEWAY, gatewayJsonSchema } from '../../src/gateway/settings.js';
import { type EntrySessions, findLink, openSession } from '../../src/order-entry/sessions.js';
import { VENUE, type VenueSettings, venueJsonSchema } from '../../src/venue/settings.js';
import { Acceptor } from '../../src/wire/acceptor.js';
import { scratchFolder } from '../support/command.js';
import { Dialled } from '../support/fix-dial.js';
import { BELL_MS, shownMessages, timeText, wholeMessage } from '../support/fix-talk.js';
import { Floor } from '../support/gateway-floor.js';
import { VenueFloor } from '../support/venue-floor.js';

/**
 * Each field of a gateway's and of a venue's file acts: with another value a client sees something
 * else. A field that the schema has and no case here tries is a failure.
 */

const folder = scratchFolder();
afterAll(folder.remove);

type Json = Record<string, unknown>;

/** The paths of the leaves of a JSON Schema: `sessions.*.store`, `trouble.late.minMs`. */
function leavesOf(schema: Json, path = ''): string[] {
  const at = (name: string): string => (path === '' ? name : `${path}.${name}`);
  const { properties, items } = schema as { properties?: Record<string, Json>; items?: Json };
  const choices = (schema.anyOf ?? schema.oneOf) as Json[] | undefined;
  if (choices !== undefined)
    return choices.flatMap((choice) => {
      const kind = (choice.properties as { kind?: { const?: string } } | undefined)?.kind?.const;
      return leavesOf(choice, kind === undefined ? path : path.replace(/\*$/, kind));
    });
  if (properties !== undefined)
    return Object.entries(properties).flatMap(([name, each]) => leavesOf(each, at(name)));
  const isOfObjects = items !== undefined && (items.properties ?? items.oneOf ?? items.anyOf);
  if (isOfObjects) return leavesOf(items!, at('*'));
  return [path];
}

/** What a peer hears that logs on as DESK by 4.4, and what is left of it. */
function entryOf(settings: EntrySessions, logon = '98=0|108=30|'): unknown {
  const notes: string[] = [];
  const links = settings.sessions.map((session) =>
    openSession(session, settings, true, {
      deliver: () => undefined,
      tell: (note, text) => notes.push(`${note} ${text}`),
      closed: () => undefined,
    }),
  );
  const link = findLink(links, 'FIX.4.4', 'DESK', 'SMARS');
  if (typeof link === 'string') return link;
  const { session, store } = link;
  session.connect(BELL_MS);
  session.tick(BELL_MS + 5000);
  const head = `35=A|49=DESK|56=SMARS|34=1|52=${timeText(BELL_MS + 5000)}|`;
  session.receive(wholeMessage(head + logon, 'FIX.4.4'), BELL_MS + 5000);
  const heard = shownMessages(session.output.bytes.slice(0, session.output.position));
  store.flush();
  const isKept = existsSync(join(folder.path, 'desk.store'));
  rmSync(join(folder.path, 'desk.store'), { force: true });
  return { heard, notes, isKept };
}

const store = join(folder.path, 'desk.store');
const desk = { targetCompId: 'DESK', version: '4.4' };
const withUser = { ...desk, username: 'me', password: 'secret' };

/** By field that both files have: two files, of which each must give another entry. */
const ENTRY: Record<string, [before: Json, after: Json, logon?: string]> = {
  senderCompId: [{ sessions: [desk] }, { senderCompId: 'OTHER', sessions: [desk] }],
  logonSeconds: [{ sessions: [desk] }, { logonSeconds: 4, sessions: [desk] }],
  'sessions.*.targetCompId': [
    { sessions: [desk] },
    { sessions: [{ ...desk, targetCompId: 'ELSE' }] },
  ],
  'sessions.*.version': [{ sessions: [desk] }, { sessions: [{ ...desk, version: '4.2' }] }],
  'sessions.*.store': [{ sessions: [desk] }, { sessions: [{ ...desk, store }] }],
  'sessions.*.username': [
    { sessions: [withUser] },
    { sessions: [{ ...withUser, username: 'you' }] },
    '98=0|108=30|553=me|554=secret|',
  ],
  'sessions.*.password': [
    { sessions: [withUser] },
    { sessions: [{ ...withUser, password: 'word' }] },
    '98=0|108=30|553=me|554=secret|',
  ],
};

describe.each([
  ['gateway', GATEWAY],
  ['venue', VENUE],
] as const)('a file of a %s', (_, form) => {
  const settingsOf = (file: Json): EntrySessions =>
    parseForm<EntrySessions>(form as never, JSON.stringify(file), 'test').value;

  test.each(Object.keys(ENTRY))('%s acts', (path) => {
    const [before, after, logon] = ENTRY[path]!;
    expect(entryOf(settingsOf(after), logon)).not.toEqual(entryOf(settingsOf(before), logon));
  });

  test('connectionsMax acts', async () => {
    const turned = [];
    for (const connectionsMax of [1, 2]) {
      const settings = settingsOf({ connectionsMax, sessions: [desk] });
      const acceptor = new Acceptor({ ...settings, host: '127.0.0.1', port: 0 }, [], () => 'none');
      const port = await acceptor.listen();
      const clients = ['A', 'B'].map((name) => new Dialled(port, { version: '4.4', name }));
      const { counts } = acceptor;
      while (counts.accepted + counts.turnedAway < 2)
        await new Promise((resolve) => setTimeout(resolve, 2));
      turned.push(counts.turnedAway);
      for (const client of clients) client.end();
      await acceptor.close();
    }
    expect(turned).toEqual([1, 0]);
  });
});

test('metrics acts: it is where the command serves them, unless the flag says where', () => {
  const text = JSON.stringify({ metrics: ':9464', sessions: [desk] });
  const { metrics } = parseForm(GATEWAY, text, 'test').value;
  expect(parseForm(VENUE, text, 'test').value.metrics).toBe(metrics);
  expect(readMetricsPlace({}, metrics)).toMatchObject({ host: '127.0.0.1', port: 9464 });
  expect(readMetricsPlace({ metrics: ':9465' }, metrics)).toMatchObject({ port: 9465 });
});

/** What the clients of a gateway and its servers see of a morning. */
function gatewayMorning(file: Json): unknown {
  const { sessions, retailTag } = parseForm(GATEWAY, JSON.stringify(file), 'test').value;
  const floor = new Floor(retailTag);
  const [first, second] = sessions.map(({ version, ...own }) => floor.client(version, own));
  const { gateway } = floor;
  floor.order(first!, 'A', '40=2|44=20|5001=Y');
  floor.order(first!, 'B', '40=2|44=20|1=DESK');
  for (const id of [0, 1]) gateway.sent(id);
  gateway.filled(0, 100, 200_000, 0);
  gateway.disconnected(first!, floor.nowMs);
  gateway.ended(1, 1);
  return [floor.asked, floor.heard(first!), floor.heard(second!)];
}

const two = [desk, { targetCompId: 'COPY', version: '4.4' }];
const changed = (own: Json, place = 0): Json => ({
  sessions: two.map((each, n) => (n === place ? { ...each, ...own } : each)),
});
const GATEWAY_FIELDS: Record<string, Json> = {
  retailTag: { retailTag: 5002, sessions: two },
  'sessions.*.server': changed({ server: 2 }),
  'sessions.*.account': changed({ account: 'FUND' }),
  'sessions.*.dropCopy': changed({ dropCopy: true }, 1),
  'sessions.*.cancelOnDisconnect': changed({ cancelOnDisconnect: true }),
  'sessions.*.openMax': changed({ openMax: 1 }),
};

describe('a file of a gateway', () => {
  test.each(Object.keys(GATEWAY_FIELDS))('%s acts', (path) => {
    expect(gatewayMorning(GATEWAY_FIELDS[path]!)).not.toEqual(gatewayMorning({ sessions: two }));
  });

  test('has no field that no case tries', () => {
    const tried = [
      ...Object.keys(ENTRY),
      ...Object.keys(GATEWAY_FIELDS),
      'connectionsMax',
      'metrics',
    ];
    expect(new Set(leavesOf(gatewayJsonSchema()))).toEqual(new Set([...tried, '$schema']));
  });
});

/** What the members of a venue see of a morning. */
function venueMorning(file: Json): unknown {
  const { sessions, ...settings } = parseForm(VENUE, JSON.stringify(file), 'test').value;
  const floor = new VenueFloor(settings as Partial<VenueSettings>, sessions);
  const [a, b] = floor.clients;
  const drops: boolean[] = [];
  const seen: unknown[] = [];
  for (let n = 0; n < 12; n++) {
    floor.order(a!, `A${n}`, 'buy 10 20');
    drops.push(a!.isDropped);
    if (n % 2 === 1) floor.order(b!, `B${n}`, 'sell 10 19.99');
    if (n === 6) floor.order(a!, 'OWN', 'sell 5 20');
    if (n === 8) floor.order(a!, 'TAKE', 'buy 900');
    const what = `21=1|54=1|60=${timeText(floor.nowMs)}|38=60|40=2|44=5`;
    floor.send(b!, 'D', `11=X${n}|${what.replace('21=1|', '21=1|55=ZZZ|')}`);
    floor.send(b!, 'D', `11=I${n}|${what.replace('21=1|', '21=1|55=IBM|')}`);
    floor.wait(1000);
    const { trouble } = a!.member.outbox;
    seen.push([trouble.bytesPerSecond(n), trouble.pausedSeconds(n)]);
  }
  floor.venue.disconnected(a!.member, floor.nowMs);
  floor.carry();
  const books = Array.from(floor.venue.listing.books, ({ counts }) => counts);
  const delays = floor.reports.map(({ delayMs }) => delayMs);
  return [drops, seen, delays, a!.all, b!.all, books];
}

const members = [
  { targetCompId: 'A', version: '4.4' },
  { targetCompId: 'B', version: '4.4' },
];
const plain = { background: false, sessions: members };
const member = (own: Json): Json => ({
  ...plain,
  sessions: members.map((each, n) => (n === 0 ? { ...each, ...own } : each)),
});
const halt = { atSeconds: 3, forSeconds: 3 };
const others = (own: Json): Json => ({ sessions: members, background: own });
const troubled = (kind: string, own: Json): Json => ({ ...plain, trouble: [{ kind, ...own }] });
const late = { minMs: 100, maxMs: 300 };
const pause = { forSeconds: 1, everySeconds: 4 };

/** By field: a file with another value, and the file to compare it with, by default a plain one. */
const VENUE_FIELDS: Record<string, [after: Json, before?: Json]> = {
  'sessions.*.cancelOnDisconnect': [member({ cancelOnDisconnect: true })],
  'sessions.*.openMax': [member({ openMax: 1 })],
  'sessions.*.selfTrade': [member({ selfTrade: 'cancel-newest' })],
  anySymbol: [{ ...plain, anySymbol: true }],
  bookOrders: [{ ...plain, bookOrders: 2 }],
  books: [{ ...plain, books: 1 }],
  openingSeconds: [{ ...plain, openingSeconds: 3 }],
  'halts.*.atSeconds': [
    { ...plain, halts: [{ ...halt, atSeconds: 5 }] },
    { ...plain, halts: [halt] },
  ],
  'halts.*.forSeconds': [
    { ...plain, halts: [{ ...halt, forSeconds: 5 }] },
    { ...plain, halts: [halt] },
  ],
  'halts.*.symbol': [
    { ...plain, halts: [{ ...halt, symbol: 'IBM' }] },
    { ...plain, halts: [halt] },
  ],
  'halts.*.kind': [
    { ...plain, halts: [{ ...halt, kind: 'auction' }] },
    { ...plain, halts: [halt] },
  ],
  background: [{ sessions: members }],
  'background.limitsPerSecond': [others({ limitsPerSecond: 30 }), others({})],
  'background.marketsPerSecond': [others({ marketsPerSecond: 5 }), others({})],
  'background.restingOrders': [others({ restingOrders: 10 }), others({})],
  'background.depthCents': [others({ depthCents: 50 }), others({})],
  'background.lotShares': [others({ lotShares: 7 }), others({})],
  'background.meanLots': [others({ meanLots: 20 }), others({})],
  'background.leanCents': [others({ leanCents: 0.1 }), others({})],
  seed: [{ ...troubled('lose', { share: 0.3 }), seed: 9 }, troubled('lose', { share: 0.3 })],
};
/** By kind of trouble: what it needs, and another value of each of its own fields. */
const TROUBLES: Record<string, [needs: Json, others: Json]> = {
  late: [late, { minMs: 290, maxMs: 2000, share: 0.3 }],
  reject: [
    {},
    { share: 0.3, symbol: 'IBM', side: 'sell', quantityAbove: 50, code: 3, text: 'reason=other' },
  ],
  silent: [{}, {}],
  slow: [{ bytesPerSecond: 100 }, { bytesPerSecond: 200 }],
  pause: [pause, { forSeconds: 2, everySeconds: 5 }],
  drop: [{ everyMessages: 3 }, { everyMessages: 4 }],
  double: [{}, { share: 0.3, possResend: true }],
  lose: [{}, { share: 0.3 }],
  gap: [{}, { share: 0.3, width: 3 }],
};
const SOME_TIME = { sessions: ['B'], fromSeconds: 4, untilSeconds: 8 };

for (const [kind, [needs, own]] of Object.entries(TROUBLES)) {
  VENUE_FIELDS[`trouble.${kind}.kind`] = [troubled(kind, needs)];
  for (const [field, value] of Object.entries({ ...own, ...SOME_TIME }))
    VENUE_FIELDS[`trouble.${kind}.${field}`] = [
      troubled(kind, { ...needs, [field]: value }),
      troubled(kind, needs),
    ];
}
/** The command makes its listing of these; `venue.deep.test.ts` trades a stock of a file. */
const LISTED = ['stocks.*.symbol', 'stocks.*.priceDollars'];
/** `venue/recorded-others.test.ts` and `venue/run.test.ts` play recorded stocks. */
const RECORDED = ['file', 'format', 'stock', 'from', 'speed'].map(
  (name) => `stocks.*.recording.${name}`,
);

describe('a file of a venue', () => {
  test.each(Object.keys(VENUE_FIELDS))('%s acts', (path) => {
    const [after, before = plain] = VENUE_FIELDS[path]!;
    expect(venueMorning(after)).not.toEqual(venueMorning(before));
  });

  test('has no field that no case tries', () => {
    const tried = [
      ...Object.keys(ENTRY),
      ...Object.keys(VENUE_FIELDS),
      'connectionsMax',
      'metrics',
    ];
    const fields = leavesOf(venueJsonSchema());
    expect(new Set(fields)).toEqual(new Set([...tried, ...LISTED, ...RECORDED, '$schema']));
  });
});
