import { differencesOf } from '../differences.js';
import type { Folder } from './folder.js';
import type { KneeFolder } from './knee-form.js';

/** A field that is not the same in some folders, and what it belongs to. */
export interface FolderDifference {
  readonly group: 'setting' | 'run' | 'machine' | 'version';
  readonly field: string;
  readonly values: readonly (string | undefined)[];
}

const MACHINE = ['cpu', 'cores', 'memoryGiB', 'platform'];
const VERSION = ['revision', 'node', 'v8', 'nodeFlags'];

/** The differences of runs or loads in settings, in the machine and in the version of the code. */
export function differencesOfFolders(folders: readonly Folder[]): FolderDifference[] {
  return differencesIn(
    folders.map(({ story, summary }) => ({
      story,
      run: runOf(summary),
      conditions: summary.conditions,
    })),
  );
}

/** The differences of searches for a knee. */
export function differencesOfKnees(folders: readonly KneeFolder[]): FolderDifference[] {
  return differencesIn(
    folders.map(({ story, knee: { bound, attempts, conditions } }) => ({
      story,
      run: {
        bound,
        attemptSeconds: attempts[0]?.seconds,
        ...without(conditions, [...MACHINE, ...VERSION]),
      },
      conditions,
    })),
  );
}

interface Described {
  readonly story: { readonly title: string; readonly description: string };
  readonly run: object;
  readonly conditions: object;
}

function differencesIn(all: readonly Described[]): FolderDifference[] {
  const groups: readonly (readonly [FolderDifference['group'], (of: Described) => object])[] = [
    ['setting', ({ story }) => without(story, ['title', 'description'])],
    ['run', ({ run }) => run],
    ['machine', ({ conditions }) => pick(conditions, MACHINE)],
    ['version', ({ conditions }) => pick(conditions, VERSION)],
  ];
  return groups.flatMap(([group, of]) =>
    differencesOf(all.map(of)).map(({ field, values }) => ({ group, field, values })),
  );
}

/** The inputs of a run in addition to its scenario or profile. */
function runOf(summary: Folder['summary']): object {
  const { limits, conditions } = summary;
  const given = {
    limits: limits?.digest,
    limitsFile: limits?.file ?? undefined,
    ...without(conditions, [...MACHINE, ...VERSION]),
  };
  if (summary.command !== 'load')
    return { ...given, seed: summary.command === 'run' ? summary.result.seed : undefined };
  const { arrivals, kills, thresholds } = summary;
  return {
    ...given,
    arrivals,
    kills: kills.filter(({ engaged }) => engaged).length,
    thresholds: thresholds.map(({ threshold }) => threshold),
  };
}

const pick = (from: object, names: readonly string[]): object =>
  Object.fromEntries(Object.entries(from).filter(([name]) => names.includes(name)));

const without = (from: object, names: readonly string[]): object =>
  Object.fromEntries(Object.entries(from).filter(([name]) => !names.includes(name)));
