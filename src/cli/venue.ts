import { createInterface } from 'node:readline';
import { InputError, suggest } from '../base/input-error.js';
import { parseForm } from '../forms/form.js';
import type { MetricFamily } from '../metrics/exposition.js';
import { count } from '../report/format.js';
import { buildFamily } from '../report/load-exposition.js';
import { venueFamilies } from '../report/session-exposition.js';
import { venueStocks } from '../scenarios/venue-stocks.js';
import { sumJournalFile } from '../venue/journal-file.js';
import type { VenueStock } from '../venue/listing.js';
import { type RunningVenue, startVenue } from '../venue/run.js';
import { checkVenue, defaultVenue, VENUE, type VenueSettings } from '../venue/settings.js';
import { TROUBLE_NAMES, type Trouble, troubleNamed } from '../venue/trouble.js';
import {
  type Command,
  EXIT,
  type FlagValues,
  integerFlag,
  listFlag,
  type Terminal,
  textFlag,
} from './command.js';
import { type EventFormat, readEventFormat } from './event-formats.js';
import { readText } from './file-text.js';
import { describeSessions, listenFlags, readListen } from './fix-listen.js';
import { durationFlag } from './load-arrivals.js';
import { METRICS_FLAGS, readMetricsPlace, withMetrics } from './metrics-server.js';
import { enlargeNursery } from './nursery.js';
import { checkPlaces, OutputError, Outputs, placesOf } from './output.js';
import { Progress } from './progress.js';
import { readUniverse } from './universe-source.js';
import { findKilled, finishVenueFolder, journalOf, startInFolder } from './venue-folder.js';
import {
  describeRecovered,
  describeVenue,
  summariseRecovered,
  summariseVenue,
} from './venue-summary.js';
import { readVersion } from './version.js';

const PORT = 9877;
const DAY_SECONDS = 86_400;
const SHOW_MS = 1000;
/** Flags that a recovery has no use for. */
const LIVE_FLAGS = [
  'listen',
  'tls-cert',
  'tls-key',
  'trouble',
  'universe',
  'seed',
  'duration',
  'out',
  'metrics',
  'metrics-linger',
] as const;

export const VENUE_COMMAND: Command = {
  name: 'venue',
  about:
    'An emulated exchange behind FIX 4.2 and 4.4 sessions: order books in price-time priority, ' +
    'and trouble on purpose. Counts and keeps what comes. Type halt, auction, open or quit.',
  operands: '[FILE.json]',
  operandsMax: 1,
  flags: {
    ...listenFlags(PORT),
    universe: {
      type: 'string',
      value: 'FILE',
      about: 'stocks from a CSV or NDJSON file (default: those of the load profiles)',
    },
    trouble: {
      type: 'string',
      value: 'NAME',
      multiple: true,
      about: `beside the trouble of the file: ${TROUBLE_NAMES.join(', ')}`,
    },
    seed: { type: 'string', value: 'N', about: 'seed of the troubles and of the others’ orders' },
    duration: { type: 'string', value: 'TIME', about: 'end after so long (default: never)' },
    out: {
      type: 'string',
      value: 'DIR',
      about: 'a new folder: venue.journal as it goes, summary.json and metrics.prom at the end',
    },
    events: {
      type: 'string',
      value: 'FORMAT',
      about: 'with --out: arrivals and reports as arrow, ndjson, csv or parquet, too',
    },
    ...METRICS_FLAGS,
    recover: {
      type: 'string',
      value: 'DIR',
      about: 'complete the folder of a venue that was killed, and say what was lost',
    },
    json: { type: 'boolean', about: 'the result as JSON' },
  },
  examples: [
    'smars venue',
    'smars venue venue.json --listen 127.0.0.1:5002 --out runs/venue --events csv',
    'smars venue --trouble late --trouble lost --duration 10m',
    'smars venue --recover runs/venue',
  ],

  async run(flags, operands, terminal) {
    const killed = textFlag(flags, 'recover');
    const format = await readEventFormat(textFlag(flags, 'events'));
    if (killed !== undefined) return recover(killed, format, flags, operands, terminal);
    if (format !== undefined && flags.out === undefined)
      throw new InputError('--events goes with --out DIR');
    const settings = readSettings(operands[0], flags);
    const where = readListen(flags, PORT);
    const stocks = readStocks(settings, flags);
    const seconds = durationFlag(flags, 'duration', 0.1, DAY_SECONDS);
    const metrics = readMetricsPlace(flags, settings.metrics);
    enlargeNursery();
    checkPlaces(placesOf(flags, { universe: 'input', out: 'folder' }, operands), terminal);
    const out = textFlag(flags, 'out');
    const held: { venue?: RunningVenue } = {};
    const start = { settings, stocks, where, seconds, out, format, flags, terminal, held };
    return withMetrics(
      metrics,
      () => metricsOf(held.venue),
      terminal,
      () => runAndTell(start),
    );
  },
};

