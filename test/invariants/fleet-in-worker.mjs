import { parentPort } from 'node:worker_threads';
import { Engine, findProfile, fleetOf, startFleet } from 'smars';

/** A program that keeps the library off its main thread. */
const stocks = [
  {
    symbol: 'GT',
    openTicks: 200_000,
    advShares: 2_340_000,
    dailyVolatility: 0.02,
    indexMember: true,
  },
];
const engine = new Engine({ stocks });
engine.submit({ symbol: 'GT', side: 'buy', quantity: 100 });
const { length: children } = engine.turn(0);
let refused;
try {
  engine.submit({ symbol: 'GTT', side: 'buy', quantity: 100 });
} catch ({ code }) {
  refused = code;
}
const fleet = await startFleet({
  ...fleetOf(findProfile('runaway')),
  warmupSeconds: 0,
  durationSeconds: 600,
});
let snapshots = 0;
for await (const { counts } of fleet.snapshots()) {
  if (counts.sent === 0) continue;
  snapshots++;
  break;
}
const { measured, endedBy } = await fleet.stop();
parentPort.postMessage({ children, endedBy, snapshots, sent: measured.sent > 0, refused });
