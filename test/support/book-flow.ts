import { RandomStream } from '../../src/base/random.js';
import { BookCommand, COMMAND_WORDS } from '../../src/market/book/play.js';
import { NO_PRICE } from '../../src/market/book/tables.js';

/** Kinds of random flow, each of which comes by other parts of the book. */
export interface FlowKind {
  readonly name: string;
  /** Identifiers in use; few make identifiers come again, and commands for none. */
  readonly ids: number;
  /** Ticks about the touch in which most orders lie. */
  readonly spread: number;
  /** Ticks to which the touch may jump, and the share of commands at which it does. */
  readonly jump: number;
  readonly jumpShare: number;
  /** Whether the book pauses, halts and opens. */
  readonly phases: boolean;
  /** Share of enters that are cancels instead. */
  readonly cancels: number;
}

export const FLOW_KINDS: readonly FlowKind[] = [
  { name: 'near the touch', ids: 60, spread: 6, jump: 0, jumpShare: 0, phases: true, cancels: 0.2 },
  { name: 'wide', ids: 300, spread: 900, jump: 0, jumpShare: 0, phases: true, cancels: 0.3 },
  { name: 'jumps', ids: 200, spread: 300, jump: 1500, jumpShare: 0.02, phases: true, cancels: 0.3 },
  { name: 'leaps', ids: 150, spread: 40, jump: 9e8, jumpShare: 0.1, phases: false, cancels: 0.4 },
];

const QUANTITY_MAX = 900;

/** A stream of random commands of one kind, written one after the other into the same row. */
export function randomCommands(kind: FlowKind, seed: number, owners: number) {
  const random = new RandomStream(seed, `book flow ${kind.name}`);
  const row = new Int32Array(COMMAND_WORDS);
  let touch = 0;
  const chance = (share: number): boolean => random.fraction() < share;
  const id = (): number => 1 + random.below(kind.ids);
  const quantity = (): number => 1 + random.below(chance(0.1) ? 20 * QUANTITY_MAX : QUANTITY_MAX);
  const price = (side: number): number => {
    // More orders are passive than not, so that a book builds up.
    const away = random.below(kind.spread) - (kind.spread >> 2);
    return touch + (side === 0 ? -away : away);
  };

  function enter(): void {
    const side = random.below(2);
    const isMarket = chance(0.1);
    const isPostOnly = !isMarket && chance(0.1);
    const force = chance(0.6) ? 0 : random.below(isPostOnly ? 2 : 4);
    const terms = force + (isMarket ? 4 : 0) + (isPostOnly ? 8 : 0) + 16 * random.below(5);
    const display = chance(0.2) ? 1 + random.below(200) : 0;
    const owner = random.below(owners + 1);
    row.set([BookCommand.ENTER, id(), owner, side, price(side), quantity(), terms, display]);
  }

  function rare(): void {
    const owner = 1 + random.below(owners);
    const draw = random.below(kind.phases ? 9 : 3);
    if (draw === 0) row.set([BookCommand.MASS_CANCEL, 0, owner, random.below(3) - 1]);
    else if (draw === 1) row.set([BookCommand.DISCONNECT, 0, owner]);
    else if (draw === 2) row[0] = chance(0.3) ? BookCommand.END_DAY : BookCommand.CANCEL;
    else if (draw === 3) row[0] = BookCommand.HALT;
    else if (draw === 4) row[0] = BookCommand.PAUSE;
    else row.set([BookCommand.OPEN, 0, 0, 0, chance(0.5) ? NO_PRICE : price(0)]);
    if (row[0] === BookCommand.CANCEL) row[1] = id();
  }

  return (): Int32Array => {
    row.fill(0);
    if (chance(kind.jumpShare)) touch = random.below(2 * kind.jump) - kind.jump;
    const draw = random.fraction();
    if (draw < 0.03) rare();
    else if (draw < 0.03 + kind.cancels) row.set([BookCommand.CANCEL, id()]);
    else if (draw < 0.13 + kind.cancels)
      row.set([BookCommand.REPLACE, id(), id(), 0, price(random.below(2)), quantity()]);
    else if (draw < 0.18 + kind.cancels) row.set([BookCommand.REDUCE, id(), 0, 0, 0, quantity()]);
    else enter();
    return row;
  };
}
