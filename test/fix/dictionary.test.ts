import { describe, expect, test } from 'vitest';
import { dictionaryOf } from '../../src/fix/dictionary.js';
import type { FixVersion } from '../../src/fix/tables.js';
import { typeCode } from '../../src/fix/tags.js';

describe.each<FixVersion>(['4.2', '4.4'])('the dictionary of %s', (version) => {
  const { messages, types, tagMax, header } = dictionaryOf(version);

  test('is made once', () => {
    expect(dictionaryOf(version)).toBe(dictionaryOf(version));
  });

  test('has tables only of message types and tags of the version', () => {
    for (const [type, shape] of messages) {
      expect(types.has(type)).toBe(true);
      for (const tag of [...shape.tags, ...header.tags]) expect(tag).toBeLessThanOrEqual(tagMax);
      for (const group of shape.groups.values()) expect(group.tags.length).toBeGreaterThan(0);
      for (const tag of shape.required) expect(shape.places[tag]).toBeGreaterThan(0);
    }
  });
});

test.each<[FixVersion, string, number[]]>([
  ['4.2', 'D', [11, 21, 55, 54, 60, 40]],
  ['4.4', 'D', [11, 54, 60, 40]],
  ['4.2', '8', [37, 17, 20, 150, 39, 55, 54, 151, 14, 6]],
  ['4.4', '8', [37, 17, 150, 39, 54, 151, 14, 6]],
  ['4.2', '9', [37, 11, 41, 39, 434]],
  ['4.4', 'q', [11, 530, 60]],
])('%s %s requires what the standard requires', (version, type, required) => {
  const shape = dictionaryOf(version).messages.get(typeCode(type))!;
  expect([...shape.required].sort()).toEqual([...required].sort());
});

test('mass cancels are of 4.4 alone', () => {
  const has = (version: FixVersion) => dictionaryOf(version).types.has(typeCode('q'));
  expect([has('4.2'), has('4.4')]).toEqual([false, true]);
});
