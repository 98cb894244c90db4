/**
 * The kinds of events in the log of a day. Each event has two numbers, `first` and `second`; the
 * sentence of its kind (`log/events`) gives their meaning.
 */
export const EventKind = {
  ROLLOUT_STEP: 0,
  ALERT: 1,
  AUDIT_CLEAN: 2,
  AUDIT_STRAY: 3,
  HELD_OUT: 4,
  OPEN: 5,
  ERROR_ACCOUNT: 6,
  BREACH: 7,
  NOTICE: 8,
  DEPLOYED: 9,
  KILL: 10,
  PAUSE: 11,
  CANARY_STOPPED: 12,
  CANARY_PROMOTED: 13,
  /** An operation check is beyond its bound: `first` is the row of its finding. */
  OPERATION: 14,
  /** An act of people, done or refused: `first` is the row of the action. */
  ACT: 15,
  /** An alert is shown or escalated: `first` is its class, `second` its level. */
  ALARM: 16,
  FAULT: 17,
  FAULT_OVER: 18,
  REPEATED: 19,
  INTAKE_STRAY: 20,
  MONITOR: 21,
  ENTRY: 22,
  /** A sum has reached a part of its limit: `first` is the place of the alert. */
  LIMIT_ALERT: 23,
  /** A basket is blocked whole: `first` counts its lines, `second` its thousands of dollars. */
  BASKET_BLOCKED: 24,
  /** The desk has unwound what an act asked for: `first` is the place of its order. */
  DESK: 25,
} as const;
