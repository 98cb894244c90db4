import { TICKS_PER_DOLLAR } from '../base/units.js';
import { count, table } from '../report/format.js';
import type { JournalSums } from '../venue/journal-sums.js';
import type { MemberCounts } from '../venue/member.js';
import type { RunningVenue } from '../venue/run.js';

/** The ClOrdIDs that a summary names, of those that came again. */
const REPEATED_MAX = 10;

/** Counts of a session as a summary has them. */
function shownCounts({ money, ...counts }: MemberCounts) {
  return { ...counts, dollars: money / TICKS_PER_DOLLAR };
}

/** What a venue came to, as `--json` prints it. `onFile` is what its journal adds up to. */
export function summariseVenue(
  { venue, connections, slowCuts }: RunningVenue,
  seconds: number,
  onFile: JournalSums | undefined,
) {
  return {
    version: 1 as const,
    command: 'venue',
    seconds,
    sessions: venue.members.map(({ settings, counts, open }) => ({
      targetCompId: settings.targetCompId,
      fix: settings.version,
      ...shownCounts(counts),
      open: open.size,
    })),
    symbols: [...venue.listing.books].map(({ symbol, counts, recorded }) => ({
      symbol,
      ...{ messages: counts.messages, orders: counts.orders, trades: counts.trades },
      shares: counts.shares,
      dollars: counts.money / TICKS_PER_DOLLAR,
      ...(recorded && {
        recording: {
          file: recorded.file,
          ...recorded.counts,
          isOver: recorded.isOver,
          fault: recorded.fault ?? null,
        },
      }),
    })),
    messagesWithoutBook: venue.unlisted,
    clOrdIds: {
      distinct: venue.clOrdIds.distinct,
      repeated: venue.clOrdIds.repeated,
      uncounted: venue.clOrdIds.uncounted,
      most: venue.clOrdIds.most(REPEATED_MAX).map(([clOrdId, orders]) => ({ clOrdId, orders })),
    },
    connections: { ...connections, slowCuts },
    ...(onFile && { onFile: summariseFile(onFile, venueCounts(venue)) }),
  };
}
type VenueSummary = ReturnType<typeof summariseVenue>;

function venueCounts({ members }: RunningVenue['venue']): Map<string, MemberCounts> {
  return new Map(members.map(({ settings, counts }) => [settings.targetCompId, counts]));
}

/** What is on file, and whether it is what the venue counted. */
function summariseFile(file: JournalSums, counted: ReadonlyMap<string, MemberCounts>) {
  const differences = [...counted].flatMap(([session, counts]) => {
    const onFile = file.sessions.get(session);
    return Object.entries(counts).flatMap(([name, value]) => {
      const filed = onFile?.[name as keyof MemberCounts] ?? 0;
      return filed === value ? [] : [{ session, count: name, counted: value, onFile: filed }];
    });
  });
  const { arrivals, reports, tornBytes, isEnded } = file;
  return { arrivals, reports, tornBytes, isEnded, differences };
}

/** What can be said of a venue that was killed, from its journal alone. */
export function summariseRecovered(file: JournalSums) {
  const { arrivals, reports, tornBytes, isEnded, lastMs } = file;
  return {
    version: 1 as const,
    command: 'venue',
    recovered: {
      arrivals,
      reports,
      tornBytes,
      isEnded,
      last: Number.isNaN(lastMs) ? null : new Date(lastMs).toISOString(),
      open: Object.fromEntries(file.open),
    },
    sessions: [...file.sessions].map(([targetCompId, counts]) => ({
      targetCompId,
      ...shownCounts(counts),
    })),
  };
}
type RecoveredSummary = ReturnType<typeof summariseRecovered>;

const HEAD = [
  'session',
  'messages',
  'orders',
  'accepted',
  'rejected',
  'fills',
  'shares',
  'cancelled',
  'replaced',
  'reports',
];

