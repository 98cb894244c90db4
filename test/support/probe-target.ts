import type { Bench } from '../../src/probe/bench.js';
import { LivePort } from '../../src/probe/live-port.js';
import { planProbe } from '../../src/probe/plan.js';
import { type ProbeFindings, runProbe } from '../../src/probe/probe.js';
import { defaultTarget } from '../../src/target/settings.js';
import { startVenue } from '../../src/venue/run.js';
import { defaultVenue } from '../../src/venue/settings.js';
import type { GatewayHole, HoledLimits } from './holed-checks.js';
import { HoledGateway } from './holed-gateway.js';

/** Two sessions on a gateway with holes, and a venue behind it, all in this process. */
export async function probeHoled(
  bench: Bench,
  limits: HoledLimits,
  holes: readonly GatewayHole[],
  choice: { only?: readonly string[]; skip?: readonly string[] },
  gatewayOptions: { carries?: number | 'none' } = {},
): Promise<ProbeFindings> {
  const ending = new AbortController();
  const held: { port?: LivePort } = {};
  const venue = await startVenue({
    settings: { ...defaultVenue(), background: false, anySymbol: true },
    stocks: [],
    host: '127.0.0.1',
    port: 0,
    signal: ending.signal,
    onArrival: (arrival, scan) => held.port?.arrived(arrival, scan),
    onReport: (report) => held.port?.reported(report),
    tell: () => undefined,
  });
  const clients = ['ONE', 'TWO'];
  const gateway = await HoledGateway.start({
    venuePort: venue.port,
    limits,
    holes,
    clients,
    ...gatewayOptions,
  });
  try {
    const settings = {
      ...defaultTarget(),
      sessions: clients.map((senderCompId) => ({ senderCompId })),
    };
    held.port = await LivePort.open({
      door: {
        place: { host: '127.0.0.1', port: gateway.port, isTls: false },
        settings,
        consent: { mine: undefined, acceptsUnmarked: false },
        tls: undefined,
      },
      sight: 'venue',
      commands: {
        kill: async () => gateway.kill(),
        rearm: async () => gateway.rearm(),
        restart: () => gateway.restart(),
      },
    });
    return await runProbe({
      bench,
      plan: planProbe(bench, { only: choice.only ?? [], skip: choice.skip ?? [] }),
      port: held.port,
      patience: { answerMs: 1000, graceMs: 20, perSecond: bench.perSecond },
      ordersMax: 5000,
      secondsMax: 60,
      canRearm: true,
      signal: new AbortController().signal,
    });
  } finally {
    await held.port?.close();
    await gateway.close();
    ending.abort();
    await venue.ended;
  }
}
