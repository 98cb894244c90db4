import type { AppendFile } from '../../src/fix/log-store.js';

/** An append-only file in memory. `content` is what a reader would find. */
export class FileInMemory implements AppendFile {
  content: Uint8Array;

  constructor(content: Uint8Array = new Uint8Array(0)) {
    this.content = content;
  }

  get size(): number {
    return this.content.length;
  }

  append(bytes: Uint8Array, start: number, end: number): void {
    const grown = new Uint8Array(this.content.length + end - start);
    grown.set(this.content);
    grown.set(bytes.subarray(start, end), this.content.length);
    this.content = grown;
  }

  read(offset: number, into: Uint8Array): number {
    const part = this.content.subarray(offset, offset + into.length);
    into.set(part);
    return part.length;
  }

  truncate(size: number): void {
    this.content = this.content.slice(0, size);
  }
}
