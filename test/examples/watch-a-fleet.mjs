import { findProfile, fleetOf, startFleet } from 'smars';
import { percentileNs } from 'smars/metrics';

// Servers on threads, watched second by second, and stopped by their kill switch; Ctrl-C would end
// them with what was measured so far.
const abort = new AbortController();
process.once('SIGINT', () => abort.abort());
const fleet = await startFleet(
  { ...fleetOf(findProfile('runaway')), warmupSeconds: 0, durationSeconds: 30 },
  { signal: abort.signal },
);

for await (const { counts, latency } of fleet.snapshots()) {
  const answered = percentileNs(latency.roundTrip, 99) > 0;
  console.log(
    `${counts.executions > 0 ? 'executions' : 'none'}, p99 of the round trip ${answered ? 'known' : 'unknown'}`,
  );
  const { answers } = await fleet.kill({ kind: 'firm' });
  console.log(`${answers.length} servers have acknowledged the kill`);
  break;
}
const { endedBy, accounts } = await fleet.stop();
console.log(`ended by ${endedBy}; ${accounts.venues.behindBarrier} children came behind a barrier`);
