import { expect, test } from 'vitest';
import { InputError } from '../../src/base/input-error.js';
import { startVenue } from '../../src/embed/venues.js';
import { Dialled } from '../support/fix-dial.js';
import { timeText } from '../support/fix-talk.js';

const DESK = {
  sessions: [{ targetCompId: 'DESK' }],
  stocks: [{ symbol: 'GT', priceDollars: 11 }],
};

test('a venue of the library takes a client’s orders, and counts them', async () => {
  const told: string[] = [];
  const venue = await startVenue(DESK, { tell: (text) => told.push(text) });
  const client = new Dialled(venue.port, { version: '4.4', name: 'DESK' });
  await client.until(() => client.session.isActive);
  expect(venue.connected).toBe(1);
  const time = timeText(Date.now());
  client.send('D', `11=A|55=GT|54=1|60=${time}|38=100|40=2|44=1`);
  client.send('D', `11=B|55=NONE|54=1|60=${time}|38=100|40=2|44=1`);
  await client.until(() => client.heard.length === 2);
  const [desk] = venue.sessions();
  expect(desk).toMatchObject({
    targetCompId: 'DESK',
    orders: 2,
    accepted: 1,
    rejected: 1,
    open: 1,
  });
  expect(await venue.stop()).toBeGreaterThan(0);
  expect(told.some((text) => text.startsWith('DESK: logon'))).toBe(true);
});

test('a venue ends with its signal', async () => {
  const ending = new AbortController();
  const venue = await startVenue(undefined, { signal: ending.signal });
  expect(venue.sessions().map(({ targetCompId }) => targetCompId)).toEqual([
    'CLIENT42',
    'CLIENT44',
  ]);
  ending.abort();
  await venue.ended;
});

test('wrong settings and options are refused before it listens', async () => {
  const wrong = { sessions: [{ targetCompId: 'SMARS' }] };
  await expect(startVenue(wrong)).rejects.toThrow(InputError);
  await expect(startVenue(DESK, { port: 70_000 })).rejects.toThrow(
    'startVenue: options: port: is 70000; must be a whole number from 0 to 65,535',
  );
  await expect(startVenue({ ...DESK, metrics: ':9464' } as never)).rejects.toThrow(
    "startVenue: settings: metrics: is ':9464'; only the command serves metrics",
  );
});
