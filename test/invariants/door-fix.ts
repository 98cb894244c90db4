import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as fix from '../../src/fix.js';
import { type DoorCase, of } from './door-kit.js';
import { made } from './spoiled-values.js';

const port: fix.SessionPort = made({
  deliver: () => undefined,
  disconnect: () => undefined,
  tell: () => undefined,
});
const settings = {
  version: '4.4',
  role: 'acceptor',
  senderCompId: 'SMARS',
  targetCompId: 'DESK',
  heartbeatSeconds: 30,
  resetOnLogon: true,
  accuracySeconds: 120,
  resendChunk: 10,
  nextExpected: true,
  logonSeconds: 10,
  logoutSeconds: 10,
  resendSeconds: 60,
  keptMax: 100,
  messageBytesMax: 4096,
  customTags: [5001],
  served: ['D'],
  username: 'desk',
  password: 'secret',
  testIndicator: true,
};

export const OF_FIX: readonly DoorCase[] = [
  of(
    'FixSession',
    () => [settings],
    (given) => new fix.FixSession(given, new fix.MemoryStore(), port),
  ),
  of(
    'MemoryStore',
    () => [{ bytesMax: 1000, eventsMax: 10 }],
    (options) => new fix.MemoryStore(options),
  ),
  of(
    'openFileStore',
    () => [join(tmpdir(), `smars-door-${process.pid}.log`), { sync: false }],
    (path, options) => fix.openFileStore(path, options).close(),
  ),
];
