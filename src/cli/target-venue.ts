import { InputError } from '../base/input-error.js';
import { priceTicks } from '../base/units.js';
import type { Scan } from '../fix/scan.js';
import { parseForm } from '../forms/form.js';
import type { VenueArrival, VenueReport } from '../venue/ledger.js';
import { type RunningVenue, startVenue } from '../venue/run.js';
import { checkVenue, defaultVenue, VENUE, type VenueSettings } from '../venue/settings.js';
import { parseAddress } from './address.js';
import { type Flag, type FlagValues, integerFlag, type Terminal, textFlag } from './command.js';
import { readText } from './file-text.js';
import { describeSessions } from './fix-listen.js';
import { durationFlag } from './load-arrivals.js';

/** The emulated venue behind somebody's own gateway: its flags, and how it is started. */

/** The flags of all commands that see what their target sends on. */
export const TARGET_VENUE_FLAGS: Readonly<Record<string, Flag>> = {
  venue: {
    type: 'string',
    value: 'HOST:PORT',
    about: 'starts an emulated venue for the target to send to, and sees what arrives there',
  },
  'venue-file': {
    type: 'string',
    value: 'FILE.json',
    about: 'with --venue: its sessions, as smars venue has them',
  },
  wait: {
    type: 'string',
    value: 'TIME',
    about: 'with --venue: how long the target may take to connect (default 30s)',
  },
  correlate: {
    type: 'string',
    value: 'TAG',
    about: 'with --venue: the tag that carries the ClOrdID there (default 11, then 526)',
  },
  'mass-cancel': {
    type: 'string',
    value: 'MEANING',
    about:
      'what 35=q does: cancel:session (default) or cancel:firm, kill:session or kill:firm ' +
      'if it also stops new orders',
  },
};

const VENUE_PORT = 9877;
const WAIT = { default: 30, low: 0.1, high: 3600 } as const;
const TAG_MAX = 999_999;
const POLL_MS = 20;
const MASS_CANCELS = ['cancel:session', 'cancel:firm', 'kill:session', 'kill:firm'] as const;

/** Where the venue listens, who may come, and for how long it waits for the target, s. */
export interface Floor {
  readonly host: string;
  readonly port: number;
  readonly settings: VenueSettings;
  readonly waitSeconds: number;
}

/** Hears what the venue sees. */
interface FloorEar {
  arrived(arrival: VenueArrival, scan: Scan): void;
  reported(report: VenueReport): void;
}

/** Reads the flags of the venue; undefined without --venue. `who` uses it, for an InputError. */
export function readFloor(flags: FlagValues, who: string): Floor | undefined {
  const text = textFlag(flags, 'venue');
  if (text === undefined) {
    for (const name of ['venue-file', 'wait', 'correlate'])
      if (flags[name] !== undefined) throw new InputError(`--${name} goes with --venue HOST:PORT`);
    return undefined;
  }
  const path = textFlag(flags, 'venue-file');
  const given =
    path === undefined
      ? { ...defaultVenue(), background: false as const, anySymbol: true }
      : parseForm(VENUE, readText(path, 'a venue file'), path).value;
  checkVenue(given, path ?? 'venue');
  if (given.background !== false)
    throw new InputError(
      `${path}: background: must be false for a ${who}: others’ orders would trade with its own`,
    );
  return {
    ...parseAddress('venue', text, VENUE_PORT),
    settings: given,
    waitSeconds: durationFlag(flags, 'wait', WAIT.low, WAIT.high) ?? WAIT.default,
  };
}

/** The tag by which orders are found again at the venue; undefined without the flag. */
export function readCorrelate(flags: FlagValues): number | undefined {
  return integerFlag(flags, 'correlate', 1, TAG_MAX);
}

/** Reads what a mass cancel does at the target. */
export function readMassCancel(
  flags: FlagValues,
  version: string,
): { readonly stops: boolean; readonly scope: 'session' | 'firm' } {
  if (flags['mass-cancel'] !== undefined && version === '4.2')
    throw new InputError('--mass-cancel: FIX 4.2 has no mass cancel (35=q)');
  const text = textFlag(flags, 'mass-cancel') ?? MASS_CANCELS[0];
  if (!(MASS_CANCELS as readonly string[]).includes(text))
    throw new InputError(`--mass-cancel is '${text}'; must be one of ${MASS_CANCELS.join(', ')}`);
  const [act, scope] = text.split(':');
  return { stops: act === 'kill', scope: scope === 'firm' ? 'firm' : 'session' };
}

/** Starts the venue, and says where it listens. */
export async function openFloor(
  { host, port, settings }: Floor,
  ear: FloorEar,
  signal: AbortSignal,
  terminal: Terminal,
): Promise<RunningVenue> {
  const venue = await startVenue({
    settings,
    stocks: (settings.stocks ?? []).map(({ symbol, priceDollars }) => ({
      symbol,
      referenceTicks: priceTicks(priceDollars),
    })),
    host,
    port,
    signal,
    onArrival: (arrival, scan) => ear.arrived(arrival, scan),
    onReport: (report) => ear.reported(report),
    tell: (text) => terminal.tell(`venue: ${text}\n`),
  });
  terminal.tell(
    describeSessions(settings, { host, port, tls: undefined }, venue.port, () => 'the venue'),
  );
  return venue;
}

/** Waits until the target has connected to the venue. */
export async function waitForTarget(
  venue: RunningVenue,
  seconds: number,
  terminal: Terminal,
): Promise<void> {
  const endMs = performance.now() + seconds * 1000;
  while (venue.connected === 0) {
    if (terminal.interrupted.aborted) return;
    if (performance.now() > endMs)
      throw new InputError(
        `--venue: nobody connected within ${seconds} s; nothing was sent. Point the target ` +
          'there, and see --wait',
      );
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
}
