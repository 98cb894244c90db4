import { expect, test } from 'vitest';
import { LogStore } from '../../src/fix/log-store.js';
import { createStoredEvent } from '../../src/fix/store.js';
import { FileInMemory } from '../support/fix-file.js';
import { bytesOf } from '../support/fix-talk.js';

function filled(): {
  file: FileInMemory;
  marks: [bytes: number, sender: number, target: number][];
} {
  const file = new FileInMemory();
  const store = new LogStore(file);
  const marks: [number, number, number][] = [[0, 1, 1]];
  for (let n = 1; n <= 4; n++) {
    const body = bytesOf(`11=${n}|`);
    store.keep(store.nextSender, 0x44, n, body, 0, body.length);
    store.setNextTarget(n * 3);
    store.setNextSender(store.nextSender + 1);
    store.flush();
    marks.push([file.size, store.nextSender, store.nextTarget]);
  }
  return { file, marks };
}

test('a log that was cut at any byte gives what was whole, and goes on from there', () => {
  const { file, marks } = filled();
  const event = createStoredEvent();
  for (let cut = 0; cut <= file.size; cut++) {
    const torn = new FileInMemory(file.content.slice(0, cut));
    const store = new LogStore(torn);
    const [whole, sender, target] = marks.findLast(([bytes]) => bytes <= cut)!;
    expect(store.nextSender).toBeGreaterThanOrEqual(sender);
    expect(store.nextTarget).toBe(target);
    expect(torn.size + store.cutBytes).toBe(cut);
    expect(torn.size).toBeGreaterThanOrEqual(whole);
    store.keep(100, 0x38, 7, bytesOf('x'), 0, 1);
    store.flush();
    const again = new LogStore(new FileInMemory(torn.content));
    expect([again.cutBytes, again.nextSender, again.read(100, event)]).toEqual([0, 101, true]);
  }
});

test('a byte that has changed ends the log before its record', () => {
  const { file } = filled();
  for (let at = 0; at < file.size; at++) {
    const spoiled = new FileInMemory(file.content.slice());
    spoiled.content[at]! ^= 0x40;
    const store = new LogStore(spoiled);
    expect(spoiled.size).toBeLessThanOrEqual(at);
    expect(store.cutBytes).toBeGreaterThan(0);
  }
});

test('gives its events and notes since the last reset in the order in which they were kept', () => {
  const file = new FileInMemory();
  const store = new LogStore(file);
  const seen = (from: LogStore): string[] => {
    const all: string[] = [];
    from.history((isNote, { type, sentMs, bytes, start, end }) =>
      all.push(`${isNote} ${type} ${sentMs} ${Buffer.from(bytes.slice(start, end)).toString()}`),
    );
    return all;
  };
  store.note(0x44, 1, bytesOf('old'), 0, 3);
  store.reset();
  store.note(0x44, 2, bytesOf('xnew'), 1, 4);
  store.keep(1, 0x38, 3, bytesOf('report'), 0, 6);
  store.setNextTarget(5);
  store.note(0x46, 4, new Uint8Array(0), 0, 0);
  const wanted = ['true 68 2 new', 'false 56 3 report', 'true 70 4 '];
  expect(seen(store)).toEqual(wanted);
  const again = new LogStore(file);
  expect([again.nextSender, again.nextTarget, seen(again)]).toEqual([2, 5, wanted]);
});
