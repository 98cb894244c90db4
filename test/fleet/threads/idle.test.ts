import { describe, expect, test } from 'vitest';
import { openClock } from '../../../src/fleet/threads/clock.js';
import {
  endIdleTime,
  isSpinning,
  noteIdlePass,
  openIdleTime,
} from '../../../src/fleet/threads/idle.js';
import { createStallCounts } from '../../../src/metrics/stalls.js';

const MS = 1e6;

/** An idle thread with passes at given times. */
function idleThread() {
  const clock = openClock(0);
  const idle = openIdleTime(createStallCounts());
  const passAt = (ms: number): void => {
    clock.passNs[0] = ms * MS;
    noteIdlePass(idle, clock);
  };
  const spins = (ms: number, waiting: 'auto' | 'spin' | 'block' = 'auto'): boolean => {
    clock.passNs[0] = ms * MS;
    return isSpinning(idle, waiting, clock);
  };
  return { idle, passAt, spins };
}

describe('an idle thread that waits by auto', () => {
  test('spins while its passes follow each other', () => {
    const { passAt, spins } = idleThread();
    for (let ms = 0; ms < 20; ms += 0.1) passAt(ms);
    expect(spins(20)).toBe(true);
  });

  test('blocks for 100 ms after it was kept from running, then spins again', () => {
    const { passAt, spins } = idleThread();
    passAt(1000);
    passAt(1004);
    expect([spins(1004), spins(1103.9), spins(1104)]).toEqual([false, false, true]);
  });

  test('blocks twice as long each time it is disturbed soon again, up to 3.2 s', () => {
    const { idle, passAt, spins } = idleThread();
    let ms = 1000;
    for (const blocks of [100, 200, 400, 800, 1600, 3200, 3200]) {
      passAt(ms);
      passAt(ms + 4);
      endIdleTime(idle);
      expect([spins(ms + 4 + blocks - 1), spins(ms + 4 + blocks)], `${blocks} ms`).toEqual([
        false,
        true,
      ]);
      ms += 4 + blocks;
    }
    passAt(ms + 60_000);
    passAt(ms + 60_004);
    expect(spins(ms + 60_105)).toBe(true);
  });

  test('is not disturbed by a pass with work, however long', () => {
    const { idle, passAt, spins } = idleThread();
    passAt(1000);
    endIdleTime(idle);
    passAt(1050);
    expect(spins(1050)).toBe(true);
  });
});

test('an idle thread always spins by spin and never by block', () => {
  const { passAt, spins } = idleThread();
  passAt(1000);
  passAt(1050);
  expect([spins(1050, 'spin'), spins(9000, 'block')]).toEqual([true, false]);
});
