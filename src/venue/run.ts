import type { TlsOptions } from 'node:tls';
import { NS_PER_MS } from '../base/units.js';
import type { Scan } from '../fix/scan.js';
import {
  createHistogram,
  type LatencyHistogram,
  recordLatencyTimes,
} from '../metrics/histogram.js';
import { closeStores, findLink, openSession, sayGoodbye } from '../order-entry/sessions.js';
import { Acceptor } from '../wire/acceptor.js';
import { DiskFile } from '../wire/append-file.js';
import type { Link } from '../wire/link.js';
import { startWithFiles } from '../wire/new-files.js';
import { VenueJournal } from './journal.js';
import type { VenueArrival, VenueReport } from './ledger.js';
import type { VenueStock } from './listing.js';
import type { Member } from './member.js';
import type { MemberSettings, VenueSettings } from './settings.js';
import { Venue } from './venue.js';

/** How a venue runs. */
interface VenueRun {
  readonly settings: VenueSettings;
  readonly stocks: readonly VenueStock[];
  readonly host: string;
  /** 0 for any free one. */
  readonly port: number;
  readonly tls?: TlsOptions | undefined;
  /** A file for arrivals and reports, written as they come. */
  readonly journal?: string | undefined;
  /** Ends the venue. */
  readonly signal: AbortSignal;
  /**
   * An application message has come, of a session and with the time at which it was read. `scan` is
   * the message; it is valid during the call.
   */
  readonly onArrival?: ((arrival: VenueArrival, scan: Scan) => void) | undefined;
  /** A report was made. */
  readonly onReport?: ((report: VenueReport) => void) | undefined;
  /** Something to log: of a session, or of the venue itself. */
  tell(text: string): void;
}

/** A running venue. */
export interface RunningVenue {
  readonly port: number;
  readonly venue: Venue;
  readonly journal: VenueJournal | undefined;
  /** Counts of connections. */
  readonly connections: Acceptor['counts'];
  /** How many sessions are connected. */
  readonly connected: number;
  /** How often a client was cut off because it did not read. */
  readonly slowCuts: number;
  /** From the arrival of a message to its answers, by session; see `Floor`. */
  readonly latencies: readonly LatencyHistogram[];
  /** Settles with the seconds that the venue ran, when it has ended. */
  readonly ended: Promise<number>;
}

/** How often time is looked at: halts, late answers, pauses. */
const TICK_MS = 5;

/**
 * Opens the books and the acceptor. Rejects with an InputError for a wrong setting; files that it
 * made are gone then.
 */
export function startVenue(run: VenueRun): Promise<RunningVenue> {
  const stores = run.settings.sessions.map(({ store }) => store);
  return startWithFiles([run.journal, ...stores], () => startFloor(run));
}

async function startFloor(run: VenueRun): Promise<RunningVenue> {
  const { settings, signal } = run;
  const floor = new Floor(run);
  const { links, venue } = floor;
  const { connectionsMax, logonSeconds } = settings;
  const acceptor = new Acceptor(
    { ...run, connectionsMax, logonSeconds },
    links,
    (beginString, sender, target) => findLink(links, beginString, sender, target),
  );
  let port: number;
  try {
    port = await acceptor.listen();
  } catch (error) {
    floor.close();
    throw error;
  }
  floor.begin();
  const ended = floor.endWith(signal, acceptor);
  ended.catch(() => undefined);
  return {
    port,
    venue,
    journal: floor.journal,
    latencies: floor.latencies,
    connections: acceptor.counts,
    get connected() {
      return links.filter(({ isConnected }) => isConnected).length;
    },
    get slowCuts() {
      return links.reduce((sum, { slowCuts }) => sum + slowCuts, 0);
    },
    ended,
  };
}

/** What drives a venue: links, journal, and the time. */
class Floor {
  readonly links: readonly Link[];
  /**
   * From the arrival of a message to the write of its answers to the socket, by session. Answers
   * that trouble holds back or loses are left out.
   */
  readonly latencies: readonly LatencyHistogram[];
  readonly venue: Venue;
  readonly journal: VenueJournal | undefined;
  readonly #file: DiskFile | undefined;
  readonly #startMs = Date.now();
  readonly #tell: (text: string) => void;
  #timer: NodeJS.Timeout | undefined;
  #isFlushDue = false;

