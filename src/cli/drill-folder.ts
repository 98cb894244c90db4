import { basename, join, resolve } from 'node:path';
import { z } from 'zod';
import { InputError } from '../base/input-error.js';
import { replayDrill } from '../drill/debrief.js';
import type { Drill, Note } from '../drill/drill.js';
import { compareGroups, type GroupComparison } from '../drill/groups.js';
import { parseForm, type ZodForm } from '../forms/form.js';
import { parseScenario } from '../scenarios/parse.js';
import type { Scenario } from '../scenarios/schema.js';
import type { Terminal } from './command.js';
import { readText } from './file-text.js';
import { Progress } from './progress.js';

/** The story that the drill of a folder began with. */
export const storyOf = (folder: string): Scenario =>
  parseScenario(readText(join(folder, 'story.json')), join(folder, 'story.json'));

/** Plays the drill of a folder again, with the notes that were taken. */
export async function replayFolder(folder: string, terminal: Terminal): Promise<Drill> {
  const path = join(folder, 'scenario.json');
  const played = parseScenario(readText(path), path);
  if (played.runbook === undefined)
    throw new InputError(`${path}: runbook: is missing; a drill leaves one`);
  const file = join(folder, 'notes.json');
  const notes = parseForm(NOTES, readText(file, 'the notes of a drill'), file).value;
  const progress = new Progress(terminal);
  try {
    return await replayDrill(played, notes, (fraction) =>
      progress.show(fraction, `the drill of ${folder}`),
    );
  } finally {
    progress.end();
  }
}

const NOTES: ZodForm<readonly Note[]> = {
  what: 'notes of a drill',
  schema: z.array(z.strictObject({ seconds: z.number(), text: z.string() })),
};

/** Compares the drills of some folders, which must be of one story on one seed. */
export async function compareFolders(
  folders: readonly string[],
  terminal: Terminal,
): Promise<GroupComparison> {
  const [first, ...others] = folders as [string, ...string[]];
  const story = storyOf(first);
  const text = JSON.stringify(story);
  for (const folder of others)
    if (JSON.stringify(storyOf(folder)) !== text)
      throw new InputError(
        `--score: ${folder} has another story or seed than ${first}; groups are compared on one`,
      );
  const names = namesOfFolders(folders);
  const drills: (readonly [string, Drill])[] = [];
  for (const [n, folder] of folders.entries())
    drills.push([names[n]!, await replayFolder(folder, terminal)]);
  return compareGroups(drills, story);
}

/** The last parts of folders, or their whole paths where these are not all different. */
function namesOfFolders(folders: readonly string[]): readonly string[] {
  const names = folders.map((folder) => basename(resolve(folder)));
  return new Set(names).size === names.length ? names : folders;
}
