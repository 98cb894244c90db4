import { describe, expect, test } from 'vitest';
import { carryOut } from '../../src/deployment/rollout.js';
import {
  CANARY,
  CLEAN_ROLLOUT,
  KNIGHT_2012,
  KNIGHT_2012_ROLLBACK,
} from '../../src/scenarios/knight.js';
import type { Scenario } from '../../src/scenarios/schema.js';

/**
 * Returns a scenario as text: one line for each value and for each rollout step, as in a deployment
 * plan.
 */
function linesOf(scenario: Scenario): string[] {
  const { steps } = scenario.deployment.rollout;
  const rollout = {
    ...scenario.deployment.rollout,
    steps: steps.map((step) => JSON.stringify(step)),
  };
  return JSON.stringify(
    { ...scenario, deployment: { ...scenario.deployment, rollout } },
    null,
    2,
  ).split('\n');
}

/**
 * Returns the lines of `after` that differ from `before` in the same place; both have the same
 * length.
 */
function changedLines(before: Scenario, after: Scenario): [string, string][] {
  const [old, fresh] = [linesOf(before), linesOf(after)];
  expect(fresh.length).toBe(old.length);
  return old.flatMap((line, n) =>
    line === fresh[n] ? [] : [[line.trim(), fresh[n]!.trim()] as [string, string]],
  );
}

describe('clean-rollout', () => {
  test('differs from knight-2012 in one rollout line, its texts, actions and findings', () => {
    const { actions, reference } = KNIGHT_2012;
    expect([CLEAN_ROLLOUT.actions, CLEAN_ROLLOUT.reference]).toEqual([[], undefined]);
    const changed = changedLines(KNIGHT_2012, { ...CLEAN_ROLLOUT, actions, reference });
    const named = changed.filter(([line]) => /^"(?:name|title|description)": /.test(line));
    const told = changed.filter((pair) => !named.includes(pair));
    expect(named.length).toBe(3);
    expect(
      told.map((lines) =>
        lines.map((line) => JSON.parse(line) as string).map((step) => JSON.parse(step)),
      ),
    ).toEqual([
      [
        { date: '2012-07-31', server: 8, build: 2012, outcome: 'omitted' },
        { date: '2012-07-31', server: 8, build: 2012, outcome: 'copied' },
      ],
    ]);
  });
});

describe('what the scenarios deploy', () => {
  test('knight-2012 and its variants leave the eighth server on the old build', () => {
    for (const scenario of [KNIGHT_2012, KNIGHT_2012_ROLLBACK, CANARY])
      expect(carryOut(scenario.deployment.rollout).builds).toEqual([
        2012, 2012, 2012, 2012, 2012, 2012, 2012, 2005,
      ]);
    expect(carryOut(CLEAN_ROLLOUT.deployment.rollout).builds).toEqual(Array(8).fill(2012));
  });

  test('all steps lie between 27 July and the eve of the incident', () => {
    const dates = KNIGHT_2012.deployment.rollout.steps.map(({ date }) => date);
    expect([...dates].sort()).toEqual(dates);
    expect([dates[0], dates.at(-1)]).toEqual(['2012-07-27', '2012-07-31']);
  });
});

describe('the flow of knight-2012', () => {
  test('sends 212 orders to the eighth server in 154 stocks: 80 bought, 74 sold', () => {
    const eighth = KNIGHT_2012.flow.filter(
      (stream) => stream.kind === 'auction' && stream.session === 8,
    );
    expect(eighth).toEqual([
      expect.objectContaining({ orders: 212, buyStocks: 80, sellStocks: 74 }),
    ]);
    const { parents, stocks, longStocks, shortStocks } = KNIGHT_2012.reference!;
    expect([parents, stocks, longStocks, shortStocks]).toEqual([212, 154, 80, 74]);
  });

  test('sends no auction order of another session in those stocks', () => {
    for (const stream of KNIGHT_2012.flow)
      if (stream.kind === 'auction' && stream.session !== 8) expect(stream.firstPlace).toBe(154);
  });
});

describe('knight-2012-rollback', () => {
  test('takes the new build off the seven good servers, and keeps flags and rollout', () => {
    expect(KNIGHT_2012_ROLLBACK.deployment).toEqual(KNIGHT_2012.deployment);
    expect(KNIGHT_2012_ROLLBACK.actions).toContainEqual({
      at: '09:54',
      do: 'deploy',
      servers: [1, 2, 3, 4, 5, 6, 7],
      build: 2005,
    });
    expect(KNIGHT_2012_ROLLBACK.actions.at(-1)).toEqual({ at: '09:58', do: 'kill', scope: 'firm' });
  });

  test('is the same day but for its flow, the pace of Power Peg, and what people do', () => {
    const { clock, flow, router, actions, name, title, description, ...same } =
      KNIGHT_2012_ROLLBACK;
    expect(KNIGHT_2012).toMatchObject(same);
    expect({ ...router, pegChildrenPerSecond: 0 }).toEqual({
      ...KNIGHT_2012.router,
      pegChildrenPerSecond: 0,
    });
    expect(flow.map(({ kind }) => kind)).toEqual(KNIGHT_2012.flow.map(({ kind }) => kind));
  });
});