interface Start extends End {
  readonly settings: VenueSettings;
  readonly stocks: readonly VenueStock[];
  readonly where: ReturnType<typeof readListen>;
  readonly seconds: number | undefined;
  /** Has the venue when it runs. */
  readonly held: { venue?: RunningVenue };
}

/** Runs a venue to its end, completes its folder and prints its summary; returns the exit code. */
async function runAndTell(start: Start): Promise<number> {
  const { settings, stocks, where, seconds, out, terminal, held } = start;
  const ending = new AbortController();
  terminal.interrupted.addEventListener('abort', () => ending.abort(), { once: true });
  if (terminal.interrupted.aborted) ending.abort();
  const running = await startInFolder(out, (journal) =>
    startVenue({
      settings,
      stocks,
      ...where,
      journal,
      signal: ending.signal,
      tell: (text) => terminal.tell(`${text}\n`),
    }),
  );
  held.venue = running;
  terminal.tell(
    describeSessions(settings, where, running.port, ({ selfTrade }) =>
      selfTrade === 'allow' ? 'may trade with itself' : `self-trade ${selfTrade}`,
    ) + describeStocks(settings, stocks),
  );
  const timer = seconds && setTimeout(() => ending.abort(), seconds * 1000);
  const stopListening = takeCommands(running, ending, terminal);
  const stopShowing = showProgress(running, seconds, terminal);
  try {
    const ran = await running.ended;
    stopShowing();
    return await tellEnd(running, ran, start);
  } finally {
    clearTimeout(timer);
    stopShowing();
    stopListening();
  }
}

/** The metrics of a venue; before it runs, only what it is. */
function metricsOf(running: RunningVenue | undefined): MetricFamily[] {
  const build = { version: readVersion(), command: 'venue' };
  if (running === undefined) return [buildFamily(build)];
  return venueFamilies(running, build, process.memoryUsage.rss());
}

function readSettings(path: string | undefined, flags: FlagValues): VenueSettings {
  const given =
    path === undefined
      ? defaultVenue()
      : parseForm(VENUE, readText(path, 'a venue file'), path).value;
  const seed = integerFlag(flags, 'seed', 0, 2 ** 32 - 1) ?? given.seed;
  const more = listFlag(flags, 'trouble').map((name): Trouble => {
    const trouble = troubleNamed(name);
    if (trouble === undefined)
      throw new InputError(`--trouble is '${name}'; ${suggest(name, TROUBLE_NAMES)}`);
    return trouble;
  });
  const settings = { ...given, seed, trouble: [...given.trouble, ...more] };
  checkVenue(settings, path ?? 'venue');
  return settings;
}

/** The stocks of the file, of --universe, or those of the load profiles. */
function readStocks({ stocks }: VenueSettings, flags: FlagValues): VenueStock[] {
  const listed = readUniverse(flags);
  if (stocks !== undefined && listed !== undefined)
    throw new InputError('--universe: the venue file has stocks; give one of them');
  return venueStocks(stocks ?? listed);
}

function describeStocks(
  { openingSeconds, trouble, anySymbol }: VenueSettings,
  stocks: readonly VenueStock[],
): string {
  const names = stocks
    .slice(0, 3)
    .map(({ symbol }) => symbol)
    .join(', ');
  const more = [
    ...(anySymbol ? ['any other symbol gets a book'] : []),
    ...(openingSeconds > 0 ? [`opens after ${openingSeconds} s`] : []),
    ...(trouble.length > 0 ? [`trouble: ${trouble.map(({ kind }) => kind).join(', ')}`] : []),
  ];
  const listed = `${count(stocks.length)} stocks, ${names}${stocks.length > 3 ? ' …' : ''}`;
  return `  ${[listed, ...more].join('; ')}\n`;
}

