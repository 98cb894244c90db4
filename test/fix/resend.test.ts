import { describe, expect, test } from 'vitest';
import { LogStore } from '../../src/fix/log-store.js';
import type { FixVersion } from '../../src/fix/tables.js';
import { FileInMemory } from '../support/fix-file.js';
import { orderBody, Talk, timeText } from '../support/fix-talk.js';

/** Case 8 and 10 of FIX Volume 2, and what other engines found missing in their tests. */

const VERSIONS: FixVersion[] = ['4.2', '4.4'];
/** Messages without what two sendings of one order share. */
const short = (messages: string[]): string[] =>
  messages.map((message) => message.replace(/ 21=1.*/, ''));

describe.each(VERSIONS)('FIX %s, what the peer asks for', (version) => {
  const on = () => new Talk(version).begin();
  /** 1 Logon, 2 and 3 orders, 4 a Heartbeat, 5 an order, 6 a Heartbeat. */
  const busy = () => {
    const talk = on();
    talk.order('A');
    talk.order('B');
    talk.hear(2, '1', '112=x|');
    talk.order('C');
    talk.hear(3, '1', '112=y|');
    talk.said();
    talk.nowMs += 5000;
    return talk;
  };
  const first = timeText(new Talk(version).nowMs);

  test('comes again as possible duplicates, with gap fills for administrative messages', () => {
    const talk = busy().hear(4, '2', '7=1|16=0|');
    const now = timeText(talk.nowMs);
    expect(short(talk.said())).toEqual([
      `4 34=1 43=Y 122=${now} 123=Y 36=2`,
      `D 34=2 43=Y 122=${first} 11=A`,
      `D 34=3 43=Y 122=${first} 11=B`,
      `4 34=4 43=Y 122=${now} 123=Y 36=5`,
      `D 34=5 43=Y 122=${first} 11=C`,
      `4 34=6 43=Y 122=${now} 123=Y 36=7`,
    ]);
    expect(talk.store.nextSender).toBe(7);
  });

  test.each([
    ['one message', '7=3|16=3|', ['D 34=3']],
    ['a part', '7=2|16=3|', ['D 34=2', 'D 34=3']],
    ['only administrative ones at the end', '7=6|16=0|', ['4 34=6']],
    ['more than there is', '7=5|16=999999|', ['D 34=5', '4 34=6']],
  ])('may be %s', (_, asked, expected) => {
    const said = busy().hear(4, '2', asked).said();
    expect(said.map((message) => message.split(' ').slice(0, 2).join(' '))).toEqual(expected);
  });

  test.each([
    ['7=0|16=0|', 7],
    ['7=7|16=0|', 7],
    ['7=4|16=2|', 16],
  ])('is rejected when there is none such: %s', (asked, tag) => {
    const talk = busy().hear(4, '2', asked);
    expect(talk.said()).toEqual([
      `3 34=7 45=4 371=${tag} 372=2 373=5 58=Value is incorrect (out of range) for this tag`,
    ]);
    expect(talk.store.nextTarget).toBe(5);
  });

  test('is sent before this side asks for what it lacks itself', () => {
    const talk = busy().hear(9, '2', '7=5|16=0|');
    expect(short(talk.said()).map((message) => message.slice(0, 6))).toEqual([
      'D 34=5',
      '4 34=6',
      '2 34=7',
    ]);
    const fill = `43=Y|122=${timeText(talk.nowMs)}|`;
    talk.hear(4, '4', '123=Y|36=9|', fill).hear(10, 'D', orderBody('Z'));
    expect([talk.said(), talk.delivered]).toEqual([[], ['Z']]);
  });

  test('is kept while the peer is away, and comes when it asks', () => {
    const talk = new Talk(version, {}, new LogStore(new FileInMemory())).begin();
    talk.session.disconnect(talk.nowMs);
    talk.order('A');
    talk.order('B');
    expect(talk.said()).toEqual([]);
    talk.connect().hear(2, 'A', '98=0|108=30|').hear(3, '2', '7=2|16=0|');
    expect(short(talk.said()).map((message) => message.slice(0, 6))).toEqual([
      'A 34=4',
      'D 34=2',
      'D 34=3',
      '4 34=4',
    ]);
  });

  test('pauses while the output is full; what comes up meanwhile follows as new', () => {
    const talk = on();
    for (let n = 0; n < 4000; n++) talk.order(`${n}`);
    talk.said();
    talk.hear(2, '2', '7=1|16=0|').hear(3, 'D', orderBody('LATER'));
    const all: string[] = [];
    for (let turn = 0; talk.session.isBusy; turn++) {
      expect(talk.session.output.position).toBeLessThan(2 ** 18 + 2 ** 10);
      all.push(...talk.said());
      if (turn === 0) talk.order('LIVE');
      expect(talk.delivered).toEqual([]);
      talk.session.pump(talk.nowMs);
    }
    all.push(...talk.said());
    const sequences = all.map((message) => Number(/34=(\d+)/.exec(message)![1]));
    expect(sequences).toEqual(Array.from({ length: 4002 }, (_, n) => n + 1));
    expect(all.at(-1)).toMatch(/^D 34=4002 11=LIVE/);
    expect(all.at(-2)).toContain('43=Y');
    expect(talk.delivered).toEqual(['LATER']);
  });
});

