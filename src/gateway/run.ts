import type { TlsOptions } from 'node:tls';
import { NS_PER_MS } from '../base/units.js';
import {
  allocateCapture,
  type CaptureMemory,
  countCapture,
  openCaptureCells,
} from '../capture/memory.js';
import { LogStore } from '../fix/log-store.js';
import { recordedOrders } from '../fleet/arrivals.js';
import { type Fleet, type FleetOptions, startFleet } from '../fleet/fleet.js';
import { LiveOrders } from '../fleet/main-thread/live.js';
import type { FleetSnapshot } from '../fleet/main-thread/snapshot.js';
import type { FleetResult } from '../fleet/result.js';
import { type FleetSpec, scopeRows } from '../fleet/spec.js';
import { symbolsOf } from '../market/universe.js';
import { VENUE_NAMES } from '../market/venues.js';
import { closeStores, findLink, openSession, sayGoodbye } from '../order-entry/sessions.js';
import { demandAct, type ScopeAct } from '../risk/stops/acts.js';
import type { NamedScope } from '../risk/stops/scope-forms.js';
import { Acceptor } from '../wire/acceptor.js';
import type { Link } from '../wire/link.js';
import { startWithFiles } from '../wire/new-files.js';
import { ChildCopies } from './child-copies.js';
import { ChildReader } from './child-reader.js';
import { type Client, createClient } from './client-order.js';
import { Gateway } from './gateway.js';
import type { OrderLog } from './order-log.js';
import type { ClientSettings, GatewaySettings } from './settings.js';

/** How a gateway runs. */
interface GatewayOptions {
  readonly settings: GatewaySettings;
  readonly spec: FleetSpec;
  readonly host: string;
  readonly port: number;
  readonly tls?: TlsOptions | undefined;
  /** The rings of a writer of event files: one for each server, as the fleet's own. */
  readonly events?: CaptureMemory | undefined;
  /** Notes every order that a server gets. */
  readonly log?: OrderLog | undefined;
  /** Ends the gateway. */
  readonly signal: AbortSignal;
  /** Other entries of the servers' and the venues' threads. */
  readonly workers?: FleetOptions['workers'];
  readonly onInterval?: ((snapshot: FleetSnapshot) => void) | undefined;
  /** Something to log: of a session, or of the gateway itself. */
  tell(text: string): void;
}

/** A running gateway. */
export interface RunningGateway {
  readonly port: number;
  readonly clients: readonly Client[];
  /** Settles when the gateway has ended. */
  readonly result: Promise<FleetResult>;
  /** Counts of connections. */
  readonly connections: Acceptor['counts'];
  /** Clients that are connected now. */
  readonly connected: number;
  /** How often a client was cut off because it did not read. */
  readonly slowCuts: number;
  /** Children of which no client could be told, because the gateway did not keep up. */
  readonly lostChildren: number;
  /**
   * Kills, halts or re-arms a scope, or lets only orders of it through that reduce. A kill ends its
   * orders. Settles when all servers have acknowledged it.
   */
  act(act: ScopeAct, scope: NamedScope): Promise<void>;
}

/** After news the loop looks again at once for so long, and then once a millisecond. */
const EAGER_MS = 2;
const IDLE_MS = 1;
/** Servers on this thread make so many passes at most before the sockets are looked at again. */
const PASSES_MAX = 16;

/**
 * Starts the fleet and the acceptor. Rejects with an InputError for a wrong setting; files that it
 * made are gone then.
 */
export function startGateway(options: GatewayOptions): Promise<RunningGateway> {
  const stores = options.settings.sessions.map(({ store }) => store);
  return startWithFiles(stores, () => startServers(options));
}

async function startServers(options: GatewayOptions): Promise<RunningGateway> {
  const { settings, spec, signal, events } = options;
  const capture = allocateCapture(spec.servers, 'drop');
  const live = new LiveOrders();
  const held: { fleet?: Fleet; pump?: Pump } = {};
  const gateway = openGateway(options, capture, live, held);
  const links = settings.sessions.map((each) => openLink(gateway, settings, each, options, held));
  for (const [index, { store }] of links.entries()) {
    if (store instanceof LogStore) gateway.restore(gateway.clients[index]!, store, Date.now());
    store.flush();
  }
  const acceptor = new Acceptor(
    { ...options, connectionsMax: settings.connectionsMax, logonSeconds: settings.logonSeconds },
    links,
    (beginString, sender, target) => findLink(links, beginString, sender, target),
  );
  // The servers run before the first client may log on.
  const fleet = await startFleet(spec, {
    capture,
    live,
    workers: options.workers,
    onInterval: options.onInterval,
  });
  held.fleet = fleet;
  let port: number;
  try {
    port = await acceptor.listen();
  } catch (error) {
    await fleet.stop();
    closeStores(links);
    throw error;
  }
  if (events !== undefined)
    openCaptureCells(events).origin.originMs.set(openCaptureCells(capture).origin.originMs);
  const copies = events && new ChildCopies(events);
  const reader = new ChildReader(capture, gateway, copies);
  const pump = new Pump(gateway, reader, links, live);
  held.pump = pump;
  const result = endWith(fleet, { signal, gateway, links, acceptor, pump });
  result.catch(() => undefined);
  return {
    port,
    clients: gateway.clients,
    result,
    connections: acceptor.counts,
    get connected() {
      return links.filter(({ isConnected }) => isConnected).length;
    },
    get slowCuts() {
      return links.reduce((sum, { slowCuts }) => sum + slowCuts, 0);
    },
    get lostChildren() {
      return countCapture(capture).dropped;
    },
    async act(act, scope) {
      const rows = scopeRows(scope, spec, 'scope');
      demandAct(act, rows, true, 'act');
      if (act === 'kill') gateway.stop(rows, Date.now());
      await fleet.act(act, scope);
      if (act === 're-arm') gateway.restart(rows);
    },
  };
}

