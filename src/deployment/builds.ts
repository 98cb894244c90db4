import { assert } from '../base/input-error.js';
import { ANY_FLAG, REUSED_FLAG } from './flags.js';

/** The router's ways to work a parent. The router implements them. */
export const Behaviour = {
  /** Splits over the lit venues by displayed liquidity. */
  ORDINARY: 0,
  /** Asks for price improvement at the retail venue first, then as ordinary. */
  RETAIL_LIQUIDITY: 1,
  /** Old code that Knight stopped using in 2003 and never removed. */
  POWER_PEG: 2,
  /** Refuses the order with an automated mail, "Power Peg disabled". */
  DISABLED: 3,
  /**
   * Rests a part of the order at the touch, and moves it when the touch moves. The order asks for
   * this behaviour, whatever the build.
   */
  RESTING: 4,
} as const;
export type Behaviour = (typeof Behaviour)[keyof typeof Behaviour];
export const BEHAVIOUR_COUNT = 5;
/** The number of behaviours on a server that gets no resting orders. */
export const TAKING_BEHAVIOURS = 4;
/** Names of the behaviours, by code. */
export const BEHAVIOUR_NAMES: readonly string[] = [
  'ordinary',
  'retail-liquidity',
  'power-peg',
  'disabled',
  'resting',
];

/** The names of the behaviours that send children. */
export const WORKING_BEHAVIOURS = BEHAVIOUR_NAMES.filter(
  (_, behaviour) => behaviour !== Behaviour.DISABLED,
);

/**
 * The place at which a build counts a parent's executed shares. It decides which behaviours learn
 * of them.
 */
export const ProgressPoint = {
  /** Inside each behaviour's own loop, before every child. */
  LOOP: 0,
  /**
   * Once, at an earlier point of the code sequence. Behaviours whose path misses that point never
   * learn.
   */
  SEQUENCE: 1,
} as const;
export type ProgressPoint = (typeof ProgressPoint)[keyof typeof ProgressPoint];

/**
 * The table of builds: the behaviour for an order by flag and session, and the place that counts
 * progress. `reads` are the flag bits that the code tests: old builds have their bit built in, the
 * 2012 build is configured with one. The SEC found: Power Peg unused since 2003 but left callable
 * (¶13–14); the tracking of cumulative shares moved to an earlier point in 2005, untested with
 * Power Peg (¶14); the flag reused in 2012 (¶13). We infer that the old code answers flagged orders
 * with its "Power Peg disabled" mails (¶19) because they are pre-market.
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
/** The known builds, by the year of their code, in the order of `BUILDS`. */
export const BUILD_NAMES = BUILDS.map(({ build }) => build);

/** Returns the row of a build in `BUILDS`; throws for an unknown build. */
export function buildIndex(build: number): number {
  const index = BUILDS.findIndex((row) => row.build === build);
  assert(
    index >= 0,
    `deployment/builds: build ${build} does not exist; there are ${BUILD_NAMES.join(', ')}`,
  );
  return index;
}

/**
 * Returns the behaviour that a build chooses. `build` is a row of `BUILDS`, `flags` the order's
 * flag word as this server honours it.
 */
export function chooseBehaviour(build: number, flags: number, preMarket: boolean): Behaviour {
  const row = BUILDS[build]!;
  if ((flags & row.reads) === 0) return row.plain;
  return preMarket ? row.flaggedPreMarket : row.flagged;
}
