import { parentPort, workerData } from 'node:worker_threads';
import { CREDIT_UNIT_MONEY, leaseCredit, returnCredit } from '../../dist/src/risk/counts/credit.js';

const { leftUnits, gateWords, threads, seed, turns, returns, swift } = workerData;
const firm = { leftUnits, capacity: 1 };

// All threads start together: the last to arrive opens the gate.
if (Atomics.add(gateWords, 0, 1) === threads - 1) {
  Atomics.store(gateWords, 1, 1);
  Atomics.notify(gateWords, 1);
} else Atomics.wait(gateWords, 1, 0);

/** Leases a unit and returns it at once, again and again, for as many returns as possible. */
function leaseAndReturn() {
  let held = 0;
  for (let turn = 0; turn < turns; turn++) {
    held += leaseCredit(firm, CREDIT_UNIT_MONEY, 0);
    held -= returnCredit(firm, CREDIT_UNIT_MONEY);
  }
  return { held: held / CREDIT_UNIT_MONEY, leasesRefused: 0, lowest: 0 };
}

/** Leases and returns sums of any size. */
function leaseAnything() {
  let random = seed;
  let held = 0;
  let leasesRefused = 0;
  let lowest = 0;
  for (let turn = 0; turn < turns; turn++) {
    random = (Math.imul(random, 1664525) + 1013904223) >>> 0;
    const needed = returns ? 1 + (random >>> 24) : 1;
    const slice = returns ? (random >>> 16) & 0xff : 0;
    if (returns && held > 60)
      held -= returnCredit(firm, held * CREDIT_UNIT_MONEY) / CREDIT_UNIT_MONEY;
    const leased =
      leaseCredit(firm, needed * CREDIT_UNIT_MONEY, slice * CREDIT_UNIT_MONEY) / CREDIT_UNIT_MONEY;
    held += leased;
    if (leased === 0) {
      leasesRefused++;
      if (!returns) break;
      held -= returnCredit(firm, held * CREDIT_UNIT_MONEY) / CREDIT_UNIT_MONEY;
    }
    const left = Atomics.load(leftUnits, 0);
    if (left < lowest) lowest = left;
  }
  return { held, leasesRefused, lowest };
}

parentPort.postMessage(swift ? leaseAndReturn() : leaseAnything());
