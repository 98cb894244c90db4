import { describe, expect, test } from 'vitest';
import { applySettings } from '../../../src/scenarios/parse.js';
import { runSession } from '../../../src/session/session.js';
import { SMALL } from '../../support/scenarios.js';

/** A person who stops the firm ten seconds after the monitor shows more than $300,000. */
function watched(executionsPerSecond: number, everySeconds = 5) {
  const watch = {
    at: '09:30',
    do: 'watch',
    executionsPerSecond,
    everySeconds,
    killAboveDollars: 300_000,
    decideSeconds: 10,
  };
  const result = runSession(applySettings(SMALL, [`actions=${JSON.stringify([watch])}`]));
  const find = (kind: string) => result.events.find((event) => event.kind === kind);
  return { result, saw: find('monitor'), stop: find('kill') };
}

describe('a person at a monitor', () => {
  test('acts on the true position, after the time to decide, if the monitor keeps up', () => {
    const { saw, stop, result } = watched(1e6);
    expect(saw!.text).toMatch(/as it was [0-6] s ago/);
    expect(stop!.timeNs! - saw!.timeNs!).toBe(10e9);
    expect(saw!.timeNs! % 5e9).toBe(0);
    expect(result.runaway.lastNs!).toBeLessThanOrEqual(stop!.timeNs!);
  });

  test('acts later, on an older picture, the slower the monitor is', () => {
    const runs = [1e6, 20, 10].map((rate) => watched(rate));
    const seenNs = runs.map(({ saw }) => saw!.timeNs!);
    const losses = runs.map(({ result }) => result.runaway.grossDollars);
    expect(seenNs[1]!).toBeGreaterThan(seenNs[0]!);
    expect(seenNs[2]!).toBeGreaterThan(seenNs[1]!);
    expect(losses).toEqual([...losses].sort((a, b) => a - b));
    const age = /as it was (\d+) s ago/;
    expect(Number(age.exec(runs[2]!.saw!.text)![1])).toBeGreaterThan(
      Number(age.exec(runs[0]!.saw!.text)![1]),
    );
  });

  test('never acts if the monitor takes in almost nothing', () => {
    expect(watched(0.001).stop).toBeUndefined();
  });
});
