import { expect, test } from 'vitest';
import { RandomStream } from '../../src/base/random.js';
import { draws } from '../support/draws.js';
import {
  bytesOfWorld,
  type Checks,
  countMet,
  drawStep,
  type Met,
  openWorld,
  playStep,
} from '../support/kernel-twin.js';

/** Turns of a day of the twins. */
const TURNS = 50;

/** Plays days by the kernel and by the TypeScript, and compares all bytes after each turn. */
function playTwins(seeds: number, checks: Checks): Met & { unmatched: number } {
  const met = { children: 0, refused: 0, executed: 0, partial: 0, hidden: 0, unmatched: 0 };
  for (let seed = 1; seed <= seeds; seed++) {
    const kernel = openWorld(seed, checks, true);
    const plain = openWorld(seed, checks, false);
    const { decides, gates, settles } = kernel.server.kernel!;
    expect([decides, gates, settles, plain.server.kernel]).toEqual([true, true, true, undefined]);
    expect(kernel.market.book.kernel?.memory).toBe(kernel.server.children.memory);
    const marks = kernel.market.marksKernel !== undefined;
    expect([marks, plain.market.marksKernel]).toEqual([
      kernel.market.book.withdrawal !== undefined,
      undefined,
    ]);
    const random = new RandomStream(seed, 'twin steps');
    for (let turn = 0; turn < TURNS; turn++) {
      const step = drawStep(random, kernel.market.stocks.length);
      const children = playStep(kernel, step);
      expect(playStep(plain, step)).toBe(children);
      countMet(plain, children, met);
      const same = Buffer.compare(bytesOfWorld(kernel), bytesOfWorld(plain));
      expect([seed, turn, same]).toEqual([seed, turn, 0]);
    }
    met.unmatched += plain.server.book.errorExecutions[0]!;
  }
  return met;
}

test('the kernel and the TypeScript leave the same bytes after each turn of random days', () => {
  const met = playTwins(draws(100), 'none');
  expect(Object.entries(met).filter(([, count]) => count === 0)).toEqual([]);
});

test('and so they do with the checks of the second pass', () => {
  const met = playTwins(draws(100), 'many');
  expect(Object.entries(met).filter(([, count]) => count === 0)).toEqual([]);
});

test('and where a check or two refuse many orders', () => {
  const met = playTwins(draws(200), 'few');
  expect(met.refused).toBeGreaterThan(met.children / 5);
});
