import {
  accessSync,
  closeSync,
  constants,
  existsSync,
  fsyncSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readlinkSync,
  realpathSync,
  renameSync,
  rmdirSync,
  rmSync,
  type Stats,
  statSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join, relative, resolve, sep } from 'node:path';
import { InputError } from '../base/input-error.js';
import { EXIT, type FlagValues, type Terminal } from './command.js';
import { makeWorkFolder, removeLeftovers } from './work-folder.js';

/**
 * Thrown if a file cannot be written at the end: the disk is full, or the folder is gone. The
 * process exits with 1.
 */
export class OutputError extends Error {
  /** Programs test this code. */
  readonly code = 'SMARS_OUTPUT';
  override readonly name = 'OutputError';
}

/** A path that a command reads or writes. Messages name `flag`. */
export interface Place {
  readonly flag: string;
  readonly path: string;
  readonly is: 'input' | 'file' | 'folder';
}

/** The paths that flags and operands name. */
export function placesOf(
  flags: FlagValues,
  kinds: Readonly<Record<string, Place['is']>>,
  inputs: readonly string[] = [],
): Place[] {
  const given = Object.entries(kinds).flatMap(([name, is]) => {
    const values = [flags[name]].flat().filter((value) => typeof value === 'string');
    return values.map((path): Place => ({ flag: `--${name}`, path, is }));
  });
  return [...given, ...inputs.map((path): Place => ({ flag: 'the file', path, is: 'input' }))];
}

/**
 * Refuses, before anything runs, unwritable places and places named twice, where the later file
 * would replace the earlier one. Removes leftovers of killed commands there.
 */
export function checkPlaces(places: readonly Place[], terminal: Terminal): void {
  for (const [n, place] of places.entries())
    for (const earlier of places.slice(0, n)) refuseSame(earlier, place);
  const kept = new Set<string>();
  for (const { flag, path, is } of places) {
    if (is === 'input') continue;
    for (const left of removeLeftovers(dirname(followLinks(path)))) kept.add(left);
    if (is === 'file') checkFile(flag, path);
    else {
      for (const left of removeLeftovers(path)) kept.add(left);
      checkFolder(flag, path);
    }
  }
  for (const left of kept)
    terminal.tell(
      `${left}: was left by a command on another machine; remove it when that has ended\n`,
    );
}

function refuseSame(a: Place, b: Place): void {
  if (a.is === 'input' && b.is === 'input') return;
  const [first, second] = [a, b].map(({ path }) => identityOf(path)) as [string, string];
  // A device is written to, not replaced, so two flags may share one.
  if (first === second && (a.is === 'folder' || b.is === 'folder' || !isSpecial(first)))
    throw new InputError(
      `${b.flag} ${b.path}: is the place of ${a.flag} too; give each a place of its own`,
    );
  for (const [outer, inner, folder, place] of [
    [first, second, a, b],
    [second, first, b, a],
  ] as const) {
    const way = relative(outer, inner);
    if (
      folder.is === 'folder' &&
      way !== '' &&
      way !== '..' &&
      !way.startsWith(`..${sep}`) &&
      resolve(way) !== way
    )
      throw new InputError(
        `${place.flag} ${place.path}: lies in ${folder.flag} ${folder.path}, which must be empty`,
      );
  }
}

/** Resolves a path as far as it exists, following links. */
function identityOf(path: string): string {
  const full = followLinks(path);
  if (existsSync(full)) return isSpecial(full) ? full : realpathSync(full);
  const parent = dirname(full);
  return parent === full ? full : join(identityOf(parent), basename(full));
}

const LINKS_MAX = 40;

/** Stats a path; undefined if nothing is there, or its parent is not a folder. */
function look(ask: (path: string) => Stats, path: string): Stats | undefined {
  try {
    return ask(path);
  } catch {
    return undefined;
  }
}

/** Paths of open files: their links lead to no path. */
const isOpenFile = (path: string): boolean => path.startsWith('/proc/');

/** The path where a link's file is written, even if the link is dangling. */
function followLinks(path: string): string {
  let at = resolve(path);
  for (let n = 0; n < LINKS_MAX && !isOpenFile(at) && look(lstatSync, at)?.isSymbolicLink(); n++)
    at = resolve(dirname(at), readlinkSync(at));
  return at;
}

/** Whether a path is a device or pipe, which is written to and not replaced. */
function isSpecial(path: string): boolean {
  const stat = look(statSync, path);
  return stat !== undefined && !stat.isDirectory() && (!stat.isFile() || isOpenFile(path));
}

