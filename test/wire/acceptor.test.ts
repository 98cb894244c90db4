import { connect, type Socket } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import type { SessionSettings } from '../../src/fix/settings.js';
import { MemoryStore } from '../../src/fix/store.js';
import { textOf } from '../../src/fix/values.js';
import { Acceptor, type AcceptorOptions } from '../../src/wire/acceptor.js';
import { Link } from '../../src/wire/link.js';
import { bytesOf, orderBody, shownMessages, timeText, wholeMessage } from '../support/fix-talk.js';

const SETTINGS: SessionSettings = {
  version: '4.2',
  role: 'acceptor',
  senderCompId: 'SMARS',
  targetCompId: 'DESK',
  resetOnLogon: true,
};

const ending: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of ending.splice(0)) await end();
});

/** An acceptor with one session; what it delivers is collected, and answered by `answer`. */
async function listen(options: Partial<AcceptorOptions> = {}, answer?: (link: Link) => void) {
  const delivered: string[] = [];
  const notes: string[] = [];
  const link: Link = new Link(SETTINGS, new MemoryStore(), {
    deliver: (message) => {
      delivered.push(textOf(message, 11)!);
      answer?.(link);
    },
    tell: (note, text) => notes.push(`${note}: ${text}`),
    closed: () => notes.push('closed'),
  });
  const given = { host: '127.0.0.1', port: 0, connectionsMax: 3, logonSeconds: 5, ...options };
  const acceptor = new Acceptor(given, [link], (beginString, sender) => {
    if (sender !== 'DESK' || beginString !== 'FIX.4.2') return 'unknown session';
    return link.isConnected ? 'the session is connected already' : link;
  });
  const port = await acceptor.listen();
  ending.push(() => acceptor.close());
  return { acceptor, link, port, delivered, notes };
}

/** A raw peer: what it has read, and a promise of a state of it. */
const dial = (port: number) => peerOf(connect(port, '127.0.0.1'));

function peerOf(socket: Socket) {
  const chunks: Buffer[] = [];
  let isClosed = false;
  socket.on('data', (bytes) => chunks.push(bytes));
  socket.on('error', () => undefined);
  socket.on('close', () => {
    isClosed = true;
  });
  ending.push(() => socket.destroy());
  return {
    socket,
    say: (sequence: number, type: string, body = '', sender = 'DESK') => {
      const head = `35=${type}|49=${sender}|56=SMARS|34=${sequence}|52=${timeText(Date.now())}|`;
      return socket.write(wholeMessage(head + body));
    },
    heard: () => shownMessages(Buffer.concat(chunks)),
    closed: () => until(() => isClosed),
  };
}

async function until(isTrue: () => boolean): Promise<void> {
  while (!isTrue()) await new Promise((resolve) => setTimeout(resolve, 2));
}

