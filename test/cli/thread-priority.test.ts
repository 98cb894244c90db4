import { getPriority } from 'node:os';
import { Worker } from 'node:worker_threads';
import { expect, test } from 'vitest';
import { DIST } from '../support/command.js';

test.skipIf(process.platform !== 'linux')(
  'a thread that yields has a lower priority, and no other thread of the process has',
  async () => {
    const code = `
    const { workerData, parentPort } = require('node:worker_threads');
    const { readlinkSync } = require('node:fs');
    const { getPriority } = require('node:os');
    import(workerData).then(({ yieldToMeasured }) => {
      yieldToMeasured();
      const thread = readlinkSync('/proc/thread-self').split('/').at(-1);
      parentPort.postMessage(getPriority(Number(thread)));
    });`;
    const before = getPriority();
    const worker = new Worker(code, {
      eval: true,
      workerData: `${DIST}/src/cli/thread-priority.js`,
    });
    const told = await new Promise((resolve, reject) => {
      worker.once('message', resolve);
      worker.once('error', reject);
    });
    await worker.terminate();
    expect([told, getPriority()]).toEqual([Math.max(10, before), before]);
  },
);
