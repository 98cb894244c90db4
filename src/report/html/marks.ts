import type { Tone } from './model.js';

/** A number to stand over a chart, in the middle of a place, pixels. */
export interface Numbered {
  readonly at: number;
  readonly label: string;
  readonly tone: Tone;
}

interface Group {
  readonly marks: readonly Numbered[];
  readonly at: number;
  readonly label: string;
}

/**
 * The numbers of marks, given from left to right, so that no two stand nearer than `gap` to each
 * other: those that would are one, `2–4`, in the middle of their places. `widthOf` is how wide a
 * label is drawn. A group has the tone of an alarm where one of them has, else that of its first.
 */
export function groupMarks(
  marks: readonly Numbered[],
  widthOf: (label: string) => number,
  gap: number,
): Numbered[] {
  const groups: Group[] = [];
  for (const mark of marks) {
    let group = groupOf([mark]);
    for (let last = groups.at(-1); last !== undefined; last = groups.at(-1)) {
      if (last.at + widthOf(last.label) / 2 + gap <= group.at - widthOf(group.label) / 2) break;
      groups.pop();
      group = groupOf([...last.marks, ...group.marks]);
    }
    groups.push(group);
  }
  return groups.map(({ marks: [first, ...others], at, label }) => ({
    at,
    label,
    tone: others.some(({ tone }) => tone === 'alarm') ? 'alarm' : first!.tone,
  }));
}

function groupOf(marks: readonly Numbered[]): Group {
  const [first, last] = [marks[0]!, marks.at(-1)!];
  return {
    marks,
    at: Math.round((first.at + last.at) / 2),
    label: marks.length === 1 ? first.label : `${first.label}–${last.label}`,
  };
}
