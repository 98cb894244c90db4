import type { AddressInfo } from 'node:net';
import { connect, createServer, type Socket } from 'node:net';

/** A line to a gateway on which all stays under way until its client is gone. */
interface HoldingLine {
  readonly port: number;
  close(): Promise<unknown>;
}

/**
 * Starts it. What a client sends first, which is its Logon, passes at once, and so does what the
 * gateway sends. The rest is handed over when the client has ended, and then the line ends.
 */
export async function holdingLine(gatewayPort: number): Promise<HoldingLine> {
  const sockets: Socket[] = [];
  const server = createServer((client) => {
    const gateway = connect(gatewayPort, '127.0.0.1');
    sockets.push(client, gateway);
    const held: Buffer[] = [];
    client.once('data', (logon) => {
      gateway.write(logon);
      client.on('data', (bytes) => held.push(bytes as Buffer));
    });
    client.on('error', () => undefined);
    gateway.on('error', () => undefined);
    gateway.on('data', (bytes) => client.write(bytes));
    client.on('close', () => gateway.end(Buffer.concat(held)));
  });
  await new Promise<void>((go) => {
    server.listen(0, '127.0.0.1', go);
  });
  return {
    port: (server.address() as AddressInfo).port,
    close: () => {
      for (const socket of sockets) socket.destroy();
      return new Promise((go) => {
        server.close(go);
      });
    },
  };
}
