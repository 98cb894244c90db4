import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** A way from a browser to a server on this machine that can be cut, as a network is. */
export interface Relay {
  /** What a browser takes as its HTTP proxy; servers get what it sends, byte by byte. */
  readonly proxy: { readonly server: string; readonly bypass: string };
  /** Cuts what is open, and refuses what comes, until it is mended. */
  cut(): void;
  mend(): void;
  close(): void;
}

/** Opens a relay to a port of this machine. */
export async function openRelay(port: number): Promise<Relay> {
  const open = new Set<Socket>();
  let isCut = false;
  const cutOff = (): void => {
    for (const socket of open) socket.destroy();
  };
  const server = createServer((near) => {
    if (isCut) {
      near.destroy();
      return;
    }
    const far = connect(port, '127.0.0.1');
    for (const [socket, other] of [
      [near, far],
      [far, near],
    ] as const) {
      open.add(socket);
      socket.on('error', () => other.destroy());
      socket.on('close', () => {
        open.delete(socket);
        other.destroy();
      });
      socket.pipe(other);
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    proxy: {
      server: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      // Without this a browser goes to its own machine directly.
      bypass: '<-loopback>',
    },
    cut() {
      isCut = true;
      cutOff();
    },
    mend() {
      isCut = false;
    },
    close() {
      cutOff();
      server.close();
    },
  };
}
