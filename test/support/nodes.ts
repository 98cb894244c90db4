import { spawnSync } from 'node:child_process';

/** A version of Node: its number, and its path or the reason why it is missing. */
export interface OtherNode {
  readonly major: number;
  readonly path?: string | undefined;
  readonly lack?: string | undefined;
}

/**
 * Fetches another Node by npm, as a user would: `npx -p node@24 node …`. Without a network, npm may
 * have it in its cache.
 */
export function fetchNode(major: number): OtherNode {
  if (process.versions.node.startsWith(`${major}.`)) return { major, path: process.execPath };
  const args = ['--yes', '-p', `node@${major}`, 'node', '-p', 'process.version + process.execPath'];
  const { stdout, stderr, error } = spawnSync('npx', args, { encoding: 'utf8', timeout: 120_000 });
  const path = new RegExp(`^v${major}\\.\\d+\\.\\d+(.+)$`, 'm').exec(stdout ?? '')?.[1];
  if (path !== undefined) return { major, path };
  const reason =
    /npm error (.+)/.exec(stderr ?? '')?.[1] ?? error?.message ?? 'another version answered';
  return { major, lack: `npx cannot get it here: ${reason}` };
}
