import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { controlDays } from '../../src/cli/drill-debrief.js';
import { compareFolders } from '../../src/cli/drill-folder.js';
import { makeDebrief } from '../../src/drill/debrief.js';
import { drillScenario, openDrill, stepDrill } from '../../src/drill/drill.js';
import { filesOf } from '../../src/drill/files.js';
import { describeDebrief } from '../../src/report/drill-text.js';
import { drillPage } from '../../src/report/html/drill-page.js';
import { CONTROLS, withControls } from '../../src/scenarios/controls.js';
import { applySettings } from '../../src/scenarios/parse.js';
import type { Scenario } from '../../src/scenarios/schema.js';
import { runSession } from '../../src/session/session.js';
import { scratchFolder } from '../support/command.js';
import { SMALL } from '../support/scenarios.js';
import { SILENT } from '../support/terminal.js';

const scratch = scratchFolder();
afterAll(scratch.remove);
const STORY = applySettings(SMALL, ['clock.end=09:30:20']);
const runDays = async (days: readonly { spec: Scenario }[]) =>
  days.map(({ spec }) => runSession(spec));

/** A drill of a story in which nobody acts, with its debrief. */
async function held(story: Scenario) {
  const drill = openDrill(drillScenario(story));
  while (!stepDrill(drill));
  return { drill, debrief: await makeDebrief(drill, story, runDays, { controls: controlDays }) };
}

/** Writes the folder of a drill. */
async function folderOf(name: string, story: Scenario): Promise<string> {
  const { drill, debrief } = await held(story);
  const path = join(scratch.path, name);
  mkdirSync(path);
  for (const [file, text] of filesOf(story, drill, debrief)) writeFileSync(join(path, file), text);
  return path;
}

test('folders of one story and seed are compared, and others are refused', async () => {
  const [red, blue] = [await folderOf('red', STORY), await folderOf('blue', STORY)];
  const { groups, nothing } = await compareFolders([red, blue], SILENT);
  expect(groups.map(({ name }) => name)).toEqual(['red', 'blue']);
  for (const { outcome } of groups)
    expect(outcome).toEqual({ ...nothing.outcome, name: outcome.name });
  const other = await folderOf('other', { ...STORY, seed: 8 });
  await expect(compareFolders([red, other], SILENT)).rejects.toThrow(
    `--score: ${other} has another story or seed than ${red}; groups are compared on one`,
  );
});

test('a debrief says on request what each control would have done', async () => {
  const { drill, debrief } = await held(STORY);
  const { controls = [], beside } = debrief;
  const base = { ...drillScenario(STORY), runbook: undefined };
  expect(controls.map(({ name }) => name)).toEqual(controlDays(base).map(({ name }) => name));
  for (const name of ['parent-quantity', 'fleet-audit', 'server-rate']) {
    const { loss, runaway } = runSession(
      withControls(base, [CONTROLS.find((one) => one.name === name)!]),
    );
    const row = controls.find((one) => one.name === name)!;
    expect([row.lossDollars, row.unmatched]).toEqual([
      loss.totalDollars,
      runaway.unmatchedExecutions,
    ]);
  }
  expect(controls.find(({ name }) => name === 'parent-quantity')!.unmatched).toBe(0);
  expect(controls.at(-1)!.name).toBe('all controls');
  expect(beside[0]!.unmatched).toBeGreaterThan(0);
  expect(describeDebrief(debrief)).toContain('\nparent-quantity ');
  expect(JSON.stringify(drillPage(debrief))).toContain('What each control would have done');
  const without = await makeDebrief(drill, STORY, runDays);
  expect(without).not.toHaveProperty('controls');
});