function sessionTable(
  sessions: readonly ({ readonly targetCompId: string } & Omit<MemberCounts, 'money'>)[],
): string {
  const rows = sessions.map((each) => [
    each.targetCompId,
    ...[each.messages, each.orders, each.accepted, each.rejected, each.fills].map(count),
    ...[each.shares, each.cancels, each.replaces, each.reports].map(count),
  ]);
  return table(
    HEAD,
    rows,
    HEAD.map((_, n) => (n === 0 ? 'left' : 'right')),
  );
}

/** How far a recording went, in a line or two. */
function describeRecording(
  symbol: string,
  recording: NonNullable<VenueSummary['symbols'][number]['recording']>,
): string {
  const { file, messages, orders, executedShares, unknown, refused, isOver, fault } = recording;
  const end = fault === null ? (isOver ? 'to its end' : 'in part') : `ended by ${fault}`;
  return (
    `${symbol} from ${file}, ${end}:\n  ${count(messages)} messages, ${count(orders)} orders, ` +
    `${count(executedShares)} shares executed, ${count(unknown)} of unknown orders, ` +
    `${count(refused)} refused`
  );
}

/** The summary in words. */
export function describeVenue(summary: VenueSummary): string {
  const { sessions, symbols, clOrdIds, connections, onFile, seconds } = summary;
  const [most] = clOrdIds.most;
  const trades = symbols.reduce((sum, symbol) => sum + symbol.trades, 0);
  const shares = symbols.reduce((sum, symbol) => sum + symbol.shares, 0);
  const lost = sessions.reduce((sum, session) => sum + session.lost, 0);
  const doubled = sessions.reduce((sum, session) => sum + session.doubled, 0);
  return [
    `venue, ${seconds.toFixed(1)} s`,
    sessionTable(sessions),
    `${count(symbols.length)} books, ${count(trades)} trades of ${count(shares)} shares, those ` +
      'of all others included',
    ...symbols.flatMap(({ symbol, recording }) =>
      recording === undefined ? [] : [describeRecording(symbol, recording)],
    ),
    `${count(clOrdIds.distinct)} different ClOrdIDs, ${count(clOrdIds.repeated)} orders with one ` +
      `that had been there${most === undefined ? '' : ` (most often ${most.clOrdId})`}`,
    ...(lost + doubled === 0
      ? []
      : [`trouble lost ${count(lost)} reports and sent ${count(doubled)} twice`]),
    `connections: ${connections.accepted} accepted, ${connections.turnedAway} turned away, ` +
      `${connections.silent} without a Logon, ${connections.unknown} of no session, ` +
      `${connections.slowCuts} cut off since they did not read`,
    ...(onFile === undefined ? [] : [describeFile(onFile)]),
    '',
  ].join('\n');
}

function describeFile({ arrivals, reports, differences }: NonNullable<VenueSummary['onFile']>) {
  const has = `on file: ${count(arrivals)} messages and ${count(reports)} reports`;
  if (differences.length === 0) return `${has}; file and counts agree exactly`;
  const [{ session, count: name, counted, onFile }] = differences as [(typeof differences)[0]];
  return (
    `${has}; file and counts DIFFER in ${differences.length} places, first ${name} of ` +
    `${session}: counted ${counted}, on file ${onFile}`
  );
}

/** What was recovered, and what was lost, in words. */
export function describeRecovered({ recovered, sessions }: RecoveredSummary): string {
  const { arrivals, reports, tornBytes, isEnded, last, open } = recovered;
  const whole = `${count(arrivals)} messages and ${count(reports)} reports are whole`;
  const lost = Object.entries(open).map(
    ([session, { orders, leaves }]) =>
      `lost: what became of ${count(orders)} open orders of ${session}, ${count(leaves)} shares`,
  );
  return [
    isEnded
      ? `the venue ended this file by itself: ${whole}, and nothing is lost`
      : `the venue was killed: ${whole}${last === null ? '' : `, the last of ${last}`}; ` +
        `${count(tornBytes)} bytes of a torn line are left out`,
    ...(isEnded ? [] : lost),
    sessionTable(sessions),
    '',
  ].join('\n');
}
