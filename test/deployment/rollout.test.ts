import { describe, expect, test } from 'vitest';
import {
  carryOut,
  type RolloutPlan,
  type RolloutStep,
  STEP_OUTCOMES,
  type StepOutcome,
} from '../../src/deployment/rollout.js';

function plan(
  steps: readonly [server: number, build: number, outcome: StepOutcome][],
  changes: Partial<RolloutPlan> = {},
): RolloutPlan {
  const dated: RolloutStep[] = steps.map(([server, build, outcome]) => ({
    date: '2012-07-27',
    server,
    build,
    outcome,
  }));
  return {
    servers: 3,
    initialBuild: 2005,
    onUnreachable: 'skip-silently',
    steps: dated,
    ...changes,
  };
}

describe('a rollout', () => {
  test('puts the build on servers where the copy succeeds, and reports success everywhere', () => {
    const { builds, records } = carryOut(
      plan([
        [1, 2012, 'copied'],
        [2, 2012, 'omitted'],
        [3, 2012, 'overwritten'],
      ]),
    );
    expect(builds).toEqual([2012, 2005, 2005]);
    expect(records.map(({ reported, buildAfter }) => [reported, buildAfter])).toEqual([
      ['success', 2012],
      ['success', 2005],
      ['success', 2005],
    ]);
  });

  test('leaves the old build on an unreachable server that its script skips', () => {
    const { builds, records } = carryOut(plan([[2, 2012, 'unreachable']]));
    expect(builds).toEqual([2005, 2005, 2005]);
    expect(records[0]).toEqual({
      date: '2012-07-27',
      server: 2,
      build: 2012,
      outcome: 'unreachable',
      reported: 'success',
      buildAfter: 2005,
    });
  });

  test('reports failure, then success, when its script stops and retries', () => {
    const { builds, records } = carryOut(
      plan([[2, 2012, 'unreachable']], { onUnreachable: 'stop-and-retry' }),
    );
    expect(builds).toEqual([2005, 2012, 2005]);
    expect(records[0]!.reported).toBe('failure, then success');
    expect(records[0]!.buildAfter).toBe(2012);
  });

  test('leaves an omitted server on the old build, even if its script retries', () => {
    const omitted = plan(
      [
        [1, 2012, 'omitted'],
        [2, 2012, 'overwritten'],
      ],
      { onUnreachable: 'stop-and-retry' },
    );
    expect(carryOut(omitted).builds).toEqual([2005, 2005, 2005]);
  });

  test('carries out its steps in order, so that the last one wins', () => {
    const twice = plan([
      [1, 2012, 'copied'],
      [1, 2003, 'copied'],
      [2, 2003, 'copied'],
      [2, 2012, 'omitted'],
      [3, 2012, 'copied'],
      [3, 2012, 'overwritten'],
    ]);
    const { builds, records } = carryOut(twice);
    expect(builds).toEqual([2003, 2003, 2005]);
    expect(records.map(({ buildAfter }) => buildAfter)).toEqual([
      2012, 2003, 2003, 2003, 2012, 2005,
    ]);
  });

  test('leaves every server on the initial build when it has no steps', () => {
    expect(carryOut(plan([], { servers: 2, initialBuild: 2003 }))).toEqual({
      builds: [2003, 2003],
      records: [],
    });
  });

  test('reports the truth exactly where a step was copied or retried', () => {
    for (const outcome of STEP_OUTCOMES) {
      for (const onUnreachable of ['skip-silently', 'stop-and-retry'] as const) {
        const { records, builds } = carryOut(plan([[1, 2012, outcome]], { onUnreachable }));
        const isTrue =
          outcome === 'copied' || (outcome === 'unreachable' && onUnreachable === 'stop-and-retry');
        expect(records[0]!.buildAfter === records[0]!.build).toBe(isTrue);
        expect(builds[0]).toBe(isTrue ? 2012 : 2005);
      }
    }
  });
});