/** Opens the orders of all clients, before the servers run. */
function openGateway(
  { settings, spec, log }: GatewayOptions,
  capture: CaptureMemory,
  live: LiveOrders,
  held: { readonly fleet?: Fleet },
): Gateway {
  const { arrivals } = spec;
  const { origin } = openCaptureCells(capture);
  const gateway: Gateway = new Gateway({
    servers: spec.servers,
    symbols: symbolsOf(spec),
    venues: VENUE_NAMES,
    retailTag: settings.retailTag,
    firstExecId: Date.now() * 1000,
    firstOrderId: recordedOrders(arrivals)?.flow.count ?? 0,
    accounts: (arrivals.kind === 'live' ? arrivals.accounts : undefined) ?? [],
    nowNs: () => performance.now() * NS_PER_MS,
    startNs: () => (origin.originMs[0]! - performance.timeOrigin) * NS_PER_MS,
    log,
    door: {
      submit: (server, id, order) => live.submit(server, id, order),
      cancel: (server, id) => live.cancel(server, id),
      refusal: (server, id, verdict) => live.refusal(server, id, verdict),
      kill: (server) => {
        gateway.stop({ kind: 'server', server }, Date.now());
        held.fleet?.kill({ kind: 'server', server }).catch(() => undefined);
      },
    },
  });
  return gateway;
}

function openLink(
  gateway: Gateway,
  settings: GatewaySettings,
  client: ClientSettings,
  { tell }: GatewayOptions,
  held: { readonly pump?: Pump },
): Link {
  const link: Link = openSession(client, settings, !client.dropCopy, {
    deliver: (message) => gateway.take(own, message, Date.now()),
    tell: (note, text) => tell(`${client.targetCompId}: ${note}: ${text}`),
    closed: () => gateway.disconnected(own, Date.now()),
    received: () => held.pump?.received(),
  });
  const { store } = link;
  const log = store instanceof LogStore ? store : undefined;
  const own = createClient(
    client,
    link.session,
    () => link.flush(),
    log && ((scan, nowMs) => log.note(scan.type, nowMs, scan.bytes, scan.begin, scan.end)),
  );
  gateway.clients.push(own);
  return link;
}

/**
 * Carries what the servers say to the sessions, as long as the gateway runs. Servers on this thread
 * make their passes here when orders have come, and at each look.
 */
class Pump {
  #isOver = false;
  #newsMs = 0;
  /** Whether servers on this thread had more to do than the passes of one look. */
  #isBusy = false;
  readonly #gateway: Gateway;
  readonly #reader: ChildReader;
  readonly #links: readonly Link[];
  readonly #live: LiveOrders;

  constructor(gateway: Gateway, reader: ChildReader, links: readonly Link[], live: LiveOrders) {
    this.#gateway = gateway;
    this.#reader = reader;
    this.#links = links;
    this.#live = live;
    this.#run();
  }

  /** Looks once. */
  look(): void {
    const nowMs = Date.now();
    let blocks = this.#reader.read();
    let passes = 0;
    while (passes < PASSES_MAX && this.#live.pass() > 0) {
      passes++;
      blocks += this.#reader.read();
    }
    this.#isBusy = passes === PASSES_MAX;
    if (blocks > 0) this.#newsMs = nowMs;
    this.#gateway.tick(nowMs);
    for (const link of this.#links) if (link.session.output.position > 0) link.flush();
  }

  /** Messages of a client have been taken. */
  received(): void {
    if (this.#live.isOnMain) this.look();
  }

  end(): void {
    this.#isOver = true;
  }

  #run(): void {
    if (this.#isOver) return;
    this.look();
    const isEager =
      this.#isBusy ||
      Date.now() - this.#newsMs < EAGER_MS ||
      (!this.#live.isOnMain && this.#gateway.isWaiting);
    if (isEager) setImmediate(() => this.#run());
    else setTimeout(() => this.#run(), IDLE_MS);
  }
}

interface Parts {
  readonly signal: AbortSignal;
  readonly gateway: Gateway;
  readonly links: readonly Link[];
  readonly acceptor: Acceptor;
  readonly pump: Pump;
}

/** Waits for the end, then says goodbye to every client and drains the servers. */
async function endWith(fleet: Fleet, parts: Parts): Promise<FleetResult> {
  const { signal, gateway, links, acceptor, pump } = parts;
  try {
    await new Promise<void>((resolve) => {
      if (signal.aborted) resolve();
      signal.addEventListener('abort', () => resolve(), { once: true });
      fleet.result.then(
        () => resolve(),
        () => resolve(),
      );
    });
    gateway.endDay(Date.now());
    await sayGoodbye(links, 'the gateway ends');
    const result = await fleet.stop();
    pump.look();
    return result;
  } finally {
    pump.end();
    await acceptor.close();
    closeStores(links);
  }
}
