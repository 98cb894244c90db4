import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { connect, type Socket } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { type RunningBridge, startBridge } from '../../src/bridge/bridge.js';
import { openSeats, type Seat } from '../../src/bridge/seats.js';
import { type Drill, drillScenario, openDrill, playedScenario } from '../../src/drill/drill.js';
import type { Frame, Scene } from '../../src/drill/view.js';
import { applySettings } from '../../src/scenarios/parse.js';
import { summariseDay } from '../../src/session/result/result.js';
import { runSession } from '../../src/session/session.js';
import { SMALL } from '../support/scenarios.js';

const SHORT = applySettings(SMALL, ['clock.end=09:31']);

interface Open {
  readonly drill: Drill;
  readonly seat: Seat;
  readonly bridge: RunningBridge;
  readonly ending: AbortController;
}

const opened: (() => void)[] = [];
afterEach(() => {
  for (const close of opened.splice(0)) close();
});

async function open(speed = 600, seats = openSeats()): Promise<Open> {
  const drill = openDrill(drillScenario(SHORT));
  const ending = new AbortController();
  const bridge = await startBridge({
    drill,
    seats,
    page: { script: 'script', style: 'style' },
    host: '127.0.0.1',
    port: 0,
    speed,
    debrief: async () => '<p>debrief</p>',
    signal: ending.signal,
  });
  opened.push(() => {
    ending.abort();
    bridge.close();
  });
  return { drill, seat: seats[0]!, bridge, ending };
}

type Headers = Readonly<Record<string, string>>;
interface Answered {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  readonly text: string;
}

/** Asks a bridge, with a browser's headers unless others are given; '' leaves one out. */
async function ask(
  { bridge: { port } }: Open,
  method: string,
  path: string,
  { headers = {}, body }: { headers?: Headers; body?: string } = {},
): Promise<Answered> {
  const given = {
    Host: `127.0.0.1:${port}`,
    ...(method === 'POST' && {
      Origin: `http://127.0.0.1:${port}`,
      'Content-Type': 'application/json',
    }),
    ...headers,
  };
  const sent = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== ''));
  const call = request({ host: '127.0.0.1', port, method, path, headers: sent, agent: false });
  call.end(body);
  const [answer] = (await once(call, 'response')) as [IncomingMessage];
  let text = '';
  answer.setEncoding('utf8');
  for await (const part of answer) text += part as string;
  return { status: answer.statusCode!, headers: answer.headers, text };
}

const enter = (open: Open, token = open.seat.token): Promise<Answered> =>
  ask(open, 'POST', '/bridge/enter', { body: JSON.stringify({ token }) });

/** The cookie of the seat, as a browser gets it. */
async function cookieOf(open: Open): Promise<Headers> {
  const { headers } = await enter(open);
  return { Cookie: headers['set-cookie']![0]!.split(';')[0]! };
}

interface Heard {
  readonly event: string;
  readonly id: string | undefined;
  readonly data: unknown;
}

/** Listens to a stream until `isEnough`, and hangs up. */
async function listen(
  { bridge: { port } }: Open,
  cookie: Headers,
  isEnough: (heard: Heard) => boolean,
  headers: Headers = {},
): Promise<Heard[]> {
  const call = request({
    host: '127.0.0.1',
    port,
    path: '/bridge/stream',
    headers: { ...cookie, ...headers },
    agent: false,
  });
  call.end();
  const [answer] = (await once(call, 'response')) as [IncomingMessage];
  const heard: Heard[] = [];
  let left = '';
  answer.setEncoding('utf8');
  for await (const part of answer) {
    const blocks = `${left}${part}`.split('\n\n');
    left = blocks.pop()!;
    for (const block of blocks) {
      const of = (name: string) => new RegExp(`^${name}: (.*)$`, 'm').exec(block)?.[1];
      heard.push({ event: of('event')!, id: of('id'), data: JSON.parse(of('data')!) });
      if (isEnough(heard.at(-1)!)) {
        call.destroy();
        return heard;
      }
    }
  }
  return heard;
}

