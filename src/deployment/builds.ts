import { assert } from '../base/assert.js';
import { ANY_FLAG, REUSED_FLAG } from './flags.js';

/** What the router does with a parent. What each one means is the router's business. */
export const Behaviour = {
  /** Splits over the lit venues by displayed liquidity. */
  ORDINARY: 0,
  /** Asks for price improvement at the retail venue first, then as ordinary. */
  RETAIL_LIQUIDITY: 1,
  /** The code that Knight stopped using in 2003 and never removed. */
  POWER_PEG: 2,
  /** Refuses the order with an automated mail, "Power Peg disabled". */
  DISABLED: 3,
  /**
   * Rests a part of the order at the touch, and moves it when the touch moves. The order asks for
   * it, whatever the build.
   */
  RESTING: 4,
} as const;
export type Behaviour = (typeof Behaviour)[keyof typeof Behaviour];
export const BEHAVIOUR_COUNT = 5;
/** Behaviours of a server to which no order comes that wants to rest. */
export const TAKING_BEHAVIOURS = 4;
/** Names of the behaviours, by code. */
export const BEHAVIOUR_NAMES: readonly string[] = [
  'ordinary',
  'retail-liquidity',
  'power-peg',
  'disabled',
  'resting',
];

/**
 * Where a build counts the shares that a parent has executed, and so which behaviours come to know
 * of it.
 */
export const ProgressPoint = {
  /** Inside each behaviour's own loop, before every child. */
  LOOP: 0,
  /**
   * Once, at an earlier point of the code sequence: behaviours whose path does not pass there never
   * learn.
   */
  SEQUENCE: 1,
} as const;
export type ProgressPoint = (typeof ProgressPoint)[keyof typeof ProgressPoint];

/**
 * THE table: what each build does with an order, by flag and by session, and where it counts
 * progress. `reads` are the flag bits that its code asks for: the old ones have theirs built in,
 * that of 2012 is told which one to go by. The SEC found: Power Peg unused since 2003 but left
 * callable (¶13–14); the tracking of cumulative shares moved to an earlier point in 2005, untested
 * with Power Peg (¶14); the flag reused in 2012 (¶13). That the old code answers flagged pre-market
 * orders with its "Power Peg disabled" mails (¶19) because of the session is our inference.
 */
export const BUILDS = [
  {
    build: 2003,
    reads: REUSED_FLAG,
    progress: ProgressPoint.LOOP,
    plain: Behaviour.ORDINARY,
    flagged: Behaviour.POWER_PEG,
    flaggedPreMarket: Behaviour.DISABLED,
  },
  {
    build: 2005,
    reads: REUSED_FLAG,
    progress: ProgressPoint.SEQUENCE,
    plain: Behaviour.ORDINARY,
    flagged: Behaviour.POWER_PEG,
    flaggedPreMarket: Behaviour.DISABLED,
  },
  {
    build: 2012,
    reads: ANY_FLAG,
    progress: ProgressPoint.SEQUENCE,
    plain: Behaviour.ORDINARY,
    flagged: Behaviour.RETAIL_LIQUIDITY,
    flaggedPreMarket: Behaviour.ORDINARY,
  },
] as const;
/** The builds there are, by the year of their code, in the order of `BUILDS`. */
export const BUILD_NAMES = BUILDS.map(({ build }) => build);

/** The row of the table for a build; throws for a build that does not exist. */
export function buildIndex(build: number): number {
  const index = BUILDS.findIndex((row) => row.build === build);
  assert(
    index >= 0,
    `deployment/builds: build ${build} does not exist; there are ${BUILD_NAMES.join(', ')}`,
  );
  return index;
}

/**
 * The behaviour that a build chooses. `build` is a row of `BUILDS`, `flags` the order's flag word
 * as this server honours it.
 */
export function chooseBehaviour(build: number, flags: number, preMarket: boolean): Behaviour {
  const row = BUILDS[build]!;
  if ((flags & row.reads) === 0) return row.plain;
  return preMarket ? row.flaggedPreMarket : row.flagged;
}
