/**
 * Question: does a morning at ×60 keep its pace with four pages open, one of which does not read?
 *
 *   smars drill knight-2012 --roles ──► stream of each of four seats ──► this process
 *
 * Three pages read all that comes. The fourth reads nothing until the others are through. On one of
 * them somebody asks for something every second. A figure is how far the drill's clock in a
 * frame is behind its pace when the frame comes; the floor is a timer of as many milliseconds as
 * lie between two frames, in this process. The clock of a frame counts whole seconds, a sixtieth
 * of a second of the wall.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { type IncomingMessage, request } from 'node:http';
import { fileURLToPath } from 'node:url';
import { FRAME_MS } from '../src/bridge/pace.js';
import type { Message } from '../src/drill/drill.js';
import type { Frame } from '../src/drill/view.js';
import { Suite } from './harness/suite.js';

const SPEED = 60;
const NS_PER_MS = 1e6;
const ASK_EVERY_MS = 1000;
const TICKS_PER_SECOND = 100;
const MAIN = fileURLToPath(new URL('../src/main.js', import.meta.url));

const began = { atMs: 0, seconds: 0 };
const CLOCK = ['--set', 'clock.start=09:28', '--set', 'clock.end=09:53'];
const MINUTES = 25;
const args = ['drill', 'knight-2012', ...CLOCK, '--speed', `${SPEED}`];
const drill = spawn(process.execPath, [MAIN, ...args, '--roles'], {
  stdio: ['ignore', 'ignore', 'pipe'],
});

interface Seat {
  readonly name: string;
  readonly cookie: string;
  readonly url: URL;
}

/** Sends a request to the page of a seat, and returns the answer once it begins. */
async function call(
  { url, name, cookie }: Omit<Seat, 'cookie'> & { readonly cookie?: string },
  path: string,
  body?: object,
): Promise<IncomingMessage> {
  const sent = request(new URL(`/${name}/${path}`, url), {
    method: body === undefined ? 'GET' : 'POST',
    agent: false,
    headers: {
      ...(cookie !== undefined && { Cookie: cookie }),
      ...(body !== undefined && { Origin: url.origin, 'Content-Type': 'application/json' }),
    },
  });
  sent.end(body === undefined ? undefined : JSON.stringify(body));
  const [answer] = (await once(sent, 'response')) as [IncomingMessage];
  if (body !== undefined) answer.resume();
  if (answer.statusCode !== 200)
    throw new Error(`bench/drill: ${path} is answered with ${answer.statusCode}`);
  return answer;
}

/** Exchanges the token of each page's address for its cookie. */
async function takeSeats(): Promise<Seat[]> {
  let told = '';
  drill.stderr.setEncoding('utf8');
  for await (const text of drill.stderr.iterator({ destroyOnReturn: false })) {
    told += text as string;
    if (told.includes('it waits for Begin')) break;
  }
  drill.stderr.resume();
  const seats: Seat[] = [];
  for (const [, name, address] of told.matchAll(/^([a-z-]+): (http\S+)$/gm)) {
    const url = new URL(address!);
    const answer = await call({ name: name!, url }, 'enter', { token: url.hash.slice(1) });
    const cookie = answer.headers['set-cookie']![0]!.split(';')[0]!;
    seats.push({ name: name!, url, cookie });
  }
  return seats;
}

/** What a page has had. */
interface Heard {
  readonly name: string;
  readonly ids: number[];
  /** Behind the pace, ns, at each frame under way. */
  readonly behindNs: number[];
  frames: number;
  bytes: number;
  isOver: boolean;
}

/** Hears a stream to the end of the drill. */
async function hear(stream: IncomingMessage, name: string): Promise<Heard> {
  const heard: Heard = { name, ids: [], behindNs: [], frames: 0, bytes: 0, isOver: false };
  let left = '';
  stream.setEncoding('utf8');
  for await (const text of stream.iterator({ destroyOnReturn: false })) {
    const blocks = `${left}${text as string}`.split('\n\n');
    left = blocks.pop()!;
    for (const block of blocks) takeIn(block, heard);
    if (heard.isOver) break;
  }
  return heard;
}

function takeIn(block: string, heard: Heard): void {
  const data: unknown = JSON.parse(/^data: (.*)$/m.exec(block)![1]!);
  heard.bytes += block.length;
  if (block.startsWith('id: ')) {
    heard.ids.push((data as Message).id);
    return;
  }
  const { seconds, isPaused, isOver } = data as Frame;
  heard.frames++;
  heard.isOver = isOver;
  if (isPaused || isOver) return;
  const dueMs = began.atMs + ((seconds - began.seconds) * 1000) / SPEED;
  heard.behindNs.push((performance.now() - dueMs) * NS_PER_MS);
}

/** Processor time of the drill's process so far, in seconds; Linux counts it in hundredths. */
function processorSeconds(): number {
  const fields = readFileSync(`/proc/${drill.pid}/stat`, 'utf8').split(') ')[1]!.split(' ');
  return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND;
}

const seats = await takeSeats();
const streams = await Promise.all(seats.map((seat) => call(seat, 'stream')));
const slow = seats.length - 1;
const hearing = streams.slice(0, slow).map((stream, n) => hear(stream, seats[n]!.name));
const operations = seats.find(({ name }) => name === 'operations')!;
const before = processorSeconds();
began.seconds = -120;
began.atMs = performance.now();
await call(operations, 'clock', { isPaused: false });
const asking = setInterval(
  () => void call(operations, 'ask', { act: 'read-mails', through: 'console' }).catch(() => 0),
  ASK_EVERY_MS,
);
const quick = await Promise.all(hearing);
clearInterval(asking);
const wallSeconds = (performance.now() - began.atMs) / 1000;
const processor = processorSeconds() - before;
const all = [...quick, await hear(streams[slow]!, `${seats[slow]!.name}, which does not read`)];
const exited = once(drill, 'exit');
drill.kill('SIGKILL');
await exited;

const floorNs: number[] = [];
for (let n = 0; n < 20; n++) {
  const begin = performance.now();
  await new Promise((done) => setTimeout(done, FRAME_MS));
  floorNs.push((performance.now() - begin) * NS_PER_MS);
}

const [first] = all;
for (const { name, ids } of all)
  if (ids.join() !== first!.ids.join()) throw new Error(`bench/drill: ${name} has lost a message`);
const suite = new Suite({
  question: 'does a morning at ×60 keep its pace with four pages open?',
  unit: 'frame',
  work: 'knight-2012, 09:28 to 09:53 at ×60, four seats, seed 2012; how far the clock is behind',
});
suite.floorMeasured(`a timer of ${FRAME_MS} ms`, floorNs);
for (const { name, behindNs } of quick) suite.addDelays(`${name}: behind its pace`, behindNs);
suite.finish(() => [
  `${MINUTES} minutes in ${wallSeconds.toFixed(1)} s of ${(MINUTES * 60) / SPEED}; ` +
    `${processor.toFixed(1)} s of processor time`,
  ...all.map(
    ({ name, frames, ids, bytes }) =>
      `${name}: ${ids.length} messages, ${frames} frames, ${(bytes / 1000).toFixed(0)} kB`,
  ),
]);
