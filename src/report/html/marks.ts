import type { Tone } from './model.js';

/** The number of a mark, and its place over the chart in pixels. */
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
 * Groups the numbers of marks, given from left to right, so that no two are nearer than `gap`.
 * Numbers that would be nearer become one range, such as `2–4`, in the middle of their places.
 * `widthOf` measures a label. A group is an alarm where any of its marks is, else it has the tone
 * of its first.
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
