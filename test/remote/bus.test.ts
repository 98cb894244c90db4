import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { announceProgram, parseNats, programId } from '../../src/remote/bus.js';

describe('parseNats', () => {
  test.each([
    ['nats://127.0.0.1:4333', { servers: '127.0.0.1:4333' }],
    ['nats://localhost', { servers: 'localhost:4222' }],
    ['nats://s%40crt@[::1]:4222', { servers: '[::1]:4222', token: 's@crt' }],
    ['tls://me:pass@queue.example:4222', { servers: 'queue.example:4222', user: 'me', tls: {} }],
  ])('reads %s', (text, options) => {
    expect(parseNats(text)).toMatchObject(options);
  });

  test.each([
    ['nats://tok@queue.example:4222', "--nats 'nats://…@queue.example:4222': another machine is"],
    ['nats://10.0.0.1', "--nats 'nats://10.0.0.1': another machine is reached by tls:// alone"],
    ['http://127.0.0.1', "--nats 'http://127.0.0.1': must be nats://HOST:PORT"],
    ['127.0.0.1:4222', "--nats '127.0.0.1:4222': must be nats://HOST:PORT"],
    ['', "--nats '': must be nats://HOST:PORT"],
  ])("refuses '%s' without telling its secret", (text, reason) => {
    expect(() => parseNats(text)).toThrow(reason);
  });
});

describe('programId', () => {
  test('has the letters of a stream’s name, and differs with the program', () => {
    const program = { version: '1', revision: 'commit abc with changes', nodeMajor: 20 };
    expect(programId(program)).toMatch(/^[0-9a-f]{16}$/);
    expect(programId({ ...program, nodeMajor: 22 })).not.toBe(programId(program));
  });
});

describe('a coordinator', () => {
  const program = { version: '1', revision: 'r', nodeMajor: 20 };
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  test('is told of thrice a minute until it ends, whatever the server answers', async () => {
    const told: [string, string][] = [];
    const put = (id: string, text: unknown): Promise<number> => {
      told.push([id, text as string]);
      return told.length === 2 ? Promise.reject(new Error('away')) : Promise.resolve(1);
    };
    const announced = await announceProgram({ put }, program);
    expect(told).toEqual([[programId(program), JSON.stringify(program)]]);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(told).toHaveLength(4);
    announced.stop();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(told).toHaveLength(4);
  });
});
