import { caseFigures, operationTime } from './bench-text.js';
import type { BenchCase, Benchmark } from './benchmark.js';
import { median, table, wrap } from './format.js';
import { showTime } from './matrix.js';

/**
 * The cost of a check, in ns an order: alone and in the full gate. Null where the check does not
 * look at orders.
 */
interface CheckCost {
  readonly aloneNs: number | null;
  readonly marginalNs: number | null;
}

/**
 * The time at which a check's control first acted in a day, and the time of the last execution that
 * matched no parent. In ns since the bell; null for never.
 */
export interface CheckEffect {
  readonly trippedNs: number | null;
  readonly stoppedNs: number | null;
}

interface CheckLine extends CheckCost, CheckEffect {
  readonly check: string;
}

/**
 * The cost of a check, from the benchmark `gate`. It is the median of the differences round by
 * round, because a disturbance of the machine hits all cases of a round alike.
 */
export function costOfCheck(gate: Benchmark, check: string): CheckCost {
  return {
    aloneNs: apart(gate, `alone ${check}`, 'every check off'),
    marginalNs: apart(gate, 'the full gate', `without ${check}`),
  };
}

function apart({ cases }: Benchmark, name: string, other: string): number | null {
  const [one, base] = [
    cases.find((found) => found.name === name),
    cases.find((found) => found.name === other),
  ];
  if (one === undefined || base === undefined) return null;
  const rounds = ({ processes }: BenchCase): number[] =>
    processes.flatMap(({ roundsNs }) => roundsNs);
  const baseNs = rounds(base);
  return median(rounds(one).map((ns, round) => ns - baseNs[round]!));
}

/** One table: the cost of each check for an order, and when it acts in the day `day`. */
export function describeCheckCosts(
  gate: Benchmark,
  lines: readonly CheckLine[],
  day: string,
): string {
  const showNs = (ns: number | null): string => (ns === null ? '–' : ns.toFixed(1));
  const rows = lines.map(({ check, aloneNs, marginalNs, trippedNs, stoppedNs }) => [
    check,
    showNs(aloneNs),
    showNs(marginalNs),
    showTime(trippedNs),
    showTime(stoppedNs),
  ]);
  const whole = ['every check off', 'the story’s seven', 'the full gate'].flatMap((name) => {
    const found = gate.cases.find((one) => one.name === name);
    return found === undefined ? [] : [`${name} ${operationTime(caseFigures(found).p50Ns)}`];
  });
  const legend = [
    gate.work,
    `Gates as a whole, an order: ${whole.join(', ')}.`,
    'alone: ns that a gate with this check takes more than one with every check off. ' +
      'in gate: ns that the full gate takes more than one without it; ' +
      'below the noise, it may be negative.',
    `detects: when the check first acts in ${day}, from the bell; ` +
      'stopped: the last execution that matched no parent; ' +
      '– for never, and for what is not asked of orders but of answers and marks.',
  ];
  const head = ['check', 'alone', 'in gate', 'detects', 'stopped'];
  const costs = table(head, rows, ['left', 'right', 'right', 'left', 'left']);
  return `${costs}\n\n${legend.map((line) => wrap(line, 80)).join('\n')}\n`;
}
