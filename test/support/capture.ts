import { type BlockHead, RowWord, readHead } from '../../src/capture/record.js';
import { available, type RingConsumer, release, slotOf } from '../../src/memory/ring.js';

/** A row that a tap handed over, with the head of its block; `sequence` is the row's own. */
export interface TappedRow extends BlockHead {
  readonly order: number;
  readonly executed: number;
  readonly unmatched: number;
}

/** All rows of a ring, one a child, each with the head of its block. */
export function readRows(ring: RingConsumer): TappedRow[] {
  const rows: TappedRow[] = [];
  while (available(ring, 1) > 0) {
    const head: BlockHead = { rows: 0, lineage: 0, sequence: 0, sentNs: 0, answeredNs: 0 };
    readHead(ring, ring.position, head);
    for (let n = 0; n < head.rows; n++) {
      const slot = slotOf(ring, ring.position + 1 + n);
      const word = (index: number): number => ring.words[slot + index]!;
      rows.push({
        ...head,
        sequence: head.sequence + n,
        order: word(0),
        executed: word(RowWord.EXECUTED),
        unmatched: word(RowWord.UNMATCHED),
      });
    }
    release(ring, head.rows + 1);
  }
  return rows;
}
