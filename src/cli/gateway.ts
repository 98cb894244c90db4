import { createInterface } from 'node:readline';
import type { FleetSpec } from '../fleet/spec.js';
import { parseForm } from '../forms/form.js';
import { type RunningGateway, startGateway } from '../gateway/run.js';
import {
  type ClientSettings,
  checkGateway,
  defaultGateway,
  GATEWAY,
  type GatewaySettings,
} from '../gateway/settings.js';
import { symbolsOf } from '../market/universe.js';
import { fleetOf } from '../scenarios/profile.js';
import { type Command, EXIT, type FlagValues, type Terminal } from './command.js';
import { readText } from './file-text.js';
import { describeSessions, listenFlags, readListen } from './fix-listen.js';
import { describeGateway, summariseGateway } from './gateway-summary.js';
import { LIMITS_FLAG, readLimits } from './limits-source.js';
import { durationFlag, readProfile } from './load-arrivals.js';
import { enlargeNursery } from './nursery.js';
import { Progress } from './progress.js';
import { refuseIdle } from './scenario-source.js';

const PORT = 9876;
/** A gateway without --duration ends after a day. */
const DAY_SECONDS = 86_400;

export const GATEWAY_COMMAND: Command = {
  name: 'gateway',
  about:
    'Accepts FIX 4.2 and 4.4 sessions and sends their orders to the servers: router, gate and ' +
    'emulated venues on threads, on the wall clock. Type kill, rearm, kill server:8 or quit.',
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
    threads: { type: 'string', value: 'N', about: 'threads that host them' },
    seed: { type: 'string', value: 'N', about: 'seed of the universe and the market' },
    set: {
      type: 'string',
      value: 'PATH=VALUE',
      multiple: true,
      about: 'change one field of the profile',
    },
    limits: LIMITS_FLAG,
    duration: { type: 'string', value: 'TIME', about: 'end after so long (default a day)' },
    json: { type: 'boolean', about: 'the result as JSON' },
  },
  examples: [
    'smars gateway',
    'smars gateway sessions.json --listen 127.0.0.1:5001',
    'smars gateway --limits limits.json --duration 10m',
  ],

  async run(flags, operands, terminal) {
    const path = operands[0];
    const settings = readSettings(path);
    const where = readListen(flags, PORT);
    const spec = liveFleet(flags);
    checkGateway(settings, spec.servers, path ?? 'gateway');
    enlargeNursery();
    const progress = new Progress(terminal);
    const ending = new AbortController();
    terminal.interrupted.addEventListener('abort', () => ending.abort(), { once: true });
    const gateway = await startGateway({
      settings,
      spec,
      ...where,
      signal: ending.signal,
      onInterval: ({ atSeconds, counts, openParents }) =>
        progress.show(
          Math.min(1, atSeconds / spec.durationSeconds),
          `${counts.parents} orders/s  ${counts.arrived} children/s  ${openParents} open`,
        ),
      tell: (text) => terminal.tell(`${text}\n`),
    });
    terminal.tell(
      describeSessions(settings, where, gateway.port, (session) => describeRoute(session, spec)) +
        describeStocks(settings, spec),
    );
    const stopListening = takeCommands(gateway, spec.servers, ending, terminal);
    try {
      const result = await gateway.result;
      progress.end();
      terminal.answer(
        flags.json === true
          ? `${JSON.stringify(summariseGateway(gateway, result), null, 2)}\n`
          : describeGateway(gateway, result),
      );
    } finally {
      stopListening();
    }
    return terminal.interrupted.aborted ? EXIT.INTERRUPTED : EXIT.GOOD;
  },
};

function readSettings(path: string | undefined): GatewaySettings {
  if (path === undefined) return defaultGateway();
  return parseForm(GATEWAY, readText(path, 'a gateway file'), path).value;
}

/** The fleet of the profile, with parents that come over FIX. */
function liveFleet(flags: FlagValues): FleetSpec {
  const { duration, ...rest } = flags;
  refuseIdle(
    flags,
    ['arrivals', 'warmupSeconds', 'durationSeconds'],
    'orders come over FIX, until --duration is over',
  );
  const profile = readProfile(undefined, rest, readLimits(flags));
  return {
    ...fleetOf(profile),
    arrivals: { kind: 'live' },
    warmupSeconds: 0,
    durationSeconds: durationFlag({ duration }, 'duration', 0.1, DAY_SECONDS) ?? DAY_SECONDS,
    otherThreads: 1,
  };
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
  servers: number,
  ending: AbortController,
  terminal: Terminal,
): () => void {
  const act = (engaged: boolean, server?: number): void => {
    const done = engaged ? gateway.kill(server) : gateway.rearm(server);
    const scope = server === undefined ? 'firm' : `server:${server}`;
    done.then(
      () => terminal.tell(`${engaged ? 'killed' : 're-armed'} ${scope}\n`),
      (error: unknown) => terminal.tell(`${(error as Error).message}\n`),
    );
  };
  const onSignal = (): void => act(true);
  process.on('SIGUSR2', onSignal);
  const lines = createInterface({ input: process.stdin });
  lines.on('line', (line) => {
    const [, verb, number] = /^\s*(kill|rearm|quit)(?:\s+server:(\d+))?\s*$/.exec(line) ?? [];
    const server = number === undefined ? undefined : Number(number);
    if (verb === undefined || (server !== undefined && !(server >= 1 && server <= servers)))
      terminal.tell(`'${line}': type kill, rearm, kill server:1 … server:${servers}, or quit\n`);
    else if (verb === 'quit') ending.abort();
    else act(verb === 'kill', server);
  });
  return () => {
    process.off('SIGUSR2', onSignal);
    lines.close();
    process.stdin.pause();
  };
}
