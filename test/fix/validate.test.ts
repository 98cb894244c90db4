import { describe, expect, test } from 'vitest';
import type { FixVersion } from '../../src/fix/tables.js';
import { orderBody, Talk, timeText } from '../support/fix-talk.js';

/** Case 14 of FIX Volume 2: what is wrong with the fields of a message. */

const VERSIONS: FixVersion[] = ['4.2', '4.4'];
const body = orderBody('A');

describe.each(VERSIONS)('FIX %s rejects', (version) => {
  const answer = (fields: string): string[] =>
    new Talk(version).begin().hear(2, 'D', fields).said();
  const reject = (tag: number, reason: number, words: string): string[] => {
    // 4.2 numbers its reasons up to 11.
    const code = version === '4.2' && reason > 11 ? '' : ` 373=${reason}`;
    return [`3 34=2 45=2 371=${tag} 372=D${code} 58=${words}`];
  };

  test.each<[string, string, number, number, string]>([
    ['14a: a tag that FIX does not have', `${body}999=HI|`, 999, 0, 'Invalid tag number'],
    ['14a: the tag 0', `${body}0=HI|`, 0, 0, 'Invalid tag number'],
    ['14a: a tag below 0', `${body}-1=HI|`, -1, 0, 'Invalid tag number'],
    ['14b: a missing field', body.replace('54=1|', ''), 54, 1, 'Required tag missing'],
    [
      '14c: a field of another type',
      `${body}112=x|`,
      112,
      2,
      'Tag not defined for this message type',
    ],
    [
      '14d: a field without a value',
      body.replace('55=GT', '55='),
      55,
      4,
      'Tag specified without a value',
    ],
    [
      '14e: a wrong value',
      body.replace('54=1', '54=Z'),
      54,
      5,
      'Value is incorrect (out of range) for this tag',
    ],
    [
      '14e: a kind of security that FIX does not have',
      `${body}167=BOO|`,
      167,
      5,
      'Value is incorrect (out of range) for this tag',
    ],
    [
      '14f: a quantity that is none',
      body.replace('38=100', '38=+200'),
      38,
      6,
      'Incorrect data format for value',
    ],
    [
      '14f: a time that is none',
      body.replace(/60=\d{8}/, '60=20120231'),
      60,
      6,
      'Incorrect data format for value',
    ],
    ['14f: a price with two points', `${body}44=1.2.3|`, 44, 6, 'Incorrect data format for value'],
    [
      '14g: a header field in the body',
      `${body}50=SUB|58=x|`,
      50,
      14,
      'Tag specified out of required order',
    ],
    [
      '14g: a body field after the trailer',
      `${body}93=1|89=x|58=x|`,
      58,
      14,
      'Tag specified out of required order',
    ],
    ['14h: a field that comes twice', `${body}55=GT|`, 55, 13, 'Tag appears more than once'],
    [
      '14i: a group with one member too few',
      `${body}386=2|336=X|`,
      386,
      16,
      'Incorrect NumInGroup count for repeating group',
    ],
    [
      '14i: a group with one member too many',
      `${body}78=1|79=A|80=1|79=B|80=2|`,
      78,
      16,
      'Incorrect NumInGroup count for repeating group',
    ],
    [
      '14j: members in another order',
      `${body}78=2|79=A|80=1|80=2|79=B|`,
      80,
      13,
      'Tag appears more than once',
    ],
    [
      '14j: a group that begins with another member',
      `${body}78=1|80=1|79=A|`,
      80,
      15,
      'Repeating group fields out of order',
    ],
  ])('%s', (_, fields, tag, reason, words) => {
    expect(answer(fields)).toEqual(reject(tag, reason, words));
  });

  test('14: nothing of an order that is right, with any field of a user', () => {
    for (const fields of [
      body,
      `${body}44=1.25|99=.5|110=50|18=6 M|5001=x|20000=y|`,
      `${body}386=0|`,
      `${body}167=CS|`,
      `${body}386=2|336=A|336=B|58=a=b|`,
      `${body}354=9|355=a\u0001b=c\u000110=|58=x|`.replace('354=9', '354=9'),
    ])
      expect([fields, answer(fields)]).toEqual([fields, []]);
  });

  test('on the way back to whom the message came from', () => {
    const talk = new Talk(version).begin();
    const wrong = body.replace('40=1', '40=w');
    const ways = ['115=JCD|', '128=JCD|', '115=JCD|116=CS|144=CHI|', '128=JCD|129=CS|145=CHI|'];
    for (const [n, way] of ways.entries()) talk.hear(n + 2, 'D', wrong, way);
    talk.hear(6, 'D', body, '115=JCD|116=|');
    const back = ['128=JCD 34=2', '115=JCD 34=3', '128=JCD 34=4 129=CS 145=CHI'];
    expect(talk.said().map((said) => said.slice(2).split(' 45=')[0])).toEqual([
      ...back,
      '115=JCD 34=5 116=CS 144=CHI',
      '128=JCD 34=6',
    ]);
  });

  test('14a: a field of a user that the session does not know', () => {
    const talk = new Talk(version, { customTags: [5001] }).begin();
    talk.hear(2, 'D', `${body}5001=x|`).hear(3, 'D', `${body}5002=x|`);
    expect(talk.said()).toEqual(['3 34=2 45=3 371=5002 372=D 373=3 58=Undefined Tag']);
  });

  test('the first three fields in another order are garbled, and no answer', () => {
    const talk = new Talk(version).begin();
    talk.hearFields(`49=DESK|35=D|56=SMARS|34=2|52=${timeText(talk.nowMs)}|${body}`);
    expect([talk.said(), talk.notes.at(-1)?.[0], talk.store.nextTarget]).toEqual([
      [],
      'garbled',
      2,
    ]);
  });

  test('a header field in the body, even one of the names', () => {
    const talk = new Talk(version).begin();
    talk.hearFields(`35=D|49=DESK|34=2|52=${timeText(talk.nowMs)}|40=1|56=SMARS|11=A|`);
    expect(talk.said()).toEqual(reject(56, 14, 'Tag specified out of required order'));
  });
});

describe('groups of 4.4', () => {
  const answer = (fields: string): string[] =>
    new Talk('4.4')
      .begin()
      .hear(2, 'D', body + fields)
      .said();

  test('may be in groups', () => {
    expect(answer('453=2|448=A|447=D|452=1|802=2|523=x|803=1|523=y|448=B|452=3|')).toEqual([]);
  });

  test.each([
    ['453=1|448=A|802=2|523=x|', 802, 16],
    ['453=1|448=A|802=1|803=1|523=x|', 803, 15],
    ['453=2|448=A|452=1|447=D|448=B|', 447, 15],
  ])('are rejected: %s', (fields, tag, reason) => {
    expect(answer(fields)[0]).toContain(`371=${tag} 372=D 373=${reason} `);
  });
});
