import { abortSignal, callable, optional, text, whole } from '../base/forms.js';

/** What gateways and venues of the library share: where they listen, and who may connect. */

/** Where a gateway or a venue listens. */
export interface ListenOptions {
  /** By default 127.0.0.1. */
  readonly host?: string | undefined;
  /** By default, or with 0, any free one. */
  readonly port?: number | undefined;
  /** Ends it. */
  readonly signal?: AbortSignal | undefined;
  /** Hears what there is to log: Logons, rejects, lines that drop. */
  readonly tell?: ((text: string) => void) | undefined;
}

/** A session of a gateway or a venue. */
export interface SessionFields {
  readonly targetCompId: string;
  readonly version?: '4.2' | '4.4' | undefined;
  readonly cancelOnDisconnect?: boolean | undefined;
  readonly openMax?: number | undefined;
  /** A file for numbers and messages. */
  readonly store?: string | undefined;
  readonly username?: string | undefined;
  readonly password?: string | undefined;
}

/** What holds for all sessions of a gateway or a venue. */
export interface AcceptorFields {
  /** Its own CompID, by default SMARS. */
  readonly senderCompId?: string | undefined;
  readonly connectionsMax?: number | undefined;
  /** How long a connection may be there without a Logon. */
  readonly logonSeconds?: number | undefined;
}

/** The form of `ListenOptions`, to which each adds its own fields. */
export const listenForm = {
  host: optional(text(1, 255)),
  port: optional(whole(0, 65_535)),
  signal: optional(abortSignal),
  tell: optional(callable),
};

/** Fills in the defaults. The controller ends what listens; the caller's signal aborts it too. */
export function listenAt({ host, port, signal, tell }: ListenOptions): {
  readonly at: { host: string; port: number; tell: (text: string) => void; signal: AbortSignal };
  readonly ending: AbortController;
} {
  const ending = new AbortController();
  if (signal?.aborted) ending.abort();
  signal?.addEventListener('abort', () => ending.abort(), { once: true });
  const at = {
    host: host ?? '127.0.0.1',
    port: port ?? 0,
    tell: tell ?? (() => undefined),
    signal: ending.signal,
  };
  return { at, ending };
}
