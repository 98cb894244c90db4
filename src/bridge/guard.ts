import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';

/** What the server of a drill refuses before it looks at what is asked. */

/** The largest body: an act with its reason is some hundred bytes. */
export const BODY_BYTES_MAX = 64 * 1024;
/** A peer that does not send its request in this time is cut off. */
export const REQUEST_MS = 5000;
/** Connections that have shown no cookie; the oldest makes room for a new one. */
const STRANGERS_MAX = 64;

/** Headers of every answer: nothing but the page's own files, in no frame, kept nowhere. */
export const HEADERS: Readonly<Record<string, string>> = {
  'Content-Security-Policy': [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; '),
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Cache-Control': 'no-store',
};

/** A refusal: its HTTP status and the reason. */
interface Refused {
  readonly status: number;
  readonly reason: string;
}

const HTTP_PORT = 80;
const LOOPBACK_NAMES = ['127.0.0.1', 'localhost', '[::1]'];

/**
 * Refuses a request for another host: a name that an attacker points at this machine (DNS
 * rebinding) comes with that name. Then requests from pages of another origin.
 */
export function refuseForeign(
  { headers, method }: IncomingMessage,
  port: number,
): Refused | undefined {
  const { host = '' } = headers;
  // Browsers leave out the port of the scheme.
  const isOurs = (name: string): boolean =>
    host === `${name}:${port}` || (port === HTTP_PORT && host === name);
  if (!LOOPBACK_NAMES.some(isOurs))
    return { status: 421, reason: `this is no server for '${host}'` };
  const reason = foreignOrigin(headers, host, method !== 'GET' && method !== 'HEAD');
  return reason === undefined ? undefined : { status: 403, reason };
}

function foreignOrigin(
  headers: IncomingHttpHeaders,
  host: string,
  changes: boolean,
): string | undefined {
  const { origin } = headers;
  const site = headers['sec-fetch-site'];
  if (origin !== undefined ? origin !== `http://${host}` : changes)
    return 'a page of another origin may not ask';
  // A reader who types the address comes from no site.
  const isOwn = site === undefined || site === 'same-origin' || (site === 'none' && !changes);
  return isOwn ? undefined : 'a page of another site may not ask';
}

/** Whether a body is JSON by its header. A form of another page cannot say so. */
export const isJson = ({ headers }: IncomingMessage): boolean =>
  /^application\/json(?:;|$)/.test(headers['content-type'] ?? '');

/** Reads a body; undefined where it is too large, or the peer went away. */
export function readBody(request: IncomingMessage): Promise<string | undefined> {
  return new Promise((done) => {
    const parts: Buffer[] = [];
    let bytes = 0;
    request.on('data', (part: Buffer) => {
      bytes += part.length;
      if (bytes > BODY_BYTES_MAX) done(undefined);
      else parts.push(part);
    });
    request.on('end', () => done(Buffer.concat(parts).toString('utf8')));
    request.on('error', () => done(undefined));
    request.on('close', () => done(undefined));
  });
}

/**
 * The connections of a server. Those that have shown the cookie of a seat stay; of the others, a
 * thousand cannot keep a page of the drill out.
 */
export class Connections {
  readonly #strangers = new Set<Socket>();

  take(socket: Socket): void {
    this.#strangers.add(socket);
    socket.once('close', () => this.#strangers.delete(socket));
    socket.on('error', () => socket.destroy());
    if (this.#strangers.size <= STRANGERS_MAX) return;
    for (const oldest of this.#strangers) {
      this.#strangers.delete(oldest);
      oldest.destroy();
      return;
    }
  }

  /** Counts a connection as that of a seat. */
  know(socket: Socket): void {
    this.#strangers.delete(socket);
  }
}
