import fc from 'fast-check';
import { expect, test } from 'vitest';
import { WakeBatch } from '../../../src/fleet/main-thread/wake-batch.js';

test('a thread is woken for 16 orders of a turn, then for 32, 64, and at its end', async () => {
  const wokenAfter: number[] = [];
  let noted = 0;
  const batch = new WakeBatch(1, () => wokenAfter.push(noted));
  const turn = async (orders: number): Promise<void> => {
    noted = 0;
    for (let n = 0; n < orders; n++) {
      noted++;
      batch.note(0);
    }
    await Promise.resolve();
  };
  await turn(200);
  expect(wokenAfter).toEqual([16, 48, 112, 200]);
  wokenAfter.length = 0;
  await turn(17);
  await turn(1);
  expect(wokenAfter).toEqual([16, 17, 1]);
});

test('after a turn every thread has been woken since its last order', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.array(fc.nat(2), { maxLength: 80 })), async (turns) => {
      const unwoken = [0, 0, 0];
      const batch = new WakeBatch(3, (host) => {
        expect(unwoken[host]).toBeGreaterThan(0);
        unwoken[host] = 0;
      });
      for (const hosts of turns) {
        for (const host of hosts) {
          unwoken[host] = unwoken[host]! + 1;
          batch.note(host);
        }
        await Promise.resolve();
        expect(unwoken).toEqual([0, 0, 0]);
      }
    }),
  );
});
