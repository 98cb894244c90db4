import { demand, fields, optional, text } from '../base/forms.js';
import { validateForm } from '../forms/form.js';
import { refuseMetrics } from '../order-entry/sessions.js';
import { venueStocks } from '../scenarios/venue-stocks.js';
import type { Member } from '../venue/member.js';
import { startVenue as startFloor } from '../venue/run.js';
import { checkVenue, defaultVenue, VENUE } from '../venue/settings.js';
import {
  type AcceptorFields,
  type ListenOptions,
  listenAt,
  listenForm,
  type SessionFields,
} from './acceptors.js';

/** An emulated exchange for users of the library: arguments are checked, then it listens. */

/** Where a venue listens, and what it keeps. */
export interface VenueOptions extends ListenOptions {
  /** A file for each message and each report, made anew and written as they come. */
  readonly journal?: string | undefined;
}

/** The fields of a venue file; `smars schema --venue` has their bounds and defaults. */
export interface VenueFile extends AcceptorFields {
  /** Who may connect. */
  readonly sessions: readonly (SessionFields & {
    readonly selfTrade?:
      | 'allow'
      | 'cancel-newest'
      | 'cancel-oldest'
      | 'cancel-both'
      | 'decrement'
      | undefined;
  })[];
  /** By default the stocks of the load profiles. */
  readonly stocks?:
    | readonly {
        readonly symbol: string;
        readonly priceDollars: number;
        /** A recorded book in place of `background`: fields as in the file. */
        readonly recording?:
          | {
              readonly file: string;
              readonly format: 'lobster' | 'itch';
              readonly stock?: string | undefined;
              readonly from?: string | undefined;
              readonly speed?: number | undefined;
            }
          | undefined;
      }[]
    | undefined;
  readonly anySymbol?: boolean | undefined;
  readonly bookOrders?: number | undefined;
  readonly books?: number | undefined;
  readonly openingSeconds?: number | undefined;
  readonly halts?:
    | readonly {
        readonly atSeconds: number;
        readonly forSeconds: number;
        readonly symbol?: string | undefined;
        readonly kind?: 'halt' | 'auction' | undefined;
      }[]
    | undefined;
  /** The orders of all others: fields as in the file; false for none. */
  readonly background?: false | Readonly<Record<string, number>> | undefined;
  /** Trouble on purpose: `kind`, and the fields of that kind. */
  readonly trouble?: readonly ({ readonly kind: string } & Readonly<Record<string, unknown>>)[];
  readonly seed?: number | undefined;
}

/** What a session of a venue has sent and got. */
export interface VenueSession {
  readonly targetCompId: string;
  /** Application messages that came in. */
  readonly messages: number;
  readonly orders: number;
  readonly accepted: number;
  readonly rejected: number;
  /** Executions, and their shares. */
  readonly fills: number;
  readonly shares: number;
  readonly cancels: number;
  readonly replaces: number;
  /** Cancels and replaces that were refused. */
  readonly cancelRejects: number;
  /** Reports that were made, and of these those that trouble lost or sent twice. */
  readonly reports: number;
  readonly lost: number;
  readonly doubled: number;
  /** Orders that are not done. */
  readonly open: number;
}

/** A running venue. Its clients connect to `port` by FIX. */
export interface EmulatedVenue {
  /** The port that it listens on. */
  readonly port: number;
  /** How many sessions are connected. */
  readonly connected: number;
  /** Settles with the seconds that it ran, when it has ended by `stop` or by the signal. */
  readonly ended: Promise<number>;
  /** What each session has sent and got so far, in the order of the settings. */
  sessions(): VenueSession[];
  /** Ends the day, says goodbye to its clients and closes. Settles with the seconds that it ran. */
  stop(): Promise<number>;
}

const optionsForm = fields({ ...listenForm, journal: optional(text(1, 4096)) });

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
  refuseMetrics(given, source);
  demand(optionsForm, options, 'startVenue: options');
  const { at, ending } = listenAt(options);
  const stocks = venueStocks(given.stocks);
  const running = await startFloor({ settings: given, stocks, journal: options.journal, ...at });
  return {
    port: running.port,
    get connected() {
      return running.connected;
    },
    ended: running.ended,
    sessions: () => running.venue.members.map(shownSession),
    stop() {
      ending.abort();
      return running.ended;
    },
  };
}

/** Its money stays inside: ticks times shares. */
function shownSession({ settings, counts, open }: Member): VenueSession {
  const { money: _, ...shown } = counts;
  return { targetCompId: settings.targetCompId, ...shown, open: open.size };
}
