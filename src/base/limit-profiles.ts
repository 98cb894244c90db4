import { parseTimeOfDay } from './units.js';

/**
 * A limit's profile over the day: by time of day, HH:MM or HH:MM:SS, the bound that holds until
 * then. After the last time, the check's hard level holds. It is the firm's, in the unit of that
 * level. Sums that grow over the day need little of their limit in the morning.
 */
export type LimitProfile = Readonly<Record<string, number>>;

/** Most times of a profile: one every five minutes. */
export const PROFILE_STEPS_MAX = 288;

/** A bound and the end of its time, ns since the bell. */
export interface ProfileStep {
  readonly untilNs: number;
  readonly level: number;
}

/** Returns the steps of a profile, the earliest first. */
export function profileSteps(profile: LimitProfile): ProfileStep[] {
  return Object.entries(profile)
    .map(([until, level]) => ({ untilNs: parseTimeOfDay(until), level }))
    .sort((a, b) => a.untilNs - b.untilNs);
}

/** Returns the level in force at a time; `hard` after the last step. */
export function profileLevel(steps: readonly ProfileStep[], hard: number, nowNs: number): number {
  return steps.find(({ untilNs }) => nowNs < untilNs)?.level ?? hard;
}
