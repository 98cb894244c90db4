import { createServer } from 'node:net';
import { FixSession } from '../../src/fix/session.js';
import { MemoryStore } from '../../src/fix/store.js';

/**
 * An acceptor in a process of its own that answers a Logon, reads all that comes, and closes at a
 * Logout. It understands nothing else. Prints its port, and for each connection that ends the bytes
 * that it has read.
 */
const LOGOUT = '\u000135=5\u0001';

const server = createServer((socket) => {
  socket.setNoDelay();
  socket.on('error', () => socket.destroy());
  const session = new FixSession(
    {
      version: '4.4',
      role: 'acceptor',
      senderCompId: 'SMARS',
      targetCompId: 'CLIENT44',
      resetOnLogon: true,
    },
    new MemoryStore({ bytesMax: 2 ** 16 }),
    { deliver: () => {}, disconnect: () => {}, tell: () => {} },
  );
  session.connect(Date.now());
  let bytes = 0;
  socket.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
    if (!session.isActive) {
      session.receive(chunk, Date.now(), 0, chunk.length);
      socket.write(session.output.bytes.slice(0, session.output.position));
      session.output.clear();
    } else if (chunk.includes(LOGOUT)) socket.destroy();
  });
  socket.on('close', () => process.stdout.write(`${bytes}\n`));
});
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  if (address !== null && typeof address === 'object') process.stdout.write(`${address.port}\n`);
});