const isOver = ({ event, data }: Heard): boolean => event === 'frame' && (data as Frame).isOver;

describe('a page', () => {
  test('exchanges its token for a cookie that no script and no other site gets', async () => {
    const here = await open();
    const { status, headers } = await enter(here);
    expect(status).toBe(200);
    expect(headers['set-cookie']).toEqual([
      `smars_drill=${here.seat.secret}; Path=/bridge/; HttpOnly; SameSite=Strict`,
    ]);
    expect(await enter(here, 'wrong')).toMatchObject({
      status: 403,
      text: 'the address has a wrong token',
    });
  });

  test('runs the day, and what is done there plays to the same digest', async () => {
    const here = await open();
    const cookie = await cookieOf(here);
    const post = (path: string, body: object) =>
      ask(here, 'POST', `/bridge/${path}`, { headers: cookie, body: JSON.stringify(body) });
    const stop = { act: 'stop-server', through: 'console', server: 3 };
    expect((await post('ask', stop)).status).toBe(200);
    expect((await post('clock', { isPaused: false })).status).toBe(200);
    const heard = await listen(here, cookie, isOver);
    const told = heard.filter(({ event }) => event === 'told');
    expect(told.map(({ id }) => Number(id))).toEqual(told.map((_, n) => n + 1));
    expect(told.map(({ data }) => (data as { kind: string }).kind)).toEqual([
      'asked',
      'done',
      'over',
    ]);
    await here.bridge.ended;
    expect((await ask(here, 'GET', '/bridge/debrief', { headers: cookie })).text).toBe(
      '<p>debrief</p>',
    );
    expect(runSession(playedScenario(here.drill)).digest).toBe(summariseDay(here.drill.day).digest);
  });

  test('that comes back gets what was told since, each once', async () => {
    const here = await open();
    const cookie = await cookieOf(here);
    for (let n = 1; n <= 4; n++) {
      const body = JSON.stringify({ act: 'look-up-build', through: 'console', server: 1 });
      await ask(here, 'POST', '/bridge/ask', { headers: cookie, body });
    }
    const isFrame = ({ event }: Heard): boolean => event === 'frame';
    const ids = (heard: Heard[]) => heard.flatMap(({ id }) => (id === undefined ? [] : [id]));
    const all = await listen(here, cookie, isFrame);
    expect(ids(all)).toEqual(['1', '2', '3', '4']);
    const since = await listen(here, cookie, isFrame, { 'Last-Event-ID': '3' });
    expect(ids(since)).toEqual(['4']);
    const wrong = await listen(here, cookie, isFrame, { 'Last-Event-ID': '99' });
    expect(ids(wrong)).toEqual(['1', '2', '3', '4']);
  });

  test('is told why an act is refused, and nothing is done', async () => {
    const here = await open();
    const cookie = await cookieOf(here);
    const refused = async (body: string) => {
      const { status, text } = await ask(here, 'POST', '/bridge/ask', { headers: cookie, body });
      return [status, text];
    };
    expect(await refused('{"act":"stop-server","through":"console","server":9}')).toEqual([
      400,
      'server: is 9; must be 1 to 3',
    ]);
    expect((await refused('{"act":"stop-firm","through":"console","who":1}'))[1]).toMatch(
      /^act:1:40: who: is not a field here/,
    );
    expect((await refused('{'))[0]).toBe(400);
    expect(here.drill.day.actions).toEqual([]);
  });
});

