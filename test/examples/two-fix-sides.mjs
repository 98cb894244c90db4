// Two sides of a FIX session in one process, on a clock of their own.
import { FixSession, MemoryStore, textOf, typeText } from 'smars/fix';

let nowMs = Date.UTC(2012, 7, 1, 13, 30);
const names = { version: '4.4', resetOnLogon: true };

function side(role, senderCompId, targetCompId, onMessage) {
  const port = {
    deliver: onMessage,
    disconnect: (reason) => console.log(`${senderCompId}: ${reason}`),
    tell: (note, text) => console.log(`${senderCompId}: ${note}: ${text}`),
  };
  return new FixSession({ ...names, role, senderCompId, targetCompId }, new MemoryStore(), port);
}

const desk = side('initiator', 'DESK', 'BROKER', () => undefined);
const broker = side('acceptor', 'BROKER', 'DESK', (message) => {
  console.log(`BROKER: ${typeText(message.type)} ${textOf(message, 11)} ${textOf(message, 55)}`);
});

/** Moves bytes until neither side has any. */
function carry() {
  for (const [from, to] of [
    [desk, broker],
    [broker, desk],
    [desk, broker],
  ]) {
    const bytes = from.output.bytes.slice(0, from.output.position);
    from.output.clear();
    to.receive(bytes, nowMs);
  }
}

desk.connect(nowMs);
broker.connect(nowMs);
carry();

nowMs += 1000;
desk.advance(nowMs);
const order = desk.begin('D');
order.text(11, 'A1');
order.text(55, 'GT');
order.char(54, '1'.charCodeAt(0));
order.time(60, nowMs);
order.whole(38, 100);
order.char(40, '2'.charCodeAt(0));
order.ticks(44, 200_000); // $20.00, in ticks of $0.0001
desk.commit();
carry();

desk.logout(nowMs);
carry();
