import { createInterface } from 'node:readline';
import { InputError } from '../base/input-error.js';
import { liveThreads } from '../fleet/layout.js';
import type { FleetSpec } from '../fleet/spec.js';
import { parseForm } from '../forms/form.js';
import { namedAccounts, withAccountsOf } from '../gateway/accounts.js';
import type { RunningGateway } from '../gateway/run.js';
import {
  type ClientSettings,
  checkGateway,
  defaultGateway,
  GATEWAY,
  type GatewaySettings,
} from '../gateway/settings.js';
import { symbolsOf } from '../market/universe.js';
import type { LimitsInForce } from '../report/limits-text.js';
import { fleetOf, type LoadProfile } from '../scenarios/profile.js';
import { type Command, type FlagValues, type Terminal, textFlag } from './command.js';
import { readEventFormat } from './event-formats.js';
import { readText } from './file-text.js';
import { describeSessions, listenFlags, readListen } from './fix-listen.js';
import { describeAct, type GatewayAct, parseAct } from './gateway-acts.js';
import { runGateway } from './gateway-run.js';
import { LIMITS_FLAG, limitsInForce, readLimits } from './limits-source.js';
import { durationFlag, numberFlag, readProfile } from './load-arrivals.js';
import { captureLoad } from './load-capture.js';
import { checkFleet } from './load-flags.js';
import { readFlow } from './load-flow.js';
import { METRICS_FLAGS, readMetricsPlace } from './metrics-server.js';
import { collectByOneThread, enlargeNursery } from './nursery.js';
import { checkPlaces, placesOf } from './output.js';
import { RECORDS_MAX } from './record-file.js';
import { refuseIdle } from './scenario-source.js';
import { readUniverse, UNIVERSE_FLAG } from './universe-source.js';

const PORT = 9876;
/** A gateway without --duration ends after a day. */
const DAY_SECONDS = 86_400;
/** Flags that have an effect only with another one. */
const GOES_WITH = [
  ['speed', 'orders'],
  ['events', 'out'],
] as const;
/** Paths that flags name. */
const PLACES = {
  limits: 'input',
  universe: 'input',
  orders: 'input',
  profile: 'input',
  out: 'folder',
  record: 'file',
} as const;

export const GATEWAY_COMMAND: Command = {
  name: 'gateway',
  about:
    'Accepts FIX 4.2 and 4.4 sessions and sends their orders to the servers: router, gate and ' +
    'emulated venues on threads, on the wall clock. Type kill, halt, reduce or rearm, as in ' +
    'kill server:8 or halt account:A, or quit.',
  operands: '[FILE.json]',
  operandsMax: 1,
  flags: {
    ...listenFlags(PORT),
    profile: {
      type: 'string',
      value: 'NAME',
      about: 'servers, stocks, market and limits of a load profile (default normal-day)',
    },
    servers: { type: 'string', value: 'N', about: 'emulated servers, 1 to 64' },
    threads: {
      type: 'string',
      value: 'N',
      about: 'threads that host them; 0: that of the sessions, the default on two cores',
    },
    seed: { type: 'string', value: 'N', about: 'seed of the universe and the market' },
    set: {
      type: 'string',
      value: 'PATH=VALUE',
      multiple: true,
      about: 'change one field of the profile',
    },
    limits: LIMITS_FLAG,
    universe: UNIVERSE_FLAG,
    orders: {
      type: 'string',
      value: 'FILE',
      about: 'the orders of a CSV or NDJSON file, beside those of the clients',
    },
    speed: {
      type: 'string',
      value: 'X',
      about: 'with --orders: so many times as fast as they were (default 1)',
    },
    record: { type: 'string', value: 'FILE', about: 'keep each server’s inputs, for smars replay' },
    events: {
      type: 'string',
      value: 'FORMAT',
      about: 'with --out: every order, child and fill as arrow, ndjson, csv or parquet',
    },
    out: {
      type: 'string',
      value: 'DIR',
      about: 'leave report, summary, timeline, metrics.prom and latency files in a new folder',
    },
    duration: { type: 'string', value: 'TIME', about: 'end after so long (default a day)' },
    ...METRICS_FLAGS,
    json: { type: 'boolean', about: 'the result as JSON' },
  },
  examples: [
    'smars gateway',
    'smars gateway sessions.json --listen 127.0.0.1:5001',
    'smars gateway --limits limits.json --duration 10m',
    'smars gateway --metrics :9464 --metrics-linger 30s --duration 10m',
    'smars gateway --orders my-orders.csv --out runs/gateway --events csv',
  ],

  async run(flags, operands, terminal) {
    const path = operands[0];
    for (const [flag, other] of GOES_WITH)
      if (flags[flag] !== undefined && flags[other] === undefined)
        throw new InputError(`--${flag} goes with --${other}`);
    const settings = readSettings(path);
    const where = readListen(flags, PORT);
    const metrics = readMetricsPlace(flags, settings.metrics);
    const { profile, spec, limits } = await liveFleet(flags, settings, terminal);
    checkGateway(settings, spec.servers, path ?? 'gateway');
    checkPlaces(placesOf(flags, PLACES, operands), terminal);
    enlargeNursery();
    collectByOneThread();
    const format = await readEventFormat(textFlag(flags, 'events'));
    const capture =
      format === undefined
        ? undefined
        : await captureLoad(profile, spec, { out: textFlag(flags, 'out')!, format });
    const listening = (gateway: RunningGateway, ending: AbortController): (() => void) => {
      const tellRoute = (session: ClientSettings): string => describeRoute(session, spec);
      terminal.tell(
        describeSessions(settings, where, gateway.port, tellRoute) + describeStocks(settings, spec),
      );
      return takeCommands(gateway, spec, ending, terminal);
    };
    const start = {
      ...{ settings, profile, spec, limits, where, metrics, capture, flags, terminal },
      listening,
    };
    try {
      return await runGateway(start);
    } finally {
      await capture?.close();
    }
  },
};

