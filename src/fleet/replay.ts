import { InputError } from '../base/input-error.js';
import { type Market, openingEpoch } from '../market/market.js';
import { generateUniverse, type Stock } from '../market/universe.js';
import { allocateTable } from '../memory/table.js';
import { CHILD_SCHEMA, CHILD_WORDS, openChildren } from '../orders/children.js';
import { createOrderFlow } from '../orders/flow.js';
import { FIRM_CREDIT_SCHEMA } from '../risk/counts/credit.js';
import { allocateSecondPass } from '../risk/counts/open.js';
import { openGate } from '../risk/gate/gate.js';
import { seeHeldParents, seeUnmatched } from '../risk/gate/trips.js';
import { layLimits } from '../risk/limits/blocks.js';
import { allocateLimits } from '../risk/limits/limits.js';
import {
  KILL_SCHEMA,
  KILLED_ACCOUNT_SCHEMA,
  KILLED_ACCOUNTS_MAX,
  KILLED_ORDER_SCHEMA,
  killRows,
} from '../risk/stops/kill.js';
import { allocateServer, openServer, type Server, type Surroundings } from '../server/server.js';
import { settleServer } from '../server/settle.js';
import {
  decideTurn,
  gateTurn,
  noteQuotes,
  recallChildren,
  takeOrder,
  tallyTurn,
} from '../server/turn.js';
import type { FleetView } from './main-thread/view.js';
import { ACTS_MAX, type Act, applyAct, readAct } from './memory/acts.js';
import {
  hasSecondPass,
  openPlanMarket,
  roleOf,
  type ServerPlan,
  secondPassSetup,
  serverLimits,
} from './memory/open.js';
import { type OwnStates, rearmRows, takeState } from './memory/rearms.js';
import {
  intendedNs,
  markMoney,
  markNumber,
  markTimeNs,
  RECORD_WORDS,
  RecordKind,
  type RecordSpace,
  readAnswer,
  readParent,
  readQuoteRecord,
  recordKind,
} from './memory/records.js';
import { journalSpace } from './record/journal.js';
import { unpackState } from './server-thread/firm.js';
import { giveUnspentBack } from './server-thread/leases.js';
import { replayCancel } from './server-thread/live-ends.js';
import { takeOthers } from './server-thread/others.js';

/**
 * One server's inputs in order, and the digest of its children: enough to replay it without threads
 * or a clock.
 */
export interface ServerJournal {
  readonly server: number;
  readonly plan: ServerPlan;
  /** Records of RECORD_WORDS words, laid out as in `fleet/memory/records`. */
  readonly records: Int32Array;
  readonly acts: readonly Act[];
  /**
   * True when the journal was full before the run ended. The sequence and the digest are those at
   * its end.
   */
  readonly isFull: boolean;
  readonly sequence: number;
  readonly tape: readonly [number, number];
}

/** Returns the journals of a fleet that recorded them. */
export function collectJournals({ plan, memory, cells, control }: FleetView): ServerJournal[] {
  const { arrivals: _, ...rest } = plan;
  const acts = Array.from({ length: Atomics.load(control.control.acts, 0) }, (_, row) =>
    readAct(control.acts, row),
  );
  return memory.servers.flatMap(({ journal, number }) => {
    if (journal === undefined) return [];
    const { counts } = cells[number - 1]!;
    return [
      {
        server: number,
        plan: rest,
        records: new Int32Array(journal).slice(0, counts.journalRecords[0]! * RECORD_WORDS),
        acts,
        isFull: counts.journalFull[0] === 1,
        sequence: counts.journalSequence[0]!,
        tape: [counts.journalDigest0[0]!, counts.journalDigest1[0]!] as const,
      },
    ];
  });
}

/** What a replay gave: the same children have the same digest. */
interface Replay {
  readonly sequence: number;
  readonly childDigest: readonly [number, number];
  /** Whether both are what the journal says. */
  readonly isSame: boolean;
  /** The server as the journal leaves it. */
  readonly server: Server;
}