describe('the server refuses', () => {
  const STOP = JSON.stringify({ act: 'stop-firm', through: 'console' });

  test('a host that is another name for this machine, as DNS rebinding makes one', async () => {
    const here = await open();
    const cookie = await cookieOf(here);
    for (const host of ['evil.example', `evil.example:${here.bridge.port}`, '127.0.0.1:1', '']) {
      if (host === '') continue;
      for (const path of ['/bridge/', '/page.js', '/bridge/stream', '/bridge/scene'])
        expect((await ask(here, 'GET', path, { headers: { ...cookie, Host: host } })).status).toBe(
          421,
        );
    }
  });

  test('a hostile page: another origin, another site, a form, or no origin at all', async () => {
    const here = await open();
    const cookie = await cookieOf(here);
    const post = async (headers: Headers) =>
      (await ask(here, 'POST', '/bridge/ask', { headers: { ...cookie, ...headers }, body: STOP }))
        .status;
    expect(await post({ Origin: 'http://evil.example' })).toBe(403);
    expect(await post({ Origin: 'null' })).toBe(403);
    expect(await post({ Origin: '' })).toBe(403);
    expect(await post({ 'Sec-Fetch-Site': 'cross-site' })).toBe(403);
    expect(await post({ 'Sec-Fetch-Site': 'same-site' })).toBe(403);
    expect(await post({ 'Sec-Fetch-Site': 'none' })).toBe(403);
    expect(await post({ 'Content-Type': 'text/plain' })).toBe(400);
    expect(await post({ 'Content-Type': 'application/x-www-form-urlencoded' })).toBe(400);
    for (const headers of [{ Origin: 'http://evil.example' }, { 'Sec-Fetch-Site': 'cross-site' }])
      expect(
        (
          await ask(here, 'GET', '/bridge/stream', {
            headers: { ...cookie, ...headers } as Headers,
          })
        ).status,
      ).toBe(403);
    expect(here.drill.day.actions).toEqual([]);
    expect(await post({ 'Sec-Fetch-Site': 'same-origin' })).toBe(200);
  });

  test('a forged cookie, another seat’s, and none', async () => {
    const here = await open();
    const forged = ['', 'smars_drill=', 'smars_drill=x', `smars_drill=${here.seat.token}`];
    for (const Cookie of [...forged, `other=${here.seat.secret}`])
      for (const [method, path] of [
        ['GET', '/bridge/scene'],
        ['GET', '/bridge/stream'],
        ['GET', '/bridge/debrief'],
        ['POST', '/bridge/ask'],
        ['POST', '/bridge/clock'],
        ['POST', '/bridge/end'],
      ] as const)
        expect((await ask(here, method, path, { headers: { Cookie }, body: STOP })).status).toBe(
          401,
        );
    expect(here.drill.day.actions).toEqual([]);
    expect(here.drill.isOver).toBe(false);
  });

  test('a body of a megabyte, and goes on', async () => {
    const here = await open();
    const cookie = await cookieOf(here);
    const body = JSON.stringify({ act: 'stop-firm', through: 'console', reason: 'x'.repeat(1e6) });
    const large = await ask(here, 'POST', '/bridge/ask', { headers: cookie, body }).catch(
      (error: NodeJS.ErrnoException) => error.code,
    );
    if (typeof large === 'object') expect(large.text).toMatch(/more than 65,536 bytes/);
    else expect(large).toMatch(/EPIPE|ECONNRESET/);
    expect(here.drill.day.actions).toEqual([]);
    expect((await ask(here, 'GET', '/bridge/scene', { headers: cookie })).status).toBe(200);
  });

  test('what it does not have, and every other method', async () => {
    const here = await open();
    const status = async (method: string, path: string) => (await ask(here, method, path)).status;
    expect(await status('GET', '/')).toBe(404);
    expect(await status('GET', '/nobody/')).toBe(404);
    expect(await status('PUT', '/bridge/ask')).toBe(403);
    expect(await status('GET', '/bridge/../etc/passwd')).toBe(404);
  });
});

test('a thousand connections that say nothing keep no page out', async () => {
  const here = await open();
  const cookie = await cookieOf(here);
  const silent: Socket[] = [];
  opened.push(() => {
    for (const socket of silent) socket.destroy();
  });
  for (let n = 0; n < 1000; n++) {
    const socket = connect(here.bridge.port, '127.0.0.1');
    socket.on('error', () => undefined);
    silent.push(socket);
    if (n % 50 === 49) await once(socket, 'connect').catch(() => undefined);
  }
  expect((await ask(here, 'GET', '/bridge/scene', { headers: cookie })).status).toBe(200);
  const [first] = await listen(here, cookie, () => true);
  expect(first!.event).toBe('frame');
});

