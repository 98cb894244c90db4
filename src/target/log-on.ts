import { LogonRefusal, TargetClient, type TargetDoor, type TargetEvents } from './client.js';

/**
 * All sessions of a target, logged on. A gateway between clients and a venue may start in either
 * order: some listen only when they have their venue, others connect to it when a client comes.
 */

/** What the target is to be connected to before orders come. */
export interface TargetUpstream {
  /** Whether it is. */
  isConnected(): boolean;
  /** Waits until it is; rejects with an InputError when that takes too long. */
  wait(): Promise<void>;
  /** How long the target may take to listen, s. */
  readonly seconds: number;
  /** Ends all waiting. */
  readonly signal: AbortSignal;
}

const RETRY_MS = 50;

/**
 * Logs on with each session of the door's settings. With an upstream a target that does not listen
 * yet is tried again, and one that refuses a Logon is tried once more when it has its upstream;
 * then the upstream is waited for. Rejects with an InputError, and logs out what was logged on.
 */
export async function logOnAll(
  door: TargetDoor,
  events: (session: number) => TargetEvents,
  upstream?: TargetUpstream,
): Promise<TargetClient[]> {
  let clients: TargetClient[];
  try {
    clients = await logOnOnce(door, events, upstream);
  } catch (error) {
    if (!(error instanceof LogonRefusal) || upstream === undefined) throw error;
    if (upstream.isConnected() && error.isHeard) throw error;
    await upstream.wait();
    clients = await logOnOnce(door, events, undefined);
  }
  try {
    await upstream?.wait();
  } catch (error) {
    await logOutAll(clients);
    throw error;
  }
  return clients;
}

async function logOnOnce(
  door: TargetDoor,
  events: (session: number) => TargetEvents,
  upstream: TargetUpstream | undefined,
): Promise<TargetClient[]> {
  const endMs = performance.now() + (upstream?.seconds ?? 0) * 1000;
  const clients: TargetClient[] = [];
  try {
    for (const [session, own] of door.settings.sessions.entries())
      for (;;) {
        const client = await TargetClient.logOn(door, own, events(session)).catch((error) => {
          const isOver = performance.now() >= endMs || upstream?.signal.aborted === true;
          if (!(error instanceof LogonRefusal) || error.isHeard || isOver) throw error;
        });
        if (client !== undefined) {
          clients.push(client);
          break;
        }
        await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
      }
  } catch (error) {
    await logOutAll(clients);
    throw error;
  }
  return clients;
}

async function logOutAll(clients: readonly TargetClient[]): Promise<void> {
  for (const client of clients) await client.logOut();
}
