import { Piscina } from 'piscina';
import { type FleetMemory, hostOf } from './board.js';
import type { ThreadReport } from './host.js';
import type { FleetPlan } from './spec.js';
import type { WorkerFiles } from './worker-files.js';

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
  /** Rejects when the pool tells of an error, such as a file that cannot be loaded; never resolves. */
  readonly fault: Promise<never>;
}

/** How long a thread may take to come up. A broken or missing worker file would otherwise keep the second task of its pool waiting for ever. */
const READY_MS = 20_000;

/** Makes the pools of a fleet: its hosts, and the venue thread last. `heapMbMax` is the largest JavaScript heap of a thread. */
export function hireCrew(plan: FleetPlan, files: WorkerFiles, heapMbMax: number | undefined): CrewThread[] {
  const numbers = Array.from({ length: plan.servers }, (_, index) => index + 1);
  const crew = Array.from({ length: plan.threads }, (_, thread) => {
    const hosted = numbers.filter((number) => hostOf(plan, number) === thread);
    return hireThread(thread, `servers ${thread + 1}`, hosted, files.servers, heapMbMax);
  });
  if (plan.venues === 'thread') crew.push(hireThread(plan.threads, 'venues', numbers, files.venues, heapMbMax));
  return crew;
}

function hireThread(thread: number, name: string, servers: readonly number[], file: URL, heapMbMax: number | undefined): CrewThread {
  const pool = new Piscina({
    filename: file.href,
    minThreads: 1,
    maxThreads: 1,
    concurrentTasksPerWorker: 1,
    idleTimeout: Number.POSITIVE_INFINITY,
    stricterFIFO: true,
    ...(heapMbMax === undefined ? {} : { resourceLimits: { maxOldGenerationSizeMb: heapMbMax } }),
  });
  // The listener has to be there in any case: without one, an error of the pool would end the process.
  const fault = new Promise<never>((_, reject) => {
    pool.on('error', reject);
  });
  fault.catch(() => undefined);
  return { thread, name, servers, pool, fault };
}

/** Asks a thread whether it is up. Rejects when its file cannot be loaded or the time is over. */
export async function awaitThread({ pool, fault }: CrewThread): Promise<void> {
  const asked = pool.run(undefined, { name: 'isReady', signal: AbortSignal.timeout(READY_MS) });
  asked.catch(() => undefined);
  await Promise.race([asked, fault]);
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
