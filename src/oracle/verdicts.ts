import { ActionKind, ActionOutcome } from '../target/actions.js';
import type { OracleResult } from './judge.js';
import type { TapeCounts, VenueTape } from './tape.js';

/** What is found at the venue, and by our own gate, as verdicts on the target. */

/** Both ends of a load: what the venue saw, and what the oracle says of it. */
export interface BothEnds {
  readonly counts: TapeCounts;
  /** Orders that the target accepted, and that never came to the venue. */
  readonly missing: number;
  /** Undefined without --limits. */
  readonly oracle: OracleResult | undefined;
}

interface EndVerdict {
  readonly name: 'followed' | 'leaks';
  readonly isGood: boolean;
  readonly reason: string;
}

/** Judges whether every order was followed to the venue, and whether any leaked. */
export function judgeBothEnds({ counts, missing, oracle }: BothEnds): EndVerdict[] {
  const { again, ambiguous, strangers } = counts;
  const faults = [
    missing > 0 ? `${missing} orders were accepted and did not come to the venue` : '',
    again > 0 ? `${again} orders came more than once` : '',
    strangers > 0 ? `${strangers} orders at the venue are none of the load` : '',
  ].filter((fault) => fault !== '');
  const alike =
    ambiguous === 0 ? '' : `; ${ambiguous} cannot be told from others of the same terms`;
  const followed: EndVerdict = {
    name: 'followed',
    isGood: faults.length === 0,
    reason: (faults.length === 0 ? 'every order was found again' : faults.join('; ')) + alike,
  };
  return oracle === undefined ? [followed] : [followed, judgeLeaks(oracle)];
}

function judgeLeaks({ leaks, undecidedLeaks, checks }: OracleResult): EndVerdict {
  const open = undecidedLeaks === 0 ? '' : `; ${undecidedLeaks} more are undecided`;
  const by = checks
    .filter(({ leaks: orders }) => orders > 0)
    .map(({ check, leaks: orders }) => `${check} ${orders}`);
  return {
    name: 'leaks',
    isGood: leaks === 0,
    reason:
      (leaks === 0
        ? 'no order was let through that the limits refuse'
        : `${leaks} orders were let through that the limits refuse: ${by.join(', ')}`) + open,
  };
}

/** Counts the orders among the first messages that were accepted and never came to the venue. */
export function countMissing(tape: VenueTape, planned: number): number {
  const { kind, outcome } = tape.actions;
  let missing = 0;
  for (let number = 0; number < planned; number++)
    if (
      kind[number] === ActionKind.ORDER &&
      outcome[number] === ActionOutcome.DONE &&
      Number.isNaN(tape.arrivedNs(number))
    )
      missing++;
  return missing;
}
