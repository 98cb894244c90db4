import type { Tables } from '../../memory/table.js';
import {
  type Children,
  ChildWord,
  instrumentSide,
  instrumentSymbol,
} from '../../orders/children.js';
import { Side, Verdict } from '../../orders/codes.js';
import { type Parents, sharesToLocate } from '../../orders/parents.js';
import { creditRow, ownCredit } from '../../risk/counts/accounts.js';
import { FIRM_OWNER, openOwnerRow, ownerOfKey, symbolOfKey } from '../../risk/counts/owners.js';
import type { SecondPass } from '../../risk/counts/second-pass.js';
import { ACCOUNT_WORDS, AccountOther, type OwnerSums, SideWord } from '../../risk/counts/tables.js';
import {
  claimSumRow,
  finite,
  PUBLISHED_MAX,
  PublishedWord,
  publishUnits,
  readUnits,
  SUM_SHIFT,
  type sumLayout,
} from '../memory/firm-sums.js';
import { RecordKind } from '../memory/records.js';
import { type Journal, journalMark } from '../record/journal.js';
import { openRolled, publishRolled, type RolledLink, seeRolled } from './rolled-gross.js';

/**
 * Sums of the firm and of accounts over servers on several threads. Each server publishes its part
 * in words that it alone writes:
 *
 *   hold      before the gate: raise the own words by what the turn may send
 *   see       then read the words of all others
 *   publish   after the gate and after answers: lower the own words to what was sent
 *
 * Atomic operations have one order. Of two servers that race, the later to raise its words reads
 * those of the other raised. So the sum of all servers never passes a limit that each gate keeps
 * for the sum it sees. Both may be refused, near the limit, where one alone would pass.
 *
 * What a server sees changes between two of its turns and never within one, and goes into the
 * journal.
 */
export interface SumsLink {
  readonly catalogue: SecondPass;
  readonly shared: Tables<ReturnType<typeof sumLayout>>;
  /** From 0. */
  readonly server: number;
  readonly servers: number;
  readonly journal: Journal | undefined;
  /** The firm's rolling gross; absent while its check is off. */
  readonly rolled: RolledLink | undefined;
  /** By the server's own row of an owner: its row in the shared words, −1 until it is known. */
  sharedRows: Int32Array;
  /** By own row, and by account: the last turn that held for it. */
  rowTurns: Int32Array;
  readonly accountTurns: Int32Array;
  /** What the turn in hand holds for: own rows, and accounts; the first so many. */
  readonly rows: Int32Array;
  readonly accounts: Int32Array;
  rowCount: number;
  accountCount: number;
  /** By account × 2 + side, what the turn may send, money. */
  readonly heldMoney: Float64Array;
  /** By parent, the shares that the turn may send. */
  readonly heldShares: Int32Array;
  turn: number;
}

/** A server's children and parents. */
interface Sender {
  readonly children: Children;
  readonly router: { readonly parents: Parents };
}

const { ACCOUNT_GROSS, ACCOUNT_NET, ACCOUNT_OPEN } = Verdict;
const { BUY, SELL } = Side;
const FIRST_ROWS = 64;

/** Links a server to the sums of all; a turn has at most `childrenMax` children. */
export function openSums(
  catalogue: SecondPass,
  shared: SumsLink['shared'],
  servers: number,
  childrenMax: number,
  journal: Journal | undefined,
): SumsLink {
  const accounts = catalogue.accounts === undefined ? 0 : catalogue.accounts.other + 1;
  const { rolledGross, server: number } = catalogue;
  const server = number - 1;
  return {
    catalogue,
    shared,
    server,
    servers,
    journal,
    rolled: rolledGross && openRolled(rolledGross, shared.rolled.words, server, servers, journal),
    sharedRows: new Int32Array(FIRST_ROWS).fill(-1),
    rowTurns: new Int32Array(FIRST_ROWS),
    accountTurns: new Int32Array(accounts),
    rows: new Int32Array(2 * childrenMax),
    accounts: new Int32Array(accounts),
    rowCount: 0,
    accountCount: 0,
    heldMoney: new Float64Array(2 * accounts),
    heldShares: new Int32Array(catalogue.parents.capacity),
    turn: 0,
  };
}

