import { describe, expect, test } from 'vitest';
import type { FixVersion } from '../../src/fix/tables.js';
import { orderBody, Talk, timeText, wholeMessage } from '../support/fix-talk.js';

/**
 * The cases of FIX Volume 2, "Session-level test cases", in our words and on virtual time. Titles
 * begin with the number of the case. Resends are in resend.test.ts, faults of fields in
 * validate.test.ts.
 */

const VERSIONS: FixVersion[] = ['4.2', '4.4'];
const AT = '45=2 ';

describe.each(VERSIONS)('FIX %s, an acceptor', (version) => {
  const open = () => new Talk(version).connect();
  const on = () => new Talk(version).begin();

  test('1S: answers a right Logon with its own, and takes the heartbeat of the peer', () => {
    const talk = open().hear(1, 'A', '98=0|108=17|');
    expect(talk.said()).toEqual(['A 34=1 98=0 108=17']);
    expect(talk.session.isActive).toBe(true);
    talk.wait(17);
    expect(talk.said()).toEqual(['0 34=2']);
  });

  test('1S: begins both numbers at 1 when the Logon asks for it', () => {
    const talk = open().hear(1, 'A', '98=0|108=30|141=Y|');
    expect(talk.said()).toEqual(['A 34=1 98=0 108=30 141=Y']);
    expect([talk.store.nextSender, talk.store.nextTarget]).toEqual([2, 2]);
  });

  test.each([
    [
      'a wrong name',
      (talk: Talk) => talk.hearFields(logon(talk, 'ELSE', 'SMARS')),
      'CompID problem',
    ],
    ['a wrong target', (talk: Talk) => talk.hearFields(logon(talk, 'DESK', 'X')), 'CompID problem'],
    [
      'a time two minutes off',
      (talk: Talk) => {
        const fields = logon(talk, 'DESK', 'SMARS');
        talk.nowMs += 121_000;
        talk.session.tick(talk.nowMs - 120_500);
        return talk.hearFields(fields);
      },
      'SendingTime accuracy problem',
    ],
    ['no heartbeat', (talk: Talk) => talk.hear(1, 'A', '98=0|'), 'Required tag missing: 108'],
    [
      'a negative heartbeat',
      (talk: Talk) => talk.hear(1, 'A', '98=0|108=-5|'),
      'HeartBtInt must not be negative',
    ],
    [
      'encryption',
      (talk: Talk) => talk.hear(1, 'A', '98=1|108=30|'),
      'EncryptMethod must be 0: encryption is for TLS',
    ],
    [
      'a reset with another number than 1',
      (talk: Talk) => talk.hear(3, 'A', '98=0|108=30|141=Y|'),
      'MsgSeqNum must be 1 with ResetSeqNumFlag',
    ],
  ])('1S: refuses a Logon with %s by a Logout, and ends the connection', (_, act, reason) => {
    const talk = act(open());
    expect(talk.said()).toEqual([`5 34=1 58=${reason}`]);
    expect(talk.ended).toBe(reason);
    expect(talk.delivered).toEqual([]);
  });

  test('1S: says which BeginString it expects', () => {
    const talk = open();
    talk.hearBytes(wholeMessage(logon(talk, 'DESK', 'SMARS'), 'FIX.4.0'));
    expect(talk.said()).toEqual(['5 34=1 58=Incorrect BeginString']);
    expect(talk.ended).toBe(`Incorrect BeginString: FIX.4.0 in place of FIX.${version}`);
  });

  test('1S: ends a connection whose first message is no Logon, and sends nothing', () => {
    const talk = open().hear(1, '0');
    expect(talk.said()).toEqual([]);
    expect(talk.ended).toBe('the first message was no Logon');
  });

  test('1S: ends a connection that says nothing', () => {
    const talk = open().wait(9.9);
    expect(talk.ended).toBeUndefined();
    expect(talk.wait(0.2).ended).toBe('no Logon within 10 s');
  });

  test('1S: accepts a Logon above the expected number, and asks for the rest', () => {
    const talk = open().hear(4, 'A', '98=0|108=30|');
    expect(talk.said()).toEqual(['A 34=1 98=0 108=30', '2 34=2 7=1 16=0']);
    talk.hear(1, '4', '123=Y|36=5|', '43=Y|');
    talk.hear(5, 'D', orderBody('A'));
    expect(talk.delivered).toEqual(['A']);
    expect(talk.said()).toEqual([]);
  });

  test('2a: delivers a message with the expected number', () => {
    expect(on().hear(2, 'D', orderBody('A')).hear(3, 'D', orderBody('B')).delivered).toEqual([
      'A',
      'B',
    ]);
  });

  test('2b: asks for what is missing, and delivers what came above it after that', () => {
    const talk = on().hear(4, 'D', orderBody('C')).hear(5, 'D', orderBody('D'));
    expect(talk.said()).toEqual(['2 34=2 7=2 16=0']);
    expect(talk.delivered).toEqual([]);
    const again = `43=Y|122=${timeText(talk.nowMs - 1000)}|`;
    talk.hear(2, 'D', orderBody('A'), again).hear(3, 'D', orderBody('B'), again);
    expect(talk.delivered).toEqual(['A', 'B', 'C', 'D']);
    talk.hear(4, 'D', orderBody('C'), again).hear(6, 'D', orderBody('E'));
    expect(talk.delivered).toEqual(['A', 'B', 'C', 'D', 'E']);
    expect(talk.said()).toEqual([]);
  });

  test('2c: says goodbye at a number below the expected one', () => {
    const talk = on().hear(2, '0').hear(2, '0');
    expect(talk.said()).toEqual(['5 34=2 58=MsgSeqNum too low, expecting 3 but received 2']);
    expect(talk.ended).toContain('too low');
    expect(talk.store.nextTarget).toBe(3);
  });

  test('2d: ignores a garbled message, and goes on with the next', () => {
    const talk = on();
    const good = wholeMessage(
      `35=D|49=DESK|56=SMARS|34=2|52=${timeText(talk.nowMs)}|${orderBody('A')}`,
      talk.beginString,
    );
    const wrong = good.slice();
    wrong[30]! ^= 1;
    talk.hearBytes(wrong);
    expect([talk.said(), talk.delivered, talk.notes.at(-1)?.[0]]).toEqual([[], [], 'garbled']);
    expect(talk.hearBytes(good).delivered).toEqual(['A']);
  });

  test('2e: ignores a possible duplicate that came before', () => {
    const talk = on().hear(2, 'D', orderBody('A'));
    talk.hear(2, 'D', orderBody('A'), `43=Y|122=${timeText(talk.nowMs)}|`);
    expect([talk.said(), talk.delivered, talk.ended]).toEqual([[], ['A'], undefined]);
  });

  test('2f: rejects a possible duplicate that says it was sent first after it was sent now', () => {
    const talk = on().hear(
      2,
      'D',
      orderBody('A'),
      `43=Y|122=${timeText(new Talk(version).nowMs + 1)}|`,
    );
    expect(talk.said()).toEqual([
      `3 34=2 ${AT}372=D 373=10 58=SendingTime accuracy problem`,
      '5 34=3',
    ]);
    expect([talk.store.nextTarget, talk.delivered]).toEqual([3, []]);
    expect(talk.ended).toBeDefined();
  });

  test('2g: rejects a possible duplicate without OrigSendingTime', () => {
    const talk = on().hear(2, 'D', orderBody('A'), '43=Y|').hear(3, 'D', orderBody('B'));
    expect(talk.said()).toEqual([`3 34=2 ${AT}371=122 372=D 373=1 58=Required tag missing`]);
    expect(talk.delivered).toEqual(['B']);
  });

  test('2i: says goodbye at a wrong BeginString', () => {
    const talk = on().hearBytes(
      wholeMessage(
        `35=0|49=DESK|56=SMARS|34=2|52=${timeText(new Talk(version).nowMs)}|`,
        'FIX.4.1',
      ),
    );
    expect(talk.said()).toEqual(['5 34=2 58=Incorrect BeginString']);
    expect(talk.ended).toBeDefined();
  });

  test.each([
    ['2k', 'ELSE', 'SMARS'],
    ['2k', 'DESK', 'ELSE'],
  ])('%s: rejects a message of %s to %s, and says goodbye', (_, sender, target) => {
    const talk = on();
    talk.hearFields(`35=0|49=${sender}|56=${target}|34=2|52=${timeText(talk.nowMs)}|`);
    expect(talk.said()).toEqual([`3 34=2 ${AT}372=0 373=9 58=CompID problem`, '5 34=3']);
    expect(talk.store.nextTarget).toBe(3);
  });

  test.each([
    ['14b', '35=0|49=DESK|34=2|52=TIME|', 56, 1, 'Required tag missing'],
    ['14b', '35=0|56=SMARS|34=2|52=TIME|', 49, 1, 'Required tag missing'],
    ['14d', '35=0|49=DESK|56=|34=2|52=TIME|', 56, 4, 'Tag specified without a value'],
  ])('%s: rejects a message without a name, and goes on: %s', (_, fields, tag, reason, words) => {
    const talk = on();
    talk.hearFields(fields.replace('TIME', timeText(talk.nowMs))).hear(3, '0');
    expect(talk.said()).toEqual([`3 34=2 ${AT}371=${tag} 372=0 373=${reason} 58=${words}`]);
    expect([talk.ended, talk.store.nextTarget]).toEqual([undefined, 4]);
  });

  test.each([-121, 121])(
    '2o: rejects a SendingTime that is %i s off, and says goodbye',
    (seconds) => {
      const talk = on();
      talk.hearFields(`35=0|49=DESK|56=SMARS|34=2|52=${timeText(talk.nowMs + seconds * 1000)}|`);
      expect(talk.said()).toEqual([
        `3 34=2 ${AT}372=0 373=10 58=SendingTime accuracy problem`,
        '5 34=3',
      ]);
    },
  );

  test('2q: rejects a message type that FIX does not have', () => {
    const talk = on().hear(2, 'QQ').hear(3, '0');
    expect(talk.said()).toEqual([`3 34=2 ${AT}371=35 372=QQ 373=11 58=Invalid MsgType`]);
    expect(talk.store.nextTarget).toBe(4);
  });

  test('2r: refuses a message type that FIX has and nobody serves', () => {
    const talk = on().hear(2, 'R').hear(3, '0');
    expect(talk.said()).toEqual([`j 34=2 ${AT}372=R 380=3 58=Unsupported Message Type`]);
    expect(talk.store.nextTarget).toBe(4);
  });

  test('2: says goodbye at a message without a number', () => {
    const talk = on();
    talk.hearFields(`35=0|49=DESK|56=SMARS|52=${timeText(talk.nowMs)}|`);
    expect(talk.said()).toEqual(['5 34=2 58=MsgSeqNum is missing or no number']);
    expect(talk.ended).toBeDefined();
  });

  test('4a: sends a Heartbeat when nothing else was sent for the interval', () => {
    const talk = on();
    for (let sequence = 2; sequence < 8; sequence++) talk.wait(20).hear(sequence, '0');
    expect(talk.said()).toEqual(['0 34=2', '0 34=3', '0 34=4', '0 34=5']);
  });

  test('4b: answers a TestRequest with its TestReqID', () => {
    expect(on().hear(2, '1', '112=a|').said()).toEqual(['0 34=2 112=a']);
  });

  test('6: asks for a sign of life, and ends a connection that gives none', () => {
    const talk = on().wait(36);
    expect(talk.said()).toEqual(['0 34=2', '1 34=3 112=TEST']);
    talk.hear(2, '0', '112=TEST|').wait(36);
    expect(talk.said()).toEqual(['0 34=4', '1 34=5 112=TEST']);
    talk.wait(36);
    expect(talk.said()).toEqual(['0 34=6', '5 34=7 58=no answer to a TestRequest']);
    expect(talk.ended).toBe('no answer to a TestRequest');
  });

  test('6: with a heartbeat of 0 nothing is timed', () => {
    const talk = new Talk(version).begin('98=0|108=0|').wait(100_000);
    expect([talk.said(), talk.ended]).toEqual([[], undefined]);
  });

  test('7: takes a Reject, and does not reject a wrong one', () => {
    const talk = on().hear(2, '3', '45=1|58=no|').hear(3, '3', '58=no|').hear(4, '0');
    expect([talk.said(), talk.ended]).toEqual([[], undefined]);
    expect(talk.notes.filter(([note]) => note === 'rejected')).toHaveLength(2);
    expect(talk.store.nextTarget).toBe(5);
  });

  test('13: answers a Logout, and ends the connection', () => {
    const talk = on().hear(2, '5', '58=bye|');
    expect(talk.said()).toEqual(['5 34=2']);
    expect(talk.ended).toBe('the peer logged out: bye');
    expect(talk.store.nextTarget).toBe(3);
  });

  test('13: answers a Logout above the expected number, whose gap stays for the next Logon', () => {
    const talk = on().hear(9, '5');
    expect([talk.said(), talk.store.nextTarget]).toEqual([['5 34=2'], 2]);
  });

  test('13: answers a Logout below the expected number as any other', () => {
    expect(on().hear(2, '0').hear(2, '5').said()).toEqual(['5 34=2']);
  });

  test('12: its own Logout waits for the answer, and not for ever', () => {
    const talk = on();
    talk.session.logout(talk.nowMs, 'end of day');
    expect(talk.said()).toEqual(['5 34=2 58=end of day']);
    talk.hear(2, 'D', orderBody('A')).hear(3, '5');
    expect([talk.delivered, talk.ended, talk.said()]).toEqual([
      ['A'],
      'the peer answered the Logout',
      [],
    ]);
    const silent = on();
    silent.session.logout(silent.nowMs);
    expect(silent.wait(10).ended).toBe('no answer to the Logout within 10 s');
  });

  test('a second Logon without a reset ends the connection', () => {
    const talk = on().hear(2, 'A', '98=0|108=30|');
    expect(talk.said()).toEqual(['5 34=2 58=Logon received when logged on']);
    expect(talk.ended).toBeDefined();
  });

  test('a second Logon with a reset begins both numbers at 1', () => {
    const talk = on().hear(2, '0').hear(1, 'A', '98=0|108=30|141=Y|').hear(2, 'D', orderBody('A'));
    expect(talk.said()).toEqual(['A 34=1 98=0 108=30 141=Y']);
    expect(talk.delivered).toEqual(['A']);
  });

  test('19: PossResend is left to the application, under a number of its own', () => {
    const talk = on().hear(2, 'D', orderBody('A')).hear(3, 'D', orderBody('A'), '97=Y|');
    expect(talk.delivered).toEqual(['A', 'A']);
  });

  test('a message may be cut and joined at every byte', () => {
    const whole = new Talk(version);
    const fields = logon(whole, 'DESK', 'SMARS');
    const bytes = [
      ...wholeMessage(fields, whole.beginString),
      ...wholeMessage(
        fields.replace('35=A', '35=D').replace('34=1|', '34=2|').replace(/98=.*/, orderBody('A')),
        whole.beginString,
      ),
    ];
    for (let cut = 0; cut <= bytes.length; cut += 3) {
      const talk = open()
        .hearBytes(Uint8Array.from(bytes.slice(0, cut)))
        .hearBytes(Uint8Array.from(bytes.slice(cut)));
      expect([cut, talk.delivered]).toEqual([cut, ['A']]);
    }
    const single = open();
    for (const byte of bytes) single.hearBytes(Uint8Array.of(byte));
    expect(single.delivered).toEqual(['A']);
  });
});

