/**
 * The effect of a check when its bound is passed: none; count and let through; refuse; or count
 * what it would refuse and let it through. MEASURE has no bound: it lets every order through and
 * records how much the check measured.
 */
export const CheckMode = { OFF: 0, WARN: 1, ENFORCE: 2, SHADOW: 3, MEASURE: 4 } as const;
export type CheckMode = (typeof CheckMode)[keyof typeof CheckMode];
/** Names of the modes with a bound or without effect, by code. Every check may have them. */
export const CHECK_MODE_NAMES = [
  'off',
  'warn',
  'enforce',
  'shadow',
] as const satisfies readonly CheckModeName[];
/** Names of all modes, by code. Only the firm's limits of a simulated day may have `measure`. */
export const LIMIT_MODE_NAMES = [
  ...CHECK_MODE_NAMES,
  'measure',
] as const satisfies readonly CheckModeName[];
/** The name of a mode. */
export type CheckModeName = 'off' | 'warn' | 'enforce' | 'shadow' | 'measure';

/** Returns whether a mode leaves a check without a bound. */
export function isUnbounded(mode: CheckModeName): boolean {
  return mode === 'off' || mode === 'measure';
}
