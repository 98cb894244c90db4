import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { isMainThread, parentPort, Worker } from 'node:worker_threads';
import { findProfile, fleetOf, parseScenario, runSession, startFleet } from 'smars';
import { OrderBook } from 'smars/book';
import * as core from 'smars/core';
import * as fix from 'smars/fix';
import * as metrics from 'smars/metrics';
import * as risk from 'smars/risk';
import { matchers } from 'smars/testing';

/**
 * The small day, here and in a worker of this script; a fleet beside it. Prints what it came to.
 */
const small = parseScenario(readFileSync('small.json', 'utf8'), 'small.json');
const { digest } = runSession(small);
if (isMainThread) {
  const worker = new Worker(new URL(import.meta.url));
  const theirs = await new Promise((resolve, reject) =>
    worker.once('message', resolve).once('error', reject),
  );
  const fleet = await startFleet({
    ...fleetOf(findProfile('runaway')),
    durationSeconds: 600,
    warmupSeconds: 0,
  });
  while (fleet.counts().sent === 0) await sleep(5);
  const result = await fleet.stop();
  const entries = [
    'smars',
    'smars/core',
    'smars/risk',
    'smars/metrics',
    'smars/fix',
    'smars/book',
    'smars/testing',
  ].filter(
    (_, n) =>
      typeof [
        startFleet,
        core.turnServer,
        risk.defineCheck,
        metrics.recordLatency,
        fix.FixSession,
        OrderBook,
        matchers.toBeStoppedBy,
      ][n] === 'function',
  );
  console.log(
    JSON.stringify({
      entries,
      digests: new Set([digest, theirs]).size,
      sent: result.measured.sent > 0,
    }),
  );
} else parentPort.postMessage(digest);
