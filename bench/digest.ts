/**
 * Question: how much does it cost to digest a buffer, by the 32-bit word?
 *
 *   words of random numbers ──► digestBuffer ──► 16 hexadecimal digits       256 KB, and 64 MB
 *
 * The floor sums the same words.
 */
import { RandomStream } from '../src/base/random.js';
import { digestBuffer } from '../src/memory/digest.js';
import { BEYOND_L2_BYTES, sizeName, WITHIN_L2_BYTES } from './harness/floors.js';
import { Suite } from './harness/suite.js';

const SEED = 1;
const suite = new Suite({
  question: 'what does it cost to digest a buffer?',
  unit: 'word of 32 bits',
  work: `random words, seed ${SEED}; the floor adds the same words up`,
});
let sum = 0;
let digest = '';
for (const bytes of [WITHIN_L2_BYTES, BEYOND_L2_BYTES]) {
  const random = new RandomStream(SEED, 'bench/digest');
  const words = new Int32Array(bytes / 4).map(() => random.next32());
  suite.floor(`add up ${sizeName(bytes)}`, words.length, () => {
    let batchSum = 0;
    for (let i = 0; i < words.length; i++) batchSum = (batchSum + words[i]!) | 0;
    sum = (sum + batchSum) | 0;
  });
  suite.add(`digest ${sizeName(bytes)}`, words.length, () => {
    digest = digestBuffer(words.buffer);
  });
}
suite.finish(() => [`sink: ${sum}, ${digest}`]);