/** Replays a journal on this thread, at full speed. Throws when a record has an unknown kind. */
export function replayServer(journal: ServerJournal): Replay {
  const player = openPlayer(journal);
  const { records } = player;
  const count = journal.records.length / RECORD_WORDS;
  for (let position = 0; position < count; position++) playRecord(player, records, position);
  endTurn(player);
  const { tally, router } = player.server;
  const childDigest = [tally.tape[0]!, tally.tape[1]!] as const;
  const sequence = router.counts.sequence[0]!;
  const isSame =
    sequence === journal.sequence &&
    childDigest[0] === journal.tape[0] &&
    childDigest[1] === journal.tape[1];
  return { sequence, childDigest, isSame, server: player.server };
}

interface Player {
  readonly server: Server;
  readonly records: RecordSpace;
  readonly acts: readonly Act[];
  /** The states of its scopes, while the second pass is on. */
  readonly own: OwnStates | undefined;
  readonly order: ReturnType<typeof createOrderFlow>;
  epoch: number;
  /** The positions of the first child that is not settled, and of the first without an answer. */
  settled: number;
  answered: number;
  /** The children of the last turn, until none of them can be recalled; then 0. */
  unsent: number;
}

/** Opens the server's surroundings, with words of its own in place of the firm's. */
function surroundings(
  plan: ServerPlan,
  server: number,
  stocks: readonly Stock[],
  market: Market,
): Surroundings {
  const { limits, details } = allocateLimits(plan.risk);
  const words = allocateTable(KILL_SCHEMA, killRows(plan.universe.stocks, plan.servers));
  const catalogue = hasSecondPass(plan)
    ? allocateSecondPass(secondPassSetup(plan, stocks))
    : undefined;
  const children = allocateTable(CHILD_SCHEMA, plan.ringRecords * CHILD_WORDS);
  return {
    quotes: market.quotes,
    depth: market.depth,
    limits,
    details,
    kill: {
      ...words,
      orders: allocateTable(KILLED_ORDER_SCHEMA, ACTS_MAX + 1),
      accounts: allocateTable(KILLED_ACCOUNT_SCHEMA, KILLED_ACCOUNTS_MAX + 1),
    },
    firm: allocateTable(FIRM_CREDIT_SCHEMA, 1),
    creditSliceMoney: plan.creditSliceMoney,
    netSliceMoney: plan.netSliceMoney,
    feeTicks: market.book.feeTicks,
    children: openChildren(children.word),
    catalogue,
    ...layLimits(
      plan.risk,
      server,
      stocks.map(({ symbol }) => symbol),
    ),
  };
}

function openPlayer({ plan, server: number, records, acts }: ServerJournal): Player {
  const stocks = generateUniverse(plan.universe, plan.seed);
  const market = openPlanMarket(plan, stocks);
  const around = surroundings(plan, number, stocks, market);
  const server = openServer(
    allocateServer(serverLimits(plan)),
    roleOf(plan, number, stocks),
    serverLimits(plan),
    around,
  );
  openGate(server.gate);
  forgetCredit(server);
  noteQuotes(server, 0);
  const shared = new SharedArrayBuffer(records.byteLength);
  new Int32Array(shared).set(records);
  return {
    server,
    records: journalSpace(shared),
    acts,
    own: server.gate.catalogue && {
      states: server.gate.catalogue.firm.states,
      rearms: new Int32Array(rearmRows(plan.servers, plan.universe.stocks)),
    },
    order: { ...createOrderFlow(1), count: 1 },
    epoch: openingEpoch(plan.seed),
    settled: 0,
    answered: 0,
    unsent: 0,
  };
}

