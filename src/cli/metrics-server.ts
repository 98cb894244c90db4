import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { InputError } from '../base/input-error.js';
import {
  CONTENT_TYPES,
  formatExposition,
  type MetricFamily,
  negotiateFormat,
} from '../metrics/exposition.js';
import { type Address, parseAddress, showAddress } from './address.js';
import { type Flag, type FlagValues, type Terminal, textFlag } from './command.js';
import { durationFlag } from './load-arrivals.js';

/** The flags of commands that serve metrics while they run. */
export const METRICS_FLAGS: Readonly<Record<'metrics' | 'metrics-linger', Flag>> = {
  metrics: {
    type: 'string',
    value: 'HOST:PORT',
    about: 'serve metrics for Prometheus at http://HOST:PORT/metrics',
  },
  'metrics-linger': {
    type: 'string',
    value: 'TIME',
    about: 'with --metrics: serve them so long after the end, for a last scrape',
  },
};

const PATH = '/metrics';
/** The port in messages: that of most exporters of OpenMetrics. */
const EXAMPLE_PORT = 9464;
const LINGER_SECONDS_MAX = 3600;
/** A peer that does not send its request in this time is cut off. */
const REQUEST_MS = 5000;
const CONNECTIONS_MAX = 32;

/** What serves the metrics of a command while it runs. */
interface MetricsServer {
  /** Serves the last values for the time of --metrics-linger, or until Ctrl-C, and closes. */
  end(): Promise<void>;
}

/** Where to serve metrics, and for how long after the end. */
export interface MetricsPlace extends Address {
  readonly lingerSeconds: number;
}

/**
 * Reads the flags; undefined without an address. Throws an InputError for a wrong one.
 *
 * @param given - the address of a settings file, which the flag takes the place of
 */
export function readMetricsPlace(flags: FlagValues, given?: string): MetricsPlace | undefined {
  const text = textFlag(flags, 'metrics') ?? given;
  const lingerSeconds = durationFlag(flags, 'metrics-linger', 0, LINGER_SECONDS_MAX) ?? 0;
  if (text !== undefined) return { ...parseAddress('metrics', text, EXAMPLE_PORT), lingerSeconds };
  if (flags['metrics-linger'] !== undefined)
    throw new InputError('--metrics-linger goes with --metrics HOST:PORT');
  return undefined;
}

/**
 * Serves the metrics of a command while `run` goes, if it is to; `families` returns them at each
 * scrape. Rejects with an InputError if the address cannot be used.
 */
export async function withMetrics<Result>(
  place: MetricsPlace | undefined,
  families: () => readonly MetricFamily[],
  terminal: Terminal,
  run: () => Promise<Result>,
): Promise<Result> {
  const server = place && (await serveMetrics(place, families, terminal));
  try {
    return await run();
  } finally {
    await server?.end();
  }
}

/**
 * Serves what `families` returns at each scrape. Rejects with an InputError if the address cannot
 * be used.
 */
async function serveMetrics(
  { lingerSeconds, ...asked }: MetricsPlace,
  families: () => readonly MetricFamily[],
  terminal: Terminal,
): Promise<MetricsServer> {
  const server = createServer({ requestTimeout: REQUEST_MS }, (request, response) =>
    answer(request, response, families),
  );
  server.maxConnections = CONNECTIONS_MAX;
  const { port } = await listen(server, asked);
  const url = `http://${showAddress({ host: asked.host, port })}${PATH}`;
  terminal.tell(`metrics at ${url}\n`);
  return {
    async end() {
      if (lingerSeconds > 0 && !terminal.interrupted.aborted) {
        terminal.tell(`metrics stay at ${url} for ${lingerSeconds} s; Ctrl-C ends them\n`);
        await sleep(lingerSeconds * 1000, undefined, { signal: terminal.interrupted }).catch(
          () => undefined,
        );
      }
      server.closeAllConnections();
      server.close();
    },
  };
}

async function listen(server: Server, { host, port }: Address): Promise<AddressInfo> {
  server.listen(port, host);
  try {
    await once(server, 'listening');
  } catch (error) {
    throw new InputError(
      `--metrics ${showAddress({ host, port })}: cannot listen there (${(error as Error).message})`,
    );
  }
  return server.address() as AddressInfo;
}

function answer(
  { method, url, headers }: IncomingMessage,
  response: ServerResponse,
  families: () => readonly MetricFamily[],
): void {
  const plain = (status: number, text: string): void => {
    response.writeHead(status, { 'Content-Type': 'text/plain; charset=utf-8' }).end(text);
  };
  if (method !== 'GET' && method !== 'HEAD') {
    response.setHeader('Allow', 'GET, HEAD');
    plain(405, 'use GET\n');
  } else if ((url ?? '').split('?')[0] !== PATH) plain(404, `the metrics are at ${PATH}\n`);
  else {
    const format = negotiateFormat(headers.accept);
    response
      .writeHead(200, { 'Content-Type': CONTENT_TYPES[format], Vary: 'Accept' })
      .end(formatExposition(families(), format));
  }
}
