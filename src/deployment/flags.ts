/**
 * The registry of flags: what each bit of an order's flag word has meant. A flag is a bit on the order message; which code it selects is decided
 * by the build that reads it. That one bit has two rows is the fault: the SEC found that the flag which had activated Power Peg was reused for
 * the Retail Liquidity Program (Release 34-70694, ¶13).
 */
export const FLAGS = [
  { bit: 0, name: 'power-peg', firstBuild: 2003, lastBuild: 2005 },
  { bit: 0, name: 'retail-liquidity', firstBuild: 2012, lastBuild: 2012 },
] as const;

/** The mask of the reused bit. */
export const REUSED_FLAG = 1;

/** The pairs of registry rows that give one bit two meanings. A registry that refuses reuse would refuse each of them. */
export function findReusedFlags(flags: readonly { bit: number; name: string }[] = FLAGS): { bit: number; names: string[] }[] {
  const namesByBit = new Map<number, Set<string>>();
  for (const { bit, name } of flags) namesByBit.set(bit, (namesByBit.get(bit) ?? new Set()).add(name));
  return [...namesByBit].filter(([, names]) => names.size > 1).map(([bit, names]) => ({ bit, names: [...names] }));
}
