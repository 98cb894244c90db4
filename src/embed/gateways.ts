import { anything, demand, fields, fileUrl, optional, whole } from '../base/forms.js';
import type { FleetOptions } from '../fleet/fleet.js';
import { liveThreads } from '../fleet/layout.js';
import type { FleetResult } from '../fleet/result.js';
import { validateForm } from '../forms/form.js';
import { namedAccounts } from '../gateway/accounts.js';
import type { Client } from '../gateway/client-order.js';
import { startGateway as startServers } from '../gateway/run.js';
import { checkGateway, defaultGateway, GATEWAY } from '../gateway/settings.js';
import { refuseMetrics } from '../order-entry/sessions.js';
import type { ScopeAct } from '../risk/stops/acts.js';
import type { NamedScope } from '../risk/stops/scope-forms.js';
import { PROFILE } from '../scenarios/parse.js';
import { fleetOf, type LoadProfile } from '../scenarios/profile.js';
import { findProfile } from '../scenarios/profiles.js';
import {
  type AcceptorFields,
  type ListenOptions,
  listenAt,
  listenForm,
  type SessionFields,
} from './acceptors.js';

/** A gateway in front of the servers for users of the library: arguments are checked first. */

/** Where a gateway listens, and what works its orders. */
export interface GatewayOptions extends ListenOptions {
  /**
   * Servers, stocks, market and limits: those of a load profile, by default `normal-day`. Orders
   * come over FIX, so its arrivals, warm-up and duration have no part in it.
   */
  readonly profile?: LoadProfile | undefined;
  /** Other entries of the worker threads, as of `startFleet`. */
  readonly workers?: FleetOptions['workers'];
}

/** The fields of a gateway file; `smars schema --gateway` has their bounds and defaults. */
export interface GatewayFile extends AcceptorFields {
  /** The tag whose value Y marks an order for retail liquidity, by default 5001. */
  readonly retailTag?: number | undefined;
  /** Who may connect. */
  readonly sessions: readonly (SessionFields & {
    /** The server that its orders go to, from 1; by default they go to all in turn. */
    readonly server?: number | undefined;
    /** The account that its orders count for. */
    readonly account?: string | undefined;
    /** A session that only gets copies of the others' reports. */
    readonly dropCopy?: boolean | undefined;
  })[];
}

/** What a session of a gateway has sent and got. */
export interface GatewaySession {
  readonly targetCompId: string;
  readonly orders: number;
  readonly accepted: number;
  readonly rejected: number;
  /** Executions, and their shares. */
  readonly fills: number;
  readonly shares: number;
  readonly cancels: number;
  readonly replaces: number;
  /** Orders that are not done. */
  readonly open: number;
}

/** A running gateway. Its clients connect to `port` by FIX. */
export interface EmulatedGateway {
  /** The port that it listens on. */
  readonly port: number;
  /** How many sessions are connected. */
  readonly connected: number;
  /** Settles with the result of its servers, when it has ended by `stop` or by the signal. */
  readonly ended: Promise<FleetResult>;
  /** What each session has sent and got so far, in the order of the settings. */
  sessions(): GatewaySession[];
  /**
   * Stops a server, from 1, or all of them, and ends their orders. Settles when they have stopped.
   */
  kill(server?: number): Promise<void>;
  /** Lets a server, or all of them, trade again. */
  rearm(server?: number): Promise<void>;
  /**
   * Kills, halts or re-arms a scope, or lets only orders of it through that reduce. A kill ends its
   * open orders. Settles when all servers have acknowledged it; rejects with an InputError for an
   * unknown act or scope, and changes nothing then.
   */
  act(act: ScopeAct, scope: NamedScope): Promise<void>;
  /** Ends the day, says goodbye to its clients and closes. Settles with its servers' result. */
  stop(): Promise<FleetResult>;
}

/** A gateway that nobody ends does so after a day. */
const DAY_SECONDS = 86_400;

const optionsForm = fields({
  ...listenForm,
  // Its own form checks it.
  profile: optional(anything),
  workers: optional(fields({ servers: optional(fileUrl), venues: optional(fileUrl) })),
});

/**
 * Starts FIX 4.2 and 4.4 sessions in front of the servers: router, gate and emulated venues, on
 * threads. It is what `smars gateway` runs. `settings` are the fields of a gateway file, as `smars
 * schema --gateway` describes them; without any it has a session of each version. Rejects with an
 * InputError for a wrong field or option, and where it cannot listen; with a FleetError when a
 * thread fails to start.
 *
 * @beta
 */
export async function startGateway(
  settings?: GatewayFile,
  options: GatewayOptions = {},
): Promise<EmulatedGateway> {
  const source = 'startGateway: settings';
  const given = settings === undefined ? defaultGateway() : validateForm(GATEWAY, settings, source);
  demand(optionsForm, options, 'startGateway: options');
  const { workers, profile = findProfile('normal-day') } = options;
  validateForm(PROFILE, profile, 'startGateway: options: profile');
  const fleet = fleetOf(profile);
  const spec = {
    ...fleet,
    threads: liveThreads(fleet),
    arrivals: { kind: 'live' as const, accounts: namedAccounts(profile.risk, given) },
    warmupSeconds: 0,
    durationSeconds: DAY_SECONDS,
    otherThreads: 1,
  };
  checkGateway(given, spec.servers, source);
  refuseMetrics(given, source);
  const { at, ending } = listenAt(options);
  const running = await startServers({ settings: given, spec, workers, ...at });
  const numbered = (server: number | undefined, name: string): NamedScope => {
    demand(optional(whole(1, spec.servers)), server, name, 'server');
    return server === undefined ? { kind: 'firm' } : { kind: 'server', server };
  };
  return {
    port: running.port,
    get connected() {
      return running.connected;
    },
    ended: running.result,
    sessions: () => running.clients.map(shownSession),
    kill: async (server) => running.act('kill', numbered(server, 'kill')),
    rearm: async (server) => running.act('re-arm', numbered(server, 'rearm')),
    act: (act, scope) => running.act(act, scope),
    stop() {
      ending.abort();
      return running.result;
    },
  };
}

function shownSession({ settings, counts, open }: Client): GatewaySession {
  return { targetCompId: settings.targetCompId, ...counts, open: open.size };
}
