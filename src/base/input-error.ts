/**
 * A fault of the program or of its caller, such as a table of the wrong size. `message` starts with
 * the function's address in the source.
 */
export class FaultError extends Error {
  /** Programs test this code. */
  readonly code = 'SMARS_FAULT';
  override readonly name = 'FaultError';
}

/**
 * Throws a FaultError when the condition does not hold. For program faults only: input has its own
 * errors. `message` starts with the function's address in the source.
 */
export function assert(condition: boolean, message: string): asserts condition {
  if (!condition) throw new FaultError(message);
}

/**
 * A fault of the user's input: a flag, a file, a field. `message` is a sentence with place, value
 * and reason; the process exits with 2.
 */
export class InputError extends Error {
  /** Programs test this code. */
  readonly code = 'SMARS_INPUT';
  override readonly name = 'InputError';
}

/**
 * The name nearest to `wrong` by edit distance, or undefined when no name is near enough. A prefix
 * also matches: `knigt` is near `knight-2012`.
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

/** Returns `did you mean X?`, or the list of names when none is near. */
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
