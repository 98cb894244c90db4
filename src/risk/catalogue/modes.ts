/**
 * The effect of a check when its bound is passed: none; count and let through; refuse; or count
 * what it would refuse and let it through.
 */
export const CheckMode = { OFF: 0, WARN: 1, ENFORCE: 2, SHADOW: 3 } as const;
export type CheckMode = (typeof CheckMode)[keyof typeof CheckMode];
/** Names of the modes, by code. */
export const CHECK_MODE_NAMES = [
  'off',
  'warn',
  'enforce',
  'shadow',
] as const satisfies readonly CheckModeName[];
/** The name of a mode. */
export type CheckModeName = 'off' | 'warn' | 'enforce' | 'shadow';
