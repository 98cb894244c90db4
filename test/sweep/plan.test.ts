import { describe, expect, test } from 'vitest';
import { parseForm } from '../../src/forms/form.js';
import { checkPlan, SWEEP_PLAN, type SweepPlan, sweepJsonSchema } from '../../src/sweep/plan.js';

const SMALL = { scenarios: ['knight-2012'], seeds: { first: 1, count: 2 } };

function read(plan: object): SweepPlan {
  const { value } = parseForm(SWEEP_PLAN, JSON.stringify(plan, null, 2), 'plan.json');
  checkPlan(value, 'plan.json');
  return value;
}

describe('a sweep plan', () => {
  test('has defaults for all but scenarios and seeds', () => {
    expect(read(SMALL)).toEqual({ ...SMALL, beside: false });
  });

  test.each([
    [{ ...SMALL, sceanrios: [] }, /plan\.json:9:3: sceanrios: .*did you mean 'scenarios'/],
    [{ ...SMALL, scenarios: [] }, /scenarios/],
    [{ ...SMALL, scenarios: ['a', 'a'] }, "plan.json: scenarios: 'a' is named twice"],
    [{ ...SMALL, controls: ['none', 'none'] }, "plan.json: controls: 'none' is named twice"],
    [{ ...SMALL, beside: true }, 'plan.json: beside: goes with orders'],
    [{ ...SMALL, limitsOf: 'tuned' }, 'plan.json: limitsOf: goes with controls'],
    [{ ...SMALL, seeds: { first: 4294967295, count: 2 } }, 'plan.json: seeds: the last one'],
    [{ ...SMALL, seeds: { first: 0, count: 0 } }, /count/],
    [{ ...SMALL, settings: [{ name: 'x', set: [1] }] }, /set/],
  ])('is refused with place and reason: %j', (plan, reason) => {
    expect(() => read(plan)).toThrow(reason);
  });

  test('has a JSON Schema that asks for scenarios and seeds', () => {
    expect(sweepJsonSchema()).toMatchObject({
      title: 'smars sweep plan',
      required: ['scenarios', 'seeds'],
      additionalProperties: false,
    });
  });
});
