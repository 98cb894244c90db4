import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { InputError } from '../base/input-error.js';
import { ask, type Drill } from '../drill/drill.js';
import { inject, takeNote } from '../drill/injects.js';
import { sceneOf } from '../drill/view.js';
import { Conductor } from './conductor.js';
import { ASK, CLOCK, ENTER, INJECT, NOTE, parseRequest } from './forms.js';
import {
  BODY_BYTES_MAX,
  Connections,
  HEADERS,
  isJson,
  REQUEST_MS,
  readBody,
  refuseForeign,
} from './guard.js';
import { FRAME_MS } from './pace.js';
import { type BridgePage, pageOf } from './page.js';
import { cookieOf, hasCookie, isSecret, type Seat } from './seats.js';
import { lastEventId, pushStream, type Stream } from './stream.js';

/** The server of a drill: pages for its seats, their streams, and what they ask. */

interface BridgeOptions {
  readonly drill: Drill;
  readonly seats: readonly Seat[];
  readonly page: BridgePage;
  readonly host: string;
  readonly port: number;
  readonly speed: number;
  /** Hears which part of the day is done while the rest of it runs without people. */
  readonly onStep?: (fraction: number) => void;
  /** Makes the debrief as a page, once the drill is over. */
  readonly debrief: () => Promise<string>;
  readonly signal: AbortSignal;
}

export interface RunningBridge {
  readonly port: number;
  /** Resolves once the drill is over and its debrief made; rejects where that fails. */
  readonly ended: Promise<void>;
  close(): void;
}

type Answer = (request: IncomingMessage, response: ServerResponse, seat: Seat) => Promise<void>;

/** Starts the server; rejects with an InputError if it cannot listen there. */
export async function startBridge(options: BridgeOptions): Promise<RunningBridge> {
  const bridge = new Bridge(options);
  return bridge.listen();
}

class Bridge {
  readonly #options: BridgeOptions;
  readonly #conductor: Conductor;
  readonly #streams = new Set<Stream & { readonly seat: Seat }>();
  readonly #connections = new Connections();
  readonly #server: Server;
  #port = 0;
  #debrief: string | undefined;

