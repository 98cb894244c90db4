import type { BenchCase, Benchmark } from './benchmark.js';
import { quantile } from './comparison.js';
import { median, table, wrap } from './format.js';

/** The figures of one case in a benchmark's table, in ns an operation. */
interface CaseFigures {
  readonly p50Ns: number;
  readonly minNs: number;
  /** Half the distance between the quartiles of the rounds, as a fraction of the p50. */
  readonly spread: number;
}

/** The figures of a case over the rounds of all its processes. */
export function caseFigures({ processes }: BenchCase): CaseFigures {
  const rounds = processes.flatMap(({ roundsNs }) => roundsNs);
  const p50Ns = median(rounds);
  const sorted = [...rounds].sort((a, b) => a - b);
  return {
    p50Ns,
    minNs: Math.min(...processes.map(({ minNs }) => minNs)),
    spread: (quantile(sorted, 0.75) - quantile(sorted, 0.25)) / 2 / p50Ns,
  };
}

/** A time in the unit that keeps three or four digits: 0.98 ns, 26.3 ns, 1.13 ms. */
export function operationTime(ns: number): string {
  const [scaled, unit] = ns < 1e4 ? [ns, 'ns'] : ns < 1e7 ? [ns / 1e3, 'us'] : [ns / 1e6, 'ms'];
  return `${scaled.toFixed(scaled < 10 ? 2 : scaled < 100 ? 1 : 0)} ${unit}`;
}

/**
 * A benchmark as a table: p50 and minimum an operation, the spread, the multiple of the floor and
 * the rate. Notes follow; a note of several lines keeps its lines.
 */
export function describeBenchmark(benchmark: Benchmark): string {
  const { name, question, unit, work, cases, notes } = benchmark;
  const p50 = new Map(cases.map((one) => [one.name, caseFigures(one).p50Ns]));
  const rows = cases.map((one) => {
    const { p50Ns, minNs, spread } = caseFigures(one);
    const floor = one.floor === null ? undefined : p50.get(one.floor);
    return [
      one.name,
      operationTime(p50Ns),
      operationTime(minNs),
      `±${(100 * spread).toFixed(0)}%`,
      floor === undefined ? '' : multiple(p50Ns / floor),
      perSecond(p50Ns),
    ];
  });
  const head = [unit, 'p50', 'min', 'spread', 'floor', 'per s'];
  const body = table(head, rows, ['left', 'right', 'right', 'right', 'right', 'right']);
  const texts = [`${name}: ${question}`, work]
    .filter((text) => text !== '')
    .map((text) => wrap(text, 80));
  const told = notes.map((note) => (note.includes('\n') ? note : wrap(note, 80)));
  return [...texts, body, ...told].join('\n');
}

const multiple = (times: number): string => `${times.toFixed(times < 100 ? 1 : 0)} ×`;

function perSecond(ns: number): string {
  const rate = 1e9 / ns;
  return rate >= 1e6
    ? `${(rate / 1e6).toFixed(1)}M`
    : rate >= 1e3
      ? `${(rate / 1e3).toFixed(1)}k`
      : rate.toFixed(1);
}