/**
 * Raises the published words by what the children at positions [begin, end) may add, and reads what
 * all other servers have published. Call it before the gate, with the time of the turn.
 */
export function holdSums(
  link: SumsLink,
  { children, router: { parents } }: Sender,
  begin: number,
  end: number,
  nowNs: number,
): void {
  const { words, mask } = children;
  const { rolled } = link;
  const { owners, accounts } = link.catalogue;
  link.turn = (link.turn + 1) | 0;
  link.rowCount = 0;
  link.accountCount = 0;
  for (let child = begin; child !== end; ) {
    const slot = (child & mask) << 3;
    const alike = Math.min(words[slot + ChildWord.ALIKE]!, (end - child) | 0);
    child = (child + alike) | 0;
    const parent = words[slot]!;
    const shares = alike * words[slot + ChildWord.QUANTITY]!;
    const priceTicks = words[slot + ChildWord.LIMIT]!;
    const instrument = words[slot + ChildWord.INSTRUMENT]!;
    if (accounts !== undefined)
      holdMoney(
        link,
        creditRow(accounts.other, parents.account[parent]!),
        instrumentSide(instrument),
        shares * priceTicks,
      );
    if (rolled !== undefined) rolled.heldMoney += shares * priceTicks;
    if (owners !== undefined) holdShares(link, owners, parents, parent, shares, priceTicks);
  }
  if (rolled !== undefined) publishRolled(rolled);
  for (let n = 0; n < link.accountCount; n++) publishCredit(link, link.accounts[n]!);
  if (rolled !== undefined) seeRolled(rolled, nowNs);
  for (let n = 0; n < link.accountCount; n++) seeCredits(link, link.accounts[n]!);
  for (let n = 0; n < link.rowCount; n++) seeSums(link, owners!, link.rows[n]!);
  for (let child = begin; child !== end; child = (child + 1) | 0)
    link.heldShares[words[(child & mask) << 3]!] = 0;
}

/** Lowers the published words of the turn's owners to what the server now has. */
export function publishTurn(link: SumsLink): void {
  const { rolled } = link;
  const { owners } = link.catalogue;
  if (rolled !== undefined) {
    rolled.heldMoney = 0;
    publishRolled(rolled);
  }
  for (let n = 0; n < link.rowCount; n++) publishRow(link, owners!, link.rows[n]!);
  for (let n = 0; n < link.accountCount; n++) {
    const account = link.accounts[n]!;
    link.heldMoney.fill(0, 2 * account, 2 * account + 2);
    publishCredit(link, account);
  }
}

/** The same for the owners of the children at positions [begin, end), once they are answered. */
export function publishAnswers(
  link: SumsLink,
  { children, router: { parents } }: Sender,
  begin: number,
  end: number,
): void {
  const { words, mask } = children;
  const { owners, accounts } = link.catalogue;
  if (link.rolled !== undefined) publishRolled(link.rolled);
  if (owners === undefined && accounts === undefined) return;
  let last = -1;
  for (let child = begin; child !== end; child = (child + 1) | 0) {
    const slot = (child & mask) << 3;
    const parent = words[slot]!;
    if (parent === last) continue;
    last = parent;
    const account = parents.account[parent]!;
    if (accounts !== undefined) publishCredit(link, creditRow(accounts.other, account));
    if (owners === undefined) continue;
    const symbol = instrumentSymbol(words[slot + ChildWord.INSTRUMENT]!);
    if (owners.hasFirm) publishRow(link, owners, openOwnerRow(owners, FIRM_OWNER, symbol));
    if (owners.hasAccounts) publishRow(link, owners, openOwnerRow(owners, account, symbol));
  }
}

function holdMoney(link: SumsLink, account: number, side: number, money: number): void {
  const { accountTurns, accounts, heldMoney, turn } = link;
  if (accountTurns[account] !== turn) {
    accountTurns[account] = turn;
    accounts[link.accountCount++] = account;
  }
  const at = 2 * account + side;
  heldMoney[at] = heldMoney[at]! + money;
}

