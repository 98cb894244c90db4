import {
  CHILD_WORDS,
  type Children,
  ChildWord,
  childRows,
  childSlot,
  instrumentOf,
  instrumentSide,
  instrumentSymbol,
  instrumentVenue,
  instrumentVerdict,
  judgeSlot,
  openChildren,
} from '../../src/orders/children.js';
import { Side, Verdict } from '../../src/orders/codes.js';

/**
 * A child in words. By default it is an admitted buy of 100 at 20.02 for NYSE by the parent in row
 * 0.
 */
export interface WrittenChild {
  parent?: number;
  symbol?: number;
  side?: Side;
  quantity?: number;
  priceTicks?: number;
  venue?: number;
  verdict?: Verdict;
  lineage?: number;
  /** The venue's answer, if it has answered. */
  executed?: number;
  executedAtTicks?: number;
  middleTicks?: number;
}

/** The content of a child's row. */
export interface ReadChild extends Required<WrittenChild> {
  sequence: number;
  alike: number;
  cancelled: number;
}

/** An empty table for at least `capacity` children. */
export function emptyChildren(children: number): Children {
  return openChildren(new Int32Array(childRows(children) * CHILD_WORDS));
}

/**
 * A table with children from a position on, with runs of identical children marked as a router
 * marks them.
 */
export function childrenOf(
  rows: readonly WrittenChild[],
  position = 0,
  children = emptyChildren(rows.length),
): Children {
  rows.forEach((row, n) => {
    writeRow(children, position + n, row);
  });
  for (let n = rows.length - 1; n >= 0; n--) {
    if (rows[n]!.executed !== undefined) continue;
    const next =
      n + 1 < rows.length && isAlike(children, position + n)
        ? readChild(children, position + n + 1).alike
        : 0;
    children.words[childSlot(children, position + n) + ChildWord.ALIKE] = 1 + next;
  }
  return children;
}

function writeRow(children: Children, position: number, row: WrittenChild): void {
  const { words } = children;
  const slot = childSlot(children, position);
  words[slot] = row.parent ?? 0;
  words[slot + ChildWord.INSTRUMENT] = instrumentOf(
    row.symbol ?? 0,
    row.side ?? Side.BUY,
    row.venue ?? 0,
  );
  words[slot + ChildWord.QUANTITY] = row.quantity ?? 100;
  words[slot + ChildWord.LIMIT] = row.priceTicks ?? (row.side === Side.SELL ? 199_800 : 200_200);
  words[slot + ChildWord.LINEAGE] = row.lineage ?? 0;
  words[slot + ChildWord.EXECUTED] = row.executed ?? 1;
  words[slot + ChildWord.PRICE] = row.executedAtTicks ?? 0;
  words[slot + ChildWord.MIDDLE] = row.middleTicks ?? 0;
  judgeSlot(words, slot, row.verdict ?? Verdict.ADMITTED);
}

function isAlike(children: Children, position: number): boolean {
  const [one, next] = [readChild(children, position), readChild(children, position + 1)];
  const same = [
    'parent',
    'symbol',
    'side',
    'venue',
    'quantity',
    'priceTicks',
    'lineage',
    'verdict',
  ] as const;
  return same.every((word) => one[word] === next[word]);
}

/** Returns the row of a position, which counts from 0 and does not wrap. */
export function readChild(children: Children, position: number): ReadChild {
  const { words } = children;
  const slot = childSlot(children, position);
  const instrument = words[slot + ChildWord.INSTRUMENT]!;
  const quantity = words[slot + ChildWord.QUANTITY]!;
  const executed = words[slot + ChildWord.EXECUTED]!;
  return {
    sequence: position + 1,
    parent: words[slot]!,
    symbol: instrumentSymbol(instrument),
    side: instrumentSide(instrument) as Side,
    venue: instrumentVenue(instrument),
    verdict: instrumentVerdict(instrument) as Verdict,
    quantity,
    priceTicks: words[slot + ChildWord.LIMIT]!,
    lineage: words[slot + ChildWord.LINEAGE]!,
    alike: words[slot + ChildWord.ALIKE]!,
    executed,
    executedAtTicks: words[slot + ChildWord.PRICE]!,
    middleTicks: words[slot + ChildWord.MIDDLE]!,
    cancelled: quantity - executed,
  };
}

/** The children at positions [begin, end). */
export function readChildren(children: Children, begin: number, end: number): ReadChild[] {
  return Array.from({ length: end - begin }, (_, n) => readChild(children, begin + n));
}
