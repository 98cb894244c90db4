import { type CheckEffect, costOfCheck, describeCheckCosts } from '../report/check-costs.js';
import { type Control, checkControls, controlSettings } from '../scenarios/controls.js';
import { KNIGHT_2012 } from '../scenarios/knight.js';
import { applySettings } from '../scenarios/parse.js';
import { runSessions } from '../session/session-pool.js';
import { readCell } from '../whatif/cells.js';
import { runBenchmark } from './bench-process.js';
import { EXIT, type Terminal } from './command.js';
import { describeConditions, readConditions } from './conditions.js';
import { Progress } from './progress.js';

/** The name of the gate-check table on the command line. */
export const RISK_TABLE = 'risk';

/**
 * Measures the cost of each check, then runs the day once with each, and prints both in one table.
 * Returns the exit code.
 */
export async function runRiskTable(json: boolean, terminal: Terminal): Promise<number> {
  terminal.tell('measuring the gate with and without each check\n');
  const gate = await runBenchmark('gate', terminal.interrupted);
  if (gate === undefined) return EXIT.INTERRUPTED;
  const checks = checkControls();
  const effects = await runEach(
    checks.map(({ control }) => control),
    terminal,
  );
  if (terminal.interrupted.aborted) return EXIT.INTERRUPTED;
  const lines = checks.map(({ check }, place) => ({
    check,
    ...costOfCheck(gate, check),
    ...effects[place]!,
  }));
  const conditions = readConditions();
  const scenario = KNIGHT_2012.name;
  if (json) {
    const answer = { version: 1, command: 'bench', table: RISK_TABLE, scenario, conditions };
    terminal.answer(`${JSON.stringify({ ...answer, checks: lines }, null, 2)}\n`);
  } else {
    const costs = describeCheckCosts(gate, lines, scenario);
    terminal.answer(`${describeConditions(conditions).join('\n')}\n\n${costs}`);
  }
  return EXIT.GOOD;
}

async function runEach(controls: readonly Control[], terminal: Terminal): Promise<CheckEffect[]> {
  const tasks = controls.map((control) => ({
    spec: applySettings(KNIGHT_2012, controlSettings(KNIGHT_2012, [control])),
    seed: KNIGHT_2012.seed,
  }));
  const effects: CheckEffect[] = [];
  const progress = new Progress(terminal);
  let done = 0;
  try {
    for await (const { task, result } of runSessions(tasks, { signal: terminal.interrupted })) {
      const { trippedNs, stoppedNs } = readCell(result, [controls[task]!]);
      effects[task] = { trippedNs, stoppedNs };
      progress.show(++done / tasks.length, `${done} of ${tasks.length} mornings`);
    }
  } finally {
    progress.end();
  }
  return effects;
}
