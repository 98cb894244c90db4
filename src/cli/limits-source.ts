import { createHash } from 'node:crypto';
import { symbolsOf, type UniverseSpec } from '../market/universe.js';
import type { LimitsInForce } from '../report/limits-text.js';
import type { GateLimits } from '../risk/limits/limits.js';
import {
  canonicalLimits,
  type LimitsFile,
  parseLimits,
  placeLimits,
} from '../scenarios/limits-file.js';
import { type Flag, type FlagValues, textFlag } from './command.js';
import { readText } from './file-text.js';

export const LIMITS_FLAG: Flag = {
  type: 'string',
  value: 'FILE',
  about: 'limits from a file, in place of all that the scenario sets (see smars limits)',
};

/** Reads the file of --limits; undefined without the flag. */
export function readLimits(flags: FlagValues): LimitsFile | undefined {
  const path = textFlag(flags, 'limits');
  return path === undefined ? undefined : parseLimits(readText(path, 'a limits file'), path);
}

/** Refuses a file that names servers or symbols that the day or fleet lacks. */
export function checkLimitsFile(
  file: LimitsFile | undefined,
  servers: number,
  universe: UniverseSpec,
  seed: number,
): void {
  if (file !== undefined) placeLimits(file, { servers, symbols: symbolsOf({ universe, seed }) });
}

export function limitsInForce(limits: GateLimits, file: LimitsFile | undefined): LimitsInForce {
  const digest = digestLimits(limits);
  return {
    digest,
    file: file?.source ?? null,
    version: file?.version ?? null,
    changed: file !== undefined && digest !== digestLimits(file.limits),
  };
}

function digestLimits(limits: GateLimits): string {
  return createHash('sha256').update(canonicalLimits(limits)).digest('hex');
}
