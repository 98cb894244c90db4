import { writeFileSync } from 'node:fs';
import { availableParallelism, cpus } from 'node:os';
import { basename } from 'node:path';
import { Bench } from 'tinybench';

/**
 * The number of rounds. Every case has a turn in each, so that disturbances of the machine hit all
 * cases alike.
 */
const ROUNDS = 11;
const ROUND_MS = 40;
/** Uncounted rounds at the start, in which V8 compiles and settles. */
const WARM_UP_ROUNDS = 3;

interface Entry {
  readonly name: string;
  readonly floor: string | null;
  /** Operations of one batch; if absent, `run` returns them. */
  readonly operations: number | undefined;
  readonly run: () => unknown;
  readonly reset: (() => void) | undefined;
  readonly roundsNs: number[];
  minNs: number;
  samples: number;
}

/**
 * One benchmark file: a question, and cases that answer it with batches of operations. Run by
 * itself, it prints a line for each case. If SMARS_BENCH_RESULT names a file, as `smars bench`
 * does, it writes its figures there. It imports nothing of src, so that `smars bench --against` can
 * put it beside any other revision.
 */
export class Suite {
  readonly #asked: { readonly question: string; readonly unit: string; readonly work: string };
  readonly #entries: Entry[] = [];
  #floor: string | null = null;
  readonly #roundMs: number;
  readonly #rounds: number;
  readonly #warmUpRounds: number;

  /**
   * `unit` is the name of one operation, in the singular; `work` describes the work with its data
   * and seed. A round lasts `roundMs` for each case, or one batch if that takes longer.
   */
  constructor(asked: {
    question: string;
    unit: string;
    work: string;
    roundMs?: number;
    rounds?: number;
    warmUpRounds?: number;
  }) {
    this.#asked = asked;
    this.#roundMs = asked.roundMs ?? ROUND_MS;
    this.#rounds = asked.rounds ?? ROUNDS;
    this.#warmUpRounds = asked.warmUpRounds ?? WARM_UP_ROUNDS;
  }

  /**
   * Adds a floor: the least that the following cases could cost, such as a copy of the same bytes
   * or an empty loop over the same columns. Cases are printed as multiples of it.
   */
  floor(name: string, operations: number, run: () => void): void {
    const named = `floor: ${name}`;
    this.#floor = null;
    this.add(named, operations, run);
    this.#floor = named;
  }

  /**
   * Adds a case whose `run` does a fixed number of operations. `reset` runs after each batch,
   * outside the measured time.
   */
  add(name: string, operations: number, run: () => void, reset?: () => void): void {
    this.#push(name, operations, run, reset);
  }

  /** Adds a case whose `run` returns its number of operations. */
  addCounted(name: string, run: () => number): void {
    this.#push(name, undefined, run);
  }

  #push(
    name: string,
    operations: number | undefined,
    run: () => unknown,
    reset?: () => void,
  ): void {
    this.#entries.push({
      name,
      floor: this.#floor,
      operations,
      run,
      reset,
      roundsNs: [],
      minNs: Number.POSITIVE_INFINITY,
      samples: 0,
    });
  }

  /**
   * Adds a case and measures it at once, alone: for cases whose threads must not run beside others.
   */
  measureAlone(name: string, operations: number, run: () => void): void {
    this.add(name, operations, run);
    this.#runRounds(this.#entries.slice(-1));
  }

  /** Adds a case that measured itself: ns an operation, a value a round. */
  addMeasured(name: string, roundsNs: readonly number[]): void {
    this.add(name, 1, () => undefined);
    const entry = this.#entries.at(-1)!;
    entry.roundsNs.push(...roundsNs);
    entry.minNs = Math.min(...roundsNs);
    entry.samples = roundsNs.length;
  }

  /** Adds a case of delays, ns. None is below 1 ns, the unit of the clock: ratios need no zero. */
  addDelays(name: string, delaysNs: readonly number[]): void {
    this.addMeasured(
      name,
      delaysNs.map((ns) => Math.max(1, ns)),
    );
  }

  /** Adds a floor that measured itself: ns an operation, a value a round. */
  floorMeasured(name: string, roundsNs: readonly number[]): void {
    const named = `floor: ${name}`;
    this.#floor = null;
    this.addMeasured(named, roundsNs);
    this.#floor = named;
  }

  /**
   * Measures the remaining cases and prints or writes all figures. `notes` is called last, for
   * sinks.
   */
  finish(notes: () => readonly string[]): void {
    this.#runRounds(this.#entries.filter(({ roundsNs }) => roundsNs.length === 0));
    const { question, unit, work } = this.#asked;
    const cases = this.#entries.map(({ name, floor, roundsNs, minNs, samples }) => ({
      name,
      floor,
      processes: [{ roundsNs, minNs, samples }],
    }));
    const name = basename(process.argv[1]!, '.js');
    const file = process.env.SMARS_BENCH_RESULT;
    if (file !== undefined)
      writeFileSync(file, JSON.stringify({ name, question, unit, work, notes: notes(), cases }));
    else this.#print(notes());
  }

  #print(notes: readonly string[]): void {
    const { question, unit, work } = this.#asked;
    const machine = `${cpus()[0]?.model.trim()}, ${availableParallelism()} cores`;
    console.log(`${question}\n${work}\n${machine}, Node ${process.version}; ns a ${unit}`);
    const width = Math.max(...this.#entries.map(({ name }) => name.length));
    for (const { name, roundsNs, minNs } of this.#entries)
      console.log(
        `${name.padEnd(width)}  p50 ${median(roundsNs).toFixed(2)}  min ${minNs.toFixed(2)}`,
      );
    for (const note of notes) console.log(note);
  }

  #runRounds(entries: readonly Entry[]): void {
    for (let round = -this.#warmUpRounds; round < this.#rounds; round++) {
      for (const entry of entries) {
        const samples = runRound(entry, this.#roundMs);
        if (round < 0) continue;
        entry.roundsNs.push(median(samples));
        // Not spread into arguments: a short batch has more samples a round than a call takes
        // arguments.
        entry.minNs = samples.reduce((least, ns) => Math.min(least, ns), entry.minNs);
        entry.samples += samples.length;
      }
    }
  }
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const half = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[half]! : (sorted[half - 1]! + sorted[half]!) / 2;
}

/** Runs the batches of one round; returns ns an operation for each. */
function runRound({ name, operations, run, reset }: Entry, roundMs: number): readonly number[] {
  const bench = new Bench({
    time: roundMs,
    iterations: 1,
    warmup: false,
    retainSamples: true,
    throws: true,
  });
  bench.add(name, () => {
    const begin = performance.now();
    const done = run();
    const elapsed = performance.now() - begin;
    reset?.();
    return {
      overriddenDuration: elapsed / (operations ?? (done as number)),
      overriddenIterationCost: elapsed,
    };
  });
  const [task] = bench.runSync();
  const { result } = task!;
  if (!('latency' in result) || result.latency.samples === undefined)
    throw new Error(`bench: '${name}' did not complete`);
  return result.latency.samples.map((ms) => ms * 1e6);
}
