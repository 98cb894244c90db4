import type { AppendFile } from '../fix/log-store.js';
import { Exec } from '../order-entry/reports.js';
import { type JournalState, readJournal } from './journal.js';
import type { VenueReport } from './ledger.js';
import { emptyCounts, type MemberCounts } from './member.js';

/** What a journal adds up to. */
export interface JournalSums extends JournalState {
  readonly sessions: ReadonlyMap<string, MemberCounts>;
  /** Orders that were open after the last report of each, by session, and their shares. */
  readonly open: ReadonlyMap<string, { readonly orders: number; readonly leaves: number }>;
}

/** What a report counts as, by its ExecType. A status counts as nothing. */
const COUNTED: Readonly<Record<string, 'accepted' | 'rejected' | 'cancels' | 'replaces'>> = {
  [String.fromCharCode(Exec.NEW)]: 'accepted',
  [String.fromCharCode(Exec.REJECTED)]: 'rejected',
  [String.fromCharCode(Exec.CANCELLED)]: 'cancels',
  [String.fromCharCode(Exec.EXPIRED)]: 'cancels',
  [String.fromCharCode(Exec.REPLACED)]: 'replaces',
};
const TRADE = String.fromCharCode(Exec.TRADE);
const STATUS = String.fromCharCode(Exec.STATUS);

/**
 * Adds up the whole lines of a journal: the counts that the venue's own must equal, found from the
 * file alone.
 */
export function sumJournal(file: Pick<AppendFile, 'size' | 'read'>): JournalSums {
  const sessions = new Map<string, MemberCounts>();
  const open = new Map<string, { readonly session: string; readonly leaves: number }>();
  const countsOf = (session: string): MemberCounts => {
    let counts = sessions.get(session);
    if (counts === undefined) sessions.set(session, (counts = emptyCounts()));
    return counts;
  };
  const state = readJournal(file, {
    head: (head) => head.sessions.forEach(countsOf),
    arrival: ({ session, type }) => {
      const counts = countsOf(session);
      counts.messages++;
      if (type === 'D') counts.orders++;
    },
    report: (report) => {
      countReport(countsOf(report.session), report);
      const { session, orderId, leaves, type, execType } = report;
      if (type !== '8' || execType === STATUS) return;
      if (leaves > 0) open.set(orderId, { session, leaves });
      else open.delete(orderId);
    },
  });
  const left = new Map<string, { orders: number; leaves: number }>();
  for (const { session, leaves } of open.values()) {
    const sum = left.get(session) ?? { orders: 0, leaves: 0 };
    left.set(session, { orders: sum.orders + 1, leaves: sum.leaves + leaves });
  }
  return { ...state, sessions, open: left };
}

function countReport(counts: MemberCounts, report: VenueReport): void {
  const { type, execType, shares, priceTicks, copies } = report;
  counts.reports++;
  if (copies === 0) counts.lost++;
  if (copies === 2) counts.doubled++;
  if (type === '9') counts.cancelRejects++;
  if (type !== '8') return;
  if (execType === TRADE) {
    counts.fills++;
    counts.shares += shares;
    counts.money += shares * priceTicks;
  }
  const counted = COUNTED[execType];
  if (counted !== undefined) counts[counted]++;
}
