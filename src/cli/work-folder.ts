import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, readlinkSync, rmSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';

/**
 * Hidden folders in which a command prepares its files, before it moves them to their place. Their
 * names identify the process, so that the next command can remove those of killed processes:
 *
 *   .smars-<machine>-<process id>-<start of the process>-<number>
 */
const NAME = /^\.smars-([0-9a-f]{8})-(\d+)-(\w+)-\d+$/;

/** When a process started, in ticks since system start; undefined if the system does not tell. */
function startOf(pid: number | 'self'): string | undefined {
  try {
    // The program name in parentheses may contain anything; the start is the 20th field after it.
    return readFileSync(`/proc/${pid}/stat`, 'utf8').replace(/^.*\)/s, '').trim().split(' ')[19];
  } catch {
    return undefined;
  }
}

/** Identifies the machine or container in which process ids are unique. */
function machineOf(): string {
  let space = '';
  try {
    space = readlinkSync('/proc/self/ns/pid');
  } catch {
    // Systems without PID namespaces have a single one.
  }
  return createHash('sha256').update(`${hostname()} ${space}`).digest('hex').slice(0, 8);
}

let made = 0;

/** Makes a hidden folder in `parent`. */
export function makeWorkFolder(parent: string): string {
  const path = join(
    parent,
    `.smars-${machineOf()}-${process.pid}-${startOf('self') ?? 'unknown'}-${made++}`,
  );
  mkdirSync(path);
  return path;
}

/** Makes a hidden folder that is removed at process exit, or earlier by `remove`. */
export function openWorkFolder(parent: string): { readonly path: string; remove(): void } {
  const path = makeWorkFolder(parent);
  const remove = (): void => {
    process.off('exit', remove);
    rmSync(path, { recursive: true, force: true });
  };
  process.once('exit', remove);
  return { path, remove };
}

/**
 * Removes working folders in `parent` whose process has ended, as after `kill -9`. Returns the
 * paths of folders that remain without a process on this machine: another machine made them, or
 * they cannot be removed.
 */
export function removeLeftovers(parent: string): string[] {
  const machine = machineOf();
  return readNames(parent).flatMap((name) => {
    const [, madeBy, pid, start] = NAME.exec(name) ?? [];
    if (pid === undefined || (madeBy === machine && isAlive(Number(pid), start!))) return [];
    const path = join(parent, name);
    if (madeBy !== machine) return [path];
    try {
      rmSync(path, { recursive: true, force: true });
      return [];
    } catch {
      return [path];
    }
  });
}

function readNames(parent: string): string[] {
  try {
    return readdirSync(parent);
  } catch {
    return [];
  }
}

/** Whether the named process still runs. Process ids are reused, so the start time must match. */
function isAlive(pid: number, start: string): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false;
  }
  const now = startOf(pid);
  return now === undefined || start === 'unknown' || now === start;
}
