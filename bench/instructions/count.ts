import { type CountedPasses, PAIRS } from './counts.js';
import { type HotLoop, openLoops } from './loops.js';

/**
 * Runs each hot loop under callgrind, which dumps its counters whenever the C library's umask is
 * entered; no other code in this process calls it. Prints the operations of the passes as JSON.
 *
 *   warm up … mark │ n batches │ mark │ 2 n batches │ mark │ n │ mark │ 2 n │ …        PAIRS times
 *
 * The difference of 2 n and n batches is the cost of n batches, without the code around them. The
 * median of several such pairs counts, since a compilation may still fall into one of them.
 */
const mark = (): void => void process.umask(0o022);

function runBatches({ run }: HotLoop, batches: number): number {
  let operations = 0;
  for (let batch = 0; batch < batches; batch++) operations += run();
  return operations;
}

const counted: CountedPasses[] = [];
for (const loop of openLoops()) {
  const passes: number[] = [];
  runBatches(loop, loop.warmUp);
  mark();
  for (let pass = 0; pass < 2 * PAIRS; pass++) {
    passes.push(runBatches(loop, pass % 2 === 0 ? loop.batches : 2 * loop.batches));
    mark();
  }
  counted.push({ name: loop.name, unit: loop.unit, operations: passes });
}
console.log(JSON.stringify(counted));