/** Throws if the system refuses the name, for example as too long. */
function refuseName(path: string): void {
  try {
    lstatSync(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
}

/**
 * Makes a folder and those above it that are missing. `mkdirSync` with `recursive` never returns
 * where a folder is there and takes no other, as `/proc` is: it makes the two in turn for ever.
 */
export function makeFolders(path: string): void {
  const full = resolve(path);
  if (look(statSync, full)?.isDirectory()) return;
  if (dirname(full) !== full) makeFolders(dirname(full));
  try {
    mkdirSync(full);
  } catch (error) {
    // Another process may have made it since.
    if (!look(statSync, full)?.isDirectory()) throw error;
  }
}

/** Refuses a folder that cannot be made or is not empty. */
function checkFolder(flag: string, path: string): void {
  attempt(InputError, flag, path, () => {
    refuseName(resolve(path));
    if (existsSync(path)) {
      if (!statSync(path).isDirectory())
        throw new InputError(`${flag} ${path}: is a file; a run leaves a folder`);
      if (readdirSync(path).length > 0)
        throw new InputError(`${flag} ${path}: is not empty; a run leaves a folder of its own`);
    }
    makeFolders(dirname(path));
    rmdirSync(makeWorkFolder(workPlaceOf(path)));
  });
}

/** Refuses a path where no file can be written. */
function checkFile(flag: string, path: string): void {
  attempt(InputError, flag, path, () => {
    const target = followLinks(path);
    if (existsSync(target) && statSync(target).isDirectory())
      throw new InputError(`${flag} ${path}: is a folder`);
    if (path.endsWith('/') || path.endsWith(sep))
      throw new InputError(`${flag} ${path}: names a folder, and a file is written`);
    refuseName(target);
    if (isSpecial(target)) return accessSync(target, constants.W_OK);
    if (!existsSync(dirname(target)))
      throw new InputError(`${flag} ${path}: there is no folder ${dirname(path)}`);
    rmdirSync(makeWorkFolder(dirname(target)));
  });
}

/**
 * The parent of a folder's working folder. It is the folder itself if that exists, since it may be
 * a mount point, and otherwise its parent.
 */
export const workPlaceOf = (path: string): string =>
  existsSync(path) ? resolve(path) : dirname(resolve(path));

/**
 * Writes a folder of texts by name, completely or not at all. `moved` are files elsewhere on the
 * same disk.
 */
export function writeFolder(
  path: string,
  files: readonly (readonly [string, string])[],
  moved: readonly (readonly [string, string])[] = [],
): void {
  attempt(OutputError, '--out', path, () => {
    const beside = makeWorkFolder(workPlaceOf(path));
    try {
      for (const [name, text] of files) {
        mkdirSync(dirname(join(beside, name)), { recursive: true });
        writeSafely(join(beside, name), text);
      }
      for (const [name, from] of moved) renameSync(from, join(beside, name));
      if (dirname(beside) === resolve(path)) moveUp(beside, path);
      else renameSync(beside, resolve(path));
    } finally {
      rmSync(beside, { recursive: true, force: true });
    }
  });
}

/**
 * Moves the contents of a working folder into its parent. If one cannot be moved, none stays there.
 */
function moveUp(beside: string, path: string): void {
  const done: string[] = [];
  try {
    for (const name of readdirSync(beside)) {
      const target = join(path, name);
      if (existsSync(target))
        throw new OutputError(`--out ${path}: was empty, and ${name} has come into it`);
      renameSync(join(beside, name), target);
      done.push(target);
    }
  } catch (error) {
    for (const target of done) rmSync(target, { recursive: true, force: true });
    throw error;
  }
}

/** Writes a file completely or not at all, but writes directly to a device or pipe. */
export function writeWhole(path: string, flag: string, content: string | Uint8Array): void {
  attempt(OutputError, flag, path, () => {
    const target = followLinks(path);
    refuseName(target);
    if (isSpecial(target)) return writeFileSync(target, content);
    const beside = makeWorkFolder(dirname(target));
    try {
      writeSafely(join(beside, 'file'), content);
      renameSync(join(beside, 'file'), target);
    } finally {
      rmSync(beside, { recursive: true, force: true });
    }
  });
}

/** Writes a file and waits for the disk: some report only then that they are full. */
function writeSafely(path: string, content: string | Uint8Array): void {
  const handle = openSync(path, 'wx');
  try {
    writeFileSync(handle, content);
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

/** Says why a file or folder cannot be written, by the error of the attempt. */
export function notWritten(error: unknown): string {
  const { code } = error as NodeJS.ErrnoException;
  const inTheWay = code === 'EEXIST' || code === 'ENOTDIR' ? ', a file is in the way' : '';
  return `cannot be written (${code ?? String(error)}${inTheWay})`;
}

function attempt(
  Kind: typeof InputError | typeof OutputError,
  flag: string,
  path: string,
  write: () => void,
): void {
  try {
    write();
  } catch (error) {
    if (error instanceof InputError || error instanceof OutputError) throw error;
    throw new Kind(`${flag} ${path}: ${notWritten(error)}`);
  }
}

/** The files of a command. Its answer is printed even if they fail. */
export class Outputs {
  readonly #failures: string[] = [];

  /** Runs a write and keeps its failure until the answer is printed. */
  async attempt<T>(write: () => T | Promise<T>): Promise<T | undefined> {
    try {
      return await write();
    } catch (error) {
      this.#failures.push(
        error instanceof OutputError
          ? error.message
          : `smars: ${(error as Error).stack ?? String(error)}`,
      );
      return undefined;
    }
  }

  /** Reports failed writes. Returns `code` if all succeeded, or else the exit code of a failure. */
  end(code: number, terminal: Terminal): number {
    for (const message of this.#failures) terminal.tell(`${message}\n`);
    return this.#failures.length === 0 ? code : EXIT.FAILURE;
  }
}
