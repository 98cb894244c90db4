import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** A line to a gateway that keeps what passes on it, as text. */
interface WireTap {
  readonly port: number;
  /** What clients and gateway have sent so far, all connections one after the other. */
  sent(): string;
  answered(): string;
  close(): Promise<unknown>;
}

/** Starts it in front of a port of this machine. */
export async function tapWire(gatewayPort: number): Promise<WireTap> {
  const sockets: Socket[] = [];
  const kept = { sent: [] as Buffer[], answered: [] as Buffer[] };
  const server = createServer((client) => {
    const gateway = connect(gatewayPort, '127.0.0.1');
    sockets.push(client, gateway);
    client.on('data', (bytes) => {
      kept.sent.push(bytes as Buffer);
      gateway.write(bytes);
    });
    gateway.on('data', (bytes) => {
      kept.answered.push(bytes as Buffer);
      client.write(bytes);
    });
    client.on('close', () => gateway.end());
    gateway.on('close', () => client.end());
    for (const socket of [client, gateway]) socket.on('error', () => undefined);
  });
  await new Promise<void>((go) => {
    server.listen(0, '127.0.0.1', go);
  });
  return {
    port: (server.address() as AddressInfo).port,
    sent: () => Buffer.concat(kept.sent).toString('latin1'),
    answered: () => Buffer.concat(kept.answered).toString('latin1'),
    close: () => {
      for (const socket of sockets) socket.destroy();
      return new Promise((go) => {
        server.close(go);
      });
    },
  };
}
