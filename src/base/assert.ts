/**
 * A fault of the program that calls, or of ours: a table of the wrong size, a name that no code may
 * use. `message` starts with its address in the source.
 */
export class FaultError extends Error {
  /** What programs tell it by. */
  readonly code = 'SMARS_FAULT';
  override readonly name = 'FaultError';
}

/**
 * Throws a FaultError that starts with its address when the condition does not hold. For faults of
 * the program; input has its own errors.
 */
export function assert(condition: boolean, message: string): asserts condition {
  if (!condition) throw new FaultError(message);
}

/**
 * A fault of the user's input: a flag, a file, a field. `message` is a sentence with place, value
 * and reason; the process exits with 2.
 */
export class InputError extends Error {
  /** What programs tell it by. */
  readonly code = 'SMARS_INPUT';
  override readonly name = 'InputError';
}

/**
 * The name nearest to `wrong` by edit distance, or undefined when none is near enough to be what
 * was meant. A name's beginning counts as well: `knigt` is near `knight-2012`.
 */
export function nearestName(wrong: string, names: Iterable<string>): string | undefined {
  const typed = wrong.toLowerCase();
  let best: string | undefined;
  let bestDistance = Math.min(typed.length, Math.max(3, Math.floor(typed.length / 2) + 1));
  for (const name of names) {
    const known = name.toLowerCase();
    const distance = Math.min(
      editDistance(typed, known),
      editDistance(typed, known.slice(0, typed.length + 1)) + 1,
    );
    if (distance < bestDistance) {
      best = name;
      bestDistance = distance;
    }
  }
  return best;
}

/** `did you mean X?` or a list of the names when none is near. */
export function suggest(wrong: string, names: readonly string[]): string {
  const near = nearestName(wrong, names);
  return near === undefined ? `known names: ${names.join(', ')}` : `did you mean '${near}'?`;
}

function editDistance(a: string, b: string): number {
  let previous = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const substitution = previous[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1);
      row.push(Math.min(substitution, previous[j]! + 1, row[j - 1]! + 1));
    }
    previous = row;
  }
  return previous[b.length]!;
}
