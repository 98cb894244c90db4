/** What a load sends: one row a message, with what became of it. */

/** What a message is. */
export const ActionKind = { ORDER: 0, CANCEL: 1, REPLACE: 2, KILL: 3 } as const;

/** Side (54) as a code; the last two are marked sales. */
export const SideCode = {
  BUY: 0x31,
  SELL: 0x32,
  SELL_SHORT: 0x35,
  SELL_SHORT_EXEMPT: 0x36,
} as const;

/** What the target said to a message. */
export const ActionOutcome = {
  /** Nothing so far. */
  NONE: 0,
  /** An order that is accepted, a cancel or replace that was done, a kill that is acknowledged. */
  DONE: 1,
  /** Refused: an order by a check, a cancel or a replace with an OrderCancelReject. */
  REFUSED: 2,
  /** A session reject or a BusinessMessageReject: the target did not understand it. */
  REJECTED: 3,
} as const;

/** Where an order is, by what the target has told. */
export const OrderState = { UNKNOWN: 0, OPEN: 1, ENDED: 2 } as const;

/**
 * The messages of a load, in the order of their numbers. Times are ns from the load's begin; NaN
 * for what has not happened.
 */
export interface Actions {
  count: number;
  readonly dueNs: Float64Array;
  /** `ActionKind`. */
  readonly kind: Uint8Array;
  /** Place of the session in the target's settings. */
  readonly session: Uint8Array;
  /** The number of the order that it opens, cancels or replaces: an order's own number. */
  readonly order: Int32Array;
  /** Place of the stock. */
  readonly symbol: Int32Array;
  /** Side (54) as a code: `SideCode`. */
  readonly sideCode: Uint8Array;
  readonly quantity: Int32Array;
  readonly limitTicks: Int32Array;
  /** TimeInForce (59) as a code. */
  readonly tifCode: Uint8Array;
  /** Whether it is an intermarket sweep order: ExecInst (18) f. */
  readonly isSweep: Uint8Array;
  /** Account (1) of a message: n for the n-th of the load's own, 0 for its session's. */
  readonly account: Uint16Array;

  /** MsgSeqNum (34); 0 before it is handed over. */
  readonly sequence: Int32Array;
  readonly handedNs: Float64Array;
  /** When its first answer came. */
  readonly answeredNs: Float64Array;
  /** `ActionOutcome`. */
  readonly outcome: Uint8Array;
  /** Of an order: `OrderState`, shares executed, when it ended, its last accepted message. */
  readonly state: Uint8Array;
  readonly executed: Int32Array;
  readonly endedNs: Float64Array;
  readonly current: Int32Array;
}

/** Makes room for messages. */
export function createActions(capacity: number): Actions {
  return {
    count: 0,
    dueNs: new Float64Array(capacity),
    kind: new Uint8Array(capacity),
    session: new Uint8Array(capacity),
    order: new Int32Array(capacity),
    symbol: new Int32Array(capacity),
    sideCode: new Uint8Array(capacity),
    quantity: new Int32Array(capacity),
    limitTicks: new Int32Array(capacity),
    tifCode: new Uint8Array(capacity),
    isSweep: new Uint8Array(capacity),
    account: new Uint16Array(capacity),
    sequence: new Int32Array(capacity),
    handedNs: new Float64Array(capacity).fill(Number.NaN),
    answeredNs: new Float64Array(capacity).fill(Number.NaN),
    outcome: new Uint8Array(capacity),
    state: new Uint8Array(capacity),
    executed: new Int32Array(capacity),
    endedNs: new Float64Array(capacity).fill(Number.NaN),
    current: new Int32Array(capacity),
  };
}

/** Counts the messages of a kind that were sent, among the first `planned`. */
export function countSent({ kind, sequence }: Actions, planned: number, which: number): number {
  let sent = 0;
  for (let number = 0; number < planned; number++)
    if (kind[number] === which && sequence[number]! > 0) sent++;
  return sent;
}

/** Returns the messages with room for more. */
export function growActions(actions: Actions, capacity: number): Actions {
  const grown = createActions(capacity);
  grown.count = actions.count;
  for (const [name, column] of Object.entries(actions))
    if (typeof column !== 'number')
      (grown[name as keyof Actions] as Float64Array).set(
        (column as Float64Array).subarray(0, actions.count),
      );
  return grown;
}