describe.each(VERSIONS)('FIX %s, what this side lacks', (version) => {
  const settings = { resendChunk: 3 };

  test('is asked for once, however many messages come above the hole', () => {
    const talk = new Talk(version).begin();
    for (let sequence = 5; sequence < 20; sequence++) talk.hear(sequence, '0');
    expect(talk.said()).toEqual(['2 34=2 7=2 16=0']);
    talk.hear(2, '4', '123=Y|36=5|', '43=Y|');
    expect(talk.store.nextTarget).toBe(20);
  });

  test('is asked for in pieces when the session says so', () => {
    const talk = new Talk(version, settings).begin().hear(7, 'D', orderBody('F'));
    const again = `43=Y|122=${timeText(talk.nowMs)}|`;
    expect(talk.said()).toEqual(['2 34=2 7=2 16=4']);
    for (const [n, id] of ['A', 'B', 'C'].entries()) talk.hear(2 + n, 'D', orderBody(id), again);
    expect(talk.said()).toEqual(['2 34=3 7=5 16=6']);
    talk.hear(5, 'D', orderBody('D'), again).hear(6, 'D', orderBody('E'), again);
    expect(talk.delivered).toEqual(['A', 'B', 'C', 'D', 'E', 'F']);
  });

  test('ends the connection when it never comes', () => {
    const talk = new Talk(version, { resendSeconds: 5 }).begin().hear(5, '0').wait(5);
    expect(talk.ended).toBe('message 2 was not sent again within 5 s');
  });

  test('is asked for again when more came above the hole than could be kept', () => {
    const talk = new Talk(version, { keptMax: 2 }).begin();
    for (let sequence = 4; sequence < 8; sequence++)
      talk.hear(sequence, 'D', orderBody(`${sequence}`));
    talk.hear(2, '4', '123=Y|36=4|', '43=Y|');
    expect([talk.delivered, talk.said()]).toEqual([['4', '5'], ['2 34=2 7=2 16=0']]);
    talk.hear(8, 'D', orderBody('8'));
    expect(talk.said()).toEqual(['2 34=3 7=6 16=0']);
    const again = `43=Y|122=${timeText(talk.nowMs)}|`;
    talk.hear(6, 'D', orderBody('6'), again).hear(7, 'D', orderBody('7'), again);
    expect(talk.delivered).toEqual(['4', '5', '6', '7', '8']);
  });

  test('10a: a gap fill moves the expected number, and clears what was kept below it', () => {
    const talk = new Talk(version).begin().hear(4, 'D', orderBody('PASSED'));
    talk.hear(2, '4', '123=Y|36=6|', '43=Y|').hear(6, 'D', orderBody('A'));
    expect([talk.delivered, talk.store.nextTarget]).toEqual([['A'], 7]);
  });

  test('10b: a gap fill to a number that is not above its own is rejected', () => {
    const talk = new Talk(version).begin().hear(2, '4', '123=Y|36=2|');
    expect(talk.said()).toEqual([
      '3 34=2 45=2 371=36 372=4 373=5 58=Value is incorrect (out of range) for this tag',
    ]);
  });

  test('10c: a gap fill below the expected number is ignored only as a possible duplicate', () => {
    const talk = new Talk(version).begin().hear(2, '0').hear(2, '4', '123=Y|36=9|', '43=Y|');
    expect([talk.store.nextTarget, talk.ended]).toEqual([3, undefined]);
    expect(talk.hear(2, '4', '123=Y|36=9|').ended).toContain('too low');
  });

  test('11: a SequenceReset that is no gap fill counts whatever its own number is', () => {
    const talk = new Talk(version).begin().hear(77, '4', '36=40|');
    expect([talk.store.nextTarget, talk.said()]).toEqual([40, []]);
    talk.hear(1, '4', '123=N|36=50|').hear(50, 'D', orderBody('A'));
    expect([talk.store.nextTarget, talk.delivered]).toEqual([51, ['A']]);
    talk.hear(3, '4', '36=9|');
    expect(talk.said()).toEqual([
      '3 34=2 45=3 371=36 372=4 373=5 58=Value is incorrect (out of range) for this tag',
    ]);
    expect(talk.store.nextTarget).toBe(51);
  });

  test('11: such a reset ends a hole, so that a ResendRequest may meet it', () => {
    const talk = new Talk(version).begin().hear(5, 'D', orderBody('KEPT'));
    talk.hear(6, '4', '36=5|').hear(6, 'D', orderBody('A'));
    expect(talk.delivered).toEqual(['KEPT', 'A']);
    talk.hear(9, 'D', orderBody('B'));
    expect(talk.said()).toEqual(['2 34=2 7=2 16=0', '2 34=3 7=7 16=0']);
  });
});