describe('an acceptor', () => {
  test('gives a connection to the session of its Logon, with what came behind it', async () => {
    const { port, delivered, notes } = await listen();
    const peer = dial(port);
    peer.say(1, 'A', '98=0|108=30|');
    peer.say(2, 'D', orderBody('A'));
    peer.say(3, '1', '112=x|');
    await until(() => peer.heard().length === 2);
    expect(peer.heard()).toEqual(['A 34=1 98=0 108=30', '0 34=2 112=x']);
    expect(delivered).toEqual(['A']);
    peer.say(4, '5');
    await peer.closed();
    expect(peer.heard().at(-1)).toBe('5 34=3');
    await until(() => notes.includes('closed'));
    const again = dial(port);
    again.say(1, 'A', '98=0|108=30|');
    await until(() => again.heard().length === 1);
  });

  test('answers a Logon of no session, or of one that is there, by a Logout alone', async () => {
    const { port, acceptor } = await listen();
    const stranger = dial(port);
    stranger.say(1, 'A', '98=0|108=30|', 'NOBODY');
    await stranger.closed();
    expect(stranger.heard()).toEqual(['5 34=1 58=unknown session']);
    const first = dial(port);
    first.say(1, 'A', '98=0|108=30|');
    await until(() => first.heard().length === 1);
    const second = dial(port);
    second.say(1, 'A', '98=0|108=30|');
    await second.closed();
    expect(second.heard()).toEqual(['5 34=1 58=the session is connected already']);
    expect(acceptor.counts).toMatchObject({ accepted: 3, unknown: 2 });
  });

  test('takes the next Logon although the peer has not closed its last connection', async () => {
    const { port, link, notes } = await listen();
    const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true });
    ending.push(() => socket.destroy());
    const first = peerOf(socket);
    first.say(1, 'A', '98=0|108=30|');
    await until(() => first.heard().length === 1);
    first.say(2, '5');
    await until(() => notes.at(-1) === 'closed');
    expect([first.heard().at(-1), link.isConnected, link.isLeaving]).toEqual([
      '5 34=2',
      false,
      true,
    ]);
    const next = dial(port);
    next.say(1, 'A', '98=0|108=30|');
    await until(() => next.heard().length === 1);
    socket.destroy();
    await until(() => !link.isLeaving);
    expect([next.heard(), link.isConnected]).toEqual([['A 34=1 98=0 108=30'], true]);
  });

  test('cuts off who says nothing, something else, or too much, without a byte', async () => {
    const { port, acceptor } = await listen({ logonSeconds: 0.1 });
    const silent = dial(port);
    await silent.closed();
    const other = dial(port);
    other.socket.write('GET / HTTP/1.1\r\n\r\n');
    await other.closed();
    const order = dial(port);
    order.say(1, 'D', orderBody('A'));
    await order.closed();
    const endless = dial(port);
    endless.socket.write(bytesOf(`8=FIX.4.2|9=4000|35=A|58=${'x'.repeat(20_000)}`));
    await endless.closed();
    expect([silent, other, order, endless].map((peer) => peer.heard())).toEqual([[], [], [], []]);
    expect(acceptor.counts.silent).toBe(4);
  });

  test('turns connections above its limit away', async () => {
    const { port, acceptor } = await listen({ connectionsMax: 1 });
    const first = dial(port);
    await until(() => acceptor.counts.accepted === 1);
    await dial(port).closed();
    expect(acceptor.counts.turnedAway).toBe(1);
    first.say(1, 'A', '98=0|108=30|');
    await until(() => first.heard().length === 1);
  });

  test('cuts off a peer that does not read what others cause, and keeps its messages', async () => {
    const { port, link, notes } = await listen();
    const peer = dial(port);
    peer.say(1, 'A', '98=0|108=30|');
    await until(() => peer.heard().length === 1);
    peer.socket.pause();
    while (link.slowCuts === 0) {
      report(link, 64, 16_000);
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
    expect(notes.some((note) => note.includes('bytes unread: cut off'))).toBe(true);
    await until(() => !link.isConnected);
  });

  test('reads no more from a peer that does not read its answers, until it does', async () => {
    // More than the machine's buffers hold; what one read brings is answered by less than 8 MB.
    const orders = 2000;
    const { port, link, delivered } = await listen({}, (own) => report(own, 1, 8000));
    const peer = dial(port);
    peer.say(1, 'A', '98=0|108=30|');
    await until(() => peer.heard().length === 1);
    peer.socket.pause();
    for (let sequence = 2; sequence < orders + 2; sequence++)
      peer.say(sequence, 'D', orderBody(`${sequence}`));
    await until(() => delivered.length > 0);
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(delivered.length).toBeLessThan(orders);
    peer.socket.resume();
    await until(() => delivered.length === orders || !link.isConnected);
    expect([delivered.length, link.slowCuts]).toEqual([orders, 0]);
  });
});

/** Sends so many messages of a length. */
function report(link: Link, messages: number, bytes: number): void {
  for (let n = 0; n < messages; n++) {
    const writer = link.session.begin('8');
    writer.text(58, 'x'.repeat(bytes));
    link.session.commit();
  }
  link.flush();
}
