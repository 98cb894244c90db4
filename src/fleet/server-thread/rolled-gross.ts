import { lastSlot, rollingSlot } from '../../risk/counts/rolling.js';
import { workingGross } from '../../risk/counts/rolling-gross.js';
import { ROLLING_SHIFT, type RollingGross } from '../../risk/counts/tables.js';
import {
  publishUnits,
  ROLLED_SHIFT,
  ROLLED_SLOTS,
  RolledWord,
  readUnits,
} from '../memory/firm-sums.js';
import { RecordKind } from '../memory/records.js';
import { type Journal, journalMark } from '../record/journal.js';

/**
 * The firm's rolling gross over servers on several threads. Each server publishes what it has
 * working, what its turn holds, and what it has executed in each slot. A reader adds up the slots
 * of its own window, so that what an idle server has executed leaves it with time. A server writes
 * its slots before it lowers what is working, and a reader reads in the other order, so that an
 * execution is in one of them at least.
 */
export interface RolledLink {
  readonly rolled: RollingGross;
  readonly words: Int32Array;
  /** From 0. */
  readonly server: number;
  readonly servers: number;
  readonly journal: Journal | undefined;
  /** What the turn in hand may send, money. */
  heldMoney: number;
}

const { RING, SLOT, WORKING } = RolledWord;
const SLOT_MASK = ROLLED_SLOTS - 1;
/** The window ends with the slot in hand and has nine before it. */
const WINDOW_SLOTS = 10;
/** The word of others in a journal, after those of accounts and of owners. */
export const ROLLED_RECORD = 12;

/** Links a server, from 0, to the rolling gross of all. */
export function openRolled(
  rolled: RollingGross,
  words: Int32Array,
  server: number,
  servers: number,
  journal: Journal | undefined,
): RolledLink {
  return { rolled, words, server, servers, journal, heldMoney: 0 };
}

/** Publishes what the server has of the rolling gross, and what its turn holds. */
export function publishRolled({ rolled, words, server, heldMoney }: RolledLink): void {
  const at = server << ROLLED_SHIFT;
  const [slot, money] = lastSlot(rolled.sums.words, 1 << ROLLING_SHIFT);
  if (slot !== Number.NEGATIVE_INFINITY) {
    // A slot beyond 32 bits goes around.
    const now = slot | 0;
    const last = Atomics.load(words, at + SLOT);
    const passed = (now - last) | 0;
    for (let gone = Math.max(1, passed - SLOT_MASK); gone <= passed; gone++)
      Atomics.store(words, at + RING + ((last + gone) & SLOT_MASK), 0);
    if (passed !== 0) Atomics.store(words, at + SLOT, now);
    publishUnits(words, at + RING + (now & SLOT_MASK), money);
  }
  publishUnits(words, at + WORKING, workingGross(rolled.sums) + heldMoney);
}

/** Reads what all other servers have published, as of a time. */
export function seeRolled(link: RolledLink, nowNs: number): void {
  const { rolled, words, server, servers, journal } = link;
  const slot = rollingSlot(nowNs, rolled.windowsNs[0]!) | 0;
  let money = 0;
  for (let other = 0; other < servers; other++) {
    if (other === server) continue;
    const at = other << ROLLED_SHIFT;
    money += readUnits(words, at + WORKING);
    const last = Atomics.load(words, at + SLOT);
    const ahead = (last - slot) | 0;
    for (let back = 0; back < ROLLED_SLOTS && ahead - back > -WINDOW_SLOTS; back++)
      money += readUnits(words, at + RING + ((last - back) & SLOT_MASK));
  }
  const { others } = rolled.sums;
  if (others[0] === money) return;
  others[0] = money;
  if (journal !== undefined) journalMark(journal, RecordKind.OTHERS, ROLLED_RECORD, 0, money);
}
