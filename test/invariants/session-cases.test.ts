import { describe, expect, test } from 'vitest';
import { LogStore } from '../../src/fix/log-store.js';
import type { FixVersion } from '../../src/fix/tables.js';
import { FileInMemory } from '../support/fix-file.js';
import { orderBody, Talk, timeText, wholeMessage } from '../support/fix-talk.js';

/**
 * Whole scenarios of FIX Volume 2, "Session-level test cases", in our words and on virtual time,
 * each with its number: those that no single answer shows.
 */

const VERSIONS: FixVersion[] = ['4.2', '4.4'];

describe.each(VERSIONS)('FIX %s', (version) => {
  const on = () => new Talk(version).begin();
  const fields = (talk: Talk, sequence: number, id: string): string =>
    `35=D|49=DESK|56=SMARS|34=${sequence}|52=${timeText(talk.nowMs)}|${orderBody(id)}`;
  const withSum = (bytes: Uint8Array, sum: string): Uint8Array => {
    const changed = bytes.slice();
    changed.set(Buffer.from(sum, 'latin1'), changed.length - 4);
    return changed;
  };

  test('3: takes a right trailer, and ignores a message with a wrong sum or none', () => {
    const talk = on();
    talk.hearBytes(wholeMessage(fields(talk, 2, 'A'), talk.beginString));
    const next = wholeMessage(fields(talk, 3, 'B'), talk.beginString);
    const text = Buffer.from(next).toString('latin1');
    const sum = Number(text.slice(-4, -1));
    const wrong = [
      withSum(next, `${(sum + 1) % 256}`.padStart(3, '0')),
      withSum(next, 'abc'),
      // The sum is no last field: its length of three digits is not kept.
      Uint8Array.from(Buffer.from(`${text.slice(0, -7)}10=${sum}0\x01`, 'latin1')),
    ];
    for (const bytes of wrong) talk.hearBytes(bytes);
    expect([talk.delivered, talk.said(), talk.ended]).toEqual([['A'], [], undefined]);
    expect(talk.notes.map(([note]) => note)).toContain('garbled');
    // The number is still free: the same message with the right sum takes it.
    expect(talk.store.nextTarget).toBe(3);
    expect(talk.hearBytes(next).delivered).toEqual(['A', 'B']);
  });

  test('5: takes Heartbeats, of whatever TestReqID, without an answer', () => {
    const talk = on().hear(2, '0').hear(3, '0', '112=ASKED BY NOBODY|');
    expect([talk.said(), talk.ended, talk.store.nextTarget]).toEqual([[], undefined, 4]);
    // A Heartbeat is a sign of life: none is asked for.
    for (let sequence = 4; sequence < 10; sequence++) talk.wait(29).hear(sequence, '0');
    expect(talk.said().filter((message) => message.startsWith('1 '))).toEqual([]);
  });

  test('8: resends all that is asked for in order, each once, and fills what is not resent', () => {
    const talk = on();
    for (const id of ['A', 'B', 'C']) talk.order(id);
    talk.wait(30).order('D');
    talk.said();
    talk.hear(2, '2', '7=1|16=0|');
    const said = talk.said();
    expect(said.map((message) => message.replace(/ (?:21|55|54|60|38|40|122)=\S+/g, ''))).toEqual([
      '4 34=1 43=Y 123=Y 36=2',
      'D 34=2 43=Y 11=A',
      'D 34=3 43=Y 11=B',
      'D 34=4 43=Y 11=C',
      '4 34=5 43=Y 123=Y 36=6',
      'D 34=6 43=Y 11=D',
    ]);
    // What follows goes on behind it.
    expect(talk.order('E')).toBe(7);
  });

  test('9: a peer that lost its numbers comes back by a SequenceReset, or by 141=Y', () => {
    const talk = on().hear(2, 'D', orderBody('A'));
    const { session } = talk;
    talk.hear(3, '4', '36=100|');
    expect([talk.store.nextTarget, talk.said(), session.isActive]).toEqual([100, [], true]);
    expect(talk.hear(100, 'D', orderBody('B')).delivered).toEqual(['A', 'B']);
    // It has begun again at 1, which is too low; the Logon that resets brings both sides to 1.
    talk.hear(1, '0');
    expect(talk.ended).toContain('too low');
    talk.said();
    talk.connect().hear(1, 'A', '98=0|108=30|141=Y|');
    expect(talk.said()).toEqual(['A 34=1 98=0 108=30 141=Y']);
    expect([talk.store.nextSender, talk.store.nextTarget]).toEqual([2, 2]);
    expect(talk.hear(2, 'D', orderBody('C')).delivered).toEqual(['A', 'B', 'C']);
  });

  test('16: queues what is sent while the peer is away, and delivers it when it asks', () => {
    const talk = new Talk(version, {}, new LogStore(new FileInMemory())).begin();
    talk.order('A');
    talk.said();
    talk.session.disconnect(talk.nowMs);
    talk.order('B');
    talk.order('C');
    expect(talk.said()).toEqual([]);
    talk.nowMs += 5000;
    talk.connect().hear(2, 'A', '98=0|108=30|');
    expect(talk.said()).toEqual(['A 34=5 98=0 108=30']);
    talk.hear(3, '2', '7=3|16=0|');
    const ids = talk.said().map((message) => / 11=(\w)/.exec(message)?.[1] ?? message);
    expect(ids).toEqual(['B', 'C', expect.stringMatching(/^4 34=5 43=Y .*123=Y 36=6$/)]);
  });

  test('16: while it waits for a resend, what it sends itself goes out as always', () => {
    const talk = on().hear(4, 'D', orderBody('C'));
    expect(talk.said()).toEqual(['2 34=2 7=2 16=0']);
    expect(talk.order('OWN')).toBe(3);
    expect(talk.said()).toHaveLength(1);
    const again = `43=Y|122=${timeText(talk.nowMs)}|`;
    talk.hear(2, 'D', orderBody('A'), again).hear(3, 'D', orderBody('B'), again);
    expect(talk.delivered).toEqual(['A', 'B', 'C']);
  });
});
