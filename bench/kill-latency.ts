/**
 * Question: how long after the request of a kill does the last child of its scope leave?
 *
 *   runaway --max ──► kill of server 8 ──► its last child out    ┐ and re-arm, again and again,
 *                                     ├──► its acknowledgement   │ venues inline and on a thread
 *                                     └──► those of the others   ┘
 *
 * A kill after which no child left counts as 1 ns, the unit of the clock. The server sends at full
 * speed. The floor is a read of the clock. With venues inline one thread hosts all servers, so a
 * second core is free for the thread that requests.
 */
import { runFleet } from '../src/fleet/fleet.js';
import type { FleetSpec } from '../src/fleet/spec.js';
import { stallRates } from '../src/metrics/stalls.js';
import { quantile } from '../src/report/comparison.js';
import { killTimes } from '../src/report/load-kills.js';
import { fleetOf } from '../src/scenarios/profile.js';
import { findProfile } from '../src/scenarios/profiles.js';
import { Suite } from './harness/suite.js';

const ROUNDS = 3;
const CLOCK_READS = 4096;
const profile = findProfile('runaway');
const base: FleetSpec = {
  ...fleetOf(profile),
  warmupSeconds: 1,
  durationSeconds: 3,
  stallSampleMs: 200,
  killCycles: { count: 3000, scope: { kind: 'server', server: 8 }, tradeMs: 2 },
};
const kinds: readonly [name: string, spec: FleetSpec][] = [
  ['inline', { ...base, venues: 'inline', threads: 1 }],
  ['on a thread', { ...base, venues: 'thread' }],
];

const suite = new Suite({
  question: 'how long after the request of a kill does the last child of its scope leave?',
  unit: 'kill',
  work:
    `profile ${profile.name}, server 8 killed and re-armed every 2 ms for ` +
    `${base.durationSeconds} s, ${ROUNDS} rounds, seed ${base.seed}`,
});
let sink = 0;
suite.floor('read the clock', CLOCK_READS, () => {
  for (let n = 0; n < CLOCK_READS; n++) sink += process.hrtime()[1];
});
const notes: string[] = [];
const micros = (ns: number): string => `${(ns / 1000).toFixed(2)} µs`;
for (const [name, spec] of kinds) {
  const lastOut: number[] = [];
  const own: number[] = [];
  const others: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const { kills, stalls, measured, seconds } = await runFleet(spec);
    const times = killTimes(kills);
    lastOut.push(...times.lastOut);
    own.push(...times.own);
    others.push(...times.others);
    const { over10usPerSecond, over1msPerSecond } = stallRates(stalls.quiet);
    const most = Math.max(...kills.map(({ sentAfter }) => sentAfter));
    const at = (q: number): string => micros(quantile(times.lastOut, q));
    notes.push(
      `${name}, round ${round + 1}: last out p50 ${at(0.5)}, p90 ${at(0.9)}, p99 ${at(0.99)}, ` +
        `most ${at(1)}; at most ${most} children after a request; ` +
        `${(measured.arrived / seconds / 1e6).toFixed(1)} M children/s; stalls with nothing ` +
        `running: ${over10usPerSecond.toFixed(0)} above 10 µs and ` +
        `${over1msPerSecond.toFixed(1)} above 1 ms a second`,
    );
  }
  suite.addDelays(`${name}: last child out`, lastOut);
  suite.addDelays(`${name}: server 8 says so`, own);
  suite.addDelays(`${name}: the others say so`, others);
}
suite.finish(() => [...notes, `sink: ${sink}`]);
