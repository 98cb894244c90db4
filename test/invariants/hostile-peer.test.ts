import { describe, expect, test } from 'vitest';
import type { FixVersion } from '../../src/fix/tables.js';
import { FAULTS, HostilePeer, shownText } from '../support/fix-hostile.js';
import { bytesOf, orderBody, Talk, timeText, wholeMessage } from '../support/fix-talk.js';

const VERSIONS: FixVersion[] = ['4.2', '4.4'];
const SIDES = VERSIONS.flatMap((version) =>
  (['acceptor', 'initiator'] as const).map((role) => [version, role] as const),
);
const PEERS = 31;
const ATTACK = 120;

describe.each(SIDES)('FIX %s, an %s and a hostile peer', (version, role) => {
  test('answers what it can, with bounded work and output, and logs a right peer on after', () => {
    let inputs = 0;
    let judged = 0;
    for (let seed = 1; seed <= PEERS; seed++) {
      const peer = new HostilePeer(seed, version, role);
      peer.attack(ATTACK);
      expect(peer.logOnAfresh(), `seed ${seed}`).toBeUndefined();
      inputs += peer.inputs;
      judged += peer.judged;
    }
    expect(inputs).toBeGreaterThan(5000);
    expect(judged).toBeGreaterThan(500);
  });

  test.each(FAULTS)('answers a message with %s', (_, type, body, answer) => {
    const talk = new Talk(version, { role, served: ['D'] }).connect();
    talk.hear(1, 'A', '98=0|108=30|141=Y|');
    talk.said();
    const said = talk.hear(2, type, body).said();
    expect(said.map((message) => message.split(' ')[0])).toEqual([answer]);
    expect(talk.delivered).toEqual([]);
    expect(talk.session.isActive).toBe(answer !== '5');
    if (answer === '5') return;
    // A reset without gap fill does not use its own number.
    talk.hear(talk.store.nextTarget, 'D', orderBody('NEXT'));
    expect(talk.delivered).toEqual(['NEXT']);
  });

  test('ignores a message with any one byte of its sum, length or body changed', () => {
    const talk = new Talk(version, { role }).connect();
    talk.hear(1, 'A', '98=0|108=30|141=Y|');
    talk.said();
    const names = `49=DESK|56=SMARS|34=2|52=${timeText(talk.nowMs)}|`;
    const right = wholeMessage(`35=D|${names}${orderBody('A')}`, `FIX.${version}`);
    const padded = shownText(right).replace(/9=(\d+)/, '9=0000000$1');
    for (let at = 0; at < right.length; at++) {
      // A length that grows waits for more bytes, which the test of the whole peer covers.
      if (at >= 12 && at < 16) continue;
      const wrong = right.slice();
      wrong[at] = wrong[at]! ^ 2;
      talk.hearBytes(wrong);
      expect([talk.said(), talk.delivered], `byte ${at}`).toEqual([[], []]);
      expect(talk.notes.at(-1)?.[0]).toBe('garbled');
    }
    talk.hearBytes(bytesOf(padded));
    expect([talk.said(), talk.store.nextTarget]).toEqual([[], 2]);
    expect(talk.hearBytes(right).delivered).toEqual(['A']);
  });
});