/** Publishes what the server has of an account's credits, and what its turn holds of them. */
function publishCredit(link: SumsLink, account: number): void {
  const { sums } = link.catalogue.accounts!;
  const { heldMoney, shared, servers, server } = link;
  const buys = heldMoney[2 * account]!;
  const sells = heldMoney[2 * account + 1]!;
  const at = (account * servers + server) * ACCOUNT_WORDS;
  const { words } = shared.credits;
  const used = ownCredit(sums, ACCOUNT_GROSS, account, BUY);
  const open = ownCredit(sums, ACCOUNT_OPEN, account, BUY);
  const bought = ownCredit(sums, ACCOUNT_NET, account, BUY);
  const sold = ownCredit(sums, ACCOUNT_NET, account, SELL);
  publishUnits(words, at + AccountOther.GROSS, used + buys + sells);
  publishUnits(words, at + AccountOther.OPEN, open + buys + sells);
  publishUnits(words, at + AccountOther.NET, bought + buys);
  publishUnits(words, at + AccountOther.NET + 1, sold + sells);
}

/** Reads what all other servers have published of an account's credits. */
function seeCredits(
  { catalogue, shared, servers, server, journal }: SumsLink,
  account: number,
): void {
  const { others } = catalogue.accounts!.sums;
  for (let place = 0; place < ACCOUNT_WORDS; place++) {
    let money = 0;
    for (let other = 0; other < servers; other++) {
      if (other === server) continue;
      const at = (account * servers + other) * ACCOUNT_WORDS + place;
      money += readUnits(shared.credits.words, at);
    }
    const at = account * ACCOUNT_WORDS + place;
    if (others[at] === money) continue;
    others[at] = money;
    if (journal !== undefined) journalMark(journal, RecordKind.OTHERS, place, account, money);
  }
}

function holdShares(
  link: SumsLink,
  owners: OwnerSums,
  parents: Parents,
  parent: number,
  shares: number,
  priceTicks: number,
): void {
  const side = parents.side[parent]!;
  const symbol = parents.symbol[parent]!;
  const held = link.heldShares[parent]!;
  link.heldShares[parent] = held + shares;
  const sent = parents.filled[parent]! + parents.working[parent]! + held;
  const located =
    side === SELL
      ? sharesToLocate(parents, parent, sent + shares) - sharesToLocate(parents, parent, sent)
      : 0;
  if (owners.hasFirm)
    holdRow(link, openOwnerRow(owners, FIRM_OWNER, symbol), side, shares, priceTicks, located);
  if (owners.hasAccounts) {
    const row = openOwnerRow(owners, parents.account[parent]!, symbol);
    holdRow(link, row, side, shares, priceTicks, located);
  }
}

function holdRow(
  link: SumsLink,
  row: number,
  side: number,
  shares: number,
  priceTicks: number,
  located: number,
): void {
  const at = sharedWord(link, row);
  if (link.rowTurns[row] !== link.turn) {
    link.rowTurns[row] = link.turn;
    link.rows[link.rowCount++] = row;
  }
  const { words } = link.shared.sums;
  raise(words, at + PublishedWord.REACH + side, shares);
  raise(words, at + PublishedWord.TRADED, shares);
  if (located > 0) raise(words, at + PublishedWord.LOCATED, located);
  const ticks = publishedTicks(side, priceTicks);
  const place = at + PublishedWord.TICKS + side;
  if (ticks > Atomics.load(words, place)) Atomics.store(words, place, ticks);
}

/** Adds to a word that only this server writes. */
function raise(words: Int32Array, at: number, shares: number): void {
  Atomics.store(words, at, Math.min(PUBLISHED_MAX, Atomics.load(words, at) + shares));
}

