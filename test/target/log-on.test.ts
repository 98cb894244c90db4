import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, test } from 'vitest';
import { InputError } from '../../src/base/input-error.js';
import type { TargetDoor } from '../../src/target/client.js';
import { logOnAll, type TargetUpstream } from '../../src/target/log-on.js';
import { defaultTarget } from '../../src/target/settings.js';
import { defaultVenue } from '../../src/venue/settings.js';
import { freePort } from '../support/free-port.js';
import { startTargetVenue } from '../support/target-venue.js';

const ending: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const end of ending.splice(0)) await end();
});

/** A target at a port, which lets CLIENT44 and CLIENT42 log on, or the named alone. */
async function startAt(port: number, only?: string) {
  const [own] = defaultVenue().sessions;
  const sessions = only === undefined ? {} : { sessions: [{ ...own!, targetCompId: only }] };
  const venue = await startTargetVenue(sessions, [], port);
  ending.push(venue.end);
  return venue;
}

const doorTo = (port: number, names = ['CLIENT44']): TargetDoor => ({
  place: { host: '127.0.0.1', port, isTls: false },
  settings: { ...defaultTarget(), sessions: names.map((senderCompId) => ({ senderCompId })) },
  consent: { mine: undefined, acceptsUnmarked: false },
  tls: undefined,
});

const upstream = (changes: Partial<TargetUpstream> = {}): TargetUpstream => ({
  isConnected: () => true,
  wait: async () => undefined,
  seconds: 30,
  signal: new AbortController().signal,
  ...changes,
});

/** Logs on, and logs out with the test. */
async function logOn(...[door, more]: [TargetDoor, TargetUpstream?]) {
  const clients = await logOnAll(door, () => ({ deliver: () => undefined }), more);
  ending.unshift(() => Promise.all(clients.map((client) => client.logOut())));
  return clients;
}

describe('a target with an upstream', () => {
  test('may begin to listen later', async () => {
    const port = await freePort();
    const clients = logOn(doorTo(port), upstream());
    await sleep(120);
    await startAt(port);
    expect((await clients).map(({ isActive }) => isActive)).toEqual([true]);
  });

  test('may connect to it only once a client has logged on', async () => {
    const port = await freePort();
    const { connected } = await startAt(port);
    const seen: number[] = [];
    await logOn(
      doorTo(port),
      upstream({
        isConnected: () => false,
        wait: async () => {
          seen.push(connected());
        },
      }),
    );
    expect(seen).toEqual([1]);
  });

  test('may refuse a Logon until it has it', async () => {
    const port = await freePort();
    const first = await startAt(port, 'OTHER');
    let isConnected = false;
    const wait = async (): Promise<void> => {
      if (isConnected) return;
      await first.end();
      await startAt(port);
      isConnected = true;
    };
    const [client] = await logOn(doorTo(port), upstream({ isConnected: () => isConnected, wait }));
    expect(client!.isActive).toBe(true);
  });

  test('is refused at once when it has it and refuses a Logon; all are logged out', async () => {
    const port = await freePort();
    const { connected } = await startAt(port);
    const wait = (): Promise<void> => Promise.reject(new Error('was waited for'));
    const door = doorTo(port, ['CLIENT44', 'NOBODY']);
    await expect(logOn(door, upstream({ wait }))).rejects.toThrow('does not let NOBODY log on');
    while (connected() > 0) await sleep(5);
  });

  test('that never has it is refused with the reason of the wait, and logged out', async () => {
    const port = await freePort();
    const { connected } = await startAt(port);
    const wait = (): Promise<void> => Promise.reject(new InputError('nobody connected'));
    await expect(logOn(doorTo(port), upstream({ wait }))).rejects.toThrow('nobody connected');
    while (connected() > 0) await sleep(5);
  });

  test('that never listens is tried for as long as it may take, or until Ctrl-C', async () => {
    const door = doorTo(await freePort());
    const wait = (): Promise<void> => Promise.reject(new InputError('nobody connected'));
    const isConnected = () => false;
    const short = upstream({ seconds: 0.12, isConnected, wait });
    await expect(logOn(door, short)).rejects.toThrow('nobody connected');
    const signal = AbortSignal.abort();
    await expect(logOn(door, upstream({ signal, isConnected, wait }))).rejects.toThrow('nobody');
    // Without an upstream it must listen at once.
    await expect(logOn(door)).rejects.toThrow('cannot connect to fix://127.0.0.1:');
  });
});
