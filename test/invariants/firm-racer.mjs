import { parentPort, workerData } from 'node:worker_threads';
import { QUOTE_SCHEMA } from '../../dist/src/market/quotes.js';
import { allocateTable } from '../../dist/src/memory/table.js';
import {
  ChildWord,
  instrumentOf,
  instrumentVerdict,
  openChildren,
} from '../../dist/src/orders/children.js';
import { PARENT_SCHEMA } from '../../dist/src/orders/parents.js';
import { FIRM_CREDIT_SCHEMA } from '../../dist/src/risk/counts/credit.js';
import { noteUnmatched, receiveParent, settleOrders } from '../../dist/src/risk/counts/exposure.js';
import { readFindings } from '../../dist/src/risk/counts/findings.js';
import { openSecondPass } from '../../dist/src/risk/counts/open.js';
import { SideWord } from '../../dist/src/risk/counts/tables.js';
import { admitChildren, openGate, releaseReservation } from '../../dist/src/risk/gate/gate.js';
import { judgedChecks } from '../../dist/src/risk/gate/judge-order.js';
import { BREACH_SCHEMA, GATE_CELL_SCHEMA } from '../../dist/src/risk/gate/state.js';
import { endSettlement } from '../../dist/src/risk/gate/trips.js';
import {
  LIMIT_DETAIL_SCHEMA,
  LIMIT_SCHEMA,
  writeLimits,
} from '../../dist/src/risk/limits/limits.js';
import { KILL_SCHEMA } from '../../dist/src/risk/stops/kill.js';

const { space, server, threads, gateWords, sums, limitUnits, turns, sliceMoney, does } = workerData;

const kill = allocateTable(KILL_SCHEMA, 256);
const limits = allocateTable(LIMIT_SCHEMA, 8);
const details = allocateTable(LIMIT_DETAIL_SCHEMA, 1);
writeLimits(space.setup.limits, limits, details);
const quotes = allocateTable(QUOTE_SCHEMA, 8);
const catalogue = openSecondPass(space, server, quotes, kill, sliceMoney);
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

// All threads start together: the last to arrive opens the gate.
if (Atomics.add(gateWords, 0, 1) === threads - 1) {
  Atomics.store(gateWords, 1, 1);
  Atomics.notify(gateWords, 1);
} else Atomics.wait(gateWords, 1, 0);

/** Gives an order of some units of $100 to the gate; returns whether it is admitted. */
function send(parent, units) {
  words[0] = parent;
  words[ChildWord.INSTRUMENT] = instrumentOf(0, parent, 0);
  words[ChildWord.QUANTITY] = 5 * units;
  words[ChildWord.LIMIT] = 200_000;
  words[ChildWord.ALIKE] = 1;
  return (
    admitChildren(gate, children, parents, 0, 1, 0) === 1 &&
    instrumentVerdict(words[ChildWord.INSTRUMENT]) === 0
  );
}

function answer(parent, units, executed, unmatched) {
  const cancelled = units - executed;
  parents.working[parent] -= 5 * units;
  const instrument = instrumentOf(0, parent, 0);
  const executions = executed > 0 ? 1 : 0;
  settleOrders(catalogue, parent, instrument, 200_000, 5 * executed, 5 * cancelled, 1, executions);
  noteUnmatched(catalogue, 5 * unmatched * 200_000);
  releaseReservation(gate, 5 * cancelled * 200_000);
  endSettlement(catalogue, 0);
}

let random = server;
const draw = (bound) => {
  random = (Math.imul(random, 1664525) + 1013904223) >>> 0;
  return Math.floor((random / 2 ** 32) * bound);
};
let admitted = 0;
let refused = 0;
let beyond = 0;
for (let turn = 0; turn < turns; turn++) {
  const parent = does === 'both' ? draw(2) : 0;
  const units = does === 'both' ? 1 + draw(4) : 1;
  if (!send(parent, units)) {
    refused++;
    continue;
  }
  admitted += units;
  if (does === 'unmatched') answer(0, units, units, units);
  if (does !== 'both') continue;
  // On each side this count is at most the open exposure: it is raised after an admission, and
  // lowered before an answer.
  const seen = Atomics.add(sums, parent, units) + units;
  if (seen > limitUnits) beyond++;
  const executed = draw(units + 1);
  Atomics.sub(sums, parent, units - executed);
  Atomics.sub(sums, parent ^ 1, executed);
  answer(parent, units, executed, 0);
}
const rungs = readFindings(catalogue.findings).filter(({ outcome }) => outcome === 'rung');
parentPort.postMessage({
  admitted,
  refused,
  beyond,
  unspent: [...catalogue.net.creditMoney],
  reach: catalogue.sides.words[SideWord.REACH],
  killed: kill.server[server],
  rungs: rungs.map(({ bound }) => bound),
});
