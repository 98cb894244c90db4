import { type Children, lineageBehaviour, lineageFlags } from '../orders/children.js';
import { Verdict } from '../orders/codes.js';
import type { KillScope } from '../risk/kill.js';
import { type Acts, readAct } from './acts.js';
import type { Desk } from './board.js';

/**
 * The venues' side of the kill switch, for one server: after a server has acknowledged a kill with the sequence of its last child, no child of that scope with a
 * later sequence may arrive, up to the sequence at which it acknowledged the re-arm. The venues check it by themselves and count what is behind the barrier.
 */
export interface Barrier {
  readonly server: number;
  readonly acts: Acts;
  readonly acknowledgements: Desk['acknowledgements'];
  /** How many acts the server has acknowledged, and how many of those were looked at. */
  readonly acknowledged: Int32Array;
  seen: number;
  /** Kills in force for some sequences. */
  intervals: BarrierInterval[];
  /** The order id of the parent of a child in some row. */
  readonly orderIdOf: (child: number) => number;
}

/** Children of the scope with sequences in (after, upTo] must not arrive. */
interface BarrierInterval {
  readonly scope: KillScope;
  readonly after: number;
  upTo: number;
}

export function openBarrier(server: number, acts: Acts, desk: Desk, orderIdOf: (child: number) => number): Barrier {
  const { acknowledgements, cells } = desk;
  return { server, acts, acknowledgements, acknowledged: cells.acts, seen: 0, intervals: [], orderIdOf };
}

/**
 * How many of the admitted children in rows [0, end) are behind the barrier. Call it after the children were read: whoever sees a child sees every act that its
 * server had acknowledged before.
 */
export function countBehindBarrier(barrier: Barrier, children: Children, end: number): number {
  if (Atomics.load(barrier.acknowledged, 0) !== barrier.seen) noticeActs(barrier);
  if (barrier.intervals.length === 0) return 0;
  const { sequence, verdict } = children;
  let behind = 0;
  for (const { scope, after, upTo } of barrier.intervals) {
    for (let child = 0; child < end; child++) {
      if (verdict[child] !== Verdict.ADMITTED || sequence[child]! <= after || sequence[child]! > upTo) continue;
      if (isInScope(scope, children, child, barrier.orderIdOf)) behind++;
    }
  }
  const first = sequence[0]!;
  barrier.intervals = barrier.intervals.filter(({ upTo }) => upTo >= first);
  return behind;
}

function noticeActs(barrier: Barrier): void {
  const { acts, acknowledgements, intervals, server } = barrier;
  const end = Atomics.load(barrier.acknowledged, 0);
  for (; barrier.seen < end; barrier.seen++) {
    const { scope, engaged } = readAct(acts, barrier.seen);
    const at = acknowledgements.sequence[barrier.seen]!;
    if (scope.kind === 'server' && scope.server !== server) continue;
    if (engaged) intervals.push({ scope, after: at, upTo: Number.POSITIVE_INFINITY });
    else {
      for (const interval of intervals) {
        if (interval.upTo === Number.POSITIVE_INFINITY && isSameScope(interval.scope, scope)) interval.upTo = at;
      }
    }
  }
}

function isSameScope(a: KillScope, b: KillScope): boolean {
  return JSON.stringify(Object.entries(a).sort()) === JSON.stringify(Object.entries(b).sort());
}

function isInScope(scope: KillScope, children: Children, child: number, orderIdOf: (child: number) => number): boolean {
  switch (scope.kind) {
    case 'firm':
    case 'server':
      return true;
    case 'symbol':
      return children.symbol[child] === scope.symbol;
    case 'behaviour':
      return lineageBehaviour(children.lineage[child]!) === scope.behaviour;
    case 'flag':
      return (lineageFlags(children.lineage[child]!) & (1 << scope.bit)) !== 0;
    case 'parent':
      return orderIdOf(child) === scope.order;
  }
}
