import {
  type Children,
  ChildWord,
  childSlot,
  instrumentSymbol,
  isAdmitted,
  lineageBehaviour,
  lineageFlags,
} from '../../orders/children.js';
import type { Parents } from '../../orders/parents.js';
import { isSameScope, type KillScope } from '../../risk/stops/kill.js';
import { type Acts, concernsServer, readAct } from '../memory/acts.js';
import type { ServerCells } from '../memory/tables.js';

/**
 * The venues' side of the kill switch, for one server. The server acknowledges a kill or a halt
 * with the sequence of its last child. No later child of that scope may arrive until the sequence
 * at which it acknowledges the re-arm. The venues check this themselves and count the children
 * behind the barrier.
 */
export interface Barrier {
  readonly server: number;
  readonly acts: Acts;
  readonly acknowledgements: ServerCells['acknowledgements'];
  /** The number of acts that the server has acknowledged, and how many of those were read here. */
  readonly acknowledged: Int32Array;
  seen: number;
  /** The kills and halts in force, each for an interval of sequences. */
  intervals: BarrierInterval[];
  /**
   * The order ids and accounts of the server's parent rows. A row keeps them until the last child
   * is answered.
   */
  readonly parents: ParentNames;
}

type ParentNames = Pick<Parents, 'orderId' | 'account'>;

/** Children of the scope with sequences in (after, upTo] must not arrive. */
interface BarrierInterval {
  readonly scope: KillScope;
  readonly after: number;
  upTo: number;
}

export function openBarrier(
  server: number,
  acts: Acts,
  cells: ServerCells,
  parents: ParentNames,
): Barrier {
  const { acknowledgements, counts } = cells;
  return {
    server,
    acts,
    acknowledgements,
    acknowledged: counts.acts,
    seen: 0,
    intervals: [],
    parents,
  };
}

/**
 * Counts the admitted children at positions [begin, end) that are behind the barrier;
 * `firstSequence` is the sequence of the first. Call it after the children became visible: a thread
 * that sees a child sees every act that its server had acknowledged before.
 */
export function countBehindBarrier(
  barrier: Barrier,
  children: Children,
  begin: number,
  end: number,
  firstSequence: number,
): number {
  if (Atomics.load(barrier.acknowledged, 0) !== barrier.seen) noticeActs(barrier);
  if (barrier.intervals.length === 0) return 0;
  const { words } = children;
  let behind = 0;
  for (const { scope, after, upTo } of barrier.intervals) {
    let sequence = firstSequence;
    for (let child = begin; child !== end; child = (child + 1) | 0, sequence++) {
      const slot = childSlot(children, child);
      if (sequence <= after || sequence > upTo || !isAdmitted(words[slot + ChildWord.INSTRUMENT]!))
        continue;
      if (isInScope(scope, words, slot, barrier.parents)) behind++;
    }
  }
  barrier.intervals = barrier.intervals.filter(({ upTo }) => upTo >= firstSequence);
  return behind;
}

/** Counts the admitted children of a scope at positions [begin, end), which a server has made. */
export function countOfScope(
  scope: KillScope,
  { words, mask }: Children,
  begin: number,
  end: number,
  parents: ParentNames,
): number {
  let count = 0;
  for (let child = begin; child !== end; child = (child + 1) | 0) {
    const slot = (child & mask) << 3;
    if (isAdmitted(words[slot + ChildWord.INSTRUMENT]!) && isInScope(scope, words, slot, parents))
      count++;
  }
  return count;
}

function noticeActs(barrier: Barrier): void {
  const { acts, acknowledgements, intervals, server } = barrier;
  const end = Atomics.load(barrier.acknowledged, 0);
  for (; barrier.seen < end; barrier.seen++) {
    const { scope, act } = readAct(acts, barrier.seen);
    const at = acknowledgements.sequence[barrier.seen]!;
    if (!concernsServer(scope, server)) continue;
    if (act === 'kill' || act === 'halt')
      intervals.push({ scope, after: at, upTo: Number.POSITIVE_INFINITY });
    else if (act === 're-arm') {
      for (const interval of intervals) {
        if (interval.upTo === Number.POSITIVE_INFINITY && isSameScope(interval.scope, scope))
          interval.upTo = at;
      }
    }
  }
}

function isInScope(
  scope: KillScope,
  words: Int32Array,
  slot: number,
  { orderId, account }: ParentNames,
): boolean {
  const lineage = words[slot + ChildWord.LINEAGE]!;
  switch (scope.kind) {
    case 'firm':
    case 'server':
      return true;
    case 'symbol':
      return instrumentSymbol(words[slot + ChildWord.INSTRUMENT]!) === scope.symbol;
    case 'behaviour':
      return lineageBehaviour(lineage) === scope.behaviour;
    case 'flag':
      return (lineageFlags(lineage) & (1 << scope.bit)) !== 0;
    case 'parent':
      return orderId[words[slot]!] === scope.order;
    case 'account':
      return account[words[slot]!] === scope.account;
  }
}
