/**
 * Question: how many children a second does a saturated fleet send, and how much garbage does it
 * leave?
 *
 *   runaway --max: 8 servers, one of them on the old build ──► gates ──► venues ──► books        venues on a thread, and inline on one thread and on two
 *
 * A closed loop, measured after a warm-up; each round is a new fleet. The floor is one thread that
 * copies a row of 32 bytes for each child.
 */
import { runFleet } from '../src/fleet/fleet.js';
import type { FleetSpec } from '../src/fleet/spec.js';
import { fleetOf } from '../src/scenarios/profile.js';
import { findProfile } from '../src/scenarios/profiles.js';
import { BEYOND_L2_BYTES, copier } from './harness/floors.js';
import { Suite } from './harness/suite.js';

const ROUNDS = 5;
const ROW_BYTES = 32;
const profile = findProfile('runaway');
const base: FleetSpec = {
  ...fleetOf(profile),
  warmupSeconds: 1,
  durationSeconds: 2,
  stallSampleMs: 10,
};
const kinds: readonly [name: string, spec: FleetSpec][] = [
  ['venues on a thread', { ...base, venues: 'thread' }],
  ['venues inline, 1 thread', { ...base, venues: 'inline', threads: 1 }],
  ['venues inline, 2 threads', { ...base, venues: 'inline', threads: 2 }],
];

const took: number[][] = kinds.map(() => []);
const majors = kinds.map(() => 0);
let children = 0;
for (let round = 0; round < ROUNDS; round++) {
  for (const [place, [, spec]] of kinds.entries()) {
    const { measured, seconds, garbage } = await runFleet(spec);
    took[place]!.push((seconds * 1e9) / measured.arrived);
    majors[place] =
      majors[place]! + garbage.reduce((sum, { majorMeasured }) => sum + majorMeasured, 0);
    children += measured.arrived;
  }
}

const suite = new Suite({
  question: 'how many children a second does a saturated fleet send?',
  unit: 'child',
  work:
    `profile ${profile.name}, ${base.durationSeconds} s after ${base.warmupSeconds} s of ` +
    `warm-up, ${ROUNDS} rounds in turn, seed ${base.seed}`,
});
const { copy, sink } = copier(BEYOND_L2_BYTES);
suite.floor('copy rows of 32 bytes', BEYOND_L2_BYTES / ROW_BYTES, copy);
for (const [place, [name]] of kinds.entries()) suite.addMeasured(name, took[place]!);
suite.finish(() => [
  ...kinds.map(
    ([name], place) => `${name}: ${majors[place]} major collections in ${ROUNDS} measured times`,
  ),
  `sink: ${children.toLocaleString('en-US')} children, ${sink()}`,
]);
