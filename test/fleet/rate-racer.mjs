import { parentPort, workerData } from 'node:worker_threads';

/**
 * Takes from one window at full speed and returns a part, until the window is empty; reports what
 * it kept.
 */
const { module, word, perWindow, windowNs, nowNs, start } = workerData;
const { takeRate, returnRate } = await import(module);
const rate = { word: new Int32Array(word), perWindow, windowNs };
const begun = new Int32Array(start);
Atomics.add(begun, 0, 1);
while (Atomics.load(begun, 0) < 8) Atomics.wait(begun, 1, 0, 1);
let kept = 0;
for (let empty = 0; empty < 100; ) {
  const granted = takeRate(rate, nowNs, 7);
  empty = granted === 0 ? empty + 1 : 0;
  const unused = granted > 3 ? 2 : 0;
  returnRate(rate, nowNs, unused);
  kept += granted - unused;
}
parentPort.postMessage(kept);