/** Takes commands from the terminal. */
function takeCommands(
  { venue }: RunningVenue,
  ending: AbortController,
  terminal: Terminal,
): () => void {
  const lines = createInterface({ input: process.stdin });
  lines.on('line', (line) => {
    const [, verb, symbol] = /^\s*(halt|auction|open|quit)(?:\s+(\S+))?\s*$/.exec(line) ?? [];
    const found = symbol === undefined ? undefined : venue.listing.find(symbol);
    if (verb === undefined) terminal.tell(`'${line}': type halt, auction, open or quit\n`);
    else if (verb === 'quit') ending.abort();
    else if (found !== undefined && 'code' in found)
      terminal.tell(`'${line}': ${symbol} is no stock of this venue\n`);
    else {
      if (verb === 'open') venue.resume(Date.now(), symbol);
      else venue.stop(verb as 'halt' | 'auction', Date.now(), symbol);
      terminal.tell(`${verb} ${symbol ?? 'all'}\n`);
    }
  });
  return () => {
    lines.close();
    process.stdin.pause();
  };
}

/** Shows how many messages come, until it is told to stop. */
function showProgress(
  running: RunningVenue,
  seconds: number | undefined,
  terminal: Terminal,
): () => void {
  const progress = new Progress(terminal);
  const began = performance.now();
  let before = 0;
  const timer = setInterval(() => {
    const messages = running.venue.members.reduce((sum, { counts }) => sum + counts.messages, 0);
    const ran = (performance.now() - began) / 1000;
    const done = seconds === undefined ? 0 : Math.min(1, ran / seconds);
    if (messages > before || terminal.live)
      progress.show(done, `${messages - before} messages/s  ${running.connected} connected`);
    before = messages;
  }, SHOW_MS);
  return () => {
    clearInterval(timer);
    progress.end();
  };
}

interface End {
  readonly out: string | undefined;
  readonly format: EventFormat | undefined;
  readonly flags: FlagValues;
  readonly terminal: Terminal;
}

/** Completes the folder and prints the summary; returns the exit code. */
async function tellEnd(
  running: RunningVenue,
  seconds: number,
  { out, format, flags, terminal }: End,
): Promise<number> {
  const outputs = new Outputs();
  const onFile =
    out === undefined ? undefined : await outputs.attempt(() => sumJournalFile(journalOf(out)));
  const summary = summariseVenue(running, seconds, onFile);
  await outputs.attempt(() => {
    const { failure = '', lost = 0 } = running.journal ?? {};
    if (failure !== '')
      throw new OutputError(`--out ${out}: ${lost} lines of the journal are lost (${failure})`);
  });
  if (out !== undefined)
    await outputs.attempt(() => finishVenueFolder(out, summary, format, metricsOf(running)));
  terminal.answer(
    flags.json === true ? `${JSON.stringify(summary, null, 2)}\n` : describeVenue(summary),
  );
  const isWhole = (onFile?.tornBytes ?? 0) === 0 && (summary.onFile?.differences.length ?? 0) === 0;
  const code = terminal.interrupted.aborted ? EXIT.INTERRUPTED : EXIT.GOOD;
  return outputs.end(isWhole ? code : EXIT.FAILURE, terminal);
}

/** Completes the folder of a venue that was killed. */
async function recover(
  folder: string,
  format: EventFormat | undefined,
  flags: FlagValues,
  operands: readonly string[],
  terminal: Terminal,
): Promise<number> {
  const idle = LIVE_FLAGS.find((name) => flags[name] !== undefined);
  if (idle !== undefined) throw new InputError(`--recover: --${idle} has no effect with it`);
  if (operands.length > 0)
    throw new InputError(`--recover: the venue file ${operands[0]} has no effect with it`);
  const summary = summariseRecovered(sumJournalFile(findKilled(folder)));
  const outputs = new Outputs();
  await outputs.attempt(() => finishVenueFolder(folder, summary, format));
  terminal.answer(
    flags.json === true ? `${JSON.stringify(summary, null, 2)}\n` : describeRecovered(summary),
  );
  return outputs.end(EXIT.GOOD, terminal);
}
