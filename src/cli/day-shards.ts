import { closeSync, existsSync, ftruncateSync, openSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { InputError } from '../base/input-error.js';
import { DayPacker } from '../remote/packed.js';
import { count } from '../report/format.js';
import type { DayTask, RunTasks, SessionOutcome } from '../session/session-pool.js';
import { digestOf, type Shard, type SweepProgram } from '../sweep/tasks.js';
import type { Terminal } from './command.js';
import { DayStore } from './day-store.js';
import { isFolder, readText } from './file-text.js';
import { makeFolders, notWritten, OutputError, writeWhole } from './output.js';
import { Progress } from './progress.js';
import { appendLine, tellShard } from './sweep-folder.js';

/**
 * Parts of the days of a command, each in a folder, and the answer from all of them. A day that a
 * command asks for because of another day’s result belongs to the part of that day.
 */

const FILES = { head: 'shard.json', days: 'days.ndjson' } as const;

const headSchema = z.strictObject({
  format: z.literal('smars shard'),
  version: z.literal(1),
  command: z.string(),
  program: z.strictObject({ version: z.string(), revision: z.string(), nodeMajor: z.int() }),
  shard: z.strictObject({ number: z.int().min(1), of: z.int().min(1) }),
  /** The digest of the days that the command begins with. */
  question: z.string(),
  /** Whether every day of the part is there. */
  finished: z.boolean(),
});

type ShardHead = z.output<typeof headSchema>;

/** A part of the days of a command. */
export class DayShard {
  readonly #given: Pick<ShardHead, 'command' | 'program' | 'shard'>;
  readonly #folder: string;
  readonly #run: RunTasks;
  readonly #terminal: Terminal;
  #head: ShardHead | undefined;
  #days = 0;

  constructor(
    given: Pick<ShardHead, 'command' | 'program'> & { readonly shard: Shard },
    folder: string,
    run: RunTasks,
    terminal: Terminal,
  ) {
    this.#given = { ...given, shard: { ...given.shard } };
    this.#folder = folder;
    this.#run = run;
    this.#terminal = terminal;
  }

  /** Runs the part's share of the days, but for those that its folder has. */
  async *run(tasks: readonly DayTask[], tasksMax: number): AsyncGenerator<SessionOutcome> {
    const packer = new DayPacker(this.#given.program);
    const head: ShardHead = {
      format: 'smars shard',
      version: 1,
      ...this.#given,
      question: questionOf(packer, tasks),
      finished: false,
    };
    const store = new DayStore();
    const path = join(this.#folder, FILES.days);
    const handle = openShard(this.#folder, head, store);
    this.#head = head;
    const { number, of } = head.shard;
    const first = tasks.length;
    let asked = 0;
    const days = runKnown(tasks, tasksMax, {
      packer,
      store,
      isOurs: (place) => {
        const isOurs = place >= first || place % of === number - 1;
        if (isOurs) asked++;
        return isOurs;
      },
      keep: (key, result) => appendLine(handle, path, { key, result }),
      run: this.#run,
    });
    const progress = new Progress(this.#terminal);
    try {
      for await (const outcome of days) {
        progress.showDone(++this.#days, asked, 'days');
        yield outcome;
      }
    } finally {
      progress.end();
      store.close();
      closeSync(handle);
    }
  }

  /** Notes that every day of the part is there. */
  finish(): void {
    writeHead(this.#folder, { ...this.#head!, finished: true });
  }

  tell(): string {
    return `${tellShard(this.#given.shard)}: ${count(this.#days)} days in ${this.#folder}`;
  }
}

/** Returns what takes days from the folders of all parts, and runs those that none has. */
export function daysFrom(
  folders: readonly string[],
  command: string,
  program: SweepProgram,
  run: RunTasks,
): RunTasks {
  let store: DayStore | undefined;
  const packer = new DayPacker(program);
  return (tasks, tasksMax) => {
    store ??= readParts(folders, { command, program, question: questionOf(packer, tasks) });
    const always = (): boolean => true;
    const keep = (): void => undefined;
    return runKnown(tasks, tasksMax, { packer, store, isOurs: always, keep, run });
  };
}

const questionOf = (packer: DayPacker, tasks: readonly DayTask[]): string =>
  digestOf(tasks.map((task) => packer.pack(task).key));

interface KnownDays {
  readonly packer: DayPacker;
  readonly store: DayStore;
  /** Whether the task at a place is to be run here. */
  isOurs(place: number): boolean;
  /** Is given each day that was run. */
  keep(key: string, result: SessionOutcome['result']): void;
  readonly run: RunTasks;
}

/** Runs those days of a list that are not in the store. The list may grow between two outcomes. */
async function* runKnown(
  tasks: readonly DayTask[],
  tasksMax: number,
  { packer, store, isOurs, keep, run }: KnownDays,
): AsyncGenerator<SessionOutcome> {
  const wanted: { readonly task: DayTask; readonly place: number; readonly key: string }[] = [];
  const ready: { readonly place: number; readonly key: string }[] = [];
  let looked = 0;
  const look = (): void => {
    for (; looked < tasks.length; looked++) {
      if (!isOurs(looked)) continue;
      const { key } = packer.pack(tasks[looked]!);
      if (store.has(key)) ready.push({ place: looked, key });
      else wanted.push({ task: tasks[looked]!, place: looked, key });
    }
  };
  const given: DayTask[] = [];
  function* known(): Generator<SessionOutcome> {
    look();
    for (let next = ready.shift(); next !== undefined; next = ready.shift()) {
      yield { task: next.place, result: store.get(next.key) };
      look();
    }
    // A stored day has its digest, so that two machines can be compared.
    for (const { task } of wanted.slice(given.length))
      given.push({ ...task, withoutDigest: false });
  }
  yield* known();
  if (given.length === 0) return;
  for await (const { task, result } of run(given, tasksMax)) {
    const { place, key } = wanted[task]!;
    keep(key, result);
    yield { task: place, result };
    yield* known();
  }
}

/** Opens the folder of a part, new or begun before, and returns the handle of its days. */
function openShard(folder: string, head: ShardHead, store: DayStore): number {
  const path = join(folder, FILES.days);
  try {
    makeFolders(folder);
    if (!existsSync(join(folder, FILES.head))) {
      if (readdirSync(folder).length > 0)
        throw new InputError(`--out ${folder}: is not empty, and no folder of a part`);
      writeHead(folder, head);
    }
    const known = readHead(folder);
    refuseOther(`--out ${folder}`, known, head);
    const { number, of } = known.shard;
    if (number !== head.shard.number || of !== head.shard.of)
      throw new InputError(
        `--out ${folder}: is of ${tellShard(known.shard)}, and this is ${tellShard(head.shard)}`,
      );
    const handle = openSync(path, 'a');
    const wholeBytes = store.addFile(path);
    if (statSync(path).size > wholeBytes) ftruncateSync(handle, wholeBytes);
    return handle;
  } catch (error) {
    if (error instanceof InputError || error instanceof OutputError) throw error;
    throw new InputError(`--out ${folder}: ${notWritten(error)}`);
  }
}

const writeHead = (folder: string, head: ShardHead): void =>
  writeWhole(join(folder, FILES.head), '--out', `${JSON.stringify(head, null, 2)}\n`);

function readHead(folder: string): ShardHead {
  const path = join(folder, FILES.head);
  let data: unknown;
  try {
    data = JSON.parse(readText(path, 'a part'));
  } catch (error) {
    throw error instanceof InputError ? error : new InputError(`${path}: is not JSON`);
  }
  const parsed = headSchema.safeParse(data);
  if (parsed.success) return parsed.data;
  throw new InputError(`${path}: is not as --shard writes it: ${parsed.error.issues[0]!.message}`);
}

/** Throws an InputError if a part is of another program, command or question. */
function refuseOther(
  place: string,
  known: ShardHead,
  asked: Pick<ShardHead, 'command' | 'program' | 'question'>,
): void {
  const { command, program } = asked;
  const differs = (Object.keys(program) as (keyof SweepProgram)[]).find(
    (name) => known.program[name] !== program[name],
  );
  if (differs !== undefined)
    throw new InputError(
      `${place}: has ${differs} '${known.program[differs]}' and not '${program[differs]}'; ` +
        'results of two programs are not mixed',
    );
  if (known.command !== command)
    throw new InputError(`${place}: is of smars ${known.command}, and this is smars ${command}`);
  if (known.question !== asked.question)
    throw new InputError(
      `${place}: has other days; give the flags that it was made with, and the same files`,
    );
}

/** Reads all parts of a question. Throws an InputError if one is missing or not done. */
function readParts(
  given: readonly string[],
  asked: Pick<ShardHead, 'command' | 'program' | 'question'>,
): DayStore {
  const store = new DayStore();
  const heads = given.flatMap(foldersIn).map((folder) => {
    const head = readHead(folder);
    refuseOther(`--from ${folder}`, head, asked);
    if (!head.finished)
      throw new InputError(`--from ${folder}: is not done; the command that made it goes on`);
    if (existsSync(join(folder, FILES.days))) store.addFile(join(folder, FILES.days));
    return { folder, ...head.shard };
  });
  const { of, folder } = heads[0]!;
  const other = heads.find((head) => head.of !== of);
  if (other !== undefined)
    throw new InputError(`--from ${other.folder}: is of ${other.of} parts, ${folder} of ${of}`);
  const missing = Array.from({ length: of }, (_, n) => n + 1).filter(
    (number) => !heads.some((head) => head.number === number),
  );
  if (missing.length > 0)
    throw new InputError(
      `--from: no folder of ${missing.map((number) => tellShard({ number, of })).join(', ')}`,
    );
  return store;
}

/** The folder of a part, or those in a folder. */
function foldersIn(folder: string): string[] {
  if (existsSync(join(folder, FILES.head))) return [folder];
  const inside = isFolder(folder)
    ? readdirSync(folder)
        .map((name) => join(folder, name))
        .filter((path) => existsSync(join(path, FILES.head)))
        .sort()
    : [];
  if (inside.length > 0) return inside;
  throw new InputError(`--from ${folder}: is no folder of a part, and has none in it`);
}
