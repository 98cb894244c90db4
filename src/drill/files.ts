import type { Scenario } from '../scenarios/schema.js';
import type { Debrief } from './debrief.js';
import { type Drill, playedScenario } from './drill.js';

/** A file that a drill leaves: its name and its text. */
export type DrillFile = readonly [name: string, text: string];

/** Returns the files that a drill leaves, but for the page of its debrief. */
export function filesOf(story: Scenario, drill: Drill, debrief: Debrief): DrillFile[] {
  const file = (name: string, value: unknown): DrillFile => [
    name,
    `${JSON.stringify(value, null, 2)}\n`,
  ];
  return [
    file('story.json', story),
    file('notes.json', drill.notes),
    file('scenario.json', playedScenario(drill)),
    file('drill.json', debrief),
  ];
}
