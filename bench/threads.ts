/**
 * Question: how does a saturated fleet scale with the threads that host its eight servers?
 *
 *   runaway-after-rollback --max: 8 servers on the old build, venues inline ──► 1, 2, 4, 8 threads
 *
 * Each round starts a new fleet for each number of threads, in turn. The figure is the fleet's
 * wall-clock time by its children. The floor is one thread that copies a row of 32 bytes for each
 * child.
 */
import { availableParallelism } from 'node:os';
import { runFleet } from '../src/fleet/fleet.js';
import { fleetOf } from '../src/scenarios/profile.js';
import { findProfile } from '../src/scenarios/profiles.js';
import { BEYOND_L2_BYTES, copier } from './harness/floors.js';
import { Suite } from './harness/suite.js';

const ROUNDS = 5;
const ROW_BYTES = 32;
const THREADS = [1, 2, 4, 8];
const profile = findProfile('runaway-after-rollback');
const base = {
  ...fleetOf(profile),
  venues: 'inline',
  warmupSeconds: 0.5,
  durationSeconds: 1,
  stallSampleMs: 10,
} as const;

const took: number[][] = THREADS.map(() => []);
let children = 0;
for (let round = 0; round < ROUNDS; round++) {
  for (const [place, threads] of THREADS.entries()) {
    const { measured, seconds } = await runFleet({ ...base, threads });
    took[place]!.push((seconds * 1e9) / measured.arrived);
    children += measured.arrived;
  }
}

const suite = new Suite({
  question: 'how does a saturated fleet scale with its threads?',
  unit: 'child',
  work:
    `profile ${profile.name}, venues inline, ${availableParallelism()} cores, ` +
    `${base.durationSeconds} s after ${base.warmupSeconds} s of warm-up, ` +
    `${ROUNDS} rounds in turn, seed ${base.seed}`,
});
const { copy, sink } = copier(BEYOND_L2_BYTES);
suite.floor('copy rows of 32 bytes', BEYOND_L2_BYTES / ROW_BYTES, copy);
for (const [place, threads] of THREADS.entries())
  suite.addMeasured(`${threads} ${threads === 1 ? 'thread' : 'threads'}`, took[place]!);
suite.finish(() => [`sink: ${children.toLocaleString('en-US')} children, ${sink()}`]);