test('answers say what a page may load, and are kept by nobody', async () => {
  const here = await open();
  const { headers, text } = await ask(here, 'GET', '/bridge/');
  expect(headers['content-security-policy']).toBe(
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; " +
      "base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  );
  expect(headers['access-control-allow-origin']).toBeUndefined();
  expect(headers['cache-control']).toBe('no-store');
  expect(headers['x-content-type-options']).toBe('nosniff');
  expect(text).not.toMatch(/<script>|<style>|onload=/);
});

test('an aborted drill runs its day to the end without people', async () => {
  const here = await open(1);
  here.ending.abort();
  await here.bridge.ended;
  expect(here.drill.isOver).toBe(true);
});

describe('of several seats', () => {
  const seatsOf = (open: Open, seats: readonly Seat[]) => (name: string) => {
    const { secret } = seats.find((seat) => seat.name === name)!;
    return async (method: string, path: string, body?: object) => {
      const headers = { Cookie: `smars_drill=${secret}` };
      const sent = body === undefined ? {} : { body: JSON.stringify(body) };
      return ask(open, method, `/${name}/${path}`, { headers, ...sent });
    };
  };

  test('each sees and may do its own, and only the trainer sees what is true', async () => {
    const seats = openSeats({ roles: true, trainer: true });
    const here = await open(1, seats);
    const seat = seatsOf(here, seats);
    const stop = { act: 'stop-symbol', through: 'console', symbol: 'GT' };
    expect((await seat('desk')('POST', 'ask', stop)).status).toBe(200);
    const refused = await seat('exchange-liaison')('POST', 'ask', stop);
    expect([refused.status, refused.text]).toEqual([
      400,
      "act: 'stop-symbol' may be asked for by trader, risk-officer, not by compliance, supervisor",
    ]);
    expect((await seat('trainer')('POST', 'ask', stop)).status).toBe(400);
    const scene = async (name: string) =>
      JSON.parse((await seat(name)('GET', 'scene')).text) as Scene;
    const [trainer, operations, desk] = await Promise.all(
      ['trainer', 'operations', 'desk'].map(scene),
    );
    expect(trainer).toMatchObject({ acts: [], isLeading: true });
    expect(operations!.acts.length).toBeGreaterThan(desk!.acts.length);
    expect([operations!.isLeading, desk!.isLeading]).toEqual([false, false]);
    const { secret } = seats.find(({ name }) => name === 'desk')!;
    const foreign = await ask(here, 'GET', '/trainer/scene', {
      headers: { Cookie: `smars_drill=${secret}` },
    });
    expect(foreign.status).toBe(401);
  });

  test('only the trainer sets the speed, ends, injects and notes; all may pause', async () => {
    const seats = openSeats({ roles: true, trainer: true });
    const here = await open(1, seats);
    const seat = seatsOf(here, seats);
    const mail = { kind: 'mail', text: 'please read this' };
    for (const [path, body] of [
      ['clock', { speed: 60 }],
      ['end', {}],
      ['inject', mail],
      ['note', { text: 'nobody speaks' }],
    ] as const)
      expect((await seat('desk')('POST', path, body)).status, path).toBe(403);
    expect((await seat('desk')('POST', 'clock', { isPaused: false })).status).toBe(200);
    expect((await seat('trainer')('POST', 'clock', { speed: 60 })).status).toBe(200);
    expect((await seat('trainer')('POST', 'inject', mail)).status).toBe(200);
    expect((await seat('trainer')('POST', 'note', { text: 'nobody speaks' })).status).toBe(200);
    expect(here.drill.day.actions.map(({ do: act }) => act)).toEqual(['notice']);
    expect(here.drill.notes.map(({ text }) => text)).toEqual(['nobody speaks']);
  });
});
