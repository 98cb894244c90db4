import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { join } from 'node:path';
import { connect as connectTls, createServer as createTlsServer } from 'node:tls';

/** Makes a certificate and its key in a folder. Throws what openssl says. */
export function makeCertificate(folder: string): [cert: string, key: string] {
  const [cert, key] = [join(folder, 'cert.pem'), join(folder, 'key.pem')];
  const { status, stderr } = spawnSync(
    'openssl',
    [
      ...['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-subj', '/CN=localhost'],
      ...['-addext', 'subjectAltName=DNS:localhost,IP:127.0.0.1', '-keyout', key, '-out', cert],
    ],
    { encoding: 'utf8' },
  );
  if (status !== 0) throw new Error(stderr);
  return [cert, key];
}

/** A stream between a peer that speaks TLS and one that does not. */
export interface TlsFront {
  readonly port: number;
  close(): void;
}

/** Takes plain connections, and carries their bytes to a port over TLS. */
export function encryptTo(port: number): Promise<TlsFront> {
  return listen(
    createServer((plain) =>
      carry(plain, connectTls({ port, host: '127.0.0.1', rejectUnauthorized: false })),
    ),
  );
}

/** Takes connections over TLS, and carries their bytes to a port. */
export function decryptTo(port: number, [cert, key]: readonly [string, string]): Promise<TlsFront> {
  const own = { cert: readFileSync(cert), key: readFileSync(key) };
  return listen(createTlsServer(own, (secure) => carry(secure, connect(port, '127.0.0.1'))));
}

/** Carries bytes both ways. When one connection is gone, so is the other. */
function carry(near: Socket, far: Socket): void {
  near.pipe(far).pipe(near);
  for (const [socket, other] of [
    [near, far],
    [far, near],
  ] as const) {
    socket.on('error', () => undefined);
    socket.on('close', () => other.destroy());
  }
}

async function listen(server: Server): Promise<TlsFront> {
  server.on('tlsClientError', () => undefined);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { port: (server.address() as AddressInfo).port, close: () => server.close() };
}
