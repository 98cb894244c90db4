/**
 * One meaning of a bit of the order's flag word, and the builds that have it. `unusedSince` is the
 * year in which its code fell out of use but stayed.
 */
interface FlagRow {
  readonly bit: number;
  readonly name: string;
  readonly firstBuild: number;
  readonly lastBuild: number;
  readonly unusedSince?: number;
}

/**
 * The flag registry: the meanings of each bit of an order's flag word. A flag is a bit on the order
 * message; the build that reads it decides which code it selects. Here one bit has two rows, and
 * that is the fault: the SEC found that the flag which had activated Power Peg was reused for the
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
 * Returns the bits to which the registry gives several meanings. A registry that refuses reuse
 * would refuse each of them.
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

/** Returns the registry with another bit for the Retail Liquidity Program. */
export function registryWith(bit: number): FlagRow[] {
  return FLAGS.map((row) => (row.name === 'retail-liquidity' ? { ...row, bit } : row));
}

/**
 * An objection of the registry to a flag: its bit has another meaning, or it reaches dead code in a
 * build that may be running.
 */
export interface FlagFinding {
  readonly fault: 'reused' | 'dead-code';
  readonly bit: number;
  readonly names: readonly string[];
}

/**
 * Check 28, the flag registry: judges a flag before the first line of its rollout. A bit must keep
 * one meaning for ever, and must reach no dead code in any of `builds` (those that run before,
 * during and after the rollout). The SEC found both violated (¶13–14). A finding blocks the flag
 * until another rollout brings another bit.
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
