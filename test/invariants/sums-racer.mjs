import { parentPort, workerData } from 'node:worker_threads';
import {
  holdSums,
  openSums,
  publishAnswers,
  publishTurn,
} from '../../dist/src/fleet/server-thread/sums.js';
import { QUOTE_SCHEMA } from '../../dist/src/market/quotes.js';
import { allocateTable, openTables } from '../../dist/src/memory/table.js';
import { ChildWord, instrumentOf, openChildren } from '../../dist/src/orders/children.js';
import { PARENT_SCHEMA } from '../../dist/src/orders/parents.js';
import { FIRM_CREDIT_SCHEMA } from '../../dist/src/risk/counts/credit.js';
import {
  receiveParent,
  settleByParent,
  settleOrders,
} from '../../dist/src/risk/counts/exposure.js';
import { allocateFirm, openSecondPass } from '../../dist/src/risk/counts/open.js';
import { allocateOwners } from '../../dist/src/risk/counts/owners.js';
import { rollGross } from '../../dist/src/risk/counts/rolling-gross.js';
import { admitChildren, openGate } from '../../dist/src/risk/gate/gate.js';
import { judgedChecks } from '../../dist/src/risk/gate/judge-order.js';
import { BREACH_SCHEMA, GATE_CELL_SCHEMA } from '../../dist/src/risk/gate/state.js';
import {
  LIMIT_DETAIL_SCHEMA,
  LIMIT_SCHEMA,
  writeLimits,
} from '../../dist/src/risk/limits/limits.js';
import { KILL_SCHEMA } from '../../dist/src/risk/stops/kill.js';

const { space, layout, buffer, server, threads, gateWords, counted, limitUnits, turns } =
  workerData;

const limits = allocateTable(LIMIT_SCHEMA, 8);
const details = allocateTable(LIMIT_DETAIL_SCHEMA, 1);
writeLimits(space.setup.limits, limits, details);
const kill = allocateTable(KILL_SCHEMA, 256);
// As on a fleet, all of its sums are the server's own; the shared words are those of `buffer`.
const own = {
  ...space,
  firm: allocateFirm(space.setup),
  owners: allocateOwners(space.setup.limits, 0),
};
const catalogue = openSecondPass(own, server, allocateTable(QUOTE_SCHEMA, 8), kill, 0);
const gate = {
  server,
  limits,
  details,
  cells: allocateTable(GATE_CELL_SCHEMA, 1),
  breaches: allocateTable(BREACH_SCHEMA, 8),
  kill,
  firm: allocateTable(FIRM_CREDIT_SCHEMA, 1),
  creditSliceMoney: 0,
  catalogue,
  judged: judgedChecks(catalogue),
};
openGate(gate);

// Parent 0 buys and parent 1 sells, without a limit on shares.
const parents = allocateTable(PARENT_SCHEMA, 2);
const children = openChildren(new Int32Array(16));
const { words } = children;
parents.side[1] = 1;
parents.ordered.fill(0x7fffffff);
for (const parent of [0, 1]) receiveParent(catalogue, parents, parent, 0);
const sender = { children, router: { parents } };
const link = openSums(catalogue, openTables(buffer, layout), threads, 1, undefined);

if (Atomics.add(gateWords, 0, 1) === threads - 1) {
  Atomics.store(gateWords, 1, 1);
  Atomics.notify(gateWords, 1);
} else Atomics.wait(gateWords, 1, 0);

/** Makes a turn of one order of some units of $100; returns whether it is admitted. */
function send(parent, units) {
  words[0] = parent;
  words[ChildWord.INSTRUMENT] = instrumentOf(0, parent, 0);
  words[ChildWord.QUANTITY] = 5 * units;
  words[ChildWord.LIMIT] = 200_000;
  words[ChildWord.ALIKE] = 1;
  holdSums(link, sender, 0, 1, 0);
  const admitted = admitChildren(gate, children, parents, 0, 1, 0);
  publishTurn(link);
  return admitted === 1;
}

function answer(parent, units, executed) {
  const shares = 5 * executed;
  const cancelled = 5 * units - shares;
  parents.working[parent] -= 5 * units;
  parents.filled[parent] = 0;
  const instrument = instrumentOf(0, parent, 0);
  settleOrders(catalogue, parent, instrument, 200_000, shares, cancelled, 1, executed > 0 ? 1 : 0);
  settleByParent(catalogue, parents, parent, 200_000, shares, cancelled, 0, 200_000);
  if (catalogue.rolledGross !== undefined) rollGross(catalogue.rolledGross, 0);
  publishAnswers(link, sender, 0, 1);
}

let random = server;
const draw = (bound) => {
  random = (Math.imul(random, 1664525) + 1013904223) >>> 0;
  return Math.floor((random / 2 ** 32) * bound);
};
const seen = { admitted: 0, refused: 0, reachBeyond: 0, openBeyond: 0, grossBeyond: 0, met: 0 };
const { reach, open, gross } = limitUnits;
for (let turn = 0; turn < turns; turn++) {
  const parent = draw(2);
  const units = 1 + draw(4);
  if (!send(parent, units)) {
    seen.refused++;
    continue;
  }
  seen.admitted++;
  // These counts are at most what the servers have: each is raised after an admission and lowered
  // before an answer.
  if (Atomics.add(counted, parent, units) + units > reach) seen.reachBeyond++;
  if (Atomics.add(counted, 2, units) + units > open) seen.openBeyond++;
  if (Atomics.add(counted, 3, units) + units > gross) seen.grossBeyond++;
  Atomics.add(counted, 4 + parent, 1);
  if (Atomics.load(counted, 5 - parent) > 0) seen.met++;
  const executed = draw(units + 1);
  Atomics.sub(counted, 4 + parent, 1);
  Atomics.sub(counted, 3, units - executed);
  Atomics.sub(counted, 2, units);
  Atomics.sub(counted, parent, units - executed);
  Atomics.sub(counted, parent ^ 1, executed);
  answer(parent, units, executed);
}
parentPort.postMessage(seen);
