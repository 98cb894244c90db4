/**
 * What one bit of an order's flag word has meant, and in which builds. `unusedSince`: the year from
 * which nobody used what it selects, where its code stayed.
 */
export interface FlagRow {
  readonly bit: number;
  readonly name: string;
  readonly firstBuild: number;
  readonly lastBuild: number;
  readonly unusedSince?: number;
}

/**
 * The registry of flags: what each bit of an order's flag word has meant. A flag is a bit on the
 * order message; which code it selects is decided by the build that reads it. That one bit has two
 * rows is the fault: the SEC found that the flag which had activated Power Peg was reused for the
 * Retail Liquidity Program (Release 34-70694, ¶13), and that Power Peg, unused since 2003, could
 * still be called (¶14).
 */
export const FLAGS = [
  { bit: 0, name: 'power-peg', firstBuild: 2003, lastBuild: 2005, unusedSince: 2003 },
  { bit: 0, name: 'retail-liquidity', firstBuild: 2012, lastBuild: 2012 },
] as const satisfies readonly FlagRow[];

/** The mask of the reused bit. */
export const REUSED_FLAG = 1;
/** All bits of the flag word. */
export const ANY_FLAG = 0xff;

/**
 * The pairs of registry rows that give one bit two meanings. A registry that refuses reuse would
 * refuse each of them.
 */
export function findReusedFlags(
  flags: readonly { bit: number; name: string }[] = FLAGS,
): { bit: number; names: string[] }[] {
  const namesByBit = new Map<number, Set<string>>();
  for (const { bit, name } of flags)
    namesByBit.set(bit, (namesByBit.get(bit) ?? new Set()).add(name));
  return [...namesByBit]
    .filter(([, names]) => names.size > 1)
    .map(([bit, names]) => ({ bit, names: [...names] }));
}

/** The registry as it would stand had the Retail Liquidity Program been given another bit. */
export function registryWith(bit: number): FlagRow[] {
  return FLAGS.map((row) => (row.name === 'retail-liquidity' ? { ...row, bit } : row));
}

/**
 * What a registry has against the deployment of a flag: another meaning of its bit, or code that
 * nobody uses and that a build which may be running still reaches by it.
 */
export interface FlagFinding {
  readonly fault: 'reused' | 'dead-code';
  readonly bit: number;
  readonly names: readonly string[];
}

/**
 * Check 28, the flag registry: judges a flag before the first line of its rollout. A bit has one
 * meaning for ever, and whatever a build of `builds` (those that run before, during and after the
 * rollout) does with it is in use. The SEC found that neither was so (¶13–14). Blocks the
 * deployment of the flag, until another rollout comes with another bit.
 */
export function judgeFlag(
  bit: number,
  builds: readonly number[],
  flags: readonly FlagRow[] = FLAGS,
): FlagFinding[] {
  const rows = flags.filter((row) => row.bit === bit);
  const findings: FlagFinding[] = findReusedFlags(rows).map(({ names }) => ({
    fault: 'reused',
    bit,
    names,
  }));
  const dead = rows.filter(
    ({ unusedSince, firstBuild, lastBuild }) =>
      unusedSince !== undefined &&
      builds.some((build) => build >= firstBuild && build <= lastBuild),
  );
  if (dead.length > 0)
    findings.push({ fault: 'dead-code', bit, names: dead.map(({ name }) => name) });
  return findings;
}