function playRecord(player: Player, records: RecordSpace, position: number): void {
  const { server } = player;
  const kind = recordKind(records, position);
  if (kind !== RecordKind.ACT && kind !== RecordKind.RECALL) endTurn(player);
  switch (kind) {
    case RecordKind.PARENT:
      playParent(player, records, position);
      return;
    case RecordKind.TURN:
      playTurn(
        player,
        markNumber(records, position),
        markTimeNs(records, position),
        markMoney(records, position),
      );
      return;
    case RecordKind.ANSWER:
      readAnswer(records, position, server.children, player.answered);
      player.answered = (player.answered + 1) | 0;
      return;
    case RecordKind.SETTLE:
      settleServer(server, player.settled, player.answered, markTimeNs(records, position));
      forgetCredit(server);
      player.settled = player.answered;
      return;
    case RecordKind.QUOTE:
      readQuoteRecord(records, position, server.router.quotes);
      return;
    case RecordKind.EPOCH:
      player.epoch = markNumber(records, position);
      if (markTimeNs(records, position) > 0) noteQuotes(server, markTimeNs(records, position));
      return;
    case RecordKind.ACT:
      playAct(player, markNumber(records, position));
      return;
    case RecordKind.CANCEL:
      replayCancel(server, markNumber(records, position), markMoney(records, position));
      return;
    case RecordKind.RECALL:
      recallChildren(server, markNumber(records, position), markTimeNs(records, position));
      return;
    default:
      playFirm(
        player,
        kind,
        markNumber(records, position),
        markTimeNs(records, position),
        markMoney(records, position),
      );
  }
}

function playAct({ server, acts, own }: Player, row: number): void {
  applyAct(acts[row]!, row, server.gate.kill, own);
}

/** Replays what the server saw of the firm. */
function playFirm(
  {
    server: {
      gate: { catalogue },
    },
    own,
  }: Player,
  kind: number,
  number: number,
  nowNs: number,
  money: number,
): void {
  switch (kind) {
    case RecordKind.LEASE:
      catalogue!.net.creditMoney[number] = catalogue!.net.creditMoney[number]! + money;
      return;
    case RecordKind.UNMATCHED:
      seeUnmatched(catalogue!, number, nowNs);
      return;
    case RecordKind.LOSS:
      catalogue!.firm.words.lossUnits[0] = number;
      return;
    case RecordKind.HELD:
      seeHeldParents(catalogue!, number, nowNs);
      return;
    case RecordKind.OTHERS:
      takeOthers(catalogue!, number, nowNs, money);
      return;
    case RecordKind.STATE: {
      const { scope, state } = unpackState(number);
      takeState(own!, scope, state, money, nowNs);
      return;
    }
    default:
      throw new InputError(`journal: a record has kind ${kind}, which no journal has`);
  }
}

function playParent({ server, order }: Player, records: RecordSpace, position: number): void {
  const orderId = readParent(records, position, order);
  const parent = takeOrder(server, order, 0, intendedNs(records, position));
  if (parent >= 0) server.router.parents.orderId[parent] = orderId;
}

function playTurn(player: Player, childrenMax: number, nowNs: number, leasedMoney: number): void {
  const { server, epoch } = player;
  const count = decideTurn(server, nowNs, epoch, childrenMax);
  const { creditMoney } = server.gate.cells;
  if (leasedMoney > 0) creditMoney[0] = creditMoney[0]! + leasedMoney;
  if (count > 0 && gateTurn(server, count, nowNs) < count) {
    giveUnspentBack(server.gate);
    forgetCredit(server);
  }
  player.unsent = count;
}

/**
 * Drops the credit that the gate has given back: it is the firm's again, and only leases bring it
 * back.
 */
function forgetCredit({ gate: { firm, catalogue } }: Server): void {
  firm.leftUnits[0] = 0;
  if (catalogue !== undefined) for (const { leftUnits } of catalogue.firm.net) leftUnits[0] = 0;
}

function endTurn(player: Player): void {
  if (player.unsent > 0) tallyTurn(player.server, player.unsent);
  player.unsent = 0;
}