  constructor(options: BridgeOptions) {
    this.#options = options;
    this.#conductor = new Conductor({
      ...options,
      onNews: () => this.#push(),
      debrief: async () => {
        this.#debrief = await options.debrief();
      },
    });
    this.#server = createServer(
      { requestTimeout: REQUEST_MS, headersTimeout: REQUEST_MS, connectionsCheckingInterval: 1000 },
      (request, response) =>
        void this.#answer(request, response).catch((error: unknown) => {
          response.destroy();
          this.#conductor.fail(error);
        }),
    );
    this.#server.on('connection', (socket) => this.#connections.take(socket));
  }

  async listen(): Promise<RunningBridge> {
    const { host, port, signal } = this.#options;
    this.#server.listen(port, host);
    try {
      await once(this.#server, 'listening');
    } catch (error) {
      throw new InputError(`--port ${port}: cannot listen there (${(error as Error).message})`);
    }
    this.#port = (this.#server.address() as AddressInfo).port;
    const timer = setInterval(() => this.#conductor.turn(), FRAME_MS);
    const onAbort = (): void => this.#conductor.end();
    signal.addEventListener('abort', onAbort, { once: true });
    if (signal.aborted) onAbort();
    return {
      port: this.#port,
      ended: this.#conductor.ended,
      close: () => {
        clearInterval(timer);
        for (const { response } of this.#streams) response.end();
        this.#server.closeAllConnections();
        this.#server.close();
      },
    };
  }

  /** Gives every page what is new. */
  #push(): void {
    const { drill } = this.#options;
    for (const stream of this.#streams) {
      const { seat } = stream;
      pushStream(stream, drill.told, () => this.#conductor.frame(seat.isTrainer));
    }
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    for (const [name, value] of Object.entries(HEADERS)) response.setHeader(name, value);
    const refused = refuseForeign(request, this.#port);
    if (refused !== undefined) return send(response, refused.status, refused.reason);
    const { pathname } = new URL(request.url ?? '/', 'http://bridge');
    const { page, seats } = this.#options;
    if (request.method === 'GET' && pathname === '/page.js')
      return send(response, 200, page.script, 'text/javascript');
    if (request.method === 'GET' && pathname === '/page.css')
      return send(response, 200, page.style, 'text/css');
    const [, name = '', rest] = /^\/([^/]+)\/([^/]*)$/.exec(pathname) ?? [];
    const seat = seats.find((one) => one.name === name);
    const answer = this.#routes[`${request.method} ${rest}`];
    if (seat === undefined || answer === undefined)
      return send(response, 404, 'there is nothing here');
    try {
      await answer(request, response, seat);
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      send(response, 400, error.message);
    }
  }

  readonly #routes: Readonly<Record<string, Answer>> = {
    'GET ': async (_request, response, { name }) =>
      send(response, 200, pageOf(name), 'text/html; charset=utf-8'),
    'POST enter': async (request, response, seat) => {
      const { token } = parseRequest(ENTER, await bodyOf(request));
      if (!isSecret(token, seat.token)) return send(response, 403, 'the address has a wrong token');
      response.setHeader('Set-Cookie', cookieOf(seat));
      send(response, 200, '{}', 'application/json');
    },
    'GET scene': this.#withCookie(async (_request, response, seat) =>
      send(
        response,
        200,
        JSON.stringify(sceneOf(this.#options.drill, { ...seat, isLeading: this.#leads(seat) })),
        'application/json',
      ),
    ),
    'GET stream': this.#withCookie(async (request, response, seat) => {
      const { told } = this.#options.drill;
      response.writeHead(200, { 'Content-Type': 'text/event-stream' });
      const sent = lastEventId(request.headers['last-event-id'], told.length);
      const stream = { response, sent, seat };
      this.#streams.add(stream);
      response.once('close', () => this.#streams.delete(stream));
      this.#push();
    }),
    'GET debrief': this.#withCookie(async (_request, response) => {
      if (this.#debrief === undefined) return send(response, 404, 'the drill is not over');
      response.removeHeader('Content-Security-Policy');
      send(response, 200, this.#debrief, 'text/html; charset=utf-8');
    }),
    'POST ask': this.#withCookie(async (request, response, { roles }) => {
      const told = ask(this.#options.drill, parseRequest(ASK, await bodyOf(request)), roles);
      this.#push();
      send(response, 200, JSON.stringify(told), 'application/json');
    }),
    'POST clock': this.#withCookie(async (request, response, seat) => {
      const change = parseRequest(CLOCK, await bodyOf(request));
      // Everybody may pause; where there is a trainer, nobody else sets the pace.
      if (change.speed !== undefined && !this.#leads(seat))
        return send(response, 403, 'the trainer sets the speed');
      this.#conductor.setPace(change);
      send(response, 200, '{}', 'application/json');
    }),
    'POST inject': this.#withCookie(async (request, response, { isTrainer }) => {
      if (!isTrainer) return send(response, 403, 'only the trainer may');
      inject(this.#options.drill, parseRequest(INJECT, await bodyOf(request)));
      this.#push();
      send(response, 200, '{}', 'application/json');
    }),
    'POST note': this.#withCookie(async (request, response, { isTrainer }) => {
      if (!isTrainer) return send(response, 403, 'only the trainer may');
      takeNote(this.#options.drill, parseRequest(NOTE, await bodyOf(request)).text);
      send(response, 200, '{}', 'application/json');
    }),
    'POST end': this.#withCookie(async (_request, response, seat) => {
      if (!this.#leads(seat)) return send(response, 403, 'the trainer ends the drill');
      this.#conductor.end();
      send(response, 200, '{}', 'application/json');
    }),
  };

  /** Whether a seat sets pace and end: the trainer, or everybody where there is none. */
  #leads(seat: Seat): boolean {
    return seat.isTrainer || !this.#options.seats.some(({ isTrainer }) => isTrainer);
  }

  #withCookie(answer: Answer): Answer {
    return async (request, response, seat) => {
      if (!hasCookie(request, seat)) return send(response, 401, 'open the address with its token');
      this.#connections.know(request.socket);
      await answer(request, response, seat);
    };
  }
}

/** Reads the JSON of a request. Throws an InputError where it is none, or too much. */
async function bodyOf(request: IncomingMessage): Promise<string> {
  if (!isJson(request)) throw new InputError('content-type: must be application/json');
  const body = await readBody(request);
  if (body === undefined)
    throw new InputError(`the body has more than ${BODY_BYTES_MAX.toLocaleString('en-US')} bytes`);
  return body;
}

function send(
  response: ServerResponse,
  status: number,
  text: string,
  type = 'text/plain; charset=utf-8',
): void {
  if (status >= 400) response.setHeader('Connection', 'close');
  response.writeHead(status, { 'Content-Type': type }).end(text);
}
