import { abortSignal, callable, demand, fields, optional, text, whole } from '../base/forms.js';
import { validateForm } from '../forms/form.js';
import { venueStocks } from '../scenarios/venue-stocks.js';
import type { MemberCounts } from '../venue/member.js';
import { type RunningVenue, startVenue as startFloor } from '../venue/run.js';
import { checkVenue, defaultVenue, VENUE, type VenueFile } from '../venue/settings.js';

/** An emulated exchange for users of the library: arguments are checked, then it listens. */

/** Where a venue listens, and what it keeps. */
export interface VenueOptions {
  /** By default 127.0.0.1. */
  readonly host?: string | undefined;
  /** By default, or with 0, any free one. */
  readonly port?: number | undefined;
  /** A file for each message and each report, made anew and written as they come. */
  readonly journal?: string | undefined;
  /** Ends the venue. */
  readonly signal?: AbortSignal | undefined;
  /** Hears what there is to log: Logons, rejects, lines that drop. */
  readonly tell?: ((text: string) => void) | undefined;
}

/** A session of a venue, and what it has sent and got. */
export interface VenueSession extends Readonly<MemberCounts> {
  readonly targetCompId: string;
  /** Orders that are not done. */
  readonly open: number;
}

const optionsForm = fields({
  host: optional(text(1, 255)),
  port: optional(whole(0, 65_535)),
  journal: optional(text(1, 4096)),
  signal: optional(abortSignal),
  tell: optional(callable),
});

/** A running venue. Its clients connect to `port` by FIX. */
export class EmulatedVenue {
  readonly #running: RunningVenue;
  readonly #ending: AbortController;

  /** @internal */
  constructor(running: RunningVenue, ending: AbortController) {
    this.#running = running;
    this.#ending = ending;
  }

  /** The port that it listens on. */
  get port(): number {
    return this.#running.port;
  }

  /** How many sessions are connected. */
  get connected(): number {
    return this.#running.connected;
  }

  /** Settles with the seconds that it ran, when it has ended by `stop` or by the signal. */
  get ended(): Promise<number> {
    return this.#running.ended;
  }

  /** What each session has sent and got so far, in the order of the settings. */
  sessions(): VenueSession[] {
    return this.#running.venue.members.map(({ settings, counts, open }) => ({
      targetCompId: settings.targetCompId,
      ...counts,
      open: open.size,
    }));
  }

  /** Ends the day, says goodbye to its clients and closes. Settles with the seconds that it ran. */
  stop(): Promise<number> {
    this.#ending.abort();
    return this.#running.ended;
  }
}

/**
 * Starts an emulated exchange behind FIX 4.2 and 4.4 sessions: order books in price-time priority,
 * and trouble on purpose. It is what `smars venue` runs. `settings` are the fields of a venue file,
 * as `smars schema --venue` describes them; without any it has a session of each version. Rejects
 * with an InputError for a wrong field or option, and where it cannot listen.
 *
 * @beta
 */
export async function startVenue(
  settings?: VenueFile,
  options: VenueOptions = {},
): Promise<EmulatedVenue> {
  const source = 'startVenue: settings';
  const given = settings === undefined ? defaultVenue() : validateForm(VENUE, settings, source);
  checkVenue(given, source);
  demand(optionsForm, options, 'startVenue: options');
  const { host = '127.0.0.1', port = 0, journal, signal, tell = () => undefined } = options;
  const ending = new AbortController();
  if (signal?.aborted) ending.abort();
  signal?.addEventListener('abort', () => ending.abort(), { once: true });
  const running = await startFloor({
    ...{ settings: given, stocks: venueStocks(given.stocks), host, port, journal, tell },
    signal: ending.signal,
  });
  return new EmulatedVenue(running, ending);
}
