import type { Control } from '../scenarios/controls.js';
import type { DayEvent } from '../session/log/events.js';
import type { DayResult } from '../session/result/result.js';

/** The cells of a matrix of controls: what a run says of some controls. */

/** The outcome of one run of the matrix. Times are ns since the bell, null for never. */
export interface MatrixCell {
  readonly trippedNs: number | null;
  /** The first execution that matched no parent, and the end of the tick of the last. */
  readonly startedNs: number | null;
  readonly stoppedNs: number | null;
  /** Children of Power Peg that the gate let through, and executions that matched no parent. */
  readonly children: number;
  readonly unmatchedExecutions: number;
  readonly grossDollars: number;
  /**
   * The part of these executions after the control tripped: all where it tripped before the first,
   * 0 where it never tripped.
   */
  readonly leakedExecutions: number;
  readonly leakedDollars: number;
  readonly lossDollars: number;
  /**
   * Orders that a stop left unfilled: open at the end, refused by the gate's stop, or without a
   * server.
   */
  readonly parentsAbandoned: number;
  readonly stocksMoved5: number;
  readonly stocksMoved10: number;
  /** Children that the gates refused. */
  readonly refused: number;
}

/**
 * The outcome of a set of controls on a day on which nothing is wrong. Its false positives are
 * counted in parents: by first try, and by what was not filled. `refused` counts children, with
 * every retry of a parent.
 */
export interface NormalCell {
  /** Parents that the router tried, and those of which the gate refused a child at first. */
  readonly firstTries: number;
  readonly firstTriesRefused: number;
  /** Parents that came in, and those that a refusal or a stop left unfilled. */
  readonly parentsEntered: number;
  readonly parentsUnfilled: number;
  readonly refused: number;
  readonly parentsAbandoned: number;
  readonly trippedNs: number | null;
  readonly parents: number;
  readonly children: number;
}

/** One row: a set of controls over all seeds and days, and on a normal day if one was run. */
export interface WhatIfRow {
  readonly name: string;
  readonly about: string;
  readonly controls: readonly string[];
  /** Whose limit its check has, where there is a tuned one. */
  readonly limits?: 'tuned' | 'catalogue' | undefined;
  readonly seeds: readonly {
    readonly seed: number;
    /** The name of the day’s own orders, where there are several days. */
    readonly day?: string | undefined;
    readonly cell: MatrixCell;
  }[];
  readonly normal?: NormalCell | undefined;
}

/** A row of the printed matrix. */
export interface MatrixRow extends WhatIfRow {
  /** The settings of its control, in words; empty for a row with several controls or none. */
  readonly value: string;
}

/** Reads a cell from a run. The control that trips first gives the time. */
export function readCell(result: DayResult, controls: readonly Control[]): MatrixCell {
  const trip = firstTrip(result, controls);
  const { runaway, loss } = result;
  return {
    trippedNs: trip?.timeNs ?? null,
    startedNs: runaway.firstNs,
    stoppedNs: runaway.untilNs,
    children: runaway.admitted,
    unmatchedExecutions: runaway.unmatchedExecutions,
    grossDollars: runaway.grossDollars,
    leakedExecutions:
      trip === undefined ? 0 : runaway.unmatchedExecutions - trip.unmatchedExecutions,
    leakedDollars: trip === undefined ? 0 : runaway.grossDollars - trip.grossDollars,
    lossDollars: loss.totalDollars,
    parentsAbandoned: abandoned(result),
    stocksMoved5: runaway.stocksMoved5,
    stocksMoved10: runaway.stocksMoved10,
    refused: result.children - result.admitted,
  };
}

/** Reads the outcome of some controls on a normal day. */
export function readNormal(result: DayResult, controls: readonly Control[]): NormalCell {
  return {
    firstTries: result.tries.firstTries,
    firstTriesRefused: result.tries.firstTriesRefused,
    parentsEntered: result.tries.orders,
    parentsUnfilled: result.tries.ordersUnfilled,
    refused: result.children - result.admitted,
    parentsAbandoned: abandoned(result),
    trippedNs: firstTrip(result, controls)?.timeNs ?? null,
    parents: result.parents,
    children: result.children,
  };
}

const abandoned = ({ retail, runaway, ordersUnassigned }: DayResult): number =>
  retail.open + runaway.parents + ordersUnassigned;

/** The event of the first trip: the first breach of a control's check, or its own kind of event. */
function firstTrip(
  result: DayResult,
  controls: readonly Control[],
): (DayEvent & { timeNs: number }) | undefined {
  let first: (DayEvent & { timeNs: number }) | undefined;
  for (const event of result.events) {
    const { timeNs } = event;
    if (timeNs === null || (first !== undefined && first.timeNs <= timeNs)) continue;
    // An alert on the way to a limit names the check that has not tripped yet.
    if (event.kind === 'limit-alert') continue;
    if (
      controls.some(
        ({ trips }) =>
          trips.event === event.kind || (trips.check !== undefined && event.check === trips.check),
      )
    )
      first = { ...event, timeNs };
  }
  return first;
}

/** The row that the others are compared with. */
export const BASE_ROW = 'none';

/**
 * The rows of several controls: as the scenario or the limits file sets them, and all asked for.
 */
export const JOINT = { asSet: 'as set', file: 'limits-file', all: 'all' } as const;
export const JOINT_ROWS: readonly string[] = Object.values(JOINT);
