import { z } from 'zod';
import { InputError } from '../base/input-error.js';
import { MemoryStore, type SessionStore } from '../fix/store.js';
import type { FixVersion } from '../fix/tables.js';
import { type FileStore, openFileStore } from '../wire/file-store.js';
import { Link, type LinkEvents } from '../wire/link.js';

/** The clients' sessions of an acceptor of orders, as a JSON file has them. */

const name = z
  .string()
  .regex(/^[\x21-\x7e]{1,64}$/, 'must be 1 to 64 printable characters without a space');

/** Fields of one session. */
export const sessionFields = {
  targetCompId: name,
  version: z.enum(['4.2', '4.4']).default('4.4'),
  cancelOnDisconnect: z.boolean().default(false),
  openMax: z.int().min(1).max(1_000_000).default(10_000),
  /** A file for numbers and messages; without one both sides begin at 1 with each Logon. */
  store: z.string().min(1).max(4096).optional(),
  username: name.optional(),
  password: name.optional(),
};

/** Fields that hold for all sessions. */
export const acceptorFields = {
  $schema: z.string().optional(),
  senderCompId: name.default('SMARS'),
  connectionsMax: z.int().min(1).max(10_000).default(64),
  logonSeconds: z.number().min(0.1).max(3600).default(10),
  /** HOST:PORT where the command serves its metrics, as `--metrics` says it. */
  metrics: z.string().min(1).max(300).optional(),
};

/** One session, as its file has it. */
export interface EntrySession {
  readonly targetCompId: string;
  readonly version: FixVersion;
  readonly cancelOnDisconnect: boolean;
  readonly openMax: number;
  readonly store?: string | undefined;
  readonly username?: string | undefined;
  readonly password?: string | undefined;
}

/** The sessions of a file. */
export interface EntrySessions<Session extends EntrySession = EntrySession> {
  readonly senderCompId: string;
  readonly connectionsMax: number;
  readonly logonSeconds: number;
  readonly sessions: readonly Session[];
}

/** The message types that a session of orders takes. */
const SERVED: Readonly<Record<FixVersion, readonly string[]>> = {
  '4.2': ['D', 'F', 'G', 'H'],
  '4.4': ['D', 'F', 'G', 'H', 'AF', 'q'],
};
/** At the end clients get so long to take their last messages and to answer the Logout. */
const FAREWELL_MS = 500;

/** One session of each version. */
export const DEFAULT_SESSIONS = [
  { targetCompId: 'CLIENT42', version: '4.2' },
  { targetCompId: 'CLIENT44', version: '4.4' },
] as const;

/** Throws an InputError for a setting that only a command serves. */
export function refuseMetrics(
  { metrics }: { readonly metrics?: string | undefined },
  source: string,
): void {
  if (metrics !== undefined)
    throw new InputError(`${source}: metrics: is '${metrics}'; only the command serves metrics`);
}

/** Throws an InputError for sessions that do not go together. */
export function checkSessions({ sessions, senderCompId }: EntrySessions, source: string): void {
  const names = new Set<string>();
  for (const [index, { targetCompId, version, username, password }] of sessions.entries()) {
    const at = `${source}: sessions.${index}`;
    if (names.has(targetCompId))
      throw new InputError(`${at}.targetCompId: is '${targetCompId}', as another session has it`);
    names.add(targetCompId);
    if (targetCompId === senderCompId)
      throw new InputError(`${at}.targetCompId: is '${targetCompId}', as senderCompId is`);
    if (version === '4.2' && (username !== undefined || password !== undefined))
      throw new InputError(
        `${at}.username: needs version 4.4; the Logon of 4.2 has no field for it`,
      );
  }
}

/** Opens the session of a client, with its store, on no socket yet. */
export function openSession(
  { targetCompId, version, store, username, password }: EntrySession,
  { senderCompId, logonSeconds }: EntrySessions,
  takesOrders: boolean,
  events: LinkEvents,
): Link {
  return new Link(
    {
      version,
      role: 'acceptor',
      senderCompId,
      targetCompId,
      resetOnLogon: store === undefined,
      logonSeconds,
      served: takesOrders ? SERVED[version] : [],
      username,
      password,
      // A test system says so where the Logon has a field for it.
      testIndicator: version === '4.4',
    },
    store === undefined ? new MemoryStore() : openFileStore(store),
    events,
  );
}

/** Writes what is pending in the sessions' stores, and closes those that are files. */
export function closeStores(links: readonly Link[]): void {
  for (const { store } of links)
    if (isOnFile(store)) store.close();
    else store.flush();
}

const isOnFile = (store: SessionStore): store is FileStore => 'close' in store;

/** Finds the link of a Logon by its names, or says why there is none. */
export function findLink(
  links: readonly Link[],
  beginString: string,
  sender: string,
  target: string,
): Link | string {
  const link = links.find(
    ({ session: { settings } }) =>
      settings.targetCompId === sender &&
      settings.senderCompId === target &&
      `FIX.${settings.version}` === beginString,
  );
  if (link === undefined) return 'unknown session';
  return link.isConnected ? 'the session is connected already' : link;
}

/** Sends every client a Logout, and waits until they are gone, for half a second at most. */
export async function sayGoodbye(links: readonly Link[], text: string): Promise<void> {
  for (const link of links) {
    link.session.logout(Date.now(), text);
    link.flush();
  }
  const untilMs = Date.now() + FAREWELL_MS;
  while (
    Date.now() < untilMs &&
    links.some(({ isConnected, isLeaving }) => isConnected || isLeaving)
  )
    await new Promise((resolve) => {
      setTimeout(resolve, 5);
    });
}
