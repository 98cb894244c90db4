import { ThreadPool } from '../../threads/pool.js';
import { hostOf } from '../memory/open.js';
import type { FleetMemory } from '../memory/tables.js';
import type { FleetPlan } from '../spec.js';
import type { FleetTask, ThreadReport } from '../threads/task.js';
import type { WorkerFiles } from './worker-files.js';

export const WORKER_FILES: WorkerFiles = {
  servers: new URL('../../../workers/servers.js', import.meta.url),
  venues: new URL('../../../workers/venues.js', import.meta.url),
};

/** One thread of a fleet. It has a pool of its own, so that its task stays on it. */
export interface CrewThread {
  readonly thread: number;
  readonly name: string;
  /** The servers that it hosts; all servers for the venue thread. */
  readonly servers: readonly number[];
  readonly pool: Pick<ThreadPool, 'ready' | 'end'> & {
    run(name: string, task: FleetTask, label: string): Promise<ThreadReport>;
  };
}

/**
 * Makes the pools of a fleet: its hosts, then the venue thread. `heapMbMax` limits the JavaScript
 * heap of a thread. `onMain` hosts all servers on this thread.
 */
export function hireCrew(
  plan: FleetPlan,
  files: WorkerFiles,
  heapMbMax: number | undefined,
  onMain?: { run(task: FleetTask): Promise<ThreadReport> } & Pick<ThreadPool, 'ready' | 'end'>,
): CrewThread[] {
  const numbers = Array.from({ length: plan.servers }, (_, index) => index + 1);
  if (onMain !== undefined) {
    const pool = {
      ready: () => onMain.ready(),
      run: (_: string, task: FleetTask) => onMain.run(task),
      end: () => onMain.end(),
    };
    return [{ thread: 0, name: 'main', servers: numbers, pool }];
  }
  const crew = Array.from({ length: plan.threads }, (_, thread) => {
    const hosted = numbers.filter((number) => hostOf(plan, number) === thread);
    return hireThread(thread, `servers ${thread + 1}`, hosted, files.servers, heapMbMax);
  });
  if (plan.venues === 'thread')
    crew.push(hireThread(plan.threads, 'venues', numbers, files.venues, heapMbMax));
  return crew;
}

function hireThread(
  thread: number,
  name: string,
  servers: readonly number[],
  file: URL,
  heapMbMax: number | undefined,
): CrewThread {
  return { thread, name, servers, pool: new ThreadPool({ name, file, threads: 1, heapMbMax }) };
}

/** Starts a thread's only task. */
export function startThread(
  { pool, thread }: CrewThread,
  plan: FleetPlan,
  memory: FleetMemory,
): Promise<ThreadReport> {
  // The flow of a replay stays on the main thread. Hosts only need to know that the loop is open.
  const arrivals: FleetPlan['arrivals'] =
    plan.arrivals.kind === 'max' ? plan.arrivals : { kind: 'constant', perSecond: 0 };
  return pool.run('runThread', { plan: { ...plan, arrivals }, memory, thread }, 'its one task');
}

/** Ends all threads, including those that still run. */
export async function dismissCrew(crew: readonly CrewThread[]): Promise<void> {
  await Promise.all(crew.map(({ pool }) => pool.end()));
}
