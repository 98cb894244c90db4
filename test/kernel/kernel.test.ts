import { afterEach, expect, test, vi } from 'vitest';
import { createArena } from '../../src/memory/arena.js';

afterEach(() => {
  vi.unstubAllGlobals();
  vi.resetModules();
});

/** The module as it is when it is first loaded. */
const load = () => import('../../src/kernel/kernel.js');

test('a memory has one kernel a thread, and each memory its own', async () => {
  const { kernelOn } = await load();
  const [one, other] = [createArena()!.memory, createArena()!.memory];
  expect(kernelOn(one)).toBe(kernelOn(one));
  expect(kernelOn(other)).not.toBe(kernelOn(one));
  expect(kernelOn(one)).toMatchObject({
    decide: expect.any(Function),
    gate2: expect.any(Function),
    settle2: expect.any(Function),
  });
});

test('there is none where the platform refuses the module, and it is asked once', async () => {
  vi.resetModules();
  const { kernelOn } = await load();
  const { memory } = createArena()!;
  const validate = vi.fn(() => false);
  vi.stubGlobal('WebAssembly', { validate });
  expect(kernelOn(memory)).toBeUndefined();
  vi.unstubAllGlobals();
  expect(kernelOn(memory)).toBeUndefined();
  expect(validate).toHaveBeenCalledTimes(1);
});
