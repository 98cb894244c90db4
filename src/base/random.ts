import { inverseNormal } from './numerics.js';

const { floor } = Math;

/**
 * As a constant of this file it is called without a look at the global object first, and the
 * function that calls it is short enough to be compiled into its callers.
 */
const { imul } = Math;

/**
 * The seeded generator of the simulation: 32-bit integers from a counter and a finaliser (the
 * 32-bit mix of splitmix, constants by C. Wellons, "lowbias32"). Integer arithmetic only, so the
 * same seed gives the same numbers everywhere. The word is an Int32, which V8 holds without a place
 * in the heap.
 */
export function mix32(word: number): number {
  let h = word | 0;
  h = imul(h ^ (h >>> 16), 0x7feb352d);
  h = imul(h ^ (h >>> 15), 0x846ca68b);
  return h ^ (h >>> 16);
}

/** A hash of two words, for a number that depends on a place and a time and needs no state. */
export function mixPair(a: number, b: number): number {
  return mixWith(a, mix32(b));
}

/** The same where the second word is mixed already, for many places at one time. */
export function mixWith(a: number, mixedB: number): number {
  return mix32(imul(a, 0x9e3779b1) ^ mixedB);
}

/**
 * A stream of random numbers: a counter that walks by an odd step and is mixed. Start and step both
 * come from the seed (32 bits of it) and the name, because streams that shared one step would be
 * one sequence, each some distance behind another. The period is 2^32.
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
