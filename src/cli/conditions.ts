import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { availableParallelism, cpus, platform, release, totalmem } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { shellWord } from '../base/escape.js';

/** The machine and software of a measurement. */
interface Conditions {
  readonly node: string;
  readonly v8: string;
  readonly platform: string;
  readonly cpu: string;
  readonly cores: number;
  readonly memoryGiB: number;
  readonly nodeFlags: readonly string[];
  /** The commit that runs. */
  readonly revision: string;
}

export function readConditions(): Conditions {
  return {
    node: process.version,
    v8: process.versions.v8,
    platform: `${platform()} ${release()}`,
    cpu: cpus()[0]?.model.trim() ?? 'unknown',
    cores: availableParallelism(),
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    nodeFlags: process.execArgv,
    revision: describeRevision(),
  };
}

/** The command line as given, quoted for a shell where needed. */
export function readInvocation(): string {
  return ['smars', ...process.argv.slice(2).map(shellWord)].join(' ');
}

/** Formats conditions as lines of text. */
export function describeConditions({
  node,
  platform: system,
  cpu,
  cores,
  memoryGiB,
  nodeFlags,
  revision,
}: Conditions): string[] {
  const flags = nodeFlags.length === 0 ? 'no flags' : nodeFlags.join(' ');
  return [
    `${cpu}, ${cores} cores, ${memoryGiB} GiB, ${system}; Node ${node}, ${flags}; ${revision}`,
  ];
}

/**
 * Describes the running commit. Only a clone of this repository has one: an installed package may
 * lie inside another project's repository.
 */
function describeRevision(): string {
  const root = fileURLToPath(new URL('../../..', import.meta.url));
  if (!existsSync(join(root, '.git'))) return 'not a clone';
  try {
    const [first, , ...rest] = execFileSync(
      'git',
      ['status', '--porcelain=v2', '--branch', '--untracked-files=no'],
      { cwd: root, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] },
    ).split('\n');
    const changed = rest.some((line) => line !== '' && !line.startsWith('#'));
    const commit = first!.slice('# branch.oid '.length).slice(0, 8);
    return `commit ${commit}${changed ? ' with changes' : ''}`;
  } catch {
    return 'not a clone';
  }
}
