// Our side of a session as the initiator, in a process of its own: sends orders to an acceptor and
// keeps each report. Started again on its files it goes on: what has no last report it sends as
// possible resends (97=Y). When the line drops it dials again.
// usage: node fix-sender.mjs DIST PORT tcp|tls VERSION ORDERS STORE JOURNAL
import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const [dist, port, kind, version, orders, storePath, journal] = process.argv.slice(2);
const load = (path) => import(pathToFileURL(join(dist, 'src', path)).href);
const { textOf } = await load('fix/values.js');
const { dial } = await load('wire/dial.js');
const { openFileStore } = await load('wire/file-store.js');
const { Link } = await load('wire/link.js');

const TOLD_EVERY = 1000;
const TURN = 100;
const UNSENT_MAX = 2 ** 16;
const IMMEDIATE = 0x33;
const isLast = (status) => '248'.includes(status);

const isAgain = existsSync(journal);
const kept = isAgain ? readFileSync(journal, 'utf8').split('\n') : [];
const done = new Set(
  kept
    .map((line) => line.split(' '))
    .flatMap(([id, , status]) => (isLast(status ?? '-') ? [id] : [])),
);
const open = Array.from({ length: Number(orders) }, (_, n) => `O${n}`).filter(
  (id) => !done.has(id),
);
let sent = 0;
let reports = 0;
let rejects = 0;
let ended;
const end = new Promise((resolve) => {
  ended = resolve;
});

const link = new Link(
  {
    version,
    role: 'initiator',
    senderCompId: `CLIENT${version.replace('.', '')}`,
    targetCompId: 'SMARS',
    resetOnLogon: false,
  },
  openFileStore(storePath),
  {
    deliver(message) {
      const [id, execId, status] = [11, 17, 39].map((tag) => textOf(message, tag));
      appendFileSync(journal, `${id} ${execId} ${status}\n`);
      reports++;
      if (isLast(status)) done.add(id);
      if (reports % TOLD_EVERY === 0) console.log(`reports ${reports}`);
    },
    tell(note, text) {
      if (note === 'logon') setImmediate(send);
      if (note === 'reject' || note === 'rejected' || note === 'garbled') {
        rejects++;
        console.error(note, text);
      }
    },
    closed: () => (done.size < Number(orders) ? connect() : ended()),
    received() {
      if (done.size >= Number(orders)) {
        link.session.logout(Date.now());
        link.flush();
      }
    },
  },
);
const timer = setInterval(() => link.tick(Date.now()), 50);

function connect() {
  dial({
    host: '127.0.0.1',
    port: Number(port),
    tls: kind === 'tls' ? { rejectUnauthorized: false } : undefined,
  }).then(
    (socket) => link.attach(socket, new Uint8Array(0)),
    () => setTimeout(connect, 50),
  );
}

/** Sends a hundred orders a turn, as long as the peer is there and reads. */
function send() {
  if (!link.session.isActive) return;
  if (link.unsentBytes < UNSENT_MAX) {
    link.session.advance(Date.now());
    for (const last = Math.min(open.length, sent + TURN); sent < last; sent++) sendOne(open[sent]);
    link.flush();
  }
  if (sent < open.length) setImmediate(send);
}

function sendOne(id) {
  const writer = link.session.begin('D', isAgain);
  writer.text(11, id);
  if (version === '4.2') writer.char(21, 0x31);
  writer.text(55, 'GT');
  writer.char(54, 0x31);
  writer.time(60, Date.now());
  writer.whole(38, 100);
  writer.char(40, 0x31);
  writer.char(59, IMMEDIATE);
  link.session.commit();
}

connect();
await end;
clearInterval(timer);
link.store.close();
console.log(JSON.stringify({ done: done.size, rejects }));
