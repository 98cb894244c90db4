import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Suite } from '../harness/suite.js';
import type { TakerPlan, TakerRun } from './fix-taker.js';

/** A window, the most orders without a last report, that is none. */
export const UNLIMITED = 1e9;
const WARM_UP = { window: 200, orders: 30_000 };

type Run = TakerPlan['runs'][number];

/**
 * The runs of one client: a warm-up, then each window in turn, for so many rounds, then a paced
 * run.
 *
 * @param orders - of each window
 */
export function runsOf(
  orders: Readonly<Record<number, number>>,
  rounds: number,
  paced: Run,
): Run[] {
  const windows = Object.entries(orders).map(([window, each]) => ({
    window: Number(window),
    orders: each,
  }));
  return [WARM_UP, ...Array.from({ length: rounds }, () => windows).flat(), paced];
}

/** Runs the client in a process of its own; returns what it measured. */
export async function take(plan: TakerPlan): Promise<TakerRun[]> {
  const file = fileURLToPath(new URL('./fix-taker.js', import.meta.url));
  const child = spawn(process.execPath, ['--single-threaded-gc', file, JSON.stringify(plan)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let out = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (out += text));
  const [code] = (await once(child, 'close')) as [number];
  if (code !== 0) throw new Error(`bench: the client ended with code ${code}`);
  return JSON.parse(out) as TakerRun[];
}

const us = (ns: number): string => `${(ns / 1000).toFixed(0)} µs`;

/** Adds the cases of one peer; returns its notes. */
export function addRuns(
  suite: Suite,
  name: string,
  asked: readonly Run[],
  runs: readonly TakerRun[],
): string[] {
  const notes: string[] = [];
  const windows = [...new Set(asked.slice(1, -1).map(({ window }) => window))];
  for (const window of windows) {
    const own = runs.slice(1, -1).filter((_, index) => asked[index + 1]!.window === window);
    const title = window === UNLIMITED ? `${name}, no window` : `${name}, window ${window}`;
    suite.addMeasured(
      title,
      own.map(({ seconds, orders }) => (seconds * 1e9) / orders),
    );
    const best = Math.max(...own.map(({ seconds, orders }) => orders / seconds));
    const { reports, orders, rejected } = own[0]!;
    notes.push(
      `${title}: at best ${Math.round(best).toLocaleString('en-US')} orders/s, ` +
        `${(reports / orders).toFixed(2)} reports an order, ${rejected} rejected`,
    );
  }
  const { seconds, orders, firstNs, lastNs } = runs.at(-1)!;
  notes.push(
    `${name}, ${asked.at(-1)!.rate} orders/s asked, ${Math.round(orders / seconds)} done: first ` +
      `report p50 ${us(firstNs.p50)}, p99 ${us(firstNs.p99)}; last p50 ${us(lastNs.p50)}, ` +
      `p99 ${us(lastNs.p99)}`,
  );
  return notes;
}
