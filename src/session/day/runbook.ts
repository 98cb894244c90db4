import type { Role } from '../../risk/stops/authority.js';

/** What people can do in a drill. */
export type RunbookAct =
  | 'read-mails'
  | 'acknowledge-mails'
  | 'trace-mails'
  | 'look-up-build'
  | 'look-up-flag'
  | 'compare-orders'
  | 'list-holdings'
  | 'stop-firm'
  | 'stop-server'
  | 'stop-symbol'
  | 'stop-account'
  | 'stop-strategy'
  | 'reduce-firm'
  | 'cancel-resting'
  | 'kill-process'
  | 'cut-network'
  | 'restore-network'
  | 'flag-off'
  | 'roll-back'
  | 'deploy-build'
  | 'unwind-stock'
  | 'unwind-all'
  | 'block-sale'
  | 'exchange-halt'
  | 'exchange-resume'
  | 'call-exchange'
  | 'call-clearing'
  | 'call-customers'
  | 're-arm-firm'
  | 're-arm-server'
  | 're-arm-symbol'
  | 're-arm-account'
  | 're-arm-strategy';

/** How an act is done: at a console, by telephone, by others at the data centre, or there. */
export type Through = 'console' | 'phone' | 'remote-hands' | 'colo';

/** One way to do an act, and who may ask for it. */
export interface RunbookRow {
  readonly act: RunbookAct;
  readonly through: Through;
  /** The time from asking until the act takes effect, or is known to have failed. */
  readonly delaySeconds: number;
  /** The chance that it succeeds, 0 … 1. */
  readonly chance: number;
  /** Any of these roles may ask for it. */
  readonly by: readonly Role[];
  /** What is heard where it fails. */
  readonly fails?: string | undefined;
}

/** A colleague who asks something, so long after the first execution beyond its parent. */
export interface Colleague {
  readonly from: string;
  readonly afterSeconds: number;
  readonly text: string;
}

/**
 * What people at the bridge of a drill see and may do. A day with a runbook keeps the states and
 * connections that any of its acts may need, so that the acts of a drill can come one by one.
 */
export interface Runbook {
  /** The position monitor: how much it takes in, and how often it is drawn. */
  readonly monitor: {
    readonly executionsPerSecond: number;
    readonly everySeconds: number;
  };
  readonly acts: readonly RunbookRow[];
  readonly colleagues: readonly Colleague[];
}
