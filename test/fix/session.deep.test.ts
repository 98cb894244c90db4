import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, test } from 'vitest';
import { HostilePeer } from '../support/fix-hostile.js';

/** Some 828 inputs each: 1210 rounds make a million. */
const ROUNDS = Number(process.env.SMARS_HOSTILE_ROUNDS ?? 320);
const ROUND_INPUTS_MIN = 812;
const ATTACK = 150;
/** What rings, held input and compiled code may take after the first round. */
const GROWTH_BYTES_MAX = 8 * 2 ** 20;

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

/** Bytes that are in use after a collection. */
function usedBytes(): number {
  collect();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}

test('four sessions bear all hostile inputs, log right peers on between, and stay small', () => {
  const peers = (['4.2', '4.4'] as const).flatMap((version, index) => [
    // An even seed has a store in memory, an odd one a log.
    new HostilePeer(1000 + index, version, 'acceptor'),
    new HostilePeer(2001 - index, version, 'initiator'),
  ]);
  const round = (): void => {
    for (const peer of peers) {
      peer.attack(ATTACK);
      expect(peer.logOnAfresh()).toBeUndefined();
    }
  };
  round();
  const before = usedBytes();
  for (let n = 1; n < ROUNDS; n++) round();
  expect(usedBytes() - before).toBeLessThan(GROWTH_BYTES_MAX);
  const inputs = peers.reduce((total, peer) => total + peer.inputs, 0);
  expect(inputs).toBeGreaterThan(ROUNDS * ROUND_INPUTS_MIN);
  if (process.env.SMARS_HOSTILE_ROUNDS !== undefined)
    process.stdout.write(`${inputs} inputs, ${usedBytes() - before} bytes grown\n`);
});
