import type { BenchFile, Benchmark } from '../../src/report/benchmark.js';

/** A benchmark of a floor and cases, each with the rounds of its processes, ns. */
export function benchmarkOf(
  name: string,
  cases: Readonly<Record<string, readonly (readonly number[])[]>>,
): Benchmark {
  const floor = Object.keys(cases).find((title) => title.startsWith('floor')) ?? null;
  return {
    name,
    question: 'what does it cost?',
    unit: 'order',
    work: 'a thousand orders, seed 1',
    notes: ['sink: 42'],
    cases: Object.entries(cases).map(([title, rounds]) => ({
      name: title,
      floor: title === floor ? null : floor,
      processes: rounds.map((roundsNs) => ({
        roundsNs: [...roundsNs],
        minNs: Math.min(...roundsNs) * 0.9,
        samples: 100,
      })),
    })),
  };
}

/** The file of smars bench --save for some benchmarks. */
export function benchFileOf(...benchmarks: Benchmark[]): BenchFile {
  const conditions = { node: 'v20.19.0', cpu: 'a processor', cores: 2 };
  return { version: 1, command: 'bench', invocation: 'smars bench', conditions, benchmarks };
}
