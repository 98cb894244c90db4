import { inverseNormal } from './numerics.js';

const { floor } = Math;

/**
 * A local constant saves the lookup on the global object, and keeps the caller small enough to be
 * inlined.
 */
const { imul } = Math;

/**
 * The simulation's seeded hash: a counter goes through a 32-bit finaliser (splitmix's mix with the
 * constants of C. Wellons, "lowbias32"). Integer arithmetic gives the same numbers on every
 * machine. The word is an Int32, which V8 stores without heap allocation.
 */
export function mix32(word: number): number {
  let h = word | 0;
  h = imul(h ^ (h >>> 16), 0x7feb352d);
  h = imul(h ^ (h >>> 15), 0x846ca68b);
  return h ^ (h >>> 16);
}

/** Hashes two words, such as a place and a time, into a number without state. */
export function mixPair(a: number, b: number): number {
  return mixWith(a, mix32(b));
}

/** As `mixPair` with the second word already mixed, for many places at one time. */
export function mixWith(a: number, mixedB: number): number {
  return mix32(imul(a, 0x9e3779b1) ^ mixedB);
}

/**
 * A stream of random numbers: a counter that advances by an odd step and is mixed. The seed (32
 * bits) and the name set both start and step. Streams with a common step would be the same sequence
 * at some distance. The period is 2^32.
 */
export class RandomStream {
  #counter: number;
  readonly #step: number;

  constructor(seed: number, name: string) {
    let h = mix32(seed);
    for (let i = 0; i < name.length; i++) h = mix32(h ^ name.charCodeAt(i));
    this.#counter = h;
    this.#step = mix32(h ^ 0x9e3779b9) | 1;
  }

  /** An integer in [0, 2^32). */
  next32(): number {
    this.#counter = (this.#counter + this.#step) | 0;
    return mix32(this.#counter) >>> 0;
  }

  /** A fraction in [0, 1). */
  fraction(): number {
    return this.next32() / 0x100000000;
  }

  /** An integer in [0, bound). */
  below(bound: number): number {
    return floor(this.fraction() * bound);
  }

  /** A standard normal number. */
  normal(): number {
    return inverseNormal((this.next32() + 0.5) / 0x100000000);
  }

  /** Shuffles in place (Fisher–Yates) and returns the same array. */
  shuffle<T>(items: T[]): T[] {
    for (let i = items.length - 1; i > 0; i--) {
      const j = this.below(i + 1);
      const held = items[i]!;
      items[i] = items[j]!;
      items[j] = held;
    }
    return items;
  }
}