describe('NextExpectedMsgSeqNum, 4.4', () => {
  const durable = () => new LogStore(new FileInMemory());

  test('tells the peer what is lacking, and is taken for a ResendRequest', () => {
    const talk = new Talk('4.4', { nextExpected: true }, durable()).begin('98=0|108=30|789=1|');
    talk.order('A');
    talk.session.disconnect(talk.nowMs);
    talk.said();
    talk.connect().hear(4, 'A', '98=0|108=30|789=2|');
    expect(short(talk.said()).map((message) => message.slice(0, 30))).toEqual([
      'A 34=3 98=0 108=30 789=2',
      expect.stringContaining('D 34=2 43=Y'),
    ]);
    talk.hear(2, '4', '123=Y|36=4|', '43=Y|').hear(5, 'D', orderBody('B'));
    expect([talk.delivered, talk.said()]).toEqual([['B'], []]);
  });

  test('ends the connection when it is above what was sent', () => {
    const talk = new Talk('4.4', { nextExpected: true }, durable()).connect();
    talk.hear(1, 'A', '98=0|108=30|789=9|');
    expect(talk.ended).toBe('NextExpectedMsgSeqNum too high, expecting at most 1 but received 9');
  });
});

test('keeps 4 MB above a hole and no more, and asks for the rest again', () => {
  const talk = new Talk('4.4').begin();
  const long = `58=${'x'.repeat(60_000)}|`;
  for (let sequence = 3; sequence < 76; sequence++) talk.hear(sequence, '0', long);
  const again = `43=Y|122=${timeText(talk.nowMs)}|`;
  talk.said();
  talk.hear(2, '0', '', again);
  // Each is 60,086 bytes or so: 69 of them are in 4 MB.
  expect(talk.store.nextTarget).toBe(72);
});

test('refuses a Logon that expects number 0', () => {
  const talk = new Talk('4.4', { nextExpected: true }).connect();
  talk.hear(1, 'A', '98=0|108=30|789=0|');
  expect(talk.ended).toBe('NextExpectedMsgSeqNum must be at least 1');
});

test('sends a gap of 20,000 messages again in two turns, so that no peer may keep it busy', () => {
  const talk = new Talk('4.2').begin();
  talk.store.setNextSender(20_001);
  talk.hear(2, '2', '7=1|16=0|');
  expect(talk.session.isBusy).toBe(true);
  talk.session.pump(talk.nowMs);
  expect(talk.session.isBusy).toBe(false);
  expect(talk.said().map((message) => message.replace(/43.* 36/, '36'))).toEqual([
    '4 34=1 36=16385',
    '4 34=16385 36=20001',
  ]);
});
