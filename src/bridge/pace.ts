import { type Drill, secondsOf, stepDrill } from '../drill/drill.js';

/** The pace of a drill: how many of its seconds pass in one of the wall clock. */

export const SPEED_MAX = 600;
/** Wall time between two frames. */
export const FRAME_MS = 250;
/** The part of that time which the day may take; what it does not manage is dropped. */
const WORK_MS = 200;

/** A drill that goes on by itself, unless it is paused. */
interface Pace {
  speed: number;
  isPaused: boolean;
  /** The second of the drill up to which it may go, with its fraction. */
  dueSeconds: number;
  atMs: number;
}

export function openPace(drill: Drill, nowMs: number, speed: number): Pace {
  return { speed, isPaused: true, dueSeconds: secondsOf(drill), atMs: nowMs };
}

/** Changes speed or pause from now on. */
export function setPace(
  pace: Pace,
  nowMs: number,
  change: { readonly speed?: number | undefined; readonly isPaused?: boolean | undefined },
): void {
  passTime(pace, nowMs);
  if (change.speed !== undefined) pace.speed = change.speed;
  if (change.isPaused !== undefined) pace.isPaused = change.isPaused;
}

function passTime(pace: Pace, nowMs: number): void {
  if (!pace.isPaused) pace.dueSeconds += ((nowMs - pace.atMs) / 1000) * pace.speed;
  pace.atMs = nowMs;
}

/** Lets a drill go on to where it should be by now, or as far as it comes. */
export function keepPace(pace: Pace, drill: Drill, nowMs: () => number): void {
  const began = nowMs();
  passTime(pace, began);
  if (pace.isPaused) return;
  while (secondsOf(drill) + 1 <= pace.dueSeconds && !stepDrill(drill)) {
    if (nowMs() - began <= WORK_MS) continue;
    pace.dueSeconds = secondsOf(drill);
    return;
  }
}
