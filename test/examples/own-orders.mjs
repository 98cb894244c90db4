import assert from 'node:assert/strict';
import {
  applySettings,
  CONTROLS,
  controlSettings,
  findProfile,
  findScenario,
  fleetOf,
  parseLimits,
  parseOrders,
  parseUniverse,
  runFleet,
  runSession,
  runSessions,
  withStocks,
} from 'smars';

// Your stocks, orders and limits; read the texts of your files here.
const stocks = parseUniverse('Symbol,Price,DailyVolume\nAA,20,2000000\nBB,35.5,900000', 'stocks');
const orders = [
  'ClOrdID,Symbol,Side,OrderQty,TransactTime,Account',
  'A-1,AA,1,500,09:30:05,DESK',
  'A-2,BB,2,900,09:30:06,',
].join('\n');
const limits = parseLimits(
  '{"version":1,"firm":{"max-quantity":{"mode":"enforce","shares":600}}}',
  'limits',
);

// The day of your orders under your limits.
const own = withStocks({ ...findScenario('clean-rollout'), flow: [] }, stocks);
const day = applySettings({ ...own, risk: limits.limits }, ['clock.end=09:35']);
const flow = parseOrders(orders, 'orders', day);
const result = runSession(day, { orders: { flow, beside: false } });
console.log(`${result.parents} orders, ${result.retail.shares} shares`);

// What if: the same day with each of some controls.
const controls = CONTROLS.filter(({ name }) => ['parent-quantity', 'collar'].includes(name));
const tasks = controls.map((control) => ({
  spec: applySettings(day, controlSettings(day, [control])),
  orders: { flow, beside: false },
}));
for await (const { result: other } of runSessions(tasks)) assert.equal(other.parents, 2);

// The same orders on threads, a thousand times as fast.
const profile = withStocks(findProfile('normal-day'), stocks);
const replay = { kind: 'replay', flow: parseOrders(orders, 'orders', profile), speed: 1000 };
const load = await runFleet({
  ...fleetOf(profile),
  arrivals: replay,
  warmupSeconds: 0,
  durationSeconds: 0.5,
  threads: 1,
});
const taken = load.accounts.servers.reduce((sum, { accepted }) => sum + accepted, 0);
console.log(`${taken} taken by servers on threads`);
