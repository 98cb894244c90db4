/** A set of controls, by their places in a list. */
export type ControlSet = readonly number[];

/**
 * Returns the minimal sets of `candidates` that keep a bound: sets of one first, then of two, up to
 * `sizeMax`, without supersets of those found. `keeps` gets all sets of one size at once and
 * answers in their order.
 */
export async function findMinimalSets(
  candidates: readonly number[],
  sizeMax: number,
  keeps: (sets: readonly ControlSet[]) => Promise<readonly boolean[]>,
): Promise<ControlSet[]> {
  const found: ControlSet[] = [];
  for (let size = 1; size <= sizeMax; size++) {
    const sets = subsets(candidates, size).filter(
      (set) => !found.some((minimal) => minimal.every((control) => set.includes(control))),
    );
    if (sets.length === 0) break;
    const kept = await keeps(sets);
    found.push(...sets.filter((_, place) => kept[place]));
  }
  return found;
}

/** Returns all subsets of a size, each in the order of the list. */
export function subsets(list: readonly number[], size: number): ControlSet[] {
  if (size === 0) return [[]];
  return list.flatMap((first, place) =>
    subsets(list.slice(place + 1), size - 1).map((rest) => [first, ...rest]),
  );
}
