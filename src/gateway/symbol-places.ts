import { hashBytes, hashText, isText } from '../order-entry/text-hash.js';

/** The places of the symbols in the universe, by their names as a message has them. */
export class SymbolPlaces {
  readonly #names: readonly string[];
  /** The first symbol with a hash, by its low bits, and for each symbol the next; −1 for none. */
  readonly #heads: Int32Array;
  readonly #next: Int32Array;

  constructor(names: readonly string[]) {
    this.#names = names;
    this.#heads = new Int32Array(2 ** Math.ceil(Math.log2(2 * names.length + 2))).fill(-1);
    this.#next = new Int32Array(names.length);
    // From the back, so that the first of two alike is found.
    for (let place = names.length - 1; place >= 0; place--) {
      const chain = hashText(names[place]!) & (this.#heads.length - 1);
      this.#next[place] = this.#heads[chain]!;
      this.#heads[chain] = place;
    }
  }

  /** The name of a symbol. */
  nameOf(place: number): string {
    return this.#names[place]!;
  }

  /** The place of the symbol whose name the bytes from `start` to `end` are. */
  find(bytes: Uint8Array, start: number, end: number): number | undefined {
    const chain = hashBytes(bytes, start, end) & (this.#heads.length - 1);
    for (let place = this.#heads[chain]!; place >= 0; place = this.#next[place]!)
      if (isText(bytes, start, end, this.#names[place]!)) return place;
    return undefined;
  }
}
