import { join } from 'node:path';
import { InputError } from '../base/input-error.js';
import { count } from '../report/format.js';
import { SweepResults } from '../sweep/results.js';
import { expandTasks, type SweepTask } from '../sweep/tasks.js';
import { EXIT, type Terminal } from './command.js';
import { readText } from './file-text.js';
import {
  FILES,
  readSweep,
  refuseOtherSweep,
  type SweepHead,
  SweepJournal,
  tellShard,
} from './sweep-folder.js';
import { finishFolder } from './sweep-tables.js';

/** Missing days that an error names one by one. */
const NAMED_MAX = 5;

/**
 * Merges the folders of a sweep's shards into one, and returns the exit code. A day that two of
 * them have counts once; if they differ on it, or if days are missing, it throws an InputError and
 * writes nothing.
 */
export async function mergeShards(
  folders: readonly string[],
  out: string,
  isJson: boolean,
  terminal: Terminal,
): Promise<number> {
  if (folders.length === 0)
    throw new InputError('smars sweep merge: give the folders of the shards');
  const parts = folders.map((folder) => ({ folder, ...readSweep(folder) }));
  const [first] = parts;
  const results = new SweepResults();
  for (const { folder, head, records } of parts) {
    refuseOtherSweep(folder, head, first!.head);
    for (const record of records) results.add(record, folder);
  }
  const head: SweepHead = { ...first!.head, shard: null };
  const tasks = expandTasks(head.program, head.cells, head.seeds);
  const missing = results.missing(tasks);
  if (missing.length > 0) throw new InputError(tellMissing(missing, tasks.length, head, parts));
  const known = new SweepResults();
  const plan = readText(join(folders[0]!, FILES.plan), 'a sweep plan');
  const journal = SweepJournal.open(out, head, plan, known);
  try {
    for (const task of known.missing(tasks)) journal.append(results.get(task.key)!);
  } finally {
    journal.close();
  }
  terminal.answer(await finishFolder(out, { head, tasks }, results, isJson));
  return EXIT.GOOD;
}

/** Which days no folder has: the shards that are not there, or single days. */
function tellMissing(
  missing: readonly SweepTask[],
  tasks: number,
  { cells }: SweepHead,
  parts: readonly { readonly head: SweepHead }[],
): string {
  const shards = parts.flatMap(({ head }) => head.shard ?? []);
  const of = shards[0]?.of ?? 1;
  const absent = Array.from({ length: of }, (_, n) => n + 1).filter(
    (number) => !shards.some((shard) => shard.of === of && shard.number === number),
  );
  const named = missing
    .slice(0, NAMED_MAX)
    .map(({ cell, seed }) => `${cells[cell]!.scenario} ${cells[cell]!.control} seed ${seed}`);
  const what =
    absent.length > 0 && of > 1
      ? `no folder of ${absent.map((number) => tellShard({ number, of })).join(', ')}`
      : named.join('; ') + (missing.length > NAMED_MAX ? '; …' : '');
  return `smars sweep merge: ${count(missing.length)} of ${count(tasks)} days are missing: ${what}`;
}
