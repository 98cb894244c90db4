import { findProfile, fleetOf, startFleet } from 'smars';
import { percentileNs } from 'smars/metrics';

// A fleet on threads, watched second by second and stopped by its kill switch. Ctrl-C ends it early
// with the result so far.
const abort = new AbortController();
process.once('SIGINT', () => abort.abort());
const fleet = await startFleet(
  { ...fleetOf(findProfile('runaway')), warmupSeconds: 0, durationSeconds: 30 },
  { signal: abort.signal },
);

for await (const { counts, latency } of fleet.snapshots()) {
  const answered = percentileNs(latency.roundTrip, 99) > 0;
  const done = counts.executions > 0 ? 'executions' : 'none';
  console.log(`${done}, p99 of the round trip ${answered ? 'known' : 'unknown'}`);
  const { answers } = await fleet.kill({ kind: 'firm' });
  console.log(`${answers.length} servers have acknowledged the kill`);
  break;
}
const { endedBy, accounts } = await fleet.stop();
console.log(`ended by ${endedBy}; ${accounts.venues.behindBarrier} children came behind a barrier`);
