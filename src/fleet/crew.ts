import { Piscina } from 'piscina';
import { type FleetMemory, hostOf } from './board.js';
import type { ThreadReport } from './host.js';
import type { FleetPlan } from './spec.js';

/** Where the threads' entries are: compiled JavaScript. */
export interface WorkerFiles {
  readonly servers: URL;
  readonly venues: URL;
}

export const WORKER_FILES: WorkerFiles = {
  servers: new URL('../../workers/servers.js', import.meta.url),
  venues: new URL('../../workers/venues.js', import.meta.url),
};

/** One thread of a fleet: a pool of its own, so that its task stays where it is. */
export interface CrewThread {
  readonly thread: number;
  readonly name: string;
  /** The servers that it hosts; all of them for the venues. */
  readonly servers: readonly number[];
  readonly pool: Piscina;
}

/** How long a thread may take to come up. A broken or missing worker file would otherwise keep the second task of its pool waiting for ever. */
const READY_MS = 20_000;

/** Makes the pools of a fleet: its hosts, and the venue thread last. `heapMbMax` is the largest JavaScript heap of a thread. */
export function hireCrew(plan: FleetPlan, files: WorkerFiles, heapMbMax: number | undefined): CrewThread[] {
  const numbers = Array.from({ length: plan.servers }, (_, index) => index + 1);
  const crew = Array.from({ length: plan.threads }, (_, thread) => ({
    thread,
    name: `servers ${thread + 1}`,
    servers: numbers.filter((number) => hostOf(plan, number) === thread),
    pool: openPool(files.servers, heapMbMax),
  }));
  if (plan.venues === 'thread')
    crew.push({ thread: plan.threads, name: 'venues', servers: numbers, pool: openPool(files.venues, heapMbMax) });
  return crew;
}

function openPool(file: URL, heapMbMax: number | undefined): Piscina {
  const pool = new Piscina({
    filename: file.href,
    minThreads: 1,
    maxThreads: 1,
    concurrentTasksPerWorker: 1,
    idleTimeout: Number.POSITIVE_INFINITY,
    ...(heapMbMax === undefined ? {} : { resourceLimits: { maxOldGenerationSizeMb: heapMbMax } }),
  });
  // A failure of a thread reaches us through its task; without a listener it would end the process as well.
  pool.on('error', () => undefined);
  return pool;
}

/** Asks a thread whether it is up. Rejects when its file cannot be loaded or the time is over. */
export async function awaitThread({ pool }: CrewThread): Promise<void> {
  await pool.run(undefined, { name: 'isReady', signal: AbortSignal.timeout(READY_MS) });
}

/** Gives a thread its one task. */
export function startThread({ pool, thread }: CrewThread, plan: FleetPlan, memory: FleetMemory): Promise<ThreadReport> {
  // The flow of a replay stays on the main thread: hosts only need to know that the loop is open.
  const arrivals = plan.arrivals.kind === 'max' ? plan.arrivals : { kind: 'constant', perSecond: 0 };
  return pool.run({ plan: { ...plan, arrivals }, memory, thread }, { name: 'runThread' }) as Promise<ThreadReport>;
}

/** Ends all threads, also those that still run. */
export async function dismissCrew(crew: readonly CrewThread[]): Promise<void> {
  await Promise.all(crew.map(({ pool }) => pool.destroy()));
}
