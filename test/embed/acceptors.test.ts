import { expect, test } from 'vitest';
import { listenAt } from '../../src/embed/acceptors.js';

test('what listens does so on loopback and any port, until it is ended', () => {
  const { at, ending } = listenAt({});
  expect(at).toMatchObject({ host: '127.0.0.1', port: 0 });
  expect(at.tell('x')).toBeUndefined();
  expect(at.signal.aborted).toBe(false);
  ending.abort();
  expect(at.signal.aborted).toBe(true);
});

test('the signal of its owner ends it, now or later', () => {
  expect(listenAt({ signal: AbortSignal.abort() }).at.signal.aborted).toBe(true);
  const owner = new AbortController();
  const { at } = listenAt({ host: '::1', port: 5001, signal: owner.signal });
  owner.abort();
  expect([at.host, at.port, at.signal.aborted]).toEqual(['::1', 5001, true]);
});
