import type { Socket } from 'node:net';
import type { Scan } from '../fix/scan.js';
import { FixSession } from '../fix/session.js';
import type { SessionSettings } from '../fix/settings.js';
import type { SessionNote } from '../fix/state.js';
import type { SessionStore } from '../fix/store.js';

/** What a link tells whoever it works for. */
export interface LinkEvents {
  /** An application message; valid during the call. */
  deliver(message: Scan): void;
  tell(note: SessionNote, text: string): void;
  /** The peer is there no more. */
  closed(): void;
  /** So many bytes have been read and dealt with. */
  received?(bytes: number): void;
  /** What the session has written is about to be sent. */
  sending?(): void;
}

/** What a link bears of a peer that reads too slowly. */
interface LinkBounds {
  /** A peer that leaves so many bytes unread is cut off. */
  readonly cutBytes: number;
  /** While so many bytes wait to be sent to a peer, nothing more is read from it. */
  readonly pauseBytes: number;
}

const BOUNDS: LinkBounds = { cutBytes: 8 * 2 ** 20, pauseBytes: 2 ** 18 };
/** How long the last bytes may take before a socket that is to end is destroyed. */
const LAST_BYTES_MS = 1000;

/** A session on a socket: it moves bytes, and sees to the session's alarms. */
export class Link {
  readonly session: FixSession;
  readonly store: SessionStore;
  /** How often the peer was cut off because it did not read. */
  slowCuts = 0;
  /** Bytes that were handed to the sockets of its connections so far. */
  handedBytes = 0;
  /** When the bytes came that are dealt with now, ms since 1970 with parts of a ms. */
  arrivedMs = 0;
  readonly #events: LinkEvents;
  readonly #bounds: LinkBounds;
  #socket: Socket | undefined;
  /** A socket that has ended, and that its peer has not closed. */
  #last: Socket | undefined;
  #isEnding = false;
  #isCut = false;
  #isHeld = false;
  #isFrozen = false;

  constructor(
    settings: SessionSettings,
    store: SessionStore,
    events: LinkEvents,
    bounds: LinkBounds = BOUNDS,
  ) {
    this.store = store;
    this.#events = events;
    this.#bounds = bounds;
    this.session = new FixSession(settings, store, {
      deliver: (message) => events.deliver(message),
      tell: (note, text) => events.tell(note, text),
      disconnect: () => {
        this.#isEnding = true;
      },
    });
  }

  get isConnected(): boolean {
    return this.#socket !== undefined;
  }

  /** Whether the peer may still take the last bytes of a connection that has ended. */
  get isLeaving(): boolean {
    return this.#last !== undefined;
  }

  /** Bytes that were handed to the socket and have not left it. */
  get unsentBytes(): number {
    return this.#socket?.writableLength ?? 0;
  }

  /** How long ago these bytes came, ms. */
  waitedMs(): number {
    return performance.timeOrigin + performance.now() - this.arrivedMs;
  }

  /** Takes a connected socket over, with the bytes that have been read from it. */
  attach(socket: Socket, first: Uint8Array): void {
    this.#socket = socket;
    this.#isEnding = false;
    this.#isCut = false;
    this.#isHeld = false;
    socket.setNoDelay(true);
    socket.on('data', (bytes: Uint8Array) => {
      if (socket === this.#socket) this.#receive(bytes);
    });
    socket.on('drain', () => {
      if (socket === this.#socket) this.#goOn();
    });
    socket.on('close', () => {
      if (socket === this.#last) this.#last = undefined;
      this.#closed(socket);
    });
    this.session.connect(Date.now());
    this.#receive(first);
  }

  /** Sends what is in the output: in one write, after the store has kept it. */
  flush(): void {
    const { session, store } = this;
    const { output } = session;
    const socket = this.#socket;
    store.flush();
    if (socket === undefined || this.#isCut) {
      output.clear();
      return;
    }
    if (this.#isFrozen) return;
    if (output.position > 0) {
      this.#events.sending?.();
      this.handedBytes += output.position;
      socket.write(output.bytes.subarray(0, output.position));
      // The socket still reads these bytes when it could not send all of them at once.
      if (socket.writableLength > 0) output.renew();
      else output.clear();
    }
    if (this.#isEnding) this.#end(socket);
    else if (socket.writableLength > this.#bounds.cutBytes) {
      this.#isCut = true;
      this.slowCuts++;
      this.#events.tell('timeout', `the peer left ${socket.writableLength} bytes unread: cut off`);
      socket.destroy();
    } else if (session.isBusy || socket.writableLength > this.#bounds.pauseBytes) {
      socket.pause();
      if (socket.writableLength === 0) setImmediate(() => this.#goOn());
    } else this.#readOn();
  }

  /** Leaves further bytes in the socket, or reads on. */
  holdReading(isHeld: boolean): void {
    this.#isHeld = isHeld;
    if (isHeld) this.#socket?.pause();
    else this.#readOn();
  }

  /** Neither reads nor writes nor keeps time, as if the process stood still; or goes on. */
  freeze(isFrozen: boolean): void {
    if (isFrozen === this.#isFrozen) return;
    this.#isFrozen = isFrozen;
    if (isFrozen) this.#socket?.pause();
    else this.flush();
  }

  /** Drops the line without a word. */
  drop(): void {
    this.#isCut = true;
    this.#socket?.destroy();
  }

  /** Sees to alarms that are due. */
  tick(nowMs: number): void {
    if (this.#socket === undefined || this.#isFrozen || nowMs < this.session.nextAlarmMs) return;
    this.session.tick(nowMs);
    this.flush();
  }

  #receive(bytes: Uint8Array): void {
    this.arrivedMs = performance.timeOrigin + performance.now();
    this.session.receive(bytes, Date.now());
    this.flush();
    this.#events.received?.(bytes.length);
  }

  #readOn(): void {
    const socket = this.#socket;
    const isHeld = this.#isHeld || this.#isFrozen || this.session.isBusy;
    if (socket?.isPaused() && !isHeld && socket.writableLength <= this.#bounds.pauseBytes)
      socket.resume();
  }

  #goOn(): void {
    if (this.#socket === undefined) return;
    if (this.session.isBusy) this.session.pump(Date.now());
    this.flush();
  }

  #end(socket: Socket): void {
    if (this.#isCut) return;
    this.#isCut = true;
    this.#last = socket;
    // With the last bytes sent the session is free for its peer's next connection.
    socket.end(() => this.#closed(socket));
    setTimeout(() => socket.destroy(), LAST_BYTES_MS).unref();
  }

  #closed(socket: Socket): void {
    if (socket !== this.#socket) return;
    this.#socket = undefined;
    this.session.disconnect(Date.now());
    this.session.output.clear();
    this.store.flush();
    this.#events.closed();
  }
}
