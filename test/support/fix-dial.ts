import { connect } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { FixSession } from '../../src/fix/session.js';
import { MemoryStore, type SessionStore } from '../../src/fix/store.js';
import type { FixVersion } from '../../src/fix/tables.js';
import { shownMessages, writeFields } from './fix-talk.js';

/** A client of a gateway on a real socket. Its session rejects whatever is wrong. */
export class Dialled {
  readonly session: FixSession;
  readonly heard: string[] = [];
  readonly wrong: string[] = [];
  readonly bytes: Uint8Array[] = [];
  isClosed = false;
  readonly #socket: ReturnType<typeof connect>;
  readonly #timer: NodeJS.Timeout;

  constructor(
    port: number,
    {
      version,
      name,
      isTls = false,
      store,
    }: {
      version: FixVersion;
      name: string;
      isTls?: boolean;
      store?: SessionStore;
    },
  ) {
    const own = store ?? new MemoryStore();
    this.session = new FixSession(
      {
        version,
        role: 'initiator',
        senderCompId: name,
        targetCompId: 'SMARS',
        resetOnLogon: !own.isDurable,
      },
      own,
      {
        deliver: (scan) => {
          const [shown] = shownMessages(scan.bytes.slice(scan.begin, scan.end));
          this.heard.push(shown!);
        },
        disconnect: () => this.#socket.end(),
        tell: (note, text) => {
          if (note === 'reject' || note === 'rejected' || note === 'garbled')
            this.wrong.push(`${note} ${text}`);
        },
      },
    );
    const onOpen = (): void => {
      this.session.connect(Date.now());
      this.flush();
    };
    this.#socket = isTls
      ? connectTls({ port, host: '127.0.0.1', rejectUnauthorized: false }, onOpen)
      : connect(port, '127.0.0.1', onOpen);
    this.#socket.on('error', () => undefined);
    this.#socket.on('data', (bytes: Uint8Array) => {
      this.bytes.push(bytes.slice());
      this.session.receive(bytes, Date.now());
      this.flush();
    });
    this.#socket.on('close', () => {
      this.isClosed = true;
      this.session.disconnect(Date.now());
      clearInterval(this.#timer);
    });
    this.#timer = setInterval(() => {
      this.session.tick(Date.now());
      this.flush();
    }, 50);
  }

  /** Sends a message of these fields, `11=A|55=GT`. */
  send(type: string, fields: string): void {
    this.session.advance(Date.now());
    writeFields(this.session, type, fields);
    this.flush();
  }

  flush(): void {
    const { output } = this.session;
    if (output.position === 0) return;
    this.#socket.write(output.bytes.slice(0, output.position));
    output.clear();
  }

  end(): void {
    this.#socket.destroy();
  }

  /** Waits until something is true of what was heard. */
  async until(isTrue: () => boolean): Promise<void> {
    while (!isTrue()) {
      if (this.isClosed) throw new Error(`closed; heard ${this.heard.slice(-5).join('; ')}`);
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
  }
}
