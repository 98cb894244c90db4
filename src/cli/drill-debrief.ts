import { type Candidate, type Debrief, makeDebrief, type RunDays } from '../drill/debrief.js';
import type { Drill } from '../drill/drill.js';
import { CONTROLS, KILL_ON_CALL, withControls } from '../scenarios/controls.js';
import type { Scenario } from '../scenarios/schema.js';
import type { DayResult } from '../session/result/result.js';
import { daysOnThreads } from '../session/session-pool.js';
import type { Terminal } from './command.js';
import { Progress } from './progress.js';

/**
 * Makes the debrief of a drill, on request with a day for each control. Days that take long show
 * how far they are.
 */
export async function debriefOf(
  drill: Drill,
  original: Scenario,
  hasControls: boolean,
  terminal: Terminal,
): Promise<Debrief> {
  const progress = new Progress(terminal);
  try {
    return await makeDebrief(drill, original, runDays(terminal), {
      onStep: (fraction) => progress.show(fraction, 'the day with nothing done'),
      ...(hasControls && { controls: controlDays }),
    });
  } finally {
    progress.end();
  }
}

/** The rows of the what-if for a scenario: each control by itself, and all together. */
export function controlDays(scenario: Scenario): Candidate[] {
  const hasCall = scenario.actions.some((action) => action.do === 'notice');
  const controls = CONTROLS.filter(({ name }) => hasCall || name !== KILL_ON_CALL.name);
  return [
    ...controls.map((control) => ({
      name: control.name,
      spec: withControls(scenario, [control]),
    })),
    { name: 'all controls', spec: withControls(scenario, controls) },
  ];
}

/** Returns what runs the days beside a drill over the cores. */
const runDays =
  (terminal: Terminal): RunDays =>
  async (days) => {
    const progress = new Progress(terminal);
    const tasks = days.map(({ spec }) => ({ spec, withoutDigest: true }));
    const results: DayResult[] = [];
    const run = daysOnThreads({});
    try {
      for await (const { task, result } of run(tasks, tasks.length)) {
        results[task] = result;
        progress.showDone(Object.keys(results).length, tasks.length, 'days beside the drill');
      }
    } finally {
      progress.end();
    }
    return results;
  };
