import { median, table } from '../../src/report/format.js';

/** Counted pairs of a shorter and a longer pass of each loop. */
export const PAIRS = 3;

/** The operations of a loop's passes, n and 2 n in turn. */
export interface CountedPasses {
  readonly name: string;
  readonly unit: string;
  readonly operations: readonly number[];
}

/** Instructions of one operation of a loop. */
export interface Count {
  readonly name: string;
  readonly unit: string;
  readonly instructions: number;
}

/**
 * Instructions of each loop, with the exact Node version, by Node's major version and the
 * processor's architecture.
 */
export type Baseline = Record<
  string,
  { readonly node: string; readonly instructions: Readonly<Record<string, number>> }
>;

interface CountRow extends Count {
  readonly before: number | undefined;
  readonly verdict: 'same' | 'more' | 'fewer' | 'new';
}

/** The change that may come without a change of the code. */
const THRESHOLD = 0.02;

/** Reads the instructions of a callgrind dump. Throws if the text is not a dump. */
export function readDump(text: string): number {
  const total = /^totals: (\d+)$/m.exec(text)?.[1];
  if (total === undefined)
    throw new Error('bench/instructions: a dump of callgrind without totals');
  return Number(total);
}

/**
 * Instructions of an operation from those of all dumps: for each loop, one dump of the time before
 * it, and one of each of its passes.
 */
export function countOperations(
  loops: readonly CountedPasses[],
  dumps: readonly number[],
): Count[] {
  const expected = loops.length * (2 * PAIRS + 1);
  if (dumps.length !== expected)
    throw new Error(`bench/instructions: ${dumps.length} dumps of callgrind, ${expected} expected`);
  return loops.map(({ name, unit, operations }, place) => {
    const passes = dumps.slice(place * (2 * PAIRS + 1) + 1);
    const pairs = Array.from({ length: PAIRS }, (_, pair) => {
      const more = operations[2 * pair + 1]! - operations[2 * pair]!;
      return (passes[2 * pair + 1]! - passes[2 * pair]!) / more;
    });
    return { name, unit, instructions: median(pairs) };
  });
}

export function compareCounts(
  counts: readonly Count[],
  { instructions }: Baseline[string],
): CountRow[] {
  return counts.map((count) => {
    const before = instructions[count.name];
    if (before === undefined) return { ...count, before, verdict: 'new' };
    const ratio = count.instructions / before;
    return {
      ...count,
      before,
      verdict: ratio > 1 + THRESHOLD ? 'more' : ratio < 1 - THRESHOLD ? 'fewer' : 'same',
    };
  });
}

export function describeCounts(rows: readonly CountRow[], heading: string): string {
  const body = rows.map(({ name, unit, instructions, before, verdict }) => [
    name,
    unit,
    instructions.toFixed(1),
    before === undefined ? '–' : before.toFixed(1),
    before === undefined ? '–' : `${(100 * (instructions / before - 1)).toFixed(2)} %`,
    verdict,
  ]);
  const text = table(['loop', 'of a', 'instructions', 'baseline', 'change', ''], body, [
    'left',
    'left',
    'right',
    'right',
    'right',
    'left',
  ]);
  const notes = [
    ...(rows.some(({ verdict }) => verdict === 'more')
      ? [
          `A loop takes more than ${100 * THRESHOLD} % more than it did. Where that is meant:\n` +
            '  npm run bench:instructions -- --write',
        ]
      : []),
    ...(rows.some(({ verdict }) => verdict === 'fewer' || verdict === 'new')
      ? [
          'The baseline is out of date, and would not see it lost again:\n' +
            '  npm run bench:instructions -- --write',
        ]
      : []),
  ];
  return [`Instructions by callgrind; ${heading}`, text, ...notes].join('\n');
}
