import { expect } from 'vitest';
import { readQuestion } from '../../src/cli/whatif-sets.js';
import type { Scenario } from '../../src/scenarios/schema.js';
import type { DayResult } from '../../src/session/result/result.js';
import { runSession } from '../../src/session/session.js';
import { runShadow } from '../../src/session/shadow.js';
import { readCell, readNormal } from '../../src/whatif/cells.js';
import { isUnbreached, type RowTask, sortRuns } from '../../src/whatif/shadow.js';

const NOTHING = {
  file: undefined,
  modules: [],
  checks: [],
  days: [],
  firm: undefined,
  isBuiltIn: false,
};

/** The rows of a scenario's matrix, and those of its first seed sorted. */
export function sortedRows(scenario: Scenario) {
  const { sets } = readQuestion(scenario, { 'skip-normal': true }, NOTHING);
  const tasks = sets.map(
    ({ scenario: spec, checks }, set): RowTask => ({
      spec,
      checks,
      set,
      seed: scenario.seed,
      day: 0,
    }),
  );
  return { sets, day: sortRuns(scenario, tasks, sets) };
}

/** All that a day ends with but what counts the checks themselves. */
export const outcomeOf = ({
  checks: _checks,
  findings: _findings,
  limitAlerts: _limitAlerts,
  acts: _acts,
  events: _events,
  faults: _faults,
  digest: _digest,
  ...outcome
}: DayResult) => outcome;

/**
 * Runs every row in full that a run in shadow has answered, and compares all figures. Returns the
 * names of rows answered and of those whose check acted.
 */
export function compareRows(scenario: Scenario): { answered: string[]; acting: string[] } {
  const { sets, day: sorted } = sortedRows(scenario);
  const shadow = runShadow(sorted.shadow!.spec, { seed: scenario.seed });
  const answered: string[] = [];
  const acting: string[] = [];
  for (const { task, control } of sorted.maybe) {
    const { name } = sets[task.set]!;
    if (control !== undefined && !isUnbreached(shadow, control, task.spec)) {
      acting.push(name);
      continue;
    }
    const controls = control === undefined ? [] : [control];
    const run = runSession(task.spec, { seed: scenario.seed });
    const { largestEntry: _, ...day } = shadow;
    expect([name, outcomeOf(run)]).toEqual([name, outcomeOf(day)]);
    expect(readCell(shadow, controls)).toEqual(readCell(run, controls));
    expect(readNormal(shadow, controls)).toEqual(readNormal(run, controls));
    answered.push(name);
  }
  return { answered, acting };
}
