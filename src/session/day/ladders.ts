/** A sum that has reached a part of its limit. */
export interface LimitAlert {
  readonly atNs: number;
  readonly check: string;
  /** 50, 75, 85, 90 or 95. */
  readonly percent: number;
  readonly scope: 'firm' | 'server' | 'symbol' | 'account';
  /** The server whose sum it is; 0 for a sum over all servers. */
  readonly server: number;
  readonly symbol?: string | undefined;
  readonly account?: string | undefined;
  /** What value and limit are counted in. */
  readonly unit: 'dollars' | 'shares' | 'orders';
  readonly value: number;
  readonly limit: number;
}

/** The alerts of a day. They are no part of its digest, but for those in the log. */
export interface Ladders {
  readonly alerts: LimitAlert[];
  /** Alerts so far, those beyond ALERTS_MAX included. */
  count: number;
  /** By sum, as `guards/ladders` numbers them, how many rungs have been told. */
  readonly told: Map<number, number>;
  /** Kinds of alert about symbols that are in the log: the first of each check and rung. */
  readonly logged: Set<string>;
  /** By server, the findings that have been looked at. */
  readonly findingsSeen: Int32Array;
}

export function openLadders(servers: number): Ladders {
  return {
    alerts: [],
    count: 0,
    told: new Map(),
    logged: new Set(),
    findingsSeen: new Int32Array(servers),
  };
}