/** The first shared word of an own row, for this server. */
function sharedWord(link: SumsLink, row: number): number {
  const { catalogue, shared, servers, server } = link;
  if (row >= link.sharedRows.length) widen(link);
  let sharedRow = link.sharedRows[row]!;
  if (sharedRow < 0) {
    const key = catalogue.owners!.keys[row]!;
    const { length } = catalogue.stocks;
    sharedRow = claimSumRow(shared.keys, length, ownerOfKey(key), symbolOfKey(key));
    link.sharedRows[row] = sharedRow;
  }
  return (sharedRow * servers + server) << SUM_SHIFT;
}

function widen(link: SumsLink): void {
  const { length } = link.sharedRows;
  const { sharedRows, rowTurns } = link;
  link.sharedRows = new Int32Array(2 * length).fill(-1);
  link.sharedRows.set(sharedRows);
  link.rowTurns = new Int32Array(2 * length);
  link.rowTurns.set(rowTurns);
}

function publishRow(link: SumsLink, owners: OwnerSums, row: number): void {
  const { words } = link.shared.sums;
  const to = sharedWord(link, row);
  const from = row << 3;
  for (let side: number = BUY; side <= SELL; side++) {
    const at = from + (side << 2);
    store(words, to + PublishedWord.REACH + side, owners.words[at + SideWord.REACH]!);
    const ticks = publishedTicks(side, owners.words[at + SideWord.TICKS]!);
    store(words, to + PublishedWord.TICKS + side, ticks);
  }
  store(words, to + PublishedWord.TRADED, owners.words[from + SideWord.LOCATED]!);
  store(words, to + PublishedWord.LOCATED, owners.words[from + 4 + SideWord.LOCATED]!);
}

function store(words: Int32Array, at: number, shares: number): void {
  Atomics.store(words, at, Math.max(-PUBLISHED_MAX, Math.min(PUBLISHED_MAX, shares)));
}

/** A price of a side so that 0 is none and a more aggressive one is greater. */
function publishedTicks(side: number, ticks: number): number {
  return side === BUY ? ticks + 1 : PUBLISHED_MAX - ticks;
}
function readTicks(side: number, published: number): number {
  return side === BUY ? published - 1 : PUBLISHED_MAX - published;
}

/** Reads what all other servers have published of an owner's symbol. */
function seeSums(link: SumsLink, owners: OwnerSums, row: number): void {
  const first = sharedWord(link, row) - (link.server << SUM_SHIFT);
  for (let side: number = BUY; side <= SELL; side++) {
    const reach = sumOfOthers(link, first + PublishedWord.REACH + side);
    see(link, owners, row, (side << 2) + SideWord.REACH, reach);
    const ticks = readTicks(side, mostOfOthers(link, first + PublishedWord.TICKS + side));
    see(link, owners, row, (side << 2) + SideWord.TICKS, ticks);
  }
  see(link, owners, row, SideWord.LOCATED, sumOfOthers(link, first + PublishedWord.TRADED));
  see(link, owners, row, 4 + SideWord.LOCATED, sumOfOthers(link, first + PublishedWord.LOCATED));
}

/** Adds up a word of all other servers; `at` is the place of server 0's. */
function sumOfOthers({ shared, servers, server }: SumsLink, at: number): number {
  const { words } = shared.sums;
  let sum = 0;
  for (let other = 0; other < servers; other++)
    if (other !== server) sum += finite(Atomics.load(words, at + (other << SUM_SHIFT)));
  return sum;
}

function mostOfOthers({ shared, servers, server }: SumsLink, at: number): number {
  const { words } = shared.sums;
  let most = 0;
  for (let other = 0; other < servers; other++)
    if (other !== server) most = Math.max(most, Atomics.load(words, at + (other << SUM_SHIFT)));
  return most;
}

/** Notes a word of others, and records it if it has changed. */
function see(link: SumsLink, owners: OwnerSums, row: number, word: number, value: number): void {
  const at = (row << 3) + word;
  if (owners.others[at] === value) return;
  owners.others[at] = value;
  if (link.journal !== undefined)
    journalMark(link.journal, RecordKind.OTHERS, ACCOUNT_WORDS + word, owners.keys[row]!, value);
}
