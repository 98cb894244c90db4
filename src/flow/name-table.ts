import { mix32 } from '../base/random.js';

/** The place of a name that is not there. */
export const NO_PLACE = -1;

const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

/**
 * Names as bytes, each once, numbered by place in the order in which they came: a set of strings
 * that makes no string before it is asked for all of them, which is three times as fast. Open
 * addressing with linear probing; never more than half of the slots are taken.
 *
 *   slots   hash, place + 1 │ hash, place + 1 │ 0, 0 │ …     two words a slot, place + 1 = 0 where it is free
 *   begins  place ─► where its bytes begin; they end where those of the next place begin
 *   bytes   the names without anything between them
 */
export class NameTable {
  #slots = new Int32Array(2 * 1024);
  #begins = new Float64Array(512 + 1);
  #bytes = new Uint8Array(1 << 14);
  #count = 0;

  /** Adds the name in [begin, end) and returns `NO_PLACE`, or the place where it is already. */
  add(name: Uint8Array, begin: number, end: number): number {
    const hash = hashBytes(name, begin, end);
    const slot = this.#slotOf(hash, name, begin, end);
    const place = this.#slots[slot + 1]! - 1;
    if (place !== NO_PLACE) return place;
    this.#slots[slot] = hash;
    this.#slots[slot + 1] = this.#append(name, begin, end) + 1;
    if (4 * this.#count >= this.#slots.length) this.#growSlots();
    return NO_PLACE;
  }

  /** The place of the name in [begin, end), or `NO_PLACE`. */
  find(name: Uint8Array, begin: number, end: number): number {
    return this.#slots[this.#slotOf(hashBytes(name, begin, end), name, begin, end) + 1]! - 1;
  }

  /** All names as text, by place. */
  texts(): string[] {
    const texts = new Array<string>(this.#count);
    for (let place = 0; place < this.#count; place++) {
      texts[place] = decoder.decode(
        this.#bytes.subarray(this.#begins[place], this.#begins[place + 1]),
      );
    }
    return texts;
  }

  /** The slot that has the name, or the free one where it belongs. */
  #slotOf(hash: number, name: Uint8Array, begin: number, end: number): number {
    const slots = this.#slots;
    let slot = 2 * (hash & (slots.length / 2 - 1));
    while (
      slots[slot + 1] !== 0 &&
      !(slots[slot] === hash && this.#holds(slots[slot + 1]! - 1, name, begin, end))
    ) {
      slot = (slot + 2) & (slots.length - 1);
    }
    return slot;
  }

  #holds(place: number, name: Uint8Array, begin: number, end: number): boolean {
    const bytes = this.#bytes;
    const from = this.#begins[place]!;
    if (this.#begins[place + 1]! - from !== end - begin) return false;
    for (let i = 0; i < end - begin; i++) if (bytes[from + i] !== name[begin + i]) return false;
    return true;
  }

  #append(name: Uint8Array, begin: number, end: number): number {
    const place = this.#count++;
    const from = this.#begins[place]!;
    const to = from + end - begin;
    if (to > this.#bytes.length) this.#bytes = larger(this.#bytes, new Uint8Array(2 * to));
    if (this.#count === this.#begins.length)
      this.#begins = larger(this.#begins, new Float64Array(2 * this.#begins.length));
    for (let i = begin; i < end; i++) this.#bytes[from + i - begin] = name[i]!;
    this.#begins[this.#count] = to;
    return place;
  }

  #growSlots(): void {
    const old = this.#slots;
    const slots = new Int32Array(2 * old.length);
    for (let from = 0; from < old.length; from += 2) {
      if (old[from + 1] === 0) continue;
      let slot = 2 * (old[from]! & (slots.length / 2 - 1));
      while (slots[slot + 1] !== 0) slot = (slot + 2) & (slots.length - 1);
      slots[slot] = old[from]!;
      slots[slot + 1] = old[from + 1]!;
    }
    this.#slots = slots;
  }
}

/** FNV-1a, mixed once more because neighbouring names must not fall into neighbouring slots. */
function hashBytes(bytes: Uint8Array, begin: number, end: number): number {
  let hash = 0x811c9dc5;
  for (let i = begin; i < end; i++) hash = Math.imul(hash ^ bytes[i]!, 0x01000193);
  return mix32(hash);
}

function larger<T extends Uint8Array | Float64Array>(column: T, to: T): T {
  to.set(column);
  return to;
}
