import { describe, expect, test } from 'vitest';
import { applySettings } from '../../src/scenarios/parse.js';
import { findScenario } from '../../src/scenarios/scenarios.js';
import { runSession } from '../../src/session/session.js';
import { FIGURE_NAMES, recordOf, SweepResults } from '../../src/sweep/results.js';

const task = (index: number, key: string) => ({ index, cell: 0, seed: index, key });
const record = (key: string, digest: string, figure = 1) => ({ key, digest, figures: [figure] });

describe('recordOf', () => {
  test('keeps what the run itself says', () => {
    const day = applySettings(findScenario('knight-2012'), ['clock.end=09:30:01']);
    const result = runSession(day, { seed: 7 });
    const kept = recordOf('k', result);
    const figures = Object.fromEntries(
      FIGURE_NAMES.map((name, place) => [name, kept.figures[place]]),
    );
    expect([kept.key, kept.digest]).toEqual(['k', result.digest]);
    expect(figures).toMatchObject({
      loss_usd: result.loss.totalDollars,
      unmatched_executions: result.runaway.unmatchedExecutions,
      children: result.children,
      children_rejected: result.children - result.admitted,
      parents: result.parents,
    });
    expect(figures.unmatched_executions).toBeGreaterThan(0);
    expect(figures.started_seconds).toBe(result.runaway.firstNs! / 1e9);
  });
});

describe('SweepResults', () => {
  test('counts a key once, and tells which tasks have no result', () => {
    const results = new SweepResults();
    expect(results.add(record('a', '1'), 'p1')).toBe(true);
    expect(results.add(record('a', '1'), 'p2')).toBe(false);
    expect(results.size).toBe(1);
    expect(results.get('a')).toMatchObject(record('a', '1'));
    expect(results.missing([task(0, 'a'), task(1, 'b')])).toEqual([task(1, 'b')]);
  });

  test.each([
    ['another digest', record('a', '2')],
    ['another figure', record('a', '1', 2)],
  ])('refuses %s for a known key, and names both places', (_, other) => {
    const results = new SweepResults();
    results.add(record('a', '1'), 'host-1');
    expect(() => results.add(other, 'host-2')).toThrow(
      `sweep: key a: host-1 has digest 1, and host-2 has ${other.digest}; ` +
        'a key must give the same day everywhere',
    );
    expect(results.get('a')).toMatchObject(record('a', '1'));
  });
});
