import { appendFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { DayStore } from '../../src/cli/day-store.js';
import { scratchFolder } from '../support/command.js';

const folder = scratchFolder();
afterAll(folder.remove);
const keyOf = (n: number): string => n.toString(16).padStart(64, '0');
const lineOf = (n: number, digest: string, text = ''): string =>
  `${JSON.stringify({ key: keyOf(n), result: { digest, text } })}\n`;

describe('a store of days', () => {
  test('has every whole line of its files, whatever their lengths and what is cut off', () => {
    const days = fc.array(
      fc.nat(300_000).map((n) => 'é'.repeat(n)),
      { maxLength: 9 },
    );
    fc.assert(
      fc.property(days, fc.string({ maxLength: 50 }), (texts, torn) => {
        const path = join(folder.path, 'days.ndjson');
        const lines = texts.map((text, n) => lineOf(n, `d${n}`, text));
        writeFileSync(path, lines.join('') + JSON.stringify(torn));
        const store = new DayStore();
        expect(store.addFile(path)).toBe(Buffer.byteLength(lines.join('')));
        for (const [n, text] of texts.entries())
          expect(store.get(keyOf(n))).toEqual({ digest: `d${n}`, text });
        expect(store.has(keyOf(texts.length))).toBe(false);
        store.close();
      }),
      { seed: 1, numRuns: 20 },
    );
  });

  test('takes a day that two files have, and names them if they differ', () => {
    const [a, b] = [join(folder.path, 'a'), join(folder.path, 'b')];
    writeFileSync(a, lineOf(1, 'x') + lineOf(2, 'y'));
    writeFileSync(b, lineOf(2, 'y'));
    const store = new DayStore();
    store.addFile(a);
    store.addFile(b);
    expect(store.get(keyOf(2)).digest).toBe('y');
    store.close();
    appendFileSync(b, lineOf(1, 'z'));
    const other = new DayStore();
    other.addFile(a);
    expect(() => other.addFile(b)).toThrow(
      `key ${keyOf(1)}: ${a} has digest x, and ${b} has z; a key must give the same day everywhere`,
    );
    other.close();
  });

  test.each([
    ['no day\n', 0],
    [`{"key":"${keyOf(1)}","result":{}}\n`, 0],
    [`${lineOf(1, 'x')}{"key":"short"}\n`, Buffer.byteLength(lineOf(1, 'x'))],
  ])('refuses %j', (text, byte) => {
    const path = join(folder.path, 'odd');
    writeFileSync(path, text);
    const store = new DayStore();
    expect(() => {
      store.addFile(path);
      store.get(keyOf(1));
    }).toThrow(`${path}: byte ${byte}: is not a day as --shard writes it`);
    store.close();
  });
});
