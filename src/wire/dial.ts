import { connect, type Socket } from 'node:net';
import { type ConnectionOptions, connect as connectTls } from 'node:tls';

/** Where a peer listens. */
interface PeerPlace {
  readonly host: string;
  readonly port: number;
  /** What TLS needs, 1.2 or later; undefined for plain TCP. */
  readonly tls: ConnectionOptions | undefined;
}

/** How long a connection may take. */
const CONNECT_MS = 5000;

/**
 * Connects to a peer. Rejects with an Error that says why it was not possible, after five seconds
 * at the latest. `Link.attach` takes the socket over.
 */
export async function dial({ host, port, tls }: PeerPlace): Promise<Socket> {
  const socket =
    tls === undefined
      ? connect(port, host)
      : connectTls({ ...tls, host, port, minVersion: 'TLSv1.2' });
  // Later errors end in 'close', which the link sees.
  socket.on('error', () => undefined);
  await new Promise<void>((resolve, reject) => {
    const fail = (error: Error): void => {
      clearTimeout(timer);
      socket.destroy();
      reject(error);
    };
    const timer = setTimeout(
      () => fail(new Error(`no connection within ${CONNECT_MS / 1000} s`)),
      CONNECT_MS,
    );
    socket.once('error', fail);
    socket.once(tls === undefined ? 'connect' : 'secureConnect', () => {
      clearTimeout(timer);
      socket.off('error', fail);
      resolve();
    });
  });
  return socket;
}
