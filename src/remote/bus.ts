import { createHash } from 'node:crypto';
import type { Consumer, JetStreamClient, JetStreamManager } from '@nats-io/jetstream';
import type { KV, KvWatchEntry } from '@nats-io/kv';
import type { ObjectStore } from '@nats-io/obj';
import type { ConnectionOptions, NatsConnection, QueuedIterator } from '@nats-io/transport-node';
import { InputError } from '../base/input-error.js';
import type { SweepProgram } from '../sweep/tasks.js';

/**
 * What coordinators and workers of one program share on a NATS server:
 *
 * - a work queue of tasks, at least once: `smars-tasks-<program>`;
 * - results by key, written once: the first that creates a key wins (`smars-results`); under
 *   `conflict.` and the key, that another worker had another day;
 * - inputs by digest (`smars-inputs`);
 * - the programs whose coordinators run (`smars-coordinators`): what none of them renews is gone
 *   after a minute, so that tasks of a killed one keep no worker away.
 *
 * The results are the truth and acknowledgements are a hint: a server that was killed may deliver
 * acknowledged tasks again.
 */
export interface Bus {
  readonly connection: NatsConnection;
  readonly client: JetStreamClient;
  readonly manager: JetStreamManager;
  readonly stream: string;
  readonly subject: string;
  readonly results: KV;
  readonly inputs: ObjectStore;
  readonly coordinators: KV;
  /** The queue's consumer, which all workers share. */
  consumer(): Promise<Consumer>;
  /** What is stored among the results from now on. */
  news(): Promise<QueuedIterator<KvWatchEntry>>;
}

const CONSUMER = 'workers';
/** Before the key of a day on which two workers disagree. */
export const CONFLICT = 'conflict.';
/** A task that was not acknowledged in this time goes to another worker. */
const ACK_WAIT_MS = 30_000;
/** A task that failed so often is not tried again. */
export const TRIES_MAX = 5;
/** Tasks in the queue at a time. A publisher beyond that waits. */
const QUEUE_MAX = 20_000;
const IN_FLIGHT_MAX = 100_000;
const NS_PER_MS = 1e6;
/** A coordinator that is silent for so long is gone. */
const GONE_AFTER_MS = 60_000;

/** Reads a value; undefined if there is none, or none any more. */
export async function readValue<T>(store: KV, key: string): Promise<T | undefined> {
  const entry = await store.get(key);
  return entry?.operation === 'PUT' ? entry.json<T>() : undefined;
}

/**
 * Tells that a coordinator of a program runs, now and from time to time until `stop` is called. A
 * server that is away is told later.
 */
export async function announceProgram(
  coordinators: Pick<KV, 'put'>,
  program: SweepProgram,
): Promise<{ stop(): void }> {
  const tell = (): Promise<number> => coordinators.put(programId(program), JSON.stringify(program));
  await tell();
  const telling = setInterval(() => tell().catch(() => undefined), GONE_AFTER_MS / 3);
  return { stop: () => clearInterval(telling) };
}

/** The name of the queue of a program. */
export const streamOf = (id: string): string => `smars-tasks-${id}`;

/** A short name for a program, of the letters that a stream's name may have. */
export function programId({ version, revision, nodeMajor }: SweepProgram): string {
  return createHash('sha256')
    .update(JSON.stringify([version, revision, nodeMajor]))
    .digest('hex')
    .slice(0, 16);
}

/** Parses an address of NATS: nats://, or tls:// beyond this machine, with a token or a user. */
export function parseNats(text: string): ConnectionOptions {
  const refuse = (reason: string): never => {
    throw new InputError(`--nats '${withoutSecrets(text)}': ${reason}`);
  };
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !['nats:', 'tls:'].includes(url.protocol) || url.hostname === '')
    return refuse('must be nats://HOST:PORT or tls://HOST:PORT');
  const isLocal = /^(localhost|127(\.\d+){3}|\[::1\])$/.test(url.hostname);
  if (!isLocal && url.protocol !== 'tls:')
    return refuse('another machine is reached by tls:// alone; nats:// has no encryption');
  const [user, pass] = [url.username, url.password].map(decodeURIComponent);
  return {
    servers: `${url.hostname}:${url.port === '' ? 4222 : url.port}`,
    ...(url.protocol === 'tls:' && { tls: {} }),
    ...(user !== '' && (pass === '' ? { token: user! } : { user: user!, pass: pass! })),
    maxReconnectAttempts: -1,
    reconnectTimeWait: 250,
    name: 'smars',
  };
}

/** An address without its token or password, for messages. */
const withoutSecrets = (text: string): string => text.replace(/\/\/[^/@]*@/, '//…@');

/** Loads the packages of NATS, which are not installed with smars. */
async function loadNats() {
  try {
    const [transport, jetstream, kv, obj] = await Promise.all([
      import('@nats-io/transport-node'),
      import('@nats-io/jetstream'),
      import('@nats-io/kv'),
      import('@nats-io/obj'),
    ]);
    return { transport, jetstream, kv, obj };
  } catch {
    const packages = ['transport-node', 'jetstream', 'kv', 'obj'].map((name) => `@nats-io/${name}`);
    throw new InputError(`--nats: needs packages (npm install ${packages.join(' ')})`);
  }
}

/**
 * Connects and opens what a program needs, making what is not there yet. Throws an InputError if
 * the server cannot be reached or has no JetStream.
 */
export async function openBus(address: string, program: SweepProgram): Promise<Bus> {
  const options = parseNats(address);
  const { transport, jetstream, kv, obj } = await loadNats();
  const told = withoutSecrets(address);
  const connection = await transport
    .connect({ ...options, timeout: 5000 })
    .catch((error: Error) => {
      throw new InputError(`--nats '${told}': cannot connect (${error.message})`);
    });
  try {
    const id = programId(program);
    const manager = await jetstream.jetstreamManager(connection);
    const client = jetstream.jetstream(connection);
    const [stream, subject] = [streamOf(id), `smars.tasks.${id}`];
    await addStream(manager, stream, subject, jetstream);
    const store = new kv.Kvm(client);
    const results = await store.create('smars-results', { history: 1 });
    return {
      connection,
      client,
      manager,
      stream,
      subject,
      results,
      coordinators: await store.create('smars-coordinators', { history: 1, ttl: GONE_AFTER_MS }),
      inputs: await new obj.Objm(client).create('smars-inputs', {}),
      consumer: () => client.consumers.get(stream, CONSUMER),
      news: () => results.watch({ include: kv.KvWatchInclude.UpdatesOnly }),
    };
  } catch (error) {
    await connection.close();
    throw new InputError(`--nats '${told}': has no JetStream (${(error as Error).message})`);
  }
}

/** Makes the work queue and its consumer. Both sides may do so at once, to the same settings. */
async function addStream(
  manager: JetStreamManager,
  name: string,
  subject: string,
  { RetentionPolicy, DiscardPolicy, StorageType, AckPolicy }: typeof import('@nats-io/jetstream'),
): Promise<void> {
  await manager.streams.add({
    name,
    subjects: [subject],
    retention: RetentionPolicy.Workqueue,
    // A full queue refuses, so that the publisher feels it.
    discard: DiscardPolicy.New,
    max_msgs: QUEUE_MAX,
    storage: StorageType.File,
  });
  await manager.consumers.add(name, {
    durable_name: CONSUMER,
    ack_policy: AckPolicy.Explicit,
    ack_wait: ACK_WAIT_MS * NS_PER_MS,
    max_deliver: TRIES_MAX,
    max_ack_pending: IN_FLIGHT_MAX,
  });
}
