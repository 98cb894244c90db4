import type { ConnectionOptions } from 'node:tls';
import { InputError } from '../base/input-error.js';
import type { Scan } from '../fix/scan.js';
import type { FixSession } from '../fix/session.js';
import type { SessionNote } from '../fix/state.js';
import { MemoryStore } from '../fix/store.js';
import { dial } from '../wire/dial.js';
import { Link } from '../wire/link.js';
import { type OrderStyle, orderStyle } from './orders.js';
import { showTarget, type TargetPlace } from './place.js';
import {
  checkTargetAddress,
  checkTargetHost,
  checkTargetIsTest,
  type TargetConsent,
} from './safety.js';
import type { TargetSession, TargetSettings } from './settings.js';

/** Which target, and what the user has said of it. */
export interface TargetDoor {
  readonly place: TargetPlace;
  readonly settings: TargetSettings;
  readonly consent: TargetConsent;
  /** For `fixs://`: certificates to trust, or of this side. */
  readonly tls: ConnectionOptions | undefined;
}

/** A target that does not listen, or that does not let a session log on. */
export class LogonRefusal extends InputError {
  /** Whether the target listened. */
  readonly isHeard: boolean;

  constructor(message: string, isHeard: boolean) {
    super(message);
    this.isHeard = isHeard;
  }
}

/** What a client tells. */
export interface TargetEvents {
  /** An application message has come; valid during the call. `client.arrivedMs` is its time. */
  deliver(message: Scan, client: TargetClient): void;
  /** A note of the session: `rejected` for a session reject that the target sent, and so on. */
  tell?(note: SessionNote, text: string, client: TargetClient): void;
  /** The connection has ended, whoever ended it. */
  closed?(client: TargetClient): void;
}

/** Stored bodies, for a target that asks again; the oldest are replaced by gap fills. */
const STORE_BYTES = 4 * 2 ** 20;
const STORE_EVENTS = 2 ** 15;
const TICK_MS = 50;
/** A target that leaves so much unread is cut off: whoever sends should wait long before. */
const CUT_BYTES = 64 * 2 ** 20;
/** Longer than a session's own patience with a Logon, and with a Logout. */
const LOGON_MS = 11_000;
const LOGOUT_MS = 2000;

/**
 * One session on a target, as its client. `logOn` is the only way to have one, and it keeps the
 * safety rules (`safety.ts`): host, address and test mark are checked before it resolves.
 *
 * Orders are written with the functions of `orders.ts` into `session`, and leave with `flush`:
 * many of them in one write. Messages of the target come to `events.deliver`.
 */
export class TargetClient {
  readonly settings: TargetSession;
  /** What all orders of this session have. */
  readonly style: OrderStyle;
  readonly #link: Link;
  readonly #timer: NodeJS.Timeout;
  #changed: (() => void) | undefined;
  /** The last note of the session, for whoever waits. */
  #lastNote = '';

  private constructor({ settings }: TargetDoor, own: TargetSession, events: TargetEvents) {
    const { version, targetCompId, heartbeatSeconds, orderFields } = settings;
    this.settings = own;
    this.style = orderStyle(version, own.account, orderFields);
    this.#link = new Link(
      {
        version,
        role: 'initiator',
        senderCompId: own.senderCompId,
        targetCompId,
        heartbeatSeconds,
        resetOnLogon: true,
        username: own.username,
        password: own.password,
        testIndicator: version === '4.4',
      },
      new MemoryStore({ bytesMax: STORE_BYTES, eventsMax: STORE_EVENTS }),
      {
        deliver: (message) => events.deliver(message, this),
        tell: (note, text) => {
          this.#lastNote = text;
          events.tell?.(note, text, this);
          this.#changed?.();
        },
        closed: () => {
          clearInterval(this.#timer);
          events.closed?.(this);
          this.#changed?.();
        },
      },
      // Its answers are read whatever waits to be sent: else both sides could wait for ever.
      { cutBytes: CUT_BYTES, pauseBytes: Number.POSITIVE_INFINITY },
    );
    this.#timer = setInterval(() => this.#link.tick(Date.now()), TICK_MS);
  }

  /**
   * Connects and logs on as one session of the settings. Rejects with an InputError when a safety
   * rule refuses the target, and when it cannot be reached or does not answer the Logon.
   */
  static async logOn(
    door: TargetDoor,
    own: TargetSession,
    events: TargetEvents,
  ): Promise<TargetClient> {
    const { place, consent, settings } = door;
    checkTargetHost(place, consent);
    const where = showTarget(place);
    const socket = await dial({
      host: place.host,
      port: place.port,
      tls: place.isTls ? (door.tls ?? {}) : undefined,
    }).catch((error: Error) => {
      throw new LogonRefusal(`--target: cannot connect to ${where}: ${error.message}`, false);
    });
    const client = new TargetClient(door, own, events);
    try {
      checkTargetAddress(place, socket.remoteAddress, consent);
      client.#link.attach(socket, new Uint8Array(0));
      await client.#wait(() => client.session.isActive || !client.#link.isConnected, LOGON_MS);
      if (!client.session.isActive)
        throw new LogonRefusal(
          `--target: ${where} does not let ${own.senderCompId} log on: ${client.#lastNote}`,
          true,
        );
      checkTargetIsTest(place, settings.version, client.session.isPeerTest, consent);
    } catch (error) {
      if (client.#link.isConnected) await client.logOut();
      socket.destroy();
      clearInterval(client.#timer);
      throw error;
    }
    return client;
  }

  /** The session that orders are written into; `advance` it to the present time first. */
  get session(): FixSession {
    return this.#link.session;
  }

  /** Whether it is logged on. */
  get isActive(): boolean {
    return this.#link.session.isActive;
  }

  /** Bytes that were handed to the socket and have not left it. */
  get unsentBytes(): number {
    return this.#link.unsentBytes;
  }

  /** Bytes that were handed to the socket so far. */
  get handedBytes(): number {
    return this.#link.handedBytes;
  }

  /** When the bytes came that are dealt with now, ms since 1970 with parts of a ms. */
  get arrivedMs(): number {
    return this.#link.arrivedMs;
  }

  /** Sends what was written, in one write. */
  flush(): void {
    this.#link.flush();
  }

  /** Sends a Logout, and waits until the connection has ended, for two seconds at most. */
  async logOut(): Promise<void> {
    this.session.logout(Date.now());
    this.flush();
    await this.#wait(() => !this.#link.isConnected, LOGOUT_MS);
    this.drop();
  }

  /** Ends the connection without a word, as a client that fails. */
  drop(): void {
    clearInterval(this.#timer);
    this.#link.drop();
  }

  /** Waits until something is true after a note or the end of the connection, or for so long. */
  #wait(isTrue: () => boolean, ms: number): Promise<void> {
    return new Promise((resolve) => {
      const end = (): void => {
        clearTimeout(timer);
        this.#changed = undefined;
        resolve();
      };
      const timer = setTimeout(end, ms);
      this.#changed = () => {
        if (isTrue()) end();
      };
      this.#changed();
    });
  }
}
