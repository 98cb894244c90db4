import { z } from 'zod';

/**
 * Nanoseconds of an operation. A value beyond these bounds is not a measurement, and its ratios
 * would overflow.
 */
const nanoseconds = z.number().min(1e-6).max(1e15);

/** The figures of one process: the p50 of each round and the least sample, in ns an operation. */
const FIGURES = z.strictObject({
  roundsNs: z.array(nanoseconds).min(1),
  minNs: nanoseconds,
  samples: z.number().int().positive(),
});

/**
 * A case with its figures, one entry a process. `floor` names the case that this one is a multiple
 * of; it is null for a floor.
 */
const CASE = z.strictObject({
  name: z.string().min(1),
  floor: z.string().nullable(),
  processes: z.array(FIGURES).min(1),
});

/**
 * One question with its measurements. `unit` says what one operation is. `notes` are the lines that
 * the processes printed, including sinks.
 */
export const BENCHMARK = z.strictObject({
  name: z.string().min(1),
  question: z.string(),
  unit: z.string(),
  work: z.string(),
  notes: z.array(z.string()),
  cases: z.array(CASE).min(1),
});

/** The file that `smars bench --save` writes, and that `--json` prints. */
export const BENCH_FILE = z.object({
  version: z.literal(1),
  command: z.literal('bench'),
  invocation: z.string(),
  conditions: z.looseObject({ node: z.string(), cpu: z.string(), cores: z.number() }),
  benchmarks: z.array(BENCHMARK),
});

export type BenchCase = z.infer<typeof CASE>;
export type Benchmark = z.infer<typeof BENCHMARK>;
export type BenchFile = z.infer<typeof BENCH_FILE>;
