import { existsSync } from 'node:fs';
import { InputError } from '../base/input-error.js';
import { symbolsOf } from '../market/universe.js';
import type { OrderFlow } from '../orders/flow.js';
import type { LoadProfile } from '../scenarios/profile.js';
import type { Terminal } from './command.js';

/**
 * Reads the orders of a file for the servers of a profile. `accounts` are those that are known by
 * name, in the order of their codes.
 */
export async function readFlow(
  path: string,
  profile: LoadProfile,
  accounts: readonly string[],
  terminal: Terminal,
): Promise<OrderFlow> {
  refuseSeveralDays(path);
  const { readOrderFile, tellIgnored } = await import('./order-source.js');
  const names = { symbols: symbolsOf(profile), retailFlag: 1, servers: profile.servers, accounts };
  const flow = await readOrderFile(path, names);
  terminal.tell(tellIgnored(path, flow));
  return flow;
}

/** A load replays one file: the clock of a second day would overlap the first one's. */
export function refuseSeveralDays(path: string | undefined): void {
  if (path === undefined || existsSync(path) || !path.includes(',')) return;
  const days = path.split(',').length;
  throw new InputError(
    `--orders ${path}: names ${days} days; a load takes the orders of one, so give one file`,
  );
}
