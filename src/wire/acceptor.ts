import { createServer, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer, type TlsOptions } from 'node:tls';
import { InputError } from '../base/input-error.js';
import { createScan, type Scan, scanMessage } from '../fix/scan.js';
import { MsgType, Tag } from '../fix/tags.js';
import { textOf } from '../fix/values.js';
import { fixedBytes, MessageWriter } from '../fix/writer.js';
import type { Link } from './link.js';

/** How an acceptor listens and what it bears. */
export interface AcceptorOptions {
  readonly host: string;
  /** 0 for any free one. */
  readonly port: number;
  /** Certificate and key, for TLS 1.2 or later. */
  readonly tls?: TlsOptions | undefined;
  readonly connectionsMax: number;
  /** How long a connection may be there without a Logon. */
  readonly logonSeconds: number;
}

/** Finds the link of a Logon, or says why there is none. */
type FindLink = (beginString: string, sender: string, target: string) => Link | string;

/** Counts of connections. */
interface AcceptorCounts {
  accepted: number;
  /** Above `connectionsMax`. */
  turnedAway: number;
  /** Without a Logon in time, or with something else. */
  silent: number;
  /** With a Logon of a session that nobody knows, or that is there already. */
  unknown: number;
}

const FIRST_BYTES_MAX = 4096;
const TICK_MS = 50;

/** Accepts connections, and gives each to the link of the session that its Logon names. */
export class Acceptor {
  readonly counts: AcceptorCounts = { accepted: 0, turnedAway: 0, silent: 0, unknown: 0 };
  readonly #options: AcceptorOptions;
  readonly #find: FindLink;
  readonly #links: readonly Link[];
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  #timer: NodeJS.Timeout | undefined;

  constructor(options: AcceptorOptions, links: readonly Link[], find: FindLink) {
    this.#options = options;
    this.#links = links;
    this.#find = find;
    const onSocket = (socket: Socket): void => this.#accept(socket);
    this.#server =
      options.tls === undefined
        ? createServer(onSocket)
        : createTlsServer({ ...options.tls, minVersion: 'TLSv1.2' }, onSocket);
    this.#server.on('tlsClientError', () => undefined);
  }

  /** Listens; resolves with the port. Rejects with an InputError when that is not possible. */
  async listen(): Promise<number> {
    const { host, port } = this.#options;
    await new Promise<void>((resolve, reject) => {
      this.#server.once('error', (error) =>
        reject(new InputError(`cannot listen on ${host}:${port}: ${error.message}`)),
      );
      this.#server.listen(port, host, resolve);
    });
    this.#timer = setInterval(() => {
      const nowMs = Date.now();
      for (const link of this.#links) link.tick(nowMs);
    }, TICK_MS);
    return (this.#server.address() as { port: number }).port;
  }

  /** Ends all connections and stops listening. */
  async close(): Promise<void> {
    clearInterval(this.#timer);
    for (const socket of this.#sockets) socket.destroy();
    await new Promise<void>((resolve) => {
      this.#server.close(() => resolve());
    });
  }

  #accept(socket: Socket): void {
    const { connectionsMax, logonSeconds } = this.#options;
    socket.on('error', () => undefined);
    if (this.#sockets.size >= connectionsMax) {
      this.counts.turnedAway++;
      socket.destroy();
      return;
    }
    this.counts.accepted++;
    this.#sockets.add(socket);
    socket.on('close', () => this.#sockets.delete(socket));
    const silent = setTimeout(() => {
      this.counts.silent++;
      socket.destroy();
    }, logonSeconds * 1000);
    let first = new Uint8Array(0);
    const onData = (bytes: Uint8Array): void => {
      first = joined(first, bytes);
      if (!this.#identify(socket, first, onData)) return;
      clearTimeout(silent);
    };
    socket.on('data', onData);
    socket.on('close', () => clearTimeout(silent));
  }

  /** Reads the first message; returns whether the connection is decided. */
  #identify(socket: Socket, first: Uint8Array, onData: (bytes: Uint8Array) => void): boolean {
    const scan = createScan();
    const length = scanMessage(scan, first, 0, first.length, FIRST_BYTES_MAX);
    if (length === 0) return false;
    socket.off('data', onData);
    if (length < 0 || scan.type !== MsgType.LOGON) {
      this.counts.silent++;
      socket.destroy();
      return true;
    }
    const sender = textOf(scan, Tag.SENDER_COMP_ID) ?? '';
    const target = textOf(scan, Tag.TARGET_COMP_ID) ?? '';
    const found = this.#find(textOf(scan, Tag.BEGIN_STRING) ?? '', sender, target);
    if (typeof found !== 'string') {
      found.attach(socket, first);
      return true;
    }
    this.counts.unknown++;
    socket.end(farewell(scan, found));
    return true;
  }
}

/** The only answer to a Logon that belongs to no session. */
function farewell(scan: Scan, reason: string): Uint8Array {
  const writer = new MessageWriter();
  writer.begin(fixedBytes(`8=${textOf(scan, Tag.BEGIN_STRING)}\x019=`), MsgType.LOGOUT);
  writer.text(Tag.SENDER_COMP_ID, textOf(scan, Tag.TARGET_COMP_ID) ?? '');
  writer.text(Tag.TARGET_COMP_ID, textOf(scan, Tag.SENDER_COMP_ID) ?? '');
  writer.whole(Tag.MSG_SEQ_NUM, 1);
  writer.time(Tag.SENDING_TIME, Date.now());
  writer.text(Tag.TEXT, reason);
  writer.end();
  return writer.bytes.slice(0, writer.position);
}

function joined(first: Uint8Array, more: Uint8Array): Uint8Array<ArrayBuffer> {
  const all = new Uint8Array(first.length + more.length);
  all.set(first);
  all.set(more, first.length);
  return all;
}
