// A small order gateway: one FIX 4.4 session for clients, one to a venue, three checks between.
// usage: node small-gateway.mjs [CLIENT-PORT [VENUE-PORT]]; ends when the venue does.
import { connect, createServer } from 'node:net';
import { FixSession, MemoryStore, textOf, typeText } from 'smars/fix';

const [clientPort = 9876, venuePort = 9877] = process.argv.slice(2).map(Number);
const MAX_SHARES = 1000;
const MAX_DOLLARS = 50_000;
const MAX_EXPOSURE_DOLLARS = 200_000;
const RETRY_MS = 100;
const COPIED = [37, 11, 41, 17, 150, 39, 55, 54, 38, 44, 32, 31, 151, 14, 6, 102, 103, 434, 60, 58];
const NAMES = { version: '4.4', resetOnLogon: true, testIndicator: true };

const ids = new Set();
const open = new Map(); // ClOrdID → the order that rests at the venue
let executedDollars = 0; // of the day, bought and sold: it never falls
const resting = ({ leaves, price }) => leaves * price;
const exposure = () =>
  [...open.values()].reduce((sum, order) => sum + resting(order), executedDollars);

/** A session, and how what it writes leaves on a socket. */
function link(role, senderCompId, targetCompId, served, take) {
  const port = {
    deliver: take,
    disconnect: () => self.socket?.end(),
    tell: () => undefined,
  };
  const settings = { ...NAMES, role, senderCompId, targetCompId, served };
  const session = new FixSession(settings, new MemoryStore(), port);
  const flush = () => {
    if (session.output.position === 0) return;
    self.socket?.write(session.output.bytes.slice(0, session.output.position));
    session.output.clear();
  };
  const self = {
    session,
    socket: undefined,
    attach(socket, onClose) {
      self.socket = socket;
      session.connect(Date.now());
      flush();
      socket.on('data', (bytes) => {
        session.receive(bytes, Date.now());
        flush();
      });
      socket.on('error', () => undefined);
      socket.on('close', () => {
        self.socket = undefined;
        session.disconnect(Date.now());
        onClose();
      });
    },
    send(type, fields) {
      session.advance(Date.now());
      const writer = session.begin(type);
      for (const [tag, text] of fields) if (text !== undefined) writer.text(tag, text);
      session.commit();
      flush();
    },
  };
  setInterval(() => {
    session.tick(Date.now());
    flush();
  }, 50).unref();
  return self;
}

const now = () => new Date().toISOString().replace(/[-Z]/g, '').replace('T', '-');
const fieldsOf = (message, tags) => tags.map((tag) => [tag, textOf(message, tag)]);

/** Why an order is refused; undefined when it is not. */
function refusal(id, shares, dollars) {
  if (ids.has(id)) return 'duplicate ClOrdID';
  if (shares > MAX_SHARES) return `more than ${MAX_SHARES} shares`;
  if (dollars > MAX_DOLLARS) return `more than $${MAX_DOLLARS}`;
  if (exposure() + dollars > MAX_EXPOSURE_DOLLARS) return `exposure above $${MAX_EXPOSURE_DOLLARS}`;
  return undefined;
}

const client = link('acceptor', 'SMARS', 'CLIENT44', ['D', 'F'], (message) => {
  const id = textOf(message, 11);
  const tags = [11, 41, 55, 54, 60, 38, 40, 44, 59];
  if (typeText(message.type) === 'D') {
    const shares = Number(textOf(message, 38));
    const price = Number(textOf(message, 44));
    const text = refusal(id, shares, shares * price);
    if (text !== undefined) {
      const [symbol, side] = [textOf(message, 55), textOf(message, 54)];
      const state = [
        [150, '8'],
        [39, '8'],
        [55, symbol],
        [54, side],
        [38, `${shares}`],
      ];
      const rest = [
        [151, '0'],
        [14, '0'],
        [6, '0'],
        [103, '3'],
        [60, now()],
        [58, text],
      ];
      client.send('8', [[37, 'NONE'], [11, id], [17, `R${id}-${Date.now()}`], ...state, ...rest]);
      return;
    }
    ids.add(id);
    const [symbol, side] = [textOf(message, 55), textOf(message, 54)];
    open.set(id, { price, symbol, side, shares, leaves: shares });
  }
  venue.send(typeText(message.type), fieldsOf(message, tags));
});

const venue = link('initiator', 'CLIENT44', 'SMARS', ['8', '9', 'j'], (message) => {
  const id = textOf(message, 41) ?? textOf(message, 11);
  const leaves = Number(textOf(message, 151) ?? Number.NaN);
  if (textOf(message, 150) === 'F')
    executedDollars += Number(textOf(message, 32)) * Number(textOf(message, 31));
  if (leaves === 0) open.delete(id);
  else if (leaves > 0 && open.has(id)) open.get(id).leaves = leaves;
  if (client.session.isActive) client.send(typeText(message.type), fieldsOf(message, COPIED));
});

/** A client that is gone leaves nothing at the venue. */
function cancelAll() {
  for (const [id, { symbol, side, shares }] of open) {
    const fields = [
      [41, id],
      [11, `X${id}`],
      [55, symbol],
      [54, side],
      [60, now()],
    ];
    venue.send('F', [...fields, [38, `${shares}`]]);
  }
}

const server = createServer((socket) => {
  if (client.socket === undefined) client.attach(socket, cancelAll);
  else socket.destroy();
});

/** Connects to the venue, as soon as it is there; the gateway ends with it. */
function dial() {
  const socket = connect(venuePort, '127.0.0.1');
  socket.once('error', () => setTimeout(dial, RETRY_MS));
  socket.once('connect', () => {
    venue.attach(socket, () => process.exit());
  });
}
server.listen(clientPort, '127.0.0.1', dial);