describe.each(VERSIONS)('FIX %s, an initiator', (version) => {
  const settings = { role: 'initiator', heartbeatSeconds: 20 } as const;

  test('sends the Logon with its interval, asks for a reset, and is on with the answer', () => {
    const talk = new Talk(version, settings).connect();
    expect(talk.said()).toEqual(['A 34=1 98=0 108=20 141=Y']);
    talk.hear(1, 'A', '98=0|108=20|141=Y|');
    expect([talk.session.isActive, talk.said()]).toEqual([true, []]);
    expect([talk.store.nextSender, talk.store.nextTarget]).toEqual([2, 2]);
  });

  test('tells the reason when a Logout answers its Logon', () => {
    const talk = new Talk(version, settings).connect().hear(1, '5', '58=unknown session|');
    expect(talk.notes).toContainEqual(['logout', 'unknown session']);
    expect(talk.ended).toBe('the Logon was answered by a Logout');
  });

  test('gives up when there is no answer', () => {
    expect(new Talk(version, settings).connect().wait(10).ended).toBe('no Logon within 10 s');
  });
});

describe('the Logon of 4.4', () => {
  test('must have the user name and the password of the session', () => {
    const settings = { username: 'desk', password: 'secret' };
    const talk = (logon: string) => new Talk('4.4', settings).connect().hear(1, 'A', logon);
    expect(talk('98=0|108=30|553=desk|554=secret|').session.isActive).toBe(true);
    expect(talk('98=0|108=30|553=desk|554=wrong|').said()).toEqual([
      '5 34=1 58=Username or Password is wrong',
    ]);
    expect(talk('98=0|108=30|').ended).toBe('Username or Password is wrong');
  });

  test('says whether the peer is a test system', () => {
    const talk = new Talk('4.4', { testIndicator: true }).connect();
    expect(talk.hear(1, 'A', '98=0|108=30|464=Y|').said()).toEqual(['A 34=1 98=0 108=30 464=Y']);
    expect(talk.session.isPeerTest).toBe(true);
  });
});

function logon(talk: Talk, sender: string, target: string): string {
  return `35=A|49=${sender}|56=${target}|34=1|52=${timeText(talk.nowMs)}|98=0|108=30|`;
}

test('does not log on again by a Logon that comes after its own Logout', () => {
  const talk = new Talk('4.4').begin();
  talk.session.logout(talk.nowMs);
  talk.said();
  talk.hear(1, 'A', '98=0|108=30|141=Y|');
  expect(talk.session.isActive).toBe(false);
  expect(talk.ended).toBe('Logon received after a Logout');
});