  constructor(run: VenueRun) {
    const { settings, stocks, onArrival, onReport, tell } = run;
    this.#tell = tell;
    if (run.journal !== undefined) {
      this.#file = new DiskFile(run.journal, true);
      this.journal = new VenueJournal(this.#file, {
        format: 'smars venue',
        version: 1,
        startedMs: this.#startMs,
        sessions: settings.sessions.map(({ targetCompId }) => targetCompId),
      });
    }
    const { journal } = this;
    const keeper = {
      arrived: (arrival: VenueArrival, scan: Scan): void => {
        journal?.arrival(arrival);
        onArrival?.(arrival, scan);
      },
      answered:
        journal === undefined
          ? onReport
          : (report: VenueReport): void => {
              journal.report(report);
              onReport?.(report);
            },
    };
    this.venue = new Venue(settings, stocks, keeper, this.#startMs * 1000, this.#startMs);
    this.latencies = settings.sessions.map(() => createHistogram());
    this.links = settings.sessions.map((session, n) =>
      this.#openLink(session, this.latencies[n]!, run),
    );
  }

  begin(): void {
    this.#timer = setInterval(() => this.#tick(), TICK_MS);
    this.#tick();
  }

  /** Waits for the end, says goodbye to every client, and ends the journal. */
  async endWith(signal: AbortSignal, acceptor: Acceptor): Promise<number> {
    await new Promise<void>((resolve) => {
      if (signal.aborted) resolve();
      signal.addEventListener('abort', () => resolve(), { once: true });
    });
    try {
      this.venue.endDay(Date.now());
      for (const link of this.links) link.freeze(false);
      this.#flush();
      await sayGoodbye(this.links, 'the venue ends');
    } finally {
      clearInterval(this.#timer);
      await acceptor.close();
      this.journal?.end();
      this.close();
    }
    return (Date.now() - this.#startMs) / 1000;
  }

  close(): void {
    this.venue.listing.close();
    closeStores(this.links);
    this.#file?.close();
  }

  #openLink(
    session: MemberSettings,
    latency: LatencyHistogram,
    { settings, tell }: VenueRun,
  ): Link {
    const name = session.targetCompId;
    /** Messages whose answers the session has written and not sent. */
    let answered = 0;
    const link: Link = openSession(session, settings, true, {
      deliver: (message) => {
        const { output } = link.session;
        const before = output.position;
        this.#deliver(link, member, message);
        if (output.position > before) answered++;
      },
      tell: (note, text) => tell(`${name}: ${note}: ${text}`),
      closed: () => {
        answered = 0;
        this.venue.disconnected(member, Date.now());
        this.#flushSoon();
      },
      received: (bytes) => this.#slowDown(link, member, bytes),
      sending: () => {
        this.journal?.flush();
        if (answered > 0) recordLatencyTimes(latency, link.waitedMs() * NS_PER_MS, answered);
        answered = 0;
      },
    });
    const member = this.venue.join(session, link.session, link.store);
    return link;
  }

  #deliver(link: Link, member: Member, message: Scan): void {
    const drops = this.venue.take(member, message, Date.now(), link.arrivedMs);
    // Others may have traded, too.
    this.#flushSoon();
    if (drops) setImmediate(() => link.drop());
  }

  /** Reads on only when the bytes that came would have come at the rate of a trouble. */
  #slowDown(link: Link, { outbox }: Member, bytes: number): void {
    const { trouble } = outbox;
    if (!trouble.isAny) return;
    const rate = trouble.bytesPerSecond(outbox.secondsAt(Date.now()));
    if (rate === Number.POSITIVE_INFINITY) return;
    link.holdReading(true);
    setTimeout(() => link.holdReading(false), (bytes / rate) * 1000).unref();
  }

  #tick(): void {
    const nowMs = Date.now();
    this.venue.tick(nowMs);
    for (const { symbol, recorded } of this.venue.listing.books) {
      const fault = recorded?.takeFault();
      if (fault !== undefined) this.#tell(`${symbol}: its recording ends: ${fault}`);
    }
    for (const [place, { outbox }] of this.venue.members.entries())
      if (outbox.trouble.isAny)
        this.links[place]!.freeze(outbox.trouble.pausedSeconds(outbox.secondsAt(nowMs)) > 0);
    this.#flush();
  }

  #flushSoon(): void {
    if (this.#isFlushDue) return;
    this.#isFlushDue = true;
    setImmediate(() => {
      this.#isFlushDue = false;
      this.#flush();
    });
  }

  #flush(): void {
    this.journal?.flush();
    for (const link of this.links) if (link.session.output.position > 0) link.flush();
  }
}
