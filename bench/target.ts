/**
 * Question: how many orders a second does `load --target` send on its schedule?
 *
 *   plan ──► load (this process) ──► one session ──► a sink in a process of its own, which reads
 *                                                    everything and answers nothing
 *
 * The lag of an order is from its intended time until the operating system has taken it. The floor
 * hands the bytes of as many orders to the same sink, in writes of 16 KiB.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { enlargeNursery } from '../src/cli/nursery.js';
import { percentileNs } from '../src/metrics/histogram.js';
import { loadTarget } from '../src/target/load.js';
import { type LoadPhase, ORDERS_ALONE } from '../src/target/phases.js';
import { planLoad } from '../src/target/plan.js';
import type { TargetResult } from '../src/target/result.js';
import { defaultTarget } from '../src/target/settings.js';
import { Suite } from './harness/suite.js';

const RATES = [50_000, 100_000, 200_000, 400_000] as const;
const ROUNDS = 5;
const SECONDS = 2;
const BURST = 400_000;
const SEED = 2012;
/** Of a NewOrderSingle, as this load writes it. */
const ORDER_BYTES = 170;
const WRITE_BYTES = 16_384;

enlargeNursery();
const child = spawn(process.execPath, [
  fileURLToPath(new URL('./support/fix-sink.js', import.meta.url)),
]);
const lines = createInterface(child.stdout)[Symbol.asyncIterator]();
const port = Number((await lines.next()).value);

/** Writes so many orders' bytes to the sink, as fast as it reads; returns how long it took, ns. */
async function writeBytes(orders: number): Promise<number> {
  const socket = connect({ host: '127.0.0.1', port });
  await once(socket, 'connect');
  const bytes = Buffer.alloc(WRITE_BYTES, 0x30);
  const began = process.hrtime.bigint();
  for (let left = orders * ORDER_BYTES; left > 0; left -= WRITE_BYTES)
    if (!socket.write(bytes)) await once(socket, 'drain');
  await new Promise((resolve) => socket.end(() => resolve(undefined)));
  return Number(process.hrtime.bigint() - began);
}

/** Loads the sink with phases, at a rate where one of them is a flow. */
async function load(phases: readonly LoadPhase[], perSecond: number): Promise<TargetResult> {
  const plan = planLoad({
    phases,
    arrivals: { kind: 'constant', perSecond },
    stocks: [{ symbol: 'GT', referenceTicks: 123_400 }],
    sizes: { median: 200, sdLn: 0.9, roundTo: 100, max: 10_000 },
    sessions: 1,
    seed: SEED,
  });
  const door = {
    place: { host: '127.0.0.1', port, isTls: false },
    settings: defaultTarget(),
    consent: { mine: undefined, acceptsUnmarked: true },
    tls: undefined,
  };
  const signal = new AbortController().signal;
  return loadTarget(door, { plan, symbols: ['GT'], settleSeconds: 1, signal });
}

const suite = new Suite({
  question: 'how many orders a second does `load --target` send on its schedule?',
  unit: 'order',
  work:
    `one session, one core, a sink; a burst of ${BURST.toLocaleString('en-US')} orders, and ` +
    `schedules of ${SECONDS} s, ${ROUNDS} rounds, seed ${SEED}`,
});
const notes: string[] = [];
const floorNs: number[] = [];
const burstNs: number[] = [];
const lagsNs = RATES.map((): number[] => []);
for (let round = 0; round < ROUNDS; round++) {
  floorNs.push((await writeBytes(BURST)) / BURST);
  const burst = await load([{ kind: 'burst', orders: BURST }], 1);
  burstNs.push((burst.seconds * 1e9) / BURST);
  for (const [place, rate] of RATES.entries()) {
    const { issued, lag, lateByTool, lateByTarget } = await load(
      [{ kind: 'flow', seconds: SECONDS, mix: ORDERS_ALONE }],
      rate,
    );
    const millis = (p: number): string => `${(percentileNs(lag, p) / 1e6).toFixed(2)} ms`;
    lagsNs[place]!.push(percentileNs(lag, 99));
    notes.push(
      `${rate.toLocaleString('en-US')}/s, round ${round + 1}: ${issued.left} of ${issued.asked} ` +
        `left; lag p50 ${millis(50)}, p99 ${millis(99)}, p99.9 ${millis(99.9)}; more than 10 ms ` +
        `late: ${lateByTool} by the tool, ${lateByTarget} by the sink`,
    );
  }
}
suite.floorMeasured('write the bytes of an order', floorNs);
suite.addMeasured('a burst, all due at once', burstNs);
for (const [place, rate] of RATES.entries())
  suite.addMeasured(`${rate.toLocaleString('en-US')}/s: lag, p99`, lagsNs[place]!);
suite.finish(() => notes);
child.kill();
