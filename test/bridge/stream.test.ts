import { once } from 'node:events';
import { createServer, get, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setImmediate as turn } from 'node:timers/promises';
import { afterEach, expect, test } from 'vitest';
import { lastEventId, pushStream, type Stream } from '../../src/bridge/stream.js';
import type { Message } from '../../src/drill/drill.js';

const server = createServer();
const calls: IncomingMessage[] = [];
afterEach(() => {
  for (const call of calls.splice(0)) call.destroy();
  server.closeAllConnections();
  server.close();
});

/** Opens a stream over a socket; the reader's end does not read yet. */
async function openStream(): Promise<{ stream: Stream; reader: IncomingMessage }> {
  const { port } = server.address() as AddressInfo;
  const asked = once(server, 'request') as Promise<[IncomingMessage, ServerResponse]>;
  const call = get({ port, host: '127.0.0.1', agent: false });
  const [, response] = await asked;
  response.writeHead(200, { 'Content-Type': 'text/event-stream' });
  response.flushHeaders();
  const [reader] = (await once(call, 'response')) as [IncomingMessage];
  calls.push(reader);
  return { stream: { response, sent: 0 }, reader };
}

/** A message, as a drill tells it. */
const messageOf = (n: number): Message => ({
  id: n + 1,
  seconds: n,
  kind: 'call',
  from: 'telephone',
  text: `message ${n}`,
});

test('a page that does not read loses frames and no message, and costs no memory', async () => {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const told: Message[] = [];
  const slow = await openStream();
  const quick = await openStream();
  let quickText = '';
  quick.reader.setEncoding('utf8').on('data', (text: string) => (quickText += text));
  const frame = { filling: 'x'.repeat(16_384) };
  let drawn = 0;
  let dropped = 0;
  // Some hundred frames more than the system's buffers of a socket take.
  for (let n = 0; dropped < 300; n++) {
    expect(n, 'frames that no page reads').toBeLessThan(5000);
    if (n % 10 === 0) told.push(messageOf(told.length));
    const before = drawn;
    pushStream(slow.stream, told, () => ({ n, ...frame, drawn: ++drawn }));
    if (drawn === before) dropped++;
    pushStream(quick.stream, told, () => ({ n }));
    await turn();
  }
  expect(slow.stream.sent).toBeLessThan(told.length);
  expect(slow.stream.response.writableLength).toBeLessThan(4 * frame.filling.length);

  let slowText = '';
  slow.reader.setEncoding('utf8').on('data', (text: string) => (slowText += text));
  const isThere = (text: string): boolean => text.includes(`"id":${told.length},`);
  while (!isThere(slowText) || !isThere(quickText)) {
    pushStream(slow.stream, told, () => 'now');
    pushStream(quick.stream, told, () => 'now');
    await turn();
  }
  const ids = (text: string): number[] => [...text.matchAll(/^id: (\d+)$/gm)].map(([, id]) => +id!);
  expect(ids(slowText)).toEqual(told.map(({ id }) => id));
  expect(ids(quickText)).toEqual(ids(slowText));
  const frames = (text: string): number => text.match(/^event: frame$/gm)!.length;
  expect(frames(slowText)).toBeLessThan(frames(quickText));
});

test.each([
  [undefined, 0],
  ['3', 3],
  ['4', 0],
  ['-1', 0],
  ['1.5', 0],
  ['x', 0],
])('a page that had %s last goes on after event %i of three', (header, id) => {
  expect(lastEventId(header, 3)).toBe(id);
});