function readSettings(path: string | undefined): GatewaySettings {
  if (path === undefined) return defaultGateway();
  return parseForm(GATEWAY, readText(path, 'a gateway file'), path).value;
}

/** The fleet of the profile, with parents that come over FIX, and those of a file beside. */
async function liveFleet(
  flags: FlagValues,
  settings: GatewaySettings,
  terminal: Terminal,
): Promise<{ profile: LoadProfile; spec: FleetSpec; limits: LimitsInForce }> {
  const { duration, ...rest } = flags;
  refuseIdle(
    flags,
    ['arrivals', 'warmupSeconds', 'durationSeconds'],
    'orders come over FIX, until --duration is over',
  );
  const file = readLimits(flags);
  const profile = readProfile(undefined, rest, file, readUniverse(flags));
  const named = namedAccounts(profile.risk, settings);
  const path = textFlag(flags, 'orders');
  const flow = path === undefined ? undefined : await readFlow(path, profile, named, terminal);
  const accounts = flow === undefined ? named : withAccountsOf(flow, named);
  const speed = numberFlag(flags, 'speed', 0.001, 1e6) ?? 1;
  const fleet = fleetOf(profile);
  const spec: FleetSpec = {
    ...fleet,
    threads: liveThreads(fleet),
    arrivals: { kind: 'live', accounts, ...(flow && { beside: { flow, speed } }) },
    warmupSeconds: 0,
    durationSeconds: durationFlag({ duration }, 'duration', 0.1, DAY_SECONDS) ?? DAY_SECONDS,
    otherThreads: flags.events === undefined ? 1 : 2,
    ...(flags.record === undefined ? {} : { record: { recordsMax: RECORDS_MAX } }),
  };
  checkFleet(spec, flags);
  return { profile, spec, limits: limitsInForce(profile.risk, file) };
}

function describeRoute({ server, dropCopy }: ClientSettings, { servers }: FleetSpec): string {
  if (dropCopy) return 'copies of all reports';
  return server === undefined ? `to ${servers} servers in turn` : `to server ${server}`;
}

function describeStocks({ retailTag }: GatewaySettings, spec: FleetSpec): string {
  const symbols = symbolsOf(spec);
  return (
    `  ${symbols.length} stocks, ${symbols.slice(0, 3).join(', ')} …; ` +
    `${retailTag}=Y marks an order for retail liquidity\n`
  );
}

/** Takes commands from the terminal, and SIGUSR2 as a kill of the firm. */
function takeCommands(
  gateway: RunningGateway,
  spec: FleetSpec,
  ending: AbortController,
  terminal: Terminal,
): () => void {
  const tell = (error: unknown): void => terminal.tell(`${(error as Error).message}\n`);
  const act = (wanted: GatewayAct): void => {
    gateway.act(wanted.act, wanted.scope).then(() => terminal.tell(describeAct(wanted)), tell);
  };
  const onSignal = (): void => act({ act: 'kill', scope: { kind: 'firm' }, text: 'firm' });
  process.on('SIGUSR2', onSignal);
  const lines = createInterface({ input: process.stdin });
  lines.on('line', (line) => {
    if (line.trim() === 'quit') {
      ending.abort();
      return;
    }
    try {
      act(parseAct(line, spec));
    } catch (error) {
      tell(error);
    }
  });
  return () => {
    process.off('SIGUSR2', onSignal);
    lines.close();
    process.stdin.pause();
  };
}
