import { ChildWord } from '../orders/children.js';

const { imul } = Math;

/**
 * A running digest of every child and its verdict. Two servers with the same digest sent the same
 * children. Each of its two words takes a child's row, mixed to one word x, modulo 2^32:
 *
 *   one child          digest = digest × STEP + x
 *   n children alike   digest = digest × STEP^n + x × (1 + STEP + … + STEP^(n − 1))
 *
 * So it does not matter how children alike are cut into runs. The steps are odd and one more
 * than a multiple of four, which gives them their longest period.
 */
const STEP_A = 0x9e3779b5;
const STEP_B = 0x85ebca6d;

/** The most children alike that one step takes. */
const ALIKE_MAX = 1024;

/** By number of children: the power of a step, and the sum of the powers below it. */
interface Steps {
  readonly power: Int32Array;
  readonly sum: Int32Array;
}

function stepsOf(step: number): Steps {
  const power = new Int32Array(ALIKE_MAX + 1).fill(1);
  const sum = new Int32Array(ALIKE_MAX + 1);
  for (let n = 1; n <= ALIKE_MAX; n++) {
    power[n] = imul(power[n - 1]!, step);
    sum[n] = sum[n - 1]! + power[n - 1]!;
  }
  return { power, sum };
}

const STEPS_A = stepsOf(STEP_A);
const STEPS_B = stepsOf(STEP_B);

const { INSTRUMENT, LIMIT, LINEAGE, QUANTITY } = ChildWord;

/** Mixes the high bits of a word into the low ones, and the low ones into the high ones. */
function scatter(word: number): number {
  return imul(word ^ (word >>> 16), 0x7feb352d);
}

/** Adds `alike` children alike, the first of them in a slot, to the two words of a digest. */
export function digestChildren(
  digest: Int32Array,
  words: Int32Array,
  slot: number,
  alike: number,
): void {
  const instrument = words[slot + INSTRUMENT]!;
  const a = scatter(
    imul(words[slot]!, 0x9e3779b1) ^ imul(words[slot + QUANTITY]!, 0x27d4eb2f) ^ instrument,
  );
  const b = scatter(
    imul(words[slot + LIMIT]!, 0xc2b2ae35) ^ imul(words[slot + LINEAGE]!, 0x165667b1) ^ instrument,
  );
  if (alike === 1) {
    digest[0] = imul(digest[0]!, STEP_A) + a;
    digest[1] = imul(digest[1]!, STEP_B) + b;
    return;
  }
  for (let left = alike; left > 0; left -= ALIKE_MAX) {
    const n = left < ALIKE_MAX ? left : ALIKE_MAX;
    digest[0] = imul(digest[0]!, STEPS_A.power[n]!) + imul(a, STEPS_A.sum[n]!);
    digest[1] = imul(digest[1]!, STEPS_B.power[n]!) + imul(b, STEPS_B.sum[n]!);
  }
}
